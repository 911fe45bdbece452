//! `feed`: the file that a channel's intake takes.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::item::Field;
use crate::model::literal::{AnyText, FieldName, Name, Text, Units};
use crate::value::Spanned;

/// `feed csv { column "Item No" sku … }`: the file that a channel's intake takes.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["format"] }))]
pub struct FeedPart {
    /// The format.
    pub format: Spanned<FeedFormat>,
    /// What its files are called after the channel's name; left out: nothing where it is the channel's only feed,
    /// else the format's own word.
    pub name: Option<Spanned<Name>>,
    /// The columns of a generic feed, in their order.
    #[serde(default)]
    pub column: Vec<Spanned<FeedColumnPart>>,
    /// The most offers a file.
    pub batch: Option<Spanned<Units>>,
    /// The most bytes a file.
    pub batch_bytes: Option<Spanned<Units>>,
    /// The seller's id, for `amazon-listings`.
    pub seller_id: Option<Spanned<Text>>,
    /// The marketplace's id, for `amazon-listings`.
    pub marketplace_id: Option<Spanned<Text>>,
    /// The product type of SKUs that have none of their own, for `amazon-listings`; of all that the content gives
    /// none, for `walmart-item`.
    pub product_type: Option<Spanned<Text>>,
    /// The code of whoever fulfils what the channel holds, for `amazon-listings`.
    pub fulfillment_channel: Option<Spanned<Text>>,
    /// The version of Walmart's item spec, for `walmart-item` and `walmart-match`.
    pub spec_version: Option<Spanned<Text>>,
    /// The channel's own ids of locations, for `shopify-quantities` and `tiktok-inventory`.
    #[serde(default)]
    pub location: Vec<Spanned<FeedLocationPart>>,
    /// The options that tell the variants of a product apart, in their order, for `shopify-csv`; left out: as in
    /// Shopify's export.
    #[serde(default)]
    pub option: Vec<Spanned<FeedOptionPart>>,
}

/// `location nj-warehouse "gid://shopify/Location/1"`: a location of a pool, as the channel knows it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name", "id"] }))]
pub struct FeedLocationPart {
    /// The location.
    pub name: Spanned<Name>,
    /// Its id on the channel.
    pub id: Spanned<Text>,
}

/// `option "Size" attribute.size`: what tells the variants of a product apart.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name", "value"] }))]
pub struct FeedOptionPart {
    /// The option's name in the shop.
    pub name: Spanned<Text>,
    /// The field that holds its value.
    pub value: Spanned<FieldName>,
}

/// The formats of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FeedFormat {
    /// Comma-separated values with a header.
    Csv,
    /// Tab-separated values with a header.
    Tsv,
    /// One JSON object a line.
    Jsonl,
    /// Amazon's JSON listings feed 2.0.
    AmazonListings,
    /// Bodies of eBay's `bulk_update_price_quantity`, one a line.
    EbayPriceQuantity,
    /// Shopify's product CSV.
    ShopifyCsv,
    /// Variables of Shopify's `productVariantsBulkUpdate`, one a line.
    ShopifyPrices,
    /// Variables of Shopify's `inventorySetQuantities`, one a line.
    ShopifyQuantities,
    /// Calls of TikTok Shop's Update Price, one a line.
    TiktokPrices,
    /// Calls of TikTok Shop's Update Inventory, one a line.
    TiktokInventory,
    /// Walmart's feed of prices 1.7.
    WalmartPrice,
    /// Walmart's feed of stock 1.4.
    WalmartInventory,
    /// Walmart's maintenance of items 5.0.
    WalmartItem,
    /// Walmart's set-up of offers on items of its catalog 5.0.
    WalmartMatch,
}

