//! The item of a test, in the shape that the program reads.

use crate::exact::{Decimal, MeasureUnit, Measured, Ratio, decimal, measure};
use crate::item::{Field, Item, Shape, Stock};
use crate::policy::Policy;
use crate::policy::test::{PerChannel, TestItem};

/// The item; what nothing of the policy reads is left out, as it is of a catalog's rows.
pub(super) fn item(own: &TestItem, policy: &Policy, shape: &Shape) -> Item {
    let texts: Vec<Option<String>> = shape
        .texts
        .iter()
        .map(|text| {
            let is_it = |(field, _): &&(Field, String)| *field == text.field && text.channel.is_none();
            own.texts.iter().find(is_it).map(|(_, text)| text.clone())
        })
        .collect();
    let read_as_numbers = shape.texts.iter().zip(&texts);
    let numbers = read_as_numbers.map(|(field, text)| {
        let text = text.as_deref().filter(|_| field.is_number)?;
        number(&field.field, text, policy)
    });
    Item {
        sku: own.sku.clone(),
        rows: vec![None; policy.catalog.sources.len()],
        price: own.price,
        compare_at: own.compare_at,
        cost: own.cost,
        map: own.map,
        msrp: own.msrp,
        stock: by_location(&own.stock, shape).map(Option::unwrap_or_default).collect::<Vec<Stock>>(),
        committed: by_location(&own.committed, shape).collect(),
        velocity: by_channel(&own.velocity, policy, shape),
        velocity_whole: own.velocity.whole,
        velocity_sd: by_channel(&own.velocity_sd, policy, shape),
        velocity_sd_whole: own.velocity_sd.whole,
        lead_time: own.lead_time,
        tax_rate: own.tax_rate,
        sold: Vec::new(),
        numbers: numbers.collect(),
        texts,
    }
}

fn by_location<'s, T: Copy>(
    given: &'s [(String, T)],
    shape: &'s Shape,
) -> impl Iterator<Item = Option<T>> + use<'s, T> {
    let of = |location: &String| given.iter().find(|(own, _)| own == location).map(|(_, value)| *value);
    shape.locations.iter().map(of)
}

fn by_channel<T: Copy>(given: &PerChannel<T>, policy: &Policy, shape: &Shape) -> Vec<Option<T>> {
    let of = |name: &String| {
        let channel = policy.channel_named(name)?;
        given.of.iter().find(|(own, _)| *own == channel).map(|(_, value)| *value)
    };
    shape.channels.iter().map(of).collect()
}

/// The number in a text; of a weight or a length the one in the unit of the catalog's column.
fn number(field: &Field, text: &str, policy: &Policy) -> Option<Decimal> {
    if field.measure().is_none() {
        return decimal::parse(text);
    }
    let (digits, word) = measure::split(text)?;
    let value = decimal::parse(digits)?;
    if word.is_empty() {
        return Some(value);
    }
    let mut columns = policy.catalog.sources.iter().flat_map(|source| &source.columns);
    let column = columns.find(|column| column.field == *field)?;
    let unit = MeasureUnit::spelt(column.unit.as_deref()?)?;
    Measured { value, unit: MeasureUnit::spelt(word)? }.in_unit(unit).and_then(Ratio::decimal)
}
