//! Random policies over random catalogs, computed a second time: `tests/oracle` reads nothing of this program
//! but what it builds, and works out every figure in Python's exact fractions from the words of the language.
//!
//! `EVENKEEL_ORACLE_SEED` and `EVENKEEL_ORACLE_POLICIES` look at other policies, and at more of them.

use std::process::Command;

use serde_json::Value as Json;

use crate::support::{root, skipped};

/// How many policies are compared by default, of twenty SKUs on three to five channels each.
const POLICIES: u64 = 75;

/// What must have been met, and how often at least: two offers of three are fed, and of the words about a figure
/// only those of offers that are fed are counted. The default seed meets about twice as many.
const LEAST: &[(&str, u64)] = &[
    ("offers", 2250),
    ("fed", 1570),
    ("paused", 100),
    ("quarantined", 450),
    ("not listed", 100),
    // where a setting was given
    ("scope: everywhere", 5000),
    ("scope: a segment or a channel", 3250),
    ("scope: a segment on a channel", 450),
    ("scope: a SKU", 250),
    ("scope: a SKU on a channel", 250),
    // pools
    ("shared pool", 1350),
    ("dedicated pool", 80),
    ("held pool", 150),
    ("pool held in part", 90),
    ("protect committed", 650),
    ("protect attribute.kept", 600),
    ("untracked", 20),
    ("untracked-without-maximum", 25),
    ("missing-stock", 55),
    // buffers
    ("buffer demand", 700),
    ("buffer percent", 300),
    ("buffer units", 400),
    ("buffer oversell-risk", 200),
    ("oversell kept", 40),
    ("service level", 250),
    ("lead-time item", 200),
    ("risk", 300),
    ("risk of the profile", 400),
    ("at-least percent", 450),
    ("at-least units", 350),
    ("at-least bites", 149),
    ("at-most percent", 250),
    ("at-most units", 250),
    ("at-most bites", 187),
    ("max-quantity", 300),
    ("throttle pauses", 100),
    ("throttle does not pause", 350),
    ("buffers explained", 95),
    // prices
    ("base anchor", 1150),
    ("base price", 400),
    ("base msrp", 25),
    ("base map", 1),
    ("base cost", 30),
    ("base compare-at", 20),
    ("base attribute.street", 49),
    ("adjust", 650),
    ("add", 250),
    ("set", 40),
    ("currency", 600),
    ("tax out", 200),
    ("tax in and out", 350),
    ("round half-even", 750),
    ("round half-up", 200),
    ("round half-down", 150),
    ("round up", 250),
    ("round down", 100),
    ("round a tie half-even", 28),
    ("round a tie half-up", 9),
    ("round a tie up", 10),
    ("round to more than a cent", 550),
    ("ending up", 50),
    ("ending down", 35),
    ("ending nearest", 110),
    ("floor map holds", 450),
    ("floor map lifts", 20),
    ("floor margin holds", 350),
    ("floor margin lifts", 15),
    ("missing-price", 100),
    // fees and what they leave
    ("fee up-to", 250),
    ("fee exactly up-to", 8),
    ("fee above 1", 450),
    ("fee above 2", 100),
    ("fee minimum", 200),
    ("fee fixed", 650),
    ("fee of net", 350),
    ("fee a unit", 550),
    ("returns", 900),
    ("shipping charged", 400),
    ("shipping free over", 65),
    ("shipping free exactly", 1),
    // promotions
    ("promotion bogo", 9),
    ("promotion coupon", 21),
    ("promotion free-shipping", 43),
    ("promotion list", 27),
    ("promotion match", 31),
    ("promotion pauses", 70),
    ("promotion sale", 94),
    ("reserve", 139),
    // what holds a SKU back
    ("map-violation", 70),
    ("exactly MAP", 48),
    ("allow", 90),
    ("differential-exceeded", 65),
    ("unprofitable-offer", 100),
    ("margin-below-floor", 15),
    ("blank-held", 7),
];

/// A Python that is new enough; its libraries are not asked for.
pub(crate) fn python() -> Option<&'static str> {
    let is_new = "import sys; sys.exit(sys.version_info < (3, 9))";
    ["python3", "python"].into_iter().find(|name| {
        Command::new(name).args(["-c", is_new]).output().is_ok_and(|output| output.status.success())
    })
}

#[test]
fn every_figure_is_what_another_computation_says() {
    let Some(python) = python() else {
        skipped("python", "no Python 3.9 or later");
        return;
    };
    let seed = std::env::var("EVENKEEL_ORACLE_SEED");
    let policies = std::env::var("EVENKEEL_ORACLE_POLICIES").ok().and_then(|count| count.parse().ok());
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(python)
        .arg("-B")
        .arg(root().join("tests/oracle/compare.py"))
        .arg(env!("CARGO_BIN_EXE_evenkeel"))
        .arg(folder.path())
        .args([seed.as_deref().unwrap_or("1"), &policies.unwrap_or(POLICIES).to_string(), "20"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["parted"], 0, "{:#}", report["first"]);
    assert_eq!(report["seen"]["policies"], policies.unwrap_or(POLICIES));
    if seed.is_ok() || policies.is_some() {
        println!("{report:#}");
        return;
    }
    let rare: Vec<String> = LEAST
        .iter()
        .map(|(what, least)| (what, least, report["seen"][*what].as_u64().unwrap_or(0)))
        .filter(|(_, least, count)| count < least)
        .map(|(what, least, count)| format!("{what}: {count} of {least}"))
        .collect();
    assert_eq!(rare, Vec::<String>::new(), "{:#}", report["seen"]);
}
