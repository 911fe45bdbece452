//! Shopify's product CSV: the columns that the policy owns, and the row of each SKU.
//!
//! Sources: help.shopify.com, using CSV files to import and export products; the header row of its template. An
//! empty cell of a column clears the value in the shop and a column that is left out leaves it, so only owned columns
//! are written. `Title` and `URL handle` are asked for by every import, the options by every column of a variant:
//! without them the variants would be deleted. `Inventory quantity` counts in shops with one location.

use crate::catalog::{ProductRows, product_rows};
use crate::item::{Field, Item};
use crate::lint::Teller;
use crate::model::part::channel::FeedFormat;
use crate::offer::content::{ContentFigure, ContentValue};
use crate::policy::Policy;
use crate::policy::channel::Feed;
use crate::policy::content::{ContentStep, Piece};
use crate::program::content::ContentPlan;
use crate::program::step::MoneySource;
use crate::program::{ChannelProgram, Program};

use super::entry::{Entry, Shown};
use super::left::What;
use super::lines::{Frame, Limits};
use super::text::{amount, cell, push};

/// Keys of the content, as a field names itself or says by `as`, each with its column.
const CONTENT: [(&str, &str); 10] = [
    ("title", "Title"),
    ("description", "Description"),
    ("brand", "Vendor"),
    ("category", "Product category"),
    ("product-type", "Type"),
    ("tags", "Tags"),
    ("gtin", "Barcode"),
    ("images", "Product image URL"),
    ("seo-title", "SEO title"),
    ("seo-description", "SEO description"),
];

/// Columns of the product as a whole, which its first row alone fills, as it does those of the options' names.
const OF_PRODUCT: [&str; 8] =
    ["Title", "Description", "Vendor", "Product category", "Type", "Tags", "SEO title", "SEO description"];

/// The columns of a feed, and the rows of the products that it writes whole.
#[derive(Debug)]
pub(super) struct Columns {
    all: Vec<Column>,
    handle: Field,
    options: Vec<OptionColumns>,
    pub(super) rows: ProductRows,
}

#[derive(Debug)]
struct Column {
    header: String,
    shows: Shows,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    Title,
    Handle,
    Content(usize),
    Images(usize),
    Sku,
    OptionName(usize),
    OptionValue(usize),
    Price,
    CompareAt,
    Quantity,
}

/// Where the name and the value of an option come from.
#[derive(Debug)]
struct OptionColumns {
    name: OptionName,
    value: Field,
}

#[derive(Debug)]
enum OptionName {
    Written(String),
    Field(Field),
}

/// A SKU's row: its cells as they are written.
#[derive(Debug, Default)]
pub(super) struct Cells {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// The product's images; a row holds one.
    pub(super) images: Vec<String>,
    /// The names of its options, which are those of the product.
    pub(super) option_names: String,
    /// What tells it apart from the product's other variants.
    pub(super) options: String,
}

impl Columns {
    /// The columns of a feed; `None` where no column of the catalog gives the handle.
    pub(super) fn new(
        teller: &Teller<'_>,
        (index, channel): (usize, &ChannelProgram),
        feed: &Feed,
        threads: usize,
    ) -> anyhow::Result<Option<Self>> {
        let Teller { policy, program, files, survey } = *teller;
        let handle = Field::Attribute("handle".to_owned());
        let Some(rows) = product_rows(files, &policy.catalog, survey, &handle, threads)? else {
            return Ok(None);
        };
        let is_given = |field: &Field| survey.column_of(field, None, None).is_some();
        let options = options(feed, is_given);
        let is_owned = |what| match what {
            What::CompareAt => owns_compare_at(program, index, is_given),
            What::Quantity => owns_quantity(policy, channel),
            What::Content(field) => {
                channel.content.get(field).is_some_and(|plan| owns_content(policy, (index, plan), is_given))
            }
            _ => true,
        };
        let columns = columns(channel, options.len(), is_owned);
        Ok(Some(Self { all: columns, handle, options, rows }))
    }

