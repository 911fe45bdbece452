//! The text of a policy, every choice with its reason.

mod channels;
mod content;
mod inventory;
mod page;
mod source;

use crate::exact::Currency;
use crate::item::Field;
use crate::policy::written::kdl;

use super::key::Key;
use super::wire::CurrencyFrom;
use super::{Draft, Found, Request, Table};
use page::{Page, named, skus};

/// The whole policy.
pub(super) fn draft(found: &Found<'_>) -> Draft {
    let mut page = Page::default();
    page.line(0, "evenkeel 1");
    page.gap();
    head(&mut page, found);
    source::catalog(&mut page, found.request, &found.table, &found.key);
    channels::channels(&mut page, found);
    inventory::inventory(&mut page, found);
    pricing(&mut page, found);
    content::content(&mut page, found);
    Draft {
        text: page.finish(),
        items: found.tally.counts.items,
        unusable: found.tally.counts.unusable,
        channels: found.places.iter().map(|place| place.channel.name.clone()).collect(),
        open: open(found),
    }
}

/// A policy that does nothing but read the catalog.
pub(super) fn trial(request: Request<'_>, table: &Table, key: &Key) -> String {
    let request = Request { path: request.file, ..request };
    let mut page = Page::default();
    let currency = table.wiring.currency;
    page.line(0, &format!("evenkeel 1\npolicy trial {{ currency {currency} }}"));
    source::catalog(&mut page, request, table, key);
    let locations: Vec<String> = table.locations().iter().map(|location| kdl(location)).collect();
    let locations = locations.join("; location ");
    page.line(0, "channel trial { role dtc }");
    page.line(0, &format!("pool trial {{ location {locations}; channels trial }}"));
    page.line(0, "buffer { units 0 }\npricing { anchor trial }");
    page.finish()
}

fn head(page: &mut Page, found: &Found<'_>) {
    let count = found.tally.counts.items;
    let what = if found.is_sample {
        format!(
            "A shop to begin with: {} in {}, put your own in their place.",
            skus(count),
            found.request.path
        )
    } else {
        format!("Written by `evenkeel init` from {}: {}.", named(found.request.path), skus(count))
    };
    page.note(0, &format!(
        "{what} Each choice has its reason beside it; lines that begin with // are proposals that do not count yet. \
         Change what does not fit, and run `evenkeel check`."
    ));
    page.gap();
    page.line(0, &format!("policy {} {{", kdl(found.request.name)));
    let (currency, reason) = currency(found);
    page.because(1, &format!("currency {currency}"), &reason);
    page.because(
        1,
        "timezone \"UTC\"",
        "times without an offset are read in it, such as \"America/New_York\"",
    );
    page.proposed(1, "owner \"you@shop.example\"", "who answers for it");
    page.line(0, "}");
    page.gap();
}

fn currency(found: &Found<'_>) -> (Currency, String) {
    let table = &found.table;
    let reason = match &table.wiring.currency_from {
        Some(CurrencyFrom::Column(cell)) => {
            let codes = table.cells.columns.get(*cell).map_or(0, |seen| seen.codes.len());
            let column = named(table.header(*cell));
            if codes > 1 {
                format!(
                    "most rows of {column} say so; it names {codes}, and a row in another is for a catalog of its own"
                )
            } else {
                format!("column {column} says so")
            }
        }
        Some(CurrencyFrom::Prices(cell)) => format!("the amounts of {} say so", named(table.header(*cell))),
        None if found.is_sample => "of every amount here that names no other".to_owned(),
        None => "the file does not say: make sure of it".to_owned(),
    };
    (table.wiring.currency, reason)
}

fn pricing(page: &mut Page, found: &Found<'_>) {
    let Some(anchor) = anchor(found) else { return };
    page.note(0, "The anchor shows the catalog's price, and the other channels' prices are measured by it.");
    page.line(0, "pricing {");
    page.because(
        1,
        &format!("anchor {anchor}"),
        "each channel lists at it, until a `price CHANNEL` says otherwise",
    );
    let step = found.table.wiring.currency.minor_unit();
    page.because(
        1,
        &format!("round {step} half-even"),
        "to the money of the currency; a tie goes to the even cent",
    );
    let (costs, count) = (found.tally.with_cost, found.tally.counts.items);
    if found.is_sample {
        page.because(
            1,
            "margin at-least=\"10%\"",
            "below it a price is an error: it needs `cost` and the fees",
        );
    } else if costs > 0 {
        let reason = format!("a floor for every public channel; {costs} of {} with a cost", skus(count));
        page.proposed(1, "margin at-least=\"10%\"", &reason);
    }
    page.line(0, "}");
    if found.tally.with_map > 0 {
        page.gap();
        let reason = format!(
            "{} of {} with a MAP: no list price, sale or coupon may show less",
            found.tally.with_map,
            skus(count)
        );
        page.note(0, &reason);
        page.line(0, "map-policy { advertised list sale coupon }");
    }
}

/// The channel whose price the others follow: the most important one, which is the last to pause.
pub(super) fn anchor<'f>(found: &'f Found<'_>) -> Option<&'f str> {
    found.places.first().map(|place| place.channel.name.as_str())
}

/// What the seller has to say, since the file does not.
fn open(found: &Found<'_>) -> Vec<String> {
    let mut open = Vec::new();
    if found.is_sample {
        return open;
    }
    if found.table.wiring.currency_from.is_none() {
        open.push(format!("the file names no currency: {} is assumed", found.table.wiring.currency));
    }
    let lacks = |field: &Field| !found.table.has(field);
    if lacks(&Field::Price) {
        open.push(
            "no column is known to hold prices: name it by `price \"HEADER\"` in the `source`".to_owned(),
        );
    }
    if lacks(&Field::Stock) {
        open.push(
            "no column is known to hold units: name it by `stock \"HEADER\"` in the `source`".to_owned(),
        );
    }
    open.push(
        "what each channel sells, what it takes, how often it is synced: fill in what is proposed there"
            .to_owned(),
    );
    open.extend(content::lacking(found));
    open
}
