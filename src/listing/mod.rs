//! Listings as intakes take them: price, quantity and content in a channel's own attributes, as JSON.
//!
//! Comes in: a SKU with its offer on a channel and what its listing says there. Goes out: JSON, written from the
//! digits of each figure. `feed` puts it into files, `lint` has it judged by the channel's own schema: what is
//! judged is what is sent. Nothing is reckoned here but units of measure.

pub mod amazon;
mod form;
mod identifier;
pub mod judged;
mod measure;
pub mod text;
pub mod walmart;
pub mod walmart_offer;

use crate::exact::Currency;
use crate::item::{Field, Item};
use crate::offer::Offer;
use crate::offer::content::{ContentFigure, ContentValue};
use crate::policy::channel::Feed;
use crate::program::content::ContentPlan;
use crate::program::{By, ChannelProgram, Program};

/// A SKU on a channel, and the feed that takes it.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// The program.
    pub program: &'a Program,
    /// The channel.
    pub channel: &'a ChannelProgram,
    /// The feed.
    pub feed: &'a Feed,
    /// The item.
    pub item: &'a Item,
    /// Its offer there.
    pub offer: &'a Offer,
    /// What its listing says there, by the channel's content.
    pub content: &'a [ContentFigure<'a>],
    /// Whether the SKU is held back: then only its quantity of 0 is sent.
    pub is_held_back: bool,
}

impl<'a> Listed<'a> {
    /// The fields of the listing that say something and are not entered by hand.
    fn values(&self) -> impl Iterator<Item = (&'a ContentPlan, &'a ContentFigure<'a>, &'a ContentValue<'a>)> {
        let fields = self.channel.content.iter().zip(self.content).filter(|(plan, _)| !plan.is_manual);
        fields.filter_map(|(plan, figure)| Some((plan, figure, figure.value.as_ref()?)))
    }

    /// What a field says whose name on the channel is this.
    fn value(&self, key: &str) -> Option<&'a ContentValue<'a>> {
        // what names the product is needed whoever enters it
        let is_name = ["gtin", "product-type"].contains(&key);
        let mut fields = self.channel.content.iter().zip(self.content);
        let is_it = |plan: &ContentPlan| plan.key == key && (is_name || !plan.is_manual);
        fields.find(|(plan, _)| is_it(plan))?.1.value.as_ref()
    }

    /// The text of such a field, where it is one.
    fn text(&self, key: &str) -> Option<&'a str> {
        match self.value(key)? {
            ContentValue::Text(text) => Some(text),
            ContentValue::List(_) => None,
        }
    }

    /// The item's own product type, as the catalog has it.
    fn own_product_type(&self) -> Option<&'a str> {
        let mut fields = self.program.shape.texts.iter();
        let index = fields.position(|text| text.field == Field::ProductType)?;
        self.item.texts.get(index)?.as_deref()
    }

    /// The currency of its prices.
    fn currency(&self) -> Currency {
        self.channel.channel.currency.value
    }
}

/// The fields that have a name of their own on channels.
const FIELDS: [&str; 10] = [
    "title",
    "description",
    "bullets",
    "brand",
    "gtin",
    "mpn",
    "images",
    "condition",
    "country-of-origin",
    "weight",
];

/// Who made what an attribute says, and the field of the item that it came from.
#[derive(Debug, Clone, Copy)]
pub struct Made<'a> {
    /// The last setting that changed it; the item's field where none did.
    pub by: By,
    /// The field whose cell is to blame.
    pub field: &'a Field,
}

/// The texts of a value: one, or those of a list.
fn texts<'v>(value: &'v ContentValue<'_>) -> impl Iterator<Item = &'v str> {
    let texts = match value {
        ContentValue::Text(text) => std::slice::from_ref(text),
        ContentValue::List(texts) => texts.as_slice(),
    };
    texts.iter().map(AsRef::as_ref)
}
