//! What the cells of a file hold, column by column: enough to tell a price from a word for it.

use std::collections::BTreeMap;
use std::io::Read;

use csv::{ByteRecord, ReaderBuilder};

use crate::catalog::{Notation, currency_of, money, rate, stock, trimmed};
use crate::exact::Currency;

use super::head::Head;

/// Decimal marks, the likeliest first.
pub(super) const MARKS: [char; 2] = ['.', ','];
/// What stands between the values of a list, the likeliest first.
const SPLITS: [char; 3] = ['|', ';', ','];

/// The cells of a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// Cells that are not blank.
    pub(super) filled: u64,
    /// Those that are an amount, by [`MARKS`].
    pub(super) amounts: [u64; 2],
    /// Those that are units, or a word for whether there are any, by [`MARKS`].
    pub(super) units: [u64; 2],
    /// Those that are units over time, by [`MARKS`].
    pub(super) rates: [u64; 2],
    /// Currencies that amounts name.
    pub(super) currencies: BTreeMap<String, u64>,
    /// Cells that are a currency's code and nothing else.
    pub(super) codes: BTreeMap<String, u64>,
    /// The longest cell in characters.
    pub(super) longest: usize,
    /// The longest cell in bytes of UTF-8.
    pub(super) longest_bytes: usize,
    /// Cells with a tag or an entity in them.
    pub(super) tags: u64,
    /// Cells that hold several addresses, by what stands between them.
    pub(super) lists: BTreeMap<char, u64>,
}

/// The cells of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cells {
    /// Records below the header.
    pub(super) rows: u64,
    /// The columns, in the order of the header.
    pub(super) columns: Vec<Seen>,
}

/// Looks at every cell below the header.
pub(super) fn cells(head: &Head, file: impl Read) -> anyhow::Result<Cells> {
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(head.delimiter).from_reader(file);
    let mut record = ByteRecord::new();
    let mut cells = Cells { rows: 0, columns: vec![Seen::default(); head.names.len()] };
    let mut row = 0;
    while reader.read_byte_record(&mut record)? {
        row += 1;
        if row <= head.row {
            continue;
        }
        cells.rows += 1;
        for (seen, cell) in cells.columns.iter_mut().zip(&record) {
            seen.see(trimmed(&String::from_utf8_lossy(cell)));
        }
    }
    Ok(cells)
}

impl Seen {
    fn see(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.filled += 1;
        self.longest = self.longest.max(text.chars().count());
        self.longest_bytes = self.longest_bytes.max(text.len());
        self.tags += u64::from(has_html(text));
        for split in SPLITS.into_iter().filter(|split| is_list_of_addresses(text, *split)) {
            *self.lists.entry(split).or_default() += 1;
        }
        // no amount, count or rate is longer
        if text.len() > 40 {
            return;
        }
        if text.parse::<Currency>().is_ok() {
            *self.codes.entry(text.to_owned()).or_default() += 1;
        }
        let currency = currency_of(text);
        for (index, mark) in MARKS.into_iter().enumerate() {
            let notation = Notation { decimal_mark: mark, currency: currency.unwrap_or_default() };
            let add = |counts: &mut [u64; 2], is_one: bool| {
                counts.iter_mut().skip(index).take(1).for_each(|count| *count += u64::from(is_one));
            };
            add(&mut self.amounts, money(text, notation).is_ok());
            add(&mut self.units, stock(text, mark).is_some());
            add(&mut self.rates, rate(text, None, mark).is_some());
        }
        if let Some(currency) = currency.filter(|currency| is_amount(text, *currency)) {
            *self.currencies.entry(currency.code().to_owned()).or_default() += 1;
        }
    }

    /// Whether at least half of the cells are what they should be; a column of blanks is nothing at all.
    pub(super) fn is_mostly(&self, readable: [u64; 2]) -> bool {
        self.filled > 0 && readable.iter().any(|count| count.saturating_mul(2) >= self.filled)
    }

    /// What stands between the values of its lists, where some cell holds several.
    pub(super) fn split(&self) -> Option<char> {
        let most = self.lists.values().max()?;
        self.lists.iter().find(|(_, count)| *count == most).map(|(split, _)| *split)
    }
}

fn is_amount(text: &str, currency: Currency) -> bool {
    MARKS.into_iter().any(|decimal_mark| money(text, Notation { decimal_mark, currency }).is_ok())
}

/// Whether a text has a tag, or an entity such as `&trade;`.
fn has_html(text: &str) -> bool {
    let is_entity = |rest: &str| {
        let name: usize =
            rest.chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '#').count();
        name > 1 && rest.chars().nth(name) == Some(';')
    };
    (text.contains('<') && text.contains('>')) || text.split('&').skip(1).any(is_entity)
}

/// Whether a text is several addresses, of the web or of files.
fn is_list_of_addresses(text: &str, split: char) -> bool {
    let is_address = |part: &str| {
        let part = part.trim();
        !part.contains(' ') && (part.contains("://") || part.starts_with('/') || is_picture(part))
    };
    text.contains(split) && text.split(split).all(is_address)
}

fn is_picture(part: &str) -> bool {
    let ending = part.rsplit('.').next().unwrap_or_default().to_lowercase();
    ["jpg", "jpeg", "png", "gif", "webp"].contains(&ending.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::catalog::Format;

    fn column(cells_of_it: &[&str]) -> Seen {
        let mut seen = Seen::default();
        for text in cells_of_it {
            seen.see(text);
        }
        seen
    }

    #[test]
    fn a_comma_is_told_from_a_point_by_the_cells_that_have_one() {
        // `1.299` and `12` are amounts in either notation, `12,50` with a comma alone
        assert_eq!(column(&["1.299", "12,50", "12"]).amounts, [2, 3]);
        assert_eq!(column(&["12.50", ".95", "9"]).amounts, [3, 1]);
    }

    #[test]
    fn words_and_weights_are_no_units() {
        assert_eq!(column(&["250 g", "33 cl"]).units, [0, 0]);
        assert!(!column(&["250 g", "33 cl"]).is_mostly(column(&["250 g", "33 cl"]).units));
        assert_eq!(column(&["InStock", "3", "0"]).units, [3, 3]);
        assert_eq!(column(&["10.00 USD", "$5"]).currencies, BTreeMap::from([("USD".to_owned(), 2)]));
        assert_eq!(column(&["10 pcs"]).currencies, BTreeMap::new());
    }

    #[test]
    fn tags_and_entities_are_html() {
        assert_eq!(column(&["<b>Bowl</b>", "Bowl&trade;", "Salt & pepper; both", "3 < 4", "&#233;"]).tags, 3);
    }

    #[test]
    fn lists_of_pictures_are_seen_and_sentences_are_not() {
        assert_eq!(column(&["http://a/1.jpg;http://a/2.jpg"]).split(), Some(';'));
        assert_eq!(column(&["/m/1.jpg,/m/2.jpg", "/m/3.jpg"]).split(), Some(','));
        assert_eq!(column(&["a,b", "one, two"]).split(), None);
        assert_eq!(column(&["http://a/1.jpg"]).split(), None);
    }

    #[test]
    fn cells_are_counted_below_the_header() {
        let head = Head { format: Format::Csv, delimiter: b',', row: 2, names: vec!["a".into(), "b".into()] };
        let found = cells(&head, "hint\na,b\n1,\n2,x\n".as_bytes()).unwrap();
        assert_eq!(found.rows, 2);
        assert_eq!((found.columns[0].filled, found.columns[1].filled), (2, 1));
    }
}
