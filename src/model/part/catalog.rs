//! `catalog`: where the items come from.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::literal::{AnyText, Delimiter, Name, Text, Units};
use crate::value::Spanned;

use super::orders::{DropPart, SoldPart};

/// `catalog { … }`: the files that hold the items.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct CatalogPart {
    /// The files; the one named `products` says which SKUs exist.
    pub source: Vec<Spanned<SourcePart>>,
    /// What a missing value does.
    pub missing: Option<Spanned<MissingPart>>,
}

/// `source NAME "FILE" { … }`: a file, and the columns that give the item's fields.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name", "path"] }))]
pub struct SourcePart {
    /// The source's name.
    pub name: Spanned<Name>,
    /// The file, relative to the policy's root.
    pub path: Spanned<Text>,
    /// How its rows are read; left out: by the file's ending, `csv` where that says nothing.
    pub format: Option<Spanned<FormatPart>>,
    /// The character between cells.
    pub delimiter: Option<Spanned<Delimiter>>,
    /// The decimal mark of its numbers: `.` or `,`.
    pub decimal: Option<Spanned<DecimalMark>>,
    /// The row of the header, from 1, blank ones counted.
    pub header: Option<Spanned<Units>>,
    /// The rows that are read, by the texts of a column; left out: all.
    #[serde(default)]
    pub keep: Vec<Spanned<KeepPart>>,
    /// The column by which rows, one below the other, are one product.
    pub group: Option<Spanned<GroupPart>>,
    /// The column that names the SKU from whose row a row takes what it leaves blank.
    pub parent: Option<Spanned<Text>>,
    /// The column that names the location of a row: the source has a row for each SKU and location.
    pub location: Option<Spanned<RowKeyPart>>,
    /// The column that names the channel of a row: the source has a row for each SKU and channel.
    pub channel: Option<Spanned<RowKeyPart>>,
    /// The columns that make the SKU, joined by `/`.
    #[serde(default)]
    pub sku: Vec<Spanned<Text>>,
    /// The column of the title.
    pub title: Option<Spanned<ColumnPart>>,
    /// The column of the description.
    pub description: Option<Spanned<ColumnPart>>,
    /// The column of the bullets.
    pub bullets: Option<Spanned<ColumnPart>>,
    /// The column of the brand.
    pub brand: Option<Spanned<ColumnPart>>,
    /// The column of the category.
    pub category: Option<Spanned<ColumnPart>>,
    /// The column of the product type.
    pub product_type: Option<Spanned<ColumnPart>>,
    /// The column of the GTIN.
    pub gtin: Option<Spanned<ColumnPart>>,
    /// The column of the manufacturer's part number.
    pub mpn: Option<Spanned<ColumnPart>>,
    /// The column of the condition.
    pub condition: Option<Spanned<ColumnPart>>,
    /// The column of the images.
    pub images: Option<Spanned<ColumnPart>>,
    /// The column of the anchor's base price.
    pub price: Option<Spanned<ColumnPart>>,
    /// The column of the struck-through price.
    pub compare_at: Option<Spanned<ColumnPart>>,
    /// The column of the landed cost of a unit.
    pub cost: Option<Spanned<ColumnPart>>,
    /// The column of the minimum advertised price.
    pub map: Option<Spanned<ColumnPart>>,
    /// The column of the suggested retail price.
    pub msrp: Option<Spanned<ColumnPart>>,
    /// The columns of the units on hand, by location.
    #[serde(default)]
    pub stock: Vec<Spanned<ColumnPart>>,
    /// The columns of the units promised, by location.
    #[serde(default)]
    pub committed: Vec<Spanned<ColumnPart>>,
    /// The columns of the units sold a day, by channel or as a whole.
    #[serde(default)]
    pub velocity: Vec<Spanned<ColumnPart>>,
    /// The columns of the deviation of the units sold a day, by channel or as a whole.
    #[serde(default)]
    pub velocity_sd: Vec<Spanned<ColumnPart>>,
    /// The column of the lead time.
    pub lead_time: Option<Spanned<ColumnPart>>,
    /// The column of the weight.
    pub weight: Option<Spanned<ColumnPart>>,
    /// The column of the length.
    pub length: Option<Spanned<ColumnPart>>,
    /// The column of the width.
    pub width: Option<Spanned<ColumnPart>>,
    /// The column of the height.
    pub height: Option<Spanned<ColumnPart>>,
    /// The column of the country of origin.
    pub country_of_origin: Option<Spanned<ColumnPart>>,
    /// The column of the safety warnings.
    pub safety_warnings: Option<Spanned<ColumnPart>>,
    /// The column of the tax that an item's price holds.
    pub tax_rate: Option<Spanned<ColumnPart>>,
    /// The columns of the ids that channels give to SKUs, by channel.
    #[serde(default)]
    pub channel_id: Vec<Spanned<ColumnPart>>,
    /// The columns of the ids that channels give to the products of SKUs, by channel.
    #[serde(default)]
    pub product_id: Vec<Spanned<ColumnPart>>,
    /// The columns of the ids by which channels count units, by channel.
    #[serde(default)]
    pub inventory_id: Vec<Spanned<ColumnPart>>,
    /// The column of the units that a promotion is expected to sell.
    pub promo_demand: Option<Spanned<ColumnPart>>,
    /// The column of the units that a promotion has sold.
    pub promo_sold: Option<Spanned<ColumnPart>>,
    /// Any other columns.
    #[serde(default)]
    pub attribute: Vec<Spanned<AttributePart>>,
    /// What was sold, where the file holds orders: it gives velocities and their deviation, and nothing else.
    pub sold: Option<Spanned<SoldPart>>,
    /// Lines of orders that were not sold.
    #[serde(default)]
    pub drop: Vec<Spanned<DropPart>>,
}

