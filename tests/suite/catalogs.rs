//! Real exports, read from where they lie: every row is accounted for, and so many SKUs are fed as were counted
//! in the file by a spreadsheet's filter (a row with a price that is no image-only row is a SKU).

use std::fs;
use std::path::Path;

use evenkeel::world::Memory;

use crate::support::{build_into, check, shared};

/// The policy that reads an export, its one channel publishing five of what nobody counts.
fn policy(source: &str, extra: &str) -> String {
    format!(
        "evenkeel 1\npolicy real {{ currency USD }}\ncatalog {{ source products \"catalog.csv\" {source} }}\nchannel shop {{ role dtc; max-quantity 5; feed csv {{ column \"sku\" sku; column \"price\" list; column \"qty\" quantity }} }}\npool shelf {{ location home; channels shop }}\nbuffer {{ units 0 }}\npricing {{ anchor shop }}\n{extra}\n"
    )
}

/// Rows, items, image-only rows, unusable rows, and how many SKUs are fed.
fn fed(path: &Path, source: &str) -> [u64; 5] {
    let files = Memory::default()
        .with("evenkeel.kdl", policy(source, ""))
        .with("catalog.csv", fs::read(path).unwrap());
    let (_, _, outcome) = check(&files);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let result = build_into(&files, &out, 2);
    let counts = result.built.outcome.counts;
    assert_eq!(counts, outcome.counts, "check and build read the same");
    assert_eq!(
        counts.rows,
        counts.items + counts.continuation + counts.image + counts.left_out + counts.unusable
    );
    let own = result.built.channels["shop"];
    assert_eq!(own.items, own.fed + own.paused + own.quarantined + own.not_listed);
    let lines = fs::read_to_string(out.join("shop.csv")).unwrap().lines().count() as u64;
    assert_eq!(lines - 1, own.fed, "a line a SKU in the feed");
    [counts.rows, counts.items, counts.image, counts.unusable, own.fed]
}

const SHOPIFY: &str =
    "format=shopify-csv { sku \"Handle\" \"Option1 Value\" \"Option2 Value\" \"Option3 Value\" }";

#[test]
fn shopify_apparel() {
    let Some(path) = shared("catalogs/shopify-sample/apparel.csv") else { return };
    // 22 records, all with a price, none with an image alone; no SKU anywhere: handle and options are the key
    assert_eq!(fed(&path, SHOPIFY), [22, 22, 0, 0, 22]);
}

#[test]
fn shopify_home_and_garden() {
    let Some(path) = shared("catalogs/shopify-sample/home-and-garden.csv") else { return };
    assert_eq!(fed(&path, SHOPIFY), [21, 21, 0, 0, 21]);
}

#[test]
fn shopify_jewelery() {
    let Some(path) = shared("catalogs/shopify-sample/jewelery.csv") else { return };
    // 41 records, 18 of them an image alone
    assert_eq!(fed(&path, SHOPIFY), [41, 23, 18, 0, 23]);
}

#[test]
fn a_shop_of_six_hundred() {
    let Some(path) = shared("catalogs/shopify-export-real/products_export_1.csv") else { return };
    // 604 records, 55 of them an image alone; the other 549 all have a price and a count
    assert_eq!(fed(&path, SHOPIFY), [604, 549, 55, 0, 549]);
}

#[test]
fn columns_padded_with_blanks() {
    let Some(path) = shared("catalogs/vendure-sample/products.csv") else { return };
    // 88 records, cells and headers padded; two SKUs come twice, and their later rows are set aside: 86
    let source = "{ title \"name\"; stock \"stockOnHand\" location=home }";
    assert_eq!(fed(&path, source), [88, 86, 0, 2, 86]);
}

#[test]
fn a_shop_with_some_skus_and_no_counts() {
    let Some(path) = shared("catalogs/prisjakt-shopify-feeds/products_export_1.csv") else { return };
    // 48 records, 29 of them an image alone; 19 variants have a price, and 14 of those a SKU. Two products of one
    // variant each, without a SKU, are archived: 19 - 2 = 17 are read, 17 - 14 = 3 of them have no SKU. The export has
    // no column of units: nothing is fed, whatever the policy says of blank counts
    assert_eq!(fed(&path, SHOPIFY), [48, 17, 29, 0, 0]);
    assert_eq!(fed(&path, &format!("{SHOPIFY}\nmissing stock=zero")), [48, 17, 29, 0, 0]);
    assert_eq!(fed(&path, "format=shopify-csv\nmissing stock=zero"), [48, 14, 29, 3, 0]);
}

#[test]
fn two_thousand_products_with_lists_inside_their_cells() {
    let Some(path) = shared("catalogs/magento2-sample/products.csv") else { return };
    // 1,994 records, each with a SKU of its own, a price and a count; 1,946 cells have line feeds
    assert_eq!(fed(&path, "{ stock \"qty\" }"), [1994, 1994, 0, 0, 1994]);
}

#[test]
fn fifteen_thousand_counts_without_prices() {
    let Some(path) = shared("catalogs/shopify-inventory-and-amazon-report/inventory_export_1.csv") else {
        return;
    };
    // 15,700 records: 21 without a SKU and 101 later rows of one that came before, 122 together; the location is
    // the header of the last column, and there is no price
    let source = "{ sku \"SKU\"; stock \"POPTOYS\" }";
    assert_eq!(fed(&path, source), [15_700, 15_578, 0, 122, 0]);
}

#[test]
fn amazons_report_behind_a_byte_order_mark() {
    let report = "catalogs/shopify-inventory-and-amazon-report/amazon-it-inventory-report-2024-01-29.txt";
    let Some(path) = shared(report) else { return };
    // 4,880 records, tabs between the cells, a SKU each and a price each, such as `.95`; one has no quantity
    assert_eq!(fed(&path, "format=tsv { stock \"quantity\" }"), [4880, 4880, 0, 0, 4879]);
}

#[test]
fn a_header_below_hints() {
    let Some(path) = shared("catalogs/facebook-catalog/catalog_products.csv") else { return };
    // the first record is prose, the second the header, the third the one product, at `10.00 USD`
    let source = "header=2 { sku \"id\"; stock \"quantity_to_sell_on_facebook\" }";
    assert_eq!(fed(&path, source), [1, 1, 0, 0, 1]);
}
