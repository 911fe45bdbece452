//! Weights and lengths in the unit that a channel asks for, exactly, or rounded where the policy says how.

use crate::exact::{Decimal, MeasureUnit, Measured, Ratio, Rounding, RoundingMode, measure};

/// Why a text can't be told in a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoUnit {
    /// It has no unit of its own, and which one it is in is nobody's to guess.
    None,
    /// It is no number with a unit that is known.
    NotMeasured,
    /// Its unit measures something else.
    OfAnotherKind,
    /// The digits in that unit do not end within nine after the point, and no step says how to round them.
    WithoutEnd,
    /// It is not 0, and rounded to the step it would be.
    RoundedAway,
}

/// The number of a text such as `3 lb` in another unit, without the unit; half-even to a step where one is given.
pub fn in_unit(text: &str, unit: MeasureUnit, step: Option<Decimal>) -> Result<String, NoUnit> {
    let measured: Measured = text.parse().map_err(|()| {
        let bare = measure::split(text).is_some_and(|(_, word)| word.is_empty());
        if bare { NoUnit::None } else { NoUnit::NotMeasured }
    })?;
    if measured.unit.measure() != unit.measure() {
        return Err(NoUnit::OfAnotherKind);
    }
    let value = measured.in_unit(unit).ok_or(NoUnit::WithoutEnd)?;
    let number = match step {
        Some(step) => Rounding { step, mode: RoundingMode::HalfEven }.round(value),
        None => exactly(value),
    };
    let number = number.ok_or(NoUnit::WithoutEnd)?;
    if number.is_zero() && !measured.value.is_zero() {
        return Err(NoUnit::RoundedAway);
    }
    Ok(number.to_string())
}

fn exactly(value: Ratio) -> Option<Decimal> {
    let value = value.decimal()?.normalize();
    (value.scale() <= crate::exact::decimal::INPUT_SCALE).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::decimal::parse;

    #[test]
    fn exact_or_rounded_and_never_guessed() {
        let of = |text: &str, unit, step: &str| in_unit(text, unit, parse(step));
        // 250 ÷ 1000; 2.5 × 453.59237 = 1133.980925; 250 ÷ 453.59237 = 0.5511…
        assert_eq!(of("250 g", MeasureUnit::Kg, ""), Ok("0.25".to_owned()));
        assert_eq!(of("2.5 lb", MeasureUnit::G, ""), Ok("1133.980925".to_owned()));
        assert_eq!(of("250 g", MeasureUnit::Lb, ""), Err(NoUnit::WithoutEnd));
        assert_eq!(of("250 g", MeasureUnit::Lb, "0.01"), Ok("0.55".to_owned()));
        // 2 ÷ 453.59237 = 0.0044…, nearer to 0 than to 0.01; 3 ÷ 453.59237 = 0.0066…; and a 0 is a 0
        assert_eq!(of("2 g", MeasureUnit::Lb, "0.01"), Err(NoUnit::RoundedAway));
        assert_eq!(of("3 g", MeasureUnit::Lb, "0.01"), Ok("0.01".to_owned()));
        assert_eq!(of("0 g", MeasureUnit::Lb, "0.01"), Ok("0.00".to_owned()));
        // 10.5 cm ÷ 2.54 = 4.1338…, a quarter of an inch at a time 4.25
        assert_eq!(of("10.5 cm", MeasureUnit::In, "0.25"), Ok("4.25".to_owned()));
        assert_eq!(of("250", MeasureUnit::Kg, "0.01"), Err(NoUnit::None));
        assert_eq!(of("a quarter", MeasureUnit::Kg, "0.01"), Err(NoUnit::NotMeasured));
        assert_eq!(of("33 cl", MeasureUnit::Kg, "0.01"), Err(NoUnit::NotMeasured));
        assert_eq!(of("10 cm", MeasureUnit::Kg, "0.01"), Err(NoUnit::OfAnotherKind));
    }
}
