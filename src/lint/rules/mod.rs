//! Every rule, one file each; this list and the pages are made from the files by `tests/generated.rs`.

use crate::diagnostic::Span;
use crate::exact::{Currency, Decimal, Ratio, Rounding, RoundingMode, decimal};
use crate::model::part::pricing::FloorPart;
use crate::policy::lint::Allow;
use crate::policy::scope::Scope;
use crate::policy::written::kdl;

use super::Rule;
use super::tell::Told;

// generated: begin
mod blank_held;
mod case_only_sku;
mod chosen_fails_must;
mod copied_listing;
mod damaged_id;
mod dead_scope;
mod differential_exceeded;
mod duplicate_gtin;
mod duplicate_id;
mod duplicate_sku;
mod empty_sku;
mod expired_allow;
mod flat_buffer;
mod forbidden_text;
mod heavy_truncation;
mod identical_field_differs;
mod incomplete_channel;
mod incomplete_playbook;
mod invalid_gtin;
mod manual_propagation;
mod map_violation;
mod margin_below_floor;
mod missing_compliance_field;
mod missing_price;
mod missing_stock;
mod negative_stock;
mod no_throttle;
mod over_reserved;
mod parity_undercut;
mod schema_mismatch;
mod slow_playbook;
mod sync_too_slow;
mod throttle_order;
mod too_few_images;
mod too_many_values;
mod tool_before_requirements;
mod undocumented_channel;
mod unfed_field;
mod unfed_location;
mod unjoined_sku;
mod unknown_place;
mod unknown_unit;
mod unlisted_id;
mod unmapped_field;
mod unprofitable_offer;
mod unprotected_commitment;
mod unreadable_list;
mod unreadable_row;
mod unresolved_figure;
mod unrouted_alert;
mod unscored_candidate;
mod untracked_without_maximum;
mod unused_allow;
mod value_too_long;
mod zero_price;

/// Every rule, by name.
pub const RULES: &[&Rule] = &[
    &blank_held::RULE,
    &case_only_sku::RULE,
    &chosen_fails_must::RULE,
    &copied_listing::RULE,
    &damaged_id::RULE,
    &dead_scope::RULE,
    &differential_exceeded::RULE,
    &duplicate_gtin::RULE,
    &duplicate_id::RULE,
    &duplicate_sku::RULE,
    &empty_sku::RULE,
    &expired_allow::RULE,
    &flat_buffer::RULE,
    &forbidden_text::RULE,
    &heavy_truncation::RULE,
    &identical_field_differs::RULE,
    &incomplete_channel::RULE,
    &incomplete_playbook::RULE,
    &invalid_gtin::RULE,
    &manual_propagation::RULE,
    &map_violation::RULE,
    &margin_below_floor::RULE,
    &missing_compliance_field::RULE,
    &missing_price::RULE,
    &missing_stock::RULE,
    &negative_stock::RULE,
    &no_throttle::RULE,
    &over_reserved::RULE,
    &parity_undercut::RULE,
    &schema_mismatch::RULE,
    &slow_playbook::RULE,
    &sync_too_slow::RULE,
    &throttle_order::RULE,
    &too_few_images::RULE,
    &too_many_values::RULE,
    &tool_before_requirements::RULE,
    &undocumented_channel::RULE,
    &unfed_field::RULE,
    &unfed_location::RULE,
    &unjoined_sku::RULE,
    &unknown_place::RULE,
    &unknown_unit::RULE,
    &unlisted_id::RULE,
    &unmapped_field::RULE,
    &unprofitable_offer::RULE,
    &unprotected_commitment::RULE,
    &unreadable_list::RULE,
    &unreadable_row::RULE,
    &unresolved_figure::RULE,
    &unrouted_alert::RULE,
    &unscored_candidate::RULE,
    &untracked_without_maximum::RULE,
    &unused_allow::RULE,
    &value_too_long::RULE,
    &zero_price::RULE,
];

