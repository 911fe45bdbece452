//! The texts of one SKU as JSON strings, each escaped once however many channels show it.

use super::text::json_string;

/// Texts that are shorter are escaped again rather than looked for.
const SHORT: usize = 24;
/// How many texts of a SKU are remembered.
const MOST: usize = 32;

/// What was escaped of the SKU that is being written.
#[derive(Debug, Default)]
pub(super) struct Escaped {
    /// Where each text and its JSON string lie in `bytes`.
    known: Vec<Known>,
    bytes: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    start: usize,
    /// Where the text ends and its JSON string starts.
    middle: usize,
    end: usize,
}

impl Escaped {
    /// Forgets the texts of the SKU before.
    pub(super) fn clear(&mut self) {
        self.known.clear();
        self.bytes.clear();
    }

    /// Appends a text as a JSON string.
    pub(super) fn push(&mut self, to: &mut Vec<u8>, text: &str) {
        if text.len() < SHORT {
            return json_string(to, text);
        }
        let same = self.known.iter().find(|known| {
            known.middle - known.start == text.len()
                && self.bytes.get(known.start..known.middle) == Some(text.as_bytes())
        });
        if let Some(known) = same {
            to.extend_from_slice(self.bytes.get(known.middle..known.end).unwrap_or_default());
            return;
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(text.as_bytes());
        let middle = self.bytes.len();
        json_string(&mut self.bytes, text);
        let end = self.bytes.len();
        to.extend_from_slice(self.bytes.get(middle..end).unwrap_or_default());
        if self.known.len() < MOST {
            self.known.push(Known { start, middle, end });
        } else {
            self.bytes.truncate(start);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_comes_again_is_the_same_string() {
        let mut escaped = Escaped::default();
        let texts = ["a \"long\" text\nof two lines", "a \"long\" text\nof two words", "short \"one\""];
        for _ in 0..3 {
            for text in texts {
                let mut to = b"x".to_vec();
                escaped.push(&mut to, text);
                assert_eq!(serde_json::from_slice::<String>(to.get(1..).unwrap()).unwrap(), text);
            }
        }
        assert_eq!(escaped.known.len(), 2, "the short one is not kept");
        escaped.clear();
        let mut to = Vec::new();
        escaped.push(&mut to, texts[1]);
        assert_eq!(serde_json::from_slice::<String>(&to).unwrap(), texts[1]);
    }
}
