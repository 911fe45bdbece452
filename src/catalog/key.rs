//! Keys of SKUs: 16 bytes each, of which the upper half is the same for spellings that differ by case alone.

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Bytes of a SKU that are folded without memory of their own; longer ones are rare.
const MOST_ON_STACK: usize = 64;
/// Makes the lower half another hash than the upper where a SKU has no capital.
const SEED: u64 = 1;

/// The key of a SKU.
pub(super) fn key(sku: &str) -> u128 {
    u128::from(folded(sku)) << 64 | u128::from(xxh3_64_with_seed(sku.as_bytes(), SEED))
}

/// The half of a key that is the same whatever the case of the letters.
pub(super) fn whatever_its_case(key: u128) -> u64 {
    u64::try_from(key >> 64).unwrap_or_default()
}

/// The keys that come more than once in a sorted list.
pub(super) fn twice(sorted: &[u128]) -> Vec<u128> {
    let mut twice: Vec<u128> = pairs(sorted).filter(|(a, b)| a == b).map(|(a, _)| a).collect();
    twice.dedup();
    twice
}

/// The halves of keys in a sorted list that differ by case alone, sorted, each as often as there is one more spelling.
pub(super) fn in_other_case(sorted: &[u128]) -> Vec<u64> {
    let alike = pairs(sorted).filter(|(a, b)| a != b && whatever_its_case(*a) == whatever_its_case(*b));
    alike.map(|(a, _)| whatever_its_case(a)).collect()
}

fn pairs(sorted: &[u128]) -> impl Iterator<Item = (u128, u128)> {
    sorted.iter().copied().zip(sorted.iter().copied().skip(1))
}

fn folded(sku: &str) -> u64 {
    let mut lower = [0_u8; MOST_ON_STACK];
    if let Some(lower) = lower.get_mut(..sku.len()).filter(|_| sku.is_ascii()) {
        lower.copy_from_slice(sku.as_bytes());
        lower.make_ascii_lowercase();
        return xxh3_64(lower);
    }
    xxh3_64(sku.chars().flat_map(char::to_lowercase).collect::<String>().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_differ_by_case_share_half_a_key() {
        let long = "x".repeat(MOST_ON_STACK);
        for (one, other) in
            [("Ab-1", "AB-1"), ("é-1", "É-1"), (&format!("{long}a"), &format!("{long}A")), ("a", "A")]
        {
            assert_ne!(key(one), key(other), "{one}: case counts");
            assert_eq!(whatever_its_case(key(one)), whatever_its_case(key(other)), "{one}");
        }
        for (one, other) in [("Ab-1", "AB1"), ("", "a"), ("a", "b"), ("01", "1")] {
            assert_ne!(whatever_its_case(key(one)), whatever_its_case(key(other)), "{one} {other}");
        }
    }

    #[test]
    fn each_further_spelling_counts_once_and_no_second_row_of_one() {
        let sorted = |skus: &[&str]| {
            let mut keys: Vec<u128> = skus.iter().map(|sku| key(sku)).collect();
            keys.sort_unstable();
            keys
        };
        let keys = sorted(&["ab", "c", "Ab", "ab", "AB", "c", "d"]);
        // `ab` and `c` come twice; of `ab` there are two spellings more, `Ab` and `AB`
        assert_eq!((twice(&keys).len(), in_other_case(&keys).len()), (2, 2));
        assert_eq!(in_other_case(&sorted(&["a", "a", "b"])), Vec::<u64>::new());
    }
}
