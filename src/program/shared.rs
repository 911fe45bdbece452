//! What plans of one segment have in common, so that it is reckoned once a SKU and not once a channel.

use crate::policy::Policy;

use super::Plan;
use super::step::{Op, Step};

/// Finds, among the plans of one segment by channel, those of one price and those of one beginning.
pub(super) fn settle(policy: &Policy, plans: &mut [Plan]) {
    for channel in 1..plans.len() {
        let (before, from_here) = plans.split_at_mut(channel);
        let Some(own) = from_here.first_mut() else { continue };
        own.price_as = before.iter().enumerate().position(|(other, plan)| {
            plan.price_as.is_none() && is_one_price(policy, (channel, own), (other, plan))
        });
    }
    for pool in 0..policy.pools.len() {
        let of_pool = |channel: usize| policy.channels.get(channel).is_some_and(|own| own.pool == Some(pool));
        let steps: Vec<&[Step]> = plans
            .iter()
            .enumerate()
            .filter(|(channel, _)| of_pool(*channel))
            .map(|(_, plan)| plan.quantity.as_slice())
            .collect();
        let common = common_beginning(&steps);
        for (_, plan) in plans.iter_mut().enumerate().filter(|(channel, _)| of_pool(*channel)) {
            plan.common = Some((pool, common));
        }
    }
}

/// Whether two channels come to one list price by the same settings. A margin floor looks at the channel's fees, and a
/// MAP floor at how amounts are converted there.
fn is_one_price(policy: &Policy, own: (usize, &Plan), other: (usize, &Plan)) -> bool {
    let money =
        |channel: usize| policy.channels.get(channel).map(|own| (own.currency.value, &own.tax, &own.fx));
    let is_of_channel = |step: &Step| matches!(step.op, Op::FloorMargin(..));
    own.1.price == other.1.price
        && own.1.rounding == other.1.rounding
        && money(own.0) == money(other.0)
        && !own.1.price.iter().any(is_of_channel)
}

/// How many steps, from the first on, are the same in all; none where there is one alone.
fn common_beginning(all: &[&[Step]]) -> usize {
    let Some((first, others)) = all.split_first().filter(|(_, others)| !others.is_empty()) else { return 0 };
    let is_in_all =
        |(index, step): &(usize, &Step)| others.iter().all(|other| other.get(*index) == Some(*step));
    first.iter().enumerate().take_while(is_in_all).count()
}
