//! The catalog's sources, linked: which file, which columns, what a missing value does.

use jiff::Timestamp;

use crate::diagnostic::Span;
use crate::exact::Currency;
use crate::item::Field;

use super::orders::Orders;

/// Where items come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalog {
    /// The sources, `products` first, then by name.
    pub sources: Vec<Source>,
    /// The currency of its amounts, the policy's.
    pub currency: Currency,
    /// The zone of the times in it that have no offset, the policy's.
    pub timezone: String,
    /// The instant up to which orders count; `None`: the last order of their source.
    pub orders_until: Option<Timestamp>,
    /// What a missing value does.
    pub missing: Missing,
    /// The `missing` node, where there is one.
    pub missing_span: Option<Span>,
}

/// One file of the catalog.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// Its name; the one named `products` says which SKUs exist.
    pub name: String,
    /// The `source` node.
    pub span: Span,
    /// The file, relative to the policy's root.
    pub path: String,
    /// Where the path is written.
    pub path_span: Span,
    /// How its rows are read.
    pub format: Format,
    /// The byte between cells.
    pub delimiter: u8,
    /// The decimal mark of its numbers: `.` or `,`.
    pub decimal_mark: char,
    /// The row of the header, from 1, blank ones counted.
    pub header: u32,
    /// The rows that are read: all of these must hold.
    pub keep: Vec<Keep>,
    /// How rows belong together, where the format does not say it.
    pub kinship: Option<Kinship>,
    /// The column that, with the SKU, tells its rows apart; `None`: one row a SKU.
    pub key: Option<KeyColumn>,
    /// The columns whose cells make the SKU, joined by `/`; empty where the format or a column named
    /// `sku` gives it.
    pub sku: Vec<ColumnName>,
    /// The other columns that are mapped.
    pub columns: Vec<Column>,
    /// How its lines are read where it holds orders; it gives nothing but what was sold then.
    pub orders: Option<Orders>,
}

impl Source {
    /// Its path as the policy writes it, which may stand for several files.
    pub fn written_path(&self) -> &str {
        let pattern = self.orders.as_ref().and_then(|orders| orders.pattern.as_deref());
        pattern.unwrap_or(&self.path)
    }
}

/// A header as written in the policy.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnName {
    /// The text of the header.
    pub header: String,
    /// Where it is written.
    pub span: Span,
}

/// Rows whose cell is one of some texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keep {
    /// The column.
    pub name: ColumnName,
    /// What its cell may be.
    pub texts: Vec<String>,
}

/// How rows of one product are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kinship {
    /// They stand one below the other, with the same cell in a column.
    Group {
        /// The column.
        name: ColumnName,
        /// Whether the first of several is the product as a whole, and no item.
        is_first_product: bool,
    },
    /// A column names the SKU of the row that has what they leave blank.
    Parent(ColumnName),
}

/// The column that says of which location or channel a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyColumn {
    /// Which of both.
    pub key: RowKey,
    /// The column.
    pub name: ColumnName,
    /// Cells and what they mean, beside the names as they are.
    pub cells: Vec<(String, String)>,
}

/// What a row is of, beside its SKU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKey {
    /// A location.
    Location,
    /// A channel.
    Channel,
}

impl RowKey {
    /// Its word, as in the policy.
    pub fn word(self) -> &'static str {
        match self {
            Self::Location => "location",
            Self::Channel => "channel",
        }
    }
}

/// A column that gives a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The field.
    pub field: Field,
    /// The column's header.
    pub name: ColumnName,
    /// The location whose units these are, for `stock` and `committed`.
    pub location: Option<String>,
    /// The channel, for `velocity`, `velocity-sd` and ids.
    pub channel: Option<String>,
    /// The unit of a bare number: of time for `lead-time` (`d`, `h`, `w`), the period for `velocity`
    /// (`day`, `week`, `month`), of mass for `weight`, of length for `length`, `width` and `height`.
    pub unit: Option<String>,
    /// The column of an amount that comes on top.
    pub plus: Option<ColumnName>,
    /// What stands between the values of a list; `None`: each line is one.
    pub split: Option<String>,
}

/// How the rows of a source are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Comma-separated values with a header.
    #[default]
    Csv,
    /// The same with tabs.
    Tsv,
    /// Shopify's product export: variant rows inherit from the first row of their handle, rows with an
    /// image alone are no items.
    ShopifyCsv,
    /// WooCommerce's product export: variations inherit from the product that they name, which is no item.
    WoocommerceCsv,
    /// Google's product data, a product a row.
    GoogleTsv,
    /// A JSON object a line; a column is a key, or the path to one.
    Jsonl,
}

impl Format {
    /// The format's word, as in the policy.
    pub fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::ShopifyCsv => "shopify-csv",
            Self::WoocommerceCsv => "woocommerce-csv",
            Self::GoogleTsv => "google-tsv",
            Self::Jsonl => "jsonl",
        }
    }

    /// Whether it is a shop's own, with columns of its own names.
    pub fn is_of_shop(self) -> bool {
        matches!(self, Self::ShopifyCsv | Self::WoocommerceCsv | Self::GoogleTsv)
    }
}

/// What a missing value does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Missing {
    /// A blank price.
    pub price: OnMissing,
    /// Blank stock.
    pub stock: OnMissing,
    /// A blank cost.
    pub cost: OnMissing,
    /// A blank MAP.
    pub map: OnMissing,
    /// A blank velocity.
    pub velocity: OnMissing,
    /// A blank lead time.
    pub lead_time: OnMissing,
}

/// The consequence of a missing value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum OnMissing {
    /// The default of the field: price and stock hold the SKU back, the others are unknown and counted.
    #[default]
    Default,
    /// The SKU is held back.
    Hold,
    /// The value is zero, since the policy says so.
    Zero,
    /// The value is unknown, and counted.
    Unknown,
}
