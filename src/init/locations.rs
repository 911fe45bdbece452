//! Columns of units that are named after where the units lie.

use crate::item::Field;

use super::Place;
use super::head::Head;
use super::names::{is_known, normal};
use super::wire::{LOCATION, Wire, slug};

/// The location whose units Amazon holds and counts itself.
pub(super) const FBA: &str = "amazon-fba";

/// Headers of what Amazon holds, in its reports and in others.
const OF_FBA: [&str; 8] = [
    "afn fulfillable quantity",
    "fulfillable quantity",
    "fba fulfillable",
    "fba stock",
    "fba on hand",
    "fba available",
    "fba quantity",
    "fba qty",
];

/// Gives the columns of units to locations: `wires` has the plain one, `is_units` knows whose cells are units.
pub(super) fn locate(wires: &mut Vec<Wire>, head: &Head, places: &[Place], is_units: impl Fn(usize) -> bool) {
    let columns = head.names.iter().enumerate().filter(|(cell, _)| is_units(*cell));
    let is_on_amazon = places.iter().any(|place| place.channel.profile == "amazon-us");
    let is_fba = |header: &str| OF_FBA.contains(&normal(header).as_str());
    let fba = columns.clone().find(|(_, header)| is_on_amazon && is_fba(header));
    let own = after_origin(head).unwrap_or_else(|| on_hand(head));
    let own: Vec<(usize, &String)> =
        columns.filter(|(cell, header)| own.contains(cell) && !is_fba(header)).collect();
    let has_plain = wires.iter().any(|wire| wire.field == Field::Stock);
    // one location beside a plain count may be a part of it, several are the whole
    if own.len() > 1 || !has_plain {
        wires.retain(|wire| wire.field != Field::Stock);
        for (cell, header) in own {
            let is_taken = |name: &String| wires.iter().any(|wire| wire.location.as_ref() == Some(name));
            let name = slug(&place(header)).filter(|name| !is_taken(name) && name != FBA);
            wires.push(stock(cell, name.unwrap_or_else(|| format!("location-{}", cell + 1))));
        }
    }
    // promises are kept from the first shelf, unless the seller says otherwise
    let first = wires.iter().find(|wire| wire.field == Field::Stock).and_then(|wire| wire.location.clone());
    for wire in wires.iter_mut().filter(|wire| wire.field == Field::Committed) {
        wire.location = first.clone().or(wire.location.take());
    }
    wires.extend(fba.map(|(cell, _)| stock(cell, FBA.to_owned())));
}

fn stock(cell: usize, location: String) -> Wire {
    Wire { field: Field::Stock, cell, location: Some(location), unit: None, split: None }
}

/// In Shopify's inventory export the headers after the country of origin are locations.
fn after_origin(head: &Head) -> Option<Vec<usize>> {
    let place = |name: &str| head.names.iter().position(|header| header == name);
    place("HS Code")?;
    Some((place("COO")? + 1..head.names.len()).collect())
}

/// `NJ on hand`, `On hand NJ`: what is not the plain count's own name.
fn on_hand(head: &Head) -> Vec<usize> {
    let is_of_place = |header: &str| {
        let normal = normal(header);
        !is_known(header) && (normal.ends_with(" on hand") || normal.starts_with("on hand "))
    };
    head.names.iter().enumerate().filter(|(_, header)| is_of_place(header)).map(|(cell, _)| cell).collect()
}

/// The location in a header.
fn place(header: &str) -> String {
    let normal = normal(header);
    let place = normal.strip_suffix(" on hand").or_else(|| normal.strip_prefix("on hand "));
    place.map_or_else(|| header.to_owned(), str::to_owned)
}

/// Whether a wire is of a location that has to be named.
pub(super) fn is_elsewhere(wire: &Wire) -> bool {
    wire.location.as_deref().is_some_and(|location| location != LOCATION)
}