    /// Whether a figure of the offer, or a field of the listing, has a column.
    pub(super) fn carries(&self, what: What) -> bool {
        self.all.iter().any(|column| match (column.shows, what) {
            (Shows::Price, What::Price | What::Sale)
            | (Shows::CompareAt, What::CompareAt)
            | (Shows::Quantity, What::Quantity) => true,
            (Shows::Content(index) | Shows::Images(index), What::Content(field)) => index == field,
            _ => false,
        })
    }

    /// What stands around the rows of a file.
    pub(super) fn frame(&self) -> Frame {
        let mut frame = Frame { writes_empty: true, ..Frame::default() };
        for (index, column) in self.all.iter().enumerate() {
            if index > 0 {
                frame.head.push(b',');
            }
            cell(&mut frame.head, &column.header, b',');
        }
        frame.head.push(b'\n');
        frame
    }

    /// The handle of a SKU's product.
    pub(super) fn handle<'i>(&self, program: &Program, item: &'i Item) -> Option<&'i str> {
        text(program, item, &self.handle)
    }

    /// The row of a SKU, or why it can't be written.
    pub(super) fn cells(&self, entry: &Entry<'_>) -> Result<Cells, String> {
        let Some((price, compare_at)) = entry.shop_price() else {
            return Err("a row without its price would clear it".to_owned());
        };
        let Entry { program, item, listing, .. } = *entry;
        let options = self.option_texts(program, item)?;
        let mut cells = Cells::default();
        for column in &self.all {
            let bytes = &mut cells.bytes;
            match column.shows {
                Shows::Title => {
                    push_cell(bytes, title(program, item).ok_or("the catalog has no title for it")?);
                }
                Shows::Handle => push_cell(bytes, self.handle(program, item).unwrap_or_default()),
                Shows::Content(field) => content(bytes, listing.get(field), &column.header)?,
                Shows::Images(field) => cells.images = images(listing.get(field)),
                Shows::Sku => push_cell(bytes, &item.sku),
                Shows::OptionName(index) => {
                    push_cell(bytes, options.get(index).map_or("", |(name, _)| name));
                }
                Shows::OptionValue(index) => {
                    push_cell(bytes, options.get(index).map_or("", |(_, value)| value));
                }
                Shows::Price => push(bytes, amount(price, entry.currency())),
                Shows::CompareAt => {
                    if let Some(price) = compare_at {
                        push(bytes, amount(price, entry.currency()));
                    }
                }
                Shows::Quantity => match entry.quantity() {
                    Shown::Units(units) => push(bytes, units),
                    Shown::Untold => return Err("a row without its quantity would clear it".to_owned()),
                },
            }
            cells.ends.push(cells.bytes.len());
        }
        let (names, values): (Vec<&str>, Vec<&str>) = options.into_iter().unzip();
        cells.option_names = names.join("\n");
        cells.options = values.join("\n");
        Ok(cells)
    }

    /// The options of a SKU, each with its name; of a product without any Shopify's own.
    fn option_texts<'i>(
        &'i self,
        program: &Program,
        item: &'i Item,
    ) -> Result<Vec<(&'i str, &'i str)>, String> {
        let mut texts = Vec::new();
        let mut blank: Option<&Field> = None;
        for option in &self.options {
            let Some(value) = text(program, item, &option.value) else {
                blank = blank.or(Some(&option.value));
                continue;
            };
            if let Some(blank) = blank {
                return Err(format!("`{blank}` is blank, and `{}` after it is not", option.value));
            }
            let name = match &option.name {
                OptionName::Written(name) => name.as_str(),
                OptionName::Field(field) => text(program, item, field)
                    .ok_or_else(|| format!("the catalog has no `{field}` for it"))?,
            };
            texts.push((name, value));
        }
        if texts.is_empty() {
            texts.push(("Title", "Default Title"));
        }
        Ok(texts)
    }

    /// The fields of the product as a whole of which a variant says something, and not what the first says.
    pub(super) fn differing(&self, first: &Cells, other: &Cells) -> Vec<usize> {
        let columns = self.all.iter().enumerate().filter(|(_, column)| column.is_of_product());
        let fields = columns.filter_map(|(index, column)| match column.shows {
            Shows::Content(field) => {
                let own = other.cell(index);
                (!own.is_empty() && own != first.cell(index)).then_some(field)
            }
            _ => None,
        });
        fields.collect()
    }

    /// Appends the row of a SKU with one of the product's images: the first row of its product with what belongs to the
    /// product as a whole.
    pub(super) fn push_row(
        &self,
        cells: &Cells,
        is_first: bool,
        image: Option<&String>,
        bytes: &mut Vec<u8>,
    ) {
        let mut start = 0;
        for (index, (column, end)) in self.all.iter().zip(&cells.ends).enumerate() {
            if index > 0 {
                bytes.push(b',');
            }
            if let Shows::Images(_) = column.shows {
                push_cell(bytes, image.map_or("", String::as_str));
            } else if is_first || !column.is_of_product() {
                bytes.extend_from_slice(cells.bytes.get(start..*end).unwrap_or_default());
            }
            start = *end;
        }
        bytes.push(b'\n');
    }

    /// Appends a row that holds an image of a product alone.
    pub(super) fn push_image(&self, handle: &str, image: &str, bytes: &mut Vec<u8>) {
        for (index, column) in self.all.iter().enumerate() {
            if index > 0 {
                bytes.push(b',');
            }
            match column.shows {
                Shows::Handle => push_cell(bytes, handle),
                Shows::Images(_) => push_cell(bytes, image),
                _ => {}
            }
        }
        bytes.push(b'\n');
    }
}

