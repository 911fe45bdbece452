//! The buffer of a chance, against a second computation, and by what `explain` tells of it.

use std::io::Write;
use std::process::{Command, Stdio};

use evenkeel::exact::{Percent, Ratio, decimal};
use evenkeel::offer::oversell::Window;
use serde_json::{Value as Json, json};

use crate::oracle::python;
use crate::support::{root, skipped};

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
        let most = [2, 8, 30, 120][usize::try_from(dice.below(4)).unwrap()];
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