impl FeedFormat {
    /// Whether its columns are named by the policy.
    pub fn has_columns(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv | Self::Jsonl)
    }

    /// What its files are called after the channel's name, where the channel has several feeds.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::AmazonListings => "listings",
            Self::EbayPriceQuantity => "price-quantity",
            Self::ShopifyCsv => "products",
            Self::ShopifyPrices | Self::TiktokPrices => "prices",
            Self::ShopifyQuantities => "quantities",
            Self::TiktokInventory | Self::WalmartInventory => "inventory",
            Self::WalmartPrice => "price",
            Self::WalmartItem => "item",
            Self::WalmartMatch => "match",
            Self::Csv | Self::Tsv | Self::Jsonl => self.name(),
        }
    }

    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv | Self::ShopifyCsv => "csv",
            Self::Tsv => "tsv",
            Self::Jsonl
            | Self::EbayPriceQuantity
            | Self::ShopifyPrices
            | Self::ShopifyQuantities
            | Self::TiktokPrices
            | Self::TiktokInventory => "jsonl",
            Self::AmazonListings
            | Self::WalmartPrice
            | Self::WalmartInventory
            | Self::WalmartItem
            | Self::WalmartMatch => "json",
        }
    }

    /// Whether its intake has limits of its own, so that its files are always numbered.
    pub fn is_always_cut(self) -> bool {
        !self.has_columns()
            && !matches!(
                self,
                Self::EbayPriceQuantity | Self::ShopifyCsv | Self::TiktokPrices | Self::TiktokInventory
            )
    }

    /// Whether the policy alone says how its files are cut.
    pub fn is_cut_by_policy(self) -> bool {
        self.has_columns() || self == Self::ShopifyCsv
    }

    /// The ids of a SKU without which its intake takes nothing of it, or not its price.
    pub fn ids(self) -> &'static [Field] {
        match self {
            Self::EbayPriceQuantity => &[Field::ChannelId],
            Self::ShopifyPrices | Self::TiktokPrices | Self::TiktokInventory => {
                &[Field::ChannelId, Field::ProductId]
            }
            Self::ShopifyQuantities => &[Field::InventoryId],
            _ => &[],
        }
    }

    /// The most that its intake takes in one file, or in one call where each line is one; `None` where the policy
    /// alone says.
    pub fn most_entries(self) -> Option<u64> {
        match self {
            // the schema's `maxItems`
            Self::AmazonListings => Some(25_000),
            // the guide on bulk updates
            Self::EbayPriceQuantity => Some(25),
            Self::ShopifyPrices | Self::ShopifyQuantities => Some(250),
            Self::TiktokPrices | Self::TiktokInventory => Some(100),
            Self::WalmartPrice | Self::WalmartInventory | Self::WalmartItem | Self::WalmartMatch => {
                Some(10_000)
            }
            Self::Csv | Self::Tsv | Self::Jsonl | Self::ShopifyCsv => None,
        }
    }

    /// The most bytes that its intake takes in one file; `None` where the policy alone says, or the calls are cut by
    /// their number.
    pub fn most_bytes(self) -> Option<u64> {
        match self {
            // 10 MiB by the feeds API's best practices
            Self::AmazonListings => Some(10 * 1024 * 1024),
            Self::ShopifyPrices | Self::ShopifyQuantities => Some(100_000_000),
            Self::WalmartPrice | Self::WalmartInventory => Some(10_000_000),
            Self::WalmartItem | Self::WalmartMatch => Some(25_000_000),
            _ => None,
        }
    }

    /// Whether each of its lines is a call of its own.
    pub fn is_of_calls(self) -> bool {
        matches!(
            self,
            Self::EbayPriceQuantity
                | Self::ShopifyPrices
                | Self::ShopifyQuantities
                | Self::TiktokPrices
                | Self::TiktokInventory
        )
    }

    /// Whether a JSON Schema of the channel can judge what it says of a listing.
    pub fn is_judged(self) -> bool {
        matches!(self, Self::AmazonListings | Self::WalmartItem | Self::WalmartMatch)
    }

    /// The format's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Jsonl => "jsonl",
            Self::AmazonListings => "amazon-listings",
            Self::EbayPriceQuantity => "ebay-price-quantity",
            Self::ShopifyCsv => "shopify-csv",
            Self::ShopifyPrices => "shopify-prices",
            Self::ShopifyQuantities => "shopify-quantities",
            Self::TiktokPrices => "tiktok-prices",
            Self::TiktokInventory => "tiktok-inventory",
            Self::WalmartPrice => "walmart-price",
            Self::WalmartInventory => "walmart-inventory",
            Self::WalmartItem => "walmart-item",
            Self::WalmartMatch => "walmart-match",
        }
    }
}

/// `column "Item No" sku`: a column of a generic feed.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["header", "value"] }))]
pub struct FeedColumnPart {
    /// The header, or the key of a JSON object.
    pub header: Spanned<Text>,
    /// What stands in it: a figure of the offer, a field of the content or of the item.
    pub value: Spanned<FeedValue>,
    /// What stands between the texts of a list, outside of JSON; left out: `|`.
    pub join: Option<Spanned<AnyText>>,
}

/// What stands in a column of a generic feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedValue {
    /// The list price.
    List,
    /// The sale price.
    Sale,
    /// The price after a coupon.
    Coupon,
    /// The price with shipping.
    Landed,
    /// The struck-through price.
    CompareAt,
    /// The currency of the prices.
    Currency,
    /// The published quantity.
    Quantity,
    /// `fed` or `paused`.
    State,
    /// A field of the item, or of the content that the channel has by its name.
    Item(Field),
    /// A field of the content that is no field of the item.
    Content(Name),
}

impl FeedValue {
    /// Whether it shows a field of the item, where the content has none of its name.
    pub fn is_item(&self, field: &Field) -> bool {
        matches!(self, Self::Item(own) if own == field)
    }

    /// Whether it shows the field of the content that has a name; the SKU is always the item's own.
    pub fn is_content(&self, name: &str) -> bool {
        match self {
            Self::Item(Field::Sku) => false,
            Self::Item(field) => field.is_named(name),
            Self::Content(own) => own.0 == name,
            _ => false,
        }
    }
}
