//! # unprotected-commitment
//!
//! Units that are promised to somebody are sold to others.
//!
//! ## What it finds
//! A pool that does not protect `committed` although a source gives it for one of its locations, and a pool that
//! serves an active wholesale or b2b channel beside others and protects nothing. Locations that a channel holds itself
//! are not looked at.
//!
//! ## Why it matters
//! What is promised still lies on the shelf, and counts as stock. Without `protect` the open orders of a partner are
//! shown as free units on every other channel.
//!
//! ## What settles it
//! `protect committed` in the pool, or any other field in units, such as `protect attribute.wholesale-minimum`.
//!
//! ## Bad
//! ```kdl
//! channel trade { role wholesale; orders "10/month"; average-order-value 900.00; sync via=api every="5min"; returns "1%" }
//! pool main { location home; channels trade amazon shopify tiktok-shop }
//! ```
//! ## Good
//! ```kdl
//! channel trade { role wholesale; orders "10/month"; average-order-value 900.00; sync via=api every="5min"; returns "1%" }
//! catalog { source products "catalog.csv" { committed "promised" location=home } }
//! pool main { location home; channels trade amazon shopify tiktok-shop; protect committed }
//! ```

use crate::diagnostic::{Category, Diagnostic, Label, Level, Sink, Span};
use crate::item::Field;
use crate::lint::{Check, Rule};
use crate::model::part::channel::Role;
use crate::policy::channel::Channel;
use crate::policy::{Policy, Pool};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unprotected-commitment",
    category: Category::Inventory,
    level: Level::Error,
    check: Check::Static(check),
};

fn unprotected(rule: &Rule, pool: &Pool, columns: &[Span], partners: &[&Channel]) -> Diagnostic {
    let why = match (columns.first(), partners.first()) {
        (Some(_), None) => "what is committed at its locations is sold like the rest".to_owned(),
        (_, Some(partner)) => format!("what is promised to `{}` is sold like the rest", partner.name),
        (None, None) => String::new(),
    };
    let message = format!("pool `{}` protects nothing that is promised: {why}", pool.name);
    let place = pool.origin.span.unwrap_or_default();
    let mut finding = rule
        .finding(message, Label::new(place, "no `protect` in it"))
        .with_address(pool.origin.address.to_string());
    for span in columns {
        finding = finding.with_label(*span, "promised units of one of its locations");
    }
    for partner in partners {
        finding = finding.with_label(partner.name_span, format!("its role is {}", partner.role.value.name()));
    }
    finding.with_help(if columns.is_empty() {
        "name the field that has the promised units: `protect committed`, with a source that gives `committed \"HEADER\" location=NAME`; or `protect attribute.NAME`"
    } else {
        "take them off before anything is sold: `protect committed`"
    })
}

fn check(rule: &Rule, policy: &Policy, sink: &mut Sink) {
    for pool in &policy.pools {
        let protects_committed = pool.protect.iter().any(|field| field.value == Field::Committed);
        let columns = if protects_committed { Vec::new() } else { committed(policy, pool) };
        let partners = if pool.protect.is_empty() { partners(policy, pool) } else { Vec::new() };
        if !columns.is_empty() || !partners.is_empty() {
            sink.push(unprotected(rule, pool, &columns, &partners));
        }
    }
}

/// The channels with partners of whom others sell the units too.
fn partners<'p>(policy: &'p Policy, pool: &'p Pool) -> Vec<&'p Channel> {
    let channels: Vec<&Channel> = policy.selling_from(pool).map(|(_, channel)| channel).collect();
    let is_shared = channels.len() > 1;
    let is_partner = |channel: &&Channel| matches!(channel.role.value, Role::Wholesale | Role::B2b);
    channels.into_iter().filter(|channel| is_shared && is_partner(channel)).collect()
}

/// The columns that give promised units of the pool's own locations.
fn committed(policy: &Policy, pool: &Pool) -> Vec<Span> {
    let own: Vec<&str> = pool
        .locations
        .iter()
        .filter(|location| location.held_by.is_none())
        .map(|location| location.name.as_str())
        .collect();
    let columns = policy.catalog.sources.iter().flat_map(|source| &source.columns);
    columns
        .filter(|column| column.field == Field::Committed)
        .filter(|column| column.location.as_deref().is_some_and(|location| own.contains(&location)))
        .map(|column| column.name.span)
        .collect()
}
