//! # unfed-location
//!
//! A pool names a location whose stock no column of the catalog gives.
//!
//! ## What it finds
//! Locations that no `stock … location=` of a source fills, once the headers of the files are read. Where that
//! leaves a pool without any stock, every SKU is held back from its channels, whatever `missing stock=` says:
//! a column that is not there is no blank cell. `missing-stock` yields to this rule, so that one mistake is one
//! finding. Where other locations of the pool are filled, and where a channel that holds its own stock is to be
//! replenished, it is a warning. Stock that a channel holds itself is otherwise not looked at.
//!
//! ## Why it matters
//! Nothing can be published from a pool that nobody counts, and units at a location that is left out are never
//! sold.
//!
//! ## What settles it
//! `stock "COLUMN" location=NAME` in the source that has the column; or the location taken out of the pool.
//!
//! ## Bad
//! ```kdl
//! catalog { source products "catalog.csv" { stock "stock" location=home } }
//! channel outlet { role retail }
//! pool annex { location annex; channels outlet }
//! ```
//! ## Good
//! ```kdl
//! catalog { source products "catalog.csv" { stock "stock" location=home; stock "in the annex" location=annex } }
//! channel outlet { role retail }
//! pool annex { location annex; channels outlet }
//! ```

use crate::catalog::Survey;
use crate::diagnostic::{Category, Diagnostic, Label, Level, Sink, Sources};
use crate::item::Field;
use crate::lint::{Check, Rule, Teller};
use crate::nearest::{listed, nearest};
use crate::policy::catalog::Column;
use crate::policy::channel::Channel;
use crate::policy::{Location, Policy, Pool};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unfed-location",
    category: Category::Inventory,
    level: Level::Error,
    check: Check::Survey(check),
};

/// The most columns that a help names.
const MOST_COLUMNS: usize = 5;

/// Words of headers that hold stock.
const WORDS: [&str; 9] =
    ["stock", "qty", "quantity", "on hand", "on_hand", "onhand", "available", "units", "fulfillable"];

/// What a location without a column does to its pool.
enum Effect {
    /// No channel of the pool has any stock.
    NoStock,
    /// Only these locations are counted.
    Fewer(Vec<String>),
    /// The channel counts its own units, but nothing says when to send more.
    NoReplenishment,
}

fn unfed(rule: &Rule, seen: &Seen<'_>, pool: &Pool, location: &Location, effect: &Effect) -> Diagnostic {
    let (name, of) = (&location.name, &pool.name);
    let so = match effect {
        Effect::NoStock => format!("so nothing in pool `{of}` can be published"),
        Effect::Fewer(others) => {
            let others = listed(others.iter().map(String::as_str));
            format!("so pool `{of}` counts {others} alone")
        }
        Effect::NoReplenishment => format!("so pool `{of}` is never replenished"),
    };
    let level = if matches!(effect, Effect::NoStock) { Level::Error } else { Level::Warn };
    let message = format!("no column of the catalog gives the stock of `{name}`, {so}");
    let finding = rule.finding(message, Label::new(location.span, "filled by no column")).at_level(level);
    let labelled = |finding: Diagnostic, column: &&Column| {
        let fills = column.location.as_deref().unwrap_or_default();
        finding.with_label(column.name.span, format!("fills `{fills}`"))
    };
    seen.columns
        .iter()
        .fold(finding, labelled)
        .with_help(seen.way_out(name))
        .with_address(pool.origin.address.field("location").to_string())
}

/// What the policy and the files have for stock.
struct Seen<'a> {
    policy: &'a Policy,
    survey: &'a Survey,
    /// The columns that are mapped to the stock of a location.
    columns: Vec<&'a Column>,
    /// The locations that no column fills.
    unfed: Vec<String>,
}

impl Seen<'_> {
    fn is_fed(&self, location: &Location) -> bool {
        !self.unfed.contains(&location.name)
    }

    fn way_out(&self, name: &str) -> String {
        let fed = self.columns.iter().filter_map(|column| column.location.as_deref());
        let meant = nearest(name, fed).map(|near| format!("did you mean `{near}`? Else "));
        let meant = meant.unwrap_or_default();
        match self.candidates(name).as_slice() {
            [(source, header)] => {
                let source = self.policy.catalog.sources.get(*source);
                let path = source.map_or("", |source| source.path.as_str());
                format!(
                    "{meant}write `stock \"{header}\" location={name}` in the source of `{path}`: nothing reads that column yet"
                )
            }
            [] => {
                format!("{meant}write `stock \"COLUMN\" location={name}` in the source that has its column")
            }
            several => {
                let headers = listed(several.iter().map(|(_, header)| *header));
                format!(
                    "{meant}write `stock \"COLUMN\" location={name}` in the source that has its column; nothing reads {headers} yet"
                )
            }
        }
    }

    /// Columns that nothing reads and that may hold the stock: by their words, else all where they are few.
    fn candidates(&self, name: &str) -> Vec<(usize, &str)> {
        let own: Vec<&str> = name.split('-').filter(|word| word.len() > 2).collect();
        let may_hold = |header: &str| {
            let header = header.to_lowercase();
            WORDS.iter().chain(&own).any(|word| header.contains(word))
        };
        let unread: Vec<(usize, &str)> =
            self.survey.unread_columns().filter(|(_, header)| !header.is_empty()).collect();
        let likely: Vec<(usize, &str)> =
            unread.iter().copied().filter(|(_, header)| may_hold(header)).collect();
        let columns = if likely.is_empty() { unread } else { likely };
        if columns.len() > MOST_COLUMNS { Vec::new() } else { columns }
    }
}

fn check(rule: &Rule, teller: &Teller<'_>, _: &mut Sources, sink: &mut Sink) {
    let Teller { policy, survey, .. } = *teller;
    let shape = policy.keys();
    let unfed_names = survey.unfed_locations(&shape).into_iter();
    let columns = policy.catalog.sources.iter().flat_map(|source| &source.columns);
    let seen = Seen {
        policy,
        survey,
        columns: columns.filter(|column| column.field == Field::Stock && column.location.is_some()).collect(),
        unfed: unfed_names.filter_map(|index| shape.locations.get(index).cloned()).collect(),
    };
    for pool in &policy.pools {
        for location in pool.locations.iter().filter(|location| !seen.is_fed(location)) {
            if let Some(effect) = effect(&seen, pool, location) {
                sink.push(unfed(rule, &seen, pool, location, &effect));
            }
        }
    }
}

fn effect(seen: &Seen<'_>, pool: &Pool, location: &Location) -> Option<Effect> {
    let selling = pool.channels.iter().map(|(channel, _)| *channel);
    let selling: Vec<usize> = selling
        .filter(|channel| seen.policy.channels.get(*channel).is_some_and(Channel::is_selling))
        .collect();
    let counting = |channel: usize| pool.locations.iter().filter(move |own| own.held_by != Some(channel));
    let counted: Vec<usize> = selling
        .into_iter()
        .filter(|channel| counting(*channel).any(|own| own.name == location.name))
        .collect();
    if counted.iter().any(|channel| counting(*channel).all(|own| !seen.is_fed(own))) {
        return Some(Effect::NoStock);
    }
    if !counted.is_empty() {
        let fed = pool.locations.iter().filter(|own| seen.is_fed(own));
        return Some(Effect::Fewer(fed.map(|own| own.name.clone()).collect()));
    }
    pool.replenish_cover.is_some().then_some(Effect::NoReplenishment)
}
