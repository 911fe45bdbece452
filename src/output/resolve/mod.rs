//! The linked policy as JSON: every setting with the address that it came from, for other programs.
//!
//! Only addresses, no places: the order of files and nodes changes nothing in it.

mod content;
mod lint;
mod operations;
mod orders;
mod promotions;

use serde_json::{Map, Value as Json, json};

use crate::exact::{Comparison, Rounding};
use crate::model::LANGUAGE;
use crate::model::literal::LeadTime;
use crate::model::part::channel::{FeeBase, FeedValue, OfferKind, QuarantineQuantity};
use crate::model::part::inventory::{BoundPart, ServiceLevel};
use crate::policy::catalog::{Catalog, Kinship, OnMissing, RowKey, Source};
use crate::policy::channel::{Channel, FeeGroup, Feed};
use crate::policy::condition::{Condition, Conditions, NumberOf};
use crate::policy::schema::ChannelSchema;
use crate::policy::scope::{Cascade, Scope};
use crate::policy::setting::Setting;
use crate::policy::{
    Anchor, Base, Buffers, Method, Policy, Pool, PriceStep, Prices, SafetyStock, Segment, Watch,
};

/// The linked policy as pretty-printed JSON with a line feed at its end.
pub fn resolved_policy(policy: &Policy) -> String {
    let mut text = serde_json::to_string_pretty(&json(policy)).unwrap_or_default();
    text.push('\n');
    text
}

fn json(policy: &Policy) -> Json {
    let names = Names { policy };
    json!({
        "format_version": 1,
        "language": LANGUAGE,
        "policy": policy.name,
        "currency": policy.currency.code(),
        "timezone": policy.timezone,
        "owner": policy.owner,
        "fx": policy.fx.iter().map(|(currency, rate)| (currency.code().to_owned(), setting(rate, |rate| text(rate)))).collect::<Map<_, _>>(),
        "catalog_tax": optional(policy.catalog_tax.as_ref(), |rate| text(rate)),
        "catalog": catalog(&policy.catalog),
        "segments": policy.segments.iter().filter(|segment| !segment.name.is_empty()).map(|own| names.segment(own)).collect::<Vec<_>>(),
        "channels": policy.channels.iter().map(|own| names.channel(own)).collect::<Vec<_>>(),
        "pools": policy.pools.iter().map(|own| names.pool(own)).collect::<Vec<_>>(),
        "buffers": names.buffers(&policy.buffers),
        "pricing": {
            "anchor": setting(&policy.anchor, |anchor| names.anchor(anchor)),
            "round": optional(policy.round.as_ref(), |round| rounding(*round)),
            "margin_floors": policy.margin_floors.iter().map(|floor| setting(floor, |floor| text(floor))).collect::<Vec<_>>(),
        },
        "prices": names.prices(&policy.prices),
        "map_policy": {
            "advertised": kinds(&policy.advertised),
            "exempt": names.channels(&policy.map_exempt),
        },
        "parity": policy.watches.iter().map(|watch| names.watch(watch)).collect::<Vec<_>>(),
        "content": content::content(&names, &policy.content),
        "lint": lint::lint(&names, &policy.lint),
        "promotions": policy.promotions.iter().map(|own| promotions::promotion(&names, own)).collect::<Vec<_>>(),
        "clearances": policy.clearances.iter().map(|own| promotions::clearance(&names, own)).collect::<Vec<_>>(),
        "playbooks": policy.playbooks.iter().map(operations::playbook).collect::<Vec<_>>(),
        "monitor": operations::monitor(&policy.monitor),
        "tooling": operations::tooling(&policy.tooling),
    })
}

fn text(value: impl std::fmt::Display) -> Json {
    value.to_string().into()
}

fn setting<T>(setting: &Setting<T>, value: impl Fn(&T) -> Json) -> Json {
    json!({ "value": value(&setting.value), "by": origin(setting) })
}

fn origin<T>(setting: &Setting<T>) -> Json {
    match setting.origin.span {
        Some(_) => setting.origin.address.to_string().into(),
        None => "default".into(),
    }
}

