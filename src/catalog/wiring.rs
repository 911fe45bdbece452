//! Headers to layouts: which cell of a source gives which value of an item.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Sources, Span};
use crate::item::{Field, Shape};
use crate::nearest::nearest;
use crate::policy::catalog::{Catalog, ColumnName, Format, Kinship, RowKey, Source};

use super::ambiguous::Headers;
use super::cell::trimmed;
use super::kin::{self, Group, Kin, Named};
use super::layout::{Kept, Keyed, Layout, OwnColumn, Shop, Target, Wired};
use super::orders::OrdersLayout;
use super::reading::Reading;
use super::woocommerce::WooLayout;
use super::{own, row_currency, shopify, woocommerce};

/// A header, and where it stands.
pub(super) struct Header {
    /// The names of the columns.
    pub(super) cells: Vec<String>,
    /// Its own text.
    pub(super) text: String,
    /// The lines of the file before it.
    pub(super) lines: u64,
    /// The bytes of the file before it.
    pub(super) offset: u64,
    /// Bytes and lines before the first record below it.
    pub(super) start: (u64, u64),
}

/// The layout that a header gives; `None` where it can't be used, which is told.
pub(super) fn wired(
    catalog: &Catalog,
    source: &Source,
    shape: &Shape,
    header: Header,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Option<Layout> {
    let mut wiring = Wiring {
        source,
        shape,
        header: &header.cells,
        header_text: &header.text,
        lines: header.lines,
        offset: header.offset,
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
    let lacks_columns = orders.as_ref().is_some_and(Option::is_none);
    let kept = wiring.kept(sources, sink);
    let kin = wiring.kin(&wired, sources, sink);
    let keyed = wiring.keyed(&wired, sources, sink);
    let currencies = match &orders {
        Some(_) => Vec::new(),
        None => row_currency::find(wiring.header, &wired, catalog.currency),
    };
    let mut layout = Layout {
        start: header.start,
        sku: sku.clone().unwrap_or_default(),
        wired,
        currencies,
        kept,
        kin,
        keyed,
        shop: wiring.shop(),
        orders: orders.flatten(),
        header: Vec::new(),
        asked: None,
    };
    if let Shop::Woo(woo) = &layout.shop {
        let known = known_attributes(woo, &layout.wired);
        layout.wired.extend(known);
    }
    wiring.tell_twice(&layout.read_cells().collect(), sources, sink);
    sku.filter(|_| !lacks_columns)?;
    Some(Layout { header: header.cells, ..layout })
}

/// The attributes that name themselves in their rows, as cells from which nothing is read.
fn known_attributes(woo: &WooLayout, wired: &[Wired]) -> Vec<Wired> {
    let attributes = woo.attributes().filter(|(field, _)| wired.iter().all(|wired| wired.field != *field));
    let known = attributes.map(|(field, cell)| Wired {
        cell,
        field,
        target: Target::Unread,
        unit: None,
        split: None,
        plus: None,
        reading: Reading::Plain,
    });
    known.collect()
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
            format if format.is_of_shop() => own::sku(format, self.header),
            _ => self.cell("sku"),
        };
        if own.is_none() {
            let several = !source.format.is_of_shop() && self.spelt("sku") > 1;
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
            let plus = match &column.plus {
                Some(plus) => match self.named(plus, sources, sink) {
                    None => continue,
                    some => some,
                },
                None => None,
            };
            let target = self.target(&column.field, column.location.as_deref(), column.channel.as_deref());
            let reading = self.reading(&column.field, cell);
            let (unit, split) = (column.unit.clone(), column.split.clone());
            wired.push(Wired { cell, field: column.field.clone(), target, unit, split, plus, reading });
        }
        for field in self.spelt_otherwise() {
            let finding = self.row(sources).spelt_otherwise(&field);
            sink.push(finding);
        }
        for own in self.self_mapped(catalog) {
            let target = self.target(&own.field, None, None);
            let is_by_location = matches!(own.field, Field::Stock | Field::Committed);
            if is_by_location && target == Target::Unread && self.shape.locations.len() > 1 && !self.is_long()
            {
                let finding = self.which_location(own.cell, &own.field, sources);
                sink.push(finding);
            }
            let (unit, split) = (own.unit.map(str::to_owned), own.split.map(str::to_owned));
            let OwnColumn { cell, field, reading, .. } = own;
            wired.push(Wired { cell, field, target, unit, split, plus: None, reading });
        }
        wired
    }

    fn is_long(&self) -> bool {
        self.source.key.is_some()
    }

    /// How a mapped cell is read: the images of a shop's product are in several rows, whoever maps them.
    fn reading(&self, field: &Field, cell: usize) -> Reading {
        let own = self.own_columns();
        let same = own.into_iter().find(|own| own.cell == cell && own.field == *field);
        same.filter(|own| own.reading == Reading::ShopifyImages).map_or(Reading::Plain, |own| own.reading)
    }

    fn own_columns(&self) -> Vec<OwnColumn> {
        own::columns(self.source.format, self.header)
    }

    fn shop(&self) -> Shop {
        match self.source.format {
            Format::ShopifyCsv => {
                let judged: Vec<usize> =
                    self.source.keep.iter().filter_map(|keep| self.cell(&keep.name.header)).collect();
                Shop::Shopify(shopify::layout(self.header, |cell| judged.contains(&cell)))
            }
            Format::WoocommerceCsv => {
                Shop::Woo(woocommerce::layout(self.header, self.shape, |field| self.is_mapped(field)))
            }
            _ => Shop::None,
        }
    }

    fn is_mapped(&self, field: &Field) -> bool {
        self.source.columns.iter().any(|column| column.field == *field)
    }

    fn kept(&mut self, sources: &mut Sources, sink: &mut Sink) -> Vec<Kept> {
        let source = self.source;
        let kept = source.keep.iter().filter_map(|keep| {
            let cell = self.named(&keep.name, sources, sink)?;
            Some(Kept { cell, texts: keep.texts.clone() })
        });
        kept.collect()
    }

    fn kin(&mut self, wired: &[Wired], sources: &mut Sources, sink: &mut Sink) -> Kin {
        let named = |cell, inherited: Vec<usize>, more: Vec<usize>| {
            let kept = inherited.iter().copied().chain(more).collect();
            Kin::Named(Named { cell, inherited, kept, parents: Arc::default() })
        };
        match (self.source.format, &self.source.kinship) {
            (Format::ShopifyCsv, _) => Kin::Group(Group {
                cell: shopify::handle(self.header),
                inherited: shopify::inherited(self.header),
                is_first_product: false,
            }),
            (Format::WoocommerceCsv, _) => {
                let Some(cell) = woocommerce::parent(self.header) else { return Kin::None };
                let is_price = |wired: &&Wired| !matches!(wired.field, Field::Price | Field::CompareAt);
                let wired: Vec<Wired> = wired.iter().filter(is_price).cloned().collect();
                let Shop::Woo(woo) = self.shop() else { return Kin::None };
                named(cell, kin::inherited(&wired), woo.cells())
            }
            (_, Some(Kinship::Parent(name))) => match self.named(name, sources, sink) {
                Some(cell) => named(cell, kin::inherited(wired), Vec::new()),
                None => Kin::None,
            },
            (_, Some(Kinship::Group { name, is_first_product })) => {
                let Some(cell) = self.named(name, sources, sink) else { return Kin::None };
                let mut inherited = kin::inherited(wired);
                inherited.push(cell);
                Kin::Group(Group { cell: Some(cell), inherited, is_first_product: *is_first_product })
            }
            _ => Kin::None,
        }
    }

    /// What each row's location or channel makes of the wired cells.
    fn keyed(&mut self, wired: &[Wired], sources: &mut Sources, sink: &mut Sink) -> Option<Keyed> {
        let own = self.source.key.as_ref()?;
        let cell = self.named(&own.name, sources, sink)?;
        let (is_location, names) = match own.key {
            RowKey::Location => (true, &self.shape.locations),
            RowKey::Channel => (false, &self.shape.channels),
        };
        let of = |place: &String| -> Vec<Target> {
            let target = |own: &Wired| {
                let is_stock = matches!(own.field, Field::Stock | Field::Committed);
                let is_by_channel =
                    matches!(own.field, Field::Velocity | Field::VelocitySd) || own.field.is_id();
                match is_location {
                    true if is_stock => self.target(&own.field, Some(place), None),
                    false if is_by_channel => self.target(&own.field, None, Some(place)),
                    _ => own.target,
                }
            };
            wired.iter().map(target).collect()
        };
        let targets = names.iter().map(of).collect();
        let place_of = |name: &String| names.iter().position(|known| known == name);
        let called = own.cells.iter().filter_map(|(cell, name)| Some((cell.clone(), place_of(name)?)));
        Some(Keyed {
            key: own.key,
            cell,
            names: names.clone(),
            called: called.collect(),
            targets,
            seen: vec![false; names.len()],
        })
    }

    /// Fields that are read and that no column is named after but for its case, where several are so.
    fn spelt_otherwise(&self) -> BTreeSet<Field> {
        if self.source.format.is_of_shop() {
            return BTreeSet::new();
        }
        let is_mapped = |field: &Field| self.is_mapped(field);
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
    fn self_mapped(&self, catalog: &Catalog) -> Vec<OwnColumn> {
        if self.source.format.is_of_shop() {
            let stock_elsewhere = catalog
                .sources
                .iter()
                .flat_map(|source| &source.columns)
                .any(|column| column.field == Field::Stock);
            let known = self.own_columns().into_iter();
            return known
                .filter(|own| !self.is_mapped(&own.field) && (own.field != Field::Stock || !stock_elsewhere))
                .collect();
        }
        let named =
            self.header.iter().enumerate().filter_map(|(cell, name)| Some((cell, self.field(cell, name)?)));
        named
            .filter(|(_, field)| *field != Field::Sku && !self.is_mapped(field))
            .map(|(cell, field)| OwnColumn::plain(cell, field))
            .collect()
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
