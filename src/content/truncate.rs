//! Texts cut to a limit, never inside of what a reader sees as one character, nor of a tag.

use std::borrow::Cow;

use unicode_segmentation::GraphemeCursor;

use super::length::{Unit, length};
use super::tags::{Kind, Piece, pieces};

/// Where a text may be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CutAt {
    /// Before white space; where the limit holds none, between two characters.
    Word,
    /// Between any two characters.
    Character,
}

/// The longest beginning of a text that is within `most` units together with the end tags of the elements that
/// are open there.
///
/// It is not cut inside a grapheme cluster (UAX 29), a tag, a comment or an entity, ends where it may, and has no
/// white space, line break or empty element at its end.
pub fn truncate(text: &str, most: usize, unit: Unit, at: CutAt) -> Cow<'_, str> {
    if is_within(text, most, unit) {
        return Cow::Borrowed(text);
    }
    if memchr::memchr2(b'<', b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(cut(text, most, unit, at));
    }
    // no character has more than four bytes
    let pieces = pieces(text, most.saturating_mul(4));
    if pieces.iter().all(|piece| piece.kind == Kind::Text) {
        return Cow::Borrowed(cut(text, most, unit, at));
    }
    Html::new(text, &pieces, unit).cut(most, at)
}

/// The same of a text in which nothing is a tag.
pub fn beginning(text: &str, most: usize, unit: Unit, at: CutAt) -> &str {
    if is_within(text, most, unit) { text } else { cut(text, most, unit, at) }
}

/// The beginning of a text that is not within its limit.
fn cut(text: &str, most: usize, unit: Unit, at: CutAt) -> &str {
    let end = limit(text, most, unit);
    let (kept, rest) = text.split_at(end);
    let whole = rest.starts_with(char::is_whitespace);
    let words = kept.rsplit_once(char::is_whitespace).map(|(words, _)| words.trim_end());
    match words {
        Some(words) if at == CutAt::Word && !whole && !words.is_empty() => words,
        _ => kept.trim_end(),
    }
}

/// A text is never longer in characters than in bytes.
fn is_within(text: &str, most: usize, unit: Unit) -> bool {
    text.len() <= most || length(text, unit) <= most
}

/// The end of the last grapheme cluster that is within the limit.
fn limit(text: &str, most: usize, unit: Unit) -> usize {
    let end = match unit {
        Unit::Bytes => text.floor_char_boundary(most),
        // of plain ASCII, as most texts are, the places of bytes and characters are the same
        Unit::Characters if text.get(..most).is_some_and(str::is_ascii) => most,
        Unit::Characters => text.char_indices().nth(most).map_or(text.len(), |(start, _)| start),
    };
    // only the clusters around the limit are looked at: a text may be long
    if is_boundary(text, end) {
        return end;
    }
    GraphemeCursor::new(end, text.len(), true).prev_boundary(text, 0).ok().flatten().unwrap_or_default()
}

fn is_boundary(text: &str, at: usize) -> bool {
    let around = at.checked_sub(1).and_then(|before| text.as_bytes().get(before..=at));
    // UAX 29 joins two letters of ASCII in a line break alone
    if let Some([before, after]) = around
        && before.is_ascii()
        && after.is_ascii()
    {
        return (*before, *after) != (b'\r', b'\n');
    }
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(false)
}

/// A text with tags, too long for its limit.
struct Html<'t> {
    text: &'t str,
    unit: Unit,
    /// Each piece with the length of the text before it, and of the end tags that are due after it.
    pieces: Vec<(Piece<'t>, usize, usize)>,
}

