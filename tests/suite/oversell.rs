//! The buffer of a chance, against a second computation, and by what `explain` tells of it.

use std::io::Write;
use std::process::{Command, Stdio};

use evenkeel::exact::{Percent, Ratio, decimal};
use evenkeel::offer::oversell::Window;
use serde_json::{Value as Json, json};

use crate::oracle::python;
use crate::support::{evenkeel, folder, root, skipped};

/// How many windows are compared.
const CASES: usize = 300;

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

struct Case {
    /// Each a numerator and a denominator.
    means: Vec<(u64, u64)>,
    units: u64,
    risk: Percent,
}

impl Case {
    fn new(dice: &mut Dice) -> Self {
        let channels = 1 + dice.below(6);
        // from next to nothing to far more than there is
        let most = [1, 4, 12, 25][usize::try_from(dice.below(4)).unwrap()];
        let common = dice.below(2) == 0;
        let first = (dice.below(most * 4), 1 + dice.below(13));
        let mut mean = |_| if common { first } else { (dice.below(most * 4), 1 + dice.below(13)) };
        let means = (0..channels).map(&mut mean).collect();
        let risk = ["0.000000001%", "0.01%", "0.5%", "1%", "5%", "20%", "75%", "99.999999999%"];
        let risk = risk[usize::try_from(dice.below(8)).unwrap()].parse();
        Self { means, units: dice.below(28), risk: risk.unwrap_or_else(|()| "99%".parse().unwrap()) }
    }

    fn least(&self) -> i128 {
        let ratio = |(units, parts): &(u64, u64)| {
            let whole = |number: u64| decimal::whole(i64::try_from(number).unwrap());
            Ratio::new(whole(*units), whole(*parts)).unwrap()
        };
        let means: Vec<Ratio> = self.means.iter().map(ratio).collect();
        let least = Window::new(&means, i128::from(self.units)).unwrap().least_buffer(self.risk);
        assert!(!least.is_divided);
        least.units
    }

    fn written(&self) -> Json {
        let means: Vec<String> = self.means.iter().map(|(units, parts)| format!("{units}/{parts}")).collect();
        json!({ "means": means, "units": self.units, "risk": self.risk.share().to_string() })
    }
}

#[test]
fn the_least_buffer_is_what_another_computation_says() {
    let Some(python) = python() else {
        skipped("python", "no Python 3.9 or later");
        return;
    };
    let mut dice =
        Dice(std::env::var("EVENKEEL_ORACLE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1));
    let cases: Vec<Case> = (0..CASES).map(|_| Case::new(&mut dice)).collect();
    let written: Vec<Json> = cases.iter().map(Case::written).collect();
    let mut other = Command::new(python)
        .arg("-B")
        .arg(root().join("tests/oracle/oversell.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    other.stdin.take().unwrap().write_all(json!(written).to_string().as_bytes()).unwrap();
    let output = other.wait_with_output().unwrap();
    assert!(output.status.success());
    let expected: Vec<Json> = serde_json::from_slice(&output.stdout).unwrap();
    let (mut kept, mut added) = (0, 0);
    for ((case, written), expected) in cases.iter().zip(&written).zip(&expected) {
        let least = case.least();
        assert_eq!(json!(least), expected["buffer"], "{written}: {expected}");
        kept += u64::from(least > 0);
        // where two channels may show all and there may be enough still
        let is_divided = least == i128::from(case.units - case.units / case.means.len() as u64);
        added += u64::from(!is_divided && 2 * least >= i128::from(case.units));
    }
    assert!(kept >= 125 && added >= 15, "{kept} of {CASES} keep anything, {added} more than half");
}

/// Two channels of one pool, the slower one behind by a day, and what each sells a day.
fn shelf(buffers: &str, rows: &str) -> tempfile::TempDir {
    folder(&format!(
        "//- evenkeel.kdl
evenkeel 1
policy p {{ currency USD }}
catalog {{
    source products \"p.csv\" {{
        velocity \"shop\" channel=shop
        velocity \"market\" channel=market
        velocity \"all\"
    }}
}}
channel shop {{ role dtc; sync via=api every=\"5min\"; feed csv {{ column \"SKU\" sku; column \"Qty\" quantity }} }}
channel market {{ role marketplace; sync via=api every=\"1d\" }}
channel late {{ role marketplace; status onboarding }}
pool shelf {{ location home; channels shop market late }}
{buffers}
pricing {{ anchor shop }}
//- p.csv
sku,price,stock,shop,market,all
{rows}"
    ))
}

/// A day at 0.25 and 0.25 orders a day is the published case of two channels and half a unit together.
#[test]
fn a_build_keeps_back_what_the_chance_asks_for() {
    let rows = "A,10.00,1,0.25,0.25,\nB,10.00,3,0.25,0.25,\nC,10.00,1,0.5,,\nD,10.00,1,,,0.5\nE,10.00,1,,,\nF,10.00,9,9,9,\n";
    let folder = shelf("buffer { oversell-risk \"0.5%\" }", rows);
    let run = evenkeel(folder.path(), &["build"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let feed = std::fs::read_to_string(folder.path().join("dist/shop.csv")).unwrap();
    // A: 4.89% with none kept back, so its one unit is not shown. B: 0.15% with none. C sells through the shop alone.
    // D sells 0.25 on each of the two, as A does. Nobody knows of E. F: eighteen are wanted of nine, and four each are
    // no more than there are
    assert_eq!(feed, "SKU,Qty\nA,0\nB,3\nC,1\nD,0\nE,1\nF,4\n");
    assert!(run.stderr.contains("1 without velocity (no demand in the buffer)"), "{}", run.stderr);
}

/// What `explain` says of the buffer: whose velocities, over which window, and the chance with it and with one less.
#[test]
fn the_chances_behind_a_buffer_are_told() {
    let folder =
        shelf("buffer { oversell-risk \"0.5%\"; at-most 5 }", "A,10.00,1,0.25,0.25,\nE,10.00,1,,,\n");
    let told = |sku: &str| evenkeel(folder.path(), &["explain", sku, "market"]).stdout;
    let a = told("A");
    let expected = "velocity 0.25/day of shop and 0.25/day of market, over 1d: an oversell has a chance of 4.9% with 0, 0% with 1";
    assert!(a.contains("oversell risk") && a.contains(expected), "{a}");
    assert!(told("E").contains("no velocity known"), "{}", told("E"));
}
