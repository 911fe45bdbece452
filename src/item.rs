//! One SKU with everything that resolving its offers needs.
//!
//! Comes from `catalog`, which joins a product row with the rows of other sources. A field that no cell
//! gives is `None`: missing, which is never zero. Goes to `offer::resolve`.

use std::fmt;
use std::str::FromStr;

use crate::code::IdForm;
use crate::exact::{Decimal, Duration, Measure, Percent, Rate};

/// A field of an item, by its name in `source`, `where`, `column`, `base` and `protect`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The seller's own id.
    Sku,
    /// The product's name.
    Title,
    /// The product's text, often HTML.
    Description,
    /// Selling points.
    Bullets,
    /// The brand.
    Brand,
    /// The category, levels joined by ` > `.
    Category,
    /// The shop's own product type.
    ProductType,
    /// The GTIN (UPC, EAN, GTIN-14).
    Gtin,
    /// The manufacturer's part number.
    Mpn,
    /// New, used …
    Condition,
    /// Image addresses.
    Images,
    /// The anchor's base price, in the policy's currency.
    Price,
    /// The struck-through price.
    CompareAt,
    /// The landed cost of a unit.
    Cost,
    /// The minimum advertised price.
    Map,
    /// The manufacturer's suggested retail price.
    Msrp,
    /// Units on hand, by location.
    Stock,
    /// Units promised to orders, by location.
    Committed,
    /// Units sold a day, by channel or as a whole.
    Velocity,
    /// The standard deviation of the units sold a day, by channel or as a whole.
    VelocitySd,
    /// The time until the shelf is refilled or the count can be trusted.
    LeadTime,
    /// The weight of a unit.
    Weight,
    /// The length of a unit.
    Length,
    /// The width of a unit.
    Width,
    /// The height of a unit.
    Height,
    /// Where it was made.
    CountryOfOrigin,
    /// Warnings that the law asks for.
    SafetyWarnings,
    /// The tax that the catalog's price of this item holds.
    TaxRate,
    /// The id of the SKU itself on a channel: its variant, SKU or offer there.
    ChannelId,
    /// The id of the product on a channel that the SKU is part of.
    ProductId,
    /// The id by which a channel counts the units of the SKU.
    InventoryId,
    /// Units that a promotion is expected to sell.
    PromoDemand,
    /// Units that a promotion has sold.
    PromoSold,
    /// Any other field, `attribute.NAME`.
    Attribute(String),
}

/// Every field but the attributes, with its name.
const NAMES: [(&str, Field); 33] = [
    ("sku", Field::Sku),
    ("title", Field::Title),
    ("description", Field::Description),
    ("bullets", Field::Bullets),
    ("brand", Field::Brand),
    ("category", Field::Category),
    ("product-type", Field::ProductType),
    ("gtin", Field::Gtin),
    ("mpn", Field::Mpn),
    ("condition", Field::Condition),
    ("images", Field::Images),
    ("price", Field::Price),
    ("compare-at", Field::CompareAt),
    ("cost", Field::Cost),
    ("map", Field::Map),
    ("msrp", Field::Msrp),
    ("stock", Field::Stock),
    ("committed", Field::Committed),
    ("velocity", Field::Velocity),
    ("velocity-sd", Field::VelocitySd),
    ("lead-time", Field::LeadTime),
    ("weight", Field::Weight),
    ("length", Field::Length),
    ("width", Field::Width),
    ("height", Field::Height),
    ("country-of-origin", Field::CountryOfOrigin),
    ("safety-warnings", Field::SafetyWarnings),
    ("tax-rate", Field::TaxRate),
    ("channel-id", Field::ChannelId),
    ("product-id", Field::ProductId),
    ("inventory-id", Field::InventoryId),
    ("promo-demand", Field::PromoDemand),
    ("promo-sold", Field::PromoSold),
];

