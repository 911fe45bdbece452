//! Every rule, one file each; this list and the pages are made from the files by `tests/generated.rs`.

use crate::exact::{Currency, Decimal, Ratio, Rounding, RoundingMode};

use super::Rule;

// generated: begin
mod blank_held;
mod dead_scope;
mod differential_exceeded;
mod duplicate_sku;
mod empty_sku;
mod incomplete_channel;
mod map_violation;
mod margin_below_floor;
mod missing_price;
mod missing_stock;
mod parity_undercut;
mod sync_too_slow;
mod throttle_order;
mod unprofitable_offer;
mod unreadable_row;
mod unresolved_figure;
mod untracked_without_maximum;

/// Every rule, by name.
pub const RULES: &[&Rule] = &[
    &blank_held::RULE,
    &dead_scope::RULE,
    &differential_exceeded::RULE,
    &duplicate_sku::RULE,
    &empty_sku::RULE,
    &incomplete_channel::RULE,
    &map_violation::RULE,
    &margin_below_floor::RULE,
    &missing_price::RULE,
    &missing_stock::RULE,
    &parity_undercut::RULE,
    &sync_too_slow::RULE,
    &throttle_order::RULE,
    &unprofitable_offer::RULE,
    &unreadable_row::RULE,
    &unresolved_figure::RULE,
    &untracked_without_maximum::RULE,
];

/// The page of every rule, by name.
pub const PAGES: &[(&str, &str)] = &[
    ("blank-held", include_str!("../../../docs/rules/blank-held.md")),
    ("dead-scope", include_str!("../../../docs/rules/dead-scope.md")),
    ("differential-exceeded", include_str!("../../../docs/rules/differential-exceeded.md")),
    ("duplicate-sku", include_str!("../../../docs/rules/duplicate-sku.md")),
    ("empty-sku", include_str!("../../../docs/rules/empty-sku.md")),
    ("incomplete-channel", include_str!("../../../docs/rules/incomplete-channel.md")),
    ("map-violation", include_str!("../../../docs/rules/map-violation.md")),
    ("margin-below-floor", include_str!("../../../docs/rules/margin-below-floor.md")),
    ("missing-price", include_str!("../../../docs/rules/missing-price.md")),
    ("missing-stock", include_str!("../../../docs/rules/missing-stock.md")),
    ("parity-undercut", include_str!("../../../docs/rules/parity-undercut.md")),
    ("sync-too-slow", include_str!("../../../docs/rules/sync-too-slow.md")),
    ("throttle-order", include_str!("../../../docs/rules/throttle-order.md")),
    ("unprofitable-offer", include_str!("../../../docs/rules/unprofitable-offer.md")),
    ("unreadable-row", include_str!("../../../docs/rules/unreadable-row.md")),
    ("unresolved-figure", include_str!("../../../docs/rules/unresolved-figure.md")),
    ("untracked-without-maximum", include_str!("../../../docs/rules/untracked-without-maximum.md")),
];
// generated: end

/// A figure for reading: rounded to the currency's own money, half-even. Never compared.
fn shown(value: Ratio, currency: Currency) -> Decimal {
    let step = currency.minor_unit();
    Rounding { step, mode: RoundingMode::HalfEven }.round(value).unwrap_or_default()
}

/// A share as a percentage for reading: to a tenth of a percent, half-even. Never compared.
fn percent(share: Ratio) -> Decimal {
    let tenth = Rounding { step: Decimal::new(1, 3), mode: RoundingMode::HalfEven };
    tenth.round(share).map(|share| (share * Decimal::ONE_HUNDRED).round_dp(1)).unwrap_or_default()
}
