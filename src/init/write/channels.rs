//! `channel`: where is sold, with what the profile does not know left as a proposal.

use crate::init::Found;
use crate::init::places::{Kind, Place};
use crate::model::part::channel::FeedFormat;
use crate::policy::catalog::Format;
use crate::policy::channel::Feed;

use super::page::Page;

/// What a channel takes in a file, and what stands in its columns.
type Columns = [(&'static str, &'static str)];

const SHOPIFY: &Columns = &[
    ("Variant SKU", "sku"),
    ("Variant Price", "list"),
    ("Variant Compare At Price", "compare-at"),
    ("Variant Inventory Qty", "quantity"),
];
const WOOCOMMERCE: &Columns =
    &[("SKU", "sku"), ("Regular price", "list"), ("Sale price", "sale"), ("Stock", "quantity")];
const ANY: &Columns = &[
    ("sku", "sku"),
    ("price", "list"),
    ("sale_price", "sale"),
    ("currency", "currency"),
    ("quantity", "quantity"),
];

/// Amazon's feed, the seller's id left to fill in.
const AMAZON: &str = "feed amazon-listings seller-id=\"YOUR-SELLER-ID\"";

/// Writes the channels.
pub(super) fn channels(page: &mut Page, found: &Found<'_>) {
    for place in &found.places {
        channel(page, found, place);
        page.gap();
    }
}

fn channel(page: &mut Page, found: &Found<'_>, place: &Place) {
    let channel = &place.channel;
    page.line(0, &format!("channel {} {{", channel.name));
    if place.kind == Kind::Unknown {
        page.because(1, "profile none", "nobody's rules: `evenkeel profiles` lists those that are known");
    } else {
        let reason = format!("its limits and rules: `evenkeel profiles {}` prints them", channel.profile);
        page.because(1, &format!("profile {}", channel.profile), &reason);
    }
    page.because(1, &format!("role {}", place.kind.role()), whom(place.kind));
    if found.tally.untracked > 0 && !found.is_held(place) {
        let count = found.tally.untracked;
        let these = if count == 1 { "1 SKU is".to_owned() } else { format!("{count} SKUs are") };
        page.because(
            1,
            "max-quantity 1",
            &format!("{these} not counted, and shown as this many: raise it to what you can always ship"),
        );
    }
    facts(page, found.is_sample, place.kind);
    feed(page, found, place);
    page.line(0, "}");
}

fn whom(kind: Kind) -> &'static str {
    match kind {
        Kind::Own | Kind::Unknown => "a shop of your own: its prices are public",
        Kind::Marketplace => "its prices are public, beside those of others",
        Kind::Showcase => "it shows what is bought in your own shop, at the price there",
    }
}

/// Facts of the seller: given for the sample, proposed for everybody else.
fn facts(page: &mut Page, is_sample: bool, kind: Kind) {
    let fees = match kind {
        Kind::Marketplace => {
            ("fees { referral \"15%\" }", "what it takes of the price; without fees no margin is known")
        }
        _ => {
            ("fees { payment \"2.9%\" fixed=0.30 }", "what a payment costs; without fees no margin is known")
        }
    };
    let facts = [
        ("orders \"300/month\"", "how much is sold there"),
        ("average-order-value 40.00", "what an order comes to"),
        ("sync via=api every=\"4min\"", "how quantities get there, and how often"),
        ("returns \"3%\"", "the share of orders that comes back"),
        fees,
    ];
    for (code, reason) in facts {
        if is_sample { page.because(1, code, reason) } else { page.proposed(1, code, reason) }
    }
}

fn feed(page: &mut Page, found: &Found<'_>, place: &Place) {
    // its own handles, options and SKUs are in the export; made-up SKUs would be written into the shop
    let is_own_export = found.table.head.format == Format::ShopifyCsv && found.key.cells.len() == 1;
    let other = other_currency(found, place);
    let columns = match place.channel.profile.as_str() {
        _ if other.is_some() => {
            if let Some(feed) = other {
                in_other_currency(page, found, feed);
            }
            ANY
        }
        "amazon-us" => {
            if found.is_sample {
                let reason = "a made-up merchant token: yours is in Seller Central, account info";
                page.because(1, "feed amazon-listings seller-id=\"A1SAMPLE\"", reason);
            } else {
                page.because(1, AMAZON, "your merchant token: Seller Central, account info");
            }
            return;
        }
        "shopify" if is_own_export => {
            page.because(1, "feed shopify-csv", "the product CSV that Shopify imports, products whole");
            return;
        }
        _ if !place.channel.feeds.is_empty() => {
            page.note(1, "`build` writes the files that its intake takes: the profile says which");
            return;
        }
        "shopify" => SHOPIFY,
        "woocommerce" => WOOCOMMERCE,
        _ => ANY,
    };
    page.note(1, "the file that `build` writes for it: a header, and what stands below");
    page.line(1, "feed csv {");
    for (header, value) in columns {
        page.line(2, &format!("column \"{header}\" {value}"));
    }
    page.line(1, "}");
}

/// A feed of a channel's profile whose intake takes no prices in the catalog's currency, with those that it takes.
fn other_currency<'p>(found: &Found<'_>, place: &'p Place) -> Option<(&'p Feed, &'static [&'static str])> {
    let own = found.table.wiring.currency.code();
    let mut feeds = place.channel.feeds.iter();
    feeds.find_map(|feed| {
        let taken = place.channel.currencies(feed)?;
        (!taken.contains(&own)).then_some((feed, taken))
    })
}

/// What to write for a channel that sells in another currency than the catalog's, as proposals.
fn in_other_currency(page: &mut Page, found: &Found<'_>, (feed, taken): (&Feed, &[&str])) {
    let (own, format) = (found.table.wiring.currency, feed.format.name());
    let first = taken.first().copied().unwrap_or_default();
    page.note(1, &format!(
        "`feed {format}` takes prices in {}, and those of the catalog are in {own}: to sell there, take the // off the \
         lines below, write what 1 {own} is in {first} into `policy` (`fx {first} RATE as-of=\"DATE\"`), and take out \
         the `feed csv` under them.",
        taken.join(" and "),
    ));
    page.line(1, &format!("// currency {first}"));
    if feed.format == FeedFormat::AmazonListings {
        page.line(1, &format!("// {AMAZON}"));
    }
}