fn optional<T>(own: Option<&Setting<T>>, value: impl Fn(&T) -> Json) -> Json {
    own.map_or(Json::Null, |own| setting(own, value))
}

fn kinds(kinds: &[OfferKind]) -> Json {
    kinds.iter().map(|kind| Json::from(kind.name())).collect()
}

fn rounding(rounding: Rounding) -> Json {
    json!({ "step": rounding.step.to_string(), "mode": rounding.mode.name() })
}

fn catalog(catalog: &Catalog) -> Json {
    // several files of one source are one, whichever there are
    let is_first = |(index, source): &(usize, &Source)| {
        let before = index.checked_sub(1).and_then(|before| catalog.sources.get(before));
        before.is_none_or(|before| before.name != source.name)
    };
    let sources = catalog.sources.iter().enumerate().filter(is_first).map(|(_, source)| {
        let columns = source.columns.iter().map(|column| {
            json!({
                "field": column.field.to_string(),
                "column": column.name.header,
                "location": column.location,
                "channel": column.channel,
                "unit": column.unit,
                "plus": column.plus.as_ref().map(|name| name.header.clone()),
                "split": column.split,
            })
        });
        let mut own = json!({
            "name": source.name,
            "path": source.written_path(),
            "format": source.format.word(),
            "delimiter": char::from(source.delimiter).to_string(),
            "decimal": source.decimal_mark.to_string(),
            "header": source.header,
            "keep": source.keep.iter().map(|keep| json!({ "column": keep.name.header, "texts": keep.texts })).collect::<Vec<_>>(),
            "group": group(source),
            "parent": parent(source),
            "location": row_key(source, RowKey::Location),
            "channel": row_key(source, RowKey::Channel),
            "sku": source.sku.iter().map(|name| name.header.clone()).collect::<Vec<_>>(),
            "columns": columns.collect::<Vec<_>>(),
        });
        if let (Some(orders), Some(own)) = (&source.orders, own.as_object_mut()) {
            own.insert("orders".to_owned(), orders::orders(orders));
        }
        own
    });
    let missing = catalog.missing;
    let word = |on_missing: OnMissing, default: &str| match on_missing {
        OnMissing::Default => default.to_owned(),
        OnMissing::Hold => "hold".to_owned(),
        OnMissing::Zero => "zero".to_owned(),
        OnMissing::Unknown => "unknown".to_owned(),
    };
    json!({
        "sources": sources.collect::<Vec<_>>(),
        "missing": {
            "price": word(missing.price, "hold"),
            "stock": word(missing.stock, "hold"),
            "cost": word(missing.cost, "unknown"),
            "map": word(missing.map, "unknown"),
            "velocity": word(missing.velocity, "unknown"),
            "lead_time": word(missing.lead_time, "unknown"),
        },
    })
}

fn group(source: &Source) -> Option<Json> {
    let Some(Kinship::Group { name, is_first_product }) = &source.kinship else { return None };
    Some(json!({ "column": name.header, "first": if *is_first_product { "product" } else { "item" } }))
}

fn parent(source: &Source) -> Option<String> {
    match &source.kinship {
        Some(Kinship::Parent(name)) => Some(name.header.clone()),
        _ => None,
    }
}

fn row_key(source: &Source, key: RowKey) -> Option<Json> {
    let own = source.key.as_ref().filter(|own| own.key == key)?;
    let cells = own.cells.iter().map(|(cell, name)| json!({ "cell": cell, "means": name }));
    Some(json!({ "column": own.name.header, "cells": cells.collect::<Vec<_>>() }))
}

struct Names<'p> {
    policy: &'p Policy,
}

