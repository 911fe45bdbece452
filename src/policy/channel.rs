//! Channels as they are used: their own words over those of their profile over the defaults.

use crate::diagnostic::Span;
use crate::exact::{Currency, Decimal, Duration, Percent, Rate};
use crate::item::Field;
use crate::model::part::SyncMethod;
use crate::model::part::channel::{
    Basis, FeeBase, FeedFormat, FeedValue, LimitUnit, OfferKind, QuarantineQuantity, Role, Status,
};

use super::condition::Conditions;
use super::schema::ChannelSchema;
use super::setting::{Origin, Setting};

/// The currencies of Walmart's prices (`Price.json`).
const WALMART_CURRENCIES: [&str; 2] = ["USD", "CAD"];
/// The currency of what is sold in the US.
const US_CURRENCIES: [&str; 1] = ["USD"];
/// Amazon's US marketplace, which a feed is for that names none.
const US_MARKETPLACE: &str = "ATVPDKIKX0DER";

/// A place to sell, with nothing left open that a default fills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// The node.
    pub origin: Origin,
    /// The profile that it builds on.
    pub profile: String,
    /// Whom it sells to.
    pub role: Setting<Role>,
    /// Whether it sells.
    pub status: Setting<Status>,
    /// The penalty of an oversell relative to one's own shop.
    pub severity: Setting<Decimal>,
    /// Its volume of orders.
    pub orders: Option<Setting<Rate>>,
    /// What an order comes to, in its currency.
    pub average_order_value: Option<Setting<Decimal>>,
    /// By what means it is kept up to date.
    pub sync_via: Option<Setting<SyncMethod>>,
    /// How often.
    pub sync_every: Option<Setting<Duration>>,
    /// What the customer pays for shipping one unit, in its currency.
    pub shipping_charge: Setting<Decimal>,
    /// From this price on the customer pays nothing.
    pub free_over: Option<Setting<Decimal>>,
    /// What shipping one unit costs the seller.
    pub shipping_cost: Setting<Decimal>,
    /// The share of orders that come back.
    pub return_rate: Setting<Percent>,
    /// What a return costs.
    pub return_cost: Setting<Decimal>,
    /// The share of the goods' cost that a return gives back.
    pub return_recovers: Setting<Percent>,
    /// Percentage fees, in the order in which they are taken.
    pub fees: Vec<FeeGroup>,
    /// Fixed fees a unit.
    pub fixed_fees: Vec<Setting<Decimal>>,
    /// Whether any fee is known.
    pub has_fees: bool,
    /// Whether it sells what is not in stock.
    pub backorder: bool,
    /// The most units ever published.
    pub max_quantity: Option<Setting<i64>>,
    /// The buffer that it keeps by itself.
    pub own_buffer: Setting<i64>,
    /// The currency of its prices.
    pub currency: Setting<Currency>,
    /// One unit of the policy's currency in its own; `None` where they are the same.
    pub fx: Option<Setting<Decimal>>,
    /// The tax on what it sells; `None`: prices are as in the catalog.
    pub tax: Option<Setting<Tax>>,
    /// Which SKUs it carries; `None`: all.
    pub lists: Option<Setting<Conditions>>,
    /// What a SKU that is held back leaves there.
    pub quarantine: Setting<QuarantineQuantity>,
    /// The kinds of offers that it can show; empty where nobody says.
    pub offers: Vec<OfferKind>,
    /// The limits of its content fields.
    pub limits: Vec<FieldLimit>,
    /// What may not stand in its content fields.
    pub forbidden: Vec<FieldForbidden>,
    /// Content fields that every listing needs there, each with whoever asks for it.
    pub required: Vec<Setting<String>>,
    /// What its profile says it compares; `None` where it watches nobody.
    pub profile_watch: Option<WatchDefaults>,
    /// The files that its own intake takes.
    pub feeds: Vec<Feed>,
    /// Whether feeds of its profile are left out, since no source gives the ids that they go by.
    pub lacks_ids: bool,
    /// The schemas that its listings are judged by.
    pub schemas: Vec<ChannelSchema>,
    /// The pool that it draws from, by its index.
    pub pool: Option<usize>,
}

impl Channel {
    /// Whether anyone can see its prices.
    pub fn is_public(&self) -> bool {
        self.role.value.is_public()
    }

    /// Whether it has a content field of this name.
    pub fn knows(&self, field: &str) -> bool {
        self.limits.iter().any(|limit| limit.field == field)
            || self.required.iter().any(|required| required.value == field)
    }

    /// The feed that its schemas judge the entries of.
    pub fn judged_feed(&self) -> Option<&Feed> {
        self.feeds.iter().find(|feed| feed.format.is_judged())
    }

    /// The schema for listings of a product type, by its index.
    pub fn schema_for(&self, product_type: Option<&str>) -> Option<usize> {
        let is_for = |schema: &ChannelSchema| schema.product_type.as_deref() == product_type;
        let of_type = self.schemas.iter().position(|schema| schema.product_type.is_some() && is_for(schema));
        of_type.or_else(|| self.schemas.iter().position(|schema| schema.product_type.is_none()))
    }

    /// The currencies in which the intake of one of its feeds takes prices; `None` where that is not known.
    pub fn currencies(&self, feed: &Feed) -> Option<&'static [&'static str]> {
        let is_us = match feed.format {
            FeedFormat::WalmartPrice => return Some(&WALMART_CURRENCIES),
            FeedFormat::AmazonListings => {
                feed.marketplace_id.as_ref().is_none_or(|marketplace| marketplace == US_MARKETPLACE)
            }
            FeedFormat::TiktokPrices => self.profile == "tiktok-shop-us",
            FeedFormat::EbayPriceQuantity => self.profile == "ebay-us",
            _ => false,
        };
        is_us.then_some(&US_CURRENCIES)
    }

    /// Whether it has offers.
    pub fn is_selling(&self) -> bool {
        self.status.value != Status::Onboarding
    }
}

