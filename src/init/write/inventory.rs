//! `segments`, `pool`, `buffer` and `throttle`: by what the file says of prices, sales and units.

use crate::exact::Decimal;
use crate::init::Found;
use crate::init::locations::FBA;
use crate::init::places::Place;
use crate::init::quantile::{Cut, cuts, quantile};

use crate::item::Field;
use crate::policy::written::kdl;

use super::page::{Page, skus};

/// Below this many units of the middle SKU a share of them would hide the last one.
const FEW: i64 = 10;
/// Fewer SKUs are one segment.
const SMALL: u64 = 10;

/// Writes what is there to sell, and what is kept back.
pub(super) fn inventory(page: &mut Page, found: &Found<'_>) {
    let segments = Segments::of(found);
    segments.write(page);
    pool(page, found);
    buffers(page, found, &segments);
    throttle(page, found);
}

/// Segments by a field, the highest first; none where nothing parts the SKUs.
struct Segments {
    field: &'static str,
    names: [&'static str; 3],
    cuts: Vec<Cut>,
    rest: u64,
}

impl Segments {
    fn of(found: &Found<'_>) -> Self {
        let tally = &found.tally;
        let is_by_velocity = !tally.velocities.is_empty();
        let (field, names, values) = if is_by_velocity {
            ("velocity", ["hero", "core", "tail"], &tally.velocities)
        } else {
            ("price", ["premium", "middle", "entry"], &tally.prices)
        };
        let cuts = if tally.counts.items < SMALL { Vec::new() } else { cuts(values) };
        let within: u64 = cuts.iter().map(|cut| cut.count).sum();
        Self { field, names, cuts, rest: tally.counts.items.saturating_sub(within) }
    }

    fn named(&self) -> impl Iterator<Item = (&'static str, Option<&Cut>)> {
        let last = self.names.last().copied().unwrap_or_default();
        let cut = self.cuts.iter().zip(self.names).map(|(cut, name)| (name, Some(cut)));
        cut.chain(std::iter::once((last, None)))
    }

