//! What is not as a test expects it: one finding each, with both sides and the steps of the figure.

use crate::diagnostic::{Category, Diagnostic, Label, Span};
use crate::explain::FigureExplanation;
use crate::nearest::listed;

use super::bless::Edit;

/// Something that is not as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// In what way.
    pub kind: FailureKind,
    /// The channel; `None` for a rule that finds nothing.
    pub channel: Option<String>,
    /// The figure, `state`, or the rule.
    pub subject: String,
    /// What is expected; `None` where nothing was to be found.
    pub expected: Option<String>,
    /// What is there; `None` where nothing was found.
    pub got: Option<String>,
    /// The same in words, at the place of what is expected.
    pub finding: Diagnostic,
    /// How the figure came to be, with the buffer of a quantity; none for the other failures.
    pub figures: Vec<FigureExplanation>,
    /// The currency of the figure's amounts; empty for the other failures.
    pub currency: String,
    /// The literal that would hold, and where it belongs.
    pub edit: Option<Edit>,
}

/// In what way a test fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailureKind {
    /// A price or a quantity is another.
    Figure,
    /// The item is in another state on a channel.
    State,
    /// A channel that is expected to show something does not carry the item.
    NotListed,
    /// A rule holds the item back from such a channel.
    HeldBack,
    /// A rule that is expected to find something finds nothing.
    NoFinding,
}

impl FailureKind {
    /// The word for it, in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Figure => "figure",
            Self::State => "state",
            Self::NotListed => "not-listed",
            Self::HeldBack => "held-back",
            Self::NoFinding => "no-finding",
        }
    }
}

/// Both sides of something that a channel was to show.
pub(super) struct Sides<'a> {
    pub(super) channel: &'a str,
    pub(super) subject: &'a str,
    pub(super) expected: String,
    pub(super) got: String,
    pub(super) span: Span,
}

/// A failure of a channel, with words of its own.
pub(super) fn failure(kind: FailureKind, sides: Sides<'_>, message: String, label: String) -> Failure {
    Failure {
        kind,
        channel: Some(sides.channel.to_owned()),
        subject: sides.subject.to_owned(),
        expected: Some(sides.expected),
        got: Some(sides.got),
        finding: finding(message, sides.span, label).on_channel(sides.channel),
        figures: Vec::new(),
        currency: String::new(),
        edit: None,
    }
}

/// A rule that was to find something.
pub(super) fn no_finding(rule: &str, span: Span, found: &[&str]) -> Failure {
    let (label, help) = match found {
        [] => ("finds nothing", "no rule finds anything in this item at this instant".to_owned()),
        found => ("finds nothing", format!("what finds something: {}", listed(found.iter().copied()))),
    };
    Failure {
        kind: FailureKind::NoFinding,
        channel: None,
        subject: rule.to_owned(),
        expected: Some(rule.to_owned()),
        got: None,
        finding: finding(format!("`{rule}` finds nothing"), span, label.to_owned()).with_help(help),
        figures: Vec::new(),
        currency: String::new(),
        edit: None,
    }
}

fn finding(message: String, span: Span, label: String) -> Diagnostic {
    Diagnostic::error("failed-test", Category::Policy, message, Label::new(span, label))
}
