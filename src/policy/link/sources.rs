//! `catalog` nodes to sources.

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::exact::Measure;
use crate::item::{Field, FieldKind};
use crate::model::part::catalog::{
    CatalogPart, ColumnPart, DecimalMark, FormatPart, MissingPart, OnMissingPart, SourcePart,
};
use crate::policy::Policy;
use crate::policy::catalog::{Catalog, Column, ColumnName, Format, Missing, OnMissing, RowKey, Source};
use crate::value::Spanned;

use super::names::{Names, duplicate_name};
use super::{orders, rows};

/// The sources of all `catalog` nodes, `products` first, their amounts in the policy's currency, their times in
/// its zone.
pub(super) fn catalog(
    parts: &[Spanned<CatalogPart>],
    policy: &Policy,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Catalog {
    let mut sources: Vec<Source> = Vec::new();
    let mut missing: Option<&Spanned<MissingPart>> = None;
    for part in parts {
        for own in &part.value.source {
            let name = &own.value.name;
            match sources.iter().find(|known| known.name == name.value.0) {
                Some(first) => sink.push(duplicate_name("source", &name.value.0, name.span, first.span)),
                None => sources.push(source(own, names, sink)),
            }
        }
        if let Some(own) = &part.value.missing {
            match missing {
                Some(first) => sink.push(missing_twice(own.span, first.span)),
                None => missing = Some(own),
            }
        }
    }
    sources.sort_by(|a, b| (a.name != "products", &a.name).cmp(&(b.name != "products", &b.name)));
    let may_be_lost = ["source", "catalog"].into_iter().any(|kind| names.lost.may_have_kind(kind))
        || names.lost.may_have_name("products");
    if let Some(first) = sources.first().filter(|first| first.name != "products" && !may_be_lost) {
        sink.push(no_products(first.span));
    }
    Catalog {
        sources,
        currency: policy.currency,
        timezone: policy.timezone.clone(),
        orders_until: None,
        missing: missing.map(|part| on_missing(&part.value)).unwrap_or_default(),
        missing_span: missing.map(|part| part.span),
    }
}

fn source(part: &Spanned<SourcePart>, names: &Names<'_>, sink: &mut Sink) -> Source {
    let own = &part.value;
    let path = own.path.value.0.clone();
    let format = own.format.as_ref().map_or_else(|| by_ending(&path), |format| linked_format(format.value));
    let tab = matches!(format, Format::Tsv | Format::GoogleTsv);
    rows::check_reading(own, format, sink);
    let key = rows::key(own, names, sink);
    let columns = once(columns(own, key.as_ref().map(|own| own.key), names, sink), sink);
    let header =
        own.header.as_ref().map_or(1, |header| u32::try_from(header.value.0).unwrap_or(u32::MAX)).max(1);
    Source {
        name: own.name.value.0.clone(),
        span: own.name.span,
        path_span: own.path.span,
        format,
        delimiter: own
            .delimiter
            .as_ref()
            .map_or(if tab { b'\t' } else { b',' }, |delimiter| delimiter.value.0),
        decimal_mark: match own.decimal.as_ref().map(|mark| mark.value) {
            Some(DecimalMark::Comma) => ',',
            _ => '.',
        },
        header,
        keep: rows::keep(own),
        kinship: rows::kinship(own, format, sink),
        sku: own
            .sku
            .iter()
            .map(|name| ColumnName { header: name.value.0.clone(), span: name.span })
            .collect(),
        orders: orders::orders(part, format, &columns, names, sink),
        columns,
        key,
        path,
    }
}

fn by_ending(path: &str) -> Format {
    let ending =
        std::path::Path::new(path).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "tsv" | "tab" => Format::Tsv,
        "jsonl" | "ndjson" => Format::Jsonl,
        _ => Format::Csv,
    }
}

fn linked_format(format: FormatPart) -> Format {
    match format {
        FormatPart::Csv => Format::Csv,
        FormatPart::Tsv => Format::Tsv,
        FormatPart::ShopifyCsv => Format::ShopifyCsv,
        FormatPart::WoocommerceCsv => Format::WoocommerceCsv,
        FormatPart::GoogleTsv => Format::GoogleTsv,
        FormatPart::Jsonl => Format::Jsonl,
    }
}

