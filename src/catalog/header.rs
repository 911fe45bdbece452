//! Headers to layouts: which cell of a source gives which value of an item.

use std::collections::BTreeSet;
use std::io::Read;

use anyhow::Context;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Sources, Span};
use crate::item::{Field, Shape};
use crate::nearest::nearest;
use crate::policy::catalog::{Catalog, ColumnName, Format, Source};
use crate::world::Files;

use super::ambiguous::Headers;
use super::blank::is_blank;
use super::cell::trimmed;
use super::foreign::foreign;
use super::lines::line_ends;
use super::orders::OrdersLayout;
use super::problem::ProblemKind;
use super::row::Cells;
use super::shopify::{self, ShopifyLayout};

/// Where the values of a source stand.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// The headers, trimmed.
    pub(super) header: Vec<String>,
    /// Bytes and lines before the first record below the header.
    pub(super) start: (u64, u64),
    /// The cells that make the SKU.
    pub(super) sku: Vec<usize>,
    /// The cells that are read.
    pub(super) wired: Vec<Wired>,
    /// What else Shopify's export needs.
    pub(super) shopify: Option<ShopifyLayout>,
    /// The cells of a line, where the source holds orders.
    pub(super) orders: Option<OrdersLayout>,
}

/// A cell and what it gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wired {
    pub(super) cell: usize,
    pub(super) field: Field,
    pub(super) target: Target,
    pub(super) unit: Option<String>,
    pub(super) split: Option<String>,
}

/// The place of a value in an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Price,
    CompareAt,
    Cost,
    Map,
    Msrp,
    Stock(usize),
    Committed(usize),
    Velocity(Option<usize>),
    VelocitySd(Option<usize>),
    LeadTime,
    TaxRate,
    Text(usize),
    /// A text that is read as a number too.
    Figure(usize),
    /// A text that is read for the rules alone.
    Checked(usize),
    /// Read by nothing, but known to hold a field.
    Unread,
}

impl Target {
    /// Whether something is made of it.
    fn is_used(self) -> bool {
        !matches!(self, Self::Checked(_) | Self::Unread)
    }

    /// The text of its cell; one of which nothing is made may be in any encoding.
    pub(super) fn text(self, cells: Cells<'_>, cell: usize) -> Result<&str, ProblemKind> {
        let text = cells.text(cell);
        if self.is_used() { text } else { Ok(text.unwrap_or_default()) }
    }
}

/// More bytes than any header with the prose above it.
const LONGEST_HEADER: usize = 4 << 20;

/// Reads a source's header and wires its columns; `None` where that can't be done, which is told.
pub(super) fn layout(
    files: &dyn Files,
    catalog: &Catalog,
    source: &Source,
    shape: &Shape,
    sources: &mut Sources,
    sink: &mut Sink,
) -> anyhow::Result<Option<Layout>> {
    let Some(text) = beginning(files, source, sink)? else { return Ok(None) };
    let found = header_record(source, &text);
    let end = found.as_ref().and_then(|(_, _, (end, _))| usize::try_from(*end).ok());
    let header = end.and_then(|end| text.get(..end)).unwrap_or(&text);
    if let Some(finding) = foreign(source, &text, header) {
        sink.push(finding);
        return Ok(None);
    }
    let Some((record, row, start)) = found else {
        sink.push(no_header(source));
        return Ok(None);
    };
    let header: Vec<String> =
        record.iter().map(|cell| trimmed(&String::from_utf8_lossy(cell)).to_owned()).collect();
    let mut wiring = Wiring {
        source,
        shape,
        header: &header,
        header_text: &row.1,
        lines: row.0,
        offset: row.2,
        excerpt: None,
    };
    let sku = wiring.sku(sources, sink);
    let lines = source.orders.as_ref();
    let orders = lines.map(|lines| OrdersLayout::new(lines, |name| wiring.named(name, sources, sink)));
    let wired = match &orders {
        // what is a field's name in a catalog is a line's own in an export of orders
        Some(orders) => orders.as_ref().map(OrdersLayout::wired).unwrap_or_default(),
        None => wiring.columns(catalog, sources, sink),
    };
    let shopify = (source.format == Format::ShopifyCsv).then(|| shopify::layout(&header));
    let mut read = read_cells(sku.as_deref(), &wired, shopify.as_ref());
    read.extend(orders.iter().flatten().flat_map(OrdersLayout::cells));
    wiring.tell_twice(&read, sources, sink);
    let Some(sku) = sku.filter(|_| orders.as_ref().is_none_or(Option::is_some)) else { return Ok(None) };
    Ok(Some(Layout { start, sku, wired, shopify, orders: orders.flatten(), header }))
}

