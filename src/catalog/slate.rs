//! An item that is filled row after row, so that no row asks for memory of its own.

use crate::item::{Item, Shape};

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
            stock: vec![Default::default(); locations],
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
        let mut old = std::mem::take(&mut self.item);
        self.spare.extend(old.texts.iter_mut().filter_map(Option::take));
        old.sku.clear();
        old.sold.clear();
        self.item = Item {
            sku: old.sku,
            rows: wiped(old.rows),
            stock: wiped(old.stock),
            committed: wiped(old.committed),
            velocity: wiped(old.velocity),
            velocity_sd: wiped(old.velocity_sd),
            sold: old.sold,
            texts: old.texts,
            numbers: wiped(old.numbers),
            ..Item::default()
        };
    }

    /// A text in memory that an earlier one had.
    pub(super) fn text(&mut self, text: &str) -> String {
        let mut own = self.spare.pop().unwrap_or_default();
        own.clear();
        own.push_str(text);
        own
    }
}

fn wiped<T: Clone + Default>(mut values: Vec<T>) -> Vec<T> {
    values.fill(T::default());
    values
}
