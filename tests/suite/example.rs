//! The bundled shop: what it must come to, reckoned by hand, and `explain` against `offers.jsonl`.

use std::collections::BTreeMap;
use std::fs;

use evenkeel::catalog::{Entry, items};
use evenkeel::exact::Decimal;
use evenkeel::explain::{ChannelExplanation, explain};
use evenkeel::item::Item;
use evenkeel::world::Disk;
use serde_json::Value as Json;

use crate::support::{build_into, check, ready, root};

fn shop() -> Disk {
    Disk::new(root().join("examples/glow-skincare"))
}

#[test]
fn the_shop_has_no_findings() {
    let (findings, _, outcome) = check(&shop());
    assert!(findings.is_empty(), "{findings:#?}");
    // 169 records: 150 SKUs, and 19 rows that hold a further image alone
    let counts = outcome.counts;
    assert_eq!((counts.rows, counts.items, counts.image), (169, 150, 19));
    assert_eq!((counts.continuation, counts.unusable), (0, 0));
}

/// The lines of `offers.jsonl` by SKU and channel, and the counts by channel.
fn offers() -> (BTreeMap<(String, String), Json>, Json) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    build_into(&shop(), &out, 2);
    let text = fs::read_to_string(out.join("offers.jsonl")).unwrap();
    let lines = text.lines().map(|line| {
        let line: Json = serde_json::from_str(line).unwrap();
        let key = |name: &str| line[name].as_str().unwrap().to_owned();
        ((key("sku"), key("channel")), line)
    });
    let manifest: Json = serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
    (lines.collect(), manifest["channels"].clone())
}

#[test]
fn every_sku_goes_where_it_should() {
    let (offers, channels) = offers();
    let counts = |name: &str| {
        let own = &channels[name];
        ["items", "fed", "paused", "quarantined", "not_listed"].map(|key| own[key].as_u64().unwrap())
    };
    // Amazon lists no minis, refills and samples: 17 of 150
    assert_eq!(counts("amazon"), [150, 133, 0, 0, 17]);
    // GLW-077 has 2 available and GLW-106 none: below 3
    assert_eq!(counts("shopify"), [150, 148, 2, 0, 0]);
    // TikTok Shop leaves out 27 that cost under 14.00 or are refills; 12 of the others have fewer than 20 available
    assert_eq!(counts("tiktok-shop"), [150, 111, 12, 0, 27]);
    assert_eq!(offers.len(), 133 + 150 + 123);
}

#[test]
fn one_sku_by_hand() {
    let (offers, _) = offers();
    let figure = |channel: &str, key: &str| offers[&("GLW-001".to_owned(), channel.to_owned())][key].clone();
    // NJ has 420, 20 are promised: 400 available. The pool sells 12 + 4 a day; (16 × 2 + 5) × 1.0 = 37, and 5% of
    // 400 are 20: the buffer is 37
    assert_eq!(figure("shopify", "quantity"), 363);
    // (16 × 2 + 5) × 1.3 = 48.1, up 49; 15% of 400 are 60: the buffer is 60
    assert_eq!(figure("tiktok-shop", "quantity"), 340);
    assert_eq!(figure("amazon", "quantity"), Json::Null, "Amazon counts its own");
    // 42.00 is under 49.00, from which on shipping is free: 42.00 + 5.95
    assert_eq!(figure("shopify", "landed"), "47.95");
    // 42 − 10 cost − 15% × 42 − 3.22 − 6% × (42 − 6.30 − 50% × 10 + 2.10) = 22.48 − 1.968 = 20.512; ÷ 42 = 0.48838
    assert_eq!(figure("amazon", "margin"), "0.4884");
}

/// 24 and 24.00 are one figure, 2 and 20 are not.
fn amount(text: &str) -> Result<Decimal, String> {
    text.parse::<Decimal>().map(|amount| amount.normalize()).map_err(|_| text.to_owned())
}

/// The margin as `offers.jsonl` has it: the contribution by the net price, half-even to four digits.
fn margin(channel: &ChannelExplanation) -> Json {
    let figure = channel.figures.iter().find(|figure| figure.figure == "contribution");
    let Some(contribution) = figure.and_then(|figure| figure.value.as_ref()) else { return Json::Null };
    let steps = &figure.unwrap().steps;
    let net = steps.iter().find(|step| step.step == "net price").unwrap();
    let (earned, net) = (amount(contribution).unwrap(), amount(&net.after).unwrap());
    format!("{:.4}", (earned / net).round_dp(4)).into()
}

#[test]
fn explain_ends_with_what_is_built() {
    let shop = shop();
    let ready = ready(&shop);
    let survey = ready.survey.as_ref().unwrap();
    let (offers, _) = offers();
    let mut compared = 0;
    let see = |items: &mut Vec<Item>, entry: Entry<'_>| items.extend(entry.item().cloned());
    items(&shop, &ready.policy.catalog, &ready.program.shape, survey, 1, see, |items, _| {
        for item in items {
            let explained = explain(&ready.policy, &ready.program, &item, None, None, &ready.sources);
            for channel in &explained.channels {
                let Some(line) = offers.get(&(item.sku.clone(), channel.channel.clone())) else {
                    assert_eq!(channel.state, "not-listed", "{} on {}", item.sku, channel.channel);
                    continue;
                };
                assert_eq!(line["state"], channel.state.as_str());
                assert_eq!(line["margin"], margin(channel), "margin of {} on {}", item.sku, channel.channel);
                for figure in &channel.figures {
                    let key = match figure.figure {
                        "list" => "list",
                        "compare-at" => "compare_at",
                        "landed" => "landed",
                        "quantity" => "quantity",
                        _ => continue,
                    };
                    let built = match &line[key] {
                        Json::Null => None,
                        Json::String(text) => Some(text.clone()),
                        other => Some(other.to_string()),
                    };
                    assert_eq!(figure.value, built, "{} of {} on {}", key, item.sku, channel.channel);
                    let last = figure.steps.last().unwrap();
                    let shown = figure.value.clone().unwrap_or_else(|| "held by the channel".to_owned());
                    assert_eq!(amount(&last.after), amount(&shown), "the last step is the figure");
                    compared += 1;
                }
            }
        }
        Ok(())
    })
    .unwrap();
    // 406 offers with a list price, a landed price and a quantity each, and some with a struck-through price
    assert!(compared >= 3 * 406, "{compared} figures were compared");
}
