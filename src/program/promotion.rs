//! Promotions as they stand at an instant.

use jiff::Timestamp;

use crate::item::Shape;
use crate::model::part::inventory::BoundPart;
use crate::policy::Policy;
use crate::policy::promotion::{
    Clearance, ClearanceStep, Promotion, PromotionDemand, PromotionOffer, Reduction,
};

use super::plan::Origins;
use super::step::Test;
use super::{By, Program, test, texts};

/// A promotion, ready to be put to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromotionProgram {
    /// Its name.
    pub name: String,
    /// Its `offer`.
    pub by: By,
    /// The channels that run it.
    pub channels: Vec<usize>,
    /// Channels whose sale price follows.
    pub matched: Vec<usize>,
    /// What a SKU must be like.
    pub tests: Vec<Test>,
    /// From when on its reserve is held back.
    pub staged_from: Timestamp,
    /// From when on it runs.
    pub starts: Timestamp,
    /// When it is over.
    pub ends: Timestamp,
    /// What it offers.
    pub offer: PromotionOffer,
    /// The units that it is expected to sell of each SKU.
    pub demand: Option<DemandOf>,
    /// The units that other channels of its pools leave to it.
    pub reserve: Option<(BoundPart, By)>,
    /// The units that it has sold, by the index of the text that says so.
    pub sold: Option<usize>,
    /// The pools that its channels draw from.
    pub pools: Vec<usize>,
    /// Channels that pause below so many units that they have available.
    pub pauses: Vec<(usize, i64, By)>,
    /// How it stands at the program's instant.
    pub stage: Stage,
}

/// The units that a promotion is expected to sell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemandOf {
    /// So many of each SKU.
    Units(i64),
    /// What a text of the item says, by its index.
    Text(usize),
}

/// How a promotion stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Nothing of it shows yet.
    ToCome,
    /// Its reserve is held back.
    Staged,
    /// Its prices, its reserve and its pauses hold.
    Running,
    /// It is over.
    Over,
}

impl Stage {
    /// Whether anything of it holds.
    pub fn is_on(self) -> bool {
        matches!(self, Self::Staged | Self::Running)
    }
}

impl PromotionProgram {
    /// How it stands: staged up to its start, running from there up to but not including its end.
    pub fn stage_at(&self, at: Timestamp) -> Stage {
        match at {
            at if at >= self.ends => Stage::Over,
            at if at >= self.starts => Stage::Running,
            at if at >= self.staged_from => Stage::Staged,
            _ => Stage::ToCome,
        }
    }

    /// The instants at which it comes to stand otherwise.
    fn changes(&self) -> [Timestamp; 3] {
        [self.staged_from, self.starts, self.ends]
    }
}

impl Program {
    /// Puts every promotion as it stands at an instant.
    pub fn look_at(&mut self, at: Timestamp) {
        self.at = at;
        for promotion in &mut self.promotions {
            promotion.stage = promotion.stage_at(at);
        }
    }

    /// The instants after another at which some promotion comes to stand otherwise, in their order.
    pub fn changes_after(&self, at: Timestamp) -> Vec<Timestamp> {
        let all = self.promotions.iter().flat_map(PromotionProgram::changes);
        let mut changes: Vec<Timestamp> = all.filter(|change| *change > at).collect();
        changes.sort_unstable();
        changes.dedup();
        changes
    }
}

/// The promotions of a policy, and the markdowns of its clearances; where nobody looks, none has begun.
pub(super) fn promotions(policy: &Policy, shape: &Shape, origins: &mut Origins) -> Vec<PromotionProgram> {
    let own = policy.promotions.iter().map(|own| promotion(own, policy, shape, origins));
    let mut all: Vec<PromotionProgram> = own.collect();
    for clearance in &policy.clearances {
        all.extend(clearance.steps.iter().map(|step| markdown(clearance, step, shape, origins)));
    }
    all
}

/// A markdown as a promotion: a sale price on one channel, with nothing kept for it.
fn markdown(
    clearance: &Clearance,
    step: &ClearanceStep,
    shape: &Shape,
    origins: &mut Origins,
) -> PromotionProgram {
    let (starts, ends) = clearance.window(step);
    PromotionProgram {
        name: clearance.name.clone(),
        by: origins.by(&step.off.origin),
        channels: vec![step.channel],
        matched: Vec::new(),
        tests: test::tests(&clearance.conditions, shape),
        staged_from: starts,
        starts,
        ends,
        offer: PromotionOffer::Sale(Reduction::Off(step.off.value)),
        demand: None,
        reserve: None,
        sold: None,
        pools: Vec::new(),
        pauses: Vec::new(),
        stage: Stage::ToCome,
    }
}

fn promotion(own: &Promotion, policy: &Policy, shape: &Shape, origins: &mut Origins) -> PromotionProgram {
    let text = |field| texts::index(shape, field, None);
    let pool = |channel: &usize| policy.channels.get(*channel)?.pool;
    let mut pools: Vec<usize> = own.channels.iter().filter_map(pool).collect();
    pools.sort_unstable();
    pools.dedup();
    PromotionProgram {
        name: own.name.clone(),
        by: origins.by(&own.offer.origin),
        channels: own.channels.clone(),
        matched: own.matched.clone(),
        tests: test::tests(&own.conditions, shape),
        staged_from: own.staged_from(),
        starts: own.starts.value,
        ends: own.ends.value,
        offer: own.offer.value.clone(),
        demand: own.demand.as_ref().and_then(|demand| match &demand.value {
            PromotionDemand::Units(units) => Some(DemandOf::Units(*units)),
            PromotionDemand::Field(field) => text(field).map(DemandOf::Text),
        }),
        reserve: own.reserve.as_ref().map(|reserve| (reserve.value.units, origins.by(&reserve.origin))),
        sold: text(&crate::item::Field::PromoSold),
        pools,
        pauses: own
            .pauses
            .iter()
            .map(|pause| (pause.channel, pause.below.value, origins.by(&pause.below.origin)))
            .collect(),
        stage: Stage::ToCome,
    }
}
