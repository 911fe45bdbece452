//! Clearances: markdowns in their order, each from its start.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::exact::{Percent, parse_instant};
use crate::model::Address;
use crate::model::literal::{InstantText, Name};
use crate::model::part::promotion::{ClearancePart, ClearanceStepPart};
use crate::policy::Policy;
use crate::policy::promotion::{Clearance, ClearanceStep};
use crate::policy::setting::{Origin, Setting};
use crate::value::Spanned;

use super::conditions::{self, Where};
use super::names::Names;
use super::promotions::{invalid, missing, no_instant};

/// A clearance of a policy whose channels are linked; `None` where its end can't be read.
pub(super) fn clearance(
    part: &Spanned<ClearancePart>,
    policy: &Policy,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Option<Clearance> {
    let own = &part.value;
    let address = Address::named("clearance", &own.name.value.0);
    if own.step.is_empty() && !names.lost.may_have_kind("clearance.step") {
        sink.push(no_step(&own.name));
    }
    let ends = instant(&own.ends, policy, sink)?;
    let mut clearance = Clearance {
        name: own.name.value.0.clone(),
        origin: Origin::written(address.clone(), own.name.span),
        conditions: conditions::link(&own.conditions, names, Where::AfterSegments, sink),
        steps: Vec::new(),
        ends: Setting::written(ends, address.field("ends"), own.ends.span),
    };
    let mut before: Option<Timestamp> = None;
    for (index, step) in own.step.iter().enumerate() {
        // what comes after a step whose start nobody knows has none either, and that was told
        let Some(starts) = start(&step.value, (index, before), step.span, policy, sink) else { break };
        before = Some(starts);
        if starts >= ends {
            sink.push(after_the_end(step.span, own.ends.span));
            continue;
        }
        let channel = names.channel(&step.value.channel, sink);
        let off = off(&step.value.off, sink);
        if let (Some(channel), Some(off)) = (channel, off) {
            let place = address.field("step").field(&(index + 1).to_string());
            let off = Setting::written(off, place, step.span);
            clearance.steps.push(ClearanceStep { channel, off, starts });
        }
    }
    Some(clearance)
}

fn instant(text: &Spanned<InstantText>, policy: &Policy, sink: &mut Sink) -> Option<Timestamp> {
    let zone = TimeZone::get(&policy.timezone).unwrap_or(TimeZone::UTC);
    match parse_instant(&text.value.0, &zone) {
        Ok(instant) => Some(instant),
        Err(error) => {
            sink.push(no_instant(text, error, &policy.timezone));
            None
        }
    }
}

/// From when on a step holds: its own instant, or so long after the one before it.
fn start(
    step: &ClearanceStepPart,
    (index, before): (usize, Option<Timestamp>),
    span: Span,
    policy: &Policy,
    sink: &mut Sink,
) -> Option<Timestamp> {
    match (&step.starts, &step.after) {
        (Some(starts), None) => instant(starts, policy, sink),
        (None, Some(after)) if index > 0 => {
            let seconds = i64::try_from(after.value.seconds()).ok()?;
            before?.checked_add(SignedDuration::from_secs(seconds)).ok()
        }
        (None, Some(after)) => {
            sink.push(after_nothing(after.span));
            None
        }
        (Some(_), Some(after)) => {
            sink.push(two_starts(after.span));
            None
        }
        (None, None) => {
            sink.push(no_start(span, index));
            None
        }
    }
}

/// How much a step takes off: what stands below 0%.
fn off(percent: &Spanned<Percent>, sink: &mut Sink) -> Option<Percent> {
    let off = percent.value.negated();
    let is_some = off > Percent::ZERO && "100%".parse().is_ok_and(|all| off < all);
    if !is_some {
        sink.push(no_markdown(percent));
    }
    is_some.then_some(off)
}

fn no_step(name: &Spanned<Name>) -> Diagnostic {
    let message = format!("clearance `{}` has no step", name.value);
    let help = "write what is off where and from when, such as `step shopify \"-20%\" starts=\"2027-06-01\"`";
    missing(message, name.span, "`step` belongs in it", help)
}

fn no_markdown(percent: &Spanned<Percent>) -> Diagnostic {
    let message = format!("`{}` is no markdown", percent.value);
    let help = "write how far the price goes down, between 0% and all of it, such as `\"-20%\"`";
    invalid(message, percent.span, "does not lower the price, or leaves none", help)
}

fn no_start(span: Span, index: usize) -> Diagnostic {
    let message = "the step does not say from when on it holds".to_owned();
    let help = if index == 0 {
        "write its start, such as `starts=\"2027-06-01\"`"
    } else {
        "write its start, such as `starts=\"2027-06-01\"`, or how long after the step before: `after=\"3d\"`"
    };
    missing(message, span, "`starts` belongs in it", help)
}

fn two_starts(span: Span) -> Diagnostic {
    let message = "the step begins at two times".to_owned();
    invalid(message, span, "and `starts` says when", "keep `starts`, or `after` the step before")
}

fn after_nothing(span: Span) -> Diagnostic {
    let message = "there is no step before the first".to_owned();
    invalid(message, span, "after what?", "write its start, such as `starts=\"2027-06-01\"`")
}

fn after_the_end(step: Span, ends: Span) -> Diagnostic {
    let message = "the step begins when the clearance is over".to_owned();
    invalid(message, step, "never holds", "let the clearance end later, or take the step out")
        .with_label(ends, "the end")
}
