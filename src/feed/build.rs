//! A build: every SKU resolved once, written to every feed in the order of the catalog.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::diagnostic::Diagnostic;
use crate::lint::{Held, Look, Outcome, Seen, Teller, fold};
use crate::model::LANGUAGE;
use crate::model::part::channel::{FeedFormat, QuarantineQuantity};
use crate::offer::Offer;
use crate::policy::channel::Feed;
use crate::program::{ChannelProgram, Program};
use crate::world::{Output, OutputWriter, Target};

use super::entry::Entry;
use super::escaped::Escaped;
use super::generic::Column;
use super::lines::{Entries, Files};
use super::manifest::{ChannelCounts, FileDigest, Manifest};
use super::offers::Addresses;
use super::oversize::Oversize;
use super::state::State;
use super::{amazon, ebay, generic, manifest, offers, quarantine, replenishment, walmart};

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
    /// What is told of the feeds themselves.
    pub findings: Vec<Diagnostic>,
}

/// What a build is told beside the policy and the catalog.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
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
struct Part {
    offers: Vec<u8>,
    quarantine: Vec<u8>,
    replenishment: Vec<u8>,
    feeds: Vec<Vec<Entries>>,
    counts: Vec<ChannelCounts>,
    oversize: Vec<Vec<Oversize>>,
    escaped: RefCell<Escaped>,
}

/// A feed that is asked for.
#[derive(Debug)]
struct Asked {
    /// The most bytes of a file, and those around its one entry.
    most: Option<(u64, u64)>,
    /// Its columns, where it has any.
    columns: Vec<Column>,
    /// The bytes of the longest batch so far: the room that the next one is given.
    room: AtomicUsize,
}

/// By channel and feed; `None` where it is not asked for.
type AllAsked = Vec<Vec<Option<Asked>>>;

/// Builds every feed into the target, which is not yet in its place.
pub fn build(teller: &Teller<'_>, order: Order<'_>, target: &Target) -> anyhow::Result<Built> {
    let program = teller.program;
    let addresses = order.has_offers.then(|| Addresses::new(program));
    let mut writers = Writers::new(program, order, target)?;
    let asked = asked(program, &writers);
    let mut oversize = by_feed(&writers.feeds, |_| Oversize::default());
    let mut channels = vec![ChannelCounts::default(); program.channels.len()];
    let each = |part: &mut Part, seen: Seen<'_>| match seen {
        Seen::Sku(look, held) => write_item(addresses.as_ref(), &asked, part, &look, held),
        Seen::SetAside(problem) => quarantine::write_row(teller.policy, problem, &mut part.quarantine),
    };
    let outcome = fold(teller, order.threads, each, |mut part| {
        let later = std::mem::take(&mut part.oversize).into_iter().flatten();
        for (sum, later) in oversize.iter_mut().flatten().zip(later) {
            sum.merge(later);
        }
        for (own, entries) in asked.iter().flatten().flatten().zip(part.feeds.iter().flatten()) {
            own.room.fetch_max(entries.bytes.len(), Ordering::Relaxed);
        }
        for (sum, counts) in channels.iter_mut().zip(&part.counts) {
            add(sum, *counts);
        }
        writers.write(target, &part)
    })?;
    let without_feed = writers.without_feed.clone();
    let mut outputs = writers.finish(target)?;
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
    let selling = program.channels.iter().zip(channels).filter(|(channel, _)| channel.channel.is_selling());
    let channels: BTreeMap<String, ChannelCounts> =
        selling.map(|(channel, counts)| (channel.channel.name.clone(), counts)).collect();
    write_manifest(teller, order, &outcome, &channels, &outputs, target)?;
    let of_channel = oversize.iter().enumerate().flat_map(|(channel, own)| {
        own.iter().enumerate().filter_map(move |(feed, own)| own.finding(teller.policy, (channel, feed)))
    });
    let findings = of_channel.collect();
    Ok(Built { outcome, channels, outputs, without_feed, findings })
}

fn asked(program: &Program, writers: &Writers) -> AllAsked {
    let of_channel = |(channel, files): (&ChannelProgram, &Vec<Option<Files>>)| {
        let content = channel.feed_content.iter().map(Vec::as_slice).chain(std::iter::repeat(&[] as &[_]));
        let each = channel.channel.feeds.iter().zip(content).zip(files);
        each.map(|((feed, content), files)| {
            let columns = generic::columns(program, &channel.channel.name, feed, content);
            files.as_ref().map(|files| Asked { most: files.most_bytes(), columns, room: AtomicUsize::new(0) })
        })
        .collect()
    };
    program.channels.iter().zip(&writers.feeds).map(of_channel).collect()
}

/// Something of each feed of each channel.
fn by_feed<T, U>(feeds: &[Vec<T>], each: impl Fn(&T) -> U) -> Vec<Vec<U>> {
    feeds.iter().map(|own| own.iter().map(&each).collect()).collect()
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
        let room = |own: &Option<Asked>| own.as_ref().map_or(0, |own| own.room.load(Ordering::Relaxed));
        part.feeds = by_feed(asked, |own| Entries::with_room(room(own)));
        part.oversize = by_feed(asked, |_| Oversize::default());
    }
    part.escaped.get_mut().clear();
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
        if state == State::Quarantined {
            quarantine::write(program, item, offer, held, leaves_zero, &mut part.quarantine);
        }
        if state != State::Quarantined || leaves_zero {
            write_feeds(look, offer, state, asked, part);
        }
    }
    replenishment::write(program, item, resolved.segment, &mut part.replenishment);
}

