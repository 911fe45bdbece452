//! Square roots of quotients of whole numbers, each digit certain.

use rust_decimal::Decimal;

use super::decimal::{INPUT_SCALE, from_parts};

/// √(numerator ÷ denominator), rounded half-even to nine digits after the point; `None` where the denominator is
/// 0, or the numbers are past what 128 bits hold.
///
/// The root is sought among whole numbers of billionths, so that what is rounded is the root itself and never a
/// root that was rounded before.
pub fn root(numerator: u128, denominator: u128) -> Option<Decimal> {
    let billion = 10_u128.pow(INPUT_SCALE);
    let scaled = numerator.checked_mul(billion)?.checked_mul(billion)?;
    let below = scaled.checked_div(denominator)?.isqrt();
    // above the middle between two neighbours where scaled ÷ denominator > (below + ½)²
    let middle = below.checked_mul(2)?.checked_add(1)?;
    let middle = middle.checked_mul(middle)?.checked_mul(denominator)?;
    let is_above = match scaled.checked_mul(4)?.cmp(&middle) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => !below.is_multiple_of(2),
        std::cmp::Ordering::Greater => true,
    };
    from_parts(i128::try_from(below + u128::from(is_above)).ok()?, INPUT_SCALE).map(|root| root.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numerator: u128, denominator: u128) -> String {
        root(numerator, denominator).map_or_else(|| "-".to_owned(), |root| root.to_string())
    }

    #[test]
    fn roots_with_and_without_an_end() {
        assert_eq!(of(0, 7), "0");
        assert_eq!(of(49, 1), "7");
        // √(9 ÷ 4) = 1.5
        assert_eq!(of(9, 4), "1.5");
        // √2 = 1.41421356237…
        assert_eq!(of(2, 1), "1.414213562");
        // √3 = 1.73205080756887…: the tenth digit is a 5 with more behind it
        assert_eq!(of(3, 1), "1.732050808");
        assert_eq!(of(1, 0), "-");
        assert_eq!(of(u128::MAX, 1), "-");
    }

    #[test]
    fn a_root_in_the_middle_goes_to_the_even_neighbour() {
        // √(1 ÷ 4·10^18) = 0.5·10^-9, between 0 and 1 billionths; √(9 ÷ 4·10^18) = 1.5·10^-9, between 1 and 2
        let quarter = 4 * 10_u128.pow(18);
        assert_eq!(of(1, quarter), "0");
        assert_eq!(of(9, quarter), "0.000000002");
    }
}
