//! `sold` and `drop` of a source: how the lines of an order export are read.

use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::exact::Duration;
use crate::model::literal::Text;
use crate::model::part::catalog::SourcePart;
use crate::model::part::orders::{DropPart, SoldOnPart, SoldPart};
use crate::policy::catalog::{Column, ColumnName, Format};
use crate::policy::condition::TextPattern;
use crate::policy::orders::{Drop, Orders, SoldOn};
use crate::value::Spanned;

use super::names::{Names, named_twice};
use super::sources::language;

/// How the lines of a source are read; `None` where it holds no orders.
pub(super) fn orders(
    part: &Spanned<SourcePart>,
    format: Format,
    columns: &[Column],
    names: &Names<'_>,
    sink: &mut Sink,
) -> Option<Orders> {
    let own = &part.value;
    let Some(sold) = &own.sold else {
        let is_lost = names.lost.may_have_kind("sold");
        if let Some(drop) = own.drop.first().filter(|_| !is_lost) {
            sink.push(drop_of_nothing(drop.span));
        }
        return None;
    };
    check_source(own, sold, format, columns, sink);
    let path = &own.path.value.0;
    if path.rsplit_once('/').is_some_and(|(folder, _)| folder.contains('*')) {
        sink.push(pattern_of_folders(own.path.span));
    }
    Some(Orders {
        span: sold.span,
        units: column_name(&sold.value.column),
        at: column_name(&sold.value.at),
        window: window(&sold.value.window, sink),
        channel_column: sold.value.channel_column.as_ref().map(column_name),
        channels: channels(&sold.value, names, sink),
        order: sold.value.order.as_ref().map(column_name),
        drops: own.drop.iter().map(drop).collect(),
        pattern: path.contains('*').then(|| path.clone()),
    })
}

fn column_name(text: &Spanned<Text>) -> ColumnName {
    ColumnName { header: text.value.0.clone(), span: text.span }
}

fn drop(part: &Spanned<DropPart>) -> Drop {
    Drop { column: column_name(&part.value.column), cells: patterns(&part.value.values) }
}

fn patterns(values: &[Spanned<Text>]) -> Vec<TextPattern> {
    values.iter().map(|value| TextPattern::new(&value.value.0)).collect()
}

/// Tells what can't be beside orders in one source.
fn check_source(
    own: &SourcePart,
    sold: &Spanned<SoldPart>,
    format: Format,
    columns: &[Column],
    sink: &mut Sink,
) {
    if own.name.value.0 == "products" {
        sink.push(
            language(
                "invalid-value",
                "the products can't be orders".to_owned(),
                sold.span,
                "a line for each SKU of an order, not a row for each SKU",
            )
            .with_help("give the orders a source of their own, which joins the products by SKU"),
        );
    }
    if let Some(column) = columns.first() {
        sink.push(
            language(
                "invalid-value",
                format!("`{}` can't stand beside `sold`: an order has it once a line", column.field),
                column.name.span,
                "a field of items",
            )
            .with_label(sold.span, "the source holds orders")
            .with_help("read it from a source that has one row a SKU"),
        );
    }
    let not_in_lines = [
        own.keep.first().map(|part| ("keep", part.span)),
        own.group.as_ref().map(|part| ("group", part.span)),
        own.parent.as_ref().map(|part| ("parent", part.span)),
        own.location.as_ref().map(|part| ("location", part.span)),
        own.channel.as_ref().map(|part| ("channel", part.span)),
    ];
    for (word, span) in not_in_lines.into_iter().flatten() {
        let message = format!("`{word}` can't stand beside `sold`: it is of rows, and orders have lines");
        sink.push(
            language("unknown-field", message, span, "not of orders")
                .with_label(sold.span, "the source holds orders")
                .with_help("`drop` leaves lines out, and `sold` says where they were sold"),
        );
    }
    if !matches!(format, Format::Csv | Format::Tsv) {
        let place = own.format.as_ref().map_or(own.path.span, |part| part.span);
        sink.push(
            language(
                "invalid-value",
                "orders are read from `csv` and `tsv` alone".to_owned(),
                place,
                "the format of products",
            )
            .with_label(sold.span, "the source holds orders")
            .with_help("take `format` out, and name the columns of the export"),
        );
    }
}

