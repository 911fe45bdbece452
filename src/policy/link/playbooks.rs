//! Playbooks: what people do when something goes wrong.

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::exact::Duration;
use crate::model::Address;
use crate::model::part::operations::{EscalatePart, PlaybookPart};
use crate::policy::operations::{Escalation, Playbook};
use crate::policy::setting::{Origin, Setting};
use crate::value::Spanned;

use super::names::given_twice;

/// A playbook as it is followed.
pub(super) fn playbook(part: &Spanned<PlaybookPart>, sink: &mut Sink) -> Playbook {
    let own = &part.value;
    let address = Address::named("playbook", &own.name.value.0);
    let text =
        |field: &str, text: &str, span: Span| Setting::written(text.to_owned(), address.field(field), span);
    Playbook {
        name: own.name.value.0.clone(),
        origin: Origin::written(address.clone(), own.name.span),
        respond_within: own.respond.as_ref().map(|respond| {
            let within = &respond.value.within;
            if within.value == Duration::from_seconds(0) {
                sink.push(no_time(within, "respond within=\"1h\""));
            }
            Setting::written(within.value, address.field("respond"), respond.span)
        }),
        owner: own.owner.as_ref().map(|owner| text("owner", &owner.value.0, owner.span)),
        steps: own.step.iter().map(|step| text("step", &step.value.0, step.span)).collect(),
        escalations: escalations(own, &address, sink),
        root_causes: root_causes(own, &address, sink),
    }
}

fn escalations(own: &PlaybookPart, address: &Address, sink: &mut Sink) -> Vec<Setting<Escalation>> {
    let mut before: Option<&Spanned<EscalatePart>> = None;
    let mut escalations = Vec::new();
    for part in &own.escalate {
        let EscalatePart { after, to } = &part.value;
        if after.value == Duration::from_seconds(0) {
            sink.push(no_time(after, "escalate after=\"30min\" to=head-of-operations"));
        }
        match before {
            Some(first) if after.value < first.value.after.value => {
                sink.push(out_of_order(part, first));
            }
            Some(first) if first.value.after.value == after.value && first.value.to.value == to.value => {
                sink.push(given_twice("escalate", part.span, first.span));
            }
            _ => {}
        }
        before = Some(part);
        let escalation = Escalation { after: after.value, to: to.value.0.clone() };
        escalations.push(Setting::written(escalation, address.field("escalate"), part.span));
    }
    escalations
}

fn root_causes(own: &PlaybookPart, address: &Address, sink: &mut Sink) -> Vec<Setting<String>> {
    let mut causes: Vec<Setting<String>> = Vec::new();
    for name in &own.root_cause {
        let first = causes.iter().find(|known| known.value == name.value.0);
        match first.and_then(|first| first.origin.span) {
            Some(first) => {
                sink.push(given_twice(&format!("root-cause {}", name.value), name.span, first));
            }
            None => {
                let cause = name.value.0.clone();
                causes.push(Setting::written(cause, address.field("root-cause"), name.span));
            }
        }
    }
    causes
}

fn no_time(time: &Spanned<Duration>, example: &str) -> Diagnostic {
    let message = format!("`{}` leaves nobody any time", time.value);
    Diagnostic::error("invalid-value", Category::Language, message, Label::new(time.span, "no time"))
        .with_help(format!("write how long it may take, such as `{example}`"))
}

fn out_of_order(part: &Spanned<EscalatePart>, before: &Spanned<EscalatePart>) -> Diagnostic {
    let (after, first) = (&part.value.after, &before.value.after);
    let message = format!(
        "`{}` is called after {}, but stands behind `{}`, who is called after {}",
        part.value.to.value, after.value, before.value.to.value, first.value
    );
    Diagnostic::error("invalid-value", Category::Language, message, Label::new(after.span, "earlier"))
        .with_label(first.span, "than the one before")
        .with_help("write the escalations in the order in which they come, the earliest first")
}
