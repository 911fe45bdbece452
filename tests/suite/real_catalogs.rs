//! Real exports of further shops, each by a short policy: every row is accounted for, and so many SKUs are fed as
//! were counted in the file by other means.

use std::fs;
use std::path::Path;

use evenkeel::world::Memory;

use crate::support::{build_into, check, shared};

/// What was read of a file and what is fed of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Seen {
    rows: u64,
    items: u64,
    continuation: u64,
    image: u64,
    left_out: u64,
    unusable: u64,
    fed: u64,
}

/// The policy that reads a file, its one channel publishing 9,999 of what nobody counts.
fn policy(currency: &str, source: &str) -> String {
    format!(
        "evenkeel 1\npolicy real {{ currency {currency} }}\ncatalog {{ {source} }}\nchannel shop {{ role dtc; max-quantity 9999; feed csv {{ column \"sku\" sku; column \"price\" list; column \"qty\" quantity }} }}\npool shelf {{ location home; channels shop }}\nbuffer {{ units 0 }}\npricing {{ anchor shop }}\n"
    )
}

fn memory(path: &Path, name: &str, currency: &str, source: &str) -> Memory {
    Memory::default()
        .with("evenkeel.kdl", policy(currency, &format!("source products \"{name}\" {source}")))
        .with(name, fs::read(path).unwrap())
}

/// What is read of a file, and the feed's lines below its header.
fn read(files: &Memory) -> (Seen, Vec<String>) {
    let (_, _, outcome) = check(files);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let result = build_into(files, &out, 2);
    let counts = result.built.outcome.counts;
    assert_eq!(counts, outcome.counts, "check and build read the same");
    let own = result.built.channels["shop"];
    assert_eq!(own.items, own.fed + own.paused + own.quarantined + own.not_listed);
    let feed = fs::read_to_string(out.join("shop.csv")).unwrap();
    let lines: Vec<String> = feed.lines().skip(1).map(str::to_owned).collect();
    assert_eq!(lines.len() as u64, own.fed, "a line a SKU in the feed");
    let seen = Seen {
        rows: counts.rows,
        items: counts.items,
        continuation: counts.continuation,
        image: counts.image,
        left_out: counts.left_out,
        unusable: counts.unusable,
        fed: own.fed,
    };
    assert_eq!(seen.rows, seen.items + seen.continuation + seen.image + seen.left_out + seen.unusable);
    (seen, lines)
}

fn seen(path: &str, name: &str, currency: &str, source: &str) -> Option<(Seen, Vec<String>)> {
    Some(read(&memory(&shared(path)?, name, currency, source)))
}

const NONE: Seen = Seen { rows: 0, items: 0, continuation: 0, image: 0, left_out: 0, unusable: 0, fed: 0 };

#[test]
fn woocommerce_with_ids_and_brands() {
    let path = "catalogs/woocommerce-sample/sample_products.csv";
    let Some((seen, lines)) = seen(path, "c.csv", "USD", "format=woocommerce-csv") else { return };
    // 24 records: 2 variable products, 1 grouped, 1 external; the other 12 simple and 9 variations less 1 … all have
    // a SKU and a regular price, and no count: 24 - 2 - 2 = 20 are fed
    assert_eq!(seen, Seen { rows: 24, items: 20, continuation: 2, left_out: 2, fed: 20, ..NONE });
    assert!(
        lines.contains(&"cc-beanie,20.00,9999".to_owned()),
        "the regular price, not the sale price of 18: {lines:?}"
    );
}

#[test]
fn woocommerces_own_test_of_its_importer() {
    let path = "catalogs/woocommerce-sample/importer-test-sample.csv";
    let Some((seen, lines)) = seen(path, "c.csv", "USD", "format=woocommerce-csv { sku \"SKU\" }") else {
        return;
    };
    // 7 records: 1 variable, 1 external, 1 grouped; 2 variations have no SKU; 2 simple ones have, of which one is
    // counted (5) and one is not
    assert_eq!(seen, Seen { rows: 7, items: 2, continuation: 1, left_out: 2, unusable: 2, fed: 2, ..NONE });
    assert_eq!(lines, ["WOOLOGO,20.00,5", "WOOALBUM,5.00,9999"]);
    // with the attributes in the key the variations have one too: Black/M with 6 units, Green/L with 10
    let source =
        "format=woocommerce-csv { sku \"SKU\" \"Parent\" \"Attribute 1 Value(s)\" \"Attribute 2 value(s)\" }";
    let files = memory(&shared(path).unwrap(), "c.csv", "USD", source);
    let (seen, lines) = read(&files);
    assert_eq!(seen, Seen { rows: 7, items: 4, continuation: 1, left_out: 2, fed: 4, ..NONE });
    assert_eq!(lines[2..], ["WOOIDEA/Black/M,20.00,6".to_owned(), "WOOIDEA/Green/L,20.00,10".to_owned()]);
}

