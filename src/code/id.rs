//! What the ids look like that channels give, and that their intakes go by.

/// The form of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdForm {
    /// Any text.
    Text,
    /// Digits alone.
    Digits,
    /// `gid://shopify/KIND/NUMBER`, or its number.
    Gid(&'static str),
}

impl IdForm {
    /// The id as its intake wants it; `None` where the text is no such id.
    pub fn read(self, text: &str) -> Option<String> {
        // a spreadsheet keeps a long number as text by an apostrophe in front of it
        let text = text.trim().trim_start_matches('\'');
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
        match self {
            Self::Text => (!text.is_empty()).then(|| text.to_owned()),
            Self::Digits => is_number(text).then(|| text.to_owned()),
            Self::Gid(kind) => {
                let prefix = format!("gid://shopify/{kind}/");
                let number = text.strip_prefix(&prefix).unwrap_or(text);
                is_number(number).then(|| format!("{prefix}{number}"))
            }
        }
    }

    /// The form in words, to stand after `is no`.
    pub fn in_words(self) -> String {
        match self {
            Self::Text => "id".to_owned(),
            Self::Digits => "id of digits alone".to_owned(),
            Self::Gid(kind) => format!("number, and no `gid://shopify/{kind}/…`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_as_exports_write_them() {
        let gid = IdForm::Gid("Product");
        assert_eq!(gid.read("632910392").as_deref(), Some("gid://shopify/Product/632910392"));
        assert_eq!(gid.read("'632910392").as_deref(), Some("gid://shopify/Product/632910392"));
        assert_eq!(
            gid.read("gid://shopify/Product/632910392").as_deref(),
            Some("gid://shopify/Product/632910392")
        );
        assert_eq!(gid.read("gid://shopify/ProductVariant/1"), None, "an id of another kind");
        assert_eq!(gid.read("6.32910E+11"), None, "a spreadsheet has rounded it");
        assert_eq!(
            IdForm::Digits.read("1729592969712207012").as_deref(),
            Some("1729592969712207012"),
            "every digit of a long one"
        );
        assert_eq!(IdForm::Digits.read("1.72959E+18"), None);
        assert_eq!(IdForm::Digits.read(""), None);
    }
}
