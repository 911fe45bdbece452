//! How long a text is, in the unit in which a channel counts.

/// What a channel counts when it limits a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Unicode code points.
    Characters,
    /// Bytes of UTF-8, as Amazon counts where its schema says `maxUtf8ByteLength`.
    Bytes,
}

/// The length of a text in a unit.
pub fn length(text: &str, unit: Unit) -> usize {
    match unit {
        Unit::Bytes => text.len(),
        Unit::Characters => text.chars().count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_in_each_unit() {
        // é is one code point of 2 bytes, 漢 one of 3, the family three of 4 bytes and two joiners of 3
        let text = "é漢👩‍👧‍👦";
        assert_eq!(length(text, Unit::Characters), 1 + 1 + 5);
        assert_eq!(length(text, Unit::Bytes), 2 + 3 + 3 * 4 + 2 * 3);
    }
}
