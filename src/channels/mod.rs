//! The built-in profiles: facts of each channel with their sources, in the policy's own language.
//!
//! Each is read through the same stages as a seller's own `profile` node, and only when a channel names it.

/// Every built-in profile by name, sorted.
const PROFILES: [(&str, &str); 11] = [
    ("amazon-us", include_str!("amazon-us.kdl")),
    ("bigcommerce", include_str!("bigcommerce.kdl")),
    ("ebay-us", include_str!("ebay-us.kdl")),
    ("etsy", include_str!("etsy.kdl")),
    ("google", include_str!("google.kdl")),
    ("meta", include_str!("meta.kdl")),
    ("none", include_str!("none.kdl")),
    ("shopify", include_str!("shopify.kdl")),
    ("tiktok-shop-us", include_str!("tiktok-shop-us.kdl")),
    ("walmart-us", include_str!("walmart-us.kdl")),
    ("woocommerce", include_str!("woocommerce.kdl")),
];

/// The names of the built-in profiles.
pub fn names() -> impl Iterator<Item = &'static str> {
    PROFILES.iter().map(|(name, _)| *name)
}

/// The text of a built-in profile.
pub fn text(name: &str) -> Option<&'static str> {
    PROFILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

#[cfg(test)]
mod test;
