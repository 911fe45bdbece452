//! Pools, who draws from them, and throttles.

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::item::{Field, FieldKind};
use crate::model::Address;
use crate::model::literal::Name;
use crate::model::part::Document;
use crate::model::part::inventory::{PoolPart, ThrottlePart};
use crate::policy::channel::Channel;
use crate::policy::setting::{Origin, Setting};
use crate::policy::{Location, Pool, Throttle};
use crate::value::Spanned;

use super::names::{Names, duplicate_name, named_twice};

/// A pool as it is used, without its throttles.
pub(super) fn pool(part: &Spanned<PoolPart>, names: &Names<'_>, sink: &mut Sink) -> Pool {
    let own = &part.value;
    let address = Address::named("pool", &own.name.value.0);
    let mut pool = Pool {
        name: own.name.value.0.clone(),
        origin: Origin::written(address.clone(), own.name.span),
        locations: Vec::new(),
        channels: Vec::new(),
        source_of_truth: own.source_of_truth.as_ref().map(|source| {
            Setting::written(source.value.0.clone(), address.field("source-of-truth"), source.span)
        }),
        protect: Vec::new(),
        replenish_cover: own.replenish.as_ref().map(|replenish| {
            let cover = &replenish.value.cover;
            Setting::written(cover.value, address.field("replenish"), replenish.span)
        }),
        throttles: Vec::new(),
    };
    locations(&mut pool, own, names, sink);
    for name in &own.channels {
        let Some(channel) = names.channel(name, sink) else { continue };
        match pool.channels.iter().find(|(known, _)| *known == channel) {
            Some((_, first)) => sink.push(named_twice("pool", &name.value.0, name.span, *first)),
            None => pool.channels.push((channel, name.span)),
        }
    }
    for field in &own.protect {
        if !matches!(field.value.0.kind(), FieldKind::Units) && !matches!(field.value.0, Field::Attribute(_))
        {
            sink.push(no_units(&field.value.0, field.span));
            continue;
        }
        let setting = Setting::written(field.value.0.clone(), address.field("protect"), field.span);
        if pool.protect.iter().all(|known| known.value != setting.value) {
            pool.protect.push(setting);
        }
    }
    pool
}

fn locations(pool: &mut Pool, own: &PoolPart, names: &Names<'_>, sink: &mut Sink) {
    if own.location.is_empty() && !names.lost.may_have_kind("pool.location") {
        sink.push(nowhere(&own.name));
    }
    for part in &own.location {
        let name = &part.value.name;
        let held_by = part.value.held_by.as_ref().and_then(|channel| names.channel(channel, sink));
        match pool.locations.iter().find(|known| known.name == name.value.0) {
            Some(first) => sink.push(duplicate_name("location", &name.value.0, name.span, first.span)),
            None => pool.locations.push(Location { name: name.value.0.clone(), held_by, span: name.span }),
        }
    }
}

fn nowhere(pool: &Spanned<Name>) -> Diagnostic {
    let message = format!("pool `{}` has no location", pool.value);
    Diagnostic::error(
        "missing-field",
        Category::Language,
        message,
        Label::new(pool.span, "`location` belongs in it"),
    )
    .with_help("write where its units lie into it, such as `location warehouse`")
}

fn no_units(field: &Field, span: Span) -> Diagnostic {
    let message = format!("`{field}` holds no units that could be kept back");
    Diagnostic::error("invalid-value", Category::Language, message, Label::new(span, "no units"))
        .with_help("write a field in units, such as `committed` or `attribute.wholesale-minimum`")
}

/// Tells each channel which pool it draws from; a second pool is told.
pub(super) fn assign(pools: &[Pool], channels: &mut [Channel], sink: &mut Sink) {
    let mut first: Vec<Option<Span>> = vec![None; channels.len()];
    let named = |(index, pool): (usize, &Pool)| {
        pool.channels.iter().map(|(channel, span)| (*span, *channel, index)).collect::<Vec<_>>()
    };
    let mut drawn: Vec<(Span, usize, usize)> = pools.iter().enumerate().flat_map(named).collect();
    drawn.sort_unstable();
    for (span, channel, pool) in drawn {
        let (Some(channel), Some(first)) = (channels.get_mut(channel), first.get_mut(channel)) else {
            continue;
        };
        match first {
            Some(first) => sink.push(two_pools(&channel.name, span, *first)),
            None => {
                channel.pool = Some(pool);
                *first = Some(span);
            }
        }
    }
}

