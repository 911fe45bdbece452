//! # invalid-gtin
//!
//! A GTIN is none that goods can have.
//!
//! ## What it finds
//! Codes (UPC, EAN, ISBN, GTIN-14) whose last digit is not the one that the others ask for (modulo 10), that have
//! neither 8, 12, 13 nor 14 digits, or other characters among them; codes of the ranges for use within one shop
//! (02, 04, 2) or for coupons (05, 981 to 984, 99); and codes that are made up: zeros, one digit throughout, digits
//! in their order. `Does not apply` is a word of eBay's, and no code. What a spreadsheet has made of a code is
//! `damaged-id`.
//!
//! A SKU is held back from the channels that show its code, by `content` or by a column of their feed. Where none
//! does, prices and quantities go out as before, and this is a warning.
//!
//! ## Why it matters
//! A marketplace refuses a listing with a wrong code, or files it under somebody else's product.
//!
//! ## What settles it
//! The code from the package, or from whoever it was bought from, GS1 for one. What has none has a blank cell.
//!
//! ## Bad
//! ```kdl
//! catalog { source products "catalog/mistyped.csv" }
//! content { field gtin { identical; on amazon } }
//! ```
//! ## Good
//! ```kdl
//! catalog { source products "catalog/codes.csv" }
//! content { field gtin { identical; on amazon } }
//! ```

use crate::code::{Flaw, damage, gtin};
use crate::diagnostic::{Category, Level};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule, flawed};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "invalid-gtin",
    category: Category::Content,
    level: Level::Error,
    check: Check::Offers(check, tell),
};

/// A flaw in words.
struct Words {
    /// What it is that a SKU has.
    what: &'static str,
    /// What is wrong with the code, after it.
    why: String,
    /// The way out.
    help: String,
}

fn words(flaw: &Flaw, code: &str) -> Words {
    let own = |what, why: &str, help: &str| Words { what, why: why.to_owned(), help: help.to_owned() };
    match flaw {
        Flaw::CheckDigit(right) => Words {
            what: "a GTIN with a wrong check digit",
            why: format!("ends in {}, and its other digits ask for {right}", code.chars().last().unwrap_or(' ')),
            help: "read it off the package again: one wrong digit, or two that changed places, make this".to_owned(),
        },
        Flaw::LostZeros(whole) => Words {
            what: "a GTIN that has lost the zeros in front of it",
            why: format!("has {} digits, and would be `{whole}`", code.len()),
            help: "put the zeros back, in a column that the spreadsheet keeps as text".to_owned(),
        },
        Flaw::Length(length) => Words {
            what: "a GTIN that is too short or too long",
            why: format!("has {length} digits"),
            help: "a GTIN has 8, 12, 13 or 14 digits: read it off the package, and leave the cell blank where there is none".to_owned(),
        },
        Flaw::Marks(plain) => Words {
            what: "a GTIN with other characters among its digits",
            why: format!("is `{plain}` to a channel"),
            help: "write the digits alone".to_owned(),
        },
        Flaw::OldIsbn(isbn) => Words {
            what: "an ISBN of ten digits for a GTIN",
            why: format!("is `{isbn}` in thirteen digits, as channels want it"),
            help: "write the ISBN of thirteen digits".to_owned(),
        },
        Flaw::NoNumber => own(
            "a text for a GTIN",
            "is no code",
            "leave the cell blank where there is no code: a blank says so, a word is sent as it is",
        ),
        Flaw::MadeUp => own(
            "a made-up GTIN",
            "was given to nobody",
            "leave the cell blank where there is no code: a marketplace exempts what has none, and takes down what has a made-up one",
        ),
        Flaw::Restricted => own(
            "a GTIN for use within one shop",
            "begins with 02, 04 or 2, which every shop may use for anything",
            "leave the cell blank, or get a code for the product from GS1; keep the shop's own code in the SKU",
        ),
        Flaw::Coupon => own(
            "the code of a coupon for a GTIN",
            "begins with 05, 981 to 984 or 99, which stand for coupons",
            "read the code of the product off the package: it is another than the coupon's",
        ),
    }
}

fn tell(told: &Told<'_>) -> Telling {
    let code = told.figure("gtin");
    let Err(flaw) = gtin(code) else { return Telling::default() };
    let Words { what, why, help } = words(&flaw, code);
    let has = if told.group.count == 1 { "has" } else { "have" };
    let such_as =
        if told.group.count == 1 { String::new() } else { format!(", such as that of `{}`", told.worst()) };
    let is_shown = told.cause.is_held;
    Telling {
        message: format!("{} {has} {what}{such_as}: `{code}` {why}", told.skus()),
        label: "makes it so".to_owned(),
        cell: format!("`{}` of `{}`", told.cause.field, told.worst()),
        help: if is_shown {
            help
        } else {
            format!("{help}; no channel of this policy shows it, so nothing is held back")
        },
        level: (!is_shown).then_some(Level::Warn),
        ..Telling::default()
    }
}

/// What eBay takes where there is no code.
const NO_CODE: &str = "does not apply";

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    let flaw = |text: &str| {
        let is_a_code = damage(text).is_none() && !text.eq_ignore_ascii_case(NO_CODE);
        is_a_code.then(|| gtin(text).err()).flatten()
    };
    for (id, flaw) in flawed(look, &Field::Gtin, flaw) {
        let code = id.text;
        breaches.push(id.breach().about(words(&flaw, code).what.to_owned()).with_figure("gtin", code));
    }
}
