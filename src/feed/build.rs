//! A build: every SKU resolved once, written to every feed in the order of the catalog.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write;

use crate::diagnostic::Diagnostic;
use crate::lint::{Held, Later, Look, Outcome, Seen, Teller, fold};
use crate::model::LANGUAGE;
use crate::model::part::channel::QuarantineQuantity;
use crate::offer::Offer;
use crate::program::Program;
use crate::world::{Output, Target};

use super::by_hand::ByHand;
use super::manifest::{ChannelCounts, FileDigest, Manifest};
use super::offered::{self, AllAsked, FeedPart};
use super::offers::Addresses;
use super::pieces::Made;
use super::state::State;
use super::writers::Writers;
use super::{manifest, offers, quarantine, replenishment};

/// What was built.
#[derive(Debug)]
pub struct Built {
    /// What the pass over the catalog found.
    pub outcome: Outcome,
    /// SKUs by channel.
    pub channels: BTreeMap<String, ChannelCounts>,
    /// The files, the manifest left out.
    pub outputs: Vec<Output>,
    /// Channels without a feed, each with the reason.
    pub without_feed: Vec<(String, &'static str)>,
    /// The lines of `by-hand.jsonl`.
    pub by_hand: u64,
    /// What is told of the feeds themselves.
    pub findings: Vec<Diagnostic>,
}

/// What a build is told beside the policy and the catalog.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// The instants to come at which anything changes.
    pub later: &'a [Later],
    /// The instant, RFC 3339.
    pub at: &'a str,
    /// Only this channel's feed.
    pub channel: Option<usize>,
    /// How many threads work.
    pub threads: usize,
    /// Whether `offers.jsonl` is written.
    pub has_offers: bool,
    /// The digest of the linked policy.
    pub policy_digest: &'a str,
    /// The policy's files, each with its digest and size.
    pub policy_files: &'a [(String, String, u64)],
}

/// What one batch of SKUs became.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) offers: Vec<u8>,
    pub(super) quarantine: Vec<u8>,
    pub(super) replenishment: Vec<u8>,
    pub(super) by_hand: ByHand,
    /// By channel and feed.
    pub(super) feeds: Vec<Vec<FeedPart>>,
    counts: Vec<ChannelCounts>,
    made: RefCell<Made>,
}

/// Builds every feed into the target, which is not yet in its place.
pub fn build(teller: &Teller<'_>, order: Order<'_>, target: &Target) -> anyhow::Result<Built> {
    let program = teller.program;
    let addresses = order.has_offers.then(|| Addresses::new(program));
    let (mut writers, asked) = Writers::new(teller, order, target)?;
    let mut channels = vec![ChannelCounts::default(); program.channels.len()];
    let each = |part: &mut Part, seen: Seen<'_>| match seen {
        Seen::Sku(look, held) => write_item(addresses.as_ref(), &asked, part, &look, held),
        Seen::SetAside(problem) => quarantine::write_row(teller.policy, problem, &mut part.quarantine),
    };
    let outcome = fold(teller, order.threads, order.later, each, |part| {
        offered::remember_room(&asked, &part.feeds);
        for (sum, counts) in channels.iter_mut().zip(&part.counts) {
            add(sum, *counts);
        }
        writers.write(target, program, &asked, part)
    })?;
    writers.close_products(target, program, &asked)?;
    let without_feed = writers.without_feed.clone();
    let findings = writers.findings(teller.policy);
    let (mut outputs, by_hand) = writers.finish(target, teller.policy, program)?;
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
    let selling = program.channels.iter().zip(channels).filter(|(channel, _)| channel.channel.is_selling());
    let channels: BTreeMap<String, ChannelCounts> =
        selling.map(|(channel, counts)| (channel.channel.name.clone(), counts)).collect();
    write_manifest(teller, order, &outcome, &channels, &outputs, target)?;
    Ok(Built { outcome, channels, outputs, without_feed, by_hand, findings })
}

