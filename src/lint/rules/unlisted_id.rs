//! # unlisted-id
//!
//! SKUs lack the id by which their channel's feed sends their price.
//!
//! ## What it finds
//! SKUs without a `channel-id` for a channel whose feed needs one: on eBay a price goes by the id of the offer,
//! and without it the feed carries the quantity alone, which goes by SKU.
//!
//! ## Why it matters
//! The price on the channel stays as it was, however the policy changes it.
//!
//! ## What settles it
//! The ids, from an export of the channel, as a column of a source: `channel-id "HEADER" channel=ebay`. A SKU
//! that is not listed there yet belongs into `lists { not { … } }`.
//!
//! ## Bad
//! ```kdl
//! channel amazon { role marketplace; feed ebay-price-quantity }
//! ```
//! ## Good
//! ```kdl
//! channel amazon { role marketplace; feed jsonl { column "sku" sku; column "price" list } }
//! ```

use crate::diagnostic::{Category, Level};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::model::part::channel::FeedFormat;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unlisted-id",
    category: Category::Content,
    level: Level::Warn,
    check: Check::Offers(check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let channel = told.channel();
    let has = if told.group.count == 1 { "has" } else { "have" };
    let few = if told.group.count > 1 { format!(", such as {}", told.some_skus()) } else { String::new() };
    Telling {
        message: format!(
            "{} {has} no `channel-id` for `{channel}`: the feed can carry the quantity, but no price{few}",
            told.skus()
        ),
        label: "prices go by the id of the offer".to_owned(),
        cell: "no id here".to_owned(),
        help: format!(
            "read the ids from an export of `{channel}`: `channel-id \"HEADER\" channel={channel}` in a source; \
             what is not listed there yet can be left out with {}",
            told.left_out()
        ),
        ..Telling::default()
    }
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for (offer, own) in look.offers() {
        let needs_id = own.channel.feeds.iter().any(|feed| feed.format == FeedFormat::EbayPriceQuantity);
        if needs_id && look.program.listing_id(&own.channel.name, look.item).is_none() {
            breaches.push(Breach::new(own.by, offer.channel, Field::ChannelId));
        }
    }
}
