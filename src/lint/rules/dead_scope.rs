//! # dead-scope
//!
//! A node names a SKU that the catalog does not have.
//!
//! ## What it finds
//! `sku=` of a `buffer` or `price` that no row of the catalog has, with the nearest SKU. SKUs are compared
//! exactly: case counts.
//!
//! ## Why it matters
//! The price that was meant for one SKU holds for none, and nobody sees it.
//!
//! ## What settles it
//! The SKU as the catalog writes it, or the node taken out.
//!
//! ## Bad
//! ```kdl
//! buffer sku=A-O1 { units 3 }
//! ```
//! ## Good
//! ```kdl
//! buffer sku=A-01 { units 3 }
//! ```

use crate::diagnostic::{Category, Diagnostic, Fix, Label, Level, Sink, Sources};
use crate::lint::tell::Teller;
use crate::lint::{Check, Rule};
use crate::policy::setting::Setting;
use crate::policy::written::kdl;

/// The rule.
pub(super) const RULE: Rule =
    Rule { name: "dead-scope", category: Category::Policy, level: Level::Error, check: Check::Survey(check) };

fn dead(rule: &Rule, sku: &str, node: &Setting<String>, nearest: Option<&str>) -> Diagnostic {
    let message = format!("`{}` names SKU `{sku}`, and the catalog has none such", node.value);
    let span = node.origin.span.unwrap_or_default();
    let finding = rule
        .finding(message, Label::new(span, "not in the catalog"))
        .with_address(node.origin.address.to_string());
    match nearest {
        Some(near) => finding
            .with_help(format!("did you mean `{near}`?"))
            .with_fix(Fix::Replace(vec![(span, kdl(near))])),
        None => finding.with_help("write the SKU as the catalog does, or take the node out"),
    }
}

fn check(rule: &Rule, teller: &Teller<'_>, _: &mut Sources, sink: &mut Sink) {
    for (sku, nearest) in &teller.survey.missing_names {
        for (_, node) in teller.policy.named_skus.iter().filter(|(named, _)| named == sku) {
            sink.push(dead(rule, sku, node, nearest.as_deref()));
        }
    }
}
