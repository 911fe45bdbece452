//! What the intakes of channels call the fields of a listing.

use crate::model::part::channel::FeedFormat;

/// The attribute of a product code on Amazon.
pub const CODE: &str = "externally_assigned_product_identifier";
/// The attribute of the first image on Amazon.
pub const MAIN_IMAGE: &str = "main_product_image_locator";
/// The attributes of further images on Amazon.
pub const OTHER_IMAGES: [&str; 8] = [
    "other_product_image_locator_1",
    "other_product_image_locator_2",
    "other_product_image_locator_3",
    "other_product_image_locator_4",
    "other_product_image_locator_5",
    "other_product_image_locator_6",
    "other_product_image_locator_7",
    "other_product_image_locator_8",
];

/// What Amazon's feed writes whatever the content says, and what of.
const OF_AMAZON: [(&str, &str); 3] = [
    ("fulfillment_availability", "the quantity"),
    ("purchasable_offer", "the price"),
    ("list_price", "the price and `compare-at`"),
];
/// The same where a listing has all sides of its package.
const OF_AMAZON_WITH_SIDES: [(&str, &str); 4] = [
    ("fulfillment_availability", "the quantity"),
    ("purchasable_offer", "the price"),
    ("list_price", "the price and `compare-at`"),
    ("item_package_dimensions", "`length`, `width` and `height`"),
];
/// What Walmart's feed of items writes beside the visible attributes, and what of.
const OF_WALMART: [(&str, &str); 3] =
    [("sku", "the SKU"), ("productIdentifiers", "`gtin`"), ("ShippingWeight", "`weight`")];

/// The attributes that a feed writes by itself, each with what it is made of.
pub fn of_feed(format: FeedFormat, has_sides: bool) -> &'static [(&'static str, &'static str)] {
    match format {
        FeedFormat::AmazonListings if has_sides => &OF_AMAZON_WITH_SIDES,
        FeedFormat::AmazonListings => &OF_AMAZON,
        FeedFormat::WalmartItem => &OF_WALMART,
        _ => &[],
    }
}

/// The attributes that a content field becomes in a feed, by its name on the channel.
pub fn of_content(format: FeedFormat, key: &str) -> Vec<&str> {
    match (format, key) {
        (FeedFormat::AmazonListings, "images") => std::iter::once(MAIN_IMAGE).chain(OTHER_IMAGES).collect(),
        (FeedFormat::AmazonListings, key) => amazon(key).into_iter().collect(),
        (FeedFormat::WalmartItem, "images") => vec!["mainImageUrl", "productSecondaryImageURL"],
        (FeedFormat::WalmartItem, key) => walmart(key).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The attribute that a content field becomes on Amazon, by its name on the channel; of images the first.
pub fn amazon(key: &str) -> Option<&str> {
    Some(match key {
        // warnings are several attributes, and a category is a place in Amazon's own tree
        "product-type" | "safety-warnings" | "category" => return None,
        "title" => "item_name",
        "description" => "product_description",
        "bullets" => "bullet_point",
        "mpn" => "part_number",
        "images" => MAIN_IMAGE,
        "gtin" => CODE,
        "condition" => "condition_type",
        "country-of-origin" => "country_of_origin",
        "weight" => "item_package_weight",
        key => key,
    })
}

/// Walmart's name of a content field; `None` where it has none, or where it is no attribute of the visible part.
pub fn walmart(key: &str) -> Option<&str> {
    Some(match key {
        "title" => "productName",
        "description" => "shortDescription",
        "bullets" => "keyFeatures",
        "mpn" => "manufacturerPartNumber",
        "images" => "mainImageUrl",
        // warnings are several attributes; the origin cannot be changed once it is set; the others are no attribute
        "gtin" | "weight" | "product-type" | "safety-warnings" | "country-of-origin" | "condition"
        | "category" | "length" | "width" | "height" => return None,
        key => key,
    })
}
