//! The files of a build as they are being written.

use std::io::Write;
use std::sync::atomic::AtomicUsize;

use crate::diagnostic::Diagnostic;
use crate::lint::Teller;
use crate::model::part::channel::FeedFormat;
use crate::policy::Policy;
use crate::program::Program;
use crate::world::{Output, OutputWriter, Target};

use super::build::{Order, Part};
use super::by_hand::ByHand;
use super::left::What;
use super::lines::{Entries, Files};
use super::offered::{AllAsked, Asked, leave};
use super::oversize::Oversize;
use super::pieces::Piece;
use super::products::{LeftRow, Products};
use super::replenishment;
use super::shopify_csv::Columns;
use super::{formats, pieces};

/// The files of a build.
pub(super) struct Writers {
    /// `None` where it is not asked for.
    offers: Option<OutputWriter>,
    quarantine: OutputWriter,
    replenishment: OutputWriter,
    by_hand_file: OutputWriter,
    by_hand: ByHand,
    /// By channel and feed; `None` where the channel is not asked for, or the feed can't be written.
    feeds: Vec<Vec<Option<FeedWriter>>>,
    /// Channels without a feed, each with the reason.
    pub(super) without_feed: Vec<(String, &'static str)>,
}

/// The files of a feed, and what is gathered for them.
struct FeedWriter {
    files: Files,
    oversize: Oversize,
    products: Products,
}

impl Writers {
    /// Opens the files; what is asked for is told beside them.
    pub(super) fn new(
        teller: &Teller<'_>,
        order: Order<'_>,
        target: &Target,
    ) -> anyhow::Result<(Self, AllAsked)> {
        let mut replenishment = target.create("replenishment.csv")?;
        replenishment.write_all(replenishment::HEADER.as_bytes())?;
        let mut writers = Self {
            offers: order.has_offers.then(|| target.create("offers.jsonl")).transpose()?,
            quarantine: target.create("quarantine.jsonl")?,
            replenishment,
            by_hand_file: target.create("by-hand.jsonl")?,
            by_hand: ByHand::default(),
            feeds: Vec::new(),
            without_feed: Vec::new(),
        };
        let mut asked = Vec::new();
        let pieces = pieces::cut(teller.program);
        for (index, (channel, pieces)) in teller.program.channels.iter().zip(pieces).enumerate() {
            let is_asked_for = order.channel.is_none_or(|only| only == index) && channel.channel.is_selling();
            if is_asked_for {
                asked.push(Some(writers.add_channel(teller, order, (index, pieces))?));
            } else {
                writers.feeds.push(Vec::new());
                asked.push(None);
            }
        }
        Ok((writers, asked))
    }

    fn add_channel(
        &mut self,
        teller: &Teller<'_>,
        order: Order<'_>,
        (index, pieces): (usize, Vec<Vec<Piece>>),
    ) -> anyhow::Result<Vec<Option<Asked>>> {
        let (mut own, mut asked) = (Vec::new(), Vec::new());
        let Some(channel) = teller.program.channels.get(index) else { return Ok(asked) };
        let name = &channel.channel.name;
        if channel.channel.feeds.is_empty() {
            let why = if channel.channel.lacks_ids {
                "its profile's feeds go by ids that no source gives, such as `channel-id \"HEADER\" channel=NAME`; or give \
                 it a feed of its own"
            } else {
                "its profile has no feed of its own yet; give it `feed csv { column … }`"
            };
            self.without_feed.push((name.clone(), why));
        }
        let seed = format!("{} {} {name}", order.at, order.policy_digest);
        for (number, (feed, pieces)) in channel.channel.feeds.iter().zip(pieces).enumerate() {
            let is_csv = feed.format == FeedFormat::ShopifyCsv;
            let columns =
                if is_csv { Columns::new(teller, (index, channel), feed, order.threads)? } else { None };
            let files = match formats::files(feed, &seed, columns.as_ref()) {
                Ok(files) => files,
                Err(why) => {
                    self.without_feed.push((name.clone(), why));
                    own.push(None);
                    asked.push(None);
                    continue;
                }
            };
            let shown = channel.feed_content.get(number).map(Vec::as_slice).unwrap_or_default();
            let carries = |what| formats::carries(feed, shown, columns.as_ref(), what);
            asked.push(Some(Asked {
                most: files.most_bytes(),
                figures: What::FIGURES.map(carries),
                content: (0..channel.content.len()).map(|field| carries(What::Content(field))).collect(),
                pieces,
                room: AtomicUsize::new(0),
                product: columns,
            }));
            own.push(Some(FeedWriter {
                files,
                oversize: Oversize::default(),
                products: Products::default(),
            }));
        }
        self.feeds.push(own);
        Ok(asked)
    }

