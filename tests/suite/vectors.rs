//! Published examples of other tools' buffers (domain.md, section 2), as policies of this language, and worked
//! figures of our own. The number in brackets is the source's in that page.
//!
//! Not to be expressed: Linnworks' and InfiPlex's "0 if at or below" is `throttle below N+1`, tested as such;
//! Logiwa's static value that short-circuits all, Mintsoft's MIN (units that are not there), M2E's "not listed"
//! (a listing is kept at 0), Extensiv's switch between two rule sets, and LitCommerce's order of options have no
//! counterpart.

use std::fs;

use evenkeel::catalog::{Entry, items};
use evenkeel::item::Item;
use evenkeel::offer::{Quantity, resolve};
use serde_json::Value as Json;

use crate::support::{build_into, check, memory, ready};

/// The published quantity on the channel `shop` of a pool that has so many units.
fn published(nodes: &str, columns: &str, cells: &str) -> String {
    let protect = if columns.contains("committed") { "; protect committed" } else { "" };
    let policy = format!(
        "//- evenkeel.kdl\nevenkeel 1\npolicy p {{ currency USD }}\ncatalog {{ source products \"p.csv\" }}\npool shelf {{ location home; channels shop{protect} }}\npricing {{ anchor shop }}\n{nodes}\n//- p.csv\nsku,price,{columns}\nA,5.00,{cells}\n"
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
        |items: &mut Vec<Item>, entry: Entry<'_>| items.extend(entry.item().cloned()),
        |items, _| {
            let offers = resolve(&ready.program, &items[0], &mut ()).offers;
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
        "//- evenkeel.kdl\nevenkeel 1\npolicy p { currency USD }\ncatalog { source products \"p.csv\" }\nchannel shop { role dtc; orders \"10/day\"; average-order-value 20.00; sync via=api every=\"2min\"; returns \"0%\" }\nchannel market { role marketplace; orders \"10/day\"; average-order-value 20.00; sync via=api every=\"2min\"; returns \"0%\" }\npool shelf { location home; channels shop market }\nthrottle shelf { below 1 pause=market }\nbuffer { units 0 }\npricing { anchor shop }\nprice market { adjust \"9999999%\"; adjust \"9999999%\"; adjust \"9999999%\"; adjust \"9999999%\" }\n//- p.csv\nsku,price,stock\nA,99999999.99,5\n",
    );
    let (findings, _, outcome) = check(&files);
    // 99999999.99 × 100000.99⁴ has 38 digits
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0].rule, "unresolved-figure");
    assert_eq!(findings[0].channel.as_deref(), Some("market"), "the shop goes on");
    assert_eq!(outcome.counts.items, 1);
}

#[test]
fn a_throttle_never_acts_on_what_nobody_counts() {
    let shop = "channel shop { role dtc; max-quantity 5 }\nbuffer { units 2 }\nthrottle shelf { below 3 pause=shop }";
    assert_eq!(published(shop, "stock", "InStock"), "5", "the maximum, whatever the threshold");
    assert_eq!(published(shop, "stock", "2"), "0", "two are below three");
    assert_eq!(published(shop, "stock", "3"), "1"); // 3 − 2
}

/// The published quantity in the shop, whose buffer is a service level of 97.5% over two days; the pools by
/// themselves.
fn over_two_days(pools: &str, stock: &str, deviations: &str) -> String {
    let files = memory(&format!(
        "//- evenkeel.kdl\nevenkeel 1\npolicy p {{ currency USD }}\ncatalog {{ source products \"p.csv\" {{ {stock}; velocity-sd \"shop sd\" channel=shop; velocity-sd \"market sd\" channel=market; velocity-sd \"whole sd\" }} }}\nchannel shop {{ role dtc }}\nchannel market {{ role marketplace }}\n{pools}\nbuffer {{ demand lead-time=\"2d\"; safety-stock service-level=\"97.5%\" }}\npricing {{ anchor shop }}\n//- p.csv\nsku,price,units,shop sd,market sd,whole sd\nA,5.00,100,{deviations}\n"
    ));
    let folder = tempfile::tempdir().unwrap();
    build_into(&files, &folder.path().join("out"), 1);
    let text = fs::read_to_string(folder.path().join("out/offers.jsonl")).unwrap();
    let mut lines = text.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
    lines.find(|line| line["channel"] == "shop").unwrap()["quantity"].to_string()
}

