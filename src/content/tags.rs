//! Where the tags and entities of a text stand, as a browser finds them.

use memchr::{memchr2, memrchr};
use unicode_segmentation::UnicodeSegmentation;

use super::html::{is_block, known_element};

/// What a piece of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    /// Plain text, which may be cut anywhere.
    Text,
    /// A character by its name or number, or another text that is not cut.
    Entity,
    /// A tag that opens an element.
    Open(&'t str),
    /// A tag that closes one.
    Close(&'t str),
    /// An element without content.
    Void(&'t str),
    /// What is not shown: a comment, a script, a tag that is never closed.
    Unshown,
}

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    /// Its place in bytes.
    pub(super) start: usize,
    /// The end of its place.
    pub(super) end: usize,
    /// What it is.
    pub(super) kind: Kind<'t>,
}

impl Piece<'_> {
    /// Whether it ends a line, and so a word.
    pub(super) fn is_break(&self) -> bool {
        matches!(self.kind, Kind::Open(name) | Kind::Close(name) | Kind::Void(name) if is_block(name))
    }
}

/// The pieces of a text, in its order and without a gap, up to the first that begins after so many bytes.
pub(super) fn pieces(text: &str, most: usize) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut plain, mut at) = (0, 0);
    let last_bracket = memrchr(b'>', text.as_bytes());
    while plain <= most {
        let found = text.get(at..).and_then(|rest| memchr2(b'<', b'&', rest.as_bytes()));
        let Some(start) = found.map(|found| at + found) else { break };
        let rest = text.get(start..).unwrap_or_default();
        let Some((length, kind)) = markup(rest, text, last_bracket.is_some_and(|last| last > start)) else {
            at = start + 1;
            continue;
        };
        if plain < start {
            pieces.push(Piece { start: plain, end: start, kind: Kind::Text });
        }
        at = start + length;
        plain = at;
        pieces.push(Piece { start, end: at, kind });
    }
    if plain < text.len() && plain <= most {
        pieces.push(Piece { start: plain, end: text.len(), kind: Kind::Text });
    }
    pieces
}

/// The length of the tag or entity with which a text begins, and what it is.
fn markup<'t>(rest: &'t str, text: &str, has_bracket: bool) -> Option<(usize, Kind<'t>)> {
    let Some(after) = rest.strip_prefix('<') else {
        return entity(rest).map(|length| (length, Kind::Entity));
    };
    if let Some(comment) = after.strip_prefix("!--") {
        let end = comment.find("-->").map_or(rest.len(), |end| "<!--".len() + end + "-->".len());
        return Some((end, Kind::Unshown));
    }
    let name = after.trim_start_matches(['/', '!', '?']);
    let sign = after.get(..after.len() - name.len())?;
    let ends = |letter: char| letter.is_ascii_whitespace() || letter == '/' || letter == '>';
    let (name, inner) = name.split_at(name.find(ends).unwrap_or(name.len()));
    let is_known = known_element(after.strip_prefix('/').unwrap_or(after)).is_some();
    let is_tag =
        has_bracket && sign.len() <= 1 && name.starts_with(|letter: char| letter.is_ascii_alphabetic());
    if !is_known && !is_tag {
        // `<b漢`, `<bold`: cut after the `b` it would be a tag
        let own = name.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(name.len());
        let begins = name.starts_with(|letter: char| letter.is_ascii_alphabetic());
        let next = name
            .get(own..)
            .and_then(|rest| rest.graphemes(true).next())
            .filter(|next| !next.starts_with(['<', '&']));
        let next = next.unwrap_or_default();
        let is_cut_off = next.is_empty() && own < name.len();
        let kind = if is_cut_off { Kind::Unshown } else { Kind::Entity };
        return begins.then_some((1 + sign.len() + own + next.len(), kind));
    }
    let Some(inner) = attributes(inner) else {
        // of a name that nobody knows it may be a text; of an element a browser shows nothing of what follows
        return is_known.then_some((rest.len(), Kind::Unshown));
    };
    let tag = 1 + sign.len() + name.len() + inner.len() + 1;
    Some(match sign {
        "/" => (tag, Kind::Close(name)),
        "" if ["script", "style", "template", "head", "title"]
            .iter()
            .any(|own| own.eq_ignore_ascii_case(name)) =>
        {
            (unshown(rest, tag, name), Kind::Unshown)
        }
        "" if is_self_closing(inner) || is_void(name) => (tag, Kind::Void(name)),
        // `<M, not L>`, `<soft>`: what nothing closes asks for no end
        "" if is_known || has_end(text, name) && name.chars().all(is_of_name) => (tag, Kind::Open(name)),
        _ => (tag, Kind::Unshown),
    })
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | ':' | '_')
}

/// What stands between the name of a tag and its `>`, which may stand in quotes too.
fn attributes(inner: &str) -> Option<&str> {
    let (mut quote, mut is_value) = (None, false);
    for (at, letter) in inner.char_indices() {
        match (quote, letter) {
            (Some(own), _) if own == letter => quote = None,
            (None, '>') => return inner.get(..at),
            (None, '"' | '\'') if is_value => quote = Some(letter),
            _ => {}
        }
        is_value = letter == '=' || is_value && letter.is_ascii_whitespace();
    }
    None
}

/// Whether the `/` before a `>` is no part of a value: `<a href=x/>` opens.
fn is_self_closing(inner: &str) -> bool {
    let Some(inner) = inner.strip_suffix('/') else { return false };
    let (before, last) =
        inner.rsplit_once(|letter: char| letter.is_ascii_whitespace()).unwrap_or(("", inner));
    let is_value = last.contains('=') || before.trim_end().ends_with('=');
    !is_value || last.is_empty() || last.ends_with(['"', '\''])
}

/// The length of an element with its content and its end.
fn unshown(rest: &str, tag: usize, name: &str) -> usize {
    let content = rest.get(tag..).unwrap_or_default();
    let end = end_of(content, name).and_then(|end| Some(end + content.get(end..)?.find('>')? + 1));
    end.map_or(rest.len(), |end| tag + end)
}

fn has_end(text: &str, name: &str) -> bool {
    end_of(text, name).is_some()
}

/// Where the end tag of an element begins.
fn end_of(text: &str, name: &str) -> Option<usize> {
    text.match_indices("</").map(|(at, _)| at).find(|at| {
        let own = text.get(at + 2..at + 2 + name.len());
        own.is_some_and(|own| own.eq_ignore_ascii_case(name))
    })
}

fn is_void(name: &str) -> bool {
    const VOIDS: &[&str] = &[
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
        "track", "wbr",
    ];
    VOIDS.iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// The longest name of an entity: `CounterClockwiseContourIntegral`.
const LONGEST_NAME: usize = 31;

/// The length of the entity with which a text begins.
fn entity(text: &str) -> Option<usize> {
    let name = text.strip_prefix('&')?;
    let name = name.strip_prefix('#').unwrap_or(name);
    let length = name.find(|letter: char| !letter.is_ascii_alphanumeric())?;
    let is_closed = name.get(length..)?.starts_with(';');
    (is_closed && (1..=LONGEST_NAME).contains(&length)).then(|| text.len() - name.len() + length + 1)
}
