//! Which text fields anything reads, each with its place in the items.

use crate::item::{Field, OwnId, Shape, TextField};
use crate::model::part::channel::{FeedFormat, FeedValue};
use crate::policy::Policy;
use crate::policy::channel::Feed;
use crate::policy::condition::{Condition, Conditions, NumberOf};
use crate::policy::content::{ChannelContent, ContentStep, Piece};
use crate::policy::ids::IdForm;
use crate::policy::promotion::PromotionDemand;

/// The policy's keys and every text that conditions, protections, prices and feeds read, sorted.
pub(super) fn shape(policy: &Policy) -> Shape {
    let mut texts: Vec<TextField> = Vec::new();
    for segment in &policy.segments {
        of_conditions(&segment.conditions, &mut texts);
    }
    for channel in &policy.channels {
        if let Some(lists) = &channel.lists {
            of_conditions(&lists.value, &mut texts);
        }
        channel.feeds.iter().for_each(|feed| of_feed(feed, &channel.name, &mut texts));
    }
    for pool in &policy.pools {
        pool.protect.iter().for_each(|field| add(&field.value, None, true, &mut texts));
    }
    for base in policy.prices.base.given() {
        if let crate::policy::Base::Field(field) = &base.value {
            add(field, None, true, &mut texts);
        }
    }
    for compare_at in policy.prices.compare_at.given() {
        compare_at.value.iter().for_each(|field| add(field, None, true, &mut texts));
    }
    for field in &policy.content.fields {
        field.channels.iter().for_each(|own| of_content(own, &mut texts));
    }
    for requirement in &policy.content.requirements {
        of_conditions(&requirement.conditions, &mut texts);
    }
    for promotion in &policy.promotions {
        of_conditions(&promotion.conditions, &mut texts);
        if let Some(PromotionDemand::Field(field)) = promotion.demand.as_ref().map(|demand| &demand.value) {
            add(field, None, true, &mut texts);
        }
        if promotion.reserve.is_some() {
            add(&Field::PromoSold, None, true, &mut texts);
        }
    }
    for clearance in &policy.clearances {
        of_conditions(&clearance.conditions, &mut texts);
    }
    if let crate::policy::Anchor::Field(field) = &policy.anchor.value {
        add(field, None, true, &mut texts);
    }
    // the ids that rules look at wherever the catalog has them
    texts.extend([Field::Gtin, Field::Mpn].map(|field| TextField {
        field,
        channel: None,
        is_number: false,
        is_only_checked: true,
    }));
    texts.sort();
    texts.dedup_by(|next, kept| {
        let is_same = next.field == kept.field && next.channel == kept.channel;
        kept.is_number |= is_same && next.is_number;
        kept.is_only_checked &= !is_same || next.is_only_checked;
        is_same
    });
    Shape { ids: ids(policy, &texts), texts, ..policy.keys() }
}

/// The ids that a feed of a channel goes by, but for those that the SKUs of a product share.
fn ids(policy: &Policy, texts: &[TextField]) -> Vec<OwnId> {
    let own = |(index, text): (usize, &TextField)| {
        let channel = policy.channels.iter().find(|own| Some(&own.name) == text.channel.as_ref())?;
        let mut feeds = channel.feeds.iter();
        let feed = feeds.find(|feed| feed.sends_id(&text.field) && text.field != Field::ProductId)?;
        Some(OwnId { text: index, form: IdForm::of(feed.format, &text.field) })
    };
    texts.iter().enumerate().filter_map(own).collect()
}

/// The index of a text field in the items.
pub(super) fn index(shape: &Shape, field: &Field, channel: Option<&str>) -> Option<usize> {
    let keyed = field.is_id().then(|| channel.map(str::to_owned)).flatten();
    shape.texts.iter().position(|text| text.field == *field && text.channel == keyed)
}

fn add(field: &Field, channel: Option<&str>, is_number: bool, texts: &mut Vec<TextField>) {
    let has_place_of_its_own = matches!(
        field,
        Field::Sku
            | Field::Price
            | Field::CompareAt
            | Field::Cost
            | Field::Map
            | Field::Msrp
            | Field::Stock
            | Field::Committed
            | Field::Velocity
            | Field::VelocitySd
            | Field::LeadTime
            | Field::TaxRate
    );
    if !has_place_of_its_own {
        let channel = field.is_id().then(|| channel.map(str::to_owned)).flatten();
        texts.push(TextField { field: field.clone(), channel, is_number, is_only_checked: false });
    }
}

fn of_feed(feed: &Feed, channel: &str, texts: &mut Vec<TextField>) {
    for column in &feed.columns {
        if let FeedValue::Item(field) = &column.value {
            add(field, Some(channel), false, texts);
        }
    }
    match feed.format {
        FeedFormat::AmazonListings | FeedFormat::WalmartItem => add(&Field::ProductType, None, false, texts),
        FeedFormat::ShopifyCsv => {
            feed.product_fields().iter().for_each(|field| add(field, None, false, texts));
        }
        _ => feed.format.ids().iter().for_each(|field| add(field, Some(channel), false, texts)),
    }
}

fn of_content(content: &ChannelContent, texts: &mut Vec<TextField>) {
    if let Some(from) = &content.from {
        add(&from.value, None, false, texts);
    }
    for step in &content.steps {
        let ContentStep::Template(pieces) = &step.value else { continue };
        for piece in pieces {
            if let Piece::Field(field) = piece {
                add(field, None, false, texts);
            }
        }
    }
}

fn of_conditions(conditions: &Conditions, texts: &mut Vec<TextField>) {
    for condition in &conditions.0 {
        match condition {
            Condition::Number(NumberOf::Field(field), _) => add(field, None, true, texts),
            Condition::Text(field, _) => add(field, None, false, texts),
            Condition::Number(NumberOf::Margin, _) | Condition::Segment(_) => {}
            Condition::Not(inner) | Condition::Any(inner) => of_conditions(inner, texts),
        }
    }
}