impl<'t> Html<'t> {
    fn new(text: &'t str, found: &[Piece<'t>], unit: Unit) -> Self {
        let mut open = Open::default();
        let mut before = 0;
        let mut pieces = Vec::with_capacity(found.len());
        for piece in found {
            open.see(piece.kind);
            pieces.push((*piece, before, open.due()));
            before += length(text.get(piece.start..piece.end).unwrap_or_default(), unit);
        }
        Self { text, unit, pieces }
    }

    /// Looks from the end for the first place where the text and the end tags that are due there fit.
    fn cut(&self, most: usize, at: CutAt) -> Cow<'t, str> {
        let mut longest = None;
        for index in (0..self.pieces.len()).rev() {
            let Some(end) = self.end_within(index, most) else { continue };
            longest = longest.or(Some((index, end)));
            let word = if at == CutAt::Character { Some(end) } else { self.word_end(index, end) };
            if let Some(end) = word {
                return self.closed(index, end);
            }
        }
        longest.map_or(Cow::Borrowed(""), |(index, end)| self.closed(index, end))
    }

    /// Where the text may end that ends in a piece.
    fn end_within(&self, index: usize, most: usize) -> Option<usize> {
        let (piece, before, due) = self.pieces.get(index)?;
        let left = most.checked_sub(*due)?;
        match piece.kind {
            Kind::Void(name) if name.eq_ignore_ascii_case("br") => None,
            Kind::Text if *before < left => {
                let end = limit(self.text, left, self.unit).min(piece.end);
                self.shown_end(piece.start, end)
            }
            Kind::Text | Kind::Open(_) | Kind::Unshown => None,
            _ => (is_within(self.text.get(..piece.end)?, left, self.unit)
                && is_boundary(self.text, piece.end))
            .then_some(piece.end),
        }
    }

    /// The end of what is not white space in a part of the text.
    fn shown_end(&self, start: usize, end: usize) -> Option<usize> {
        let shown = self.text.get(start..end)?.trim_end();
        (!shown.is_empty()).then_some(start + shown.len())
    }

    /// The end of the last word of a piece that ends there at the latest.
    fn word_end(&self, index: usize, end: usize) -> Option<usize> {
        let (piece, ..) = self.pieces.get(index)?;
        if piece.is_break() || self.ends_word(index, end) {
            return Some(end);
        }
        let kept = self.text.get(piece.start..end).filter(|_| piece.kind == Kind::Text)?;
        let (words, _) = kept.rsplit_once(char::is_whitespace)?;
        self.shown_end(piece.start, piece.start + words.len())
    }

    /// Whether white space, or a tag that ends a line, stands next.
    fn ends_word(&self, index: usize, end: usize) -> bool {
        let mut at = end;
        for (piece, ..) in self.pieces.iter().skip(index) {
            if at < piece.end && piece.kind == Kind::Text {
                return self.text.get(at..).is_some_and(|rest| rest.starts_with(char::is_whitespace));
            }
            if at < piece.end && (piece.is_break() || piece.kind == Kind::Entity) {
                return piece.is_break();
            }
            at = at.max(piece.end);
        }
        true
    }

    fn closed(&self, index: usize, end: usize) -> Cow<'t, str> {
        let mut open = Open::default();
        self.pieces.iter().take(index + 1).for_each(|(piece, ..)| open.see(piece.kind));
        let kept = self.text.get(..end).unwrap_or_default();
        if open.names.is_empty() {
            return Cow::Borrowed(kept);
        }
        let ends = open.names.iter().rev().flat_map(|name| ["</", name, ">"]);
        Cow::Owned(std::iter::once(kept).chain(ends).collect())
    }
}

/// The elements that are open at a place, the innermost last.
#[derive(Default)]
struct Open<'t> {
    names: Vec<&'t str>,
}

impl<'t> Open<'t> {
    fn see(&mut self, kind: Kind<'t>) {
        match kind {
            Kind::Open(name) => {
                let ends = self.names.last().is_some_and(|last| ends_with_next(last, name));
                if ends {
                    self.names.pop();
                }
                self.names.push(name);
            }
            Kind::Close(name) => {
                if let Some(own) = self.names.iter().rposition(|own| own.eq_ignore_ascii_case(name)) {
                    self.names.remove(own);
                }
            }
            _ => {}
        }
    }

    /// The length of their end tags, which are ASCII.
    fn due(&self) -> usize {
        self.names.iter().map(|name| "</>".len() + name.len()).sum()
    }
}

