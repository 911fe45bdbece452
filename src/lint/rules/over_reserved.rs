//! # over-reserved
//!
//! More than a quarter of a pool's units are shown on no channel at all.
//!
//! ## What it finds
//! Over all SKUs of a pool, the units that the buffer of every active channel holds back at once: of each SKU as many
//! as the smallest buffer keeps. Where that is over 25% of what is available, one finding for the pool with the three
//! SKUs of which most is kept. A pause by a throttle, a maximum quantity and stock that a channel holds itself do not
//! count.
//!
//! ## Why it matters
//! A buffer on one channel leaves the unit to another. A unit that all of them keep back is sold by nobody, and was
//! paid for all the same.
//!
//! ## What settles it
//! A smaller buffer on the channel that matters most, which then sells the last units.
//!
//! ## Bad
//! ```kdl
//! buffer { percent "30%" }
//! ```
//! ## Good
//! ```kdl
//! buffer { percent "30%" }
//! buffer shopify { percent "10%" }
//! ```

use crate::diagnostic::{Case, Category, Diagnostic, Label, Level, Sink, Sources};
use crate::exact::{Ratio, decimal};
use crate::item::Field;
use crate::lint::tell::{Teller, row_span};
use crate::lint::withheld::{OfPool, Withheld, WithheldSku};
use crate::lint::{Check, Rule};
use crate::program::PoolProgram;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "over-reserved",
    category: Category::Inventory,
    level: Level::Warn,
    check: Check::Withheld(check),
};

/// How much of a pool may be kept from every channel.
const MOST_PERCENT: i64 = 25;

fn check(rule: &Rule, teller: &Teller<'_>, withheld: &Withheld, sources: &mut Sources, sink: &mut Sink) {
    for (pool, own) in teller.program.pools.iter().zip(withheld.pools()) {
        if let Some(worst) = own.worst.first().filter(|_| own.is_above(MOST_PERCENT)) {
            sink.push(over_reserved(rule, teller, pool, own, worst, sources));
        }
    }
}

fn over_reserved(
    rule: &Rule,
    teller: &Teller<'_>,
    pool: &PoolProgram,
    own: &OfPool,
    worst: &WithheldSku,
    sources: &mut Sources,
) -> Diagnostic {
    let program = teller.program;
    let share = Ratio::new(decimal::whole(own.withheld), decimal::whole(own.available));
    let percent = share.map(super::percent_down).unwrap_or_default().normalize();
    let message = format!(
        "{} of {} units in pool `{}`, {percent}%, are shown on no channel: every buffer keeps them",
        own.withheld, own.available, pool.name
    );
    let (by, channel) = worst.least;
    let channel = program.channels.get(channel).map_or("", |own| own.channel.name.as_str());
    let span = |by| program.origin(by).and_then(|origin| origin.span);
    let mut labels: Vec<Label> = Vec::new();
    let least =
        format!("keeps {} of {} units of `{}` from `{channel}`", worst.withheld, worst.available, worst.sku);
    labels.extend(span(by).map(|span| Label::new(span, least)));
    labels.extend(span(pool.by).map(|span| Label::new(span, "their pool")));
    let cell = teller.survey.column_of(&Field::Stock, pool.locations.first().copied(), None);
    let row = cell.and_then(|(source, column)| Some((worst.rows.get(source).copied().flatten()?, column)));
    let cell = row.and_then(|(row, column)| row_span(teller, row, Some(column), sources));
    labels.extend(cell.map(|span| Label::new(span, format!("stock of `{}`", worst.sku))));
    let mut labels = labels.into_iter();
    let primary = labels.next().unwrap_or_else(|| Label::new(crate::diagnostic::Span::default(), ""));
    let mut finding = rule.finding(message, primary).with_address(program.address(pool.by)).with_help(format!(
        "what `{channel}` keeps back too is sold by nobody: make its buffer smaller, `buffer {channel} {{ … }}`"
    ));
    finding.labels = labels.collect();
    finding.count = own.count;
    finding.cases = own.worst.iter().map(|worst| case(teller, worst)).collect();
    finding
}

fn case(teller: &Teller<'_>, worst: &WithheldSku) -> Case {
    let row = worst.rows.iter().flatten().next();
    let source = row.and_then(|row| teller.policy.catalog.sources.get(row.source));
    Case {
        sku: worst.sku.clone(),
        file: source.map(|source| source.path.clone()).unwrap_or_default(),
        record: row.map_or(0, |row| row.record),
        line: row.map_or(0, |row| row.line),
        figures: vec![
            ("available".to_owned(), worst.available.to_string()),
            ("kept".to_owned(), worst.withheld.to_string()),
        ],
        ..Case::default()
    }
}