impl Names<'_> {
    fn channel_name(&self, index: usize) -> &str {
        self.policy.channels.get(index).map_or("", |channel| channel.name.as_str())
    }

    fn channels(&self, indexes: &[usize]) -> Json {
        indexes.iter().map(|index| Json::from(self.channel_name(*index))).collect()
    }

    fn segment_name(&self, index: usize) -> &str {
        self.policy.segments.get(index).map_or("", |segment| segment.name.as_str())
    }

    fn segment(&self, segment: &Segment) -> Json {
        json!({
            "name": segment.name,
            "where": self.conditions(&segment.conditions),
            "sync": setting(&segment.sync, |tier| tier.name().into()),
            "monitor": setting(&segment.monitor, |cadence| cadence.name().into()),
        })
    }

    fn conditions(&self, conditions: &Conditions) -> Json {
        conditions.0.iter().map(|condition| self.condition(condition)).collect()
    }

    fn condition(&self, condition: &Condition) -> Json {
        let compared =
            |field: &str, comparison: &Comparison| json!({ "field": field, "is": comparison.to_string() });
        match condition {
            Condition::Number(NumberOf::Field(field), comparison) => compared(&field.to_string(), comparison),
            Condition::Number(NumberOf::Margin, comparison) => compared("margin", comparison),
            Condition::Text(field, patterns) => json!({
                "field": field.to_string(),
                "one_of": patterns.iter().map(crate::policy::condition::TextPattern::text).collect::<Vec<_>>(),
            }),
            Condition::Segment(segments) => json!({
                "field": "segment",
                "one_of": segments.iter().map(|index| self.segment_name(*index)).collect::<Vec<_>>(),
            }),
            Condition::Not(inner) => json!({ "not": self.conditions(inner) }),
            Condition::Any(inner) => json!({ "any": self.conditions(inner) }),
        }
    }

    fn channel(&self, channel: &Channel) -> Json {
        json!({
            "name": channel.name,
            "profile": channel.profile,
            "role": setting(&channel.role, |role| role.name().into()),
            "public": channel.is_public(),
            "status": setting(&channel.status, |status| status.name().into()),
            "severity": setting(&channel.severity, |severity| text(severity)),
            "orders": optional(channel.orders.as_ref(), |rate| text(rate)),
            "average_order_value": optional(channel.average_order_value.as_ref(), |value| text(value)),
            "sync_via": optional(channel.sync_via.as_ref(), |via| via.name().into()),
            "sync_every": optional(channel.sync_every.as_ref(), |every| text(every)),
            "shipping_charge": setting(&channel.shipping_charge, |value| text(value)),
            "free_over": optional(channel.free_over.as_ref(), |value| text(value)),
            "shipping_cost": setting(&channel.shipping_cost, |value| text(value)),
            "return_rate": setting(&channel.return_rate, |rate| text(rate)),
            "return_cost": setting(&channel.return_cost, |value| text(value)),
            "return_recovers": setting(&channel.return_recovers, |rate| text(rate)),
            "fees": channel.fees.iter().map(|group| (group.name.to_owned(), fees(group))).collect::<Map<_, _>>(),
            "fixed_fees": channel.fixed_fees.iter().map(|fee| setting(fee, |fee| text(fee))).collect::<Vec<_>>(),
            "backorder": channel.backorder,
            "max_quantity": optional(channel.max_quantity.as_ref(), |units| json!(units)),
            "own_buffer": setting(&channel.own_buffer, |units| json!(units)),
            "currency": setting(&channel.currency, |currency| currency.code().into()),
            "fx": optional(channel.fx.as_ref(), |rate| text(rate)),
            "tax": optional(channel.tax.as_ref(), |tax| json!({ "rate": tax.rate.to_string(), "included": tax.included })),
            "lists": optional(channel.lists.as_ref(), |lists| self.conditions(lists)),
            "quarantine": setting(&channel.quarantine, |quantity| match quantity {
                QuarantineQuantity::Leave => "leave".into(),
                QuarantineQuantity::Zero => "zero".into(),
            }),
            "offers": kinds(&channel.offers),
            "limits": channel.limits.iter().map(content::limit).collect::<Vec<_>>(),
            "forbidden": channel.forbidden.iter().map(content::forbidden).collect::<Vec<_>>(),
            "required": channel.required.iter().map(|field| setting(field, |field| text(field))).collect::<Vec<_>>(),
            "pool": channel.pool.and_then(|pool| self.policy.pools.get(pool)).map(|pool| pool.name.clone()),
            "feeds": channel.feeds.iter().map(feed).collect::<Vec<_>>(),
            "schemas": channel.schemas.iter().map(schema).collect::<Vec<_>>(),
        })
    }

    fn pool(&self, pool: &Pool) -> Json {
        json!({
            "name": pool.name,
            "locations": pool.locations.iter().map(|location| json!({
                "name": location.name,
                "held_by": location.held_by.map(|channel| self.channel_name(channel)),
            })).collect::<Vec<_>>(),
            "channels": pool.channels.iter().map(|(channel, _)| self.channel_name(*channel)).collect::<Vec<_>>(),
            "source_of_truth": optional(pool.source_of_truth.as_ref(), |source| text(source)),
            "protect": pool.protect.iter().map(|field| setting(field, |field| text(field))).collect::<Vec<_>>(),
            "replenish_cover": optional(pool.replenish_cover.as_ref(), |cover| text(cover)),
            "throttles": pool.throttles.iter().map(|throttle| json!({
                "below": throttle.below.value,
                "pause": self.channel_name(throttle.channel),
                "by": throttle.below.origin.address.to_string(),
            })).collect::<Vec<_>>(),
        })
    }

    fn scope(&self, scope: &Scope) -> Json {
        json!({
            "channel": scope.channel.map(|channel| self.channel_name(channel)),
            "segment": scope.segment.map(|segment| self.segment_name(segment)),
            "sku": scope.sku,
        })
    }

    /// The values of a cascade, the least scope first.
    fn cascade<T>(&self, cascade: &Cascade<T>, value: impl Fn(&T) -> Json) -> Json {
        let mut given: Vec<_> = cascade.given().iter().collect();
        given.sort_by_key(|scoped| scoped.scope.clone());
        given
            .into_iter()
            .map(|scoped| {
                json!({
                    "scope": self.scope(&scoped.scope),
                    "value": value(&scoped.value),
                    "by": scoped.origin.address.to_string(),
                })
            })
            .collect()
    }

    fn buffers(&self, buffers: &Buffers) -> Json {
        json!({
            "method": self.cascade(&buffers.method, |method| match method {
                Method::Demand(LeadTime::Item) => json!({ "demand": "item" }),
                Method::Demand(LeadTime::Fixed(time)) => json!({ "demand": time.to_string() }),
                Method::Percent(percent) => json!({ "percent": percent.to_string() }),
                Method::Units(units) => json!({ "units": units }),
                Method::OversellRisk(risk) => json!({ "oversell_risk": risk.to_string() }),
            }),
            "safety_stock": self.cascade(&buffers.safety_stock, |stock| match stock {
                SafetyStock::Units(units) => json!({ "units": units }),
                SafetyStock::ServiceLevel(level) => json!({ "service_level": service_level(*level) }),
            }),
            "risk": self.cascade(&buffers.risk, |risk| text(risk)),
            "at_least": self.cascade(&buffers.at_least, |own| bound(*own)),
            "at_most": self.cascade(&buffers.at_most, |own| bound(*own)),
        })
    }

    fn anchor(&self, anchor: &Anchor) -> Json {
        match anchor {
            Anchor::Channel(channel) => json!({ "channel": self.channel_name(*channel) }),
            Anchor::Field(field) => json!({ "field": field.to_string() }),
        }
    }

    fn prices(&self, prices: &Prices) -> Json {
        json!({
            "base": self.cascade(&prices.base, |base| match base {
                Base::Anchor => "anchor".into(),
                Base::Field(field) => text(field),
            }),
            "adjust": self.cascade(&prices.adjust, |steps| steps.iter().map(|step| match step.value {
                PriceStep::Adjust(percent) => json!({ "adjust": percent.to_string() }),
                PriceStep::Add(amount) => json!({ "add": amount.to_string() }),
            }).collect()),
            "round": self.cascade(&prices.round, |own| rounding(*own)),
            "ending": self.cascade(&prices.ending, |ending| json!({
                "cents": ending.cents.to_string(),
                "direction": ending.direction.name(),
            })),
            "floor": self.cascade(&prices.floor, |floors| floors.iter().map(|floor| Json::from(floor.name())).collect()),
            "set": self.cascade(&prices.set, |amount| text(amount)),
            "compare_at": self.cascade(&prices.compare_at, |field| field.as_ref().map_or_else(|| "none".into(), text)),
            "allow": prices.allow.iter().map(|allow| json!({
                "scope": self.scope(&allow.scope),
                "kind": allow.kind.name(),
                "low": allow.range.low.to_string(),
                "high": allow.range.high.to_string(),
                "by": allow.origin.address.to_string(),
            })).collect::<Vec<_>>(),
        })
    }

    fn watch(&self, watch: &Watch) -> Json {
        json!({
            "watcher": self.channel_name(watch.watcher),
            "of": self.channels(&watch.of),
            "sees": watch.sees.name(),
            "basis": watch.basis.name(),
            "tolerance": watch.tolerance.to_string(),
            "by": watch.origin.address.to_string(),
        })
    }
}