fn add(sum: &mut ChannelCounts, counts: ChannelCounts) {
    sum.items += counts.items;
    sum.fed += counts.fed;
    sum.paused += counts.paused;
    sum.quarantined += counts.quarantined;
    sum.not_listed += counts.not_listed;
}

fn write_item(
    addresses: Option<&Addresses>,
    asked: &AllAsked,
    part: &mut Part,
    look: &Look<'_>,
    held: &[Held],
) {
    let Look { program, item, resolved, .. } = *look;
    if part.feeds.is_empty() {
        part.feeds = offered::parts(asked);
    }
    part.made.get_mut().clear();
    part.counts.resize(program.channels.len(), ChannelCounts::default());
    for counts in &mut part.counts {
        counts.items += 1;
        counts.not_listed += 1;
    }
    for offer in &resolved.offers {
        let state = State::of(offer, held);
        if let Some(counts) = part.counts.get_mut(offer.channel) {
            counts.not_listed -= 1;
            match state {
                State::Fed => counts.fed += 1,
                State::Paused => counts.paused += 1,
                State::Quarantined => counts.quarantined += 1,
            }
        }
        if let Some(addresses) = addresses {
            offers::write(program, addresses, item, resolved, offer, state, &mut part.offers);
        }
        let leaves_zero = leaves_zero(program, offer);
        let feeds = asked.get(offer.channel).and_then(Option::as_ref).zip(part.feeds.get_mut(offer.channel));
        let feeds = feeds.filter(|_| state != State::Quarantined || leaves_zero);
        let sends_quantity = feeds.is_some_and(|(asked, feeds)| {
            offered::write(look, (offer, state), asked, &part.made, feeds, &mut part.by_hand)
        });
        if state == State::Quarantined {
            quarantine::write(program, item, offer, held, sends_quantity, &mut part.quarantine);
        }
    }
    for (channel, (asked, feeds)) in asked.iter().zip(&mut part.feeds).enumerate() {
        if let Some(asked) = asked.as_ref().filter(|_| resolved.on(channel).is_none()) {
            offered::write_unlisted(look, asked, feeds);
        }
    }
    replenishment::write(program, item, resolved.segment, &mut part.replenishment);
}

fn leaves_zero(program: &Program, offer: &Offer) -> bool {
    let channel = program.channels.get(offer.channel);
    channel.is_some_and(|own| own.channel.quarantine.value == QuarantineQuantity::Zero && !own.is_held)
}

fn write_manifest(
    teller: &Teller<'_>,
    order: Order<'_>,
    outcome: &Outcome,
    channels: &BTreeMap<String, ChannelCounts>,
    outputs: &[Output],
    target: &Target,
) -> anyhow::Result<()> {
    let policy = order.policy_files.iter().map(|(path, sha256, bytes)| FileDigest {
        path: path.clone(),
        sha256: Some(sha256.clone()),
        bytes: *bytes,
    });
    let catalog = teller.survey.inputs.iter().map(|input| FileDigest {
        path: input.path.clone(),
        sha256: input.sha256.clone(),
        bytes: input.bytes,
    });
    let orders = teller.survey.orders.iter().map(|sales| {
        let source = teller.policy.catalog.sources.get(sales.source);
        (source.map(|own| own.name.clone()).unwrap_or_default(), sales.into())
    });
    let manifest = Manifest {
        format_version: 1,
        program: manifest::Program {
            name: "evenkeel".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        language: LANGUAGE,
        at: order.at.to_owned(),
        policy_digest: order.policy_digest.to_owned(),
        inputs: policy.chain(catalog).collect(),
        outputs: outputs
            .iter()
            .map(|output| FileDigest {
                path: output.path.clone(),
                sha256: output.sha256.clone(),
                bytes: output.bytes,
            })
            .collect(),
        catalog: outcome.counts.into(),
        orders: orders.collect(),
        channels: channels.clone(),
    };
    let mut file = target.create("manifest.json")?;
    serde_json::to_writer_pretty(&mut file, &manifest)?;
    file.write_all(b"\n")?;
    file.finish()?;
    Ok(())
}
