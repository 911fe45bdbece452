//! # unprotected-commitment
//!
//! Units that are promised to somebody are sold to others.
//!
//! ## What it finds
//! A pool that does not protect `committed` although a source gives it for one of its locations, by a `committed` in the
//! policy, by a column of that name or by rows of each location; and a pool that serves an active wholesale or b2b
//! channel beside others and protects nothing. Locations that a channel holds itself are not looked at.
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

use crate::diagnostic::{Category, Diagnostic, Label, Level, Sink, Sources, Span};
use crate::item::Field;
use crate::lint::{Check, Rule, Teller};
use crate::model::part::channel::Role;
use crate::policy::channel::Channel;
use crate::policy::{Policy, Pool};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unprotected-commitment",
    category: Category::Inventory,
    level: Level::Error,
    check: Check::All(&[Check::Static(check), Check::Survey(check_survey)]),
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
        let (columns, partners) = written(policy, pool);
        if !columns.is_empty() || !partners.is_empty() {
            sink.push(unprotected(rule, pool, &columns, &partners));
        }
    }
}

/// The same by the headers of the files; a pool of which the policy alone says it is not told twice.
fn check_survey(rule: &Rule, teller: &Teller<'_>, _: &mut Sources, sink: &mut Sink) {
    let policy = teller.policy;
    for pool in policy.pools.iter().filter(|pool| !is_protected(pool)) {
        let (columns, partners) = written(policy, pool);
        let found = wired(teller, pool);
        if columns.is_empty() && partners.is_empty() && !found.is_empty() {
            sink.push(unprotected(rule, pool, &found, &[]));
        }
    }
}

/// What the policy alone says of promises that a pool does not keep.
fn written<'p>(policy: &'p Policy, pool: &'p Pool) -> (Vec<Span>, Vec<&'p Channel>) {
    let columns = if is_protected(pool) { Vec::new() } else { committed(policy, pool) };
    let partners = if pool.protect.is_empty() { partners(policy, pool) } else { Vec::new() };
    (columns, partners)
}

fn is_protected(pool: &Pool) -> bool {
    pool.protect.iter().any(|field| field.value == Field::Committed)
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
    let own = own_locations(pool);
    let columns = policy.catalog.sources.iter().flat_map(|source| &source.columns);
    columns
        .filter(|column| column.field == Field::Committed)
        .filter(|column| column.location.as_deref().is_some_and(|location| own.contains(&location)))
        .map(|column| column.name.span)
        .collect()
}

/// Where the files have promised units of the pool's own locations: the column that the policy maps, else the file.
fn wired(teller: &Teller<'_>, pool: &Pool) -> Vec<Span> {
    let (policy, shape) = (teller.policy, teller.policy.keys());
    let mut found: Vec<Span> = Vec::new();
    for name in own_locations(pool) {
        let location = shape.locations.iter().position(|known| known == name);
        let Some(location) = location else { continue };
        let given_by = teller.survey.column_of(&Field::Committed, Some(location), None);
        let Some(source) = given_by.and_then(|(source, _)| policy.catalog.sources.get(source)) else {
            continue;
        };
        let column = source.columns.iter().find(|column| column.field == Field::Committed);
        let span = column.map_or(source.path_span, |column| column.name.span);
        if !found.contains(&span) {
            found.push(span);
        }
    }
    found
}

fn own_locations(pool: &Pool) -> Vec<&str> {
    let own = pool.locations.iter().filter(|location| location.held_by.is_none());
    own.map(|location| location.name.as_str()).collect()
}
