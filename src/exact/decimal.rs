//! Exact arithmetic on decimals: the whole result, or `None` where it needs more than 28 digits.
//!
//! `rust_decimal`'s own operators round in silence past 28 digits; these do not.

use std::cmp::Ordering;

use rust_decimal::Decimal;

/// Digits after the point that a value in a policy or a catalog may have.
pub const INPUT_SCALE: u32 = 9;

/// The most digits after the point that a decimal can hold.
const MAX_SCALE: u32 = 28;

/// Reads a plain decimal: digits, at most one point, a leading `-` or `+`; `.95` and `40.000` are fine.
///
/// `None` for anything else (exponents, hexadecimal, blanks), for more than nine digits after the point,
/// and for more than 28 digits in all. Trailing zeros are kept: `40.000` prints as `40.000`.
pub fn parse(text: &str) -> Option<Decimal> {
    parse_small(text).or_else(|| parse_any(text))
}

/// Reads a number without a sign that 64 bits hold, as nearly all are; `None` where it is any other.
fn parse_small(text: &str) -> Option<Decimal> {
    let (mut digits, mut point): (i64, Option<usize>) = (0, None);
    if text.len() >= SMALL_POWERS.len() {
        return None;
    }
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => digits = digits * 10 + i64::from(byte - b'0'),
            b'.' if point.is_none() => point = Some(at),
            _ => return None,
        }
    }
    let scale = u32::try_from(point.map_or(0, |point| text.len() - 1 - point)).ok()?;
    let is_whole = point.is_none() && !text.is_empty();
    (is_whole || (1..=INPUT_SCALE).contains(&scale)).then(|| Decimal::new(digits, scale))
}

fn parse_any(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let point = digits.bytes().position(|byte| byte == b'.');
    let (whole, fraction) = point.and_then(|at| digits.split_at_checked(at)).unwrap_or((digits, ""));
    let fraction = fraction.strip_prefix('.').unwrap_or(fraction);
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let empty = whole.is_empty() && fraction.is_empty();
    if empty || !plain(whole) || !plain(fraction) || digits.ends_with('.') {
        return None;
    }
    let value = Decimal::from_str_exact(text).ok()?;
    (value.scale() <= INPUT_SCALE).then_some(value)
}

/// `a + b`, exactly.
#[inline]
pub fn add(a: Decimal, b: Decimal) -> Option<Decimal> {
    if a.scale() == b.scale()
        && let (Some(own), Some(other)) = (small(a), small(b))
        && let Some(sum) = own.checked_add(other)
    {
        return Some(Decimal::new(sum, a.scale()));
    }
    add_scaled(a, b)
}

fn add_scaled(a: Decimal, b: Decimal) -> Option<Decimal> {
    let scale = a.scale().max(b.scale());
    if let (Some(a), Some(b)) = (small_at(a, scale), small_at(b, scale))
        && let Some(sum) = a.checked_add(b)
    {
        return Some(Decimal::new(sum, scale));
    }
    let sum = mantissa_at(a, scale)?.checked_add(mantissa_at(b, scale)?)?;
    from_parts(sum, scale)
}

/// `a - b`, exactly.
pub fn subtract(a: Decimal, b: Decimal) -> Option<Decimal> {
    add(a, -b)
}

/// `a × b`, exactly.
#[inline]
pub fn multiply(a: Decimal, b: Decimal) -> Option<Decimal> {
    let scale = a.scale() + b.scale();
    if let (Some(a), Some(b), true) = (small(a), small(b), scale <= MAX_SCALE)
        && let Some(product) = a.checked_mul(b)
    {
        return Some(Decimal::new(product, scale));
    }
    multiply_wide(a, b, scale)
}

fn multiply_wide(a: Decimal, b: Decimal, scale: u32) -> Option<Decimal> {
    from_parts(a.mantissa().checked_mul(b.mantissa())?, scale)
}

/// A whole number as a decimal.
pub fn whole(value: i64) -> Decimal {
    Decimal::from(value)
}

/// The integer that a decimal is at a scale, `12.5` at 2 being `1250`.
#[inline]
pub(super) fn mantissa_at(value: Decimal, scale: u32) -> Option<i128> {
    if value.scale() == scale {
        return Some(value.mantissa());
    }
    mantissa_scaled(value, scale)
}

fn mantissa_scaled(value: Decimal, scale: u32) -> Option<i128> {
    if let Some(small) = small_at(value, scale) {
        return Some(i128::from(small));
    }
    let factor = 10_i128.checked_pow(scale.checked_sub(value.scale())?)?;
    value.mantissa().checked_mul(factor)
}

/// The digits of a decimal where 64 bits hold them, as those of nearly all prices and quantities do: their sums and
/// products take a few instructions.
#[inline]
fn small(value: Decimal) -> Option<i64> {
    let parts = value.unpack();
    let digits = i64::try_from(u64::from(parts.mid) << 32 | u64::from(parts.lo)).ok()?;
    (parts.hi == 0).then_some(if parts.negative { -digits } else { digits })
}

/// The same in units of a scale that is not finer than the value's.
fn small_at(value: Decimal, scale: u32) -> Option<i64> {
    let digits = small(value)?;
    if value.scale() == scale {
        return Some(digits);
    }
    let factor = SMALL_POWERS.get(usize::try_from(scale.checked_sub(value.scale())?).ok()?)?;
    digits.checked_mul(*factor)
}