#[test]
fn google_retail_in_japanese() {
    let source = "{ sku \"id\"; price \"priceInfo.price\"; stock \"availability\"; keep \"priceInfo.currencyCode\" \"USD\" }";
    let path = "catalogs/google-retail-jsonl/products.jsonl";
    let Some((usd, _)) = seen(path, "c.jsonl", "USD", source) else { return };
    // 1,276 lines, 8 of them in JPY, none of the 1,268 in USD twice; 4 of these cost 0, which is no price
    assert_eq!(usd, Seen { rows: 1276, items: 1268, left_out: 8, fed: 1264, ..NONE });
    let (jpy, lines) = seen(path, "c.jsonl", "JPY", &source.replace("USD", "JPY")).unwrap();
    // of the 8 in JPY one id comes twice
    assert_eq!(jpy, Seen { rows: 1276, items: 7, left_out: 1268, unusable: 1, fed: 7, ..NONE });
    assert!(lines.contains(&"GNDM004,2420,9999".to_owned()), "{lines:?}");
}

#[test]
fn spree_with_a_row_for_each_currency() {
    let source = "{ group \"slug\" first=product; keep \"currency\" \"USD\"; title \"name\"; stock \"inventory_count\" }";
    let path = "catalogs/spree-sample/products.csv";
    let Some((seen, lines)) = seen(path, "c.csv", "USD", source) else { return };
    // 211 records: 87 in EUR; of the 124 in USD 37 are products with a price of 0 and 87 their variants with 5,000 each
    assert_eq!(seen, Seen { rows: 211, items: 87, continuation: 37, left_out: 87, fed: 87, ..NONE });
    assert!(lines.contains(&"AUTOMATIC-ESPRESSO-MACHINE-SILVER,879.99,5000".to_owned()));
}

#[test]
fn spree_with_rows_that_end_early() {
    let source = "{ group \"slug\" first=product; stock \"inventory_count\" }";
    let path = "catalogs/spree-sample/products_import_fixture.csv";
    let Some((seen, _)) = seen(path, "c.csv", "USD", source) else { return };
    // 17 records under 45 headers: 15 have 40 cells, of which the last five are not there; the 2 whole ones are the
    // products without a SKU, which are no items
    assert_eq!(seen, Seen { rows: 17, continuation: 2, unusable: 15, ..NONE });
}

#[test]
fn wix_with_variants_that_cost_more() {
    let source = "{ sku \"handleId\" \"productOptionDescription1\"; group \"handleId\" first=product; title \"name\"; price \"price\" plus=\"surcharge\"; stock \"inventory\" }";
    let path = "catalogs/wix-export/catalog_products.csv";
    let Some((seen, lines)) = seen(path, "c.csv", "USD", source) else { return };
    // 33 records: 23 products, 4 of which have the 10 variants below them and are no items: 19 + 10 = 29
    assert_eq!(seen, Seen { rows: 33, items: 29, continuation: 4, fed: 29, ..NONE });
    let of = |option: &str| lines.iter().find(|line| line.contains(option)).unwrap().clone();
    // 595 + 80; 159 + 10; 0 + 675
    assert!(of("36\"\" Glass Top\",").ends_with(",675.00,9999"), "{lines:?}");
    assert!(of("Med 26").ends_with(",169.00,9999"), "{lines:?}");
    assert!(of("36\"\" Glass Top Inches").ends_with(",675.00,9999"), "{lines:?}");
}

#[test]
fn vendure_with_variants_below_their_product() {
    let source = "{ group \"slug\"; title \"name\"; stock \"stockOnHand\" }";
    let path = "catalogs/vendure-sample/products.csv";
    let Some((whole, _)) = seen(path, "c.csv", "USD", source) else { return };
    // 88 records, two SKUs of which come twice
    assert_eq!(whole, Seen { rows: 88, items: 86, unusable: 2, fed: 86, ..NONE });
    let path = "catalogs/vendure-sample/multiple-products-multiple-variants.csv";
    let (several, lines) = seen(path, "c.csv", "USD", source).unwrap();
    assert_eq!(several, Seen { rows: 10, items: 10, fed: 10, ..NONE });
    assert_eq!(lines[1], "PPS14,32.50,11");
}

#[test]
fn vendures_files_that_are_made_to_fail() {
    let file = |name: &str| {
        seen(&format!("catalogs/vendure-sample/{name}"), "c.csv", "USD", "{ stock \"stockOnHand\" }")
    };
    let Some((short, _)) = file("invalid-row-length.csv") else { return };
    // 3 records and a blank line: one has 12 cells under 14 headers
    assert_eq!(short, Seen { rows: 3, items: 2, unusable: 1, fed: 2, ..NONE });
    // two prices far apart, without a count
    let (money, _) = file("e2e-products-money-handling.csv").unwrap();
    assert_eq!(money, Seen { rows: 2, items: 2, ..NONE });
    // three variants; the first has a comma in quotes that are padded with blanks, and 17 cells like the others
    let (quoted, _) = file("custom-fields.csv").unwrap();
    assert_eq!(quoted, Seen { rows: 3, items: 3, fed: 3, ..NONE });
    // seven variants, some with commas in their padded descriptions, 100 of each
    let (several, lines) = file("e2e-products-stock-control-multi.csv").unwrap();
    assert_eq!(several, Seen { rows: 7, items: 7, fed: 7, ..NONE });
    assert_eq!(lines[0], "L2201308,1299.00,100");
    // every cell in padded quotes, and no column of counts
    let (columns, _) = seen("catalogs/vendure-sample/invalid-columns.csv", "c.csv", "USD", "").unwrap();
    assert_eq!(columns, Seen { rows: 4, items: 4, ..NONE });
}

