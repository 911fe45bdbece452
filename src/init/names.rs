//! What columns are called: the headers that shops, marketplaces and accountants give to the fields of an item.

use std::sync::LazyLock;

use crate::item::Field;

/// What a column can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A field of the item.
    Field(Field),
    /// The currency of the row's amounts.
    Currency,
}

/// A meaning, and the headers that have it, the surest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) meaning: Meaning,
    pub(super) headers: Vec<&'static str>,
}

/// Every header that is known, as [`normal`] makes them.
pub(super) static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let mut known: Vec<Known> = Vec::new();
    for line in include_str!("headers.txt").lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(' ') {
            let headers = line.split(',').map(str::trim).filter(|header| !header.is_empty());
            known.iter_mut().last().into_iter().for_each(|last| last.headers.extend(headers.clone()));
        } else if !line.is_empty() {
            let meaning = line.parse().map_or(Meaning::Currency, Meaning::Field);
            known.push(Known { meaning, headers: Vec::new() });
        }
    }
    known
});

/// A header as [`KNOWN`] has it: lower case, words apart, without marks and without what stands in brackets.
pub(super) fn normal(header: &str) -> String {
    let mut plain = String::new();
    let (mut depth, mut was_lower) = (0_u32, false);
    for letter in header.chars() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            // `stockOnHand` is three words
            letter if letter.is_uppercase() && was_lower => {
                plain.push(' ');
                plain.extend(letter.to_lowercase());
            }
            letter if letter.is_alphanumeric() => plain.extend(letter.to_lowercase()),
            _ => plain.push(' '),
        }
        was_lower = letter.is_lowercase();
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a header is one of those that are known.
pub(super) fn is_known(header: &str) -> bool {
    let normal = normal(header);
    KNOWN.iter().any(|known| known.headers.contains(&normal.as_str()))
}

/// Units of weight and length as headers write them, and as the policy does.
const MEASURES: [(&str, &str); 14] = [
    ("g", "g"),
    ("grams", "g"),
    ("kg", "kg"),
    ("lb", "lb"),
    ("lbs", "lb"),
    ("pounds", "lb"),
    ("oz", "oz"),
    ("mm", "mm"),
    ("cm", "cm"),
    ("m", "m"),
    ("in", "in"),
    ("inches", "in"),
    ("ft", "ft"),
    ("yd", "yd"),
];

/// The unit of a weight or a length that its header has in brackets.
pub(super) fn measure(header: &str) -> Option<&'static str> {
    let (_, rest) = header.split_once('(')?;
    let word = rest.split_once(')')?.0.trim().to_lowercase();
    MEASURES.iter().find(|(word_of_it, _)| *word_of_it == word).map(|(_, unit)| *unit)
}

/// The period in which a velocity's units go, as the policy writes it; none for a day.
pub(super) fn period(header: &str) -> Option<&'static str> {
    let normal = normal(header);
    if normal.contains("week") {
        Some("week")
    } else if normal.contains("month") || normal.contains("30 days") {
        Some("month")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_many_hands_are_the_same_words() {
        let same = [
            ("stockOnHand", "stock on hand"),
            ("CURRENCY_CODE", "currency code"),
            ("QUANTITÀ", "quantità"),
            ("Name *", "name"),
            ("Reference #", "reference"),
            ("Image URLs (x;y;z...)", "image urls"),
            ("Google Shopping / MPN", "google shopping mpn"),
            ("  price  ", "price"),
            ("EAN13", "ean13"),
            ("productImageUrl", "product image url"),
        ];
        for (header, words) in same {
            assert_eq!(normal(header), words, "{header}");
            assert!(is_known(header), "{header}");
        }
        assert!(!is_known("Notes"));
    }

    #[test]
    fn units_stand_in_brackets() {
        assert_eq!(measure("Weight (lbs)"), Some("lb"));
        assert_eq!(measure("Length (cm)"), Some("cm"));
        assert_eq!(measure("Weight"), None);
        assert_eq!(measure("Weight (net)"), None);
    }

    #[test]
    fn each_list_is_of_a_field() {
        let currencies = KNOWN.iter().filter(|known| known.meaning == Meaning::Currency);
        assert_eq!(currencies.count(), 1, "a misspelt field would be taken for the currency");
    }

    #[test]
    fn no_header_means_two_things() {
        let mut names: Vec<&str> = KNOWN.iter().flat_map(|known| &known.headers).copied().collect();
        names.sort_unstable();
        let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
        assert!(names.len() > 250, "{} headers", names.len());
        for name in names {
            assert_eq!(normal(name), name, "as `normal` makes it");
        }
    }
}
