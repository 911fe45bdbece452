//! WooCommerce's product export: its headers, which rows are items, and the attributes that name themselves.

use crate::item::{Field, Item, Shape};

use super::cell::trimmed;
use super::kin::{Above, Parent, Role};
use super::layout::OwnColumn;
use super::raw::RawCells;
use super::reading::Reading;
use super::row::Cells;

/// What WooCommerce's export needs beside the wired cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct WooLayout {
    kind: Option<usize>,
    published: Option<usize>,
    id: Option<usize>,
    sku: Option<usize>,
    /// The cells of each attribute's name and values.
    attributes: Vec<(usize, usize)>,
    /// The attributes that something reads, by their name in the policy, with their place in the items.
    read: Vec<(String, usize)>,
}

/// Headers in lower case, each with its field.
const FIELDS: [(&str, &str); 14] = [
    ("name", "title"),
    ("description", "description"),
    ("short description", "attribute.short-description"),
    ("regular price", "price"),
    ("sale price", "attribute.sale-price"),
    ("gtin, upc, ean, or isbn", "gtin"),
    ("brands", "brand"),
    ("categories", "category"),
    ("tags", "attribute.tags"),
    ("images", "images"),
    ("id", "attribute.id"),
    ("type", "attribute.type"),
    ("published", "attribute.published"),
    ("shipping class", "attribute.shipping-class"),
];

/// Headers with a unit in brackets, each with its field.
const MEASURED: [(&str, Field); 4] = [
    ("weight", Field::Weight),
    ("length", Field::Length),
    ("width", Field::Width),
    ("height", Field::Height),
];

fn find(header: &[String], name: &str) -> Option<usize> {
    header.iter().position(|known| known.eq_ignore_ascii_case(name))
}

/// The cell of the SKU.
pub(super) fn sku(header: &[String]) -> Option<usize> {
    find(header, "sku")
}

/// The cell that names a variation's product.
pub(super) fn parent(header: &[String]) -> Option<usize> {
    find(header, "parent")
}

/// The cells that give fields by themselves, the SKU left out.
pub(super) fn columns(header: &[String]) -> Vec<OwnColumn> {
    let mut columns = Vec::new();
    for (name, field) in FIELDS {
        let (Some(cell), Ok(field)) = (find(header, name), field.parse::<Field>()) else { continue };
        let reading = match field {
            Field::Category => Reading::DeepestCategory,
            _ => Reading::Plain,
        };
        let split = (field == Field::Images).then_some(",");
        columns.push(OwnColumn { reading, split, ..OwnColumn::plain(cell, field) });
    }
    for (cell, name) in header.iter().enumerate() {
        let Some((word, unit)) = name.strip_suffix(')').and_then(|name| name.split_once(" (")) else {
            continue;
        };
        let known = MEASURED.iter().find(|(known, _)| word.eq_ignore_ascii_case(known));
        let unit = crate::exact::MeasureUnit::spelt(unit);
        if let (Some((_, field)), Some(unit)) = (known, unit) {
            let plain = OwnColumn::plain(cell, field.clone());
            columns.push(OwnColumn { unit: Some(unit.name()), ..plain });
        }
    }
    let (count, word) = (find(header, "stock"), find(header, "in stock?"));
    if let Some(cell) = count.or(word) {
        let reading = Reading::Stock { count, word, is_word_first: false };
        columns.push(OwnColumn { reading, ..OwnColumn::plain(cell, Field::Stock) });
    }
    if let Some(cell) = find(header, "categories") {
        let field = Field::Attribute("categories".to_owned());
        columns.push(OwnColumn::plain(cell, field));
    }
    columns
}

/// The layout of an export; `is_mapped` says which attributes the policy maps itself.
pub(super) fn layout(header: &[String], shape: &Shape, is_mapped: impl Fn(&Field) -> bool) -> WooLayout {
    let numbers = 1..=header.len();
    let attributes: Vec<(usize, usize)> = numbers
        .filter_map(|number| {
            let name = find(header, &format!("attribute {number} name"))?;
            Some((name, find(header, &format!("attribute {number} value(s)"))?))
        })
        .collect();
    let texts = shape.texts.iter().enumerate().filter_map(|(index, text)| match &text.field {
        Field::Attribute(name) if !is_mapped(&text.field) => Some((name.clone(), index)),
        _ => None,
    });
    let read = if attributes.is_empty() { Vec::new() } else { texts.collect() };
    WooLayout {
        kind: find(header, "type"),
        published: find(header, "published"),
        id: find(header, "id"),
        sku: sku(header),
        attributes,
        read,
    }
}