/// The columns that a format reads by itself, each with its field; in a generic one those that bear a field's name.
pub(crate) fn own_columns(format: Format, header: &[String]) -> Vec<(usize, Field)> {
    if format == Format::ShopifyCsv {
        let sku = shopify::cell_of(header, &Field::Sku).map(|cell| (cell, Field::Sku));
        return sku.into_iter().chain(shopify::columns(header)).collect();
    }
    let field = |name: &str| name.parse::<Field>().or_else(|()| name.to_lowercase().parse::<Field>()).ok();
    let is_alone = |name: &str| {
        let lower = name.to_lowercase();
        header.iter().filter(|other| other.to_lowercase() == lower).count() == 1
    };
    let named = header.iter().enumerate().filter(|(_, name)| is_alone(name));
    named.filter_map(|(cell, name)| Some((cell, field(name)?))).collect()
}

/// The cells that something is read from.
fn read_cells(sku: Option<&[usize]>, wired: &[Wired], shopify: Option<&ShopifyLayout>) -> BTreeSet<usize> {
    let fields = wired.iter().filter(|wired| wired.target.is_used()).map(|wired| wired.cell);
    let keys = shopify.into_iter().flat_map(|shopify| [shopify.handle, shopify.tracker]).flatten();
    sku.unwrap_or_default().iter().copied().chain(fields).chain(keys).collect()
}

fn beginning(files: &dyn Files, source: &Source, sink: &mut Sink) -> anyhow::Result<Option<Vec<u8>>> {
    let mut file = match files.open(&source.path) {
        Ok(file) => file,
        Err(error) => {
            sink.push(unreadable(source, &error));
            return Ok(None);
        }
    };
    let mut bytes = Vec::new();
    file.by_ref()
        .take(LONGEST_HEADER as u64)
        .read_to_end(&mut bytes)
        .with_context(|| format!("can't read `{}`", source.path))?;
    Ok(Some(bytes))
}

type HeaderRow = (u64, String, u64);

/// The header's record, its lines before, text and offset, and where the records below it start.
fn header_record(source: &Source, bytes: &[u8]) -> Option<(csv::ByteRecord, HeaderRow, (u64, u64))> {
    let mut reader = super::row::reader(source, bytes);
    let mut record = csv::ByteRecord::new();
    for _ in 0..source.header {
        if !reader.read_byte_record(&mut record).ok()? {
            return None;
        }
    }
    let mut end = usize::try_from(reader.position().byte()).ok()?;
    let mut extent = extent_of(bytes, &record, end)?;
    // no header is blank: it is the next row, whether blank ones were counted or not
    while is_blank(source, bytes.get(extent.0..extent.1)?) {
        if !reader.read_byte_record(&mut record).ok()? {
            return None;
        }
        end = usize::try_from(reader.position().byte()).ok()?;
        extent = extent_of(bytes, &record, end)?;
    }
    let start = extent.0;
    let end = whole_line_end(bytes, end);
    let lines_before = line_ends(bytes.get(..start)?);
    let text = String::from_utf8_lossy(bytes.get(start..end)?).trim_end_matches(['\r', '\n']).to_owned();
    let lines = line_ends(bytes.get(..end)?);
    Some((record, (lines_before, text, start as u64), (end as u64, lines)))
}