/// The page of every rule, by name.
pub const PAGES: &[(&str, &str)] = &[
    ("blank-held", include_str!("../../../docs/rules/blank-held.md")),
    ("case-only-sku", include_str!("../../../docs/rules/case-only-sku.md")),
    ("chosen-fails-must", include_str!("../../../docs/rules/chosen-fails-must.md")),
    ("copied-listing", include_str!("../../../docs/rules/copied-listing.md")),
    ("damaged-id", include_str!("../../../docs/rules/damaged-id.md")),
    ("dead-scope", include_str!("../../../docs/rules/dead-scope.md")),
    ("differential-exceeded", include_str!("../../../docs/rules/differential-exceeded.md")),
    ("duplicate-gtin", include_str!("../../../docs/rules/duplicate-gtin.md")),
    ("duplicate-id", include_str!("../../../docs/rules/duplicate-id.md")),
    ("duplicate-sku", include_str!("../../../docs/rules/duplicate-sku.md")),
    ("empty-sku", include_str!("../../../docs/rules/empty-sku.md")),
    ("expired-allow", include_str!("../../../docs/rules/expired-allow.md")),
    ("flat-buffer", include_str!("../../../docs/rules/flat-buffer.md")),
    ("forbidden-text", include_str!("../../../docs/rules/forbidden-text.md")),
    ("heavy-truncation", include_str!("../../../docs/rules/heavy-truncation.md")),
    ("identical-field-differs", include_str!("../../../docs/rules/identical-field-differs.md")),
    ("incomplete-channel", include_str!("../../../docs/rules/incomplete-channel.md")),
    ("incomplete-playbook", include_str!("../../../docs/rules/incomplete-playbook.md")),
    ("invalid-gtin", include_str!("../../../docs/rules/invalid-gtin.md")),
    ("manual-propagation", include_str!("../../../docs/rules/manual-propagation.md")),
    ("map-violation", include_str!("../../../docs/rules/map-violation.md")),
    ("margin-below-floor", include_str!("../../../docs/rules/margin-below-floor.md")),
    ("missing-compliance-field", include_str!("../../../docs/rules/missing-compliance-field.md")),
    ("missing-price", include_str!("../../../docs/rules/missing-price.md")),
    ("missing-stock", include_str!("../../../docs/rules/missing-stock.md")),
    ("negative-stock", include_str!("../../../docs/rules/negative-stock.md")),
    ("no-throttle", include_str!("../../../docs/rules/no-throttle.md")),
    ("over-reserved", include_str!("../../../docs/rules/over-reserved.md")),
    ("parity-undercut", include_str!("../../../docs/rules/parity-undercut.md")),
    ("schema-mismatch", include_str!("../../../docs/rules/schema-mismatch.md")),
    ("slow-playbook", include_str!("../../../docs/rules/slow-playbook.md")),
    ("sync-too-slow", include_str!("../../../docs/rules/sync-too-slow.md")),
    ("throttle-order", include_str!("../../../docs/rules/throttle-order.md")),
    ("too-few-images", include_str!("../../../docs/rules/too-few-images.md")),
    ("too-many-values", include_str!("../../../docs/rules/too-many-values.md")),
    ("tool-before-requirements", include_str!("../../../docs/rules/tool-before-requirements.md")),
    ("undocumented-channel", include_str!("../../../docs/rules/undocumented-channel.md")),
    ("unfed-field", include_str!("../../../docs/rules/unfed-field.md")),
    ("unfed-location", include_str!("../../../docs/rules/unfed-location.md")),
    ("unjoined-sku", include_str!("../../../docs/rules/unjoined-sku.md")),
    ("unknown-place", include_str!("../../../docs/rules/unknown-place.md")),
    ("unknown-unit", include_str!("../../../docs/rules/unknown-unit.md")),
    ("unlisted-id", include_str!("../../../docs/rules/unlisted-id.md")),
    ("unmapped-field", include_str!("../../../docs/rules/unmapped-field.md")),
    ("unprofitable-offer", include_str!("../../../docs/rules/unprofitable-offer.md")),
    ("unprotected-commitment", include_str!("../../../docs/rules/unprotected-commitment.md")),
    ("unreadable-list", include_str!("../../../docs/rules/unreadable-list.md")),
    ("unreadable-row", include_str!("../../../docs/rules/unreadable-row.md")),
    ("unresolved-figure", include_str!("../../../docs/rules/unresolved-figure.md")),
    ("unrouted-alert", include_str!("../../../docs/rules/unrouted-alert.md")),
    ("unscored-candidate", include_str!("../../../docs/rules/unscored-candidate.md")),
    ("untracked-without-maximum", include_str!("../../../docs/rules/untracked-without-maximum.md")),
    ("unused-allow", include_str!("../../../docs/rules/unused-allow.md")),
    ("value-too-long", include_str!("../../../docs/rules/value-too-long.md")),
    ("zero-price", include_str!("../../../docs/rules/zero-price.md")),
];
// generated: end

