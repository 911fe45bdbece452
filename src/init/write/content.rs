//! `content`: what the file has for the listings of channels that have a field for it.

use crate::init::Found;
use crate::init::places::Place;
use crate::item::Field;
use crate::model::part::channel::LimitUnit;
use crate::nearest::listed;

use super::page::Page;

/// Fields of listings in the order in which they are written.
const FIELDS: [Field; 15] = [
    Field::Title,
    Field::Description,
    Field::Bullets,
    Field::Images,
    Field::Brand,
    Field::Gtin,
    Field::Mpn,
    Field::Category,
    Field::ProductType,
    Field::Condition,
    Field::Weight,
    Field::Length,
    Field::Width,
    Field::Height,
    Field::CountryOfOrigin,
];

/// Writes what listings are made of.
pub(super) fn content(page: &mut Page, found: &Found<'_>) {
    let fields: Vec<&Field> = FIELDS.iter().filter(|field| is_given(found, field)).collect();
    if fields.is_empty() {
        return;
    }
    page.gap();
    page.note(
        0,
        "What listings say: each field goes to the channels whose profile has it. An `identical` one is \
         the same everywhere, an `adapted` one may have a text of its own by `on CHANNEL { … }`.",
    );
    page.line(0, "content {");
    for field in fields {
        write(page, found, field);
    }
    page.line(0, "}");
}

/// What channels ask for and no column gives, in words.
pub(super) fn lacking(found: &Found<'_>) -> Vec<String> {
    let lacking = |place: &Place| {
        let required = place.channel.required.iter().map(|required| required.value.as_str());
        let names: Vec<&str> = required.filter(|name| !is_there(found, name)).collect();
        (!names.is_empty())
            .then(|| format!("`{}` asks for {}, and no column gives it", place.channel.name, listed(names)))
    };
    found.places.iter().filter_map(lacking).collect()
}

fn is_there(found: &Found<'_>, name: &str) -> bool {
    name.parse().is_ok_and(|field| found.table.has(&field))
}

/// Whether the file has a field and some channel takes it.
fn is_given(found: &Found<'_>, field: &Field) -> bool {
    let name = field.to_string();
    found.table.has(field) && found.places.iter().any(|place| place.channel.knows(&name))
}

fn write(page: &mut Page, found: &Found<'_>, field: &Field) {
    let steps: Vec<(String, String)> =
        found.places.iter().filter_map(|place| steps(found, place, field)).collect();
    if steps.is_empty() {
        page.line(1, &format!("field {field} {{ identical; from {field} }}"));
        return;
    }
    page.line(1, &format!("field {field} {{"));
    page.line(2, "adapted");
    page.line(2, &format!("from {field}"));
    for (code, reason) in steps {
        page.because(2, &code, &reason);
    }
    page.line(1, "}");
}

/// What a channel needs of a field that the file's own cells do not have: plain text, and a length.
fn steps(found: &Found<'_>, place: &Place, field: &Field) -> Option<(String, String)> {
    let seen = found.table.seen(field)?;
    let name = field.to_string();
    let limit = place.channel.limits.iter().find(|limit| limit.field == name);
    let (mut steps, mut reasons) = (Vec::new(), Vec::new());
    let takes_tags = ["shopify", "woocommerce", "bigcommerce", "ebay-us", "none"]
        .contains(&place.channel.profile.as_str());
    if matches!(field, Field::Title | Field::Description)
        && seen.tags > 0
        && !takes_tags
        && place.channel.knows(&name)
    {
        steps.push("strip-html".to_owned());
        reasons.push(format!("{} rows have HTML", seen.tags));
    }
    if let Some((limit, max)) = limit.and_then(|limit| Some((limit, limit.max?))) {
        let longest = match limit.unit {
            LimitUnit::Characters => seen.longest,
            LimitUnit::Bytes => seen.longest_bytes,
            LimitUnit::Values => 0,
        };
        if longest > max && !field.is_list() {
            steps.push(format!("truncate {max} at=word"));
            reasons.push(format!("the longest is {longest}, it takes {max}"));
        }
    }
    let code = format!("on {} {{ {} }}", place.channel.name, steps.join("; "));
    (!steps.is_empty()).then(|| (code, reasons.join("; ")))
}