/// `stock "NJ on hand" location=nj-warehouse`: the column that gives a field.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["column"] }))]
pub struct ColumnPart {
    /// The header of the column.
    pub column: Spanned<Text>,
    /// The location whose units these are, for `stock` and `committed`.
    pub location: Option<Spanned<Name>>,
    /// The channel, for `velocity`, `velocity-sd` and ids.
    pub channel: Option<Spanned<Name>>,
    /// The unit of a bare number: `h`, `d` or `w` for `lead-time`, `day`, `week` or `month` for `velocity`,
    /// `g`, `kg`, `lb` or `oz` for `weight`, `mm`, `cm`, `m`, `in`, `ft` or `yd` for `length`, `width` and `height`.
    pub unit: Option<Spanned<UnitPart>>,
    /// The column of an amount that comes on top, for `price`; a blank adds nothing.
    pub plus: Option<Spanned<Text>>,
    /// What stands between the values of a list, for `bullets`, `images` and `safety-warnings`; left out: each line is one.
    pub split: Option<Spanned<Text>>,
}

/// `keep "currency" "USD"`: rows whose cell is one of these texts are read, all others are left out.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["column", "texts"] }))]
pub struct KeepPart {
    /// The header of the column.
    pub column: Spanned<Text>,
    /// What its cells may be, exactly; `"web*"` means all that start with `web`.
    #[schemars(extend("x-kdl" = { "expects": "the texts that a row may have there" }))]
    pub texts: Vec<Spanned<AnyText>>,
}

/// `location "Warehouse" { name nj-warehouse "WH-1" }`: the column that says of which one a row is.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["column"] }))]
pub struct RowKeyPart {
    /// The header of the column.
    pub column: Spanned<Text>,
    /// Which cells mean which location or channel, beside its own name.
    #[serde(default)]
    pub name: Vec<Spanned<RowNamePart>>,
}