/// What a field's cells hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text.
    Text,
    /// An amount of money.
    Money,
    /// Whole units.
    Units,
    /// Units a day.
    Rate,
    /// A length of time.
    Duration,
    /// A percentage.
    Percent,
    /// A plain decimal.
    Number,
}

impl Field {
    /// The names of all fields but the attributes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }

    /// Whether a text is its name.
    pub fn is_named(&self, text: &str) -> bool {
        match self {
            Self::Attribute(name) => text.strip_prefix("attribute.") == Some(name),
            _ => self.name() == text,
        }
    }

    /// Its name; that of an attribute without what stands before it.
    fn name(&self) -> &str {
        match self {
            Self::Sku => "sku",
            Self::Title => "title",
            Self::Description => "description",
            Self::Bullets => "bullets",
            Self::Brand => "brand",
            Self::Category => "category",
            Self::ProductType => "product-type",
            Self::Gtin => "gtin",
            Self::Mpn => "mpn",
            Self::Condition => "condition",
            Self::Images => "images",
            Self::Price => "price",
            Self::CompareAt => "compare-at",
            Self::Cost => "cost",
            Self::Map => "map",
            Self::Msrp => "msrp",
            Self::Stock => "stock",
            Self::Committed => "committed",
            Self::Velocity => "velocity",
            Self::VelocitySd => "velocity-sd",
            Self::LeadTime => "lead-time",
            Self::Weight => "weight",
            Self::Length => "length",
            Self::Width => "width",
            Self::Height => "height",
            Self::CountryOfOrigin => "country-of-origin",
            Self::SafetyWarnings => "safety-warnings",
            Self::TaxRate => "tax-rate",
            Self::ChannelId => "channel-id",
            Self::ProductId => "product-id",
            Self::InventoryId => "inventory-id",
            Self::PromoDemand => "promo-demand",
            Self::PromoSold => "promo-sold",
            Self::Attribute(name) => name,
        }
    }

    /// Whether it holds several texts, one a line.
    pub fn is_list(&self) -> bool {
        matches!(self, Self::Bullets | Self::Images | Self::SafetyWarnings)
    }

    /// What its cells measure, where they hold a weight or a length.
    pub fn measure(&self) -> Option<Measure> {
        match self {
            Self::Weight => Some(Measure::Mass),
            Self::Length | Self::Width | Self::Height => Some(Measure::Length),
            _ => None,
        }
    }

    /// Whether it is an id that each channel gives by itself.
    pub fn is_id(&self) -> bool {
        matches!(self, Self::ChannelId | Self::ProductId | Self::InventoryId)
    }

    /// What its cells hold.
    pub fn kind(&self) -> FieldKind {
        match self {
            Self::Price | Self::CompareAt | Self::Cost | Self::Map | Self::Msrp => FieldKind::Money,
            Self::Stock | Self::Committed | Self::PromoDemand | Self::PromoSold => FieldKind::Units,
            Self::Velocity => FieldKind::Rate,
            Self::VelocitySd => FieldKind::Number,
            Self::LeadTime => FieldKind::Duration,
            Self::TaxRate => FieldKind::Percent,
            _ => FieldKind::Text,
        }
    }
}

impl FromStr for Field {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if let Some(name) = text.strip_prefix("attribute.") {
            return if name.is_empty() { Err(()) } else { Ok(Self::Attribute(name.to_owned())) };
        }
        NAMES.iter().find(|(name, _)| *name == text).map(|(_, field)| field.clone()).ok_or(())
    }
}

impl fmt::Display for Field {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(name) => write!(formatter, "attribute.{name}"),
            _ => formatter.write_str(self.name()),
        }
    }
}

/// A text field that something reads; by channel where the catalog keys it so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextField {
    /// The field.
    pub field: Field,
    /// The channel, for ids.
    pub channel: Option<String>,
    /// Whether something reads it as a number.
    pub is_number: bool,
    /// Whether it is read for the rules alone: two values of it are no conflict, for nothing is made of either.
    pub is_only_checked: bool,
}

