//! A policy from nothing, or from a seller's export.
//!
//! Comes in: a file, and the channels that it is to feed. Goes out: the text of a policy that reads its columns, with
//! the reason beside each choice. What cannot be read is a [`Refusal`]; what is wrong with rows is for `lint` to say.
//! Nothing is written here: that is for the command.
//!
//! `head` finds the header, `seen` looks at the cells, `wire` gives columns to fields, `trial` reads the file as a build
//! would, `key` picks the columns of the SKU, `places` finds the profiles, `write` makes the text.

mod head;
mod key;
mod locations;
mod names;
mod places;
mod quantile;
mod rows;
mod seen;
mod trial;
mod wire;
mod write;

use std::io::Read;

pub use wire::slug;

use crate::catalog::own_columns;
use crate::item::Field;
use crate::policy::catalog::Format;
use crate::world::{Files, Memory};

use head::Head;
use key::Key;
use locations::FBA;
use places::Place;
use rows::Rows;
use seen::{Cells, Seen};
use trial::Tally;
use wire::{Wire, Wiring};

/// The catalog of a policy that is made from nothing.
pub const SAMPLE: &str = include_str!("sample.csv");
/// Where it is written.
pub const SAMPLE_PATH: &str = "catalog/products.csv";

/// Bytes in which the header is looked for.
const BEGINNING: u64 = 1 << 20;

/// What a policy is to be made of.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The policy's name.
    pub name: &'a str,
    /// The folder of the export.
    pub files: &'a dyn Files,
    /// The export's path in that folder.
    pub file: &'a str,
    /// Its path as the policy will say it.
    pub path: &'a str,
    /// Whose export it is; `None`: by its header.
    pub format: Option<Format>,
    /// The channels, in the order of their importance; none: by whose export it is.
    pub channels: &'a [String],
    /// How many threads read it.
    pub threads: usize,
}

/// A policy that can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The text of `evenkeel.kdl`.
    pub text: String,
    /// The SKUs that were read.
    pub items: u64,
    /// The rows that were not.
    pub unusable: u64,
    /// The channels.
    pub channels: Vec<String>,
    /// What the file does not say and the policy had to assume, or leaves out.
    pub open: Vec<String>,
}

/// Why no policy can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: String,
}

impl Refusal {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

/// A file, cut into cells, its columns given to fields.
struct Table {
    head: Head,
    cells: Cells,
    wiring: Wiring,
    rows: Rows,
}

/// All that was found, for the text to be made of.
struct Found<'a> {
    request: Request<'a>,
    is_sample: bool,
    table: Table,
    key: Key,
    tally: Tally,
    places: Vec<Place>,
}

impl Found<'_> {
    /// The channels that sell from the seller's own shelf.
    fn sharing(&self) -> Vec<&Place> {
        self.places.iter().filter(|place| !self.is_held(place)).collect()
    }

    /// Whether a channel holds what it sells itself.
    fn is_held(&self, place: &Place) -> bool {
        let is_fba = |wire: &Wire| wire.location.as_deref() == Some(FBA);
        place.channel.profile == "amazon-us" && self.table.wiring.wires.iter().any(is_fba)
    }
}

/// The policy of a sample shop.
pub fn sample(name: &str, channels: &[String], threads: usize) -> anyhow::Result<Result<Draft, Refusal>> {
    let files = Memory::default().with(SAMPLE_PATH, SAMPLE);
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
    let channels = if channels.is_empty() { named(&["shopify", "amazon"]) } else { channels.to_vec() };
    let request = Request {
        name,
        files: &files,
        file: SAMPLE_PATH,
        path: SAMPLE_PATH,
        format: Some(Format::Csv),
        channels: &channels,
        threads,
    };
    make(request, true)
}

/// The policy that reads an export. An `Err` means that reading the file failed.
pub fn draft(request: Request<'_>) -> anyhow::Result<Result<Draft, Refusal>> {
    make(request, false)
}

fn make(request: Request<'_>, is_sample: bool) -> anyhow::Result<Result<Draft, Refusal>> {
    let mut beginning = Vec::new();
    request.files.open(request.file)?.take(BEGINNING).read_to_end(&mut beginning)?;
    let head = match head::head(request.file, &beginning, request.format) {
        Ok(head) => head,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let places = match places::places(&channels(request.channels, &head))? {
        Ok(places) => places,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let cells = seen::cells(&head, request.files.open(request.file)?)?;
    let wiring = wire::wire(&head, &cells, &places);
    let rows = rows::rows(&head, &cells);
    let table = Table { head, cells, wiring, rows };
    let (key, tally) = match key::key(request, &table)? {
        Ok(found) => found,
        Err(refusal) => return Ok(Err(refusal)),
    };
    Ok(Ok(write::draft(&Found { request, is_sample, table, key, tally, places })))
}

/// The channels that are asked for, or the shop whose export it is.
fn channels(named: &[String], head: &Head) -> Vec<String> {
    if !named.is_empty() {
        return named.to_vec();
    }
    let own = match head.format {
        Format::ShopifyCsv => "shopify",
        Format::WoocommerceCsv => "woocommerce",
        Format::Csv | Format::Tsv | Format::GoogleTsv | Format::Jsonl => "shop",
    };
    vec![own.to_owned()]
}

impl Table {
    fn header(&self, cell: usize) -> &str {
        self.head.names.get(cell).map_or("", String::as_str)
    }

    /// The column of a field.
    fn wire(&self, field: &Field) -> Option<&Wire> {
        self.wiring.wires.iter().find(|wire| wire.field == *field)
    }

    /// Whether a column gives a field, and no other column of its name could be meant.
    fn has(&self, field: &Field) -> bool {
        let own = own_columns(self.head.format, &self.head.names);
        let header = own.iter().find(|(_, own)| own == field).map(|(cell, _)| self.header(*cell));
        let is_alone = |header: &str| self.head.names.iter().filter(|other| *other == header).count() == 1;
        let is_own = self.head.format.is_of_shop() && header.is_some_and(is_alone);
        is_own || self.wire(field).is_some()
    }

    /// The cells of a field's column.
    fn seen(&self, field: &Field) -> Option<&Seen> {
        self.cells.columns.get(self.wire(field)?.cell)
    }

    /// The locations of the stock, in the order of their columns.
    fn locations(&self) -> Vec<String> {
        let stock = self.wiring.wires.iter().filter(|wire| wire.field == Field::Stock);
        let own: Vec<String> = stock.filter_map(|wire| wire.location.clone()).collect();
        if own.iter().all(|location| location == FBA) {
            return std::iter::once(wire::LOCATION.to_owned()).chain(own).collect();
        }
        own
    }
}
