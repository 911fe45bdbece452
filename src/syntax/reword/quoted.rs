//! Tokens that are not KDL: texts that are not closed or not well, comments, characters.

use std::ops::Range;

use super::super::character::{is_newline, is_space, line_length};
use super::super::lex::{Flaw, is_other_quote};
use super::super::mistake::Mistake;
use super::super::source::Source;
use super::super::text::{Fault, escape, fault};
use super::{Words, quoted, shown, unquoted};

pub(super) fn flawed(source: &Source, mistake: &Mistake, flaw: Flaw) -> Words {
    let text = source.slice(mistake.place.clone());
    match flaw {
        Flaw::OpenText => open_text(text),
        Flaw::LongText => long_text(text, &mistake.place),
        Flaw::OpenLines => open_lines(text, &mistake.place),
        Flaw::OpenComment => {
            let start = mistake.place.start;
            Words::new("this comment is never closed", "opened here", "close it with `*/`")
                .at(start..start + 2)
        }
        Flaw::BadText => bad_text(text, &mistake.place),
        Flaw::OtherQuotes => {
            let inner = text.trim_matches(|character| is_other_quote(character) || character == '"');
            let message = format!("{} is not in `\"` quotes", shown(text));
            Words::new(message, "other quotes have no meaning", format!("write `{}`", quoted(inner)))
        }
        Flaw::HashComment => {
            let comment = text.trim_start_matches(['#', '!']).trim();
            Words::new("`#` does not start a comment", "meant as a comment", format!("write `// {comment}`"))
        }
        Flaw::Hash => hash(text),
        Flaw::Forbidden => forbidden(text, false),
        Flaw::Stray => stray(source, mistake),
    }
}

pub(super) fn old_raw_text(source: &Source, mistake: &Mistake) -> Words {
    let text = source.word(mistake.token + 1);
    let meant = if text.starts_with('#') { text.to_owned() } else { format!("#{text}#") };
    let message = format!("{} is a raw text of the first KDL", shown(&format!("r{text}")));
    Words::new(message, "no `r` before a raw text", format!("write `{meant}`"))
}

fn open_text(text: &str) -> Words {
    let hashes = text.len() - text.trim_start_matches('#').len();
    let body = text.get(hashes..).unwrap_or_default().trim_start_matches('"');
    if body.is_empty() {
        let help = format!("leave it out, or write `\\{text}` where it stands inside a text");
        return Words::new(format!("{} opens a text that is never closed", shown(text)), "opened here", help);
    }
    let closed_by_other = body.trim_end_matches(|character| is_other_quote(character) && character != '\'');
    let help = if hashes > 0 {
        let marks = "#".repeat(hashes);
        format!("write `{marks}\"{}\"{marks}`", body.trim_end_matches(['"', '#']))
    } else if let Some(path) = closed_by_other.strip_suffix("\\\"") {
        format!("write `{}`", quoted(path))
    } else {
        format!("write `\"{closed_by_other}\"`")
    };
    Words::new(format!("{} has no closing quote", shown(text)), "opened here", help)
}

fn long_text(text: &str, place: &Range<usize>) -> Words {
    let inner = text.trim_matches('"');
    let lines: Vec<&str> = inner.split(is_newline).map(str::trim).filter(|line| !line.is_empty()).collect();
    let first = text.get(..line_length(text)).unwrap_or_default().trim_end();
    let help = format!("write `\"{}\"`, or put the lines between lines of `\"\"\"`", lines.join("\\n"));
    Words::new("a text in `\"` has to end on its line", "opened here", help)
        .at(place.start..place.start + first.len())
}

fn open_lines(text: &str, place: &Range<usize>) -> Words {
    let hashes = text.len() - text.trim_start_matches('#').len();
    let opening = text.get(..hashes + 3).unwrap_or(text);
    let closing = format!("\"\"\"{}", "#".repeat(hashes));
    Words::new(
        format!("the text that {} opens is never closed", shown(opening)),
        "opened here",
        format!("write `{closing}` on a line of its own at its end"),
    )
    .at(place.start..place.start + opening.len())
}

fn bad_text(text: &str, place: &Range<usize>) -> Words {
    let Some((fault, at)) = fault(text) else { return unquoted::needs_quotes(text) };
    let word = text.get(at.clone()).unwrap_or_default();
    let words = match fault {
        Fault::Escape => bad_escape(text, word),
        Fault::Forbidden => forbidden(word, !text.starts_with('#')),
        Fault::Margin => margin(text, word),
        Fault::Opening => crowded(text, word),
        Fault::Closing => Words::new(
            "a closing `\"\"\"` stands on a line of its own",
            "text before it",
            format!("write `{word}` on the next line"),
        ),
    };
    words.at(place.start + at.start..place.start + at.end)
}

