//! Letters in upper case.

use unicode_segmentation::UnicodeSegmentation;

/// A text in which each word begins in upper case; the rest of a word stays as it is, so that `SPF` and
/// `pH-neutral` survive.
///
/// A word is what stands between white space; opening quotes and brackets before it do not count.
pub fn title_case(text: &str) -> String {
    let mut cased = String::with_capacity(text.len());
    for piece in text.split_inclusive(char::is_whitespace) {
        let start = piece.find(char::is_alphanumeric).unwrap_or(piece.len());
        let (before, word) = piece.split_at(start);
        cased.push_str(before);
        // `iPhone`, `pH`: a small letter before a capital is meant
        let mut letters = word.chars();
        let is_meant =
            letters.next().is_some_and(char::is_lowercase) && letters.next().is_some_and(char::is_uppercase);
        let first = word.graphemes(true).next().filter(|_| !is_meant).unwrap_or_default();
        cased.push_str(&upper(first));
        cased.push_str(word.get(first.len()..).unwrap_or_default());
    }
    cased
}

/// A character in upper case where that is one character: `ß` stays, for `SSerum` is no title.
fn upper(cluster: &str) -> String {
    let upper = cluster.to_uppercase();
    if upper.chars().count() == cluster.chars().count() { upper } else { cluster.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_in_upper_case() {
        assert_eq!(title_case("vitamin c serum, 30 ml"), "Vitamin C Serum, 30 Ml");
        assert_eq!(title_case("SPF 50 sun cream (for kids)"), "SPF 50 Sun Cream (For Kids)");
        assert_eq!(title_case("pH-neutral wash"), "pH-neutral Wash");
        assert_eq!(title_case("крем для рук"), "Крем Для Рук");
        assert_eq!(title_case("ßeta  e\u{301}toile"), "ßeta  E\u{301}toile");
    }
}
