//! The example shop: what its README promises, and that `explain` says what `build` writes.

mod shop;

use std::collections::BTreeMap;
use std::path::PathBuf;

use evenkeel::catalog::{Batch, items};
use evenkeel::explain::{Explanation, explain};
use evenkeel::world::Disk;
use serde_json::{Value as Json, json};
use shop::{Dist, Shop};

fn glow() -> Shop<Disk> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/glow-skincare");
    Shop::open(Disk::new(folder))
}

/// The lines of `offers.jsonl` by SKU and channel.
fn offers(dist: &Dist) -> BTreeMap<(String, String), Json> {
    let lines = dist["offers.jsonl"].lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
    let key = |line: &Json, name: &str| line[name].as_str().unwrap().to_owned();
    lines.map(|line| ((key(&line, "sku"), key(&line, "channel")), line)).collect()
}

fn explanations(shop: &Shop<Disk>) -> Vec<Explanation> {
    let mut explanations = Vec::new();
    let (policy, program) = (&shop.loaded.policy, &shop.program);
    let work = |batch: Batch| {
        let explained =
            batch.items.iter().map(|item| explain(policy, program, item, None, None, &shop.sources));
        explained.collect::<Vec<_>>()
    };
    let survey = shop.survey.as_ref().unwrap();
    items(&shop.files, &policy.catalog, &program.shape, survey, 2, work, |some| {
        explanations.extend(some);
        Ok(())
    })
    .unwrap();
    explanations
}

#[test]
fn nothing_is_found_and_every_row_is_counted() {
    let dist = glow().build(2);
    assert_eq!(dist["findings.txt"], "");
    let manifest: Json = serde_json::from_str(&dist["manifest.json"]).unwrap();
    // 169 rows = 150 SKUs + 19 rows that hold an image alone
    let rows = json!({ "rows": 169, "items": 150, "continuation": 0, "image": 19, "unusable": 0 });
    assert_eq!(manifest["catalog"], rows);
    let channel = |name: &str| {
        let own = &manifest["channels"][name];
        ["fed", "paused", "quarantined", "not_listed"].map(|count| own[count].as_u64().unwrap())
    };
    // minis, samples and refills are 17 SKUs: 150 − 17 = 133
    assert_eq!(channel("amazon"), [133, 0, 0, 17]);
    // GLW-077 (2 available) and GLW-106 (0) are below 3: 150 − 2 = 148
    assert_eq!(channel("shopify"), [148, 2, 0, 0]);
    // 27 refills and SKUs under 14.00, 12 below 20 available: 150 − 27 − 12 = 111
    assert_eq!(channel("tiktok-shop"), [111, 12, 0, 27]);
    // a line for each offer: 133 + 150 + (150 − 27)
    assert_eq!(dist["offers.jsonl"].lines().count(), 133 + 150 + 123);
}

#[test]
fn one_serum_by_hand() {
    let offers = offers(&glow().build(2));
    let of = |channel: &str| &offers[&("GLW-001".to_owned(), channel.to_owned())];

    // 420 on hand − 20 promised = 400 available; (12 + 4) a day × 2 days + 5 = 37;
    // at least 5% of 400 = 20 is less: 400 − 37 = 363
    let shopify = of("shopify");
    assert_eq!(shopify["segment"], "hero"); // 12 + 8 + 4 = 24 a day ≥ 10, and 42.00 ≥ 20
    assert_eq!((&shopify["list"], &shopify["landed"]), (&json!("42.00"), &json!("47.95"))); // 42.00 + 5.95 below 49.00
    assert_eq!(shopify["quantity"], 363);
    // cost 10.00, fees 2.9% × 47.95 + 0.30 = 1.69055: 47.95 − 10 − 1.69055 − 4.80 = 31.45945;
    // returns 4% × (47.95 − 1.39055 − 60% × 10 + 3.50) = 4% × 44.05945 = 1.762378;
    // 29.697072 ÷ 42 = 0.70707…
    assert_eq!(shopify["margin"], "0.7071");

    // 37 × 1.3 = 48.1, up to 49; at least 15% of 400 = 60: 400 − 60 = 340
    let tiktok = of("tiktok-shop");
    assert_eq!((&tiktok["list"], &tiktok["landed"]), (&json!("42.00"), &json!("42.00"))); // delivery is free there
    assert_eq!(tiktok["quantity"], 340);

    // Amazon counts its own units; referral 15% × 42.00 = 6.30 (≥ 0.30), FBA 3.22, cost 10.00:
    // 42.00 − 10 − 6.30 − 3.22 = 22.48; returns 6% × (42.00 − 6.30 − 50% × 10 + 2.10) = 6% × 32.80 = 1.968;
    // 20.512 ÷ 42 = 0.48838…
    let amazon = of("amazon");
    assert_eq!((&amazon["list"], &amazon["landed"]), (&json!("42.00"), &json!("42.00")));
    assert_eq!(amazon["quantity"], Json::Null);
    assert_eq!(amazon["margin"], "0.4884");
}

#[test]
fn explain_ends_where_the_build_does() {
    let shop = glow();
    let explained = explanations(&shop);
    let offers = offers(&shop.build(2));
    assert_eq!(explained.len(), 150);
    let mut compared = 0;
    for own in &explained {
        assert_eq!(own.channels.len(), 3, "{}", own.sku);
        for channel in &own.channels {
            let Some(line) = offers.get(&(own.sku.clone(), channel.channel.clone())) else {
                assert_eq!(channel.state, "not-listed", "{} on {}", own.sku, channel.channel);
                continue;
            };
            let figure = |name: &str| {
                channel
                    .figures
                    .iter()
                    .find(|figure| figure.figure == name)
                    .and_then(|figure| figure.value.clone())
            };
            let text = |key: &str| line[key].as_str().map(str::to_owned);
            let at = format!("{} on {}", own.sku, channel.channel);
            assert_eq!(figure("list"), text("list"), "list of {at}");
            assert_eq!(figure("landed"), text("landed"), "landed of {at}");
            assert_eq!(figure("compare-at"), text("compare_at"), "compare-at of {at}");
            assert_eq!(figure("quantity"), line["quantity"].as_u64().map(|units| units.to_string()), "{at}");
            assert_eq!(Some(channel.state.clone()), text("state"), "state of {at}");
            assert_eq!(own.segment, text("segment"), "segment of {at}");
            compared += 1;
        }
    }
    assert_eq!(compared, offers.len());
}

#[test]
fn the_last_step_of_each_figure_is_the_figure() {
    let (mut compared, mut paused) = (0, 0);
    for own in explanations(&glow()) {
        for channel in own.channels.iter().filter(|channel| channel.state != "not-listed") {
            for figure in &channel.figures {
                // a held quantity has no figure, and a step may show fewer zeros
                let (Some(value), Some(last)) = (&figure.value, figure.steps.last()) else { continue };
                let [value, last] = [value, &last.after].map(|text| text.parse::<rust_decimal::Decimal>());
                let (Ok(value), Ok(last)) = (value, last) else { continue };
                assert_eq!(value, last, "{} of {} on {}", figure.figure, own.sku, channel.channel);
                compared += 1;
            }
            paused += u32::from(channel.state == "paused");
        }
    }
    assert_eq!(paused, 2 + 12); // on Shopify and on TikTok Shop
    assert!(compared > 1000, "{compared} figures were compared");
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let one = glow().build(1);
    for threads in [2, 3, 8] {
        assert!(glow().build(threads) == one, "with {threads} threads");
    }
}
