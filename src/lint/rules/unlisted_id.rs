//! # unlisted-id
//!
//! SKUs lack an id by which a feed of their channel sends what the policy says of them.
//!
//! ## What it finds
//! SKUs without a `channel-id`, a `product-id` or an `inventory-id` for a channel of which a feed needs it, or with a
//! text that is no such id, such as `1.72959E+18`, which a spreadsheet has rounded. On eBay a price goes by the
//! id of the offer, and without it the feed carries the quantity alone, which goes by SKU; what Shopify and TikTok Shop
//! take by API goes by ids alone.
//!
//! ## Why it matters
//! The price on the channel stays as it was, however the policy changes it, and so does the quantity where that goes by
//! id too. `by-hand.jsonl` has what to enter for each of these SKUs.
//!
//! ## What settles it
//! The ids, from an export of the channel, as columns of a source: `channel-id "HEADER" channel=ebay`. A SKU
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

use crate::code::damage;
use crate::diagnostic::{Category, Level};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::model::part::channel::FeedFormat;
use crate::nearest::listed;
use crate::policy::ids::IdForm;
use crate::program::{ChannelProgram, Program};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unlisted-id",
    category: Category::Content,
    level: Level::Warn,
    check: Check::OffersWhere(can_break, check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let (channel, field) = (told.channel(), &told.cause.field);
    let has = if told.group.count == 1 { "has" } else { "have" };
    let few = if told.group.count > 1 { format!(", such as {}", told.some_skus()) } else { String::new() };
    let feeds = told.policy.channels.iter().filter(|own| own.name == channel).flat_map(|own| &own.feeds);
    let mut formats: Vec<FeedFormat> = feeds.map(|feed| feed.format).collect();
    formats.retain(|format| format.ids().contains(field));
    let (effect, label) = match formats.as_slice() {
        [FeedFormat::EbayPriceQuantity] => (
            "the feed can carry the quantity, but no price".to_owned(),
            "prices go by the id of the offer".to_owned(),
        ),
        formats => {
            let names: Vec<&str> = formats.iter().map(|format| format.name()).collect();
            let (feeds, go) = if names.len() == 1 { ("feed", "goes") } else { ("feeds", "go") };
            let names = listed(names.iter().copied());
            (
                format!(
                    "its {feeds} {names} can say nothing of {}",
                    if told.group.count == 1 { "it" } else { "them" }
                ),
                format!("its {feeds} {names} {go} by it"),
            )
        }
    };
    let other = told.figure("id");
    let wrong = if other.is_empty() { String::new() } else { format!(" (`{other}` is none)") };
    Telling {
        message: format!("{} {has} no `{field}` for `{channel}`{wrong}: {effect}{few}", told.skus()),
        label,
        cell: "no id here".to_owned(),
        help: format!(
            "read the ids from an export of `{channel}`: `{field} \"HEADER\" channel={channel}` in a source; \
             what is not listed there yet can be left out with {}",
            told.left_out()
        ),
        ..Telling::default()
    }
}

/// Whether some feed needs ids that a channel has given.
fn can_break(program: &Program) -> bool {
    let mut feeds = program.channels.iter().flat_map(|own| &own.channel.feeds);
    feeds.any(|feed| !feed.format.ids().is_empty())
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for (offer, own) in look.offers() {
        let lacking = [Field::ChannelId, Field::ProductId, Field::InventoryId]
            .into_iter()
            .find_map(|field| Some((lacking(look, own, &field)?, field)));
        // without one of its ids the others are of no use either
        let Some((text, field)) = lacking else { continue };
        // `damaged-id` tells it with what a spreadsheet has made of it
        if field == Field::ChannelId && damage(&text).is_some() {
            continue;
        }
        let breach = Breach::new(own.by, offer.channel, field);
        breaches.push(if text.is_empty() { breach } else { breach.with_figure("id", text) });
    }
}

/// What stands in place of an id that a feed of the channel needs, be it nothing; `None` where no id is lacking.
fn lacking(look: &Look<'_>, own: &ChannelProgram, field: &Field) -> Option<String> {
    let mut needs = own
        .channel
        .feeds
        .iter()
        .map(|feed| feed.format)
        .filter(|format| format.ids().contains(field))
        .peekable();
    // nearly no channel's feed needs one, and no id is looked up for the others
    needs.peek()?;
    let text = look.program.id(field, &own.channel.name, look.item).unwrap_or_default();
    needs.any(|format| IdForm::of(format, field).read(text).is_none()).then(|| text.to_owned())
}