impl Cells {
    fn cell(&self, index: usize) -> &[u8] {
        let before = index.checked_sub(1).and_then(|before| self.ends.get(before));
        let start = before.copied().unwrap_or_default();
        let end = self.ends.get(index).copied().unwrap_or_default();
        self.bytes.get(start..end).unwrap_or_default()
    }
}

impl Column {
    fn is_of_product(&self) -> bool {
        OF_PRODUCT.contains(&self.header.as_str()) || matches!(self.shows, Shows::OptionName(_))
    }
}

/// How the file is cut: never within a product.
pub(super) fn limits(feed: &Feed) -> Limits {
    Limits { entries: feed.batch, bytes: feed.batch_bytes }
}

/// The columns in the order of Shopify's template.
fn columns(channel: &ChannelProgram, options: usize, is_owned: impl Fn(What) -> bool) -> Vec<Column> {
    let of_content = |header: &str| {
        let (name, _) = CONTENT.iter().find(|(_, known)| *known == header)?;
        let field = channel.content.iter().position(|plan| plan.key == *name)?;
        let plan = channel.content.get(field)?;
        (!plan.is_manual && is_owned(What::Content(field))).then_some(field)
    };
    let mut columns: Vec<Column> = Vec::new();
    let mut add = |header: &str, shows: Option<Shows>| {
        columns.extend(shows.map(|shows| Column { header: header.to_owned(), shows }));
    };
    // every import asks for a title, and the listing's own is the one to have
    let title = channel.content.iter().position(|plan| plan.key == "title");
    add("Title", Some(title.map_or(Shows::Title, Shows::Content)));
    add("URL handle", Some(Shows::Handle));
    for header in ["Description", "Vendor", "Product category", "Type", "Tags"] {
        add(header, of_content(header).map(Shows::Content));
    }
    add("SKU", Some(Shows::Sku));
    add("Barcode", of_content("Barcode").map(Shows::Content));
    for index in 0..options.max(1) {
        add(&format!("Option{} name", index + 1), Some(Shows::OptionName(index)));
        add(&format!("Option{} value", index + 1), Some(Shows::OptionValue(index)));
    }
    add("Price", Some(Shows::Price));
    add("Compare-at price", is_owned(What::CompareAt).then_some(Shows::CompareAt));
    add("Inventory quantity", is_owned(What::Quantity).then_some(Shows::Quantity));
    add("Product image URL", of_content("Product image URL").map(Shows::Images));
    for header in ["SEO title", "SEO description"] {
        add(header, of_content(header).map(Shows::Content));
    }
    columns
}

