//! How the rows of a source are read: which of them, which belong together, what tells them apart.

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::item::Field;
use crate::model::literal::Text;
use crate::model::part::catalog::{ColumnPart, DecimalMark, FirstRowPart, SourcePart};
use crate::policy::catalog::{ColumnName, Format, Keep, KeyColumn, Kinship, RowKey};
use crate::value::Spanned;

use super::names::Names;

/// The rows that are read.
pub(super) fn keep(own: &SourcePart) -> Vec<Keep> {
    let keep = |part: &Spanned<crate::model::part::catalog::KeepPart>| Keep {
        name: column(&part.value.column),
        texts: part.value.texts.iter().map(|text| text.value.0.clone()).collect(),
    };
    own.keep.iter().map(keep).collect()
}

/// How rows belong together.
pub(super) fn kinship(own: &SourcePart, format: Format, sink: &mut Sink) -> Option<Kinship> {
    let group = own.group.as_ref().map(|group| group.value.column.span);
    let parent = own.parent.as_ref().map(|parent| parent.span);
    if let (true, Some(span)) = (format.is_of_shop(), group.or(parent)) {
        sink.push(known_to_format(format, span));
        return None;
    }
    if let (Some(group), Some(parent)) = (group, parent) {
        sink.push(two_kinships(group, parent));
    }
    if let (Some(span), Format::Jsonl) = (group, format) {
        sink.push(no_group_of_lines(span));
        return None;
    }
    if let Some(group) = &own.group {
        let is_first_product =
            group.value.first.as_ref().is_some_and(|first| first.value == FirstRowPart::Product);
        return Some(Kinship::Group { name: column(&group.value.column), is_first_product });
    }
    own.parent.as_ref().map(|parent| Kinship::Parent(column(parent)))
}

/// What tells the rows of a SKU apart.
pub(super) fn key(own: &SourcePart, names: &Names<'_>, sink: &mut Sink) -> Option<KeyColumn> {
    let given = [(RowKey::Location, &own.location), (RowKey::Channel, &own.channel)];
    let mut given = given.into_iter().filter_map(|(key, part)| Some((key, part.as_ref()?)));
    let (key, part) = given.next()?;
    if let Some((_, second)) = given.next() {
        sink.push(two_keys(part.value.column.span, second.value.column.span));
    }
    if own.name.value.0 == "products" {
        sink.push(long_products(key, part.value.column.span));
        return None;
    }
    let mut cells: Vec<(String, String)> = Vec::new();
    let mut spans: Vec<(&str, Span)> = Vec::new();
    for called in &part.value.name {
        let name = &called.value.name;
        match key {
            RowKey::Location => names.location(name, sink).map(drop),
            RowKey::Channel => names.channel(name, sink).map(drop),
        };
        for cell in &called.value.cells {
            match spans.iter().find(|(known, _)| *known == cell.value.0) {
                Some((_, first)) => sink.push(two_meanings(&cell.value.0, cell.span, *first)),
                None => spans.push((&cell.value.0, cell.span)),
            }
            cells.push((cell.value.0.clone(), name.value.0.clone()));
        }
    }
    Some(KeyColumn { key, name: column(&part.value.column), cells })
}

/// Tells a column that says again what each row of its source says.
pub(super) fn check_keyed(field: &Field, part: &ColumnPart, key: Option<RowKey>, sink: &mut Sink) {
    let again = match key {
        Some(RowKey::Location) => part.location.as_ref(),
        Some(RowKey::Channel) => part.channel.as_ref(),
        None => None,
    };
    if let (Some(again), Some(key)) = (again, key) {
        let word = key.word();
        let message = format!("`{field}` names its {word}, and so does each row of the source");
        sink.push(
            language("given-twice", message, again.span, "the rows say it").with_help(format!(
                "take `{word}=` out, or the source's `{word}` where it has one row a SKU"
            )),
        );
    }
}

