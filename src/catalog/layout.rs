//! Where the values of a source stand: made by `header`, gone by wherever rows are read.

use crate::item::Field;
use crate::policy::catalog::RowKey;

use super::kin::Kin;
use super::orders::OrdersLayout;
use super::problem::ProblemKind;
use super::raw::{Asked, NotUtf8};
use super::reading::Reading;
use super::row::Cells;
use super::row_currency::RowCurrency;
use super::shopify::ShopifyLayout;
use super::woocommerce::WooLayout;

/// Where the values of a source stand.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// The headers, trimmed; the paths of the keys where lines are objects.
    pub(super) header: Vec<String>,
    /// Bytes and lines before the first record below the header.
    pub(super) start: (u64, u64),
    /// The cells that make the SKU.
    pub(super) sku: Vec<usize>,
    /// The cells that are read.
    pub(super) wired: Vec<Wired>,
    /// Which cells say the currency of the amounts of a row.
    pub(super) currencies: Vec<RowCurrency>,
    /// What a row must have to be read.
    pub(super) kept: Vec<Kept>,
    /// How rows belong together.
    pub(super) kin: Kin,
    /// What else a shop's own export needs.
    pub(super) shop: Shop,
    /// The cells of a line, where the source holds orders.
    pub(super) orders: Option<OrdersLayout>,
    /// What tells the rows of a SKU apart, where there is more than one.
    pub(super) keyed: Option<Keyed>,
    /// What a pass asks for where it is little.
    pub(super) asked: Option<Asked>,
}

/// Cells that one shop's export has and others lack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shop {
    None,
    Shopify(ShopifyLayout),
    Woo(WooLayout),
}

/// A cell and the texts that it may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) cell: usize,
    pub(super) texts: Vec<String>,
}

/// A cell that names a location or a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Keyed {
    pub(super) key: RowKey,
    pub(super) cell: usize,
    /// The names that it may have, by the shape's index.
    pub(super) names: Vec<String>,
    /// Other cells that mean one of them.
    pub(super) called: Vec<(String, usize)>,
    /// What the wired cells give in a row of each name.
    pub(super) targets: Vec<Vec<Target>>,
    /// The names that rows have, known once the rows are read.
    pub(super) seen: Vec<bool>,
}

/// A cell and what it gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wired {
    pub(super) cell: usize,
    pub(super) field: Field,
    pub(super) target: Target,
    pub(super) unit: Option<String>,
    pub(super) split: Option<String>,
    /// A cell with an amount that comes on top.
    pub(super) plus: Option<usize>,
    /// How its text is made of cells.
    pub(super) reading: Reading,
}

/// A column that a shop's export has by its own name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OwnColumn {
    pub(super) cell: usize,
    pub(super) field: Field,
    pub(super) unit: Option<&'static str>,
    pub(super) split: Option<&'static str>,
    pub(super) reading: Reading,
}

impl OwnColumn {
    /// A cell that gives a field as it stands.
    pub(super) fn plain(cell: usize, field: Field) -> Self {
        Self { cell, field, unit: None, split: None, reading: Reading::Plain }
    }
}

/// The place of a value in an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Price,
    CompareAt,
    Cost,
    Map,
    Msrp,
    Stock(usize),
    Committed(usize),
    Velocity(Option<usize>),
    VelocitySd(Option<usize>),
    LeadTime,
    TaxRate,
    Text(usize),
    /// A text that is read as a number too.
    Figure(usize),
    /// A text that is read for the rules alone.
    Checked(usize),
    /// Read by nothing, but known to hold a field.
    Unread,
}

impl Target {
    /// Whether something is made of it.
    pub(super) fn is_used(self) -> bool {
        !matches!(self, Self::Checked(_) | Self::Unread)
    }

    /// The text of its cell; one of which nothing is made may be in any encoding.
    #[inline]
    pub(super) fn text(self, cells: Cells<'_>, cell: usize) -> Result<&str, NotUtf8> {
        let text = cells.text(cell);
        if self.is_used() { text } else { Ok(text.unwrap_or_default()) }
    }
}

impl Layout {
    /// The cell by which rows that stand together belong together.
    pub(super) fn together(&self) -> Option<usize> {
        match &self.kin {
            Kin::Group(group) => group.cell,
            _ => None,
        }
    }

