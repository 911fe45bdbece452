//! # identical-field-differs
//!
//! A field that is declared identical is another text on one of its channels.
//!
//! ## What it finds
//! In the policy alone: an `on` of an `identical` field that starts from another field of the item, or whose steps
//! make or add a text (`template`, `prepend`, `append`). In the catalog: texts that any other step of an `on` changes
//! by more than white space. Fewer values of a list (`take`) are no other text, nor is what a channel lacks, or fills
//! by `default` where others say nothing.
//! The SKUs that are found in the catalog are held back from the channel.
//!
//! ## Why it matters
//! What is identical is compared, by channels and by customers: a code, a weight, a warning that differs is a wrong one.
//!
//! ## What settles it
//! `adapted` in place of `identical` where the texts are meant to differ; or the step taken out, or moved out of the
//! `on`, where it holds for all.
//!
//! ## Bad
//! ```kdl
//! content { field title { identical; on amazon { as "name"; append ", new" }; on shopify { as "name" } } }
//! ```
//! ## Good
//! ```kdl
//! content { field title { adapted; on amazon { as "name"; append ", new" }; on shopify { as "name" } } }
//! ```

use crate::diagnostic::{Category, Label, Level, Sink, Span};
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::offer::content::{ContentValue, common};
use crate::policy::Policy;
use crate::policy::content::{ChannelContent, ContentField, ContentStep, Piece, Sharing};
use crate::program::Program;
use crate::program::content::{ContentOp, ContentPlan, TemplatePiece};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "identical-field-differs",
    category: Category::Content,
    level: Level::Error,
    check: Check::All(&[Check::Static(check_policy), Check::OffersWhere(can_break, check, tell)]),
};

const HELP: &str =
    "write `adapted` in place of `identical` where the texts are meant to differ, or take the step out";

/// What of an `on` makes another text whatever the item holds: the word, and where it stands.
fn other_text(field: &ContentField, own: &ChannelContent) -> Option<(&'static str, Span)> {
    let from = own.from.as_ref().filter(|from| field.from.as_ref().is_some_and(|of| *of != from.value));
    if let Some(from) = from {
        return Some(("from", from.origin.span?));
    }
    own.steps.iter().skip(field.shared_steps).find_map(|step| {
        let makes = match &step.value {
            ContentStep::Template(pieces) => {
                !matches!((pieces.as_slice(), &field.from), ([Piece::Field(own)], Some(from)) if own == from)
            }
            ContentStep::Prepend(text) | ContentStep::Append(text) => !text.trim().is_empty(),
            _ => false,
        };
        makes.then_some((step.value.word(), step.origin.span?))
    })
}

fn check_policy(rule: &Rule, policy: &Policy, sink: &mut Sink) {
    for field in policy.content.fields.iter().filter(|field| field.sharing == Sharing::Identical) {
        let mut told: Vec<Span> = Vec::new();
        for own in field.channels.iter().filter(|_| field.channels.len() > 1) {
            let Some((word, span)) = other_text(field, own) else { continue };
            // one `on` may be of several channels
            if told.contains(&span) {
                continue;
            }
            told.push(span);
            let channel = policy.channels.get(own.channel).map_or("", |channel| channel.name.as_str());
            let message = format!(
                "`{}` is declared identical, and `{word}` makes it another text on `{channel}`",
                field.name
            );
            let mut finding = rule.finding(message, Label::new(span, "another text"));
            if let Some(node) = field.origin.span {
                finding = finding.with_label(node, "declared identical");
            }
            let address = own.origin.address.field(word).to_string();
            sink.push(finding.with_help(HELP).with_address(address).on_channel(channel));
        }
    }
}

fn tell(told: &Told<'_>) -> Telling {
    let (channel, field) = (told.channel(), told.figure("field"));
    let message = match told.group.count {
        1 => format!(
            "`{field}` is declared identical, and that of `{}` is another text on `{channel}`",
            told.worst()
        ),
        count => format!(
            "`{field}` is declared identical, and that of {count} SKUs is another text on `{channel}`, such as that \
             of `{}`",
            told.worst()
        ),
    };
    Telling {
        message,
        label: "makes it another text".to_owned(),
        others: vec!["declared identical".to_owned()],
        cell: format!("`{}` of `{}`", told.cause.field, told.worst()),
        help: HELP.to_owned(),
        ..Telling::default()
    }
}

fn is_looked_at(plan: &ContentPlan) -> bool {
    let has_own = plan.steps.len() > plan.shared_steps;
    plan.sharing == Sharing::Identical && has_own && !is_told(plan)
}

/// Whether a channel has steps of its own for a field that is identical.
fn can_break(program: &Program) -> bool {
    program.content_plans().any(is_looked_at)
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for field in look.fields() {
        let plan = field.plan;
        if !is_looked_at(plan) {
            continue;
        }
        let others =
            look.fields().any(|other| other.channel != field.channel && other.plan.name == plan.name);
        let (Some(own), Some(common)) = (&field.figure.value, common(plan, look.item)) else { continue };
        if others && !is_alike(own, &common) {
            // of several steps any may make it so: it is the channel's `on` that differs
            breaches.push(Breach { primary: plan.by, ..field.breach().against(plan.node) });
        }
    }
}

/// Whether the policy alone tells of it.
fn is_told(plan: &ContentPlan) -> bool {
    plan.from.is_none()
        || plan.steps.iter().skip(plan.shared_steps).any(|(op, _)| match op {
            ContentOp::Template(pieces) => {
                !matches!((pieces.as_slice(), plan.from), ([TemplatePiece::Source(own)], Some((from, _))) if *own == from)
            }
            ContentOp::Step(ContentStep::Prepend(text) | ContentStep::Append(text)) => !text.trim().is_empty(),
            ContentOp::Step(_) => false,
        })
}

/// Whether a text is another but for white space, or a list the first values of another.
fn is_alike(own: &ContentValue<'_>, common: &ContentValue<'_>) -> bool {
    if let (ContentValue::List(own), ContentValue::List(common)) = (own, common) {
        return own.len() <= common.len()
            && own.iter().zip(common).all(|(own, common)| letters(own).eq(letters(common)));
    }
    match (own, common) {
        (ContentValue::Text(own), ContentValue::Text(common)) => letters(own).eq(letters(common)),
        _ => false,
    }
}

fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|letter| !letter.is_whitespace())
}
