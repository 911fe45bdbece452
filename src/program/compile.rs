//! The linked policy to a program.

use std::collections::BTreeMap;

use crate::item::Field;
use crate::policy::channel::Channel;
use crate::policy::scope::At;
use crate::policy::setting::Origin;
use crate::policy::{Anchor, Policy, Pool};

use super::content;
use super::plan::{Origins, Planner};
use super::promotion;
use super::shared;
use super::step::MoneySource;
use super::{
    AnchorProgram, ChannelProgram, Plan, PoolProgram, Program, Replenishment, SegmentProgram, test, texts,
};

/// Compiles a linked policy; nothing here can go wrong that linking has not told.
pub fn compile(policy: &Policy) -> Program {
    let shape = texts::shape(policy);
    let mut origins = Origins::default();
    let mut planner = Planner { policy, shape: &shape, origins: &mut origins };
    let plans = plans(policy, None, &mut planner);
    let mut named: BTreeMap<String, Vec<Plan>> = BTreeMap::new();
    for (sku, _) in &policy.named_skus {
        if !named.contains_key(sku) {
            named.insert(sku.clone(), self::plans(policy, Some(sku), &mut planner));
        }
    }
    let mut channels: Vec<ChannelProgram> =
        (0..policy.channels.len()).filter_map(|index| channel(policy, index, &mut planner)).collect();
    content::share(&mut channels);
    content::compare(&mut channels);
    let watches = policy.watches.iter().map(|watch| planner.origins.by(&watch.origin)).collect();
    let pools = policy.pools.iter().map(|own| pool(own, &shape.locations, planner.origins)).collect();
    let margin_floor =
        policy.margin_floors.first().map(|floor| (floor.value, planner.origins.by(&floor.origin)));
    Program {
        currency: policy.currency,
        missing: policy.catalog.missing,
        channels,
        segments: policy
            .segments
            .iter()
            .map(|segment| SegmentProgram {
                name: segment.name.clone(),
                tests: test::tests(&segment.conditions, &shape),
            })
            .collect(),
        plans,
        named,
        anchor: match &policy.anchor.value {
            Anchor::Channel(channel) => AnchorProgram::Channel(*channel),
            Anchor::Field(field) => {
                let source = test::money(field, &shape).unwrap_or(MoneySource::Price);
                AnchorProgram::Field(source, planner.origins.by(&policy.anchor.origin))
            }
        },
        catalog_tax: policy.catalog_tax.as_ref().map_or(crate::exact::Percent::ZERO, |tax| tax.value),
        margin_floor,
        watches,
        pools,
        unfed_locations: Vec::new(),
        codes_of_several: BTreeMap::new(),
        at: jiff::Timestamp::MIN,
        promotions: promotion::promotions(policy, &shape, planner.origins),
        ids_of_several: BTreeMap::new(),
        replenishments: replenishments(policy),
        origins: origins.into_inner(),
        shape,
    }
}

fn plans(policy: &Policy, sku: Option<&str>, planner: &mut Planner<'_>) -> Vec<Plan> {
    let segments = 0..policy.segments.len();
    let places =
        segments.flat_map(|segment| (0..policy.channels.len()).map(move |channel| (segment, channel)));
    let mut plans: Vec<Plan> =
        places.map(|(segment, channel)| planner.plan(At { channel, segment, sku })).collect();
    for of_segment in plans.chunks_mut(policy.channels.len().max(1)) {
        shared::settle(policy, of_segment);
    }
    plans
}

fn channel(policy: &Policy, index: usize, planner: &mut Planner<'_>) -> Option<ChannelProgram> {
    let channel = policy.channels.get(index)?;
    let content = content::plans(policy, index, planner.shape, planner.origins);
    Some(ChannelProgram {
        feed_content: content::of_columns(channel, &content),
        content,
        sku_limit: content::limit(channel, &Field::Sku.to_string(), planner.origins),
        lists: channel
            .lists
            .as_ref()
            .map(|lists| test::tests(&lists.value, planner.shape))
            .unwrap_or_default(),
        map_applies: !policy.map_exempt.contains(&index),
        by: planner.origins.by(&channel.origin),
        shipping_by: planner.origins.by(&channel.shipping_charge.origin),
        shipping_cost_by: planner.origins.by(&channel.shipping_cost.origin),
        fees_by: planner.origins.by(&fees_origin(channel)),
        returns_by: planner.origins.by(&channel.return_rate.origin),
        cost_by: planner.origins.field(&Field::Cost),
        is_held: policy.is_held(index),
        schemas: channel.schemas.iter().map(|schema| planner.origins.by(&schema.origin)).collect(),
        conversion: planner.conversion(index),
        channel: channel.clone(),
    })
}

/// Where the channel's fees begin.
fn fees_origin(channel: &Channel) -> Origin {
    let rows = channel.fees.iter().flat_map(|group| &group.rows).map(|row| &row.rate.origin);
    let fixed = channel.fixed_fees.iter().map(|fee| &fee.origin);
    rows.chain(fixed)
        .next()
        .cloned()
        .unwrap_or_else(|| Origin::default_of(channel.origin.address.field("fees")))
}

fn pool(pool: &Pool, locations: &[String], origins: &mut Origins) -> PoolProgram {
    let index = |name: &String| locations.iter().position(|known| known == name);
    PoolProgram {
        name: pool.name.clone(),
        by: origins.by(&pool.origin),
        channels: pool.channels.iter().map(|(channel, _)| *channel).collect(),
        locations: pool.locations.iter().filter_map(|location| index(&location.name)).collect(),
    }
}

fn replenishments(policy: &Policy) -> Vec<Replenishment> {
    let covers = policy.pools.iter().map(|pool| pool.replenish_cover.as_ref());
    let wanted = covers.enumerate().filter_map(|(pool, cover)| Some((pool, cover?.value)));
    wanted.map(|(pool, cover)| Replenishment { pool, cover }).collect()
}
