//! What was wrong with a row: facts, no texts.

use crate::code::{Damage, with_invisible_shown};
use crate::exact::Currency;
use crate::item::{Field, Row};

/// Something wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The row.
    pub row: Row,
    /// The cell, from 0, where one is at fault.
    pub column: Option<usize>,
    /// The row's SKU, where it has one.
    pub sku: Option<String>,
    /// The row of the products that is set aside for it; none where the row of a joined source alone is.
    pub product: Option<Row>,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What can be wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// An earlier row has the same SKU; this one is set aside.
    DuplicateSku {
        /// The earlier row.
        first: Row,
        /// Whether that one is set aside too, so that the SKU has no row that can be used.
        is_first_lost: bool,
        /// The location or the channel of both, in words, where the source has a row for each.
        of: Option<String>,
    },
    /// The row has no SKU; it is set aside.
    EmptySku,
    /// A spreadsheet has changed the SKU, so that it is nobody's; the row is set aside.
    DamagedSku {
        /// What is left of it.
        text: String,
        /// What has become of it.
        damage: Damage,
    },
    /// A cell is not what its field holds; the row is set aside.
    Unreadable {
        /// The field.
        field: Field,
        /// The cell's text.
        text: String,
        /// What it should be.
        expects: &'static str,
    },
    /// An amount is in another currency than the policy's; the row is set aside.
    OtherCurrency {
        /// The field.
        field: Field,
        /// The cell's text.
        text: String,
        /// The currencies that it can be in, in words.
        other: String,
        /// The policy's.
        currency: Currency,
    },
    /// A column says that the amounts of the row are in another currency than the policy's; it is set aside.
    RowCurrency {
        /// The column.
        column: String,
        /// What it says.
        text: String,
        /// The currencies that it can mean, in words.
        other: String,
        /// The policy's.
        currency: Currency,
    },
    /// A word of availability that nobody knows; the row is set aside.
    Availability {
        /// The word.
        text: String,
        /// What it should be.
        expects: &'static str,
    },
    /// The time or the units of an order can't be read; its line is left out.
    UnreadableOrder {
        /// What the cell is to hold, in a word.
        what: &'static str,
        /// The cell's text.
        text: String,
        /// What it should be.
        expects: &'static str,
    },
    /// The row has not as many cells as the header; it is set aside.
    Ragged {
        /// The row's cells.
        cells: usize,
        /// The header's.
        header: usize,
    },
    /// Quotes close a cell before its end, so that it is not certain which rows it swallowed; it is set aside.
    StrayQuote {
        /// The lines below its first that it goes on for.
        lines: u64,
        /// The cell, where it is known.
        cell: Option<usize>,
    },
    /// Quotes close a cell rows below the one that they open in, each of whose lines is a row; it is set aside.
    Swallowed {
        /// The lines below its first that it took in.
        lines: u64,
        /// The cell.
        cell: Option<usize>,
    },
    /// Quotes are never closed, so that the row goes on to the end of the file; it is set aside.
    OpenQuote {
        /// The lines below its first that it took in.
        lines: u64,
    },
    /// A line is no JSON object, or a key of it holds what no cell does; it is set aside.
    Line {
        /// Why.
        why: String,
        /// The cell at fault, where one is.
        cell: Option<usize>,
    },
    /// The row names another as its product, which is not there or can't be read; it is set aside.
    NoParent {
        /// The name.
        name: String,
    },
    /// The row takes from the first of its product, which can't be used; it is set aside.
    LostProduct {
        /// The line of that.
        line: u64,
    },
    /// The row, or a cell that is read, is not UTF-8; it is set aside.
    NotUtf8,
    /// Two cells give a field different values: which one holds would be chance, and the row is set aside.
    Conflict {
        /// The field.
        field: Field,
        /// The value that counts.
        counts: String,
        /// The value that does not.
        other: String,
    },
}

impl Problem {
    /// Whether it stands among the survey's problems too, where it is told: a row of another source that can't be
    /// read, for which a product is set aside.
    pub fn is_told_already(&self) -> bool {
        let is_of_row = matches!(
            self.kind,
            ProblemKind::Ragged { .. }
                | ProblemKind::StrayQuote { .. }
                | ProblemKind::Swallowed { .. }
                | ProblemKind::RowCurrency { .. }
                | ProblemKind::Availability { .. }
                | ProblemKind::OpenQuote { .. }
                | ProblemKind::Line { .. }
                | ProblemKind::NoParent { .. }
                | ProblemKind::LostProduct { .. }
                | ProblemKind::NotUtf8
        );
        is_of_row && self.product.is_some_and(|product| product.source != self.row.source)
    }

