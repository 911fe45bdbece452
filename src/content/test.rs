//! Random texts through every step: within the limit, no cluster cut, no tag left.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::{CutAt, Unit, beginning, collapse_space, length, strip_html, title_case, truncate};

/// Pieces of what product texts are made of, in many scripts, and of HTML that is broken in many ways.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        "[a-z]{1,9}",
        "[а-яё]{1,9}",
        "[一-鿿]{1,5}",
        "[ء-ي]{1,7}",
        Just("e\u{301}".to_owned()),
        Just("👩‍👧‍👦".to_owned()),
        Just("🇯🇵🇰🇷".to_owned()),
        Just("👍🏽".to_owned()),
        Just("\r\n".to_owned()),
        "[ \t\n\u{a0}]{1,3}",
        prop::sample::select(vec![
            "<p>",
            "</p>",
            "<br/>",
            "<li>",
            "<b",
            "</",
            "<",
            ">",
            "&amp;",
            "&nbsp;",
            "&lt;p&gt;",
            "&lt;",
            "&#39;",
            "&",
            "<!--",
            "-->",
            "<a href=\"x>y\">",
            "<style>",
            "</style>",
            "<td>",
            "<3",
            "<foo>",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_cut_text_is_the_beginning_within_the_limit(text in texts(), most in 0_usize..60, in_bytes: bool, at_word: bool) {
        let unit = if in_bytes { Unit::Bytes } else { Unit::Characters };
        let at = if at_word { CutAt::Word } else { CutAt::Character };
        let cut = beginning(&text, most, unit, at);
        prop_assert!(length(cut, unit) <= most);
        prop_assert!(text.starts_with(cut));
        let mut clusters = text.graphemes(true);
        prop_assert!(cut.trim_end().graphemes(true).all(|cluster| clusters.any(|whole| whole == cluster)));
        if length(&text, unit) <= most {
            prop_assert_eq!(cut, &text);
            prop_assert_eq!(truncate(&text, most, unit, at), text.as_str());
        }
    }

    #[test]
    fn no_tag_is_left_and_no_run_of_blanks(text in texts()) {
        let plain = strip_html(&text);
        for tag in ["<p>", "</p>", "<br/", "<br>", "<li>", "<b ", "<style>", "<a ", "<td>"] {
            prop_assert!(!plain.contains(tag), "{:?} of {:?}", plain, text);
        }
        prop_assert!(!plain.ends_with("</") && !plain.ends_with("<b"), "{:?} of {:?}", plain, text);
        prop_assert_eq!(&collapse_space(&plain), &plain);
    }

    #[test]
    fn letters_in_upper_case_are_the_same_letters(text in texts()) {
        prop_assert_eq!(title_case(&text).to_lowercase(), text.to_lowercase());
    }
}