fn leaves_zero(program: &Program, offer: &Offer) -> bool {
    let channel = program.channels.get(offer.channel);
    channel.is_some_and(|own| own.channel.quarantine.value == QuarantineQuantity::Zero && !own.is_held)
}

fn write_feeds(look: &Look<'_>, offer: &Offer, state: State, asked: &AllAsked, part: &mut Part) {
    let Look { program, item, listings, .. } = *look;
    let Some(channel) = program.channels.get(offer.channel) else { return };
    let listing = listings.on(offer.channel);
    let escaped = &part.escaped;
    let asked = asked.get(offer.channel).map(Vec::as_slice).unwrap_or_default();
    let entries = part.feeds.get_mut(offer.channel).map(Vec::as_mut_slice).unwrap_or_default();
    for (index, (feed, (asked, entries))) in
        channel.channel.feeds.iter().zip(asked.iter().zip(entries)).enumerate()
    {
        let Some(Asked { most, columns, .. }) = asked else { continue };
        let before = entries.size();
        let entry = Entry { program, channel, feed, columns, item, offer, listing, state, escaped };
        write_one(&entry, entries);
        let own = entries.size() - before;
        let Some((most, around)) = most.filter(|(most, around)| own > 0 && own + around > *most) else {
            continue;
        };
        let oversize = part.oversize.get_mut(offer.channel).and_then(|own| own.get_mut(index));
        if let Some(oversize) = oversize {
            oversize.add(item, own + around, most);
        }
    }
}

fn write_one(entry: &Entry<'_>, entries: &mut Entries) {
    match entry.feed.format {
        FeedFormat::AmazonListings => amazon::write(entry, entries),
        FeedFormat::EbayPriceQuantity => ebay::write(entry, entries),
        FeedFormat::WalmartPrice
        | FeedFormat::WalmartInventory
        | FeedFormat::WalmartItem
        | FeedFormat::WalmartMatch => {
            walmart::write(entry, entries);
        }
        FeedFormat::Csv | FeedFormat::Tsv | FeedFormat::Jsonl => generic::write(entry, entries),
    }
}

/// The files of a build.
struct Writers {
    /// `None` where it is not asked for.
    offers: Option<OutputWriter>,
    quarantine: OutputWriter,
    replenishment: OutputWriter,
    /// By channel and feed; `None` where the channel is not asked for, or the feed can't be written.
    feeds: Vec<Vec<Option<Files>>>,
    without_feed: Vec<(String, &'static str)>,
}

impl Writers {
    fn new(program: &Program, order: Order<'_>, target: &Target) -> anyhow::Result<Self> {
        let Order { channel: only, has_offers, .. } = order;
        let mut feeds = Vec::new();
        let mut without_feed = Vec::new();
        for (index, channel) in program.channels.iter().enumerate() {
            let channel = &channel.channel;
            let is_asked_for = only.is_none_or(|only| only == index) && channel.is_selling();
            if is_asked_for && channel.feeds.is_empty() {
                without_feed.push((
                    channel.name.clone(),
                    "its profile has no feed of its own yet; give it `feed csv { column … }`",
                ));
            }
            let mut own = Vec::new();
            for feed in &channel.feeds {
                let files = is_asked_for.then(|| files(feed)).transpose();
                if let Err(reason) = &files {
                    without_feed.push((channel.name.clone(), *reason));
                }
                own.push(files.ok().flatten());
            }
            feeds.push(own);
        }
        let mut replenishment = target.create("replenishment.csv")?;
        replenishment.write_all(replenishment::HEADER.as_bytes())?;
        Ok(Self {
            offers: has_offers.then(|| target.create("offers.jsonl")).transpose()?,
            quarantine: target.create("quarantine.jsonl")?,
            replenishment,
            feeds,
            without_feed,
        })
    }

    fn write(&mut self, target: &Target, part: &Part) -> anyhow::Result<()> {
        if let Some(offers) = &mut self.offers {
            offers.write_all(&part.offers)?;
        }
        self.quarantine.write_all(&part.quarantine)?;
        self.replenishment.write_all(&part.replenishment)?;
        let entries = part.feeds.iter().flatten();
        for (files, entries) in self.feeds.iter_mut().flatten().zip(entries) {
            if let Some(files) = files.as_mut().filter(|_| entries.len() > 0) {
                files.write(target, entries)?;
            }
        }
        Ok(())
    }

    fn finish(self, target: &Target) -> anyhow::Result<Vec<Output>> {
        let mut outputs = vec![self.quarantine.finish()?, self.replenishment.finish()?];
        outputs.extend(self.offers.map(OutputWriter::finish).transpose()?);
        for files in self.feeds.into_iter().flatten().flatten() {
            outputs.extend(files.finish(target)?);
        }
        Ok(outputs)
    }
}

/// The files of a feed; an `Err` says why it can't be written.
fn files(feed: &Feed) -> Result<Files, &'static str> {
    let (frame, limits) = match feed.format {
        FeedFormat::AmazonListings => (amazon::frame(feed)?, amazon::limits(feed)),
        FeedFormat::EbayPriceQuantity => (ebay::frame(feed), ebay::limits()),
        FeedFormat::WalmartPrice
        | FeedFormat::WalmartInventory
        | FeedFormat::WalmartItem
        | FeedFormat::WalmartMatch => (walmart::frame(feed)?, walmart::limits(feed)),
        FeedFormat::Csv | FeedFormat::Tsv | FeedFormat::Jsonl => {
            (generic::frame(feed), generic::limits(feed))
        }
    };
    Ok(Files::new(&feed.stem, feed.format.ending(), frame, limits))
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
