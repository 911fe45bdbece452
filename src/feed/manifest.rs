//! `manifest.json`: what was built, from what, and where every row and every SKU went.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value as Json;

use crate::catalog::{Counts, OrderCounts, Sales};

/// The manifest of a build.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// The version of this form.
    pub(super) format_version: u32,
    /// The program that built it.
    pub(super) program: Program,
    /// The version of the policy language.
    pub(super) language: u32,
    /// The instant that the figures hold at, RFC 3339.
    pub(super) at: String,
    /// SHA-256 of the linked policy as `resolve` prints it.
    pub(super) policy_digest: String,
    /// What was read.
    pub(super) inputs: Vec<FileDigest>,
    /// What was written, this file left out.
    pub(super) outputs: Vec<FileDigest>,
    /// Rows of the products: rows = items + continuation + image + left out + unusable.
    pub(super) catalog: CatalogCounts,
    /// Lines of orders by source: lines = counted + netted + dropped + outside + unjoined + unusable.
    pub(super) orders: BTreeMap<String, OrdersCounts>,
    /// SKUs by channel: items = fed + paused + quarantined + not listed.
    pub(super) channels: BTreeMap<String, ChannelCounts>,
}

/// A program and its version.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Program {
    /// Its name.
    pub(super) name: String,
    /// Its version.
    pub(super) version: String,
}

/// A file and its digest.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FileDigest {
    /// The path, relative to the policy's root or to the build.
    pub(super) path: String,
    /// SHA-256 in hexadecimal; left out by `--without digests`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub(super) sha256: Option<String>,
    /// The size.
    pub(super) bytes: u64,
}

/// Rows of the products by what they are.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CatalogCounts {
    rows: u64,
    items: u64,
    continuation: u64,
    image: u64,
    left_out: u64,
    unusable: u64,
}

impl From<Counts> for CatalogCounts {
    fn from(counts: Counts) -> Self {
        let Counts { rows, items, continuation, image, left_out, unusable } = counts;
        Self { rows, items, continuation, image, left_out, unusable }
    }
}

/// Lines of a source of orders by what became of them.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OrdersCounts {
    /// All lines.
    lines: u64,
    /// Those whose units were sold.
    counted: u64,
    /// Those whose units came back.
    netted: u64,
    /// Those that a `drop` leaves out.
    dropped: u64,
    /// Those before or after the window.
    outside: u64,
    /// Those without a SKU, and those of the window whose SKU no product has.
    unjoined: u64,
    /// Those that can't be read.
    unusable: u64,
    /// How far back lines count.
    window: String,
    /// The end of the window, RFC 3339; null where no line has a time.
    until: Option<String>,
}

impl From<&Sales> for OrdersCounts {
    fn from(sales: &Sales) -> Self {
        let OrderCounts { lines, counted, netted, dropped, outside, unjoined, unusable } = sales.counts;
        let (window, until) = (sales.window.to_string(), sales.until.map(|until| until.to_string()));
        Self { lines, counted, netted, dropped, outside, unjoined, unusable, window, until }
    }
}

/// SKUs on a channel by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelCounts {
    /// All SKUs of the catalog.
    pub items: u64,
    /// In the feed.
    pub fed: u64,
    /// In the feed with quantity 0.
    pub paused: u64,
    /// Left out of the feed.
    pub quarantined: u64,
    /// Not carried by the channel.
    pub not_listed: u64,
}

/// The schema of the manifest; committed as `schema/manifest.schema.json`.
pub fn manifest_schema() -> Json {
    schema_of::<Manifest>("manifest.json, version 1")
}

/// The schema of a type that is only ever written.
pub(super) fn schema_of<T: JsonSchema>(title: &str) -> Json {
    let mut schema =
        SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    schema.to_value()
}
