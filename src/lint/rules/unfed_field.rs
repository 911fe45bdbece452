//! # unfed-field
//!
//! The policy reads a field that no column of the catalog gives.
//!
//! ## What it finds
//! A field that a pool protects, that a column of a feed shows or that a listing is made of, where no source
//! has a column for it, once the headers of the files are read. A protection that protects nothing is an error,
//! a column or a text that stays empty a warning; `missing-compliance-field` tells those that are required. A
//! field with a column whose cells are blank is another matter.
//!
//! ## Why it matters
//! Units that are promised would be sold; a column would be empty for every SKU, and nobody would see why.
//!
//! ## What settles it
//! The field's column in a source: `attribute reserved "HEADER"`, `committed "HEADER" location=home`. Or the line
//! that reads it taken out.
//!
//! ## Bad
//! ```kdl
//! pool main { location home; channels amazon shopify tiktok-shop; protect attribute.reserved }
//! ```
//! ## Good
//! ```kdl
//! catalog { source products "catalog.csv" { attribute reserved "msrp" } }
//! pool main { location home; channels amazon shopify tiktok-shop; protect attribute.reserved }
//! ```

use std::sync::LazyLock;

use crate::diagnostic::{Category, Diagnostic, Label, Level, Sink, Sources, Span};
use crate::item::Field;
use crate::lint::{Check, Rule, Teller};
use crate::model::part::channel::{FeedFormat, FeedValue};
use crate::nearest::nearest;
use crate::policy::Policy;
use crate::policy::channel::{Channel, Feed};
use crate::policy::content::{ContentStep, Piece};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unfed-field",
    category: Category::Catalog,
    level: Level::Error,
    check: Check::Survey(check),
};

/// The field by which a product CSV knows products.
static HANDLE: LazyLock<Field> = LazyLock::new(|| Field::Attribute("handle".to_owned()));

/// A place of the policy that reads a field.
struct Reading<'p> {
    field: &'p Field,
    place: Span,
    level: Level,
    /// What reads it, and what becomes of that.
    reader: String,
    effect: &'static str,
}

fn unfed(rule: &Rule, reading: &Reading<'_>, policy: &Policy) -> Diagnostic {
    let Reading { field, reader, effect, .. } = reading;
    let message = format!("{reader} `{field}`, and no column of the catalog gives it: {effect}");
    rule.finding(message, Label::new(reading.place, "given by no column"))
        .at_level(reading.level)
        .with_help(way_out(field, policy))
}

fn way_out(field: &Field, policy: &Policy) -> String {
    let name = field.to_string();
    let mapped = policy.catalog.sources.iter().flat_map(|source| &source.columns);
    let known: Vec<String> = mapped.map(|column| column.field.to_string()).collect();
    let near = nearest(&name, known.iter().map(String::as_str)).filter(|near| *near != name);
    let meant = near.map(|near| format!("did you mean `{near}`? Else ")).unwrap_or_default();
    let node = match field {
        Field::Attribute(own) => format!("attribute {own} \"HEADER\""),
        Field::Committed => "committed \"HEADER\" location=NAME".to_owned(),
        _ => format!("{name} \"HEADER\""),
    };
    format!("{meant}write `{node}` in the source that has its column, or take it out here")
}

fn check(rule: &Rule, teller: &Teller<'_>, _: &mut Sources, sink: &mut Sink) {
    let mut told: Vec<Span> = Vec::new();
    for reading in readings(teller.policy) {
        let is_fed =
            *reading.field == Field::Sku || teller.survey.column_of(reading.field, None, None).is_some();
        if !is_fed && !told.contains(&reading.place) {
            told.push(reading.place);
            sink.push(unfed(rule, &reading, teller.policy));
        }
    }
}

/// Every place that reads a field where a field without a column passes in silence.
fn readings(policy: &Policy) -> Vec<Reading<'_>> {
    let mut readings = Vec::new();
    for pool in &policy.pools {
        for field in &pool.protect {
            let Some(place) = field.origin.span else { continue };
            let reader = format!("pool `{}` protects", pool.name);
            let effect = "nothing would be held back for it";
            readings.push(Reading { field: &field.value, place, level: Level::Error, reader, effect });
        }
    }
    for (index, channel) in policy.channels.iter().enumerate() {
        readings.extend(channel.feeds.iter().flat_map(|feed| of_products(channel, feed)));
        for column in channel.feeds.iter().flat_map(|feed| &feed.columns) {
            let FeedValue::Item(field) = &column.value else { continue };
            let has_content = policy.content.fields.iter().any(|own| {
                column.value.is_content(&own.name) && own.channels.iter().any(|own| own.channel == index)
            });
            // ids have a rule of their own
            if has_content || field.is_id() {
                continue;
            }
            let reader = format!("column `{}` of the feed of `{}` shows", column.header, channel.name);
            let effect = "it would be empty in every row";
            readings.push(Reading { field, place: column.place, level: Level::Warn, reader, effect });
        }
    }
    readings.extend(of_content(policy));
    readings
}

/// By what a product CSV knows products and their variants.
fn of_products<'p>(channel: &Channel, feed: &'p Feed) -> Vec<Reading<'p>> {
    let Some(place) = feed.origin.span.filter(|_| feed.format == FeedFormat::ShopifyCsv) else {
        return Vec::new();
    };
    let handle = Reading {
        field: &HANDLE,
        place,
        level: Level::Error,
        reader: format!("the product CSV of `{}` goes by", channel.name),
        effect: "nothing of it is written",
    };
    let options = feed.options.iter().map(|(name, field)| Reading {
        field,
        place,
        level: Level::Error,
        reader: format!("option `{name}` of the product CSV of `{}` shows", channel.name),
        effect: "an import would take all variants of a product for one",
    });
    std::iter::once(handle).chain(options).collect()
}

fn of_content(policy: &Policy) -> Vec<Reading<'_>> {
    let mut readings = Vec::new();
    for (name, own) in
        policy.content.fields.iter().flat_map(|field| field.channels.iter().map(|own| (&field.name, own)))
    {
        let mut read = |field, place, effect| {
            let reader = format!("field `{name}` of the content is made of");
            readings.push(Reading { field, place, level: Level::Warn, reader, effect });
        };
        // what is filled otherwise lacks nothing, and what is required is told for its SKUs
        let is_filled = own.steps.iter().any(|step| matches!(step.value, ContentStep::Default(_)));
        if let Some(from) =
            own.from.as_ref().filter(|_| !is_filled && !is_required(policy, name, own.channel))
        {
            let place = from.origin.span.or(own.origin.span).unwrap_or_default();
            read(&from.value, place, "it says nothing of any SKU");
        }
        for step in &own.steps {
            let (ContentStep::Template(pieces), Some(place)) = (&step.value, step.origin.span) else {
                continue;
            };
            for piece in pieces {
                if let Piece::Field(field) = piece {
                    read(field, place, "the template leaves it out");
                }
            }
        }
    }
    readings
}

fn is_required(policy: &Policy, field: &str, channel: usize) -> bool {
    let own = policy.channels.get(channel).map(|own| own.required.as_slice()).unwrap_or_default();
    own.iter().any(|required| required.value == field)
        || policy.content.requirements.iter().any(|required| required.field == field)
}