/// Whether an element ends without an end tag where another begins.
fn ends_with_next(name: &str, next: &str) -> bool {
    let is = |own: &str| name.eq_ignore_ascii_case(own);
    let repeats = ["li", "dt", "dd", "tr", "td", "th", "option"].iter().any(|own| is(own));
    (repeats && name.eq_ignore_ascii_case(next)) || (is("p") && super::html::is_block(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, most: usize) -> Cow<'_, str> {
        truncate(text, most, Unit::Characters, CutAt::Word)
    }

    #[test]
    fn at_words() {
        assert_eq!(word("Vitamin C Serum", 15), "Vitamin C Serum", "15 characters are 15");
        assert_eq!(word("Vitamin C Serum", 14), "Vitamin C", "`Serum` would be cut");
        assert_eq!(word("Vitamin C Serum", 9), "Vitamin C", "the word ends at the limit");
        assert_eq!(word("Vitamin C Serum", 8), "Vitamin");
        assert_eq!(word("Vitamin  C", 9), "Vitamin", "no blanks at the end");
        assert_eq!(word("Vitaminserum", 7), "Vitamin", "one word is cut where it must be");
        assert_eq!(word(" Vitaminserum", 8), " Vitamin", "the blank in front is no place to cut");
        assert_eq!(word("Vitamin", 0), "");
    }

    #[test]
    fn never_inside_a_cluster() {
        let family = "👩‍👧‍👦"; // 5 code points, 18 bytes
        let text = format!("a{family}b");
        for most in 1..6 {
            assert_eq!(truncate(&text, most, Unit::Characters, CutAt::Character), "a", "{most}");
        }
        assert_eq!(truncate(&text, 6, Unit::Characters, CutAt::Character), format!("a{family}"));
        assert_eq!(truncate(&text, 18, Unit::Bytes, CutAt::Character), "a");
        assert_eq!(truncate(&text, 19, Unit::Bytes, CutAt::Character), format!("a{family}"));
        // e and a combining acute are one cluster of 2 code points
        assert_eq!(truncate("cafe\u{301}s", 4, Unit::Characters, CutAt::Character), "caf");
        assert_eq!(truncate("cafe\u{301}s", 5, Unit::Characters, CutAt::Character), "cafe\u{301}");
    }

    #[test]
    fn bytes_where_the_channel_counts_bytes() {
        // 3 bytes a character: 10 bytes hold 3 of them
        assert_eq!(truncate("保湿クリーム", 10, Unit::Bytes, CutAt::Word), "保湿ク");
        assert_eq!(truncate("保湿クリーム", 18, Unit::Bytes, CutAt::Word), "保湿クリーム");
    }

    fn html(text: &str, most: usize) -> Cow<'_, str> {
        truncate(text, most, Unit::Characters, CutAt::Word)
    }

    #[test]
    fn what_is_open_is_closed_within_the_limit() {
        let text = "<p>Soft <b>touch and more</b></p>";
        // 3 + 5 + 3 + 9 + `</b></p>` of 8 = 28: of `touch and` all of it, with one less `touch`
        assert_eq!(html(text, 28), "<p>Soft <b>touch and</b></p>");
        assert_eq!(html(text, 27), "<p>Soft <b>touch</b></p>");
        // 3 + 5 + 3 + 5 + 8 = 24; with one less the word goes, and the element with it
        assert_eq!(html(text, 24), "<p>Soft <b>touch</b></p>");
        assert_eq!(html(text, 23), "<p>Soft</p>");
        assert_eq!(truncate(text, 23, Unit::Characters, CutAt::Character), "<p>Soft <b>touc</b></p>");
        // 3 + 4 + 4 = 11; then one word that is cut where it must be, to the one letter that 8 hold
        assert_eq!(html(text, 11), "<p>Soft</p>");
        assert_eq!(html(text, 8), "<p>S</p>");
        assert_eq!(html(text, 7), "", "nothing is left of what has no room for a letter");
        assert_eq!(
            html("<UL><LI>Soft<LI>Mild and more", 26),
            "<UL><LI>Soft</LI></UL>",
            "as they are written"
        );
        assert_eq!(
            html("<p>Soft<p>Mild and more", 18),
            "<p>Soft<p>Mild</p>",
            "a paragraph ends the one before"
        );
        assert_eq!(html("Soft <b>touch</b> and more", 17), "Soft <b>touch</b>", "closed as it stands");
        assert_eq!(html("<b>Soft <i>touch</b> and</i> more", 28), "<b>Soft <i>touch</b> and</i>");
    }

    #[test]
    fn neither_tag_nor_entity_is_cut() {
        assert_eq!(html("Soft<br>touch of silk", 7), "Soft", "nor is a line break left at the end");
        assert_eq!(html("Soft <a href=\"a b>c\">touch</a> of silk", 12), "Soft");
        assert_eq!(html("Soft <img src=x> and more", 17), "Soft <img src=x>");
        assert_eq!(html("Tom &amp; Co", 8), "Tom", "`&amp;` ends at 9");
        assert_eq!(html("Tom &amp; Co", 9), "Tom &amp;");
        assert_eq!(html("Tom&nbsp;Co", 8), "Tom", "a character by its name is one whole");
        assert_eq!(html("Soft <!-- a note --> touch and", 12), "Soft");
        assert_eq!(html("Soft<script>if (a < b) {}</script> touch", 20), "Soft");
        assert_eq!(html("Soft touch <a href=\"x and so on", 20), "Soft touch", "a tag that is never closed");
        assert_eq!(html("Soft <x-y>touch and</x-y> more", 22), "Soft <x-y>touch</x-y>");
        // `b` and an acute after the tag would be one character with its `>`
        assert_eq!(truncate("a<b>c</b>\u{301}d", 9, Unit::Characters, CutAt::Character), "a<b>c</b>");
    }

    #[test]
    fn brackets_that_begin_no_tag_are_text() {
        assert_eq!(html("pH < 7 & mild, R&D", 8), "pH < 7 &");
        assert_eq!(html("fits <M, not L", 8), "fits <M,");
        assert_eq!(html("ages <3 and > 5", 7), "ages <3");
        assert_eq!(html("<b>Soft</b", 9), "<b>So</b>", "an end that is cut off already");
    }

    #[test]
    fn end_tags_count_in_bytes_too() {
        // 3 + 2 × 3 + 4 = 13 bytes
        assert_eq!(truncate("<b>保湿クリーム</b>", 13, Unit::Bytes, CutAt::Word), "<b>保湿</b>");
        assert_eq!(truncate("<b>保湿クリーム</b>", 15, Unit::Bytes, CutAt::Word), "<b>保湿</b>");
    }
}
