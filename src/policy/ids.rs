//! Which form the ids have by which the intakes of feeds go.

use crate::item::Field;
use crate::model::part::channel::FeedFormat;

pub use crate::code::IdForm;

impl IdForm {
    /// The form of a field's ids in a format.
    pub fn of(format: FeedFormat, field: &Field) -> Self {
        match (format, field) {
            (FeedFormat::ShopifyPrices, Field::ChannelId) => Self::Gid("ProductVariant"),
            (FeedFormat::ShopifyPrices, Field::ProductId) => Self::Gid("Product"),
            (FeedFormat::ShopifyQuantities, Field::InventoryId) => Self::Gid("InventoryItem"),
            (FeedFormat::TiktokPrices | FeedFormat::TiktokInventory, _) => Self::Digits,
            _ => Self::Text,
        }
    }

    /// The form of the ids of locations in a format; `None` where it has none.
    pub fn of_location(format: FeedFormat) -> Option<Self> {
        match format {
            FeedFormat::ShopifyQuantities => Some(Self::Gid("Location")),
            FeedFormat::TiktokInventory => Some(Self::Digits),
            _ => None,
        }
    }
}
