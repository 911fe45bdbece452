//! What is expected, rewritten to what is there: the tokens of the literals alone, all else byte for byte.

use crate::diagnostic::Span;

use super::run::Tested;

/// The text of a policy's file, which begins at an offset of the sources, with the literals of failed expectations
/// as they would hold; `None` where there is none in it.
pub fn blessed(text: &str, base: u32, tested: &[Tested]) -> Option<String> {
    let failures = tested.iter().flat_map(|test| &test.failures);
    let mut edits: Vec<(usize, usize, &str)> = failures
        .filter_map(|failure| failure.edit.as_ref())
        .filter_map(|(span, literal)| {
            Some((inside(span.start, base, text)?, inside(span.end, base, text)?, &**literal))
        })
        .collect();
    if edits.is_empty() {
        return None;
    }
    edits.sort_unstable();
    let mut rewritten = String::with_capacity(text.len());
    let mut copied = 0;
    for (start, end, literal) in edits {
        rewritten.push_str(text.get(copied..start)?);
        rewritten.push_str(literal);
        copied = end;
    }
    rewritten.push_str(text.get(copied..)?);
    Some(rewritten)
}

/// An offset of the sources in a text, where it lies in it.
fn inside(offset: u32, base: u32, text: &str) -> Option<usize> {
    let offset = offset.checked_sub(base)? as usize;
    (offset <= text.len()).then_some(offset)
}

/// The literal that takes the place of another: in quotes where that one is, for the sake of its currency.
pub(super) fn literal(old: &str, new: &str) -> String {
    let is_quoted = old.ends_with(['"', '#']);
    let currency = old.trim_end_matches(['"', '#']).rsplit_once(' ').map(|(_, currency)| currency);
    match currency {
        _ if new == "none" || !is_quoted => new.to_owned(),
        Some(currency) => format!("\"{new} {currency}\""),
        None => format!("\"{new}\""),
    }
}

/// The span of a literal and what is to stand there.
pub(super) type Edit = (Span, String);

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn a_literal_stays_in_the_form_of_the_old_one() {
        for (old, new, expected) in [
            ("45.00", "49.50", "49.50"),
            ("none", "49.50", "49.50"),
            ("\"45.00\"", "49.50", "\"49.50\""),
            ("\"45.00 EUR\"", "49.50", "\"49.50 EUR\""),
            ("#\"45.00 EUR\"#", "49.50", "\"49.50 EUR\""),
            ("\"45.00 EUR\"", "none", "none"),
            ("fed", "paused", "paused"),
        ] {
            assert_eq!(literal(old, new), expected, "{old} to {new}");
        }
    }
}
