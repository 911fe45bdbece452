//! Comments that excuse a node: `// evenkeel: allow RULE until DATE — reason`.

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::model::literal::{InstantText, Name};
use crate::model::{Above, Address, Excuse};
use crate::nearest::nearest;
use crate::policy::Policy;
use crate::policy::lint::Allow;
use crate::policy::setting::Origin;
use crate::value::Spanned;

use super::lint;

/// What stands between what is allowed and why.
const DASHES: [&str; 4] = ["—", "–", "--", "-"];

/// How such a comment is written.
const FORM: &str = "write `// evenkeel: allow RULE until DATE — reason`; `until DATE` may be left out";

/// What comments let pass; what is wrong with one is told.
pub(super) fn excuses(comments: &[Excuse], policy: &Policy, sink: &mut Sink) -> Vec<Allow> {
    comments.iter().filter_map(|comment| excuse(comment, policy, sink)).collect()
}

fn excuse(comment: &Excuse, policy: &Policy, sink: &mut Sink) -> Option<Allow> {
    let words = words(comment);
    let mut words = words.iter().peekable();
    match words.next() {
        Some(word) if word.value == "allow" => {}
        word => {
            sink.push(no_allow(word, comment.span));
            return None;
        }
    }
    let Some(rule) = words.next().filter(|word| !DASHES.contains(&word.value)) else {
        sink.push(malformed("the comment names no rule", comment.span, "which rule?"));
        return None;
    };
    let name = Spanned { value: Name(rule.value.to_owned()), span: rule.span };
    let rule = lint::rule(&name, sink)?;
    let mut until = None;
    if words.next_if(|word| word.value == "until").is_some() {
        let Some(day) = words.next().filter(|word| !DASHES.contains(&word.value)) else {
            sink.push(malformed("the comment does not say until when", comment.span, "until which day?"));
            return None;
        };
        let day = Spanned { value: InstantText(day.value.trim_matches('"').to_owned()), span: day.span };
        until = Some(lint::last_day(&day, &policy.timezone, sink)?);
    }
    if let Some(word) = words.next_if(|word| !DASHES.contains(&word.value)) {
        let message = format!("a dash belongs before `{}`", word.value);
        sink.push(malformed(&message, word.span, "the reason stands behind a dash"));
        return None;
    }
    words.next();
    let reason: Vec<&str> = words.map(|word| word.value).collect();
    if reason.is_empty() {
        sink.push(malformed("the comment gives no reason", comment.span, "why may it pass?"));
        return None;
    }
    let node = below(comment, sink)?;
    Some(Allow {
        rule,
        channel: None,
        sku: None,
        segment: None,
        promotion: None,
        pool: None,
        node: Some(node),
        until,
        reason: reason.join(" "),
        origin: Origin::written(Address::of("comment").with("rule", &name.value.0), comment.span),
    })
}

/// The words of a comment with their places.
fn words(comment: &Excuse) -> Vec<Spanned<&str>> {
    let mut words = Vec::new();
    let mut at = 0;
    for word in comment.text.split_whitespace() {
        let found = comment.text.get(at..).and_then(|rest| rest.find(word));
        let start = at + found.unwrap_or_default();
        at = start + word.len();
        let place =
            |offset: usize| comment.span.start.saturating_add(u32::try_from(offset).unwrap_or_default());
        words.push(Spanned { value: word, span: Span::new(place(start), place(at)) });
    }
    words
}

/// The node that a comment excuses.
fn below(comment: &Excuse, sink: &mut Sink) -> Option<Span> {
    match comment.above {
        Above::Node(node) => return Some(node),
        Above::Lost => {}
        Above::Nothing => {
            sink.push(
                malformed("the comment stands above no node", comment.span, "nothing to excuse below it")
                    .with_help("put it on the line right above the node that it excuses"),
            );
        }
        Above::Behind => {
            sink.push(
                malformed("the comment stands behind what it excuses", comment.span, "not above a node")
                    .with_help("put it on a line of its own, right above the node"),
            );
        }
    }
    None
}

fn no_allow(word: Option<&Spanned<&str>>, comment: Span) -> Diagnostic {
    let Some(word) = word else { return malformed("the comment says nothing", comment, "nothing behind it") };
    let message = format!("a comment for evenkeel says `allow`, and this one says `{}`", word.value);
    let finding = malformed(&message, word.span, "not `allow`");
    match nearest(word.value, ["allow"]) {
        Some(near) => finding.with_help(format!("did you mean `{near}`?")),
        None => finding,
    }
}

fn malformed(message: &str, place: Span, label: &str) -> Diagnostic {
    Diagnostic::error("malformed-comment", Category::Language, message, Label::new(place, label))
        .with_help(FORM)
}
