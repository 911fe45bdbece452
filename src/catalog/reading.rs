//! How the text of a field is made of cells, where it is not one cell as it stands.

use std::borrow::Cow;

use super::kin::Images;
use super::layout::{Layout, Shop, Wired};
use super::problem::ProblemKind;
use super::row::Cells;
use super::shopify;

/// The words of availability that are known.
const WORDS: &str = "`in stock`, or for none `out of stock`, `sold out`, `preorder`, `backorder`, `available for order` or `discontinued`";

/// How the text of a field is made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Reading {
    /// One cell as it stands.
    #[default]
    Plain,
    /// The images of all rows of a product.
    ShopifyImages,
    /// The images of a product's main cell and of a list of more.
    Images {
        /// The cell of more, parted by commas.
        more: Option<usize>,
    },
    /// A count, or a word for whether there are any.
    Stock {
        /// The cell of the count.
        count: Option<usize>,
        /// The cell of the word.
        word: Option<usize>,
        /// Whether the word goes before the count.
        is_word_first: bool,
    },
    /// Of several categories, parted by commas, the one with the most levels.
    DeepestCategory,
}

impl Reading {
    /// The cell at fault where the text can't be made: the word where that says nothing.
    pub(super) fn cell_at_fault(&self, cell: usize) -> usize {
        match self {
            Self::Stock { word: Some(word), .. } => *word,
            _ => cell,
        }
    }

    /// The cells that it is made of.
    pub(super) fn cells(&self, cell: usize) -> Vec<usize> {
        match self {
            Self::Plain | Self::ShopifyImages | Self::DeepestCategory => vec![cell],
            Self::Images { more } => std::iter::once(cell).chain(*more).collect(),
            Self::Stock { count, word, .. } => count.iter().chain(word).copied().collect(),
        }
    }
}

/// The text of a wired cell's field in a row.
#[inline]
pub(super) fn text<'r>(
    wired: &Wired,
    cells: Cells<'r>,
    layout: &Layout,
    images: Option<&'r Images<'r>>,
) -> Result<Cow<'r, str>, ProblemKind> {
    match wired.reading {
        Reading::Plain => Ok(Cow::Borrowed(wired.target.text(cells, wired.cell)?)),
        _ => made(wired, cells, layout, images),
    }
}

/// The same where it is not one cell as it stands.
fn made<'r>(
    wired: &Wired,
    cells: Cells<'r>,
    layout: &Layout,
    images: Option<&'r Images<'r>>,
) -> Result<Cow<'r, str>, ProblemKind> {
    match (&wired.reading, images) {
        (Reading::ShopifyImages, Some(images)) => {
            let Shop::Shopify(shopify) = &layout.shop else { return Ok(Cow::Borrowed("")) };
            let between = wired.split.as_deref().unwrap_or("\n");
            Ok(Cow::Borrowed(images.get(|rows| shopify::images(shopify, wired.cell, between, rows))))
        }
        (Reading::Images { more }, _) => {
            let first = cells.text(wired.cell)?;
            let more = more.map_or(Ok(""), |more| cells.text(more))?;
            Ok(Cow::Owned(listed([first].into_iter().chain(more.split(',')))))
        }
        (Reading::Stock { count, word, is_word_first }, _) => {
            let at = |cell: &Option<usize>| cell.map_or(Ok(""), |cell| cells.text(cell));
            stock(at(count)?, at(word)?, *is_word_first).map(Cow::Borrowed)
        }
        (Reading::DeepestCategory, _) => Ok(deepest(cells.text(wired.cell)?)),
        _ => Ok(Cow::Borrowed(wired.target.text(cells, wired.cell)?)),
    }
}

fn listed<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for text in texts.map(super::cell::trimmed) {
        if !text.is_empty() && !kept.contains(&text) {
            kept.push(text);
        }
    }
    kept.join("\n")
}

/// A count where there is one, else what the word says; a word for none goes before any count where that is so, and
/// one that says nothing is told there.
fn stock<'r>(count: &'r str, word: &'r str, is_word_first: bool) -> Result<&'r str, ProblemKind> {
    let said = said(word);
    if is_word_first && said == Some("0") {
        return Ok("0");
    }
    if said.is_none() && is_word_first {
        return Err(ProblemKind::Availability { text: word.to_owned(), expects: WORDS });
    }
    if count.is_empty() {
        return Ok(said.unwrap_or(word));
    }
    // units that lie with the product are shared by all its variations: none of them has a count of its own
    Ok(if count.eq_ignore_ascii_case("parent") { "" } else { count })
}

/// What a word of availability says: in stock, none (`0`), or nothing where it is blank; `None` where nobody knows. One
/// of schema.org may stand with its address.
fn said(word: &str) -> Option<&'static str> {
    let name = word.trim_end_matches('/').rsplit("schema.org/").next().unwrap_or(word);
    let plain: String = name.chars().filter(|letter| letter.is_alphanumeric()).collect();
    match plain.to_lowercase().as_str() {
        "" if word.is_empty() => Some(""),
        "1" | "instock" | "true" | "yes" => Some("in stock"),
        "0" | "outofstock" | "soldout" | "unavailable" | "false" | "no" | "preorder" | "presale"
        | "backorder" | "onbackorder" | "madetoorder" | "discontinued" | "availablefororder" | "pending"
        | "markassold" => Some("0"),
        _ => None,
    }
}

/// The category with the most levels, the first of equal ones; a comma within a name has `\` before it.
fn deepest(text: &str) -> Cow<'_, str> {
    if !text.contains(',') {
        return Cow::Borrowed(text);
    }
    let marked = text.replace("\\,", "\u{1}");
    let mut best: Option<(usize, &str)> = None;
    for category in marked.split(',').map(super::cell::trimmed).filter(|own| !own.is_empty()) {
        let levels = category.split(" > ").count();
        if best.is_none_or(|(most, _)| levels > most) {
            best = Some((levels, category));
        }
    }
    Cow::Owned(best.map_or_else(String::new, |(_, category)| category.replace('\u{1}', ",")))
}
