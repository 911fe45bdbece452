//! Texts cut to a limit, never inside of what a reader sees as one character.

use unicode_segmentation::GraphemeCursor;

use super::length::{Unit, length};

/// Where a text may be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CutAt {
    /// Before white space; where the limit holds none, between two characters.
    Word,
    /// Between any two characters.
    Character,
}

/// The longest beginning of a text that is within `most` units, is not cut inside a grapheme cluster (UAX 29)
/// and ends where it may, without the white space at its end.
pub fn truncate(text: &str, most: usize, unit: Unit, at: CutAt) -> &str {
    // a text is never longer in characters than in bytes
    if text.len() <= most || length(text, unit) <= most {
        return text;
    }
    let end = limit(text, most, unit);
    let (kept, rest) = text.split_at(end);
    let whole = rest.starts_with(char::is_whitespace);
    let words = kept.rsplit_once(char::is_whitespace).map(|(words, _)| words.trim_end());
    match words {
        Some(words) if at == CutAt::Word && !whole && !words.is_empty() => words,
        _ => kept.trim_end(),
    }
}

/// The end of the last grapheme cluster that is within the limit, of a text that is not.
fn limit(text: &str, most: usize, unit: Unit) -> usize {
    let end = match unit {
        Unit::Bytes => text.floor_char_boundary(most),
        Unit::Characters => text.char_indices().nth(most).map_or(text.len(), |(start, _)| start),
    };
    // only the clusters around the limit are looked at: a text may be long
    let mut cursor = GraphemeCursor::new(end, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => end,
        _ => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, most: usize) -> &str {
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
}
