//! `map-policy` and `parity`.

use crate::diagnostic::{Sink, Span};
use crate::exact::Percent;
use crate::model::Address;
use crate::model::part::channel::{Basis, OfferKind};
use crate::model::part::pricing::{MapPolicyPart, ParityPart, WatchPart};
use crate::policy::channel::{Channel, WatchDefaults};
use crate::policy::setting::Origin;
use crate::policy::{Policy, Watch};
use crate::value::Spanned;

use super::names::{Names, given_twice};

/// What MAP holds for: public channels that are not exempt.
pub(super) fn map_policy(
    parts: &[Spanned<MapPolicyPart>],
    policy: &mut Policy,
    names: &Names<'_>,
    sink: &mut Sink,
) {
    let mut advertised: Vec<OfferKind> =
        parts.iter().flat_map(|part| &part.value.advertised).map(|kind| kind.value).collect();
    advertised.sort();
    advertised.dedup();
    policy.advertised = if advertised.is_empty() { OfferKind::ALL.to_vec() } else { advertised };
    let named = parts.iter().flat_map(|part| &part.value.exempt);
    let mut exempt: Vec<usize> = named.filter_map(|name| names.channel(name, sink)).collect();
    let private = policy.channels.iter().enumerate().filter(|(_, channel)| !channel.is_public());
    exempt.extend(private.map(|(index, _)| index));
    exempt.sort_unstable();
    exempt.dedup();
    policy.map_exempt = exempt;
}

/// Who looks at whose prices: `watch` nodes over what the profiles say.
pub(super) fn watches(
    parts: &[Spanned<ParityPart>],
    channels: &[Channel],
    names: &Names<'_>,
    sink: &mut Sink,
) -> Vec<Watch> {
    let mut watches: Vec<Watch> = Vec::new();
    let mut first: Vec<(usize, Span)> = Vec::new();
    for part in parts.iter().flat_map(|part| &part.value.watch) {
        let Some(watcher) = names.channel(&part.value.channel, sink) else { continue };
        match first.iter().find(|(known, _)| *known == watcher) {
            Some((_, first)) => {
                let what = format!("watch {}", part.value.channel.value);
                sink.push(given_twice(&what, part.value.channel.span, *first));
            }
            None => {
                first.push((watcher, part.value.channel.span));
                watches.extend(watch(part, watcher, channels, names, sink));
            }
        }
    }
    for (index, channel) in channels.iter().enumerate() {
        let spoken_for = first.iter().any(|(known, _)| *known == index);
        if let (Some(defaults), false) = (&channel.profile_watch, spoken_for) {
            watches.push(by_default(index, defaults, channels));
        }
    }
    watches.sort_by_key(|watch| watch.watcher);
    watches
}

fn watch(
    part: &Spanned<WatchPart>,
    watcher: usize,
    channels: &[Channel],
    names: &Names<'_>,
    sink: &mut Sink,
) -> Option<Watch> {
    let own = &part.value;
    let defaults = channels.get(watcher)?.profile_watch.as_ref();
    let mut of: Vec<usize> = own.of.iter().filter_map(|name| names.channel(name, sink)).collect();
    if own.of.is_empty() {
        of = public(channels);
    }
    of.retain(|channel| *channel != watcher);
    of.sort_unstable();
    of.dedup();
    let sees = own.sees.as_ref().map(|sees| sees.value).or(defaults.map(|watch| watch.sees));
    let basis = own.basis.as_ref().map(|basis| basis.value).or(defaults.map(|watch| watch.basis));
    let tolerance =
        own.tolerance.as_ref().map(|share| share.value.0).or(defaults.map(|watch| watch.tolerance));
    let address = Address::of("parity").field("watch").with("channel", &own.channel.value.0);
    Some(Watch {
        watcher,
        of,
        sees: sees.unwrap_or(OfferKind::Sale),
        basis: basis.unwrap_or(Basis::Landed),
        tolerance: tolerance.unwrap_or(Percent::ZERO),
        origin: Origin::written(address, part.span),
    })
}

fn by_default(watcher: usize, defaults: &WatchDefaults, channels: &[Channel]) -> Watch {
    let mut of = public(channels);
    of.retain(|channel| *channel != watcher);
    Watch {
        watcher,
        of,
        sees: defaults.sees,
        basis: defaults.basis,
        tolerance: defaults.tolerance,
        origin: defaults.origin.clone(),
    }
}

fn public(channels: &[Channel]) -> Vec<usize> {
    let public = channels.iter().enumerate().filter(|(_, channel)| channel.is_public());
    public.map(|(index, _)| index).collect()
}