fn window(window: &Spanned<Duration>, sink: &mut Sink) -> Duration {
    let (seconds, day) = (window.value.seconds(), Duration::DAY.seconds());
    if seconds > 0 && seconds.is_multiple_of(day) {
        return window.value;
    }
    let message = format!("`{}` is no whole number of days", window.value);
    sink.push(
        language("invalid-value", message, window.span, "velocity is a sum over days")
            .with_help("write whole days of 24 hours, such as `window=\"28d\"`"),
    );
    Duration::DAY
}

fn channels(sold: &SoldPart, names: &Names<'_>, sink: &mut Sink) -> Vec<SoldOn> {
    let mut known: Vec<(&Spanned<SoldOnPart>, SoldOn)> = Vec::new();
    for part in &sold.channel {
        let own = &part.value;
        check_cells(sold, part, sink);
        let Some(index) = names.channel(&own.name, sink) else { continue };
        let Some(channel) = names.channels.get(index).cloned() else { continue };
        let cells = patterns(&own.values);
        match known.iter().find(|(_, on)| on.channel == channel) {
            Some((first, _)) => {
                let twice = named_twice("sold", &channel, own.name.span, first.value.name.span);
                sink.push(twice.with_help(format!(
                    "write all its cells into one: `channel {channel} \"CELL\" \"CELL\"`"
                )));
            }
            None => known.push((part, SoldOn { channel, cells })),
        }
        check_meaning(&known, sink);
    }
    if let ([_, (second, _), ..], None) = (known.as_slice(), &sold.channel_column) {
        sink.push(
            language(
                "missing-field",
                "nothing says which line was sold on which channel".to_owned(),
                second.span,
                "the second channel",
            )
            .with_help("name the column that says it: `channel-column=\"HEADER\"`"),
        );
    }
    known.into_iter().map(|(_, on)| on).collect()
}

/// Tells cells that no column has, and a channel of which a column says nothing more.
fn check_cells(sold: &SoldPart, part: &Spanned<SoldOnPart>, sink: &mut Sink) {
    let own = &part.value;
    match (&sold.channel_column, own.values.first()) {
        (None, Some(value)) => sink.push(
            language(
                "missing-field",
                format!("no column says that a line was sold on `{}`", own.name.value),
                value.span,
                "a cell of which column?",
            )
            .with_help(format!(
                "name it: `channel-column=\"HEADER\"`; or write `channel={}` where every line was sold there",
                own.name.value
            )),
        ),
        (Some(column), None) => sink.push(
            language(
                "missing-value",
                format!("`channel {}` has no cells that mean it", own.name.value),
                part.span,
                "what does the export call it?",
            )
            .with_label(column.span, "the column that says where a line was sold")
            .with_help(format!(
                "write them after it: `channel {} \"CELL\"`; its own name need not be written",
                own.name.value
            )),
        ),
        _ => {}
    }
}

/// Tells a cell that means two channels, of which the last is the second.
fn check_meaning(known: &[(&Spanned<SoldOnPart>, SoldOn)], sink: &mut Sink) {
    let Some(((part, _), earlier)) = known.split_last() else { return };
    for value in &part.value.values {
        let is_same = |own: &&Spanned<Text>| own.value == value.value;
        let first = earlier.iter().find_map(|(own, _)| own.value.values.iter().find(is_same));
        if let Some(first) = first {
            sink.push(
                language(
                    "given-twice",
                    format!("`{}` means two channels", value.value),
                    value.span,
                    "the second",
                )
                .with_label(first.span, "the first")
                .with_help("keep one of the two"),
            );
        }
    }
}

fn drop_of_nothing(span: Span) -> Diagnostic {
    language("missing-field", "`drop` leaves lines of orders out, and the source has no `sold`".to_owned(), span, "no orders")
        .with_help("where the file holds orders, say which column has the units: `sold \"HEADER\" at=\"HEADER\" window=\"28d\"`")
}

fn pattern_of_folders(span: Span) -> Diagnostic {
    language(
        "invalid-value",
        "`*` stands for a part of a file's name, not of a folder's".to_owned(),
        span,
        "in which folder?",
    )
    .with_help("write the folder out, such as `\"catalog/orders/*.csv\"`")
}
