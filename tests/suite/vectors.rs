//! Published examples of other tools' buffers (domain.md, section 2), as policies of this language, and worked
//! figures of our own. The number in brackets is the source's in that page.
//!
//! Not to be expressed: Linnworks' and InfiPlex's "0 if at or below" is `throttle below N+1`, tested as such;
//! Logiwa's static value that short-circuits all, Mintsoft's MIN (units that are not there), M2E's "not listed"
//! (a listing is kept at 0), Extensiv's switch between two rule sets, and LitCommerce's order of options have no
//! counterpart.

use crate::support::{check, memory, ready};
use evenkeel::catalog::{Batch, items};
use evenkeel::offer::{Quantity, resolve};

/// The published quantity on the channel `shop` of a pool that has so many units.
fn published(nodes: &str, columns: &str, cells: &str) -> String {
    let policy = format!(
        "//- evenkeel.kdl\nevenkeel 1\npolicy p {{ currency USD }}\ncatalog {{ source products \"p.csv\" }}\npool shelf {{ location home; channels shop; protect committed }}\npricing {{ anchor shop }}\n{nodes}\n//- p.csv\nsku,price,{columns}\nA,5.00,{cells}\n"
    );
    let files = memory(&policy);
    let ready = ready(&files);
    assert!(!ready.sink.has_errors(), "{nodes}: {:#?}", ready.sink.diagnostics());
    let mut shown = String::new();
    let survey = ready.survey.as_ref().unwrap();
    items(
        &files,
        &ready.policy.catalog,
        &ready.program.shape,
        survey,
        1,
        |batch: Batch| batch,
        |batch| {
            let offers = resolve(&ready.program, &batch.items[0], &mut ()).offers;
            if let Some(Quantity::Units(units)) = offers[0].quantity {
                shown = units.value.to_string();
            }
            Ok(())
        },
    )
    .unwrap();
    shown
}

fn of_stock(nodes: &str, stock: &str) -> String {
    published(&format!("channel shop {{ role dtc }}\n{nodes}"), "stock", stock)
}

#[test]
fn sellbrite_publishes_a_share_rounded_down() {
    // [8] floor(available × %): what is kept back is the rest, rounded up
    assert_eq!(of_stock("buffer { percent \"10%\" }", "10"), "9"); // 90% of 10
    assert_eq!(of_stock("buffer { percent \"10%\" }", "1"), "0"); // 90% of 1
    assert_eq!(of_stock("buffer { percent \"60%\" }", "2"), "0"); // 40% of 2
}

#[test]
fn sellercloud_publishes_a_share_or_less_a_safety_quantity() {
    // [13] floor(50% of 3) = 1, floor(70% of 10) = 7
    assert_eq!(of_stock("buffer { percent \"50%\" }", "3"), "1");
    assert_eq!(of_stock("buffer { percent \"30%\" }", "10"), "7");
    // [14] 5 − 1 = 4, 5 − 5 = 0
    assert_eq!(of_stock("buffer { units 1 }", "5"), "4");
    assert_eq!(of_stock("buffer { units 5 }", "5"), "0");
}

#[test]
fn linnworks_ends_at_a_level_and_infiplex_at_a_buffer() {
    // [2] EndWhen 5, "5 or less": 40 → 40, 4 → 0; 5 itself is out and 6 is in
    let linnworks = "buffer { units 0 }\nthrottle shelf { below 6 pause=shop }";
    assert_eq!(of_stock(linnworks, "40"), "40");
    assert_eq!(of_stock(linnworks, "4"), "0");
    assert_eq!(of_stock(linnworks, "5"), "0");
    assert_eq!(of_stock(linnworks, "6"), "6");
    // [66] buffer 15: 15 → 0
    assert_eq!(of_stock("buffer { units 0 }\nthrottle shelf { below 16 pause=shop }", "15"), "0");
}

#[test]
fn powersport_stops_below_a_buffer() {
    // [65] buffer 6: 6 → 6, 5 → 0
    let powersport = "buffer { units 0 }\nthrottle shelf { below 6 pause=shop }";
    assert_eq!(of_stock(powersport, "6"), "6");
    assert_eq!(of_stock(powersport, "5"), "0");
}

