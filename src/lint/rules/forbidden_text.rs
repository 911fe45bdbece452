//! # forbidden-text
//!
//! A text holds what its channel forbids.
//!
//! ## What it finds
//! What the `field` node of a channel or its profile forbids, in the text after all its steps: HTML, capitals
//! throughout, characters, phrases, a word too often.
//!
//! - `forbid html` is for tags and entities, `html-beyond-line-breaks` for all but `<br>`. `pH < 7` is neither.
//! - `forbid all-caps` is for a text with three words of four letters or more, all of them in capitals: `USB`, `LED`
//!   and `XL` are none, and one word in small letters is enough.
//! - `forbid-phrases` does not look at case, and `word-at-most` neither at that nor at prepositions, articles,
//!   conjunctions, numbers and units.
//! - The brand that the listing shows is passed over, but where words are counted: `Yahoo!` has its `!`.
//!
//! ## Why it matters
//! The channel refuses the listing, leaves it out of its search, or mends it as it likes.
//!
//! ## What settles it
//! Another text in the catalog, or a step: `strip-html`, or `replace "!"`, which takes it out.
//!
//! ## Bad
//! ```kdl
//! channel amazon { role marketplace; field title { forbid-phrases "vitamin c" } }
//! content { field title { adapted; from title } }
//! ```
//! ## Good
//! ```kdl
//! channel amazon { role marketplace; field title { forbid-phrases "vitamin c" } }
//! content { field title { adapted; from title; on amazon { replace "Vitamin C " } } }
//! ```

use std::borrow::Cow;

use crate::content::{characters, in_capitals, markup, often, phrase, twice, without};
use crate::diagnostic::{Category, Level};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, FieldLook, Look, Rule};
use crate::policy::channel::Forbidden;
use crate::policy::written::kdl;
use crate::program::Program;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "forbidden-text",
    category: Category::Content,
    level: Level::Error,
    check: Check::OffersWhere(can_break, check, tell),
};

/// What a text does that it may not, and what the channel says, for one SKU or for several.
fn words(forbidden: &Forbidden, told: &Told<'_>) -> (String, String) {
    let (found, times) = (told.figure("found"), told.figure("times"));
    let is_one = told.group.count == 1;
    let own = |one: String, several: &str| if is_one { one } else { several.to_owned() };
    match forbidden {
        Forbidden::Html { line_breaks } => {
            let takes = if *line_breaks { "takes no tag but `<br>`" } else { "takes plain text alone" };
            (own(format!("holds the HTML `{found}`"), "holds HTML"), takes.to_owned())
        }
        Forbidden::AllCaps => ("is in capitals throughout".to_owned(), "forbids that".to_owned()),
        Forbidden::Characters(all) => {
            (own(format!("holds `{found}`"), "holds characters"), format!("forbids each of `{all}`"))
        }
        Forbidden::CharactersTwice(all) => (
            own(format!("holds `{found}` again"), "holds a character again"),
            format!("takes each of `{all}` once"),
        ),
        Forbidden::Phrase(phrase) => (format!("says `{phrase}`"), "forbids the phrase".to_owned()),
        Forbidden::WordOver(most) => (
            own(format!("says `{found}` {times} times"), "says a word too often"),
            format!("takes a word {} at most", counted(*most)),
        ),
    }
}

fn counted(times: usize) -> String {
    match times {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{times} times"),
    }
}

/// What was found in the worst of several, where the words leave it open.
fn at_worst(forbidden: &Forbidden, told: &Told<'_>) -> String {
    let (found, times) = (told.figure("found"), told.figure("times"));
    match forbidden {
        Forbidden::AllCaps | Forbidden::Phrase(_) => format!(", such as that of `{}`", told.worst()),
        Forbidden::WordOver(_) => format!(": `{found}` {times} times in that of `{}`", told.worst()),
        _ => format!(": `{found}` in that of `{}`", told.worst()),
    }
}

fn help(forbidden: &Forbidden, found: &str, field: &str, channel: &str) -> String {
    let on = |steps: &str| format!("`field {field} {{ on {channel} {{ {steps} }} }}`");
    let replaced = |text: &str| {
        let steps = format!("replace {}; collapse-space", quoted(text));
        format!("take it out in the catalog, or on the way with {}", on(&steps))
    };
    match forbidden {
        Forbidden::Html { .. } => format!("end its steps with {}", on("strip-html")),
        Forbidden::AllCaps => {
            "write it in small letters in the catalog: no step knows which words are names".to_owned()
        }
        Forbidden::Characters(_) => format!(
            "{}; what is part of the brand may stay, where the listing says its `brand`",
            replaced(&found.chars().take(1).collect::<String>())
        ),
        Forbidden::Phrase(_) => replaced(found),
        Forbidden::CharactersTwice(_) => {
            "write another sign for all but one of them, such as a comma".to_owned()
        }
        Forbidden::WordOver(_) => {
            "say it once in the catalog; a template that adds what the text has already makes this too"
                .to_owned()
        }
    }
}