fn bad_escape(text: &str, word: &str) -> Words {
    if word.starts_with("\\u") {
        let help =
            "write `\\u{…}` with the code of a character, such as `\\u{20ac}`, or `\\\\u` for a backslash";
        return Words::new(format!("{} names no character", shown(word)), "no escape", help);
    }
    let help = match word {
        "\\/" => "write `/`".to_owned(),
        "\\'" => "write `'`".to_owned(),
        _ if text.contains(is_newline) => "write `\\\\` for a backslash".to_owned(),
        _ => format!("write `{}`", with_backslashes(text)),
    };
    Words::new(format!("{} is no escape", shown(word)), "`\\` starts an escape", help)
}

/// The text with each `\` doubled that starts no escape.
fn with_backslashes(text: &str) -> String {
    let mut meant = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, tail) = rest.split_at(at);
        let (length, is_good) = escape(tail);
        meant.push_str(before);
        meant.push_str(if is_good { "" } else { "\\" });
        meant.push_str(tail.get(..length).unwrap_or_default());
        rest = tail.get(length..).unwrap_or_default();
    }
    meant + rest
}

fn margin(text: &str, line: &str) -> Words {
    let last = text.rsplit(is_newline).next().unwrap_or_default();
    let blanks = last.get(..last.len() - last.trim_start_matches(is_space).len()).unwrap_or_default();
    Words::new(
        "this line starts further left than the closing `\"\"\"`, or with other blanks",
        "needs the blanks that stand before the closing `\"\"\"`",
        format!("write `{blanks}{line}`"),
    )
}

fn crowded(text: &str, opening: &str) -> Words {
    let inner = text.trim_matches(|character| matches!(character, '#' | '"'));
    let help = if text.contains(is_newline) {
        format!("start a new line after {}", shown(opening))
    } else if text.starts_with('#') {
        let marks = text.get(..opening.len().saturating_sub(3)).unwrap_or_default();
        format!("write `{marks}\"{inner}\"{marks}`")
    } else {
        format!("write `\"{inner}\"`")
    };
    Words::new(format!("a text after {} starts on the next line", shown(opening)), "text on its line", help)
}

fn hash(text: &str) -> Words {
    let bare = text.trim_start_matches('#');
    let keyword = match bare.to_lowercase().as_str() {
        "true" | "yes" | "on" => Some("#true"),
        "false" | "no" | "off" => Some("#false"),
        "null" | "none" | "nil" => Some("#null"),
        _ => None,
    };
    let help = match keyword {
        Some(keyword) => format!("write `{keyword}`"),
        None => format!("write `{}` for a text, `// {bare}` for a comment", quoted(text)),
    };
    Words::new(format!("{} is no value", shown(text)), "`#` starts `#true`, `#false` or `#null`", help)
}

/// The words for a character that may stand nowhere.
pub(super) fn forbidden(text: &str, may_escape: bool) -> Words {
    let code = text.chars().next().map_or(0, u32::from);
    let name = match code {
        0 => " (NUL)",
        0x7f => " (delete)",
        0xfeff => " (a byte order mark)",
        0x200e.. => ", which turns the direction of the text,",
        _ => " (a control character)",
    };
    let help = if may_escape {
        format!("leave it out, or write `\\u{{{code:x}}}` if it is meant")
    } else {
        "leave it out".to_owned()
    };
    Words::new(format!("the character U+{code:04X}{name} can't stand here"), "not to be seen", help)
}

fn stray(source: &Source, mistake: &Mistake) -> Words {
    let text = source.slice(mistake.place.clone());
    match text {
        "[" => list(source, mistake),
        "]" => Words::new("this `]` has no meaning", "no brackets around values", "leave it out"),
        "\\" => Words::new(
            "a `\\` goes on with the next line only at the end of its own",
            "not at the end of the line",
            "leave it out",
        ),
        _ => unquoted::needs_quotes(text),
    }
}

/// `[a, b]`
fn list(source: &Source, mistake: &Mistake) -> Words {
    let rest = source.slice(mistake.place.end..source.text.len());
    let line = rest.get(..line_length(rest)).unwrap_or_default();
    let values = line.split_once(']').map(|(inner, _)| {
        let values = inner.split(|character| character == ',' || is_space(character));
        values.filter(|value| !value.is_empty()).collect::<Vec<_>>().join(" ")
    });
    let help = match values {
        Some(values) if !values.is_empty() => format!("write `{values}`"),
        _ => "leave the brackets out".to_owned(),
    };
    Words::new("a list has no brackets", "values stand side by side", help)
}