#[test]
fn a_service_level_takes_one_root_of_the_variances() {
    let shared = |deviations: &str| {
        over_two_days(
            "pool shelf { location home; channels shop market }",
            "stock \"units\" location=home",
            deviations,
        )
    };
    // √((12.5² + 12.5²) × 2) = √625 = 25, × 1.960 = 49 and not a unit more: √312.5 is 17.6776695296…, and
    // rounded up before it is squared again it would leave 49.000000001
    assert_eq!(shared("12.5,12.5,"), "51"); // 100 − 49
    // √(12.5² × 2) = 17.6776…, × 1.960 = 34.648…, up 35
    assert_eq!(shared("12.5,,"), "65");
    // no channel has a figure: the whole, 9² × 2 = 162, √162 × 1.960 = 24.946…, up 25
    assert_eq!(shared(",,9"), "75");
}

#[test]
fn a_channel_without_a_deviation_adds_nothing() {
    let apart = |deviations: &str| {
        over_two_days(
            "pool shelf { location home; channels shop }\npool other { location there; channels market }",
            "stock \"units\" location=home; stock \"units\" location=there",
            deviations,
        )
    };
    // the market has a figure, so the whole is not the shop's: nothing is kept back there
    assert_eq!(apart(",12.5,9"), "100");
    assert_eq!(apart(",,9"), "100", "nobody knows how much of the whole is which pool's");
}

#[test]
fn where_margin_is_in_the_money_of_the_anchor_channel() {
    let segment = |cells: &str| {
        let nodes = "policy p { currency USD; fx JPY 150 }\nchannel shop { role dtc; currency JPY; fees { fulfillment 600 } }\npool shelf { location home; channels shop }\npricing { anchor shop; round 1 }\nsegments { segment rich { where margin \">= 40%\" }; segment rest }";
        line("shop", nodes, "price,cost", cells)["segment"].clone()
    };
    // 20.00 × 150 = 3000 yen, 8.00 × 150 = 1200: (3000 − 1200 − 600) ÷ 3000 = 40%
    assert_eq!(segment("20.00,8.00"), "rich");
    // 8.01 × 150 = 1201.5: 1198.5 ÷ 3000 = 39.95%
    assert_eq!(segment("20.00,8.01"), "rest");
}

/// The line of a channel in `offers.jsonl` of a shop with one SKU.
fn line(channel: &str, nodes: &str, columns: &str, cells: &str) -> Json {
    let files = memory(&format!(
        "//- evenkeel.kdl\nevenkeel 1\ncatalog {{ source products \"p.csv\" }}\nbuffer {{ units 0 }}\n{nodes}\n//- p.csv\nsku,stock,{columns}\nA,5,{cells}\n"
    ));
    let folder = tempfile::tempdir().unwrap();
    build_into(&files, &folder.path().join("out"), 1);
    let text = fs::read_to_string(folder.path().join("out/offers.jsonl")).unwrap();
    let mut lines = text.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
    lines.find(|line| line["channel"] == channel).unwrap()
}

/// The margin of a shop that sells its only SKU.
fn margin(channel: &str, columns: &str, cells: &str) -> Json {
    let nodes = format!(
        "policy p {{ currency USD }}\nchannel shop {{ role dtc\n{channel} }}\npool shelf {{ location home; channels shop }}\npricing {{ anchor shop }}"
    );
    line("shop", &nodes, columns, cells)["margin"].clone()
}

