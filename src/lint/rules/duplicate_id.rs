//! # duplicate-id
//!
//! One id of a channel is on two SKUs.
//!
//! ## What it finds
//! A `channel-id` or an `inventory-id` that more than one SKU has on a channel of which a feed sends it, as the feed
//! sends it: `12` and `gid://shopify/ProductVariant/12` are the same. SKUs of one product may share its `product-id`, and
//! two channels may give the same id. The SKUs are held back from the channel, since nobody knows whose listing it is:
//! what it shows stays as it was. Whether the channel lists the other SKU too is not looked at.
//!
//! ## Why it matters
//! Both SKUs are sent to one listing, and what comes last stays: the listing shows the price and the stock of the
//! other product, and the listing that lost its id is never updated.
//!
//! ## What settles it
//! The right id for each, from a fresh export of the channel; a blank for a SKU that is not listed there.
//!
//! ## Bad
//! ```kdl
//! channel amazon { role marketplace; feed ebay-price-quantity }
//! catalog { source products "catalog/one-offer.csv" { channel-id "offer" channel=amazon } }
//! ```
//! ## Good
//! ```kdl
//! channel amazon { role marketplace; feed ebay-price-quantity }
//! catalog { source products "catalog/offers.csv" { channel-id "offer" channel=amazon } }
//! ```

use crate::diagnostic::{Category, Level};
use crate::exact::Decimal;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::program::{By, Program};

use super::listed_with;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "duplicate-id",
    category: Category::Catalog,
    level: Level::Error,
    check: Check::OffersWhere(can_break, check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let (channel, field) = (told.channel(), &told.cause.field);
    let (id, other) = (told.figure("id"), told.figure("also of"));
    let of_id: u64 = told.figure("skus").parse().unwrap_or_default();
    let message = if told.group.count <= of_id {
        let skus = listed_with(other, told.worst(), of_id);
        format!("{of_id} SKUs have one `{field}` for `{channel}`, `{id}`: {skus}")
    } else {
        format!(
            "{} SKUs have a `{field}` for `{channel}` that another one has, such as `{other}` and `{}`: `{id}`",
            told.group.count,
            told.worst()
        )
    };
    Telling {
        message,
        label: "makes it so".to_owned(),
        cell: format!("`{field}` of `{}`", told.worst()),
        counts: format!("`{field}` of `{other}`"),
        help: format!(
            "read the id of each from a fresh export of `{channel}`, and leave the cell blank for a SKU that is \
             not listed there; until then what `{channel}` shows of them stays as it was"
        ),
        ..Telling::default()
    }
}

/// Whether the survey found an id of several SKUs.
fn can_break(program: &Program) -> bool {
    !program.ids_of_several.is_empty()
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    let shared = &look.program.ids_of_several;
    let shape = &look.program.shape;
    for own in &shape.ids {
        let Some(text) = shape.texts.get(own.text) else { continue };
        let id = look.item.texts.get(own.text).and_then(|id| own.form.read(id.as_deref()?));
        let Some(id) = id.map(|id| (own.text, id)) else { continue };
        let Some(of_several) = shared.get(&id) else { continue };
        let is_its = |channel: usize| {
            let channel = look.program.channels.get(channel);
            channel.is_some_and(|own| Some(&own.channel.name) == text.channel.as_ref())
        };
        let offer = look.resolved.offers.iter().find(|offer| is_its(offer.channel));
        let Some(offer) = offer else { continue };
        let is_first = of_several.first.0 == look.item.sku;
        let (own, (other, beside)) = if is_first {
            (&of_several.first, &of_several.second)
        } else {
            (&of_several.second, &of_several.first)
        };
        let row = (own.0 == look.item.sku).then_some(own.1);
        // of equal places the later is at fault
        let size = Decimal::from(of_several.skus * 2 + u64::from(!is_first));
        let breach = Breach::new(By::NOBODY, offer.channel, text.field.clone()).sized(size);
        let breach = breach.with_figure("id", &id.1).with_figure("skus", of_several.skus);
        breaches.push(Breach { row, beside: Some(*beside), ..breach.with_figure("also of", other) });
    }
}
