//! The wholesale brand that adds a website and Amazon: what it must come to, reckoned by hand from its files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use evenkeel::exact::Decimal;
use evenkeel::world::Disk;
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::support::{build_into, check, root};

fn shop() -> Disk {
    Disk::new(root().join("examples/hearth-home"))
}

/// A build of it.
fn built() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    build_into(&shop(), &folder.path().join("out"), 2);
    folder
}

fn read(built: &TempDir, file: &str) -> String {
    fs::read_to_string(built.path().join("out").join(file)).unwrap()
}

/// The lines of `offers.jsonl` by SKU and channel.
fn offers(built: &TempDir) -> BTreeMap<(String, String), Json> {
    let lines = read(built, "offers.jsonl");
    let lines = lines.lines().map(|line| {
        let line: Json = serde_json::from_str(line).unwrap();
        let key = |name: &str| line[name].as_str().unwrap().to_owned();
        ((key("sku"), key("channel")), line)
    });
    lines.collect()
}

#[test]
fn the_brand_has_no_findings() {
    let (findings, _, outcome) = check(&shop());
    assert!(findings.is_empty(), "{findings:#?}");
    let counts = outcome.counts;
    assert_eq!((counts.rows, counts.items, counts.unusable), (400, 400, 0));
    // five new SKUs are in no wholesale order and did not sell
    assert_eq!(outcome.blanks.velocity, 5);
}

#[test]
fn all_four_hundred_are_fed_wherever_they_are_listed() {
    let built = built();
    let manifest: Json = serde_json::from_str(&read(&built, "manifest.json")).unwrap();
    let counts = |name: &str| {
        let own = &manifest["channels"][name];
        ["items", "fed", "paused", "quarantined", "not_listed"].map(|key| own[key].as_u64().unwrap())
    };
    assert_eq!(counts("wholesale"), [400, 400, 0, 0, 0]);
    assert_eq!(counts("shopify"), [400, 400, 0, 0, 0]);
    // not on Amazon: 37 of Rugs, 14 of Lighting, 10 under 16.00 and 7 of more than 20 lb, together 68
    assert_eq!(counts("amazon"), [400, 332, 0, 0, 68]);
    // the header and a line a SKU
    assert_eq!(read(&built, "wholesale.csv").lines().count(), 401);
    // each of 63 products has an image of each variant and two that all share: two more than it has variants
    assert_eq!(read(&built, "shopify.csv").lines().count(), 401 + 63 * 2);
    // what the product CSV has no column for is told, once each
    assert_eq!(read(&built, "by-hand.jsonl").lines().count(), 2);
}

#[test]
fn what_wholesale_was_promised_comes_off_first() {
    let built = built();
    let offers = offers(&built);
    let figure =
        |sku: &str, channel: &str, key: &str| offers[&(sku.to_owned(), channel.to_owned())][key].clone();
    let quantities = |sku: &str| [figure(sku, "wholesale", "quantity"), figure(sku, "shopify", "quantity")];
    // 640 − 180 on open orders − 96 of minimums = 364. The pool sells (300 + 36) ÷ 30 a day; for two days and three
    // units 25.4, up to 26; 5% of 364 are 18.2, up to 19
    assert_eq!(quantities("LPC-20-OAT"), [338, 338]);
    // 772 − 138, and no minimum: 634. (240 + 24) ÷ 30 × 2 + 3 = 20.6, up to 21; 5% of 634 are 31.7, up to 32
    assert_eq!(quantities("SMG-12-CHK"), [613, 602]);
    // 95 − 41 − 48 = 6, not below 6, so not paused; (60 + 12) ÷ 30 × 2 + 3 = 7.8, up to 8: nothing is left to publish
    assert_eq!(quantities("HBT-5070-CHR"), [0, 0]);
    assert_eq!(figure("HBT-5070-CHR", "shopify", "state"), "fed");
    // 41 − 16 − 18 = 7. (36 + 3) ÷ 30 × 2 + 3 = 5.6, up to 6
    assert_eq!(quantities("LMT-80-BLK"), [1, 1]);
    // 9-by-12 rugs sell 2 in 30 days, are slow, and keep one unit: 21 − 0 − ⌈2 ÷ 30 × 2 + 1⌉ = 21 − 2; 5% of 21 are
    // 1.05, up to 2
    assert_eq!(quantities("WFR-912-OCH"), [19, 19]);
    // Amazon's units are not the pool's
    assert_eq!(figure("LPC-20-OAT", "amazon", "quantity"), Json::Null);
}

#[test]
fn map_is_the_price_and_wholesale_is_half_of_it() {
    let built = built();
    let offers = offers(&built);
    let prices = |sku: &str, key: &str| {
        ["wholesale", "shopify", "amazon"].map(|channel| {
            offers.get(&(sku.to_owned(), channel.to_owned())).map_or(Json::Null, |own| own[key].clone())
        })
    };
    assert_eq!(prices("LPC-20-OAT", "list"), ["21.00", "42.00", "42.00"]);
    // 42.00 is under 75.00: the website adds 8.95, and Amazon nothing
    assert_eq!(prices("LPC-20-OAT", "landed"), ["21.00", "50.95", "42.00"]);
    // exactly 75.00 ships free
    assert_eq!(prices("SGB-LG-NAT", "landed"), ["37.50", "75.00", "75.00"]);
    // half of 16.95 is 8.475, a tie that goes to the even cent; of 14.25 it is 7.125, down to 7.12
    assert_eq!(prices("SMG-12-CHK", "list"), ["8.48", "16.95", "16.95"]);
    assert_eq!(prices("BTC-8-HNY", "list"), [Json::from("7.12"), "14.25".into(), Json::Null]);
    // half of 998.00, and no exclusive discount anywhere
    assert_eq!(prices("WFR-912-OCH", "list"), [Json::from("499.00"), "998.00".into(), Json::Null]);
    for (key, offer) in &offers {
        assert_eq!((&offer["sale"], &offer["coupon"]), (&Json::Null, &Json::Null), "{key:?}");
    }
    // 42 − 9.58 cost − 15% × 42 − 5.85 − 6% × (42 − 6.30 − 60% × 9.58 + 4.00) = 20.27 − 6% × 33.952 = 18.23288;
    // ÷ 42 = 0.43412
    assert_eq!(prices("LPC-20-OAT", "margin")[2], "0.4341");
}