fn quoted(text: &str) -> String {
    let written = kdl(text);
    if written.starts_with('"') { written } else { format!("\"{written}\"") }
}

fn tell(told: &Told<'_>) -> Telling {
    let (channel, field, found) = (told.channel(), told.figure("field"), told.figure("found"));
    let Some(forbidden) = of_cause(told) else { return Telling::default() };
    let (does, says) = words(forbidden, told);
    let message = format!("`{field}` of {} {does} on `{channel}`, which {says}", told.skus());
    let message =
        if told.group.count == 1 { message } else { format!("{message}{}", at_worst(forbidden, told)) };
    Telling {
        message,
        label: "makes the text".to_owned(),
        others: vec!["forbidden here".to_owned()],
        cell: format!("`{}` of `{}`", told.cause.field, told.worst()),
        help: help(forbidden, found, field, channel),
        ..Telling::default()
    }
}

/// What is forbidden, by whoever says so.
fn of_cause<'t>(told: &Told<'t>) -> Option<&'t Forbidden> {
    let by = told.cause.settings.get(1)?;
    let plans = &told.program.channels.get(told.cause.channel?)?.content;
    plans.iter().flat_map(|plan| &plan.forbidden).find(|(_, own)| own == by).map(|(forbidden, _)| forbidden)
}

/// Whether something is forbidden.
fn can_break(program: &Program) -> bool {
    program.content_plans().any(|plan| !plan.forbidden.is_empty())
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for field in look.fields() {
        for (forbidden, by) in &field.plan.forbidden {
            let found = field.texts().iter().find_map(|text| in_text(forbidden, text, look, &field));
            let Some((found, times)) = found else { continue };
            let breach = field.breach().against(*by).sized(times.into()).with_figure("found", found);
            breaches.push(if times > 0 { breach.with_figure("times", times) } else { breach });
        }
    }
}

/// What is found of it in a text, and how often where that counts; the brand is no part of the text.
fn in_text(
    forbidden: &Forbidden,
    text: &str,
    look: &Look<'_>,
    field: &FieldLook<'_>,
) -> Option<(String, usize)> {
    let (found, times) = found(forbidden, text)?;
    if matches!(forbidden, Forbidden::WordOver(_) | Forbidden::Html { .. }) {
        return Some((found, times));
    }
    match brand(look, field) {
        Some(brand) if field.plan.name != "brand" => self::found(forbidden, &without(text, brand)),
        _ => Some((found, times)),
    }
}

fn found(forbidden: &Forbidden, text: &str) -> Option<(String, usize)> {
    let some = |found: String| (!found.is_empty()).then_some((found, 0));
    match forbidden {
        Forbidden::Html { line_breaks } => some(shortened(markup(text, *line_breaks)?)),
        Forbidden::AllCaps => in_capitals(text).then(|| (text.chars().take(40).collect(), 0)),
        Forbidden::Characters(all) => some(characters(text, all)),
        Forbidden::CharactersTwice(all) => some(twice(text, all)),
        Forbidden::Phrase(own) => some(phrase(text, own)?.to_owned()),
        Forbidden::WordOver(most) => often(text, *most),
    }
}

/// A tag without its attributes, where they are long.
fn shortened(tag: &str) -> String {
    match tag.split_once(char::is_whitespace) {
        Some((name, _)) if tag.chars().count() > 24 => format!("{name} …>"),
        _ => tag.to_owned(),
    }
}

/// The brand that the listing shows, else the item's where something reads it.
fn brand<'a>(look: &Look<'a>, field: &FieldLook<'a>) -> Option<&'a str> {
    let plans = &look.program.channels.get(field.channel)?.content;
    let shown = plans.iter().position(|plan| plan.name == "brand");
    let shown = shown.and_then(|index| look.listings.on(field.channel).get(index)?.texts().first());
    let own = || {
        let index = look.program.shape.texts.iter().position(|text| text.field == Field::Brand)?;
        look.item.texts.get(index)?.as_deref()
    };
    shown.map(Cow::as_ref).or_else(own)
}