    /// The same for passes that ask for few cells, but where rows take cells of others.
    pub(super) fn asking_for(&self, cells: impl Iterator<Item = usize>) -> Self {
        let cells = cells.chain(self.kept.iter().map(|kept| kept.cell));
        let asked = match self.kin {
            Kin::None => Some(Asked { cells: cells.collect(), header: self.header.len() }),
            Kin::Group(_) | Kin::Named(_) => None,
        };
        Self { asked, ..self.clone() }
    }

    /// The cells that something is read from.
    pub(super) fn read_cells(&self) -> impl Iterator<Item = usize> {
        let wired = self.wired.iter().filter(|wired| wired.target.is_used());
        let fields = wired.flat_map(|wired| wired.reading.cells(wired.cell).into_iter().chain(wired.plus));
        let shop = match &self.shop {
            Shop::None => Vec::new(),
            Shop::Shopify(shopify) => shopify.cells(),
            Shop::Woo(woo) => woo.cells(),
        };
        let kept = self.kept.iter().map(|kept| kept.cell);
        let keyed = self.keyed.iter().map(|keyed| keyed.cell);
        let orders = self.orders.iter().flat_map(OrdersLayout::cells);
        let keyed = keyed.chain(orders).chain(self.currencies.iter().map(RowCurrency::cell));
        self.sku.iter().copied().chain(fields).chain(self.kin.cell()).chain(shop).chain(kept).chain(keyed)
    }

    /// Whether a row is one of those that are read.
    pub(super) fn keeps(&self, cells: Cells<'_>) -> bool {
        self.kept.iter().all(|kept| {
            let text = cells.text(kept.cell).unwrap_or_default();
            kept.texts.iter().any(|own| match own.strip_suffix('*') {
                Some(start) => text.starts_with(start),
                None => own == text,
            })
        })
    }

    /// What is wrong with the currency that a row says its amounts are in, with its cell.
    pub(super) fn other_currency(&self, cells: Cells<'_>) -> Option<(ProblemKind, usize)> {
        self.currencies.iter().find_map(|currency| Some((currency.told(cells)?, currency.cell())))
    }

    /// The location or the channel of a row, where its source has one for each.
    pub(super) fn place_name(&self, place: Option<usize>) -> Option<String> {
        let keyed = self.keyed.as_ref()?;
        Some(format!("{} `{}`", keyed.key.word(), keyed.names.get(place?)?))
    }

    /// The cell that gives a text of the shape, in any row.
    pub(super) fn cell_of(&self, text: usize) -> Option<usize> {
        let is_it = |target: Target| matches!(target, Target::Text(own) | Target::Figure(own) | Target::Checked(own) if own == text);
        let places = self.keyed.as_ref().map_or(0, |keyed| keyed.names.len());
        let gives = |index: usize| {
            let mut places = std::iter::once(None).chain((0..places).map(Some));
            places.any(|place| is_it(self.target(index, place)))
        };
        self.wired.iter().enumerate().find(|(index, _)| gives(*index)).map(|(_, wired)| wired.cell)
    }

    /// Whether a wired cell gives its field at a location, or for a channel, in any row.
    pub(super) fn gives(
        &self,
        index: usize,
        wired: &Wired,
        location: Option<usize>,
        channel: Option<usize>,
    ) -> bool {
        let at = |target: Target| match target {
            Target::Stock(index) | Target::Committed(index) => {
                location.is_none_or(|location| location == index)
            }
            Target::Velocity(index) | Target::VelocitySd(index) => channel.is_none() || channel == index,
            _ => true,
        };
        match &self.keyed {
            None => at(wired.target),
            Some(keyed) => {
                let seen = keyed.seen.iter().enumerate().filter(|(_, seen)| **seen);
                seen.into_iter().any(|(place, _)| at(self.target(index, Some(place))))
            }
        }
    }

    /// What a wired cell gives in a row of a name.
    pub(super) fn target(&self, index: usize, place: Option<usize>) -> Target {
        let own = self.wired.get(index).map_or(Target::Unread, |wired| wired.target);
        let (Some(keyed), Some(place)) = (&self.keyed, place) else { return own };
        keyed.targets.get(place).and_then(|targets| targets.get(index)).copied().unwrap_or(own)
    }
}
