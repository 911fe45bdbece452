//! Rows that belong together: variants below their product, and rows that name it. Each row is shown with what it
//! is, and with the row from which it takes what it leaves blank.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

use crate::item::Field;
use crate::policy::catalog::Source;

use super::cell::trimmed;
use super::chunk::Chunk;
use super::layout::{Layout, Shop, Wired};
use super::raw::RawCells;
use super::row::{self, Cells, Record};

/// How the rows of a source belong together.
#[derive(Debug, Clone)]
pub(super) enum Kin {
    /// Each stands alone.
    None,
    /// Those of one product stand one below the other.
    Group(Group),
    /// A cell names the product's row.
    Named(Named),
}

/// Rows with the same cell, one below the other.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// The cell; blank in a row that belongs to the one above it.
    pub(super) cell: Option<usize>,
    /// Cells that a row may leave blank, and takes from the first of its group.
    pub(super) inherited: Vec<usize>,
    /// Whether the first row of several is the product as a whole.
    pub(super) is_first_product: bool,
}

/// A cell that names the row of the product.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) cell: usize,
    /// Cells that a row may leave blank, and takes from the row that it names.
    pub(super) inherited: Vec<usize>,
    /// The cells that are kept of rows that others name.
    pub(super) kept: Vec<usize>,
    /// The rows that others name, by that name.
    pub(super) parents: Arc<Parents>,
}

/// The kept cells of rows that others name.
pub(super) type Parents = HashMap<Box<str>, RawCells<'static>>;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// An item, or would be if it could be read.
    Item,
    /// An image of an item of another row.
    Image,
    /// The product of which other rows are the items.
    Product,
    /// Not read: by the policy, or by what the shop says of it.
    LeftOut,
}

/// Where a row takes what it leaves blank from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Parent<'r> {
    None,
    Row(Above<'r>),
    /// It names a row that is not there.
    Lost(&'r str),
    /// It takes from a row above that can't be used.
    LostAbove(u64),
}

/// A row from which others take cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Above<'r> {
    record: &'r RawCells<'r>,
    /// Which cells the record has; `None`: all.
    kept: Option<&'r [usize]>,
    inherited: &'r [usize],
}

impl<'r> Above<'r> {
    /// A row with all its cells.
    pub(super) fn whole(record: &'r RawCells<'r>, inherited: &'r [usize]) -> Self {
        Self { record, kept: None, inherited }
    }

    /// A cell of it, whether others take it or not, as [`RawCells::text`] gives it.
    pub(super) fn text(self, cell: usize) -> Option<&'r str> {
        let at = self.kept.map_or(Some(cell), |kept| kept.iter().position(|own| *own == cell));
        at.map_or(Some(""), |at| self.record.text(at))
    }

    /// A cell that others take where they leave it blank.
    pub(super) fn inherited(self, cell: usize) -> Option<&'r str> {
        if self.inherited.contains(&cell) { self.text(cell) } else { Some("") }
    }
}

/// A row among others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing<'r> {
    pub(super) role: Role,
    pub(super) parent: Parent<'r>,
    /// The images of the rows of its group, looked for once.
    pub(super) images: Option<&'r Images<'r>>,
}

const ALONE: Standing<'static> = Standing { role: Role::Item, parent: Parent::None, images: None };

/// The rows of a product and their images, as one cell.
#[derive(Debug)]
pub(super) struct Images<'r> {
    rows: &'r [Record<'r>],
    found: OnceCell<String>,
}

