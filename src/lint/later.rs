//! The instants to come at which promotions change what SKUs are offered for.

use jiff::Timestamp;

use crate::item::Item;
use crate::offer::{Window, takes_part};
use crate::program::Program;

/// An instant to come, and the program as it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Later {
    /// From the instant up to the next one.
    pub window: Window,
    /// The program there.
    pub program: Program,
    /// The promotions that come to stand otherwise, by their index.
    changed: Vec<usize>,
}

/// The instants after another at which anything changes, in their order.
pub fn later(program: &Program, at: Timestamp) -> Vec<Later> {
    let instants = program.changes_after(at);
    let mut before = program.clone();
    before.look_at(at);
    let next = instants.iter().skip(1).copied().chain([Timestamp::MAX]);
    let mut all = Vec::new();
    for (starts, ends) in instants.iter().copied().zip(next) {
        let mut own = before.clone();
        own.look_at(starts);
        let pairs = before.promotions.iter().zip(&own.promotions).enumerate();
        let changed = pairs.filter(|(_, (before, own))| before.stage != own.stage).map(|(index, _)| index);
        all.push(Later { window: Window { starts, ends }, changed: changed.collect(), program: own.clone() });
        before = own;
    }
    all
}

impl Later {
    /// Whether anything changes there for a SKU.
    pub(super) fn concerns(&self, item: &Item, segment: usize) -> bool {
        self.changed.iter().any(|promotion| takes_part(&self.program, item, segment, *promotion))
    }
}
