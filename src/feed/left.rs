//! What a feed can say of a SKU, and what it leaves.

/// A figure of an offer, or a field of its listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// The list price.
    Price,
    /// A lower price for a while.
    Sale,
    /// The price after a coupon.
    Coupon,
    /// The struck-through price.
    CompareAt,
    /// The published units.
    Quantity,
    /// A field of the listing, by the channel's plans.
    Content(usize),
}

impl What {
    /// The figures of an offer.
    pub(super) const FIGURES: [Self; 5] =
        [Self::Price, Self::Sale, Self::Coupon, Self::CompareAt, Self::Quantity];

    /// The figure's word, as in `offers.jsonl`; empty for content, which has a name of its own.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Price => "price",
            Self::Sale => "sale",
            Self::Coupon => "coupon",
            Self::CompareAt => "compare-at",
            Self::Quantity => "quantity",
            Self::Content(_) => "",
        }
    }
}

/// A figure that a feed can carry, but not of this SKU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Left {
    /// The figure.
    pub(super) what: What,
    /// Why it is left, to stand after a colon.
    pub(super) why: String,
}

/// Leaves several figures for one reason.
pub(super) fn left(figures: &[What], why: &str) -> Vec<Left> {
    figures.iter().map(|what| Left { what: *what, why: why.to_owned() }).collect()
}
