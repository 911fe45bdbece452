//! `offers.jsonl`: what every SKU is offered for on every channel, and who made each figure.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value as Json;

use crate::exact::Rounding;
use crate::item::Item;
use crate::offer::{Amount, Offer, Quantity, Resolved, Window};
use crate::program::{By, Program};

use super::state::State;
use super::text::{json_amount, json_key, json_string, push_decimal};

/// A line of `offers.jsonl`; amounts are decimal strings in the channel's currency.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the schema is made from it; the lines are written by hand, for their speed")]
struct OfferLine {
    /// The seller's own id.
    sku: String,
    /// The channel.
    channel: String,
    /// The segment; null where the policy has none.
    #[schemars(required, schema_with = "nullable_text")]
    segment: Option<String>,
    /// The list price; null where it is not known.
    #[schemars(required, schema_with = "nullable_amount")]
    list: Option<String>,
    /// The sale price; null where there is none.
    #[schemars(required, schema_with = "nullable_amount")]
    sale: Option<String>,
    /// The price after a coupon; null where there is none.
    #[schemars(required, schema_with = "nullable_amount")]
    coupon: Option<String>,
    /// What the customer pays with shipping for one unit; null where the price is not known.
    #[schemars(required, schema_with = "nullable_amount")]
    landed: Option<String>,
    /// The struck-through price; null where there is none.
    #[schemars(required, schema_with = "nullable_amount")]
    compare_at: Option<String>,
    /// The currency of all amounts of the line.
    currency: String,
    /// The published units; null where the channel holds the stock, or where it is not known.
    #[schemars(required, schema_with = "nullable_units")]
    quantity: Option<u64>,
    /// `fed`, `paused` or `quarantined`.
    #[schemars(schema_with = "state")]
    state: String,
    /// Contribution ÷ net price, rounded half-even to four digits after the point; null where the cost is
    /// not known.
    #[schemars(required, schema_with = "nullable_amount")]
    margin: Option<String>,
    /// The time in which promotions make the prices what they are, from its start up to but not including its end, as
    /// `2026-11-27T14:00:00Z/2026-11-28T02:00:00Z`; null where none runs.
    #[schemars(required, schema_with = "nullable_text")]
    window: Option<String>,
    /// The address behind each figure.
    by: FigureBy,
}

/// The address of the setting that made each figure; of the item's field where no setting did.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the schema is made from it")]
struct FigureBy {
    /// Behind the list price.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "text")]
    list: Option<String>,
    /// Behind the sale price.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "text")]
    sale: Option<String>,
    /// Behind the price after a coupon.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "text")]
    coupon: Option<String>,
    /// Behind the price with shipping.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "text")]
    landed: Option<String>,
    /// Behind the struck-through price.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "text")]
    compare_at: Option<String>,
    /// Behind the quantity.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "text")]
    quantity: Option<String>,
    /// Behind a pause.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "text")]
    paused: Option<String>,
}

fn text(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string" })
}

pub(super) fn nullable_text(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "null"] })
}

fn nullable_amount(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "null"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$" })
}

fn nullable_units(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["integer", "null"], "minimum": 0 })
}

fn state(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": ["fed", "paused", "quarantined"] })
}

/// The schema of a line; committed as `schema/offers.schema.json`.
pub fn offers_schema() -> Json {
    super::manifest::schema_of::<OfferLine>("a line of offers.jsonl, version 1")
}

/// Addresses as JSON strings, made once a build.
#[derive(Debug)]
pub(super) struct Addresses {
    quoted: Vec<Vec<u8>>,
}

impl Addresses {
    pub(super) fn new(program: &Program) -> Self {
        let quoted = program.origins.iter().map(|origin| {
            let mut bytes = Vec::new();
            json_string(&mut bytes, &origin.address.to_string());
            bytes
        });
        Self { quoted: quoted.collect() }
    }

    fn get(&self, by: By) -> &[u8] {
        self.quoted.get(by.0 as usize).map_or(b"null", Vec::as_slice)
    }
}

