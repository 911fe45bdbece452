//! `tooling`: what the shop asks of its programs, and how they do, from all the nodes together.

use crate::diagnostic::{Sink, Span};
use crate::model::Address;
use crate::model::literal::Name;
use crate::model::part::operations::{CandidatePart, RequirementPart, Score, ToolingPart, Weight};
use crate::policy::operations::{Candidate, Requirement, Tooling};
use crate::policy::setting::{Origin, Setting};
use crate::value::Spanned;

use super::names::{Names, by_name, given_twice};

/// The requirements and candidates of all nodes: scores of one may be of a requirement of another.
pub(super) fn tooling(parts: &[Spanned<ToolingPart>], names: &Names<'_>, sink: &mut Sink) -> Tooling {
    let address = Address::of("tooling");
    let requirements = parts.iter().flat_map(|part| &part.value.requirement);
    let requirements = by_name("requirement", requirements, |own| &own.name, sink);
    let candidates = parts.iter().flat_map(|part| &part.value.candidate);
    let candidates = by_name("candidate", candidates, |own| &own.name, sink);
    let asked: Vec<String> = requirements.keys().map(ToString::to_string).collect();
    let looked_at: Vec<String> = candidates.keys().map(ToString::to_string).collect();
    let mut chosen: Vec<&Spanned<Name>> =
        parts.iter().filter_map(|part| part.value.chosen.as_ref()).collect();
    chosen.sort_by_key(|name| name.span);
    if let [first, second, ..] = chosen.as_slice() {
        sink.push(given_twice("chosen", second.span, first.span));
    }
    Tooling {
        requirements: requirements.values().map(|part| requirement(part, &address)).collect(),
        candidates: candidates.values().map(|part| candidate(part, &asked, &address, names, sink)).collect(),
        chosen: chosen.first().and_then(|name| {
            let index = look_up("candidate", name, &looked_at, names, sink)?;
            Some(Setting::written(index, address.field("chosen"), name.span))
        }),
    }
}

fn requirement(part: &Spanned<RequirementPart>, address: &Address) -> Requirement {
    let RequirementPart { name, weight, must } = &part.value;
    let address = address.field("requirement").field(&name.value.0);
    let (at_weight, at_must) = (address.field("weight"), address.field("must"));
    Requirement {
        name: name.value.0.clone(),
        origin: Origin::written(address, name.span),
        weight: match weight {
            Some(own) => Setting::written(own.value, at_weight, own.span),
            None => Setting::default_of(Weight(1), at_weight),
        },
        must: match must {
            Some(own) => Setting::written(own.value, at_must, own.span),
            None => Setting::default_of(false, at_must),
        },
    }
}

fn candidate(
    part: &Spanned<CandidatePart>,
    asked: &[String],
    address: &Address,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Candidate {
    let CandidatePart { name, score } = &part.value;
    let address = address.field("candidate").field(&name.value.0);
    let mut scores: Vec<(usize, Setting<Score>)> = Vec::new();
    let mut first: Vec<(&Name, Span)> = Vec::new();
    for part in score {
        let of = &part.value.requirement;
        if let Some((_, first)) = first.iter().find(|(known, _)| **known == of.value) {
            sink.push(given_twice(&format!("score {}", of.value), of.span, *first));
            continue;
        }
        first.push((&of.value, of.span));
        let Some(index) = look_up("requirement", of, asked, names, sink) else { continue };
        let address = address.field("score").field(&of.value.0);
        scores.push((index, Setting::written(part.value.points.value, address, part.span)));
    }
    scores.sort_by_key(|(index, _)| *index);
    Candidate { name: name.value.0.clone(), origin: Origin::written(address, name.span), scores }
}

/// The index of a name; one that a node with a mistake of its own may declare is not told.
fn look_up(
    kind: &str,
    name: &Spanned<Name>,
    known: &[String],
    names: &Names<'_>,
    sink: &mut Sink,
) -> Option<usize> {
    if names.lost.may_have_kind("tooling") || names.lost.may_have_kind(kind) {
        return known.iter().position(|own| *own == name.value.0);
    }
    names.find(kind, known, name, sink)
}