fn columns(own: &SourcePart, key: Option<RowKey>, names: &Names<'_>, sink: &mut Sink) -> Vec<Column> {
    let single = [
        (Field::Title, &own.title),
        (Field::Description, &own.description),
        (Field::Bullets, &own.bullets),
        (Field::Brand, &own.brand),
        (Field::Category, &own.category),
        (Field::ProductType, &own.product_type),
        (Field::Gtin, &own.gtin),
        (Field::Mpn, &own.mpn),
        (Field::Condition, &own.condition),
        (Field::Images, &own.images),
        (Field::Price, &own.price),
        (Field::CompareAt, &own.compare_at),
        (Field::Cost, &own.cost),
        (Field::Map, &own.map),
        (Field::Msrp, &own.msrp),
        (Field::LeadTime, &own.lead_time),
        (Field::Weight, &own.weight),
        (Field::Length, &own.length),
        (Field::Width, &own.width),
        (Field::Height, &own.height),
        (Field::CountryOfOrigin, &own.country_of_origin),
        (Field::SafetyWarnings, &own.safety_warnings),
        (Field::TaxRate, &own.tax_rate),
        (Field::PromoDemand, &own.promo_demand),
        (Field::PromoSold, &own.promo_sold),
    ];
    let keyed = [
        (Field::Stock, &own.stock),
        (Field::Committed, &own.committed),
        (Field::Velocity, &own.velocity),
        (Field::VelocitySd, &own.velocity_sd),
        (Field::ChannelId, &own.channel_id),
        (Field::ProductId, &own.product_id),
        (Field::InventoryId, &own.inventory_id),
    ];
    let mut columns = Vec::new();
    for (field, part) in single {
        columns.extend(part.iter().map(|part| column(field.clone(), part, key, names, sink)));
    }
    for (field, parts) in keyed {
        columns.extend(parts.iter().map(|part| column(field.clone(), part, key, names, sink)));
    }
    for part in &own.attribute {
        columns.push(Column {
            field: Field::Attribute(part.value.name.value.0.clone()),
            name: ColumnName { header: part.value.column.value.0.clone(), span: part.value.column.span },
            location: None,
            channel: None,
            unit: None,
            plus: None,
            split: None,
        });
    }
    columns
}

/// The columns, each field of a place and a channel once; a second column is told.
fn once(columns: Vec<Column>, sink: &mut Sink) -> Vec<Column> {
    let mut kept: Vec<Column> = Vec::new();
    for column in columns {
        let is_same = |known: &&Column| {
            (&known.field, &known.location, &known.channel)
                == (&column.field, &column.location, &column.channel)
        };
        match kept.iter().find(is_same) {
            Some(first) => sink.push(two_columns(&column, first.name.span)),
            None => kept.push(column),
        }
    }
    kept
}