/// Puts a `throttle` node's thresholds into its pool.
pub(super) fn throttle(
    part: &Spanned<ThrottlePart>,
    document: &Document,
    pools: &mut [Pool],
    names: &Names<'_>,
    sink: &mut Sink,
) {
    let own = &part.value;
    let Some(pool) = names.pool(&own.pool, sink).and_then(|index| pools.get_mut(index)) else { return };
    let address = Address::of("throttle").with("pool", &own.pool.value.0);
    for below in &own.below {
        let threshold = &below.value;
        let address = address.field("below").field(&threshold.units.value.0.to_string());
        if threshold.pause.is_empty() && !names.lost.may_have_kind("pause") {
            let last = pool.channels.last().and_then(|(channel, _)| names.channels.get(*channel));
            sink.push(nobody_pauses(below.span, threshold.units.value.0, last));
        }
        for name in &threshold.pause {
            let Some(channel) = names.channel(name, sink) else { continue };
            if !pool.channels.iter().any(|(known, _)| *known == channel) {
                if !may_draw(pool, document, names) {
                    sink.push(not_in_pool(&name.value.0, name.span, pool));
                }
                continue;
            }
            let below = Setting::written(threshold.units.value.0, address.clone(), below.span);
            match pool.throttles.iter().find(|known| known.channel == channel) {
                Some(first) => sink.push(paused_twice(&name.value.0, name.span, first.span)),
                None => pool.throttles.push(Throttle { below, channel, span: name.span }),
            }
        }
    }
    pool.throttles.sort_by_key(|throttle| (std::cmp::Reverse(throttle.below.value), throttle.channel));
}

/// Whether a name among the pool's channels is told already, so that any channel may have been meant.
fn may_draw(pool: &Pool, document: &Document, names: &Names<'_>) -> bool {
    let own = document.pool.iter().filter(|part| part.value.name.value.0 == pool.name);
    let unknown = |name: &Spanned<Name>| !names.channels.contains(&name.value.0);
    let mut channels = own.flat_map(|part| &part.value.channels);
    names.lost.may_have_kind("pool.channels") || channels.any(unknown)
}

fn two_pools(channel: &str, second: Span, first: Span) -> Diagnostic {
    let message = format!("`{channel}` draws from two pools");
    Diagnostic::error("duplicate-setting", Category::Language, message, Label::new(second, "the second pool"))
        .with_label(first, "the first")
        .with_help(format!("take `{channel}` out of one of them; a pool may have several locations"))
}

fn nobody_pauses(span: Span, units: i64, example: Option<&String>) -> Diagnostic {
    let message = format!("`below {units}` pauses no channel");
    Diagnostic::error("missing-field", Category::Language, message, Label::new(span, "`pause` belongs here"))
        .with_help(format!("write `below {units} pause={}`", example.map_or("CHANNEL", String::as_str)))
}

fn not_in_pool(channel: &str, span: Span, pool: &Pool) -> Diagnostic {
    let message = format!("`{channel}` does not draw from pool `{}`", pool.name);
    let label = Label::new(span, "not a channel of this pool");
    let mut finding = Diagnostic::error("not-in-pool", Category::Language, message, label);
    if let Some(place) = pool.origin.span {
        finding = finding.with_label(place, "its channels are named here");
    }
    finding.with_help(format!("name `{channel}` among the channels of the pool, or pause one that is"))
}

fn paused_twice(channel: &str, second: Span, first: Span) -> Diagnostic {
    let message = format!("`{channel}` is paused at two thresholds of one pool");
    Diagnostic::error("given-twice", Category::Language, message, Label::new(second, "the second"))
        .with_label(first, "the first")
        .with_help("keep the higher threshold; it pauses the channel before the lower one can")
}
