//! `replenishment.csv`: what to send to pools whose units would not last as long as the policy wants.

use crate::exact::{Decimal, Duration, Rate, Ratio, Rounding, RoundingMode, decimal};
use crate::item::{Item, Stock};
use crate::offer::{stock_over, velocity_of};
use crate::program::Program;

use super::text::{cell, push};

/// The header of the file.
pub(super) const HEADER: &str = "sku,pool,on_hand,velocity_a_day,days_of_cover,cover_days,units_to_cover\n";

/// Appends a line for each pool in which an item's units do not cover what the policy wants.
pub(super) fn write(program: &Program, item: &Item, segment: usize, bytes: &mut Vec<u8>) {
    for wanted in &program.replenishments {
        let Some(pool) = program.pools.get(wanted.pool) else { continue };
        let velocity = velocity_of(program, item, segment, wanted.pool);
        if let Some(line) = line(stock_over(item, &pool.locations), velocity, wanted.cover) {
            cell(bytes, &item.sku, b',');
            bytes.push(b',');
            cell(bytes, &pool.name, b',');
            push(bytes, format_args!(",{line}\n"));
        }
    }
}

/// The figures of a line; `None` where the units last, and where stock or velocity are not known.
fn line(stock: Stock, velocity: Option<Rate>, cover: Duration) -> Option<String> {
    let Stock::Units(on_hand) = stock else { return None };
    let on_hand = Decimal::from(on_hand.max(0));
    let velocity = velocity?;
    let wanted = velocity.over(cover)?;
    if Ratio::from(on_hand).compare(wanted)?.is_ge() {
        return None;
    }
    let missing = decimal::subtract(wanted.ceiling()?, on_hand)?;
    let hundredth = Rounding { step: Decimal::new(1, 2), mode: RoundingMode::HalfEven };
    Some(format!(
        "{on_hand},{},{},{},{missing}",
        hundredth.round(velocity.a_day()?)?.normalize(),
        days_of_cover(on_hand, velocity)?,
        Ratio::new(Decimal::from(cover.seconds()), Decimal::from(86_400))?.floor()?,
    ))
}

/// Stock ÷ units a day, rounded down to a tenth of a day: what is promised is not more than there is.
fn days_of_cover(on_hand: Decimal, velocity: Rate) -> Option<Decimal> {
    let tenth = Rounding { step: Decimal::new(1, 1), mode: RoundingMode::Down };
    tenth.round(Ratio::from(on_hand).divided_by_ratio(velocity.a_day()?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line_of(on_hand: i64, velocity: &str) -> Option<String> {
        line(Stock::Units(on_hand), Some(velocity.parse().unwrap()), "14d".parse().unwrap())
    }

    #[test]
    fn cover_at_its_threshold() {
        // 8 a day × 14 days = 112: at 112 nothing is to be sent, at 111 one unit
        assert_eq!(line_of(112, "8/day"), None);
        // 111 ÷ 8 = 13.875 days, down to 13.8
        assert_eq!(line_of(111, "8/day").unwrap(), "111,8,13.8,14,1");
        // 96 on hand: 112 − 96 = 16 to send, 96 ÷ 8 = 12 days
        assert_eq!(line_of(96, "8/day").unwrap(), "96,8,12.0,14,16");
    }

    #[test]
    fn a_rate_that_does_not_divide() {
        // 20 a month × 14 days = 9.33…, rounded up 10; 3 on hand: 7 to send; 3 ÷ (20 ÷ 30) = 4.5 days
        assert_eq!(line_of(3, "20/month").unwrap(), "3,0.67,4.5,14,7");
    }

    #[test]
    fn nothing_sold_needs_nothing() {
        assert_eq!(line_of(0, "0/day"), None);
    }
}
