//! The formats: which writer a feed has, and what it can carry.

use crate::listing;
use crate::model::part::channel::{FeedFormat, FeedValue};
use crate::offer::content::ContentValue;
use crate::policy::channel::Feed;
use crate::program::content::ContentPlan;

use super::entry::Entry;
use super::left::{Left, What};
use super::lines::{Entries, Files};
use super::shopify_csv::{self, Columns};
use super::{amazon, ebay, generic, shopify_prices, shopify_quantities, tiktok, walmart};

/// The files of a feed, or why it can't be written.
pub(super) fn files(feed: &Feed, seed: &str, columns: Option<&Columns>) -> Result<Files, &'static str> {
    let (frame, limits) = match feed.format {
        FeedFormat::AmazonListings => (amazon::frame(feed)?, amazon::limits(feed)),
        FeedFormat::WalmartPrice
        | FeedFormat::WalmartInventory
        | FeedFormat::WalmartItem
        | FeedFormat::WalmartMatch => (walmart::frame(feed)?, walmart::limits(feed)),
        FeedFormat::EbayPriceQuantity => (ebay::frame(feed), ebay::limits()),
        FeedFormat::ShopifyCsv => {
            let no_handle = "Shopify's product CSV goes by handle: `attribute handle \"HEADER\"` in a source";
            (columns.ok_or(no_handle)?.frame(), shopify_csv::limits(feed))
        }
        FeedFormat::ShopifyPrices => (shopify_prices::frame(feed), shopify_prices::limits(feed)),
        FeedFormat::ShopifyQuantities => {
            let no_location =
                "Shopify counts by location: `feed shopify-quantities { location NAME \"ID\" }`";
            (shopify_quantities::frame(feed, seed).ok_or(no_location)?, shopify_quantities::limits(feed))
        }
        FeedFormat::TiktokPrices | FeedFormat::TiktokInventory => (tiktok::frame(feed), tiktok::limits()),
        FeedFormat::Csv | FeedFormat::Tsv | FeedFormat::Jsonl => {
            (generic::frame(feed), generic::limits(feed))
        }
    };
    Ok(Files::new(&feed.stem, feed.format.ending(), frame, limits))
}

/// Appends an offer; what the feed carries and can't of this SKU is returned.
pub(super) fn write(entry: &Entry<'_>, entries: &mut Entries) -> Vec<Left> {
    match entry.feed.format {
        FeedFormat::AmazonListings => amazon::write(entry, entries),
        FeedFormat::WalmartPrice
        | FeedFormat::WalmartInventory
        | FeedFormat::WalmartItem
        | FeedFormat::WalmartMatch => {
            walmart::write(entry, entries);
        }
        FeedFormat::EbayPriceQuantity => return ebay::write(entry, entries),
        FeedFormat::ShopifyPrices => return shopify_prices::write(entry, entries),
        FeedFormat::ShopifyQuantities => return shopify_quantities::write(entry, entries),
        FeedFormat::TiktokPrices => return tiktok::write_price(entry, entries),
        FeedFormat::TiktokInventory => return tiktok::write_units(entry, entries),
        FeedFormat::Csv | FeedFormat::Tsv | FeedFormat::Jsonl => generic::write(entry, entries),
        // its rows become products first
        FeedFormat::ShopifyCsv => {}
    }
    Vec::new()
}

/// Whether a feed carries a field of the listing by what it says; `None` where that goes by the field alone.
pub(super) fn carries_value(
    feed: &Feed,
    plan: &ContentPlan,
    value: Option<&ContentValue<'_>>,
) -> Option<bool> {
    let carries = match feed.format {
        FeedFormat::AmazonListings => listing::amazon::carries,
        FeedFormat::WalmartItem => listing::walmart::carries,
        FeedFormat::WalmartMatch => listing::walmart_offer::carries,
        _ => return None,
    };
    Some(!plan.is_manual && value.is_some_and(|value| carries(plan, value)))
}

/// Whether a feed carries a figure, or a field of the listing, of any SKU.
pub(super) fn carries(feed: &Feed, shown: &[Option<usize>], columns: Option<&Columns>, what: What) -> bool {
    match feed.format {
        FeedFormat::AmazonListings => amazon::FIGURES.contains(&what),
        FeedFormat::WalmartPrice | FeedFormat::WalmartMatch => walmart::PRICES.contains(&what),
        FeedFormat::WalmartInventory => what == What::Quantity,
        // what it carries of the content depends on the value
        FeedFormat::WalmartItem => false,
        FeedFormat::EbayPriceQuantity => ebay::FIGURES.contains(&what),
        FeedFormat::ShopifyCsv => columns.is_some_and(|columns| columns.carries(what)),
        FeedFormat::ShopifyPrices => shopify_prices::FIGURES.contains(&what),
        FeedFormat::ShopifyQuantities => shopify_quantities::FIGURES.contains(&what),
        FeedFormat::TiktokPrices => tiktok::PRICES.contains(&what),
        FeedFormat::TiktokInventory => tiktok::INVENTORY.contains(&what),
        FeedFormat::Csv | FeedFormat::Tsv | FeedFormat::Jsonl => {
            let is_shown = |value: &FeedValue| match what {
                What::Price => *value == FeedValue::List,
                What::Sale => *value == FeedValue::Sale,
                What::Coupon => *value == FeedValue::Coupon,
                What::CompareAt => *value == FeedValue::CompareAt,
                What::Quantity => *value == FeedValue::Quantity,
                What::Content(_) => false,
            };
            feed.columns.iter().any(|column| is_shown(&column.value))
                || shown.iter().flatten().any(|field| What::Content(*field) == what)
        }
    }
}