#[test]
fn magento_whose_configurable_products_count_nothing() {
    let source = "{ keep \"product_type\" \"simple\"; stock \"qty\" }";
    let path = "catalogs/magento2-sample/products.csv";
    let Some((seen, _)) = seen(path, "c.csv", "USD", source) else { return };
    // 1,994 records: 147 configurable ones, whose variants are the 1,847 simple ones
    assert_eq!(seen, Seen { rows: 1994, items: 1847, left_out: 147, fed: 1847, ..NONE });
}

#[test]
fn magentos_gear() {
    let fed = |name: &str| {
        let path = format!("catalogs/magento2-sample/products_gear_{name}.csv");
        Some(seen(&path, "c.csv", "USD", "{ stock \"qty\" }")?.0)
    };
    let all = |rows| Some(Seen { rows, items: rows, fed: rows, ..NONE });
    let Some(bags) = fed("bags") else { return };
    assert_eq!(Some(bags), all(14));
    assert_eq!(fed("fitness_equipment"), all(9));
    assert_eq!(fed("fitness_equipment_ball"), all(9));
    assert_eq!(fed("fitness_equipment_strap"), all(3));
    assert_eq!(fed("watches"), all(9));
}

#[test]
fn etsy_in_italian() {
    let source = "{ sku \"SKU\"; title \"TITOLO\"; price \"PREZZO\"; stock \"QUANTITÀ\" }";
    let Some((seen, lines)) =
        seen("catalogs/etsy-export-it/EtsyListingsDownload.csv", "c.csv", "EUR", source)
    else {
        return;
    };
    // 27 listings, each with a SKU of its own, a whole price and one unit
    assert_eq!(seen, Seen { rows: 27, items: 27, fed: 27, ..NONE });
    assert_eq!(lines[0], "32,46.00,1");
}

#[test]
fn prestashop_by_its_reference() {
    let source = "delimiter=\";\" { sku \"Reference #\"; price \"Price tax excluded or Price tax included\"; stock \"Quantity\"; gtin \"EAN13\" }";
    let path = "catalogs/prestashop-thirtybees/products_import.csv";
    let comma = source.replace("delimiter=\";\" ", "");
    let Some((seen, lines)) = seen(path, "c.csv", "EUR", &comma) else { return };
    assert_eq!(seen, Seen { rows: 7, items: 7, fed: 7, ..NONE });
    assert_eq!(lines[0], "RP-demo_1,100.00,160");
}

#[test]
fn open_food_facts_whose_codes_a_spreadsheet_took() {
    let Some(path) = shared("catalogs/openfoodfacts-csv/openfoodfacts.csv") else { return };
    let (seen, _) = read(&memory(&path, "c.csv", "EUR", "{ sku \"code\"; title \"product_name\" }"));
    // 1,470 records: 1,253 codes such as `8.41E+12`, 3 blank ones, and one of the others that comes a second time:
    // 1,470 - 1,253 - 3 - 1 = 213 are items, the other 1,257 set aside; there is no price
    assert_eq!(seen, Seen { rows: 1470, items: 213, unusable: 1257, ..NONE });
}

#[test]
fn the_seller_who_has_the_same_skus_on_amazon() {
    let shop = "catalogs/shopify-inventory-and-amazon-report/inventory_export_1.csv";
    let report = "catalogs/shopify-inventory-and-amazon-report/amazon-it-inventory-report-2024-01-29.txt";
    let (Some(shop), Some(report)) = (shared(shop), shared(report)) else { return };
    let source = "source products \"a.tsv\" { attribute asin \"asin\" }\nsource stock \"s.csv\" { sku \"SKU\"; stock \"POPTOYS\" location=home }";
    let files = Memory::default()
        .with("evenkeel.kdl", policy("EUR", source))
        .with("a.tsv", fs::read(report).unwrap())
        .with("s.csv", fs::read(shop).unwrap());
    let (seen, _) = read(&files);
    // 4,880 SKUs of Amazon's report, 3,100 of which the shop counts
    assert_eq!(seen, Seen { rows: 4880, items: 4880, fed: 3100, ..NONE });
}

#[test]
fn google_and_metas_columns() {
    let Some(path) = shared("catalogs/facebook-catalog/catalog_products.csv") else { return };
    let (seen, lines) = read(&memory(&path, "c.csv", "USD", "format=google-tsv delimiter=\",\" header=2"));
    // the one product below the header, 75 of it at `10.00 USD`
    assert_eq!(seen, Seen { rows: 1, items: 1, fed: 1, ..NONE });
    assert_eq!(lines, ["1234567,10.00,75"]);
}
