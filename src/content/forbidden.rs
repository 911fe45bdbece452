//! What channels forbid in a text, looked for so that what merely looks like it passes.

/// The characters of a set that stand in a text, each once, in the order of the text.
pub fn characters(text: &str, set: &str) -> String {
    let mut found = String::new();
    for letter in text.chars().filter(|letter| set.contains(*letter)) {
        if !found.contains(letter) {
            found.push(letter);
        }
    }
    found
}

/// The characters of a set that stand in a text more than once, in the order of the set.
pub fn twice(text: &str, set: &str) -> String {
    set.chars().filter(|letter| text.matches(*letter).nth(1).is_some()).collect()
}

/// A phrase as it stands in a text, whatever the case of its ASCII letters, where no letter or digit is joined to it.
pub fn phrase<'t>(text: &'t str, phrase: &str) -> Option<&'t str> {
    let (lower, wanted) = (text.to_ascii_lowercase(), phrase.to_ascii_lowercase());
    let joins = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let start = lower.match_indices(&wanted).map(|(start, _)| start).find(|start| {
        let (before, rest) = lower.split_at_checked(*start).unwrap_or_default();
        let after = rest.get(wanted.len()..).unwrap_or_default();
        !wanted.is_empty() && !joins(before.chars().next_back()) && !joins(after.chars().next())
    })?;
    text.get(start..start + wanted.len())
}

/// A text with a space wherever a phrase stands in it.
pub fn without(text: &str, own: &str) -> String {
    let mut rest = text;
    let mut left = String::with_capacity(text.len());
    while let Some(found) = phrase(rest, own) {
        let Some((before, after)) = rest.split_once(found) else { break };
        left.push_str(before);
        left.push(' ');
        rest = after;
    }
    left.push_str(rest);
    left
}

/// Shorter words may be abbreviations, units, sizes: `USB`, `LED`, `XL`, `ML`.
const LEAST_LETTERS: usize = 4;

/// Fewer long words in capitals may be a name: `ASUS STRIX`.
const LEAST_WORDS: usize = 3;

/// Whether a text is in capitals throughout: it has three words of four letters or more, and no word of three has a
/// small letter; `5m` and `ml` are units. Letters without case, as of Chinese, are none of either.
pub fn in_capitals(text: &str) -> bool {
    let mut capitals = 0;
    for word in text.split(|letter: char| !letter.is_alphabetic()) {
        let cased = || word.chars().filter(|letter| letter.is_lowercase() || letter.is_uppercase());
        let letters = cased().count();
        if letters + 1 >= LEAST_LETTERS && cased().any(char::is_lowercase) {
            return false;
        }
        capitals += usize::from(letters >= LEAST_LETTERS);
    }
    capitals >= LEAST_WORDS
}

/// Prepositions, articles and conjunctions of English; what has two letters or less is passed over anyway.
const SMALL_WORDS: &[&str] = &[
    "about", "above", "across", "after", "against", "along", "among", "and", "around", "before", "behind",
    "below", "beneath", "beside", "between", "beyond", "but", "down", "during", "either", "for", "from",
    "inside", "into", "like", "near", "neither", "nor", "off", "onto", "out", "outside", "over", "per",
    "plus", "since", "than", "the", "through", "toward", "towards", "under", "until", "upon", "via", "when",
    "while", "with", "within", "without", "yet",
];

/// The word that stands in a text most often, with how often, where that is more than `most` times.
///
/// Case does not count. Prepositions, articles and conjunctions of English do not, nor do numbers, measures such as
/// `120mm`, and what has two letters or less, such as `x` and `ml`.
pub fn often(text: &str, most: usize) -> Option<(String, usize)> {
    let letters = |word: &str| word.chars().filter(|letter| letter.is_alphabetic()).count();
    let words: Vec<&str> = text
        .split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '\'' | '’' | '-'))
        .map(|word| word.trim_matches(['\'', '’', '-']))
        .filter(|word| letters(word) > 2 && !word.starts_with(|letter: char| letter.is_numeric()))
        .collect();
    // most texts say nothing too often, and need no copies of their words
    let is_often =
        |word: &&str| words.iter().filter(|other| word.eq_ignore_ascii_case(other)).nth(most).is_some();
    if text.is_ascii() && !words.iter().any(is_often) {
        return None;
    }
    let mut words: Vec<String> = words.into_iter().map(str::to_lowercase).collect();
    words.retain(|word| !SMALL_WORDS.contains(&word.as_str()));
    words.sort_unstable();
    let mut worst: Option<(&String, usize)> = None;
    for run in words.chunk_by(|one, next| one == next) {
        // of equally frequent words the first by name
        if let Some(word) = run.first().filter(|_| run.len() > worst.map_or(most, |(_, times)| times)) {
            worst = Some((word, run.len()));
        }
    }
    worst.map(|(word, times)| (word.clone(), times))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_a_set() {
        assert_eq!(characters("Wow! Only $9!", "!$?_"), "!$");
        assert_eq!(characters("Salt & Pepper, 30 ml", "!$?_{}^¬¦"), "");
        assert_eq!(twice("A & B & C + D", "%:&+"), "&");
        assert_eq!(twice("A & B + C", "%:&+"), "");
    }

    #[test]
    fn phrases_stand_alone() {
        assert_eq!(phrase("Serum, FREE Shipping", "free shipping"), Some("FREE Shipping"));
        assert_eq!(phrase("Fat-free shipping box", "free shipping"), Some("free shipping"));
        assert_eq!(phrase("Carefree shipping", "free shipping"), None);
        assert_eq!(phrase("free shippings", "free shipping"), None);
        assert_eq!(
            phrase("100% quality guaranteed!", "100% Quality Guaranteed"),
            Some("100% quality guaranteed")
        );
        assert_eq!(phrase("", "x"), None);
        assert_eq!(without("YAHOO! mug by Yahoo!", "Yahoo!"), "  mug by  ");
        assert_eq!(without("mug", ""), "mug");
    }

    #[test]
    fn capitals_throughout() {
        assert!(in_capitals("LEATHER WALLET BLACK"));
        assert!(in_capitals("USB CABLE CHARGER WHITE 5m 30 ml"), "the unit alone is small");
        assert!(in_capitals("LEDERTASCHE GRÖSSE ÄNDERBAR"));
        for plain in [
            "LEATHER WALLET",
            "Leather WALLET BLACK SMALL",
            "USB LED RGB HDMI",
            "NIKE AIR MAX 90 OG",
            "保湿クリーム 保湿 保湿",
            "LEATHER WALLET and BELT BLACK",
            "ASUS ROG STRIX B550-F",
            "",
            "CAT6 LAN 10 GBIT",
        ] {
            assert!(!in_capitals(plain), "{plain}");
        }
    }

    #[test]
    fn a_word_too_often() {
        assert_eq!(often("Serum with Serum and serum", 2), Some(("serum".to_owned(), 3)));
        assert_eq!(often("Serum, Serum with and with and with", 2), None, "twice, and small words");
        assert_eq!(often("Sheet 200 x 150 x 30 x 10 cm cm cm cm", 2), None, "measures");
        assert_eq!(often("120mm 120mm 120mm", 2), None);
        assert_eq!(often("men's shirt men's men's", 2), Some(("men's".to_owned(), 3)));
        assert_eq!(often("Spider-Woman Spider-Man of the Spider-Verse", 2), None, "three words");
        assert_eq!(
            often("b-b b-b bag bag bag cup cup cup", 2),
            Some(("bag".to_owned(), 3)),
            "the first by name"
        );
    }
}