impl Images<'_> {
    /// The images, in the order that `of` finds them in.
    pub(super) fn get(&self, of: impl Fn(&[Record<'_>]) -> String) -> &str {
        self.found.get_or_init(|| of(self.rows))
    }
}

impl Kin {
    /// The cell that says which rows belong together.
    pub(super) fn cell(&self) -> Option<usize> {
        match self {
            Self::None => None,
            Self::Group(group) => group.cell,
            Self::Named(named) => Some(named.cell),
        }
    }
}

/// The wired cells that a row may take from its product: all but those of a single SKU.
pub(super) fn inherited(wired: &[Wired]) -> Vec<usize> {
    let is_of_one_sku = |field: &Field| {
        matches!(
            field,
            Field::Sku
                | Field::Gtin
                | Field::Mpn
                | Field::ChannelId
                | Field::InventoryId
                | Field::Stock
                | Field::Committed
                | Field::Velocity
                | Field::VelocitySd
                | Field::PromoDemand
                | Field::PromoSold
        )
    };
    wired.iter().filter(|wired| !is_of_one_sku(&wired.field)).map(|wired| wired.cell).collect()
}

/// Shows every row of a chunk with what it is. Rows that can't be told apart into cells are items: what is wrong
/// with them is for their reader.
pub(super) fn each(
    source: &Source,
    index: usize,
    layout: &Layout,
    chunk: &Chunk,
    mut see: impl FnMut(&Record<'_>, Standing<'_>),
) {
    match &layout.kin {
        Kin::None if layout.kept.is_empty() => {
            row::each(source, index, layout, chunk, |record| see(record, ALONE));
        }
        Kin::None => row::each(source, index, layout, chunk, |record| {
            let role = if is_left_out(record, layout) { Role::LeftOut } else { Role::Item };
            see(record, Standing { role, ..ALONE });
        }),
        Kin::Group(group) => each_group(source, index, (layout, group), chunk, &mut see),
        Kin::Named(named) => row::each(source, index, layout, chunk, |record| {
            see(record, named.standing(record, layout));
        }),
    }
}

fn is_left_out(record: &Record<'_>, layout: &Layout) -> bool {
    !layout.kept.is_empty()
        && row::misread(record, layout).is_none()
        && !layout.keeps(Cells::alone(&record.cells))
}

/// Whether a row of a Shopify product is not read: with its product, or by what the policy asks of its cells, of which
/// those of the product stand in the first row.
fn is_left_out_of_shop(record: &Record<'_>, layout: &Layout, first: Above<'_>, is_for_sale: bool) -> bool {
    if is_for_sale && layout.kept.is_empty() {
        return false;
    }
    let cells = Cells::of(&record.cells, Parent::Row(first));
    row::misread(record, layout).is_none() && !(is_for_sale && layout.keeps(cells))
}

fn each_group(
    source: &Source,
    index: usize,
    (layout, group): (&Layout, &Group),
    chunk: &Chunk,
    see: &mut impl FnMut(&Record<'_>, Standing<'_>),
) {
    let mut rows: Vec<Record<'_>> = Vec::new();
    // of a Shopify product the first row says what all are, whether it is kept or not
    let is_judged_alone = !matches!(layout.shop, Shop::Shopify(_));
    row::each(source, index, layout, chunk, |record| {
        if is_judged_alone && is_left_out(record, layout) {
            see(record, Standing { role: Role::LeftOut, ..ALONE });
            return;
        }
        let name = group.name_of(&record.cells);
        let is_other =
            rows.first().is_some_and(|first| !name.is_empty() && group.name_of(&first.cells) != name);
        if is_other {
            group.show(layout, &rows, see);
            rows.clear();
        }
        rows.push(record.clone());
    });
    group.show(layout, &rows, see);
}

impl Group {
    fn name_of<'r>(&self, record: &'r RawCells<'r>) -> &'r [u8] {
        self.cell.and_then(|cell| record.get(cell)).map(<[u8]>::trim_ascii).unwrap_or_default()
    }

    /// Whether a row leaves anything blank that it would take from the first of its group.
    fn leaves_blank(&self, row: &Record<'_>) -> bool {
        let cells = Cells::alone(&row.cells);
        let mut inherited = self.inherited.iter().filter(|cell| Some(**cell) != self.cell);
        inherited.any(|cell| cells.own_text(*cell).is_ok_and(str::is_empty))
    }

    /// Whether a row takes anything from the first of its group, but for the name of that.
    fn takes(&self, row: &Record<'_>, above: Above<'_>) -> bool {
        let cells = Cells::alone(&row.cells);
        let mut inherited = self.inherited.iter().filter(|cell| Some(**cell) != self.cell);
        inherited.any(|cell| {
            cells.own_text(*cell).is_ok_and(str::is_empty)
                && above.text(*cell).is_some_and(|text| !trimmed(text).is_empty())
        })
    }

    /// The rows of one product: the first has what all share.
    fn show(&self, layout: &Layout, rows: &[Record<'_>], see: &mut impl FnMut(&Record<'_>, Standing<'_>)) {
        let Some(first) = rows.first() else { return };
        let images = Images { rows, found: OnceCell::new() };
        let above = Above::whole(&first.cells, &self.inherited);
        let is_product = self.is_first_product && rows.iter().skip(1).any(|row| self.takes(row, above));
        let is_first_lost = row::misread(first, layout).is_some();
        let is_for_sale = match &layout.shop {
            Shop::Shopify(shopify) if !is_first_lost => shopify.is_for_sale(&first.cells),
            _ => true,
        };
        for (index, record) in rows.iter().enumerate() {
            let is_first = index == 0;
            let role = match &layout.shop {
                Shop::Shopify(_) if is_left_out_of_shop(record, layout, above, is_for_sale) => Role::LeftOut,
                Shop::Shopify(shopify)
                    if !is_first && record.quotes.is_none() && shopify.is_image_only(&record.cells) =>
                {
                    Role::Image
                }
                _ if is_first && is_product && row::misread(record, layout).is_none() => Role::Product,
                _ => Role::Item,
            };
            let parent = if is_first {
                Parent::None
            } else if is_first_lost && self.leaves_blank(record) {
                // nobody knows which of the cells of the first is which
                Parent::LostAbove(first.row.line)
            } else {
                Parent::Row(above)
            };
            see(record, Standing { role, parent, images: Some(&images) });
        }
    }
}

impl Named {
    fn standing<'r>(&'r self, record: &'r Record<'_>, layout: &'r Layout) -> Standing<'r> {
        if row::misread(record, layout).is_some() {
            return ALONE;
        }
        let parent = self.parent_of(record, layout);
        let role = match &layout.shop {
            _ if !layout.keeps(Cells::alone(&record.cells)) => Role::LeftOut,
            Shop::Woo(woo) => woo.role(&record.cells, parent),
            _ if self.is_named(record, layout) => Role::Product,
            _ => Role::Item,
        };
        Standing { role, parent, images: None }
    }

    /// The row that a row names; a row that names itself stands alone.
    fn parent_of<'r>(&'r self, record: &'r Record<'_>, layout: &Layout) -> Parent<'r> {
        let Some(name) = self.name_in(record, layout) else { return Parent::None };
        match self.parents.get(name) {
            Some(found) => {
                Parent::Row(Above { record: found, kept: Some(&self.kept), inherited: &self.inherited })
            }
            None => Parent::Lost(name),
        }
    }

    /// The name of another row in a row.
    pub(super) fn name_in<'r>(&self, record: &'r Record<'_>, layout: &Layout) -> Option<&'r str> {
        if let Shop::Woo(woo) = &layout.shop
            && !woo.is_variation(&record.cells)
        {
            return None;
        }
        let name = trimmed(record.cells.text(self.cell)?);
        let is_own = || own_names(record, layout).iter().any(|own| own == name);
        (!name.is_empty() && !is_own()).then_some(name)
    }

    fn is_named(&self, record: &Record<'_>, layout: &Layout) -> bool {
        !self.parents.is_empty()
            && own_names(record, layout).iter().any(|own| self.parents.contains_key(own.as_str()))
    }
}

/// The names by which other rows may call a row: its SKU, the first cell of one of several, and what the shop calls
/// it.
pub(super) fn own_names(record: &Record<'_>, layout: &Layout) -> Vec<String> {
    let cells = Cells::alone(&record.cells);
    let mut names: Vec<String> = row::sku(cells, layout).into_iter().map(Cow::into_owned).collect();
    if let [first, _, ..] = layout.sku.as_slice() {
        names.extend(cells.own_text(*first).ok().filter(|name| !name.is_empty()).map(str::to_owned));
    }
    if let Shop::Woo(woo) = &layout.shop {
        names.extend(woo.names(&record.cells));
    }
    names
}
