//! Addresses: the identity of a node or setting by what it means, not by where it stands.

use std::fmt::{self, Write};
use std::str::FromStr;

/// `price[channel=tiktok-shop,segment=tail].adjust`: a kind, what selects one of that kind, and a path to
/// a setting in it. A selector `name` is written without its key: `channel[shopify].fees`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Address {
    /// The node's kind.
    pub kind: String,
    /// What selects it, in the order of its form.
    pub selectors: Vec<(String, String)>,
    /// The fields from the node down to the setting.
    pub path: Vec<String>,
}

impl Address {
    /// The address of all nodes of a kind, such as `pricing`.
    pub fn of(kind: &str) -> Self {
        Self { kind: kind.to_owned(), ..Self::default() }
    }

    /// The address of a node by its name.
    pub fn named(kind: &str, name: &str) -> Self {
        Self::of(kind).with("name", name)
    }

    /// With one more selector.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.selectors.push((key.to_owned(), value.to_owned()));
        self
    }

    /// The address of a field of this.
    #[must_use]
    pub fn field(&self, field: &str) -> Self {
        let mut address = self.clone();
        address.path.push(field.to_owned());
        address
    }
}

/// Characters that end a bare value.
const SPECIAL: [char; 7] = [',', '[', ']', '=', '"', '\\', ' '];

fn write_value(formatter: &mut fmt::Formatter<'_>, value: &str) -> fmt::Result {
    if !value.is_empty() && !value.contains(SPECIAL) {
        return formatter.write_str(value);
    }
    formatter.write_char('"')?;
    for character in value.chars() {
        if ['"', '\\'].contains(&character) {
            formatter.write_char('\\')?;
        }
        formatter.write_char(character)?;
    }
    formatter.write_char('"')
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.kind)?;
        for (index, (key, value)) in self.selectors.iter().enumerate() {
            formatter.write_char(if index == 0 { '[' } else { ',' })?;
            if key != "name" {
                write!(formatter, "{key}=")?;
            }
            write_value(formatter, value)?;
        }
        if !self.selectors.is_empty() {
            formatter.write_char(']')?;
        }
        self.path.iter().try_for_each(|field| write!(formatter, ".{field}"))
    }
}

impl FromStr for Address {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let end = text.find(['[', '.']).unwrap_or(text.len());
        let (kind, mut rest) = text.split_at(end);
        let mut address = Self::of(kind);
        if let Some(mut inside) = rest.strip_prefix('[') {
            loop {
                let (key, value, after) = selector(inside)?;
                address.selectors.push((key, value));
                inside = after.strip_prefix(',').unwrap_or(after);
                if let Some(after) = after.strip_prefix(']') {
                    rest = after;
                    break;
                }
            }
        }
        for field in rest.split('.').skip(1) {
            address.path.push(field.to_owned());
        }
        let whole = !kind.is_empty() && (rest.is_empty() || rest.starts_with('.'));
        if whole && address.path.iter().all(|field| !field.is_empty()) { Ok(address) } else { Err(()) }
    }
}

/// Reads `key=value` or `value`, and gives what comes after.
fn selector(text: &str) -> Result<(String, String, &str), ()> {
    let end = text.find(SPECIAL).ok_or(())?;
    match text.split_at(end) {
        (key, rest) if rest.starts_with('=') => {
            let (value, after) = selector_value(rest.strip_prefix('=').ok_or(())?)?;
            Ok((key.to_owned(), value, after))
        }
        _ => selector_value(text).map(|(value, after)| ("name".to_owned(), value, after)),
    }
}

fn selector_value(text: &str) -> Result<(String, &str), ()> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(SPECIAL).ok_or(())?;
        let (value, after) = text.split_at(end);
        return if value.is_empty() { Err(()) } else { Ok((value.to_owned(), after)) };
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => return Ok((value, quoted.get(index + 1..).unwrap_or_default())),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            _ => value.push(character),
        }
    }
    Err(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_print_and_read_back() {
        let tail =
            Address::of("price").with("channel", "tiktok-shop").with("segment", "tail").field("adjust");
        assert_eq!(tail.to_string(), "price[channel=tiktok-shop,segment=tail].adjust");
        let odd = Address::of("buffer").with("sku", "A,\"1]\\ x").field("units");
        for address in [
            tail,
            Address::of("pricing").field("anchor"),
            Address::named("channel", "shopify").field("fees").field("referral"),
            Address::named("pool", "fba"),
            odd,
        ] {
            assert_eq!(address.to_string().parse::<Address>(), Ok(address.clone()), "{address}");
        }
    }

    #[test]
    fn texts_that_are_no_addresses() {
        for text in ["", "[a]", "price[", "price[]", "price[a", "price[a=]", "price.", "price[a]b"] {
            assert!(text.parse::<Address>().is_err(), "{text:?}");
        }
    }
}