/// The limits of a content field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldLimit {
    /// The field.
    pub field: String,
    /// The least length, or the fewest values.
    pub min: Option<usize>,
    /// The greatest length, or the most values.
    pub max: Option<usize>,
    /// What is counted.
    pub unit: LimitUnit,
    /// Where it stands.
    pub origin: Origin,
}

/// What may not stand in a content field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldForbidden {
    /// The field.
    pub field: String,
    /// What, with whoever says so.
    pub what: Setting<Forbidden>,
}

/// What may not stand in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Forbidden {
    /// Tags and entities; `<br>` where line breaks may.
    Html {
        /// Whether line breaks may stand there.
        line_breaks: bool,
    },
    /// A text in capitals throughout.
    AllCaps,
    /// Any of these characters.
    Characters(String),
    /// Any of these characters more than once.
    CharactersTwice(String),
    /// A phrase, whatever its case.
    Phrase(String),
    /// A word more often than this.
    WordOver(usize),
}

/// Rows of one percentage fee, of which the price picks one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeGroup {
    /// `referral` or `payment`.
    pub name: &'static str,
    /// The rows, in the order written.
    pub rows: Vec<FeeRow>,
}

/// A row of a percentage fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeRow {
    /// The percentage.
    pub rate: Setting<Percent>,
    /// A fixed amount on top.
    pub fixed: Decimal,
    /// The least that is taken.
    pub minimum: Option<Decimal>,
    /// The row holds for prices up to and with this one.
    pub up_to: Option<Decimal>,
    /// The percentage is of the part of the price above this.
    pub above: Option<Decimal>,
    /// Whether it is of the price with tax.
    pub of: FeeBase,
}

/// The tax on what a channel sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tax {
    /// The rate.
    pub rate: Percent,
    /// Whether the prices shown there hold it.
    pub included: bool,
}

/// What a profile says a channel compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchDefaults {
    /// The deepest kind of price that it sees.
    pub sees: OfferKind,
    /// Whether shipping counts.
    pub basis: Basis,
    /// How far below its own price another may be.
    pub tolerance: Percent,
    /// The node in the profile.
    pub origin: Origin,
}

/// The file that a channel's intake takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// What its files are called, without number and ending.
    pub stem: String,
    /// The format.
    pub format: FeedFormat,
    /// The columns of a generic feed.
    pub columns: Vec<FeedColumn>,
    /// The most offers a file.
    pub batch: Option<u64>,
    /// The most bytes a file.
    pub batch_bytes: Option<u64>,
    /// The seller's id on Amazon.
    pub seller_id: Option<String>,
    /// The marketplace's id on Amazon.
    pub marketplace_id: Option<String>,
    /// The product type of SKUs that have none of their own.
    pub product_type: Option<String>,
    /// The code of whoever fulfils what the channel holds.
    pub fulfillment_channel: Option<String>,
    /// Locations, each with the channel's own id of it.
    pub locations: Vec<(String, String)>,
    /// What tells the variants of a product apart: an option's name, and the field of its value.
    pub options: Vec<(String, Field)>,
    /// The version of Walmart's item spec.
    pub spec_version: Option<String>,
    /// The node.
    pub origin: Origin,
}

impl Feed {
    /// Whether the channel's profile brings it.
    pub fn is_of_profile(&self) -> bool {
        self.origin.address.kind == "profile"
    }

    /// Whether it sends an id that the channel has given: its intake goes by it, or a column shows it.
    pub fn sends_id(&self, field: &Field) -> bool {
        field.is_id()
            && (self.format.ids().contains(field)
                || self.columns.iter().any(|column| column.value.is_item(field)))
    }

    /// The fields by which a product CSV knows products and their variants: the handle, the title, the options.
    pub fn product_fields(&self) -> Vec<Field> {
        let attribute = |name: &str| Field::Attribute(name.to_owned());
        let mut fields = vec![attribute("handle"), Field::Title];
        if self.options.is_empty() {
            for number in 1..=3 {
                fields.push(attribute(&format!("option{number}-name")));
                fields.push(attribute(&format!("option{number}")));
            }
        }
        fields.extend(self.options.iter().map(|(_, field)| field.clone()));
        fields
    }

    /// The most entries of a file, or of a call where each line is one: never more than its intake takes.
    pub fn most_entries(&self) -> Option<u64> {
        self.batch.into_iter().chain(self.format.most_entries()).min()
    }

    /// The most bytes of a file: never more than its intake takes.
    pub fn most_bytes(&self) -> Option<u64> {
        self.batch_bytes.into_iter().chain(self.format.most_bytes()).min()
    }

    /// Whether its files are numbered.
    pub fn is_cut(&self) -> bool {
        let is_by_policy =
            self.format.is_cut_by_policy() && (self.batch.is_some() || self.batch_bytes.is_some());
        self.format.is_always_cut() || is_by_policy
    }
}

/// A column of a generic feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedColumn {
    /// The header.
    pub header: String,
    /// What stands in it.
    pub value: FeedValue,
    /// What stands between the texts of a list, outside of JSON.
    pub join: String,
    /// Where it says what stands in it.
    pub place: Span,
}
