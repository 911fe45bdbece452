//! Braces: blocks that are never closed, closed twice, without a name, too deep.

use super::super::character::is_space;
use super::super::check::DEEPEST;
use super::super::lex::Kind;
use super::super::mistake::{Mistake, What};
use super::super::source::Source;
use super::value::starts_line;
use super::{Words, shown};

/// What is to be seen at the other side of a mistake.
pub(super) fn other_label(what: What) -> &'static str {
    match what {
        What::UnopenedBlock => "ends the block",
        What::MoreCloses => "is left over",
        What::OpenBlock => "closes it, and by its place on the line was meant for another",
        _ => "closes the block already, before its time",
    }
}

pub(super) fn open(source: &Source, mistake: &Mistake) -> Words {
    let name = head(source, mistake.token);
    let (message, help) = if name.is_empty() {
        ("this block is never closed".to_owned(), "write `}` at its end".to_owned())
    } else {
        let name = shown(name);
        (
            format!("the block of {name} is never closed"),
            format!("write `}}` at the end of the block of {name}"),
        )
    };
    Words::new(message, "opened here", help)
}

pub(super) fn stray_close(mistake: &Mistake) -> Words {
    let help = if mistake.other.is_some() { "leave one of the two out" } else { "leave it out" };
    Words::new("this `}` closes nothing", "no block is open here", help)
}

pub(super) fn unopened(text: &str) -> Words {
    Words::new(
        format!("the block of {} has no `{{`", shown(text)),
        "the lines below are meant to stand in it",
        format!("write `{text} {{`"),
    )
}

pub(super) fn more_closes() -> Words {
    Words::new(
        "this line has more `}` than `{`",
        "closes a block of the lines above",
        "write the `{` that is missing in it, or take a `}` out",
    )
}

pub(super) fn nameless(source: &Source, mistake: &Mistake) -> Words {
    let above = last_line(source, mistake.token);
    if above.is_empty() {
        return Words::new("this block has no name", "expected after a name", "write a name before the `{`");
    }
    let message = format!("this `{{` belongs on the line of {}", shown(above));
    Words::new(message, "starts a line of its own", format!("write `{above} {{`"))
}

/// The node that ends on the line before a token.
fn last_line<'a>(source: &Source<'a>, token: usize) -> &'a str {
    let is_blank =
        |at: &usize| matches!(source.kind(*at), Some(Kind::Space | Kind::Newline | Kind::LineComment));
    let Some(last) = (0..token).rev().find(|at| !is_blank(at)) else { return "" };
    if starts_line(source, last + 1) {
        return "";
    }
    let first = (0..=last).rev().find(|at| starts_line(source, *at) && !is_blank(at)).unwrap_or(last);
    source.slice(source.places(&(first..last + 1)))
}

/// The name and the first argument of the node whose block opens at a token.
fn head<'a>(source: &Source<'a>, open: usize) -> &'a str {
    let ends = |at: &usize| {
        matches!(
            source.kind(*at),
            Some(Kind::Newline | Kind::Semicolon | Kind::Open | Kind::Close | Kind::Slashdash)
        )
    };
    let first = (0..open).rev().find(ends).map_or(0, |end| end + 1);
    let is_word = |at: &usize| matches!(source.kind(*at), Some(Kind::Word | Kind::Text));
    let mut words = (first..open).filter(is_word);
    let Some(name) = words.next() else { return "" };
    let last = words
        .next()
        .filter(|argument| *argument <= name + 2 && source.kind(argument + 1) != Some(Kind::Equals));
    source.slice(source.places(&(name..last.unwrap_or(name) + 1)))
}

pub(super) fn second(source: &Source, mistake: &Mistake) -> Words {
    let before = source.slice(0..mistake.place.start).trim_end_matches(is_space);
    let message =
        if before.ends_with('}') { "this node has a second block" } else { "this `{` opens a second block" };
    Words::new(message, "one block is open to a node", "write all of it into one block")
}

pub(super) fn after(source: &Source, mistake: &Mistake) -> Words {
    let text = source.word(mistake.token);
    Words::new(
        format!("{} stands after a `}}` on the same line", shown(text)),
        "a block ends its node",
        format!("write `; {text}`, or start a new line"),
    )
}

pub(super) fn too_deep() -> Words {
    Words::new(
        format!("blocks stand more than {DEEPEST} deep in each other"),
        "one too deep",
        "close the blocks that are done before this one",
    )
}
