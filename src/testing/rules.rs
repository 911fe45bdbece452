//! Which rules run in a test, and tests that name others.

use crate::diagnostic::{Category, Diagnostic, Label, Sink};
use crate::lint::rules::RULES;
use crate::lint::{Check, Rule, rule};
use crate::nearest::suggestion;
use crate::policy::Policy;
use crate::policy::setting::Setting;

/// Rules on what the catalog says of a figure, which hold prices and quantities back.
const OF_FIGURES: [&str; 3] = ["blank-held", "negative-stock", "unresolved-figure"];

/// Whether a rule runs in a test: one on prices, quantities or promotions that looks at a SKU.
pub(super) fn runs(rule: &Rule) -> bool {
    let is_of_figures =
        matches!(rule.category, Category::Pricing | Category::Inventory) || OF_FIGURES.contains(&rule.name);
    let looks = |check: &Check| matches!(check, Check::Offers(..) | Check::OffersWhere(..));
    is_of_figures && rule.checks().iter().any(looks)
}

/// Tells the rules that tests expect to find something and that no test runs.
pub fn tell_unknown_rules(policy: &Policy, sink: &mut Sink) {
    for name in policy.tests.iter().flat_map(|test| &test.findings) {
        match rule(&name.value) {
            Some(known) if runs(known) => {}
            Some(known) => sink.push(never_run(name, known)),
            None => sink.push(unknown(name)),
        }
    }
}

/// The names of the rules that run in a test.
fn names() -> Vec<&'static str> {
    RULES.iter().filter(|rule| runs(rule)).map(|rule| rule.name).collect()
}

fn unknown(name: &Setting<String>) -> Diagnostic {
    let message = format!("there is no rule `{}`", name.value);
    finding("unknown-name", message, name, "no such rule").with_help(suggestion(&name.value, &names()))
}

fn never_run(name: &Setting<String>, rule: &Rule) -> Diagnostic {
    let what = match (rule.kind(), rule.category) {
        ("static", _) => "looks at the policy alone, and `check` runs it",
        (_, Category::Content) => "looks at what listings say, and `check` runs it",
        _ => "looks at the catalog, and `check` runs it",
    };
    let message = format!("`{}` never finds anything in a test: it {what}", name.value);
    finding("invalid-value", message, name, "not a rule of tests")
        .with_help("in a test the rules on prices, quantities and promotions run; take this one out")
}

fn finding(rule: &'static str, message: String, name: &Setting<String>, label: &str) -> Diagnostic {
    let span = name.origin.span.unwrap_or_default();
    Diagnostic::error(rule, Category::Language, message, Label::new(span, label))
}