    fn write(&self, page: &mut Page) {
        if self.cuts.is_empty() {
            return;
        }
        let why = match self.field {
            "velocity" => "SKUs that are treated alike, by the units that they sell a day.",
            _ => "SKUs that are treated alike, by price, since the file does not say how fast they sell.",
        };
        page.note(0, why);
        page.line(0, "segments {");
        for (index, (name, cut)) in self.named().enumerate() {
            let cadence = ["daily", "weekly", "weekly"].get(index).copied().unwrap_or("weekly");
            let Some(Cut { at_least, count }) = cut else {
                page.because(1, &format!("segment {name}"), &format!("the other {}", self.rest));
                continue;
            };
            page.line(1, &format!("segment {name} {{"));
            let reason = match index {
                0 => format!("{}: where the highest fifth begins", skus(*count)),
                _ => format!("{}: down to the middle one", skus(*count)),
            };
            page.because(2, &format!("where {} \">= {}\"", self.field, at_least.normalize()), &reason);
            match index {
                0 => page.because(2, &format!("monitor {cadence}"), "how often somebody looks at them"),
                _ => page.line(2, &format!("monitor {cadence}")),
            }
            page.line(1, "}");
        }
        page.line(0, "}");
        page.gap();
    }
}

fn pool(page: &mut Page, found: &Found<'_>) {
    let sharing = found.sharing();
    let own: Vec<String> = found
        .table
        .locations()
        .into_iter()
        .filter(|location| location != FBA || sharing.len() == found.places.len())
        .collect();
    if !sharing.is_empty() {
        let names: Vec<&str> = sharing.iter().map(|place| place.channel.name.as_str()).collect();
        page.line(0, "pool main {");
        let why = "where the units of the file lie";
        for (index, location) in own.iter().enumerate() {
            let code = format!("location {}", kdl(location));
            if index == 0 { page.because(1, &code, why) } else { page.line(1, &code) }
        }
        let why = match names.len() {
            1 => "it alone sells from this shelf",
            _ => "they sell from the same shelf, the most important first",
        };
        page.because(1, &format!("channels {}", names.join(" ")), why);
        if found.table.has(&Field::Committed) {
            page.because(1, "protect committed", "what is promised to open orders is not sold again");
        }
        page.proposed(1, "source-of-truth erp", "the system whose count is believed");
        page.line(0, "}");
        page.gap();
    }
    for place in found.places.iter().filter(|place| found.is_held(place)) {
        let name = &place.channel.name;
        page.note(
            0,
            "Amazon holds and counts these units itself: no buffer applies, nothing is published for them.",
        );
        page.line(0, "pool fba {");
        page.line(1, &format!("location {FBA} held-by={name}"));
        page.line(1, &format!("channels {name}"));
        page.because(1, "replenish cover=\"30d\"", "below it a line in replenishment.csv");
        page.line(0, "}");
        page.gap();
    }
}

/// How many units the SKU in the middle has.
fn middle(found: &Found<'_>) -> Option<i64> {
    quantile(&found.tally.stocks, 50)
}

fn buffers(page: &mut Page, found: &Found<'_>, segments: &Segments) {
    let sharing = found.sharing();
    if sharing.is_empty() {
        return;
    }
    page.note(0, "What is kept back, so that one channel does not sell what another has just sold.");
    // a velocity as a whole does not say what sells from which of two pools
    if segments.field == "velocity" && sharing.len() == found.places.len() {
        by_demand(page, segments);
    } else if sharing.len() < 2 {
        page.because(0, "buffer { units 0 }", "nothing: no other channel sells from this shelf");
    } else if middle(found).is_none_or(|middle| middle < FEW) {
        page.because(
            0,
            "buffer { units 0 }",
            "nothing yet: half of the SKUs have few units, and a share would hide the last one",
        );
    } else {
        for place in sharing {
            let reason =
                format!("of what is available; an oversell there weighs {}", place.channel.severity.value);
            page.because(
                0,
                &format!("buffer {} {{ percent \"{}%\" }}", place.channel.name, share(place)),
                &reason,
            );
        }
        if !segments.cuts.is_empty() {
            let first = segments.names.first().copied().unwrap_or_default();
            page.because(
                0,
                &format!("buffer segment={first} {{ at-least 1 }}"),
                "the dearest ones are never sold to the last unit",
            );
        }
    }
    page.gap();
}

/// The velocity is known: two days of it, by how much an oversell weighs on each channel, and a few units.
fn by_demand(page: &mut Page, segments: &Segments) {
    page.line(0, "buffer {");
    page.because(
        1,
        "demand lead-time=\"2d\"",
        "what sells in two days, until a count can be trusted; times the channel's severity",
    );
    page.because(1, "safety-stock 2", "and two units for what a count gets wrong");
    page.line(0, "}");
    if !segments.cuts.is_empty() {
        let last = segments.names.last().copied().unwrap_or_default();
        page.because(
            0,
            &format!("buffer segment={last} {{ safety-stock 1 }}"),
            "a slow seller must not vanish behind its own safety stock",
        );
    }
}

/// A twentieth, a tenth or more, by how much an oversell weighs.
fn share(place: &Place) -> u32 {
    let severity = place.channel.severity.value;
    match severity {
        severity if severity >= Decimal::new(14, 1) => 15,
        severity if severity >= Decimal::new(12, 1) => 10,
        _ => 5,
    }
}

fn throttle(page: &mut Page, found: &Found<'_>) {
    let sharing = found.sharing();
    let [_, others @ ..] = sharing.as_slice() else { return };
    if others.is_empty() {
        return;
    }
    let is_thin = middle(found).is_none_or(|middle| middle < FEW);
    page.note(0, "When the shelf runs low, the channels that matter less pause first: they show 0.");
    if is_thin {
        let name = others.last().map_or("", |place| place.channel.name.as_str());
        let reason = "only what is gone: half of the SKUs have few units";
        page.because(0, &format!("throttle main {{ below 1 pause={name} }}"), reason);
        page.gap();
        return;
    }
    page.line(0, "throttle main {");
    for (index, place) in others.iter().enumerate() {
        let below = 3 + index;
        page.because(
            1,
            &format!("below {below} pause={}", place.channel.name),
            "units available, before any buffer",
        );
    }
    page.line(0, "}");
    page.gap();
}