/// The least money at or above a bound, for reading: a price below the one is never shown at the other.
fn shown_up(value: Ratio, currency: Currency) -> Decimal {
    let step = currency.minor_unit();
    Rounding { step, mode: RoundingMode::HalfEven }.up(value).unwrap_or_default()
}

/// The greatest money at or below what is left of a price, for reading: a loss is never shown as nothing.
fn shown_down(value: Ratio, currency: Currency) -> Decimal {
    let mode = if value.is_negative() { RoundingMode::Up } else { RoundingMode::Down };
    Rounding { step: currency.minor_unit(), mode }.round(value).unwrap_or_default()
}

/// A share as a percentage for reading: the greatest tenth of a percent at or below it, so that one below a
/// floor is never shown at it. Never compared.
fn percent_down(share: Ratio) -> Decimal {
    let tenths = share.times(Decimal::ONE_THOUSAND).and_then(Ratio::floor);
    tenths.and_then(|tenths| decimal::multiply(tenths, Decimal::new(1, 1))).unwrap_or_default()
}

/// The `set` that made the price at fault, where one did.
fn made_by_set(told: &Told<'_>) -> Option<Span> {
    let span = told.primary().and_then(|by| told.program.origin(by))?.span?;
    let sets = told.policy.prices.set.given();
    sets.iter().any(|set| set.origin.span == Some(span)).then_some(span)
}

/// The node that lifts prices on the channel to a floor beside those that hold everywhere; `None` where it
/// would not: beside a `set`, and where a narrower node has its own floors.
fn floor_node(told: &Told<'_>, floor: FloorPart) -> Option<String> {
    let prices = &told.policy.prices;
    let is_there = |scope: &Scope| scope.channel.is_none() || scope.channel == told.cause.channel;
    let narrow = prices.floor.given().iter().any(|own| own.scope.rank() > 1 && is_there(&own.scope));
    let beside = prices.set.given().iter().any(|set| set.scope.rank() == 2 && is_there(&set.scope));
    if narrow || beside || made_by_set(told).is_some() {
        return None;
    }
    let mut floors = vec![floor];
    floors.extend(prices.floor.given().iter().flat_map(|own| &own.value));
    floors.sort();
    floors.dedup();
    let floors: Vec<String> = floors.into_iter().map(|floor| format!("floor {}", floor.name())).collect();
    Some(format!("price {} {{ {} }}", told.channel(), floors.join("; ")))
}

/// What an `allow` lets pass, as the subject of a sentence.
fn allowed(allow: &Allow) -> String {
    match allow.node {
        Some(_) => format!("`{}` in the node below a comment", allow.rule),
        None => {
            let selectors = allow.origin.address.selectors.iter().filter(|(key, _)| key != "rule");
            let asked = selectors.map(|(key, value)| format!(" {key}={}", kdl(value)));
            format!("`{}{}`", allow.rule, asked.collect::<String>())
        }
    }
}

/// Two SKUs, and how many more there are.
fn listed_with(one: &str, other: &str, skus: u64) -> String {
    match skus.saturating_sub(2) {
        0 => format!("`{one}` and `{other}`"),
        more => format!("`{one}`, `{other}` and {more} more"),
    }
}