/// Tells a header row and marks that no file can have.
pub(super) fn check_reading(own: &SourcePart, format: Format, sink: &mut Sink) {
    let is_lines = format == Format::Jsonl;
    let of_table = [
        own.header.as_ref().map(|header| ("header", header.span)),
        own.delimiter.as_ref().map(|delimiter| ("delimiter", delimiter.span)),
    ];
    for (word, span) in of_table.into_iter().flatten().filter(|_| is_lines) {
        let message = format!("`jsonl` has no {word}: each line names its own keys");
        sink.push(language("unknown-field", message, span, "nothing to say").with_help("take it out"));
    }
    if let Some(header) = own.header.as_ref().filter(|header| header.value.0 == 0 && !is_lines) {
        let message = "the header can't be row 0: rows count from 1".to_owned();
        sink.push(
            language("invalid-value", message, header.span, "no row").with_help(
                "write the row that names the columns, or leave `header` out where it is the first",
            ),
        );
    }
    let is_comma = |own: &SourcePart| own.delimiter.as_ref().is_some_and(|mark| mark.value.0 == b',');
    if let (Some(mark), true) =
        (own.decimal.as_ref().filter(|mark| mark.value == DecimalMark::Comma), is_comma(own))
    {
        let message = "the comma can't part both cells and decimals".to_owned();
        sink.push(language("invalid-value", message, mark.span, "the delimiter is the comma too").with_help(
            "take `decimal` out, or write the delimiter that the file has, such as `delimiter=\";\"`",
        ));
    }
}

/// An amount on top of what is none.
pub(super) fn no_plus(field: &Field, span: Span) -> Diagnostic {
    language("unknown-field", format!("`{field}` has no `plus`"), span, "not known here")
        .with_help("`plus` belongs to `price`: the column of an amount that comes on top")
}

fn column(text: &Spanned<Text>) -> ColumnName {
    ColumnName { header: text.value.0.clone(), span: text.span }
}

fn language(rule: &'static str, message: String, span: Span, label: &str) -> Diagnostic {
    Diagnostic::error(rule, Category::Language, message, Label::new(span, label))
}

fn known_to_format(format: Format, span: Span) -> Diagnostic {
    let message = format!("`{}` knows by itself which rows belong together", format.word());
    language("unknown-field", message, span, "not known here")
        .with_help("take it out, or read the file as `format=csv`, each column mapped")
}

fn two_kinships(group: Span, parent: Span) -> Diagnostic {
    let message = "rows belong together by `group` or by `parent`, not by both".to_owned();
    language("given-twice", message, parent, "the second way")
        .with_label(group, "the first")
        .with_help("keep `parent` where a column names the product's SKU, `group` where rows stand together")
}

fn no_group_of_lines(span: Span) -> Diagnostic {
    language("unknown-field", "`jsonl` has no `group`".to_owned(), span, "not known here")
        .with_help("where a key names the SKU of the product, write `parent \"KEY\"`")
}

fn two_keys(first: Span, second: Span) -> Diagnostic {
    let message = "a source has a row for each location or for each channel, not for both".to_owned();
    language("given-twice", message, second, "the second key")
        .with_label(first, "the first")
        .with_help("keep one of the two")
}

fn two_meanings(cell: &str, second: Span, first: Span) -> Diagnostic {
    let message = format!("the cell `{cell}` means one thing here and another there");
    language("given-twice", message, second, "the second time")
        .with_label(first, "the first")
        .with_help("keep one of the two")
}

fn long_products(key: RowKey, span: Span) -> Diagnostic {
    let word = key.word();
    let message = format!("`products` has one row a SKU, and this one has a row for each {word}");
    language("invalid-value", message, span, "not in `products`").with_help(format!(
        "name it otherwise, such as `source stock \"FILE\" {{ {word} \"COLUMN\" … }}`, beside a `products` with one row a SKU"
    ))
}