fn fees(group: &FeeGroup) -> Json {
    let rows = group.rows.iter().map(|row| {
        json!({
            "rate": row.rate.value.to_string(),
            "fixed": row.fixed.to_string(),
            "minimum": row.minimum.map(text),
            "up_to": row.up_to.map(text),
            "above": row.above.map(text),
            "of": match row.of {
                FeeBase::Gross => "gross",
                FeeBase::Net => "net",
            },
            "by": row.rate.origin.address.to_string(),
        })
    });
    rows.collect()
}

fn bound(bound: BoundPart) -> Json {
    match bound {
        BoundPart::Units(units) => json!({ "units": units.0 }),
        BoundPart::Percent(percent) => json!({ "percent": percent.0.to_string() }),
    }
}

fn service_level(level: ServiceLevel) -> &'static str {
    match level {
        ServiceLevel::Ninety => "90%",
        ServiceLevel::NinetyFive => "95%",
        ServiceLevel::NinetySevenAndAHalf => "97.5%",
        ServiceLevel::NinetyNine => "99%",
    }
}

fn schema(schema: &ChannelSchema) -> Json {
    json!({
        "path": schema.path,
        "product_type": schema.product_type,
        "sha256": schema.digest.as_ref().map(|(sha256, _)| sha256),
        "by": schema.origin.address.to_string(),
    })
}