/// The powers of ten that 64 bits hold.
const SMALL_POWERS: [i64; 19] = [
    1,
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
    10_000_000_000,
    100_000_000_000,
    1_000_000_000_000,
    10_000_000_000_000,
    100_000_000_000_000,
    1_000_000_000_000_000,
    10_000_000_000_000_000,
    100_000_000_000_000_000,
    1_000_000_000_000_000_000,
];

/// The larger of two.
pub fn larger(a: Decimal, b: Decimal) -> Decimal {
    if compare(a, b).is_ge() { a } else { b }
}

/// The smaller of two.
pub fn smaller(a: Decimal, b: Decimal) -> Decimal {
    if compare(a, b).is_le() { a } else { b }
}

/// Which of two is greater.
#[inline]
pub fn compare(a: Decimal, b: Decimal) -> Ordering {
    if a.scale() == b.scale()
        && let (Some(a), Some(b)) = (small(a), small(b))
    {
        return a.cmp(&b);
    }
    compare_scaled(a, b)
}

fn compare_scaled(a: Decimal, b: Decimal) -> Ordering {
    let scale = a.scale().max(b.scale());
    match (small_at(a, scale), small_at(b, scale)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.cmp(&b),
    }
}

/// Whether a decimal is 1, without digits after the point.
#[inline]
pub(super) fn is_plain_one(value: Decimal) -> bool {
    value.scale() == 0 && small(value) == Some(1)
}

/// The quotient rounded down and the rest, by a divisor above zero.
#[inline]
pub(super) fn divide_down(dividend: i128, divisor: i128) -> (i128, i128) {
    // a division of 64 bits is several times as fast, and nearly every one is
    match (i64::try_from(dividend), i64::try_from(divisor)) {
        (Ok(dividend), Ok(divisor)) => {
            (i128::from(dividend.div_euclid(divisor)), i128::from(dividend.rem_euclid(divisor)))
        }
        _ => (dividend.div_euclid(divisor), dividend.rem_euclid(divisor)),
    }
}

/// A decimal from its digits and scale; trailing zeros give way where the scale is too great.
pub(super) fn from_parts(mut mantissa: i128, mut scale: u32) -> Option<Decimal> {
    // nearly every price and quantity; the rest takes the long way to the same value
    if let (Ok(small), true) = (i64::try_from(mantissa), scale <= MAX_SCALE) {
        return Some(Decimal::new(small, scale));
    }
    let fits = |mantissa: i128| mantissa.unsigned_abs() < 1_u128 << 96;
    while (scale > MAX_SCALE || !fits(mantissa)) && scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    (scale <= MAX_SCALE).then_some(())?;
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        parse(text).unwrap()
    }

    #[test]
    fn a_tenth_and_two_tenths_are_three_tenths() {
        // 0.1 + 0.2 = 0.3; in binary floating point it is 0.30000000000000004
        assert_eq!(add(decimal("0.1"), decimal("0.2")).unwrap().to_string(), "0.3");
    }

    #[test]
    fn a_price_times_three() {
        // 19.99 × 3 = 59.97; in binary floating point it is 59.97 only after rounding
        assert_eq!(multiply(decimal("19.99"), decimal("3")).unwrap().to_string(), "59.97");
    }

    #[test]
    fn forms_that_real_catalogs_hold() {
        assert_eq!(decimal(".95").to_string(), "0.95");
        assert_eq!(decimal("40.000").to_string(), "40.000");
        assert_eq!(decimal("40.000"), decimal("40"));
        assert_eq!(decimal("+3").to_string(), "3");
        assert_eq!(decimal("-0.5").to_string(), "-0.5");
    }

    proptest::proptest! {
        #[test]
        fn short_numbers_are_the_same_as_any(text in "[0-9]{0,12}[.]?[0-9]{0,11}") {
            let by_the_crate = parse_any(&text).map(|value| value.to_string());
            proptest::prop_assert_eq!(parse(&text).map(|value| value.to_string()), by_the_crate);
        }
    }

    #[test]
    fn forms_that_are_not_plain_decimals() {
        for text in ["", ".", "-", "1.", "1e3", "0x1F", "1_000", " 1", "1,5", "1.2.3", "#inf", "--1", "٣"] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_limits_of_input() {
        assert!(parse("0.123456789").is_some(), "nine digits after the point");
        assert_eq!(parse("0.1234567891"), None, "ten");
        assert!(parse("9999999999999999999999999999").is_some(), "28 digits");
        assert_eq!(parse("123456789012345678901234567890"), None, "30 digits");
        // 2^96 = 79228162514264337593543950336, the first whole number that does not fit
        assert!(parse("79228162514264337593543950335").is_some());
        assert_eq!(parse("79228162514264337593543950336"), None);
    }

    #[test]
    fn overflow_is_told_never_rounded() {
        let large = decimal("79228162514264337593543950335");
        assert_eq!(add(large, decimal("1")), None);
        assert_eq!(multiply(large, decimal("2")), None);
        // 1e-9 four times over needs 36 digits after the point
        let tiny = decimal("0.000000001");
        let product = multiply(multiply(tiny, tiny).unwrap(), tiny).unwrap();
        assert_eq!(product.scale(), 27);
        assert_eq!(multiply(product, tiny), None);
    }

    #[test]
    fn trailing_zeros_give_way_before_overflow_is_told() {
        // 1.000000000 four times over is 1 with 36 zeros after the point, and is 1
        let one = decimal("1.000000000");
        let squared = multiply(one, one).unwrap();
        assert_eq!(multiply(squared, squared).unwrap(), Decimal::ONE);
    }
}
