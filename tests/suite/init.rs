//! `init`: from nothing, and from catalogs of many hands; what it writes checks clean but for what is true.

use std::collections::BTreeSet;
use std::fs;

use evenkeel::diagnostic::Diagnostic;
use evenkeel::init::{Draft, Refusal, Request, draft};
use evenkeel::policy::catalog::Format;
use evenkeel::world::Memory;
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::support::{build_into, check, evenkeel, read_folder, shared, write_folder};

/// The policy that reads a file.
fn drafted(text: &[u8], format: Option<Format>, channels: &[&str]) -> Result<Draft, Refusal> {
    let files = Memory::default().with("export.csv", text);
    let channels: Vec<String> = channels.iter().map(|name| (*name).to_owned()).collect();
    let request = Request {
        name: "mine",
        files: &files,
        file: "export.csv",
        path: "catalog/export.csv",
        format,
        channels: &channels,
        threads: 2,
    };
    draft(request).unwrap()
}

/// What such a policy comes to.
#[derive(Debug, PartialEq)]
struct Outcome {
    items: u64,
    unusable: u64,
    fed: Vec<u64>,
    /// Each rule that fires, once.
    rules: Vec<String>,
}

/// Drafts, checks and builds; the policy's text and what it comes to, the channels in the order given.
fn come_to(text: &[u8], format: Option<Format>, channels: &[&str]) -> (String, Outcome) {
    let draft = drafted(text, format, channels).unwrap();
    let files =
        Memory::default().with("evenkeel.kdl", draft.text.clone()).with("catalog/export.csv", text.to_vec());
    let (findings, _, _) = check(&files);
    assert_is_sound(&findings, &draft.text);
    let mut rules: BTreeSet<String> = findings.iter().map(|finding| finding.rule.to_owned()).collect();
    // the seller's own id, which no file has
    assert_eq!(rules.remove("missing-field"), draft.text.contains(OPEN_FEED), "{}", draft.text);
    // no file says what a channel sells and how often it is synced: that is for the seller to fill in
    assert!(rules.remove("undocumented-channel"), "{rules:?}");
    let out = tempfile::tempdir().unwrap();
    let built = build_into(&files, &out.path().join("out"), 2).built;
    assert_eq!(built.outcome.counts.items, draft.items, "what init counts is what a build reads");
    let fed = channels.iter().map(|name| built.channels[*name].fed).collect();
    let (items, unusable) = (draft.items, draft.unusable);
    (draft.text, Outcome { items, unusable, fed, rules: rules.into_iter().collect() })
}

/// Amazon's feed as it is drafted.
const OPEN_FEED: &str = "\n    feed amazon-listings seller-id=\"YOUR-SELLER-ID\"";

/// Nothing is wrong with the policy itself but for the seller id that is still to be filled in.
fn assert_is_sound(findings: &[Diagnostic], text: &str) {
    let is_open = |own: &&Diagnostic| own.message.starts_with("`YOUR-SELLER-ID` is no seller id");
    let of_language = findings.iter().filter(|finding| finding.category.name() == "language");
    let broken: Vec<_> = of_language.filter(|own| !is_open(own)).collect();
    assert!(broken.is_empty(), "{broken:#?}\n{text}");
}

