//! How much findings weigh here, and which of them the seller lets pass.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::diagnostic::{Category, Span};
use crate::model::part::lint::LintLevel;

use super::rules::RULES;
use super::setting::{Origin, Setting};

/// What the policy says of its own findings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lint {
    /// By the name of a rule or a category.
    pub rules: BTreeMap<String, RuleSetting>,
    /// What may pass: the narrowest first, those of one width in the order of their places.
    pub allows: Vec<Allow>,
}

/// What is said of a rule or a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSetting {
    /// How much a finding weighs; `None`: nothing is said of that.
    pub level: Option<Setting<LintLevel>>,
    /// Whether an `allow` may let it pass; `None`: nothing is said of that.
    pub suppressible: Option<Setting<bool>>,
}

/// Findings that may pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// The rule.
    pub rule: String,
    /// Only on this channel, by its index.
    pub channel: Option<usize>,
    /// Only for this SKU.
    pub sku: Option<String>,
    /// Only for SKUs of this segment, by its index.
    pub segment: Option<usize>,
    /// Only what this promotion makes so.
    pub promotion: Option<String>,
    /// Only for this pool, by its index.
    pub pool: Option<usize>,
    /// Only where the cause stands in this node: that below the comment which allows it.
    pub node: Option<Span>,
    /// Until when it holds; `None`: for good.
    pub until: Option<Until>,
    /// Why.
    pub reason: String,
    /// The node or comment.
    pub origin: Origin,
}

/// The last day of an `allow`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Until {
    /// The day as written.
    pub day: String,
    /// The first instant after that day in the policy's zone.
    pub ends: Timestamp,
    /// Where it stands.
    pub span: Span,
}

impl Lint {
    /// How much the findings of a rule weigh, where the policy says so: what is said of the rule itself, else of its
    /// category. What is said of a category does not reach a rule that can't be suppressed by its own line.
    pub fn level(&self, rule: &str, category: Category) -> Option<LintLevel> {
        let own = self.rules.get(rule);
        let level = |setting: &RuleSetting| setting.level.as_ref().map(|level| level.value);
        if let Some(level) = own.and_then(level) {
            return Some(level);
        }
        let is_kept = own.and_then(|own| own.suppressible.as_ref()).is_some_and(|own| !own.value);
        self.rules.get(category.name()).filter(|_| !is_kept).and_then(level)
    }

    /// What keeps findings of a rule from being let pass: `suppressible=#false` of the rule, or of its category.
    pub fn kept_by(&self, rule: &str, category: Category) -> Option<&Setting<bool>> {
        let said = |name: &str| self.rules.get(name).and_then(|own| own.suppressible.as_ref());
        said(rule).or_else(|| said(category.name())).filter(|own| !own.value)
    }
}

impl Allow {
    /// Whether it is over at an instant.
    pub fn is_over(&self, at: Timestamp) -> bool {
        self.until.as_ref().is_some_and(|until| at >= until.ends)
    }

    /// How narrow it is: the number of things that it asks for.
    pub fn width(&self) -> usize {
        let asked = [
            self.channel.is_some(),
            self.sku.is_some(),
            self.segment.is_some(),
            self.promotion.is_some(),
            self.pool.is_some(),
            // a comment speaks of one node, which is narrower than any name
            self.node.is_some(),
        ];
        asked.iter().filter(|asked| **asked).count() + usize::from(self.node.is_some()) * asked.len()
    }
}

/// The category of a rule, where there is one of the name.
pub fn category_of(rule: &str) -> Option<Category> {
    RULES.iter().find(|(name, _)| *name == rule).map(|(_, category)| *category)
}