#[test]
fn contributions_by_hand() {
    // nothing but the cost: (20 − 8) ÷ 20
    assert_eq!(margin("", "price,cost", "20.00,8.00"), "0.6000");
    assert_eq!(margin("", "price,cost", "20.00,"), Json::Null, "a blank cost is no cost of 0");
    // fees of what the customer pays, shipping included: 15% × (20 + 5) = 3.75; 20 + 5 − 8 − 3.75 − 6 = 7.25
    let shipped = "shipping charge=5.00 cost=6.00\nfees { referral \"15%\" }";
    assert_eq!(margin(shipped, "price,cost", "20.00,8.00"), "0.3625");
    // free from 20.00 on: at 20.00 nothing is charged, 20 − 8 − 3 − 6 = 3; at 19.99 it is 19.99 + 5 − 8 − 3.7485 − 6 = 7.2415
    let free = "shipping charge=5.00 free-over=20.00 cost=6.00\nfees { referral \"15%\" }";
    assert_eq!(margin(free, "price,cost", "20.00,8.00"), "0.1500");
    assert_eq!(margin(free, "price,cost", "19.99,8.00"), "0.3623"); // 7.2415 ÷ 19.99 = 0.36225…
    // the row of the whole price, its amount included: 8% of 10.00, 15% of 10.01; at least 0.30
    let rows = "fees { referral \"8%\" up-to=10.00; referral \"15%\" minimum=0.30 }";
    assert_eq!(margin(rows, "price,cost", "10.00,5.00"), "0.4200"); // 10 − 5 − 0.80
    assert_eq!(margin(rows, "price,cost", "10.01,5.00"), "0.3505"); // 10.01 − 5 − 1.5015 = 3.5085; ÷ 10.01
    assert_eq!(margin("fees { referral \"15%\" minimum=0.30 }", "price,cost", "1.00,0.20"), "0.5000"); // 0.15 is under 0.30
    // the part above 10.00 pays 5%, what is below it 15%: 1.50 + 0.50 of 20
    let parts = "fees { referral \"15%\"; referral \"5%\" above=10.00 }";
    assert_eq!(margin(parts, "price,cost", "20.00,8.00"), "0.5000"); // 20 − 8 − 2
    // returns: 10% × (20 − 3 − 50% × 8 + 2) = 1.50; 20 − 8 − 3 − 1.50 = 7.50
    let returns = "fees { referral \"15%\" }\nreturns \"10%\" cost=2.00 recovers=\"50%\"";
    assert_eq!(margin(returns, "price,cost", "20.00,8.00"), "0.3750");
    // 24.00 hold 20% of tax: 20 without it; 15% of the 24.00 that is paid is 3.60: 20 − 8 − 3.60 = 8.40
    let taxed = "tax \"20%\" included=#true\nfees { referral \"15%\" }";
    assert_eq!(margin(taxed, "price,cost,tax-rate", "24.00,8.00,20%"), "0.4200");
    // of the net price alone: 15% × 20 = 3: 9 ÷ 20
    let net = "tax \"20%\" included=#true\nfees { referral \"15%\" of=net }";
    assert_eq!(margin(net, "price,cost,tax-rate", "24.00,8.00,20%"), "0.4500");
    // below cost: (5 − 8) ÷ 5
    assert_eq!(margin("", "price,cost", "5.00,8.00"), "-0.6000");
}

#[test]
fn endings_through_a_whole_policy() {
    let ended = |ending: &str, price: &str| {
        let nodes = format!(
            "policy p {{ currency USD }}\nchannel shop {{ role dtc }}\nchannel market {{ role marketplace }}\npool shelf {{ location home; channels shop market }}\npricing {{ anchor shop }}\nprice market {{ ending {ending} }}"
        );
        let line = line("market", &nodes, "price", price);
        (line["list"].clone(), line["state"].as_str().unwrap().to_owned())
    };
    let fed = |price: &str| (Json::from(price), "fed".to_owned());
    // Codisto [25]: the nearest .99, the nearest .95
    assert_eq!(ended("0.99 nearest", "7.00"), fed("6.99"));
    assert_eq!(ended("0.99 nearest", "4.50"), fed("4.99"));
    assert_eq!(ended("0.99 nearest", "4.40"), fed("3.99"));
    assert_eq!(ended("0.95 nearest", "4.40"), fed("3.95"));
    // nothing lies below 0.99 to go down to
    assert_eq!(ended("0.99 down", "0.98"), (Json::Null, "quarantined".to_owned()));
    assert_eq!(ended("0.99 down", "0.99"), fed("0.99"));
}

#[test]
fn yen_have_no_cents() {
    let yen = |price: &str| {
        let nodes = "policy p { currency USD; fx JPY 150.25 }\nchannel shop { role dtc }\nchannel japan { role marketplace; currency JPY; shipping charge=500 }\npool shelf { location home; channels shop japan }\npricing { anchor shop; round 0.01 half-even }";
        line("japan", nodes, "price,compare-at", price)
    };
    // 10.00 × 150.25 = 1502.5, half-even to 1502; 12.00 × 150.25 = 1803; 1502 + 500 of shipping
    let own = yen("10.00,12.00");
    assert_eq!((&own["list"], &own["compare_at"]), (&"1502".into(), &"1803".into()));
    assert_eq!((&own["landed"], &own["currency"]), (&"2002".into(), &"JPY".into()));
    // 30.00 × 150.25 = 4507.5, half-even to 4508
    assert_eq!(yen("30.00,")["list"], "4508");
}
