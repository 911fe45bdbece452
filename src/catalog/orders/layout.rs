//! Where the columns of an order export stand.

use crate::item::Field;
use crate::policy::catalog::ColumnName;
use crate::policy::orders::Orders;

use super::super::layout::{Target, Wired};
use super::super::reading::Reading;

/// The cells of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::catalog) struct OrdersLayout {
    pub(super) units: usize,
    pub(super) at: usize,
    pub(super) channel: Option<usize>,
    pub(super) order: Option<usize>,
    /// By the policy's `drop`s, in their order.
    pub(super) drops: Vec<usize>,
    /// What a later line of an order takes from its first where it is blank.
    pub(super) of_order: Vec<usize>,
}

impl OrdersLayout {
    /// The layout by a search for headers, each of which is asked for, so that every one that is not there is told;
    /// `None` where one is not.
    pub(in crate::catalog) fn new(
        orders: &Orders,
        mut cell: impl FnMut(&ColumnName) -> Option<usize>,
    ) -> Option<Self> {
        let mut is_missing = false;
        let mut found = |name: &ColumnName| {
            let found = cell(name);
            is_missing |= found.is_none();
            found
        };
        let (units, at) = (found(&orders.units), found(&orders.at));
        let channel = orders.channel_column.as_ref().and_then(&mut found);
        let order = orders.order.as_ref().and_then(&mut found);
        let drops: Vec<usize> = orders.drops.iter().filter_map(|drop| found(&drop.column)).collect();
        let (units, at) = units.zip(at).filter(|_| !is_missing)?;
        let of_order = if order.is_some() {
            drops.iter().copied().chain([at]).chain(channel).collect()
        } else {
            Vec::new()
        };
        Some(Self { units, at, channel, order, drops, of_order })
    }

    /// The cells that something is read from.
    pub(in crate::catalog) fn cells(&self) -> impl Iterator<Item = usize> {
        let own = [Some(self.units), Some(self.at), self.channel, self.order];
        own.into_iter().flatten().chain(self.drops.iter().copied())
    }

    /// The columns that stand behind the velocity of an item, whose cells are read here and nowhere else.
    pub(in crate::catalog) fn wired(&self) -> Vec<Wired> {
        let wired = |field| Wired {
            cell: self.units,
            field,
            target: Target::Unread,
            unit: None,
            split: None,
            plus: None,
            reading: Reading::Plain,
        };
        vec![wired(Field::Velocity), wired(Field::VelocitySd)]
    }
}
