//! Where a catalog is cut into segments: at values that it has itself.

use std::collections::BTreeMap;

use crate::exact::Decimal;

/// A bound, and how many SKUs stand at or above it and below the bound before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) at_least: Decimal,
    pub(super) count: u64,
}

/// The least value of the highest fifth and that of the upper half, each where it parts the SKUs: the value at rank
/// ⌈n × p⌉ of the n values in order (the nearest-rank quantile), nothing in between.
pub(super) fn cuts(values: &BTreeMap<Decimal, u64>) -> Vec<Cut> {
    let Some((least, _)) = values.first_key_value() else { return Vec::new() };
    let mut cuts: Vec<Cut> = Vec::new();
    for percent in [80, 50] {
        let Some(bound) = quantile(values, percent) else { continue };
        let above = cuts.last().map(|cut| cut.at_least);
        if bound > *least && above.is_none_or(|above| bound < above) {
            let within = values.range(bound..).filter(|(value, _)| above.is_none_or(|above| **value < above));
            cuts.push(Cut { at_least: bound, count: within.map(|(_, count)| *count).sum() });
        }
    }
    cuts
}

/// The value at a nearest rank.
pub(super) fn quantile<K: Copy + Ord>(values: &BTreeMap<K, u64>, percent: u64) -> Option<K> {
    let all: u64 = values.values().sum();
    let rank = all.checked_mul(percent)?.div_ceil(100).max(1);
    let mut seen = 0;
    values.iter().find_map(|(value, count)| {
        seen += count;
        (seen >= rank).then_some(*value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(bounds: &[(i64, u64)]) -> Vec<(i64, u64)> {
        let values = bounds.iter().map(|(value, count)| (Decimal::from(*value), *count)).collect();
        let found = cuts(&values).into_iter();
        found.map(|cut| (cut.at_least.try_into().unwrap(), cut.count)).collect()
    }

    #[test]
    fn a_fifth_and_a_half_by_nearest_rank() {
        // ten values 1…10: rank ⌈10 × 0.8⌉ = 8 is 8, at or above it 8, 9, 10; rank 5 is 5, up to it 5, 6, 7
        let ten: Vec<(i64, u64)> = (1..=10).map(|value| (value, 1)).collect();
        assert_eq!(at(&ten), [(8, 3), (5, 3)]);
    }

    #[test]
    fn no_cut_where_it_would_part_nothing() {
        assert_eq!(at(&[(9, 40)]), []);
        assert_eq!(at(&[]), []);
        // the median is the least price itself: one cut
        assert_eq!(at(&[(9, 60), (12, 20), (20, 20)]), [(12, 40)]);
        // both ranks meet at 20, which is cut once
        assert_eq!(at(&[(9, 10), (20, 90)]), [(20, 90)]);
    }
}