/// What items are to hold, and in which order: nothing else is read from the catalog.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shape {
    /// Locations of all pools, sorted: the index into [`Item::stock`] and [`Item::committed`].
    pub locations: Vec<String>,
    /// Channels, sorted: the index into [`Item::velocity`] and [`Item::velocity_sd`].
    pub channels: Vec<String>,
    /// Text fields that conditions, protections and feeds read: the index into [`Item::texts`].
    pub texts: Vec<TextField>,
    /// Ids by which a feed of a channel knows one SKU, so that no two may have the same: by texts, sorted.
    pub ids: Vec<OwnId>,
}

/// An id by which a feed of a channel knows one SKU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnId {
    /// Its place in [`Shape::texts`], which says whose it is.
    pub text: usize,
    /// Its form.
    pub form: IdForm,
}

/// Units at one location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stock {
    /// No cell gives it.
    #[default]
    Missing,
    /// The shop does not count them (`InStock`).
    Untracked,
    /// So many; negative where a shop has oversold.
    Units(i64),
}

/// Where a row stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Row {
    /// The source, as an index into the catalog's sources.
    pub source: usize,
    /// The record, the header not counted, from 1.
    pub record: u64,
    /// The line on which it starts, from 1.
    pub line: u64,
    /// Its first byte in the file.
    pub offset: u64,
    /// Its length in bytes, without the line end.
    pub length: u32,
}

/// What the lines of a source of orders say of a SKU, on a channel or on all together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sold {
    /// The source, by the index of its first file.
    pub source: usize,
    /// The channel, by its index; `None`: all, also those that no line names.
    pub channel: Option<usize>,
    /// Units, what came back taken off; below 0 where more did than was sold.
    pub units: i64,
    /// The time in which they went: whole days.
    pub window: Duration,
    /// The standard deviation of the units of its days; `None` for a single day.
    pub deviation: Option<Decimal>,
    /// Lines that sold something.
    pub lines: u64,
    /// The units on those: over their number, the mean of a line.
    pub units_of_lines: i64,
    /// Lines on which something came back.
    pub netted: u64,
}

/// One SKU; amounts in the policy's currency.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// The seller's own id.
    pub sku: String,
    /// The rows that it was read from, by source; the product row is always there.
    pub rows: Vec<Option<Row>>,
    /// The anchor's base price.
    pub price: Option<Decimal>,
    /// The struck-through price.
    pub compare_at: Option<Decimal>,
    /// The landed cost of a unit.
    pub cost: Option<Decimal>,
    /// The minimum advertised price.
    pub map: Option<Decimal>,
    /// The suggested retail price.
    pub msrp: Option<Decimal>,
    /// Units on hand, by location.
    pub stock: Vec<Stock>,
    /// Units promised, by location.
    pub committed: Vec<Option<i64>>,
    /// Units a day, by channel.
    pub velocity: Vec<Option<Rate>>,
    /// Units a day of the SKU as a whole, where a figure without a channel is given.
    pub velocity_whole: Option<Rate>,
    /// Standard deviation of the units a day, by channel.
    pub velocity_sd: Vec<Option<Decimal>>,
    /// Standard deviation of the units a day of the SKU as a whole.
    pub velocity_sd_whole: Option<Decimal>,
    /// The time until the shelf is refilled or the count can be trusted.
    pub lead_time: Option<Duration>,
    /// The tax that the price holds, where the item has a rate of its own.
    pub tax_rate: Option<Percent>,
    /// What order exports say of it: its velocities and their deviations come from there, where there are any.
    pub sold: Vec<Sold>,
    /// Text fields, by [`Shape::texts`]; blank cells are `None`.
    pub texts: Vec<Option<String>>,
    /// The numbers in those that are read as numbers, in the notation of their source; `None` where there is none.
    pub numbers: Vec<Option<Decimal>>,
}