fn options(feed: &Feed, is_given: impl Fn(&Field) -> bool) -> Vec<OptionColumns> {
    if !feed.options.is_empty() {
        let written = feed.options.iter().take(3);
        return written
            .map(|(name, value)| OptionColumns {
                name: OptionName::Written(name.clone()),
                value: value.clone(),
            })
            .collect();
    }
    let of_export = (1..=3).map(|number| OptionColumns {
        name: OptionName::Field(Field::Attribute(format!("option{number}-name"))),
        value: Field::Attribute(format!("option{number}")),
    });
    of_export.filter(|option| is_given(&option.value)).collect()
}

/// Whether every SKU's struck-through price is known to be there or not: its field has a column, or there is none by
/// the policy.
fn owns_compare_at(program: &Program, channel: usize, is_given: impl Fn(&Field) -> bool) -> bool {
    let all = std::iter::once(&program.plans).chain(program.named.values());
    let mut plans = all.flat_map(|plans| plans.iter().skip(channel).step_by(program.channels.len().max(1)));
    plans.all(|plan| match plan.compare_at {
        None => true,
        Some((MoneySource::Price, _)) => is_given(&Field::Price),
        Some((MoneySource::CompareAt, _)) => is_given(&Field::CompareAt),
        Some((MoneySource::Cost, _)) => is_given(&Field::Cost),
        Some((MoneySource::Map, _)) => is_given(&Field::Map),
        Some((MoneySource::Msrp, _)) => is_given(&Field::Msrp),
        Some((MoneySource::Text(index), _)) => {
            program.shape.texts.get(index).is_some_and(|text| is_given(&text.field))
        }
    })
}

/// Whether a field of the listing is made of anything that the catalog or the policy gives: of nothing, it would be
/// blank for every SKU, and clear what the shop has.
fn owns_content(
    policy: &Policy,
    (channel, plan): (usize, &ContentPlan),
    is_given: impl Fn(&Field) -> bool,
) -> bool {
    let fields = policy.content.fields.iter().filter(|field| field.name == plan.name);
    let mut own = fields.flat_map(|field| &field.channels).filter(|own| own.channel == channel);
    own.any(|own| {
        own.from.as_ref().is_some_and(|from| is_given(&from.value))
            || own.steps.iter().any(|step| match &step.value {
                ContentStep::Default(_) => true,
                ContentStep::Template(pieces) => {
                    pieces.iter().all(|piece| matches!(piece, Piece::Text(_)))
                        || pieces.iter().any(|piece| matches!(piece, Piece::Field(field) if is_given(field)))
                }
                _ => false,
            })
    })
}

/// Whether the units are counted at one location, and no other feed of the channel sends them.
fn owns_quantity(policy: &Policy, channel: &ChannelProgram) -> bool {
    let is_sent = channel.channel.feeds.iter().any(|feed| feed.format == FeedFormat::ShopifyQuantities);
    let pool = channel.channel.pool.and_then(|pool| policy.pools.get(pool));
    !channel.is_held && !is_sent && pool.is_some_and(|pool| pool.locations.len() == 1)
}

fn text<'i>(program: &Program, item: &'i Item, field: &Field) -> Option<&'i str> {
    let index = program.shape.texts.iter().position(|text| text.field == *field && text.channel.is_none())?;
    item.texts.get(index)?.as_deref()
}

fn title<'i>(program: &Program, item: &'i Item) -> Option<&'i str> {
    text(program, item, &Field::Title)
}

fn content(bytes: &mut Vec<u8>, figure: Option<&ContentFigure<'_>>, header: &str) -> Result<(), String> {
    match figure.and_then(|figure| figure.value.as_ref()) {
        Some(ContentValue::Text(text)) => push_cell(bytes, text),
        Some(ContentValue::List(texts)) => push_cell(bytes, &texts.join(", ")),
        None if header == "Title" => return Err("its listing has no title".to_owned()),
        None => {}
    }
    Ok(())
}

fn images(figure: Option<&ContentFigure<'_>>) -> Vec<String> {
    match figure.and_then(|figure| figure.value.as_ref()) {
        Some(ContentValue::List(texts)) => texts.iter().map(ToString::to_string).collect(),
        Some(ContentValue::Text(text)) => vec![text.to_string()],
        None => Vec::new(),
    }
}

fn push_cell(bytes: &mut Vec<u8>, text: &str) {
    cell(bytes, text, b',');
}