    /// Writes what a batch became.
    pub(super) fn write(
        &mut self,
        target: &Target,
        program: &Program,
        asked: &AllAsked,
        part: Part,
    ) -> anyhow::Result<()> {
        if let Some(offers) = &mut self.offers {
            offers.write_all(&part.offers)?;
        }
        self.quarantine.write_all(&part.quarantine)?;
        self.replenishment.write_all(&part.replenishment)?;
        self.by_hand_file.write_all(&part.by_hand.lines)?;
        self.by_hand.merge(part.by_hand);
        for (index, (writers, parts)) in self.feeds.iter_mut().zip(part.feeds).enumerate() {
            let asked = asked.get(index).and_then(Option::as_ref).into_iter().flatten();
            for (writer, (asked, mut part)) in writers.iter_mut().zip(asked.zip(parts)) {
                let Some(writer) = writer else { continue };
                writer.oversize.merge(part.oversize);
                if let Some(columns) = asked.as_ref().and_then(|asked| asked.product.as_ref()) {
                    let left = writer.products.take(part.rows, columns, &mut part.entries);
                    say_by_hand(program, index, &left, &mut self.by_hand);
                }
                if part.entries.len() > 0 {
                    writer.files.write(target, &part.entries)?;
                }
            }
        }
        self.flush_by_hand()
    }

    /// Ends the last product of each product CSV.
    pub(super) fn close_products(
        &mut self,
        target: &Target,
        program: &Program,
        asked: &AllAsked,
    ) -> anyhow::Result<()> {
        for (index, writers) in self.feeds.iter_mut().enumerate() {
            let asked = asked.get(index).and_then(Option::as_ref).into_iter().flatten();
            for (writer, asked) in writers.iter_mut().zip(asked) {
                let columns = asked.as_ref().and_then(|asked| asked.product.as_ref());
                let (Some(writer), Some(columns)) = (writer, columns) else { continue };
                let mut entries = Entries::default();
                let left = writer.products.close(columns, &mut entries);
                say_by_hand(program, index, &left, &mut self.by_hand);
                if entries.len() > 0 {
                    writer.files.write(target, &entries)?;
                }
            }
        }
        self.flush_by_hand()
    }

    fn flush_by_hand(&mut self) -> anyhow::Result<()> {
        self.by_hand_file.write_all(&std::mem::take(&mut self.by_hand.lines))?;
        Ok(())
    }

    /// What is told of the feeds themselves.
    pub(super) fn findings(&self, policy: &Policy) -> Vec<Diagnostic> {
        let of_channel = self.feeds.iter().enumerate().flat_map(|(channel, own)| {
            own.iter().enumerate().filter_map(move |(feed, own)| Some(((channel, feed), own.as_ref()?)))
        });
        of_channel
            .flat_map(|(place, own)| {
                [own.oversize.finding(policy, place), own.products.finding(policy, place)]
            })
            .flatten()
            .collect()
    }

    /// Closes the files and says what was written, and how many lines are for doing by hand.
    pub(super) fn finish(
        mut self,
        target: &Target,
        policy: &Policy,
        program: &Program,
    ) -> anyhow::Result<(Vec<Output>, u64)> {
        self.by_hand.close(policy, program);
        self.flush_by_hand()?;
        let mut outputs =
            vec![self.quarantine.finish()?, self.replenishment.finish()?, self.by_hand_file.finish()?];
        outputs.extend(self.offers.map(OutputWriter::finish).transpose()?);
        for writer in self.feeds.into_iter().flatten().flatten() {
            outputs.extend(writer.files.finish(target)?);
        }
        Ok((outputs, self.by_hand.count))
    }
}

fn say_by_hand(program: &Program, channel: usize, left: &[LeftRow], by_hand: &mut ByHand) {
    let Some(channel) = program.channels.get(channel) else { return };
    for LeftRow { row, fields, why } in left {
        if fields.is_empty() {
            leave(channel, row, why, by_hand);
        }
        for plan in fields.iter().filter_map(|field| channel.content.get(*field)) {
            by_hand.add_field(channel, &row.sku, &plan.name, why);
        }
    }
}
