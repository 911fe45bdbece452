//! `test`: an item of its own, an instant, and what channels are to show of it then.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::exact::{Decimal, Duration, Money, Rate, decimal};
use crate::model::literal::{AnyText, InstantText, Name, Share, Text, Units};
use crate::value::Spanned;

/// `test "…" { item …; at …; expect …; expect-finding … }`: what channels are to show of an item.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name"] }))]
pub struct TestPart {
    /// What the test is about, in a sentence.
    pub name: Spanned<Text>,
    /// The item that is looked at.
    pub item: Spanned<TestItemPart>,
    /// The instant that is looked at; left out: one before anything has begun.
    pub at: Option<Spanned<InstantText>>,
    /// What channels show.
    #[serde(default)]
    pub expect: Vec<Spanned<ExpectPart>>,
    /// Rules that find something.
    #[serde(default)]
    pub expect_finding: Vec<Spanned<Name>>,
}

/// `item sku=T-1 price=45.00 { stock nj-warehouse=200 }`: an item of the test's own, not of the catalog.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TestItemPart {
    /// The SKU.
    pub sku: Spanned<Text>,
    /// The anchor's base price, in the policy's currency.
    pub price: Option<Spanned<Money>>,
    /// The struck-through price.
    pub compare_at: Option<Spanned<Money>>,
    /// The landed cost of a unit.
    pub cost: Option<Spanned<Money>>,
    /// The minimum advertised price.
    pub map: Option<Spanned<Money>>,
    /// The suggested retail price.
    pub msrp: Option<Spanned<Money>>,
    /// The tax that its price holds, where it has a rate of its own.
    pub tax_rate: Option<Spanned<Share>>,
    /// The time until the shelf is refilled or the count can be trusted.
    pub lead_time: Option<Spanned<Duration>>,
    /// Units on hand, by location; as a whole where the policy has one location.
    #[serde(default)]
    pub stock: Vec<Spanned<ByPlace<StockCount>>>,
    /// Units promised to orders, alike.
    #[serde(default)]
    pub committed: Vec<Spanned<ByPlace<Units>>>,
    /// Units sold a day, by channel or as a whole.
    #[serde(default)]
    pub velocity: Vec<Spanned<ByPlace<DailyRate>>>,
    /// The standard deviation of the units sold a day, by channel or as a whole.
    #[serde(default)]
    pub velocity_sd: Vec<Spanned<ByPlace<Deviation>>>,
    /// Units that a promotion is expected to sell.
    pub promo_demand: Option<Spanned<Units>>,
    /// Units that a promotion has sold.
    pub promo_sold: Option<Spanned<Units>>,
    /// The product's name.
    pub title: Option<Spanned<Text>>,
    /// The product's text.
    pub description: Option<Spanned<Text>>,
    /// Selling points.
    #[serde(default)]
    pub bullets: Vec<Spanned<Text>>,
    /// The brand.
    pub brand: Option<Spanned<Text>>,
    /// The category, levels joined by ` > `.
    pub category: Option<Spanned<Text>>,
    /// The shop's own product type.
    pub product_type: Option<Spanned<Text>>,
    /// The GTIN.
    pub gtin: Option<Spanned<Text>>,
    /// The manufacturer's part number.
    pub mpn: Option<Spanned<Text>>,
    /// New, used …
    pub condition: Option<Spanned<Text>>,
    /// Image addresses.
    #[serde(default)]
    pub images: Vec<Spanned<Text>>,
    /// The weight of a unit.
    pub weight: Option<Spanned<Text>>,
    /// The length of a unit.
    pub length: Option<Spanned<Text>>,
    /// The width of a unit.
    pub width: Option<Spanned<Text>>,
    /// The height of a unit.
    pub height: Option<Spanned<Text>>,
    /// Where it was made.
    pub country_of_origin: Option<Spanned<Text>>,
    /// Warnings that the law asks for.
    #[serde(default)]
    pub safety_warnings: Vec<Spanned<Text>>,
    /// Other fields.
    #[serde(default)]
    pub attribute: Vec<Spanned<TestAttributePart>>,
}

/// `attribute size "50 ml"`: a field of the policy's own.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name", "text"] }))]
pub struct TestAttributePart {
    /// Its name.
    pub name: Spanned<Name>,
    /// What it says.
    pub text: Spanned<Text>,
}

