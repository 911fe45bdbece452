//! Promotions at instants before, at and after each of their ends, by hand-computed figures.

use std::collections::BTreeMap;

use evenkeel::diagnostic::Level;
use serde_json::Value;

use crate::support::{check, evenkeel, folder, memory};

const SHOP: &str = r#"//- evenkeel.kdl
evenkeel 1
policy shop { currency USD; timezone "America/New_York" }
catalog { source products "p.csv" }
channel site { role dtc; shipping charge=5.00 }
channel market { role marketplace }
channel portal { role retail }
pool shelf { location home; channels portal site market }
buffer { units 0 }
pricing { anchor site }
price market { allow sale="-50%..0%"; allow coupon="-50%..0%" }
price site { allow coupon="-50%..0%"; allow sale="-50%..0%" }
"#;

const CATALOG: &str = "//- p.csv\nsku,price,category,stock,promo-demand,promo-sold,cost\n\
    H-1,19.99,Hats,100,30,,4.00\nH-2,45.00,Hats,80,50,10,9.00\nC-1,12.00,Coats,100,,,3.00\n";

/// Every offer at an instant, as `sku channel` to `list sale coupon landed quantity`; `-` where there is none.
fn offers(promotion: &str, at: &str) -> BTreeMap<String, String> {
    let own = folder(&format!("{SHOP}{promotion}\n{CATALOG}"));
    let run = evenkeel(own.path(), &["build", "--at", at, "--out", "out"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let text = std::fs::read_to_string(own.path().join("out/offers.jsonl")).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let shown = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    lines
        .map(|line| {
            let figures = ["list", "sale", "coupon", "landed", "quantity"].map(|key| shown(&line[key]));
            (format!("{} {}", shown(&line["sku"]), shown(&line["channel"])), figures.join(" "))
        })
        .collect()
}

const FLASH: &str = r#"promotion flash {
    on market
    where category "Hats"
    starts "2026-11-27T09:00"
    ends "2026-11-27T21:00"
    offer sale "15%"
    demand 40
    reserve "120%" from="48h"
    pause site below=90
}"#;

#[test]
fn a_reserve_is_staged_and_prices_run_from_the_start_to_before_the_end() {
    let of = |at: &str| {
        let offers = offers(FLASH, at);
        ["H-1 market", "H-1 site", "H-1 portal", "H-2 site", "H-2 portal", "C-1 site"]
            .map(|key| offers.get(key).unwrap().clone())
    };
    let untouched = [
        "19.99 - - 19.99 100",
        "19.99 - - 24.99 100", // 19.99 + 5.00
        "19.99 - - 19.99 100",
        "45.00 - - 50.00 80",
        "45.00 - - 45.00 80",
        "12.00 - - 17.00 100",
    ];
    // 48 h before 09:00 on the 27th is 09:00 on the 25th
    assert_eq!(of("2026-11-25T08:59:59"), untouched);
    // the reserve is 40 × 120% = 48: 100 − 48 = 52; of H-2 10 are sold: 48 − 10 = 38, and 80 − 38 = 42
    let staged = [
        "19.99 - - 19.99 100",
        "19.99 - - 24.99 52",
        "19.99 - - 19.99 52",
        "45.00 - - 50.00 42",
        "45.00 - - 45.00 42",
        "12.00 - - 17.00 100",
    ];
    assert_eq!(of("2026-11-25T09:00"), staged);
    assert_eq!(of("2026-11-27T08:59:59"), staged, "staged alone: no price, no pause");
    // 19.99 × 0.85 = 16.9915; the site has 100 of H-1, which is not below 90, and 80 of H-2, which is
    let running = [
        "19.99 16.99 - 16.99 100",
        "19.99 - - 24.99 52",
        "19.99 - - 19.99 52",
        "45.00 - - 50.00 0",
        "45.00 - - 45.00 42",
        "12.00 - - 17.00 100",
    ];
    assert_eq!(of("2026-11-27T09:00"), running);
    assert_eq!(of("2026-11-27T20:59:59"), running);
    assert_eq!(of("2026-11-27T21:00"), untouched, "at its end it is over");
}

#[test]
fn what_each_kind_of_offer_does_to_each_price() {
    let of = |offer: &str, key: &str| {
        let promotion =
            format!("promotion own {{ on site; starts \"2026-11-27\"; ends \"2026-11-28\"; {offer} }}");
        offers(&promotion, "2026-11-27T12:00").get(key).unwrap().clone()
    };
    // 45.00 × 0.9 = 40.50, and 5.00 for shipping
    assert_eq!(of("offer coupon \"10%\"", "H-2 site"), "45.00 - 40.50 45.50 80");
    assert_eq!(of("offer sale 39.99", "H-2 site"), "45.00 39.99 - 44.99 80");
    // two for one: 45.00 ÷ 2 a unit
    assert_eq!(of("offer bogo buy=1 get=1 off=\"100%\"", "H-2 site"), "45.00 - 22.50 27.50 80");
    // 19.99 × (2 + 1 × 0.5) ÷ 3 = 16.658…
    assert_eq!(of("offer bogo buy=2 get=1 off=\"50%\"", "H-1 site"), "19.99 - 16.66 21.66 100");
    assert_eq!(of("offer free-shipping", "H-2 site"), "45.00 - - 45.00 80");
    // the anchor is what the chain makes, and the promotion is no part of it
    assert_eq!(of("offer sale \"20%\"", "H-2 market"), "45.00 - - 45.00 80");
    // 45.00 × 0.8 on both
    assert_eq!(of("offer sale \"20%\"; match market", "H-2 market"), "45.00 36.00 - 36.00 80");
    assert_eq!(of("offer coupon \"20%\"; match market", "H-2 market"), "45.00 36.00 - 36.00 80");
}

#[test]
fn a_list_price_of_a_promotion_leaves_the_anchor_where_it_was() {
    let promotion = "promotion own { on site; starts \"2026-11-27\"; ends \"2026-11-28\"; offer list \"10%\" }\n\
        price site { allow list=\"-20%..0%\" }";
    let shop = offers(promotion, "2026-11-27T12:00");
    // 12.00 × 0.9 = 10.80
    assert_eq!(shop.get("C-1 site").unwrap(), "10.80 - - 15.80 100");
    assert_eq!(shop.get("C-1 market").unwrap(), "12.00 - - 12.00 100");
}

#[test]
fn a_reserve_of_each_skus_own_demand_and_of_units() {
    let of = |reserve: &str| {
        let promotion = format!(
            "promotion own {{ on market; starts \"2026-11-27\"; ends \"2026-11-28\"; offer sale \"10%\"; {reserve} }}"
        );
        let offers = offers(&promotion, "2026-11-27T12:00");
        ["H-1 site", "H-2 site", "C-1 site"].map(|key| offers.get(key).unwrap().clone())
    };
    // H-1: 30 × 150% = 45; H-2: 50 × 150% − 10 = 65; C-1 has no demand, and nothing is kept for it
    assert_eq!(
        of("demand field=promo-demand; reserve \"150%\""),
        ["19.99 - - 24.99 55", "45.00 - - 50.00 15", "12.00 - - 17.00 100"]
    );
    // of H-2 more than 7 are sold: nothing is left to keep
    assert_eq!(of("reserve 7"), ["19.99 - - 24.99 93", "45.00 - - 50.00 80", "12.00 - - 17.00 93"]);
    // more than there is leaves 0
    assert_eq!(of("reserve 500"), ["19.99 - - 24.99 0", "45.00 - - 50.00 0", "12.00 - - 17.00 0"]);
}

/// The findings of a promotion's own mistakes.
fn told(promotion: &str) -> Vec<String> {
    let files = memory(&format!("{SHOP}{promotion}\n{CATALOG}"));
    let errors = check(&files).0.into_iter().filter(|finding| finding.level == Level::Error);
    errors.map(|finding| finding.message).collect()
}

#[test]
fn windows_that_are_none() {
    let of = |starts: &str, ends: &str| {
        told(&format!(
            "promotion own {{ on site; starts \"{starts}\"; ends \"{ends}\"; offer free-shipping }}"
        ))
    };
    assert_eq!(of("2026-11-27", "2026-11-27"), ["promotion `own` ends before it has begun"]);
    // New York, 2026-11-01: 01:30 comes twice, and 2027-03-14 has no 02:30
    assert_eq!(
        of("2026-11-01T01:30", "2026-11-02"),
        ["`2026-11-01T01:30` comes twice in America/New_York: the clocks are put back"]
    );
    assert_eq!(
        of("2027-03-13", "2027-03-14T02:30"),
        ["`2027-03-14T02:30` does not exist in America/New_York: the clocks skip it"]
    );
    assert_eq!(of("2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00"), Vec::<String>::new(), "an hour");
}

#[test]
fn a_breach_to_come_is_told_with_its_window_and_once() {
    // H-1 with 15% off is 16.99, below its MAP of 18.00; its list price of 19.99 is not. H-2 breaks it all the time.
    let catalog = "//- p.csv\nsku,price,category,stock,map\nH-1,19.99,Hats,100,18.00\nH-2,45.00,Hats,80,50.00\nC-1,12.00,Coats,100,11.00\n";
    let files = memory(&format!("{SHOP}{FLASH}\n{catalog}"));
    let found = check(&files).0;
    let found: Vec<_> = found.iter().filter(|finding| finding.rule == "map-violation").collect();
    let of = |channel: &str| {
        let of_channel = found.iter().filter(|finding| finding.channel.as_deref() == Some(channel));
        of_channel
            .map(|finding| (finding.message.clone(), finding.window.clone(), finding.count))
            .collect::<Vec<_>>()
    };
    let always = |channel: &str| {
        (format!("`H-2` on `{channel}` is advertised below MAP: list price 45.00, MAP 50.00"), None, 1)
    };
    // 09:00 to 21:00 in New York is 14:00 to 02:00 the next day in UTC
    let window = Some("2026-11-27T14:00:00Z/2026-11-28T02:00:00Z".to_owned());
    let flash = "`H-1` on `market` is advertised below MAP: sale price 16.99, MAP 18.00; from 2026-11-27 09:00 to 2026-11-27 21:00";
    assert_eq!(of("site"), [always("site")]);
    let of_market = of("market");
    assert!(of_market.contains(&always("market")), "{of_market:#?}");
    assert!(of_market.contains(&(flash.to_owned(), window, 1)), "{of_market:#?}");
}

#[test]
fn markdowns_of_a_clearance_hold_up_to_the_next_one_on_their_channel() {
    let clearance = "clearance spring {\n    where category \"Coats\"\n    step market \"-20%\" starts=\"2027-06-01\"\n    \
        step site \"-20%\" after=\"3d\"\n    step market \"-40%\" after=\"7d\"\n    ends \"2027-08-31\"\n}";
    let of = |at: &str| {
        let offers = offers(clearance, at);
        ["C-1 market", "C-1 site", "H-1 market"].map(|key| offers.get(key).unwrap().clone())
    };
    let (none, hat) = ("12.00 - - 12.00 100", "19.99 - - 19.99 100");
    let (site_none, site) = ("12.00 - - 17.00 100", "12.00 9.60 - 14.60 100"); // 12.00 × 0.8, and 5.00
    let (first, second) = ("12.00 9.60 - 9.60 100", "12.00 7.20 - 7.20 100"); // 12.00 × 0.8, × 0.6
    assert_eq!(of("2027-05-31T23:59:59"), [none, site_none, hat]);
    assert_eq!(of("2027-06-01"), [first, site_none, hat]);
    assert_eq!(of("2027-06-03T23:59:59"), [first, site_none, hat]);
    assert_eq!(of("2027-06-04"), [first, site, hat], "3 days after the 1st");
    assert_eq!(of("2027-06-10T23:59:59"), [first, site, hat]);
    assert_eq!(of("2027-06-11"), [second, site, hat], "7 days after the 4th");
    assert_eq!(of("2027-08-30T23:59:59"), [second, site, hat]);
    assert_eq!(of("2027-08-31"), [none, site_none, hat], "at its end it is over");
}

#[test]
fn windows_that_touch_and_one_that_ends_at_midnight() {
    let two = "promotion first { on market; starts \"2026-11-27\"; ends \"2026-11-28\"; offer sale \"10%\" }\n\
        promotion second { on market; starts \"2026-11-28\"; ends \"2026-11-29\"; offer sale \"20%\" }";
    let of = |at: &str| offers(two, at).get("C-1 market").unwrap().clone();
    // 12.00 × 0.9 up to midnight, 12.00 × 0.8 from then on
    assert_eq!(of("2026-11-26T23:59:59"), "12.00 - - 12.00 100");
    assert_eq!(of("2026-11-27"), "12.00 10.80 - 10.80 100");
    assert_eq!(of("2026-11-27T23:59:59"), "12.00 10.80 - 10.80 100");
    assert_eq!(of("2026-11-28"), "12.00 9.60 - 9.60 100");
    assert_eq!(of("2026-11-28T23:59:59"), "12.00 9.60 - 9.60 100");
    assert_eq!(of("2026-11-29"), "12.00 - - 12.00 100");
}

#[test]
fn half_an_hour_that_lord_howe_puts_its_clocks() {
    let shop = SHOP.replace("America/New_York", "Australia/Lord_Howe");
    let of = |starts: &str, ends: &str| {
        let promotion = format!(
            "promotion own {{ on market; starts \"{starts}\"; ends \"{ends}\"; offer sale \"10%\" }}"
        );
        format!("{shop}{promotion}\n{CATALOG}")
    };
    let errors = |texts: &str| {
        let found = check(&memory(texts)).0.into_iter().filter(|finding| finding.level == Level::Error);
        found.map(|finding| (finding.message, finding.help.unwrap_or_default())).collect::<Vec<_>>()
    };
    // on 2027-04-04 at 02:00 (+11:00) it is 01:30 again (+10:30); on 2026-10-04 at 02:00 (+10:30) it is 02:30 (+11:00)
    assert_eq!(
        errors(&of("2027-04-04T01:45", "2027-04-05")),
        [(
            "`2027-04-04T01:45` comes twice in Australia/Lord_Howe: the clocks are put back".to_owned(),
            "add the offset that is meant: `2027-04-04T01:45+11:00` or `2027-04-04T01:45+10:30`".to_owned()
        )]
    );
    assert_eq!(
        errors(&of("2026-10-04T02:15", "2026-10-05")).first().unwrap().0,
        "`2026-10-04T02:15` does not exist in Australia/Lord_Howe: the clocks skip it"
    );
    // from 01:00 to 02:00 by the clock is an hour and a half: 14:00 to 15:30 in UTC
    let own = folder(&of("2027-04-04T01:00", "2027-04-04T02:00"));
    let sale_at = |at: &str| {
        let run = evenkeel(own.path(), &["build", "--at", at, "--out", "out"]);
        assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
        let text = std::fs::read_to_string(own.path().join("out/offers.jsonl")).unwrap();
        text.contains("\"sale\":\"10.80\"")
    };
    let instants =
        ["2027-04-03T13:59:59Z", "2027-04-03T14:00:00Z", "2027-04-03T15:29:59Z", "2027-04-03T15:30:00Z"];
    assert_eq!(instants.map(sale_at), [false, true, true, false]);
}

#[test]
fn a_list_price_of_one_channel_is_not_anothers() {
    // `mall` comes before `market`, and both show the anchor by the same settings
    let shop = SHOP.replace("portal site market }", "portal site market mall }");
    let own = folder(&format!(
        "{shop}channel mall {{ role marketplace }}\nprice mall {{ allow list=\"-30%..0%\" }}\n\
         promotion own {{ on mall; starts \"2026-11-27\"; ends \"2026-11-28\"; offer list \"25%\" }}\n{CATALOG}"
    ));
    let run = evenkeel(own.path(), &["build", "--at", "2026-11-27T12:00", "--out", "out"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let text = std::fs::read_to_string(own.path().join("out/offers.jsonl")).unwrap();
    let list = |channel: &str| {
        let mut lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.find(|line| line["sku"] == "C-1" && line["channel"] == channel).unwrap()["list"].clone()
    };
    // 12.00 × 0.75
    assert_eq!(["mall", "market", "site"].map(list), ["9.00", "12.00", "12.00"]);
}
