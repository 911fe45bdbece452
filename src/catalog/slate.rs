//! An item that is filled row after row, so that no row asks for memory of its own.

use crate::item::{Item, Shape, Stock};

/// An item, and the memory of texts that it had before.
#[derive(Debug, Default)]
pub(super) struct Slate {
    pub(super) item: Item,
    spare: Vec<String>,
}

impl Slate {
    /// An item with nothing known of it.
    pub(super) fn new(shape: &Shape, sources: usize) -> Self {
        let (locations, channels, texts) = (shape.locations.len(), shape.channels.len(), shape.texts.len());
        let item = Item {
            rows: vec![None; sources],
            stock: vec![Stock::Missing; locations],
            committed: vec![None; locations],
            velocity: vec![None; channels],
            velocity_sd: vec![None; channels],
            texts: vec![None; texts],
            numbers: vec![None; texts],
            ..Item::default()
        };
        Self { item, spare: Vec::new() }
    }

    /// Forgets all that was known of the item.
    pub(super) fn wipe(&mut self) {
        let item = &mut self.item;
        item.sku.clear();
        item.rows.fill(None);
        for amount in [&mut item.price, &mut item.compare_at, &mut item.cost, &mut item.map, &mut item.msrp] {
            *amount = None;
        }
        item.stock.fill(Stock::Missing);
        item.committed.fill(None);
        item.velocity.fill(None);
        item.velocity_sd.fill(None);
        (item.velocity_whole, item.velocity_sd_whole) = (None, None);
        (item.lead_time, item.tax_rate) = (None, None);
        item.sold.clear();
        self.spare.extend(item.texts.iter_mut().filter_map(Option::take));
        item.numbers.fill(None);
    }

    /// A text in memory that an earlier one had.
    pub(super) fn text(&mut self, text: &str) -> String {
        let mut own = self.spare.pop().unwrap_or_default();
        own.clear();
        own.push_str(text);
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::{Decimal, Duration, Percent, Rate};
    use crate::item::{Row, Sold, TextField};

    #[test]
    fn a_wiped_item_is_a_new_one() {
        let text = TextField {
            field: crate::item::Field::Title,
            channel: None,
            is_number: true,
            is_only_checked: false,
        };
        let (locations, channels) = (vec!["l".into()], vec!["c".into()]);
        let shape = Shape { locations, channels, texts: vec![text], ..Shape::default() };
        let mut slate = Slate::new(&shape, 1);
        let blank = slate.item.clone();
        let (one, rate, day) = (Some(Decimal::ONE), "1/day".parse::<Rate>().ok(), Some(Duration::DAY));
        // without `..`: a field that is new is wiped too
        slate.item = Item {
            sku: "A".into(),
            rows: vec![Some(Row::default())],
            price: one,
            compare_at: one,
            cost: one,
            map: one,
            msrp: one,
            stock: vec![Stock::Untracked],
            committed: vec![Some(1)],
            velocity: vec![rate],
            velocity_whole: rate,
            velocity_sd: vec![one],
            velocity_sd_whole: one,
            lead_time: day,
            tax_rate: "19%".parse::<Percent>().ok(),
            sold: vec![Sold {
                source: 1,
                channel: None,
                units: 1,
                window: Duration::DAY,
                deviation: None,
                lines: 1,
                units_of_lines: 1,
                netted: 0,
            }],
            texts: vec![Some("a title".into())],
            numbers: vec![one],
        };
        slate.wipe();
        assert_eq!(slate.item, blank);
        assert_eq!(slate.text("other"), "other");
    }
}