fn feed(feed: &Feed) -> Json {
    json!({
        "files": feed.stem,
        "format": feed.format.name(),
        "columns": feed.columns.iter().map(|column| json!({ "header": column.header, "value": feed_value(&column.value), "join": column.join })).collect::<Vec<_>>(),
        "batch": feed.batch,
        "batch_bytes": feed.batch_bytes,
        "seller_id": feed.seller_id,
        "marketplace_id": feed.marketplace_id,
        "product_type": feed.product_type,
        "fulfillment_channel": feed.fulfillment_channel,
        "locations": feed.locations.iter().map(|(name, id)| json!({ "name": name, "id": id })).collect::<Vec<_>>(),
        "options": feed.options.iter().map(|(name, field)| json!({ "name": name, "value": field.to_string() })).collect::<Vec<_>>(),
        "spec_version": feed.spec_version,
        "by": feed.origin.address.to_string(),
    })
}

fn feed_value(value: &FeedValue) -> String {
    match value {
        FeedValue::List => "list".to_owned(),
        FeedValue::Sale => "sale".to_owned(),
        FeedValue::Coupon => "coupon".to_owned(),
        FeedValue::Landed => "landed".to_owned(),
        FeedValue::CompareAt => "compare-at".to_owned(),
        FeedValue::Currency => "currency".to_owned(),
        FeedValue::Quantity => "quantity".to_owned(),
        FeedValue::State => "state".to_owned(),
        FeedValue::Item(field) => field.to_string(),
        FeedValue::Content(name) => name.0.clone(),
    }
}