/// `expect tiktok-shop list=45.00 coupon=40.50`: what a channel shows of the item.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["channel"] }))]
pub struct ExpectPart {
    /// The channel.
    pub channel: Spanned<Name>,
    /// The price as such, in the channel's currency.
    pub list: Option<Spanned<ExpectedMoney>>,
    /// The lower price for a while.
    pub sale: Option<Spanned<ExpectedMoney>>,
    /// The price after a coupon.
    pub coupon: Option<Spanned<ExpectedMoney>>,
    /// What the customer pays with shipping for one unit.
    pub landed: Option<Spanned<ExpectedMoney>>,
    /// The struck-through price.
    pub compare_at: Option<Spanned<ExpectedMoney>>,
    /// The published quantity.
    pub quantity: Option<Spanned<ExpectedUnits>>,
    /// What becomes of it there.
    pub state: Option<Spanned<ExpectedState>>,
}

/// Whole units at a location, or a shop's word that nobody counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockCount {
    /// So many; below 0 where more was sold than there was.
    Units(i64),
    /// They are not counted.
    Untracked,
}

impl FromStr for StockCount {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "untracked" {
            return Ok(Self::Untracked);
        }
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let Units(units) = digits.parse()?;
        Ok(Self::Units(sign * units))
    }
}

/// Units a day, or units over another time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DailyRate(pub Rate);

impl FromStr for DailyRate {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if let Some(units) = decimal::parse(text).filter(|units| *units >= Decimal::ZERO) {
            return Rate::per_period(units, "day").map(Self).ok_or(());
        }
        text.parse().map(Self)
    }
}

/// A standard deviation, 0 or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deviation(pub Decimal);

impl FromStr for Deviation {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        decimal::parse(text).filter(|value| *value >= Decimal::ZERO).map(Self).ok_or(())
    }
}

/// A price that a channel is to show, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedMoney {
    /// So much.
    Amount(Money),
    /// There is no such price.
    None,
}

impl FromStr for ExpectedMoney {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "none" { Ok(Self::None) } else { text.parse().map(Self::Amount) }
    }
}

/// A quantity that a channel is to show, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedUnits {
    /// So many.
    Units(Units),
    /// Nothing is published.
    None,
}

impl FromStr for ExpectedUnits {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "none" { Ok(Self::None) } else { text.parse().map(Self::Units) }
    }
}

/// What is to become of an item on a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExpectedState {
    /// Its offer is in the feed.
    Fed,
    /// It is in the feed with quantity 0.
    Paused,
    /// It is left out of the feed and keeps its last state on the channel.
    Quarantined,
    /// The channel does not carry it.
    NotListed,
}

impl ExpectedState {
    /// The state's word, as in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fed => "fed",
            Self::Paused => "paused",
            Self::Quarantined => "quarantined",
            Self::NotListed => "not-listed",
        }
    }
}

/// The key of a value without a channel or a location: with its blanks nobody's name.
const WHOLE: &str = "units in all";

/// `nj-warehouse=200 amazon-fba=100`, `shopify=3`, or `12`: a value for each location or channel, or as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByPlace<T> {
    /// The value as a whole.
    pub whole: Option<Spanned<T>>,
    /// The value of each location or channel.
    pub of: Vec<(Spanned<Name>, Spanned<T>)>,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for ByPlace<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut of = deserializer.deserialize_map(Entries(PhantomData))?;
        let whole = of.iter().position(|(name, _)| name.value.0 == WHOLE);
        Ok(Self { whole: whole.map(|index| of.remove(index).1), of })
    }
}

/// Keys with their places, and their values.
struct Entries<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
    type Value = Vec<(Spanned<Name>, Spanned<T>)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("names with their values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(name) = map.next_key::<Spanned<AnyText>>()? {
            entries.push((name.map(|name| Name(name.0)), map.next_value()?));
        }
        Ok(entries)
    }
}

impl<T: JsonSchema> JsonSchema for ByPlace<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("by-place-{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> schemars::Schema {
        let value = generator.subschema_for::<T>();
        json_schema!({
            "type": "object",
            "properties": { WHOLE: value },
            "additionalProperties": value,
            "x-kdl": { "args": [WHOLE] },
        })
    }
}
