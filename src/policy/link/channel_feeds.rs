//! The feeds of a channel: its own, or its profile's where it has none.

use crate::diagnostic::{Category, Diagnostic, Label, Level, Sink, Span};
use crate::item::Field;
use crate::model::Address;
use crate::model::literal::{Name, Text, Units};
use crate::model::part::channel::{
    ChannelPart, FeedColumnPart, FeedFormat, FeedLocationPart, FeedPart, ProfilePart,
};
use crate::policy::catalog::{Catalog, Column};
use crate::policy::channel::{Channel, Feed, FeedColumn};
use crate::policy::ids::IdForm;
use crate::policy::setting::Origin;
use crate::value::Spanned;

use super::names::Names;

/// The feeds as they are written, and what is wrong with them.
pub(super) fn feeds(
    channel: &ChannelPart,
    profile: Option<&ProfilePart>,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Vec<Feed> {
    let of_profile = profile.map(|profile| profile.feed.as_slice()).unwrap_or_default();
    let own_address = Address::named("channel", &channel.name.value.0);
    let (parts, address) = match profile {
        Some(profile) if channel.feed.is_empty() => {
            (of_profile, Address::named("profile", &profile.name.value.0))
        }
        _ => (channel.feed.as_slice(), own_address),
    };
    for location in parts.iter().flat_map(|part| &part.value.location) {
        names.location(&location.value.name, sink);
    }
    let is_only = parts.len() == 1;
    let feeds: Vec<Feed> = parts
        .iter()
        .map(|part| {
            // an id or a type that the channel leaves open comes from its profile's feed of the same format
            let is_behind = |feed: &&Spanned<FeedPart>| feed.value.format.value == part.value.format.value;
            let behind = of_profile.iter().find(is_behind).map(|feed| &feed.value);
            let suffix = suffix(&part.value, is_only);
            let mut address = address.field("feed");
            if let Some(suffix) = suffix.filter(|_| !is_only) {
                address = address.field(suffix);
            }
            let stem = suffix.map_or_else(
                || channel.name.value.0.clone(),
                |suffix| format!("{}-{suffix}", channel.name.value),
            );
            feed(part, behind, stem, Origin::written(address, part.span))
        })
        .collect();
    for (feed, part) in feeds.iter().zip(parts) {
        check(&channel.name, (&part.value, feed), names, sink);
        if let Some(text) = part.value.seller_id.as_ref().filter(|text| !is_seller_id(&text.value.0)) {
            sink.push(no_seller_id(&channel.name.value, text));
        }
    }
    feeds
}

/// Leaves out feeds of profiles that go by ids which no source gives: what a profile brings acts only where it can.
pub(super) fn leave_out_without_ids(channels: &mut [Channel], catalog: &Catalog) {
    let columns: Vec<&Column> = catalog.sources.iter().flat_map(|source| &source.columns).collect();
    for channel in channels {
        let gives = |field: &Field| {
            columns.iter().any(|column| {
                column.field == *field && column.channel.as_ref().is_none_or(|name| *name == channel.name)
            })
        };
        let count = channel.feeds.len();
        channel.feeds.retain(|feed| {
            // eBay's takes quantities by SKU
            let is_open = !feed.is_of_profile() || feed.format == FeedFormat::EbayPriceQuantity;
            is_open || feed.format.ids().iter().all(gives)
        });
        channel.lacks_ids = channel.feeds.len() < count;
    }
}

/// What the files of a feed are called after the channel's name.
fn suffix(part: &FeedPart, is_only: bool) -> Option<&str> {
    let given = part.name.as_ref().map(|name| name.value.0.as_str());
    given.or_else(|| (!is_only).then(|| part.format.value.suffix()))
}

fn feed(part: &Spanned<FeedPart>, behind: Option<&FeedPart>, stem: String, origin: Origin) -> Feed {
    let own = &part.value;
    let text = |of: fn(&FeedPart) -> &Option<Spanned<Text>>| {
        of(own).as_ref().or(behind.and_then(|behind| of(behind).as_ref())).map(|text| text.value.0.clone())
    };
    let units = |of: fn(&FeedPart) -> &Option<Spanned<Units>>| {
        let units = of(own).as_ref().or(behind.and_then(|behind| of(behind).as_ref()));
        units.and_then(|units| u64::try_from(units.value.0).ok()).filter(|units| *units > 0)
    };
    let columns = if own.column.is_empty() {
        behind.map_or(own.column.as_slice(), |behind| &behind.column)
    } else {
        &own.column
    };
    Feed {
        stem,
        format: own.format.value,
        columns: columns.iter().map(column).collect(),
        batch: units(|part| &part.batch),
        batch_bytes: units(|part| &part.batch_bytes),
        seller_id: text(|part| &part.seller_id).filter(|id| is_seller_id(id)),
        marketplace_id: text(|part| &part.marketplace_id),
        product_type: text(|part| &part.product_type),
        fulfillment_channel: text(|part| &part.fulfillment_channel),
        locations: own.location.iter().map(|location| self::location(own, &location.value)).collect(),
        options: own
            .option
            .iter()
            .map(|option| (option.value.name.value.0.clone(), option.value.value.value.0.clone()))
            .collect(),
        spec_version: text(|part| &part.spec_version),
        origin,
    }
}

/// Whether a text can be a seller's id on Amazon: what stands in its place until it is known is none.
fn is_seller_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A location with its id as the intake wants it.
fn location(feed: &FeedPart, own: &FeedLocationPart) -> (String, String) {
    let form = IdForm::of_location(feed.format.value);
    let id = form.and_then(|form| form.read(&own.id.value.0)).unwrap_or_default();
    (own.name.value.0.clone(), id)
}

fn column(part: &Spanned<FeedColumnPart>) -> FeedColumn {
    let own = &part.value;
    FeedColumn {
        header: own.header.value.0.clone(),
        value: own.value.value.clone(),
        join: own.join.as_ref().map_or_else(|| "|".to_owned(), |join| join.value.0.clone()),
        place: own.value.span,
    }
}

fn check(name: &Spanned<Name>, (part, feed): (&FeedPart, &Feed), names: &Names<'_>, sink: &mut Sink) {
    let (Some(span), channel) = (feed.origin.span, &name.value) else { return };
    let names_none = part.seller_id.is_none() && feed.seller_id.is_none();
    if feed.format == FeedFormat::AmazonListings && names_none {
        sink.push(no_seller(name));
    }
    if feed.format == FeedFormat::ShopifyQuantities && feed.locations.is_empty() {
        sink.push(no_location(name, span));
    }
    let may_be_lost = names.lost.may_have_kind("column");
    if feed.format.has_columns() && feed.columns.is_empty() && !may_be_lost {
        let message = format!("the feed of `{channel}` has no columns");
        let label = Label::new(span, "nothing would stand in it");
        sink.push(Diagnostic::error("missing-field", Category::Language, message, label).with_help(
            format!(
                "name what it holds: `feed {} {{ column \"SKU\" sku; column \"Price\" list; column \"Qty\" quantity }}`",
                feed.format.name()
            ),
        ));
    }
}

fn no_location(name: &Spanned<Name>, span: Span) -> Diagnostic {
    let message =
        format!("the quantities of `{}` go to no location, so `build` does not write them", name.value);
    Diagnostic::error("missing-field", Category::Language, message, Label::new(span, "no `location`"))
        .at_level(Level::Warn)
        .with_help(
            "write the shop's id of each location: `feed shopify-quantities { location NAME \"gid://shopify/Location/…\" }`",
        )
        .on_channel(name.value.0.clone())
}

fn no_seller_id(channel: &Name, text: &Spanned<Text>) -> Diagnostic {
    let message = format!(
        "`{}` is no seller id, so `build` does not write the Amazon feed of `{channel}`",
        text.value.0
    );
    Diagnostic::error(
        "missing-field",
        Category::Language,
        message,
        Label::new(text.span, "letters and digits alone"),
    )
    .at_level(Level::Warn)
    .with_help("write your merchant token here: Seller Central, account info")
    .on_channel(channel.0.clone())
}

fn no_seller(name: &Spanned<Name>) -> Diagnostic {
    let message =
        format!("the Amazon feed of `{}` names no seller, so `build` does not write it", name.value);
    Diagnostic::error("missing-field", Category::Language, message, Label::new(name.span, "no `seller-id`"))
        .at_level(Level::Warn)
        .with_help("write your seller id into the channel: `feed amazon-listings seller-id=\"A…\"`")
        .on_channel(name.value.0.clone())
}
