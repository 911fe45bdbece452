//! A listing as the schema of its channel is to judge it: what the feed says of it, as one JSON value.

use serde_json::Value as Json;

use crate::item::Field;
use crate::model::part::channel::FeedFormat;
use crate::program::By;

use super::amazon::{self, Attributes, Operation};
use super::text::json_string;
use super::{Listed, Made, walmart, walmart_offer};

/// A listing, and who made each of its attributes.
#[derive(Debug)]
pub struct Judged<'a> {
    /// Amazon: the attributes. Walmart: a feed of this item alone.
    pub json: Json,
    made: Vec<(String, By, Field)>,
    listed: Listed<'a>,
}

/// A listing as it is judged; `None` where the feed says nothing of it.
pub fn judged<'a>(listed: &Listed<'a>) -> Option<Judged<'a>> {
    let mut object = Object { bytes: b"{".to_vec(), made: Vec::new() };
    let write_item = match listed.feed.format {
        FeedFormat::WalmartItem => Some(walmart::item as fn(&Listed<'_>, &mut Vec<u8>) -> bool),
        FeedFormat::WalmartMatch => Some(walmart_offer::offer as _),
        _ => None,
    };
    if let Some(write) = write_item {
        // a feed without a version is not written, but its items can be judged all the same
        let header = walmart::item_header(listed.feed).unwrap_or_else(|| b"\"MPItemFeedHeader\":{}".to_vec());
        object.bytes.extend_from_slice(&header);
        object.bytes.extend_from_slice(b",\"MPItem\":[");
        write(listed, &mut object.bytes).then_some(())?;
        object.bytes.push(b']');
    } else {
        amazon::attributes(listed, &mut object);
    }
    object.bytes.push(b'}');
    let json = serde_json::from_slice(&object.bytes).ok()?;
    Some(Judged { json, made: object.made, listed: *listed })
}

impl Judged<'_> {
    /// The attribute that a place in the value belongs to, by the steps of its JSON Pointer; for a place above all
    /// attributes `None`.
    pub fn attribute<'p>(&self, pointer: &'p str) -> Option<&'p str> {
        let mut steps = pointer.split('/').skip(1);
        if self.listed.feed.format == FeedFormat::AmazonListings {
            return steps.next();
        }
        match (steps.next(), steps.next(), steps.next()) {
            (Some("MPItem"), Some(_), Some("Orderable" | "Item")) => steps.next(),
            (Some("MPItem"), Some(_), Some("Visible")) => steps.nth(1),
            (Some("MPItemFeedHeader"), attribute, _) => attribute,
            _ => None,
        }
    }

    /// Who made an attribute; where nothing did, the content field that would.
    pub fn made(&self, attribute: &str) -> Option<(By, Field)> {
        let own = self.made.iter().find(|(name, ..)| name == attribute);
        if let Some((_, by, field)) = own {
            return Some((*by, field.clone()));
        }
        let is_walmart = self.listed.feed.format != FeedFormat::AmazonListings;
        let mut fields = self.listed.channel.content.iter().zip(self.listed.content);
        let (plan, figure) = fields.find(|(plan, _)| {
            if is_walmart { walmart::is_of(plan, attribute) } else { amazon::is_of(plan, attribute) }
        })?;
        Some((figure.by, plan.field.clone()))
    }
}

/// Attributes as one JSON object.
struct Object {
    bytes: Vec<u8>,
    made: Vec<(String, By, Field)>,
}

impl Attributes for Object {
    fn attribute(&mut self, _: Operation, name: &str, made: Made<'_>, write: impl FnOnce(&mut Vec<u8>)) {
        if self.bytes.len() > 1 {
            self.bytes.push(b',');
        }
        json_string(&mut self.bytes, name);
        self.bytes.extend_from_slice(b":[");
        write(&mut self.bytes);
        self.bytes.push(b']');
        self.made.push((name.to_owned(), made.by, made.field.clone()));
    }
}