fn extent_of(bytes: &[u8], record: &csv::ByteRecord, end: usize) -> Option<(usize, usize)> {
    let start = usize::try_from(record.position()?.byte()).ok()?;
    Some(super::row::extent(bytes, start, end))
}

/// The end of a line whose carriage return the CSV reader has taken for its whole end.
fn whole_line_end(bytes: &[u8], end: usize) -> usize {
    let after_return = end.checked_sub(1).and_then(|last| bytes.get(last)) == Some(&b'\r');
    if after_return && bytes.get(end) == Some(&b'\n') { end + 1 } else { end }
}

struct Wiring<'a> {
    source: &'a Source,
    shape: &'a Shape,
    header: &'a [String],
    header_text: &'a str,
    lines: u64,
    offset: u64,
    /// The header's row among the sources, once a finding needs it.
    excerpt: Option<Span>,
}

impl Wiring<'_> {
    /// The cell under a header, exactly, or whatever its case where one alone is so.
    fn cell(&self, header: &str) -> Option<usize> {
        let header = trimmed(header);
        if let Some(cell) = self.header.iter().position(|known| known == header) {
            return Some(cell);
        }
        let lower = header.to_lowercase();
        let mut alike = self.header.iter().enumerate().filter(|(_, known)| known.to_lowercase() == lower);
        let (cell, _) = alike.next()?;
        alike.next().is_none().then_some(cell)
    }

    fn named(&mut self, name: &ColumnName, sources: &mut Sources, sink: &mut Sink) -> Option<usize> {
        let cell = self.cell(&name.header);
        if cell.is_none() {
            let alike = self.row(sources).meant(name);
            let finding = alike.unwrap_or_else(|| self.unknown_column(name, sources));
            sink.push(finding);
        }
        cell
    }

    fn row(&mut self, sources: &mut Sources) -> Headers<'_> {
        let span = self.header_span(sources);
        Headers { source: self.source, header: self.header, text: self.header_text, span }
    }

    /// Tells headers that stand twice and are read; the file's text is only kept where there are any.
    fn tell_twice(&mut self, read: &BTreeSet<usize>, sources: &mut Sources, sink: &mut Sink) {
        let names: BTreeSet<&str> = self.header.iter().map(String::as_str).collect();
        if names.len() < self.header.len() {
            self.row(sources).tell_twice(read, sink);
        }
    }

    fn sku(&mut self, sources: &mut Sources, sink: &mut Sink) -> Option<Vec<usize>> {
        let source = self.source;
        if !source.sku.is_empty() {
            return source.sku.iter().map(|name| self.named(name, sources, sink)).collect();
        }
        let own = match source.format {
            Format::ShopifyCsv => shopify::cell_of(self.header, &Field::Sku),
            Format::Csv | Format::Tsv => self.cell("sku"),
        };
        if own.is_none() {
            let several = source.format != Format::ShopifyCsv && self.spelt("sku") > 1;
            let several = several.then(|| self.row(sources).spelt_otherwise(&Field::Sku));
            let finding = several.unwrap_or_else(|| self.no_sku(sources));
            sink.push(finding);
        }
        own.map(|cell| vec![cell])
    }

    fn columns(&mut self, catalog: &Catalog, sources: &mut Sources, sink: &mut Sink) -> Vec<Wired> {
        let mut wired = Vec::new();
        for column in &self.source.columns {
            let Some(cell) = self.named(&column.name, sources, sink) else { continue };
            let target = self.target(&column.field, column.location.as_deref(), column.channel.as_deref());
            let (unit, split) = (column.unit.clone(), column.split.clone());
            wired.push(Wired { cell, field: column.field.clone(), target, unit, split });
        }
        for field in self.spelt_otherwise() {
            let finding = self.row(sources).spelt_otherwise(&field);
            sink.push(finding);
        }
        for (cell, field) in self.self_mapped(catalog) {
            let target = self.target(&field, None, None);
            let is_by_location = matches!(field, Field::Stock | Field::Committed);
            if is_by_location && target == Target::Unread && self.shape.locations.len() > 1 {
                let finding = self.which_location(cell, &field, sources);
                sink.push(finding);
            }
            wired.push(Wired { cell, field, target, unit: None, split: None });
        }
        wired
    }

    /// Fields that are read and that no column is named after but for its case, where several are so.
    fn spelt_otherwise(&self) -> BTreeSet<Field> {
        if self.source.format == Format::ShopifyCsv {
            return BTreeSet::new();
        }
        let is_mapped = |field: &Field| self.source.columns.iter().any(|column| column.field == *field);
        let lower = self.header.iter().map(|name| name.to_lowercase()).filter(|name| self.spelt(name) > 1);
        let named = lower.filter_map(|name| name.parse::<Field>().ok());
        let is_read = |field: &Field| {
            let is_by_location = matches!(field, Field::Stock | Field::Committed);
            is_by_location || self.target(field, None, None).is_used()
        };
        named.filter(|field| *field != Field::Sku && !is_mapped(field) && is_read(field)).collect()
    }

    /// In how many spellings, of which none is exact, a header stands there.
    fn spelt(&self, lower: &str) -> usize {
        if self.header.iter().any(|known| known == lower) {
            return 0;
        }
        let alike = self.header.iter().filter(|known| known.to_lowercase() == lower);
        alike.collect::<BTreeSet<_>>().len()
    }

    /// Columns that map themselves, of fields that the policy does not map in this source.
    fn self_mapped(&self, catalog: &Catalog) -> Vec<(usize, Field)> {
        let is_mapped = |field: &Field| self.source.columns.iter().any(|column| column.field == *field);
        if self.source.format == Format::ShopifyCsv {
            let stock_elsewhere = catalog
                .sources
                .iter()
                .flat_map(|source| &source.columns)
                .any(|column| column.field == Field::Stock);
            let known = shopify::columns(self.header);
            return known
                .into_iter()
                .filter(|(_, field)| !is_mapped(field) && (*field != Field::Stock || !stock_elsewhere))
                .collect();
        }
        let named =
            self.header.iter().enumerate().filter_map(|(cell, name)| Some((cell, self.field(cell, name)?)));
        named.filter(|(_, field)| *field != Field::Sku && !is_mapped(field)).collect()
    }

    /// The field that a header names: as it stands, or whatever its case where no other spelling is there.
    fn field(&self, cell: usize, name: &str) -> Option<Field> {
        // of two equal headers the first, so that what is wrong with them is told once
        if self.header.iter().position(|known| known == name) != Some(cell) {
            return None;
        }
        name.parse().ok().or_else(|| {
            let lower = name.to_lowercase();
            let mut alike = self.header.iter().filter(|known| known.to_lowercase() == lower);
            alike.all(|known| known == name).then(|| lower.parse().ok()).flatten()
        })
    }

    fn target(&self, field: &Field, location: Option<&str>, channel: Option<&str>) -> Target {
        let location = match (location, self.shape.locations.as_slice()) {
            (Some(location), known) => known.iter().position(|known| known == location),
            (None, [_]) => Some(0),
            _ => None,
        };
        let channel_index =
            channel.and_then(|channel| self.shape.channels.iter().position(|known| known == channel));
        match field {
            Field::Price => Target::Price,
            Field::CompareAt => Target::CompareAt,
            Field::Cost => Target::Cost,
            Field::Map => Target::Map,
            Field::Msrp => Target::Msrp,
            Field::Stock => location.map_or(Target::Unread, Target::Stock),
            Field::Committed => location.map_or(Target::Unread, Target::Committed),
            Field::Velocity => Target::Velocity(channel_index),
            Field::VelocitySd => Target::VelocitySd(channel_index),
            Field::LeadTime => Target::LeadTime,
            Field::TaxRate => Target::TaxRate,
            other => self.text(other, channel),
        }
    }

    fn text(&self, field: &Field, channel: Option<&str>) -> Target {
        let mut texts = self.shape.texts.iter().enumerate();
        let own = texts.find(|(_, text)| text.field == *field && text.channel.as_deref() == channel);
        match own {
            Some((index, text)) if text.is_only_checked => Target::Checked(index),
            Some((index, text)) if text.is_number => Target::Figure(index),
            Some((index, _)) => Target::Text(index),
            None => Target::Unread,
        }
    }

    fn header_span(&mut self, sources: &mut Sources) -> Option<Span> {
        if self.excerpt.is_none() {
            let base =
                sources.add_excerpt(self.source.path.clone(), self.header_text, self.lines, self.offset);
            let length = u32::try_from(self.header_text.len()).unwrap_or(u32::MAX);
            self.excerpt = base.map(|base| Span::new(base, base.saturating_add(length)));
        }
        self.excerpt
    }

    fn unknown_column(&mut self, name: &ColumnName, sources: &mut Sources) -> Diagnostic {
        let message = format!("`{}` has no column `{}`", self.source.path, name.header);
        let near = nearest(&name.header, self.header.iter().map(String::as_str));
        let help = near.map_or_else(
            || "write the header as it stands in the file".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let finding = Diagnostic::error(
            "unknown-column",
            Category::Catalog,
            message,
            Label::new(name.span, "no such column"),
        );
        match self.header_span(sources) {
            Some(span) => finding.with_label(span, "the file's columns").with_help(help),
            None => finding.with_help(help),
        }
    }

    fn which_location(&mut self, cell: usize, field: &Field, sources: &mut Sources) -> Diagnostic {
        let header = self.header.get(cell).map_or("", String::as_str);
        let message = format!(
            "column `{header}` of `{}` does not say at which location its units lie",
            self.source.path
        );
        let label =
            Label::new(self.source.span, format!("the policy has {} locations", self.shape.locations.len()));
        let finding = Diagnostic::error("missing-field", Category::Catalog, message, label);
        let finding = match self.header_span(sources) {
            Some(span) => finding.with_label(span, "the file's columns"),
            None => finding,
        };
        let example = self.shape.locations.first().map_or("LOCATION", String::as_str);
        finding.with_help(format!(
            "say whose they are: `{field} \"{header}\" location={example}` in this source"
        ))
    }

    fn no_sku(&mut self, sources: &mut Sources) -> Diagnostic {
        let message = format!("no column of `{}` gives the SKU", self.source.path);
        let label = Label::new(self.source.span, "`sku` belongs in here");
        let finding = Diagnostic::error("unknown-column", Category::Catalog, message, label);
        let finding = match self.header_span(sources) {
            Some(span) => finding.with_label(span, "the file's columns"),
            None => finding,
        };
        finding.with_help("name the column that holds it: `sku \"HEADER\"`")
    }
}

fn unreadable(source: &Source, error: &anyhow::Error) -> Diagnostic {
    let cause = error.chain().last().map(ToString::to_string).unwrap_or_default();
    if source.path.contains('*') && source.orders.is_some() {
        return no_file(source);
    }
    let message = format!("`{}` can't be read", source.path);
    Diagnostic::error("unreadable-source", Category::Catalog, message, Label::new(source.path_span, cause))
        .with_help("the path is relative to the folder of `evenkeel.kdl`")
}

fn no_file(source: &Source) -> Diagnostic {
    let message = format!("no file is named like `{}`", source.path);
    Diagnostic::error(
        "unreadable-source",
        Category::Catalog,
        message,
        Label::new(source.path_span, "`*` stands for any text"),
    )
    .with_help("the path is relative to the folder of `evenkeel.kdl`")
}

fn no_header(source: &Source) -> Diagnostic {
    let message = format!("`{}` has no header", source.path);
    let label = Label::new(source.path_span, format!("it has no record {}", source.header));
    Diagnostic::error("unreadable-source", Category::Catalog, message, label)
        .with_help("the first record names the columns; where it is another, say so with `header=2`")
}