#[test]
fn m2e_and_shipwave_take_a_share_and_cap() {
    // [30] 80% of 10 → 8; at most 8 of 10
    assert_eq!(of_stock("buffer { percent \"20%\" }", "10"), "8");
    assert_eq!(
        published("channel shop { role dtc; max-quantity 8 }\nbuffer { units 0 }", "stock", "10"),
        "8"
    );
    // [67] 20, buffer 5, floor 3 → 15; 7 − 5 = 2, at or below 3 → 0: below 5 + 3 + 1 = 9 available it pauses
    let shipwave = "buffer { units 5 }\nthrottle shelf { below 9 pause=shop }";
    assert_eq!(of_stock(shipwave, "20"), "15");
    assert_eq!(of_stock(shipwave, "7"), "0");
    // [67] −10% of 10 → 9
    assert_eq!(of_stock("buffer { percent \"10%\" }", "10"), "9");
}

#[test]
fn mintsoft_caps_and_zeroes() {
    // [69] MAX 100 at 1000 → 100; ZERO 10: below 10 → 0
    let most = "channel shop { role dtc; max-quantity 100 }\nbuffer { units 0 }";
    assert_eq!(published(most, "stock", "1000"), "100");
    let zero = "buffer { units 0 }\nthrottle shelf { below 10 pause=shop }";
    assert_eq!(of_stock(zero, "9"), "0");
    assert_eq!(of_stock(zero, "10"), "10");
}

#[test]
fn vendure_takes_allocations_and_a_threshold_off() {
    // [47] on hand − allocated − threshold: 10, 5, 3 → 2; 10, 0, 3 → 7
    let vendure = "channel shop { role dtc }\nbuffer { units 3 }";
    assert_eq!(published(vendure, "stock,committed", "10,5"), "2");
    assert_eq!(published(vendure, "stock,committed", "10,0"), "7");
}

#[test]
fn a_rate_is_divided_last() {
    // 20 in 30 days × 3 days = 60 ÷ 30 = 2, and 10 − 2 = 8; divided first it would be 0.66… × 3
    let monthly = "channel shop { role dtc }\nbuffer { demand lead-time=\"3d\" }";
    assert_eq!(published(monthly, "stock,velocity", "10,20/month"), "8");
    // 20.01 in 30 days × 3 days = 2.001, up 3
    assert_eq!(published(monthly, "stock,velocity", "10,20.01/month"), "7");
}

#[test]
fn the_least_and_the_greatest_buffer_are_of_what_is_available() {
    // 10% of 5 = 0.5, up 1
    assert_eq!(of_stock("buffer { units 0; at-least \"10%\" }", "5"), "4");
    // 50% of 9 = 4.5, up 5, at most 3
    assert_eq!(of_stock("buffer { percent \"50%\"; at-most 3 }", "9"), "6");
    // at most 10% of 9 = 0.9, up 1
    assert_eq!(of_stock("buffer { units 4; at-most \"10%\" }", "9"), "8");
}

#[test]
fn a_figure_past_28_digits_is_a_finding() {
    let files = memory(
        "//- evenkeel.kdl\nevenkeel 1\npolicy p { currency USD }\ncatalog { source products \"p.csv\" }\nchannel shop { role dtc }\nchannel market { role marketplace }\npool shelf { location home; channels shop market }\nbuffer { units 0 }\npricing { anchor shop }\nprice market { adjust \"9999999%\"; adjust \"9999999%\"; adjust \"9999999%\"; adjust \"9999999%\" }\n//- p.csv\nsku,price,stock\nA,99999999.99,5\n",
    );
    let (findings, _, outcome) = check(&files);
    // 99999999.99 × 100000.99⁴ has 38 digits
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0].rule, "unresolved-figure");
    assert_eq!(findings[0].channel.as_deref(), Some("market"), "the shop goes on");
    assert_eq!(outcome.counts.items, 1);
}
