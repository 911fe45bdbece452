//! What listings say, of the linked policy as JSON.

use serde_json::{Value as Json, json};

use crate::content::{CutAt, Unit};
use crate::model::part::content::UpdateMethod;
use crate::policy::channel::{FieldForbidden, FieldLimit, Forbidden};
use crate::policy::content::{
    ChannelContent, Content, ContentField, ContentStep, Piece, Requirement, Sharing,
};

use super::{Names, setting, text};

/// The fields of listings, and what they may not leave out.
pub(super) fn content(names: &Names<'_>, content: &Content) -> Json {
    json!({
        "source_of_truth": content.source_of_truth,
        "fields": content.fields.iter().map(|own| field(names, own)).collect::<Vec<_>>(),
        "required": content.requirements.iter().map(|own| requirement(names, own)).collect::<Vec<_>>(),
    })
}

fn field(names: &Names<'_>, field: &ContentField) -> Json {
    json!({
        "name": field.name,
        "sharing": match field.sharing {
            Sharing::Identical => "identical",
            Sharing::Adapted => "adapted",
            Sharing::Unique => "unique",
        },
        "channels": field.channels.iter().map(|own| on_channel(names, own)).collect::<Vec<_>>(),
        "update": field.update.as_ref().map(|update| setting(update, |(via, owner)| json!({
            "via": match via {
                UpdateMethod::Sync => "sync",
                UpdateMethod::Manual => "manual",
            },
            "owner": owner,
        }))),
        "by": field.origin.address.to_string(),
    })
}

fn on_channel(names: &Names<'_>, own: &ChannelContent) -> Json {
    json!({
        "channel": names.channel_name(own.channel),
        "key": own.key,
        "from": own.from.as_ref().map(|from| setting(from, |field| text(field))),
        "steps": own.steps.iter().map(|own| setting(own, step)).collect::<Vec<_>>(),
        "by": own.origin.address.to_string(),
    })
}

/// A step: its word, and what it takes; null where it takes no such thing.
fn step(step: &ContentStep) -> Json {
    let (mut text, mut with, mut count) = (None, None, None);
    let (mut unit, mut at, mut round) = (None, None, None);
    match step {
        ContentStep::Template(pieces) => text = Some(pieces.iter().map(piece).collect::<String>()),
        ContentStep::Replace(what, instead) => (text, with) = (Some(what.clone()), Some(instead)),
        ContentStep::Prepend(own) | ContentStep::Append(own) | ContentStep::Default(own) => {
            text = Some(own.clone());
        }
        ContentStep::Take(most) => count = Some(most),
        ContentStep::Truncate(most, counted, cut) => {
            count = Some(most);
            unit = Some(if *counted == Unit::Bytes { "bytes" } else { "characters" });
            at = Some(if *cut == CutAt::Word { "word" } else { "char" });
        }
        ContentStep::Unit(own, step) => {
            unit = Some(own.name());
            round = step.map(|step| step.to_string());
        }
        _ => {}
    }
    json!({ "step": step.word(), "text": text, "with": with, "count": count, "unit": unit, "at": at, "round": round })
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => text.replace('{', "{{").replace('}', "}}"),
        Piece::Field(field) => format!("{{{field}}}"),
    }
}

/// The limits of a field on a channel.
pub(super) fn limit(limit: &FieldLimit) -> Json {
    json!({
        "field": limit.field,
        "min": limit.min,
        "max": limit.max,
        "unit": limit.unit.name(),
        "by": limit.origin.address.to_string(),
    })
}

/// What may not stand in a field on a channel.
pub(super) fn forbidden(own: &FieldForbidden) -> Json {
    let (what, text, most) = match &own.what.value {
        Forbidden::Html { line_breaks: false } => ("html", None, None),
        Forbidden::Html { line_breaks: true } => ("html-beyond-line-breaks", None, None),
        Forbidden::AllCaps => ("all-caps", None, None),
        Forbidden::Characters(text) => ("characters", Some(text), None),
        Forbidden::CharactersTwice(text) => ("characters-twice", Some(text), None),
        Forbidden::Phrase(text) => ("phrase", Some(text), None),
        Forbidden::WordOver(most) => ("word-over", None, Some(most)),
    };
    json!({
        "field": own.field,
        "what": what,
        "text": text,
        "most": most,
        "by": own.what.origin.address.to_string(),
    })
}

fn requirement(names: &Names<'_>, own: &Requirement) -> Json {
    json!({
        "field": own.field,
        "channels": names.channels(&own.channels),
        "where": names.conditions(&own.conditions),
        "by": own.origin.address.to_string(),
    })
}