    /// The field at fault; the SKU where it is the row as a whole.
    pub fn field(&self) -> Field {
        match &self.kind {
            ProblemKind::Unreadable { field, .. }
            | ProblemKind::OtherCurrency { field, .. }
            | ProblemKind::Conflict { field, .. } => field.clone(),
            ProblemKind::RowCurrency { .. } => Field::Price,
            ProblemKind::Availability { .. } => Field::Attribute("availability".to_owned()),
            ProblemKind::UnreadableOrder { .. } => Field::Velocity,
            _ => Field::Sku,
        }
    }

    /// Which of the things of its kind it is, where there are several that are mended apart.
    pub fn about(&self) -> &'static str {
        match self.kind {
            ProblemKind::DamagedSku { damage, .. } => damage.words(),
            ProblemKind::OtherCurrency { .. } => "the currency of an amount",
            ProblemKind::RowCurrency { .. } => "the currency of a row",
            ProblemKind::Ragged { .. } => "the cells of a row",
            ProblemKind::StrayQuote { lines: 0, .. } => "a quote in the middle",
            ProblemKind::StrayQuote { .. } => "a quote in the middle of several lines",
            ProblemKind::Swallowed { .. } => "a quote that took in rows",
            ProblemKind::OpenQuote { .. } => "a quote that is open",
            ProblemKind::Line { cell: None, .. } => "a line",
            ProblemKind::Line { cell: Some(_), .. } => "a value of a line",
            ProblemKind::NoParent { .. } => "a product that is not there",
            ProblemKind::LostProduct { .. } => "a product that can't be used",
            ProblemKind::NotUtf8 => "bytes",
            ProblemKind::Conflict { .. } => "two values",
            ProblemKind::DuplicateSku { .. }
            | ProblemKind::EmptySku
            | ProblemKind::Unreadable { .. }
            | ProblemKind::Availability { .. }
            | ProblemKind::UnreadableOrder { .. } => "",
        }
    }

    /// What is wrong, in a few words.
    pub fn why(&self) -> String {
        match &self.kind {
            ProblemKind::DuplicateSku { first, is_first_lost: false, of } => match of {
                None => format!("line {} has this SKU already", first.line),
                Some(of) => format!("line {} has this SKU for the {of} already", first.line),
            },
            ProblemKind::DuplicateSku { first, is_first_lost: true, .. } => {
                format!("line {} has this SKU already and can't be used: neither row is fed", first.line)
            }
            ProblemKind::EmptySku => "no SKU".to_owned(),
            _ => {
                let why = self.figures().into_iter().find(|(name, _)| *name == "why");
                why.map(|(_, why)| why).unwrap_or_default()
            }
        }
    }

    /// What there is to say, by name.
    pub fn figures(&self) -> Vec<(&'static str, String)> {
        match &self.kind {
            ProblemKind::DuplicateSku { first, is_first_lost, of } => {
                let neither = is_first_lost.then(|| ("fed", "neither row".to_owned()));
                let of = of.as_ref().map(|of| ("of", of.clone()));
                let first = ("first line", first.line.to_string());
                std::iter::once(first).chain(neither).chain(of).collect()
            }
            ProblemKind::EmptySku => Vec::new(),
            ProblemKind::DamagedSku { text, damage } => {
                vec![("why", format!("`{}` {}", shortened(&with_invisible_shown(text)), damage.words()))]
            }
            ProblemKind::Unreadable { field, text, expects } => vec![
                ("why", format!("`{}` is no value of `{field}`", shortened(text))),
                ("expects", (*expects).to_owned()),
            ],
            ProblemKind::OtherCurrency { .. } | ProblemKind::RowCurrency { .. } => self.of_currency(),
            ProblemKind::Availability { text, expects } => {
                expecting(format!("`{}` is no value of `{}`", shortened(text), self.field()), expects)
            }
            ProblemKind::UnreadableOrder { what, text, expects } => {
                expecting(format!("`{}` is no {what}", shortened(text)), expects)
            }
            ProblemKind::Ragged { cells, header } => {
                vec![("why", format!("it has {cells} cells where the header has {header}"))]
            }
            ProblemKind::StrayQuote { .. }
            | ProblemKind::Swallowed { .. }
            | ProblemKind::OpenQuote { .. } => self.of_quotes(),
            ProblemKind::Line { why, .. } => {
                expecting(why.clone(), "one JSON object on each line, each key once")
            }
            ProblemKind::NoParent { name } => no_parent(name),
            ProblemKind::LostProduct { line } => lost_product(*line),
            ProblemKind::NotUtf8 => vec![("why", "it is not UTF-8".to_owned())],
            ProblemKind::Conflict { field, counts, other } => vec![
                (
                    "why",
                    format!(
                        "two sources give `{field}`, as `{}` and as `{}`",
                        shortened(counts),
                        shortened(other)
                    ),
                ),
                ("expects", format!("`{field}` in one source, or the same value in both")),
            ],
        }
    }

    /// What there is to say of a currency.
    fn of_currency(&self) -> Vec<(&'static str, String)> {
        match &self.kind {
            ProblemKind::OtherCurrency { field, text, other, currency } => expecting(
                format!("`{}` is in {other}, and the policy's currency is {currency}", shortened(text)),
                &in_currency(field, other, *currency),
            ),
            ProblemKind::RowCurrency { column, text, other, currency } => expecting(
                format!("its `{column}` says `{}`, and the policy's currency is {currency}", shortened(text)),
                &row_in_currency(column, other, *currency),
            ),
            _ => Vec::new(),
        }
    }

    /// What there is to say of quotes.
    fn of_quotes(&self) -> Vec<(&'static str, String)> {
        let read_as_one = |more: u64| {
            let first = self.row.line;
            format!("lines {first} to {} are read as one row", first + more)
        };
        match self.kind {
            ProblemKind::StrayQuote { lines, .. } => {
                let why = "a quote stands in the middle of a quoted cell";
                let and = if lines == 0 { String::new() } else { format!(", and {}", read_as_one(lines)) };
                expecting(format!("{why}{and}"), QUOTES)
            }
            ProblemKind::Swallowed { lines, .. } => {
                let last = self.row.line + lines;
                let why = format!("a quote in it is closed only on line {last}: {}", read_as_one(lines));
                expecting(why, QUOTES)
            }
            ProblemKind::OpenQuote { lines } => {
                expecting(never_closed(lines), "a quote at the end of the cell that opens with one")
            }
            _ => Vec::new(),
        }
    }
}