#[test]
fn from_nothing_it_passes() {
    let folder = tempfile::tempdir().unwrap();
    let run = evenkeel(folder.path(), &["init"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.starts_with("wrote evenkeel.kdl\nwrote catalog/products.csv\n"), "{}", run.stdout);
    let run = evenkeel(folder.path(), &["check", "--fail-on", "info"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "no findings in 1 file, 12 SKUs\n"), "{}", run.stderr);
    let run = evenkeel(folder.path(), &["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let manifest: Json =
        serde_json::from_slice(&fs::read(folder.path().join("dist/manifest.json")).unwrap()).unwrap();
    for channel in ["shopify", "amazon"] {
        assert_eq!(manifest["channels"][channel]["fed"], 12, "{channel}");
    }
    let offers = fs::read_to_string(folder.path().join("dist/offers.jsonl")).unwrap();
    let quantity = |channel: &str| {
        let lines = offers.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
        let mut own = lines.filter(|line| line["sku"] == "FHC-ESP-250" && line["channel"] == channel);
        own.next().unwrap()["quantity"].clone()
    };
    // 184 on the shelf, 9.4 sell a day: (9.4 × 2 + 2) × 1.0 = 20.8, up to 21; × 1.5 = 31.2, up to 32
    assert_eq!(quantity("shopify"), 163);
    assert_eq!(quantity("amazon"), 152);
}

#[test]
fn from_nothing_it_passes_on_every_channel() {
    for name in
        evenkeel::channels::names().filter(|name| *name != "none").chain(["shop", "tiktok", "facebook"])
    {
        let folder = tempfile::tempdir().unwrap();
        let run = evenkeel(folder.path(), &["init", "--channels", name]);
        assert_eq!(run.code, 0, "{name}: {}", run.stderr);
        let run = evenkeel(folder.path(), &["check"]);
        // whose feed needs ids that only the channel can give, a warning says so
        let expected = if name == "ebay-us" {
            "1 warning in 1 file, 12 SKUs\n"
        } else {
            "no findings in 1 file, 12 SKUs\n"
        };
        assert!(run.code == 0 && run.stdout.ends_with(expected), "{name}: {}{}", run.stdout, run.stderr);
    }
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(evenkeel(folder.path(), &["init", "shop"]).code, 0);
    let before = read_folder(folder.path());
    let run = evenkeel(folder.path(), &["init", "shop"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("`shop/evenkeel.kdl` is there already and was left as it is"),
        "{}",
        run.stderr
    );
    write_folder(folder.path(), [("a/catalog/products.csv", b"sku\n".as_slice()), ("b/pricing.kdl", b"")]);
    let run = evenkeel(folder.path(), &["init", "a"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("`evenkeel init --from catalog/products.csv`"), "{}", run.stderr);
    let run = evenkeel(folder.path(), &["init", "b"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("`pricing.kdl` would become part of the new policy"), "{}", run.stderr);
    let mut after = read_folder(folder.path());
    after.retain(|path, _| path.starts_with("shop/"));
    assert_eq!(after, before);
}

const SMALL: &str = "SKU,Name,Price,Qty\nA-1,Bowl,24.00,12\nA-2,Vase,30.00,0\n";

#[test]
fn a_file_is_read_where_it_lies_or_copied_below_the_policy() {
    let folder = tempfile::tempdir().unwrap();
    write_folder(folder.path(), [("shop/data/p.csv", SMALL.as_bytes()), ("away/q.csv", SMALL.as_bytes())]);
    let shop = folder.path().join("shop");
    let run = evenkeel(&shop, &["init", "--from", "csv", "data/p.csv", "--channels", "shopify"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("it reads 2 SKUs, for shopify"), "{}", run.stdout);
    let text = fs::read_to_string(shop.join("evenkeel.kdl")).unwrap();
    assert!(text.contains("source products \"data/p.csv\" format=csv"), "{text}");
    assert_eq!(evenkeel(&shop, &["check"]).code, 0);
    // `--from FILE DIR`: the folder comes after the file
    let run = evenkeel(folder.path(), &["init", "--from", "away/q.csv", "new"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("`away/q.csv` was copied to `catalog/q.csv`"), "{}", run.stdout);
    assert_eq!(fs::read_to_string(folder.path().join("new/catalog/q.csv")).unwrap(), SMALL);
    let run = evenkeel(folder.path(), &["check", "--policy", "new"]);
    // what `shop` sells is not in the file
    assert!(run.stdout.ends_with("1 warning in 1 file, 2 SKUs\n") && run.code == 0, "{}", run.stdout);
    // a name that no policy can have bare
    let run = evenkeel(folder.path(), &["init", "2027", "--from", "auto", "away/q.csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(evenkeel(folder.path(), &["check", "--policy", "2027"]).code, 0);
}

#[test]
fn what_it_cannot_do_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let files: [(&str, &[u8]); 4] = [
        ("p.csv", SMALL.as_bytes()),
        ("book.xlsx", b"PK\x03\x04\x14\x00xl/workbook.xml"),
        ("words.csv", b"alpha,beta\n1,2\n"),
        ("titles.csv", b"Title,Price\nBowl,2\n"),
    ];
    write_folder(folder.path(), files);
    let cases: [(&[&str], &str); 10] = [
        (
            &["--from", "p.csv", "--channels", "amazn"],
            "there is no profile for a channel `amazn`; did you mean `amazon`?",
        ),
        (
            &["--from", "p.csv", "--channels", "otto"],
            "the channels with a profile are `amazon`, `bigcommerce`",
        ),
        (&["--from", "p.csv", "--channels", "etsy,etsy"], "channel `etsy` is given twice"),
        (&["--from", "shopfy-csv", "p.csv"], "there is no format `shopfy-csv`; did you mean `shopify-csv`?"),
        (&["--from", "csv"], "`--from csv` needs a file"),
        (&["--from", "gone.csv"], "no file `gone.csv`"),
        (&["--from", "csv", "gone.csv"], "no file `gone.csv`"),
        (&["--from", "book.xlsx"], "`book.xlsx` is an Excel workbook"),
        (&["--from", "words.csv"], "no column of `words.csv` has a name that is known"),
        (&["--from", "titles.csv"], "no column of `titles.csv` is named like one that holds SKUs"),
    ];
    for (arguments, words) in cases {
        let run = evenkeel(folder.path(), &[&["init", "new"], arguments].concat());
        assert_eq!(run.code, 2, "{arguments:?}: {}{}", run.stdout, run.stderr);
        assert!(run.stderr.contains(words), "{arguments:?}: {}", run.stderr);
        assert!(!folder.path().join("new").exists(), "{arguments:?}: nothing is left behind");
    }
}

#[test]
fn headers_in_other_words_and_numbers_with_a_comma() {
    let text = "Lagerliste, Stand Freitag\n\nArtikelnummer;Bezeichnung;Preis;Bestand;EK;Hersteller;Monthly sales\n\
                0041;Schale;1.299,00 €;12;400,50;Nordton;30\n0042;Krug;24,5 €;30;9,00;Nordton;3\n";
    let (policy, outcome) = come_to(text.as_bytes(), None, &["shop", "amazon"]);
    assert_eq!(outcome, Outcome { items: 2, unusable: 0, fed: vec![2, 2], rules: vec![] });
    for line in [
        "currency EUR                         // the amounts of `Preis` say so",
        "source products \"catalog/export.csv\" format=csv delimiter=\";\" decimal=\",\" header=3 {", // the blank line is a row
        "sku \"Artikelnummer\"",
        "title \"Bezeichnung\"",
        "price \"Preis\"",
        "stock \"Bestand\" location=warehouse",
        "cost \"EK\"",
        "brand \"Hersteller\"",
        "velocity \"Monthly sales\" unit=month",
        "demand lead-time=\"2d\"",
    ] {
        assert!(policy.contains(line), "{line}\n{policy}");
    }
}

#[test]
fn the_column_that_holds_what_its_name_says() {
    // `quantity` is a weight in words, `ean` is blank, and the shop counts under `on hand`
    let text = "code,product_name,quantity,ean,barcode,on hand,price\nA,Tea,250 g,,4006381333931,7,3.50\nB,Mate,33 cl,,,9,2.10\n";
    let (policy, outcome) = come_to(text.as_bytes(), None, &["shop"]);
    assert_eq!(outcome, Outcome { items: 2, unusable: 0, fed: vec![2], rules: vec![] });
    assert!(policy.contains("stock \"on hand\" location=warehouse"), "{policy}");
    assert!(policy.contains("gtin \"barcode\""), "{policy}");
    // of two columns of one name neither is wired: which one counts would be chance
    let text = "sku,price,Qty,Qty,stock on hand\nA,1,2,3,4\n";
    let (policy, _) = come_to(text.as_bytes(), None, &["shop"]);
    assert!(policy.contains("stock \"stock on hand\""), "{policy}");
}

#[test]
fn keys_where_the_sku_is_blank() {
    let head = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Price";
    let blank = format!(
        "{head}\nmug,Mug,Colour,Blue,,shopify,12,16\nmug,,,Red,,shopify,3,16\nbowl,Bowl,Title,Default Title,B-1,,4,9\n"
    );
    let (policy, outcome) = come_to(blank.as_bytes(), None, &["shopify"]);
    // two of three have none; `bowl` is not counted and shown as one
    assert_eq!(outcome, Outcome { items: 3, unusable: 0, fed: vec![3], rules: vec![] });
    assert!(policy.contains("// `Variant SKU` is blank or the same on 2 rows"), "{policy}");
    assert!(policy.contains("sku \"Handle\" \"Option1 Value\""), "{policy}");
    assert!(policy.contains("// 1 SKU is not counted"), "{policy}");
    // one of three has none: the SKU is a SKU, and the row is what `empty-sku` is for
    let one = blank.replace("Blue,,", "Blue,M-1,");
    let (policy, outcome) = come_to(one.as_bytes(), None, &["shopify"]);
    assert_eq!((outcome.items, outcome.unusable, outcome.rules), (2, 1, vec!["empty-sku".to_owned()]));
    assert!(!policy.contains("sku \""), "the format has it\n{policy}");
    // what the shop exported it can import again; SKUs that are made up of handles are none of its own
    assert!(policy.contains("feed shopify-csv"), "{policy}");
}

#[test]
fn channels_that_take_other_money_get_a_file_that_says_its_currency() {
    let text = "sku,title,price,stock\nA,Schale,9.50 EUR,20\nB,Krug,12.00 EUR,5\n";
    let channels = ["shop", "amazon", "ebay", "walmart", "etsy"];
    let (policy, outcome) = come_to(text.as_bytes(), None, &channels);
    assert_eq!(outcome.fed, [2, 2, 2, 2, 2], "{policy}");
    for line in [
        "// `feed amazon-listings` takes prices in USD, and those of the catalog are in",
        "// `feed ebay-price-quantity` takes prices in USD, and those of the catalog are in",
        "// `feed walmart-price` takes prices in USD and CAD, and those of the catalog are",
        "    // feed amazon-listings seller-id=\"YOUR-SELLER-ID\"\n",
    ] {
        assert!(policy.contains(line), "{line}\n{policy}");
    }
    // as each says: `currency USD` in the channel, the rate in the policy, and no file of another kind
    let in_dollars = policy
        .replace("currency EUR ", "fx USD 1.10 as-of=\"2026-11-20\"; currency EUR ")
        .replace("    // currency USD\n", "    currency USD\n");
    let files = Memory::default().with("evenkeel.kdl", in_dollars).with("catalog/export.csv", text);
    assert!(check(&files).0.iter().all(|own| own.category.name() != "language"));
    // Canada's dollars are Walmart's too
    let (policy, _) = come_to(text.replace("EUR", "CAD").as_bytes(), None, &["walmart", "ebay"]);
    assert_eq!(policy.matches("takes prices in").count(), 1, "{policy}");
}

#[test]
fn listings_are_cut_to_what_a_channel_takes() {
    let title =
        "Hand-thrown stoneware bowl, glazed in celadon, for soup, noodles and fruit, 14 cm across the rim";
    let text = format!(
        "sku,title,description,images,brand,price,stock\nA,\"{title}\",<p>Stone&shy;ware</p>,http://a.example/1.jpg|http://a.example/2.jpg,Nord,9,20\n"
    );
    // eBay takes 80 characters of 96
    let (policy, outcome) = come_to(text.as_bytes(), None, &["shopify", "ebay", "amazon"]);
    // each has as much of the title as it takes, and eBay's ids are for the seller to add
    assert_eq!(outcome.rules, ["unlisted-id"]);
    assert_eq!(outcome.fed, [1, 1, 1]);
    assert!(policy.contains("on ebay { truncate 80 at=word }"), "{policy}");
    assert!(policy.contains("// the longest is 96, it takes 80"), "{policy}");
    assert!(policy.contains("on amazon { strip-html }"), "{policy}");
    assert!(policy.contains("images \"images\" split=\"|\""), "{policy}");
}

#[test]
fn segments_are_cut_at_the_files_own_prices() {
    let rows: Vec<String> = (1..=20).map(|index| format!("S-{index},{index}.00,40")).collect();
    let text = format!("sku,price,stock\n{}\n", rows.join("\n"));
    let (policy, outcome) = come_to(text.as_bytes(), None, &["shopify", "walmart"]);
    assert_eq!(outcome.rules, Vec::<String>::new());
    // rank ⌈20 × 0.8⌉ = 16: 16.00 and above are five; rank 10: 10.00 up to 15.00 are six; nine are left
    assert!(policy.contains("where price \">= 16\"              // 5 SKUs"), "{policy}");
    assert!(policy.contains("where price \">= 10\"              // 6 SKUs"), "{policy}");
    assert!(policy.contains("segment entry                        // the other 9"), "{policy}");
    // Walmart's severity is 1.4, one's own shop is 1.0
    assert!(policy.contains("buffer shopify { percent \"5%\" }"), "{policy}");
    assert!(policy.contains("buffer walmart { percent \"15%\" }"), "{policy}");
    assert!(policy.contains("throttle main {\n    below 3 pause=walmart"), "{policy}");
}

#[test]
fn units_lie_where_their_columns_say() {
    let rows: Vec<String> =
        (1..=12).map(|index| format!("S-{index},Bowl {index},Nord,24.00,20,{index},6,{index}")).collect();
    let head = "SKU,Product Name,Brand,Price,NJ on hand,Reno On Hand,FBA fulfillable,Units per day";
    let text = format!("{head}\n{}\n", rows.join("\n"));
    let (policy, outcome) = come_to(text.as_bytes(), None, &["shopify", "amazon", "walmart"]);
    // Walmart asks for more than a title and a brand; the file has neither images nor a weight
    assert_eq!(outcome.rules, ["unmapped-field"], "{policy}");
    assert_eq!(outcome.fed, [12, 12, 12]);
    for part in [
        "stock \"NJ on hand\" location=nj",
        "stock \"Reno On Hand\" location=reno",
        "stock \"FBA fulfillable\" location=amazon-fba",
        "pool main {\n    location nj                          // where the units of the file lie\n    location reno\n    channels shopify walmart",
        "pool fba {\n    location amazon-fba held-by=amazon\n    channels amazon\n    replenish cover=\"30d\"",
        "throttle main {\n    below 3 pause=walmart",
    ] {
        assert!(policy.contains(part), "{part}\n{policy}");
    }
    // without Amazon the column is nobody's, and a plain count beside one location is the count
    let text = "SKU,Price,Quantity,NJ on hand,FBA stock\nA,1.00,9,4,5\n";
    let (policy, outcome) = come_to(text.as_bytes(), None, &["shopify"]);
    assert_eq!(outcome, Outcome { items: 1, unusable: 0, fed: vec![1], rules: vec![] });
    assert!(policy.contains("stock \"Quantity\" location=warehouse") && !policy.contains("FBA"), "{policy}");
    // Amazon's alone
    let text = "sku\tprice\tafn-fulfillable-quantity\nA\t30.00\t5\n";
    let (policy, outcome) = come_to(text.as_bytes(), None, &["amazon"]);
    assert_eq!(outcome, Outcome { items: 1, unusable: 0, fed: vec![1], rules: vec![] }, "{policy}");
    assert!(!policy.contains("pool main"), "{policy}");
}

/// A real export: where it lies, the channels, and what it comes to.
fn real(path: &str, format: Option<Format>, channels: &[&str], expected: (u64, u64, &[u64], &[&str])) {
    let Some(path) = shared(path) else { return };
    let (_, outcome) = come_to(&fs::read(&path).unwrap(), format, channels);
    let (items, unusable, fed, rules) = expected;
    let rules = rules.iter().map(|rule| (*rule).to_owned()).collect();
    assert_eq!(outcome, Outcome { items, unusable, fed: fed.to_vec(), rules }, "{}", path.display());
}

const SHOPIFY: Option<Format> = Some(Format::ShopifyCsv);

#[test]
fn real_exports_of_shopify() {
    let all = &["shopify", "amazon", "walmart"];
    // no SKU anywhere: handle and options are the key; 22 of 22, 21 of 21, 23 of 41 (18 rows hold an image alone)
    real("catalogs/shopify-sample/apparel.csv", SHOPIFY, all, (22, 0, &[22, 22, 22], &[]));
    // `biodegradable-cardboard-pots-Default Title` has 42 characters, and Amazon's SKUs at most 40
    real(
        "catalogs/shopify-sample/home-and-garden.csv",
        None,
        all,
        (21, 0, &[21, 20, 21], &["value-too-long"]),
    );
    // two of 43
    let path = "catalogs/shopify-sample/jewelery.csv";
    real(path, None, all, (23, 0, &[23, 21, 23], &["value-too-long"]));
    // 604 rows, 55 of them an image alone; each of the 106 products has a title, a text and an image, which Google asks for.
    // Every count is 0: Google, which pauses first, shows all as sold out
    real(
        "catalogs/shopify-export-real/products_export_1.csv",
        SHOPIFY,
        &["shopify", "google"],
        (549, 0, &[549, 0], &[]),
    );
    // 48 rows, 29 an image alone, 5 variants without a SKU, 2 of which are archived: 5 - 2 = 3; it has no column of units at all, and
    // a spreadsheet has put an apostrophe before each barcode
    let path = "catalogs/prisjakt-shopify-feeds/products_export_1.csv";
    real(path, SHOPIFY, &["shopify"], (14, 3, &[0], &["damaged-id", "empty-sku", "unfed-location"]));
}

#[test]
fn real_exports_of_woocommerce() {
    let woo = Some(Format::WoocommerceCsv);
    // 24 rows: 2 variable products, 1 grouped and 1 external; nothing is counted, and 1 of each is what can be promised
    let path = "catalogs/woocommerce-sample/sample_products.csv";
    real(path, woo, &["woocommerce", "amazon"], (20, 0, &[20, 20], &["unmapped-field"]));
    // 7 rows: 1 variable, 1 external, 1 grouped; 2 variations have no SKU
    let path = "catalogs/woocommerce-sample/importer-test-sample.csv";
    real(path, None, &["woocommerce"], (2, 2, &[2], &["empty-sku"]));
}

#[test]
fn real_exports_of_others() {
    let csv = Some(Format::Csv);
    // counts without prices: 21 rows have no SKU, 101 one that came before
    let path = "catalogs/shopify-inventory-and-amazon-report/inventory_export_1.csv";
    real(path, None, &["shopify"], (15_578, 122, &[0], &["duplicate-sku", "empty-sku", "missing-price"]));
    // one row of 4,880 has no quantity
    let path = "catalogs/shopify-inventory-and-amazon-report/amazon-it-inventory-report-2024-01-29.txt";
    real(path, None, &["amazon"], (4880, 0, &[4879], &["missing-stock"]));
    // 147 are configurable, and sold by their 1,847 variants
    real("catalogs/magento2-sample/products.csv", csv, &["shop"], (1847, 0, &[1847], &[]));
    real("catalogs/magento2-sample/products_gear_bags.csv", csv, &["shop"], (14, 0, &[14], &[]));
    real(
        "catalogs/etsy-export-it/EtsyListingsDownload.csv",
        None,
        &["etsy", "shopify"],
        (27, 0, &[27, 27], &[]),
    );
    // 23 products, 4 of which have the 10 variants below them and are no items; no SKU but on four
    real("catalogs/wix-export/catalog_products.csv", csv, &["shop"], (29, 0, &[29], &[]));
    // of 211 rows 87 are in EUR, and 37 of the others are the products above their 87 variants
    real("catalogs/spree-sample/products.csv", csv, &["shop"], (87, 0, &[87], &[]));
    // two SKUs come twice
    real("catalogs/vendure-sample/products.csv", csv, &["shop"], (86, 2, &[86], &["duplicate-sku"]));
    // one EAN, `1234567890123`, on all seven, and wrong; eBay takes codes
    real(
        "catalogs/prestashop-thirtybees/products_import.csv",
        csv,
        &["shop", "ebay"],
        (7, 0, &[7, 0], &["invalid-gtin", "unlisted-id"]),
    );
    // its code is `8.80609E+12`, what a spreadsheet has left of it
    real(
        "catalogs/facebook-catalog/catalog_products.csv",
        csv,
        &["meta", "google"],
        (1, 0, &[0, 0], &["damaged-id"]),
    );
}

/// Headers that are known, and others that no policy could hold bare.
fn header() -> impl Strategy<Value = String> {
    let known = [
        "sku",
        "Title",
        "price",
        "Qty",
        "PREZZO",
        "stockOnHand",
        "Cost per item",
        "map",
        "GTIN",
        "Handle",
        "FBA stock",
        "NJ on hand",
        "Reno on hand",
        "velocity",
        "Option1 Value",
        "currency",
    ];
    prop_oneof![
        6 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned),
        1 => "[a-zA-Z \"\\\\/{};=#\u{a0}\u{202e}\u{feff}é\n\t]{0,12}",
    ]
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-C][0-9]",
        "[0-9]{1,3}([.,][0-9]{1,3})?",
        "[0-9]{1,2}(\\.[0-9]{2})? (USD|EUR|kr)",
        Just(String::new()),
        Just("InStock".to_owned()),
        "[ -~é\"\n]{0,10}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    /// Whatever stands in a table, the policy that is written for it is one: it links, and reads what init counted.
    #[test]
    fn whatever_the_table_the_policy_is_one(
        headers in proptest::collection::vec(header(), 1..8),
        rows in proptest::collection::vec(proptest::collection::vec(cell(), 8), 0..8),
        delimiter in proptest::sample::select(b",;\t|".to_vec()),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(&headers).unwrap();
        for row in &rows {
            writer.write_record(&row[..headers.len()]).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        if let Ok(draft) = drafted(&bytes, None, &["shopify", "amazon", "etsy"]) {
            let files = Memory::default().with("evenkeel.kdl", draft.text.clone()).with("catalog/export.csv", bytes);
            let (findings, _, outcome) = check(&files);
            assert_is_sound(&findings, &draft.text);
            prop_assert_eq!(outcome.counts.items, draft.items);
        }
    }
}