fn text(cell: Option<&str>) -> &str {
    cell.map(trimmed).unwrap_or_default()
}

impl WooLayout {
    /// The cells that it reads.
    pub(super) fn cells(&self) -> Vec<usize> {
        let attributes = self.attributes.iter().filter(|_| !self.read.is_empty());
        let named = attributes.flat_map(|(name, values)| [*name, *values]);
        [self.kind, self.published, self.id].into_iter().flatten().chain(named).collect()
    }

    /// The attributes that name themselves and that something reads: a field, and the cell of the first.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (Field, usize)> {
        let first = self.attributes.first().map(|(_, values)| *values);
        let read = self.read.iter().map(|(name, _)| Field::Attribute(name.clone()));
        read.filter_map(move |field| Some((field, first?)))
    }

    /// Whether a row is a variation of another.
    pub(super) fn is_variation(&self, record: &RawCells<'_>) -> bool {
        self.kinds(record).any(|kind| kind.ends_with("variation"))
    }

    /// What a row is: a product with variations is no item, nor is a group of products or what another shop sells;
    /// what the shop does not show is left out, with its variations.
    pub(super) fn role(&self, record: &RawCells<'_>, parent: Parent<'_>) -> Role {
        let is_hidden = |cell: Option<&str>| !matches!(text(cell), "" | "1");
        let own = self.published.is_some_and(|cell| is_hidden(record.text(cell)));
        let above = match parent {
            Parent::Row(above) => self.published.is_some_and(|cell| is_hidden(above.text(cell))),
            _ => false,
        };
        let is_sold_elsewhere =
            self.kinds(record).any(|kind| matches!(kind.as_str(), "grouped" | "external"));
        if own || above || is_sold_elsewhere {
            return Role::LeftOut;
        }
        if self.kinds(record).any(|kind| kind.starts_with("variable")) { Role::Product } else { Role::Item }
    }

    /// The names by which variations call a row: its SKU, whatever makes that of the policy, and its id.
    pub(super) fn names(&self, record: &RawCells<'_>) -> impl Iterator<Item = String> {
        let of = |cell: Option<usize>| {
            let name = text(cell.and_then(|cell| record.text(cell)));
            (!name.is_empty()).then_some(name)
        };
        let id = of(self.id).map(|id| format!("id:{id}"));
        of(self.sku).map(str::to_owned).into_iter().chain(id)
    }

    /// Gives an item the attributes that its row names, and those that its product alone has.
    pub(super) fn fill(&self, cells: Cells<'_>, item: &mut Item) {
        for (name, index) in &self.read {
            let Some(slot @ None) = item.texts.get_mut(*index) else { continue };
            let value = match cells.above() {
                None => self.value(name, |cell| cells.own.text(cell)),
                Some(above) => self.value_of_variation(name, cells, above),
            };
            *slot = value.filter(|value| !value.is_empty());
        }
    }

    /// A variation's own value; of what does not vary the product's.
    fn value_of_variation(&self, name: &str, cells: Cells<'_>, above: Above<'_>) -> Option<String> {
        let own = self.value(name, |cell| cells.own.text(cell));
        own.or_else(|| self.value(name, |cell| above.text(cell)))
    }

    fn value<'r>(&self, name: &str, cell: impl Fn(usize) -> Option<&'r str>) -> Option<String> {
        let mut named = self.attributes.iter().filter(|(own, _)| slug(text(cell(*own))) == name);
        named.next().map(|(_, values)| text(cell(*values)).to_owned())
    }

    fn kinds<'r>(&self, record: &'r RawCells<'_>) -> impl Iterator<Item = String> + use<'r> {
        let kinds = text(self.kind.and_then(|cell| record.text(cell)));
        kinds.split(',').map(|kind| kind.trim().to_lowercase())
    }
}

/// A name as the policy writes it: `Shirt size` is `shirt-size`.
pub(super) fn slug(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}