/// The line of an offer, as `explain` compares it; the same bytes as in `offers.jsonl`.
pub fn offer_line(
    program: &Program,
    item: &Item,
    resolved: &Resolved,
    offer: &Offer,
    state: State,
) -> String {
    let mut bytes = Vec::new();
    write(program, &Addresses::new(program), item, resolved, offer, state, &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Appends the line of an offer.
pub(super) fn write(
    program: &Program,
    addresses: &Addresses,
    item: &Item,
    resolved: &Resolved,
    offer: &Offer,
    state: State,
    bytes: &mut Vec<u8>,
) {
    let Some(channel) = program.channels.get(offer.channel) else { return };
    let currency = channel.channel.currency.value;
    bytes.push(b'{');
    json_key(bytes, "sku");
    json_string(bytes, &item.sku);
    json_key(bytes, "channel");
    json_string(bytes, &channel.channel.name);
    json_key(bytes, "segment");
    match program.segments.get(resolved.segment).map(|segment| segment.name.as_str()) {
        Some(name) if !name.is_empty() => json_string(bytes, name),
        _ => bytes.extend_from_slice(b"null"),
    }
    let amounts = [
        ("list", offer.list),
        ("sale", offer.sale),
        ("coupon", offer.coupon),
        ("landed", offer.landed),
        ("compare_at", offer.compare_at),
    ];
    for (key, value) in amounts {
        json_key(bytes, key);
        json_amount(bytes, value.map(|value| value.value), currency);
    }
    json_key(bytes, "currency");
    json_string(bytes, currency.code());
    json_key(bytes, "quantity");
    match offer.quantity {
        Some(Quantity::Units(units)) => push_decimal(bytes, units.value),
        Some(Quantity::Held) | None => bytes.extend_from_slice(b"null"),
    }
    json_key(bytes, "state");
    json_string(bytes, state.name());
    json_key(bytes, "margin");
    margin(offer, bytes);
    json_key(bytes, "window");
    match offer.window {
        // an interval as ISO 8601 writes it: the start is in it, the end is not
        Some(Window { starts, ends }) => json_string(bytes, &format!("{starts}/{ends}")),
        None => bytes.extend_from_slice(b"null"),
    }
    json_key(bytes, "by");
    figures_by(addresses, offer, bytes);
    bytes.extend_from_slice(b"}\n");
}

/// A ten-thousandth, to which a margin is rounded for reading.
const TEN_THOUSANDTH: Rounding = Rounding {
    step: crate::exact::Decimal::from_parts(1, 0, 0, false, 4),
    mode: crate::exact::RoundingMode::HalfEven,
};

fn margin(offer: &Offer, bytes: &mut Vec<u8>) {
    let margin = offer.contribution.and_then(crate::offer::Contribution::margin);
    match margin.and_then(|margin| TEN_THOUSANDTH.round(margin)) {
        Some(margin) => {
            bytes.push(b'"');
            push_decimal(bytes, margin);
            bytes.push(b'"');
        }
        None => bytes.extend_from_slice(b"null"),
    }
}

fn figures_by(addresses: &Addresses, offer: &Offer, bytes: &mut Vec<u8>) {
    let quantity = match offer.quantity {
        Some(Quantity::Units(units)) => Some(units.by),
        _ => None,
    };
    let by = |amount: Option<Amount>| amount.map(|amount| amount.by);
    let figures = [
        ("list", by(offer.list)),
        ("sale", by(offer.sale)),
        ("coupon", by(offer.coupon)),
        ("landed", by(offer.landed)),
        ("compare_at", by(offer.compare_at)),
        ("quantity", quantity),
        ("paused", offer.paused_by),
    ];
    bytes.push(b'{');
    for (key, by) in figures {
        if let Some(by) = by {
            json_key(bytes, key);
            bytes.extend_from_slice(addresses.get(by));
        }
    }
    bytes.push(b'}');
}
