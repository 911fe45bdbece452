//! What an `allow` of the policy, or a comment above a node, lets pass.

use jiff::Timestamp;

use crate::diagnostic::{Diagnostic, Span};
use crate::model::Address;
use crate::policy::Policy;
use crate::policy::lint::Allow;

use super::look::{Breach, Look};
use super::rules::RULES;

/// The `allow`s that hold at an instant, by the index of their rule.
#[derive(Debug, Default)]
pub(super) struct Excuses {
    by_rule: Vec<Vec<(usize, Allow)>>,
}

impl Excuses {
    /// Those of a policy, the narrowest of each rule first.
    pub(super) fn new(policy: &Policy, at: Timestamp) -> Self {
        let of = |rule: &str| {
            let holding = policy.lint.allows.iter().enumerate().filter(|(_, own)| !own.is_over(at));
            holding.filter(|(_, own)| own.rule == rule).map(|(index, own)| (index, own.clone())).collect()
        };
        Self { by_rule: RULES.iter().map(|rule| of(rule.name)).collect() }
    }

    /// The `allow` that lets a breach pass, by its index in the policy.
    pub(super) fn of_breach(&self, look: &Look<'_>, breach: &Breach, rule: usize) -> Option<usize> {
        self.find(rule, || Subject::of_breach(look, breach))
    }

    /// The same for a row that was set aside.
    pub(super) fn of_row(&self, rule: usize, sku: Option<&str>) -> Option<usize> {
        let skus = sku.map(str::to_owned).into_iter().collect();
        self.find(rule, || Subject { skus, ..Subject::default() })
    }

    /// The same for a finding that is about no single SKU.
    pub(super) fn of_finding(&self, policy: &Policy, rule: usize, finding: &Diagnostic) -> Option<usize> {
        self.find(rule, || Subject::of_finding(policy, finding))
    }

    fn find(&self, rule: usize, subject: impl FnOnce() -> Subject) -> Option<usize> {
        let allows = self.by_rule.get(rule).filter(|allows| !allows.is_empty())?;
        let subject = subject();
        allows.iter().find(|(_, allow)| subject.is_allowed(allow)).map(|(index, _)| *index)
    }
}

/// What a finding is about, in the words of an `allow`.
#[derive(Debug, Default)]
struct Subject {
    channels: Vec<usize>,
    skus: Vec<String>,
    segments: Vec<usize>,
    promotions: Vec<String>,
    pools: Vec<usize>,
    /// Where its cause stands.
    place: Option<Span>,
    /// From when on it is so, where that is to come.
    starts: Option<Timestamp>,
}

impl Subject {
    fn of_breach(look: &Look<'_>, breach: &Breach) -> Self {
        let Look { policy, program, .. } = *look;
        let mut subject = Self {
            skus: vec![look.item.sku.clone()],
            segments: vec![look.resolved.segment],
            place: program.origin(breach.primary).and_then(|origin| origin.span),
            ..Self::default()
        };
        for by in std::iter::once(&breach.primary).chain(&breach.others) {
            let Some(address) = program.origin(*by).map(|origin| &origin.address) else { continue };
            match address.kind.as_str() {
                "promotion" => subject.promotions.extend(name_of(address).map(str::to_owned)),
                "pool" | "throttle" => subject.add_pool(policy, name_of(address)),
                _ => {}
            }
        }
        let is_promotion = |by| program.origin(by).is_some_and(|own| own.address.kind == "promotion");
        let made = program.promotions.iter().filter(|own| {
            let is_its_offer = own.by == breach.primary || breach.others.contains(&own.by);
            is_its_offer || (subject.promotions.contains(&own.name) && is_promotion(own.by))
        });
        subject.starts = made.map(|own| own.starts).max();
        subject.add_channel(policy, breach.at_fault());
        subject
    }

    fn of_finding(policy: &Policy, finding: &Diagnostic) -> Self {
        let mut subject = Self { place: Some(finding.primary.span), ..Self::default() };
        subject.add_channel(policy, finding.channel.as_deref().and_then(|name| policy.channel_named(name)));
        let address = finding.address.as_deref().and_then(|address| address.parse::<Address>().ok());
        let address = address.unwrap_or_default();
        for (key, name) in &address.selectors {
            let kind = if key == "name" { address.kind.as_str() } else { key.as_str() };
            subject.add(policy, kind, name);
        }
        for (kind, name) in &finding.about {
            subject.add(policy, kind, name);
        }
        if let ([case], 1) = (finding.cases.as_slice(), finding.count) {
            subject.skus.push(case.sku.clone());
        }
        subject
    }

    fn add(&mut self, policy: &Policy, kind: &str, name: &str) {
        match kind {
            "channel" => self.add_channel(policy, policy.channel_named(name)),
            "sku" => self.skus.push(name.to_owned()),
            "segment" => {
                self.segments.extend(policy.segments.iter().position(|segment| segment.name == name));
            }
            "promotion" => self.promotions.push(name.to_owned()),
            "pool" => self.add_pool(policy, Some(name)),
            _ => {}
        }
    }

    /// A channel, and the pool that it draws from.
    fn add_channel(&mut self, policy: &Policy, channel: Option<usize>) {
        let Some(channel) = channel else { return };
        self.channels.push(channel);
        self.pools.extend(policy.channels.get(channel).and_then(|own| own.pool));
    }

    fn add_pool(&mut self, policy: &Policy, name: Option<&str>) {
        self.pools.extend(name.and_then(|name| policy.pools.iter().position(|pool| pool.name == name)));
    }

    /// Whether it is what an `allow` lets pass, in all that this asks for.
    fn is_allowed(&self, allow: &Allow) -> bool {
        let is_in =
            |node: Span| self.place.is_some_and(|place| node.start <= place.start && place.end <= node.end);
        // what comes to be so when the allow is over was never let pass
        let is_later = self.starts.zip(allow.until.as_ref()).is_some_and(|(starts, own)| starts >= own.ends);
        !is_later
            && allow.channel.is_none_or(|own| self.channels.contains(&own))
            && allow.sku.as_ref().is_none_or(|own| self.skus.contains(own))
            && allow.segment.is_none_or(|own| self.segments.contains(&own))
            && allow.promotion.as_ref().is_none_or(|own| self.promotions.contains(own))
            && allow.pool.is_none_or(|own| self.pools.contains(&own))
            && allow.node.is_none_or(is_in)
    }
}

/// The name that selects a node, or the pool of one that has none of its own.
fn name_of(address: &Address) -> Option<&str> {
    address.selectors.first().map(|(_, name)| name.as_str())
}
