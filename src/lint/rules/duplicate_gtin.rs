//! # duplicate-gtin
//!
//! One GTIN is on two SKUs.
//!
//! ## What it finds
//! Good codes that more than one SKU of the products has, in whatever length they are written: `036000291452` and
//! `0036000291452` are the same. Codes that are none are `invalid-gtin` and `damaged-id`, and not told again here.
//! Both SKUs are held back from the channels that show their code, since nobody knows whose it is; where none does,
//! this is a warning. The channels that list a SKU are not looked at, nor is its condition.
//!
//! ## Why it matters
//! A marketplace takes the two for one product: one listing is refused, or both share one page, one title, one set of
//! reviews.
//!
//! ## What settles it
//! The right code for each, from the package; or one SKU, with its stock at two locations, where both are the same
//! product.
//!
//! ## Bad
//! ```kdl
//! catalog { source products "catalog/one-code.csv" }
//! ```
//! ## Good
//! ```kdl
//! catalog { source products "catalog/codes.csv" }
//! ```

use crate::code::gtin;
use crate::diagnostic::{Category, Level};
use crate::exact::Decimal;
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule, flawed};

use super::listed_with;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "duplicate-gtin",
    category: Category::Content,
    level: Level::Error,
    check: Check::Offers(check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let (code, other) = (told.figure("gtin"), told.figure("also of"));
    let of_code: u64 = told.figure("skus").parse().unwrap_or_default();
    let message = if told.group.count == of_code {
        format!("{of_code} SKUs have one GTIN, `{code}`: {}", listed_with(other, told.worst(), of_code))
    } else {
        format!(
            "{} SKUs have a GTIN that another one has, such as `{other}` and `{}`: `{code}`",
            told.group.count,
            told.worst()
        )
    };
    let is_held = told.cause.is_held;
    let help = "read each code off its package; two SKUs of one product are better one, with its stock at two locations";
    Telling {
        message,
        label: "makes it so".to_owned(),
        cell: format!("`gtin` of `{}`", told.worst()),
        counts: format!("`gtin` of `{other}`"),
        help: if is_held {
            help.to_owned()
        } else {
            format!("{help}; no channel of this policy shows them, so nothing is held back")
        },
        level: (!is_held).then_some(Level::Warn),
        ..Telling::default()
    }
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    let shared = &look.program.codes_of_several;
    if shared.is_empty() {
        return;
    }
    let sku = &look.item.sku;
    for (id, own) in flawed(look, &Field::Gtin, |text| shared.get(&gtin(text).ok()?)) {
        let code = id.text;
        let is_first = own.first.0 == *sku;
        let (other, row) = if is_first { &own.second } else { &own.first };
        // of equal places the later is at fault
        let size = Decimal::from(own.skus * 2 + u64::from(!is_first));
        let breach = id.breach().sized(size).with_figure("gtin", code).with_figure("skus", own.skus);
        breaches.push(Breach { beside: Some(*row), ..breach.with_figure("also of", other) });
    }
}
