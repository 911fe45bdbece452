//! Segments in their order.

use crate::diagnostic::{Category, Diagnostic, Label, Sink};
use crate::model::Address;
use crate::model::part::segment::{Cadence, SegmentPart, Tier};
use crate::policy::Segment;
use crate::policy::condition::Conditions;
use crate::policy::setting::{Origin, Setting};
use crate::value::Spanned;

use super::conditions::{self, Where};
use super::names::Names;

/// The segments; where a policy has none, one that stands for every SKU. Only of one list the last must
/// catch the rest.
pub(super) fn link(
    parts: &[&Spanned<SegmentPart>],
    is_one_list: bool,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Vec<Segment> {
    let mut segments: Vec<Segment> = parts.iter().map(|part| segment(part, names, sink)).collect();
    if let Some(last) = parts.last().filter(|last| !last.value.conditions.is_empty()) {
        let is_broken =
            !is_one_list || names.lost.may_have_kind("segment") || names.lost.may_have_kind("segments");
        if !is_broken {
            sink.push(no_catch_all(last));
        }
    }
    if segments.is_empty() || parts.last().is_some_and(|last| !last.value.conditions.is_empty()) {
        segments.push(every_sku());
    }
    segments
}

fn segment(part: &Spanned<SegmentPart>, names: &Names<'_>, sink: &mut Sink) -> Segment {
    let own = &part.value;
    let address = Address::named("segment", &own.name.value.0);
    Segment {
        name: own.name.value.0.clone(),
        origin: Origin::written(address.clone(), own.name.span),
        conditions: conditions::link(&own.conditions, names, Where::InSegments, sink),
        sync: chosen(own.sync.as_ref(), Tier::Batch, address.field("sync")),
        monitor: chosen(own.monitor.as_ref(), Cadence::Weekly, address.field("monitor")),
    }
}

fn chosen<T: Copy>(own: Option<&Spanned<T>>, default: T, address: Address) -> Setting<T> {
    match own {
        Some(own) => Setting::written(own.value, address, own.span),
        None => Setting::default_of(default, address),
    }
}

fn every_sku() -> Segment {
    let address = Address::of("segments");
    Segment {
        name: String::new(),
        origin: Origin::default_of(address.clone()),
        conditions: Conditions::default(),
        sync: Setting::default_of(Tier::Batch, address.field("sync")),
        monitor: Setting::default_of(Cadence::Weekly, address.field("monitor")),
    }
}

fn no_catch_all(last: &Spanned<SegmentPart>) -> Diagnostic {
    let name = &last.value.name;
    let message = "no segment catches the SKUs that match none";
    Diagnostic::error(
        "no-catch-all",
        Category::Language,
        message,
        Label::new(name.span, format!("the last segment, `{}`, has conditions", name.value)),
    )
    .with_help("end the segments with one that has no `where`, such as `segment tail`")
}