fn column(
    field: Field,
    part: &Spanned<ColumnPart>,
    key: Option<RowKey>,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Column {
    let own = &part.value;
    rows::check_keyed(&field, own, key, sink);
    let by_location = matches!(field, Field::Stock | Field::Committed);
    let by_channel = matches!(field, Field::Velocity | Field::VelocitySd) || field.is_id();
    if let Some(location) = own.location.as_ref().filter(|_| !by_location) {
        sink.push(not_keyed(&field, "location", location.span));
    }
    if let Some(channel) = own.channel.as_ref().filter(|_| !by_channel) {
        sink.push(not_keyed(&field, "channel", channel.span));
    }
    if let Some(unit) = &own.unit {
        let fits = match field.kind() {
            FieldKind::Duration => unit.value.is_time(),
            FieldKind::Rate => unit.value.is_period(),
            _ => field.measure().is_some_and(|measure| Measure::of(unit.value.name()) == Some(measure)),
        };
        if !fits {
            sink.push(wrong_unit(&field, unit.value.name(), unit.span));
        }
    }
    if let Some(plus) = own.plus.as_ref().filter(|_| field != Field::Price) {
        sink.push(rows::no_plus(&field, plus.span));
    }
    if let Some(split) = own.split.as_ref().filter(|_| !field.is_list()) {
        sink.push(no_list(&field, split.span));
    }
    let location = match (&own.location, names.locations.as_slice()) {
        (Some(location), _) => names.location(location, sink),
        (None, _) if key == Some(RowKey::Location) => None,
        (None, [only]) if by_location => Some(only.clone()),
        (None, _) if names.lost.may_have_kind("source.location") => None,
        (None, _) if names.lost.may_have_kind(&format!("{field}.location")) => None,
        (None, []) if names.lost.may_have_kind("pool") || names.lost.may_have_kind("location") => None,
        (None, _) if by_location => {
            sink.push(which_location(&field, part.span, &names.locations));
            None
        }
        _ => None,
    };
    let channel = own.channel.as_ref().and_then(|channel| names.channel(channel, sink));
    if field.is_id() && own.channel.is_none() && key != Some(RowKey::Channel) {
        sink.push(which_channel(&field, part.span));
    }
    Column {
        name: ColumnName { header: own.column.value.0.clone(), span: own.column.span },
        location,
        channel: channel.and_then(|index| names.channels.get(index).cloned()),
        unit: own.unit.as_ref().map(|unit| unit.value.name().to_owned()),
        plus: own.plus.as_ref().map(|plus| ColumnName { header: plus.value.0.clone(), span: plus.span }),
        split: own.split.as_ref().map(|split| split.value.0.clone()),
        field,
    }
}

fn on_missing(part: &MissingPart) -> Missing {
    let one = |part: &Option<Spanned<OnMissingPart>>| match part.as_ref().map(|part| part.value) {
        Some(OnMissingPart::Hold) => OnMissing::Hold,
        Some(OnMissingPart::Zero) => OnMissing::Zero,
        Some(OnMissingPart::Unknown) => OnMissing::Unknown,
        None => OnMissing::Default,
    };
    Missing {
        price: one(&part.price),
        stock: one(&part.stock),
        cost: one(&part.cost),
        map: one(&part.map),
        velocity: one(&part.velocity),
        lead_time: one(&part.lead_time),
    }
}

pub(super) fn language(rule: &'static str, message: String, span: Span, label: &str) -> Diagnostic {
    Diagnostic::error(rule, Category::Language, message, Label::new(span, label))
}

fn two_columns(second: &Column, first: Span) -> Diagnostic {
    let place = second.location.as_ref().or(second.channel.as_ref());
    let of = place.map_or_else(String::new, |place| format!(" of `{place}`"));
    language(
        "given-twice",
        format!("one source reads `{}`{of} from two columns", second.field),
        second.name.span,
        "the second column",
    )
    .with_label(first, "the first")
    .with_help("keep one of the two")
}

fn missing_twice(second: Span, first: Span) -> Diagnostic {
    language("given-twice", "`missing` is given twice".to_owned(), second, "the second time")
        .with_label(first, "the first")
        .with_help("put both into one node")
}

fn no_products(first: Span) -> Diagnostic {
    language(
        "missing-field",
        "no source says which SKUs exist".to_owned(),
        first,
        "none of the sources is named `products`",
    )
    .with_help("name the file that has one row a SKU `source products \"FILE\"`; the others join it by SKU")
}

fn not_keyed(field: &Field, key: &str, span: Span) -> Diagnostic {
    language("unknown-field", format!("`{field}` has no `{key}`"), span, "not known here").with_help(
        "`location` belongs to `stock` and `committed`, `channel` to `velocity`, `velocity-sd` and the ids",
    )
}

fn no_list(field: &Field, span: Span) -> Diagnostic {
    language(
        "invalid-value",
        format!("`{field}` is one text, and `split` parts a list"),
        span,
        "nothing to part",
    )
    .with_help("take `split` out; the lists are `bullets`, `images` and `safety-warnings`")
}

fn wrong_unit(field: &Field, unit: &str, span: Span) -> Diagnostic {
    language("invalid-value", format!("`{unit}` is no unit of `{field}`"), span, "not a unit of this field")
        .with_help(
            "`lead-time` takes `h`, `d` or `w`, `velocity` takes `day`, `week` or `month`, `weight` takes `g`, `kg`, `lb` or `oz`, the lengths take `mm`, `cm`, `m`, `in`, `ft` or `yd`; others take none",
        )
}

fn which_location(field: &Field, span: Span, locations: &[String]) -> Diagnostic {
    language(
        "missing-field",
        format!("`{field}` does not say at which location"),
        span,
        "`location` belongs here",
    )
    .with_help(match locations {
        [] => "a pool says where its units lie: `pool NAME { location NAME }`".to_owned(),
        locations => format!("add `location={}`", any_of(locations)),
    })
}

/// Names of which one is to be written: ``a` or `location=b``, to stand between backticks.
fn any_of(names: &[String]) -> String {
    names.join("` or `location=")
}

fn which_channel(field: &Field, span: Span) -> Diagnostic {
    language(
        "missing-field",
        format!("`{field}` does not say of which channel"),
        span,
        "`channel` belongs here",
    )
    .with_help("add `channel=CHANNEL`")
}
