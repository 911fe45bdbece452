//! Conditions to tests.

use crate::item::{Field, Shape};
use crate::policy::condition::{Condition, Conditions, NumberOf};

use super::step::{MoneySource, NumberSource, Test};
use super::texts;

/// Tests that must all hold.
pub(super) fn tests(conditions: &Conditions, shape: &Shape) -> Vec<Test> {
    conditions.0.iter().filter_map(|condition| test(condition, shape)).collect()
}

fn test(condition: &Condition, shape: &Shape) -> Option<Test> {
    Some(match condition {
        Condition::Number(NumberOf::Margin, comparison) => Test::Number(NumberSource::Margin, *comparison),
        Condition::Number(NumberOf::Field(field), comparison) => {
            Test::Number(number(field, shape)?, *comparison)
        }
        Condition::Text(Field::Sku, patterns) => Test::Sku(patterns.clone()),
        Condition::Text(field, patterns) => Test::Text(texts::index(shape, field, None)?, patterns.clone()),
        Condition::Segment(segments) => Test::Segment(segments.clone()),
        Condition::Not(inner) => Test::Not(tests(inner, shape)),
        Condition::Any(inner) => Test::Any(tests(inner, shape)),
    })
}

fn number(field: &Field, shape: &Shape) -> Option<NumberSource> {
    Some(match field {
        Field::Stock => NumberSource::Stock,
        Field::Committed => NumberSource::Committed,
        Field::Velocity => NumberSource::Velocity,
        Field::VelocitySd => NumberSource::VelocitySd,
        Field::LeadTime => NumberSource::LeadTime,
        Field::TaxRate => NumberSource::TaxRate,
        Field::Price | Field::CompareAt | Field::Cost | Field::Map | Field::Msrp => {
            NumberSource::Money(money(field, shape)?)
        }
        other => NumberSource::Text(texts::index(shape, other, None)?),
    })
}

/// Where the amount of a field comes from.
pub(super) fn money(field: &Field, shape: &Shape) -> Option<MoneySource> {
    Some(match field {
        Field::Price => MoneySource::Price,
        Field::CompareAt => MoneySource::CompareAt,
        Field::Cost => MoneySource::Cost,
        Field::Map => MoneySource::Map,
        Field::Msrp => MoneySource::Msrp,
        other => MoneySource::Text(texts::index(shape, other, None)?),
    })
}