/// `name nj-warehouse "WH-1" "NJ"`: how a file calls a location or a channel.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name", "cells"] }))]
pub struct RowNamePart {
    /// The location or the channel.
    pub name: Spanned<Name>,
    /// The cells that mean it, beside its own name, exactly.
    pub cells: Vec<Spanned<Text>>,
}

/// `group "handleId" first=product`: rows that are one product.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["column"] }))]
pub struct GroupPart {
    /// The header of the column; a row that leaves it blank belongs to the one above it.
    pub column: Spanned<Text>,
    /// What the first row is; left out: `item`.
    pub first: Option<Spanned<FirstRowPart>>,
}

/// What the first row of several of one product is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FirstRowPart {
    /// An item like the others.
    Item,
    /// The product as a whole, which is no item where others follow.
    Product,
}

/// `attribute size "Size"`: a column that gives a field of its own name.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name", "column"] }))]
pub struct AttributePart {
    /// The field is `attribute.NAME`.
    pub name: Spanned<Name>,
    /// The header of the column.
    pub column: Spanned<Text>,
}

/// The unit of a bare number in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UnitPart {
    /// Hours.
    H,
    /// Days of 24 hours.
    D,
    /// Weeks.
    W,
    /// A day of sales.
    Day,
    /// A week of sales.
    Week,
    /// 30 days of sales.
    Month,
    /// Grams.
    G,
    /// Kilograms.
    Kg,
    /// Pounds of 453.59237 grams.
    Lb,
    /// Ounces, of which 16 are a pound.
    Oz,
    /// Millimetres.
    Mm,
    /// Centimetres.
    Cm,
    /// Metres.
    M,
    /// Inches of 2.54 centimetres.
    In,
    /// Feet of 12 inches.
    Ft,
    /// Yards of 3 feet.
    Yd,
}

impl UnitPart {
    /// The unit's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::H => "h",
            Self::D => "d",
            Self::W => "w",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::G => "g",
            Self::Kg => "kg",
            Self::Lb => "lb",
            Self::Oz => "oz",
            Self::Mm => "mm",
            Self::Cm => "cm",
            Self::M => "m",
            Self::In => "in",
            Self::Ft => "ft",
            Self::Yd => "yd",
        }
    }

    /// Whether it is a unit of time.
    pub fn is_time(self) -> bool {
        matches!(self, Self::H | Self::D | Self::W)
    }

    /// Whether it is a period of sales.
    pub fn is_period(self) -> bool {
        matches!(self, Self::Day | Self::Week | Self::Month)
    }
}

/// How the rows of a source are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FormatPart {
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// Shopify's product export.
    ShopifyCsv,
    /// WooCommerce's product export.
    WoocommerceCsv,
    /// Google's product data.
    GoogleTsv,
    /// One JSON object a line.
    Jsonl,
}

/// The mark between whole units and their parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum DecimalMark {
    /// `1,299.99`
    #[serde(rename = ".")]
    Point,
    /// `1.299,99`
    #[serde(rename = ",")]
    Comma,
}

/// `missing stock=zero cost=hold`: what a missing value does.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct MissingPart {
    /// A blank price; left out: hold.
    pub price: Option<Spanned<OnMissingPart>>,
    /// Blank stock; left out: hold.
    pub stock: Option<Spanned<OnMissingPart>>,
    /// A blank cost; left out: unknown, counted.
    pub cost: Option<Spanned<OnMissingPart>>,
    /// A blank MAP; left out: no MAP, counted.
    pub map: Option<Spanned<OnMissingPart>>,
    /// A blank velocity; left out: no demand, counted.
    pub velocity: Option<Spanned<OnMissingPart>>,
    /// A blank lead time; left out: no demand, counted.
    pub lead_time: Option<Spanned<OnMissingPart>>,
}

/// The consequence of a missing value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OnMissingPart {
    /// The SKU is held back.
    Hold,
    /// The value is zero.
    Zero,
    /// The value is unknown, and counted.
    Unknown,
}
