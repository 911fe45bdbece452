//! Playbooks, monitoring and the matrix of tools, as JSON.

use serde_json::{Value as Json, json};

use crate::model::part::operations::AlertSeverity;
use crate::policy::operations::{Candidate, Monitor, Playbook, Tooling};

use super::{optional, setting, text};

/// What people do when something goes wrong.
pub(super) fn playbook(playbook: &Playbook) -> Json {
    json!({
        "name": playbook.name,
        "respond_within": optional(playbook.respond_within.as_ref(), |within| text(within)),
        "owner": optional(playbook.owner.as_ref(), |owner| text(owner)),
        "steps": playbook.steps.iter().map(|step| text(&step.value)).collect::<Vec<_>>(),
        "escalations": playbook.escalations.iter().map(|own| json!({
            "after": own.value.after.to_string(),
            "to": own.value.to,
            "by": own.origin.address.to_string(),
        })).collect::<Vec<_>>(),
        "root_causes": playbook.root_causes.iter().map(|cause| text(&cause.value)).collect::<Vec<_>>(),
    })
}

/// What is watched, and who hears of it.
pub(super) fn monitor(monitor: &Monitor) -> Json {
    let own = &monitor.reconcile;
    json!({
        "reconcile": {
            "dashboard": optional(own.dashboard.as_ref(), |cadence| cadence.name().into()),
            "detail": optional(own.detail.as_ref(), |cadence| cadence.name().into()),
            "audit": optional(own.audit.as_ref(), |cadence| cadence.name().into()),
            "via": optional(own.via.as_ref(), |via| via.name().into()),
        },
        "metrics": monitor.metrics.iter().map(|own| json!({
            "name": own.metric.name(),
            "kind": own.metric.kind().name(),
            "alert": optional(own.alert.as_ref(), |alert| json!({
                "operator": alert.operator.text(),
                "bound": alert.bound.to_string(),
            })),
            "severity": setting(&own.severity, |severity| severity.name().into()),
        })).collect::<Vec<_>>(),
        "routes": monitor.routes.iter().map(|own| json!({
            "name": own.name,
            "severity": own.severity.map(AlertSeverity::name),
            "by": own.origin.address.to_string(),
        })).collect::<Vec<_>>(),
        "reports": monitor.reports.iter().map(|own| json!({
            "name": own.name,
            "every": setting(&own.every, |every| every.name().into()),
        })).collect::<Vec<_>>(),
    })
}

/// What the shop asks of its programs, and how they do.
pub(super) fn tooling(tooling: &Tooling) -> Json {
    let name = |index: usize| tooling.candidates.get(index).map_or("", |own| own.name.as_str());
    json!({
        "requirements": tooling.requirements.iter().map(|own| json!({
            "name": own.name,
            "weight": setting(&own.weight, |weight| weight.0.into()),
            "must": setting(&own.must, |must| (*must).into()),
        })).collect::<Vec<_>>(),
        "candidates": tooling.candidates.iter().map(|own| candidate(own, tooling)).collect::<Vec<_>>(),
        "best_total": tooling.best_total(),
        "chosen": optional(tooling.chosen.as_ref(), |index| name(*index).into()),
    })
}

fn candidate(candidate: &Candidate, tooling: &Tooling) -> Json {
    let name = |index: usize| tooling.requirements.get(index).map_or("", |own| own.name.as_str());
    json!({
        "name": candidate.name,
        "scores": candidate.scores.iter().map(|(index, score)| json!({
            "requirement": name(*index),
            "points": score.value.0,
            "by": score.origin.address.to_string(),
        })).collect::<Vec<_>>(),
        "total": tooling.total(candidate),
    })
}