#[test]
fn amazon_is_refilled_below_thirty_days() {
    // a velocity of n units in 30 days needs n units: n less what Amazon holds
    let expected = "sku,pool,on_hand,velocity_a_day,days_of_cover,cover_days,units_to_cover\n\
                    LPC-20-OAT,fba,17,1,17.0,30,13\n\
                    TBT-BTH-WHT,fba,9,1.27,7.1,30,29\n\
                    SBL-PAS-CHK,fba,23,0.8,28.7,30,1\n\
                    SMG-12-CHK,fba,28,1.5,18.6,30,17\n\
                    LNS-4-OAT,fba,14,0.7,20.0,30,7\n\
                    TTS-2-STB,fba,11,0.6,18.3,30,7\n\
                    SYC-8-CDR,fba,31,1.4,22.1,30,11\n\
                    OKF-57-NAT,fba,6,0.9,6.6,30,21\n\
                    FSB-5-NAT,fba,0,1.1,0.0,30,33\n";
    assert_eq!(read(&built(), "replenishment.csv"), expected);
    let units: u64 =
        expected.lines().skip(1).map(|line| line.rsplit(',').next().unwrap().parse::<u64>().unwrap()).sum();
    assert_eq!(units, 139, "as the README says");
}

#[test]
fn without_a_material_a_listing_is_held_back_from_amazon() {
    let text = fs::read_to_string(root().join("examples/hearth-home/catalog/content.csv")).unwrap();
    let row = text.lines().find(|line| line.starts_with("SYC-8-CDR,")).unwrap();
    assert!(row.contains(",\"Soy wax, cotton wick\","), "{row}");
    let without = row.replace(",\"Soy wax, cotton wick\",", ",,");
    let mut files = evenkeel::world::Memory::default();
    for (path, bytes) in crate::support::read_folder(&root().join("examples/hearth-home")) {
        files = files.with(path, bytes);
    }
    let (findings, _, _) = check(&files.with("catalog/content.csv", text.replace(row, &without)));
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0].rule, "missing-compliance-field");
    assert!(findings[0].message.contains("`material`"), "{}", findings[0].message);
}

/// The rows of a file of the catalog, each by its headers.
fn rows(file: &str) -> Vec<BTreeMap<String, String>> {
    let path = root().join("examples/hearth-home/catalog").join(file);
    let text = fs::read_to_string(path).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// The units in a column of a file × the MAP, in money.
fn revenue(file: &str, sku: &str, units: &str, maps: &BTreeMap<String, Decimal>) -> Decimal {
    let rows = rows(file);
    let earned = rows.iter().filter(|row| !row[units].is_empty()).map(|row| {
        let units: Decimal = row[units].parse().unwrap();
        units * maps[&row[sku]]
    });
    earned.sum()
}

#[test]
fn the_files_are_what_the_readme_says() {
    let items = rows("netsuite-items.csv");
    let names: BTreeSet<&String> = items.iter().map(|row| &row["Display Name"]).collect();
    assert_eq!(names.len(), 400, "no two SKUs are called alike");
    let families: BTreeSet<&str> = items.iter().map(|row| row["Name"].split('-').next().unwrap()).collect();
    assert_eq!(families.len(), 63);
    let counts = ["wholesale-commitments.csv", "shopify-sales.csv", "amazon-fba.csv", "content.csv"];
    assert_eq!(counts.map(|file| rows(file).len()), [395, 241, 332, 400]);
    let maps: BTreeMap<String, Decimal> =
        items.iter().map(|row| (row["Name"].clone(), row["MAP"].replace(',', "").parse().unwrap())).collect();
    // wholesale pays half
    let wholesale = revenue("wholesale-commitments.csv", "Item", "Units Shipped (30 Days)", &maps);
    assert_eq!((wholesale / Decimal::from(2)).to_string(), "191999.30");
    assert_eq!(revenue("shopify-sales.csv", "variant_sku", "net_quantity", &maps).to_string(), "28797.70");
    assert_eq!(revenue("amazon-fba.csv", "sku", "units-shipped-t30", &maps).to_string(), "19200.60");
    let segments = offers(&built());
    let of = |name: &str| {
        segments.iter().filter(|((_, channel), own)| channel == "wholesale" && own["segment"] == name).count()
    };
    assert_eq!([of("volume"), of("steady"), of("slow")], [13, 73, 314]);
}

#[test]
fn every_barcode_ends_with_its_check_digit() {
    let mut seen = BTreeSet::new();
    for row in rows("netsuite-items.csv") {
        let code = &row["UPC Code"];
        assert!(code.len() == 12 && seen.insert(code.clone()), "{code}");
        // digits in odd places count three times, and all together end in 0
        let digits = code.bytes().map(|digit| u32::from(digit - b'0'));
        let sum: u32 =
            digits.enumerate().map(|(place, digit)| if place % 2 == 0 { digit * 3 } else { digit }).sum();
        assert_eq!(sum % 10, 0, "{code}");
    }
}