/// What quotes are to be like.
const QUOTES: &str = "a quote at the end of each cell that opens with one, and two for each inside it";

fn expecting(why: String, expects: &str) -> Vec<(&'static str, String)> {
    vec![("why", why), ("expects", expects.to_owned())]
}

fn no_parent(name: &str) -> Vec<(&'static str, String)> {
    let name = shortened(name);
    expecting(
        format!("it names `{name}` as its product, and no row that can be used has that name"),
        "the row of the product into the same file, or leave the cell blank",
    )
}

fn lost_product(line: u64) -> Vec<(&'static str, String)> {
    expecting(
        format!("it takes what it leaves blank from line {line}, which can't be used"),
        "that row anew, as its own finding says; then this one can be read too",
    )
}

/// The way out for an amount in another currency.
fn in_currency(field: &Field, other: &str, currency: Currency) -> String {
    let code = other.get(..3).unwrap_or_default();
    format!(
        "`{field}` in {currency}, since no cell is converted; where the whole catalog is in {code}, say \
         `currency {code}` in `policy`, and `currency {currency}` on the channels that sell in it"
    )
}

/// The way out for a row whose amounts are in another currency.
fn row_in_currency(column: &str, other: &str, currency: Currency) -> String {
    let code = other.get(..3).unwrap_or_default();
    format!(
        "its amounts in {currency}, since none is converted; `keep \"{column}\" \"{currency}\"` in the source leaves \
         such rows out, and where the whole catalog is in {code}, say `currency {code}` in `policy`"
    )
}

/// A quote that never closes, with the lines that it cost.
fn never_closed(lines: u64) -> String {
    match lines {
        0 => "a quote opens in its last cell and is never closed".to_owned(),
        1 => "a quote in it is never closed, and the line below is read as part of the same cell".to_owned(),
        lines => {
            format!(
                "a quote in it is never closed, and the {lines} lines below are read as part of the same cell"
            )
        }
    }
}

/// A text of at most forty characters.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 40 {
        return text.to_owned();
    }
    text.chars().take(39).chain(['…']).collect()
}
