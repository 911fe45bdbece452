//! Amounts of an item, from the policy's currency and the catalog's tax to a channel's.

use crate::exact::{Decimal, Percent, Ratio};
use crate::item::{Field, Item};
use crate::program::Program;
use crate::program::step::{MoneySource, Op};

use super::Hold;

/// The amount that a source gives of an item, in the policy's currency; `Ok(None)` where it is blank.
pub fn money(program: &Program, item: &Item, source: MoneySource) -> Result<Option<Decimal>, Hold> {
    Ok(match source {
        MoneySource::Price => item.price,
        MoneySource::CompareAt => item.compare_at,
        MoneySource::Cost => item.cost,
        MoneySource::Map => item.map,
        MoneySource::Msrp => item.msrp,
        MoneySource::Text(index) => {
            if item.texts.get(index).is_none_or(Option::is_none) {
                return Ok(None);
            }
            let amount = item.numbers.get(index).copied().flatten();
            let amount = amount.filter(|amount| !amount.is_sign_negative() || amount.is_zero());
            return amount.map(Some).ok_or_else(|| Hold::Unreadable(field_of(program, source)));
        }
    })
}

/// The field that a source reads.
pub(super) fn field_of(program: &Program, source: MoneySource) -> Field {
    match source {
        MoneySource::Price => Field::Price,
        MoneySource::CompareAt => Field::CompareAt,
        MoneySource::Cost => Field::Cost,
        MoneySource::Map => Field::Map,
        MoneySource::Msrp => Field::Msrp,
        MoneySource::Text(index) => {
            program.shape.texts.get(index).map_or(Field::Price, |text| text.field.clone())
        }
    }
}

/// The tax that the catalog's price of an item holds.
pub(super) fn catalog_tax(program: &Program, item: &Item) -> Percent {
    item.tax_rate.unwrap_or(program.catalog_tax)
}

/// An amount after a step of currency or tax; other steps leave it as it is. `None` past 28 digits.
pub(super) fn converted(program: &Program, item: &Item, op: &Op, value: Ratio) -> Option<Ratio> {
    match op {
        Op::Currency(rate) => value.times(*rate),
        Op::Tax { rate, included } => {
            let held = catalog_tax(program, item);
            if *included && held == *rate {
                return Some(value);
            }
            let net = value.divided_by(held.factor())?;
            if *included { net.times(rate.factor()) } else { Some(net) }
        }
        _ => Some(value),
    }
}

/// An amount in the policy's currency as it stands on a channel, not yet rounded.
pub(super) fn on_channel(program: &Program, item: &Item, channel: usize, value: Decimal) -> Option<Ratio> {
    let steps = &program.channels.get(channel)?.conversion;
    steps.iter().try_fold(Ratio::from(value), |value, step| converted(program, item, &step.op, value))
}
