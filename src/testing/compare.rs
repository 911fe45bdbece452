//! What a channel shows against what was expected of it.

use std::cell::LazyCell;

use crate::diagnostic::{Diagnostic, Sources, Span};
use crate::exact::{Currency, Decimal};
use crate::explain::{ChannelExplanation, explain};
use crate::feed::{State, amount};
use crate::item::Item;
use crate::lint::{Held, rule};
use crate::offer::{Amount, Offer, Quantity, Resolved};
use crate::policy::Policy;
use crate::policy::test::{Expect, Expected, ExpectedFigure, Test};
use crate::program::{By, Program};

use super::bless::literal;
use super::failure::{Failure, FailureKind, Sides, failure, no_finding};
use super::rules::runs;

/// A test, and what is there at its instant.
pub(super) struct Run<'a> {
    pub(super) test: &'a Test,
    pub(super) policy: &'a Policy,
    pub(super) program: &'a Program,
    pub(super) item: &'a Item,
    pub(super) resolved: &'a Resolved,
    /// What holds the item back, by the rules that run in a test.
    pub(super) held: &'a [Held],
    pub(super) findings: &'a [Diagnostic],
    pub(super) sources: &'a Sources,
}

/// The item on a channel step by step, once somebody asks.
type Lazy<'a> = LazyCell<ChannelExplanation, Box<dyn FnOnce() -> ChannelExplanation + 'a>>;

/// Why an item is held back from a channel: the rule, its words, and the setting at fault.
struct Reason {
    rule: String,
    words: String,
    at: Option<(Span, String)>,
}

impl Run<'_> {
    /// What is not as expected on a channel; what holds the item back there is told at its first `expect` alone.
    pub(super) fn expected(&self, expect: &Expect, is_first: bool, failures: &mut Vec<Failure>) {
        let Some(channel) = self.policy.channels.get(expect.channel) else { return };
        let offer = self.resolved.on(expect.channel);
        // the steps are retraced only where something fails
        let explained: &Lazy<'_> = &LazyCell::new(Box::new(|| self.explained(expect.channel)));
        let before = failures.len();
        match expect.state {
            Some((state, span)) => failures.extend(self.state(expect, (state.name(), span), explained)),
            None if offer.is_none() => failures.push(self.not_listed(expect, &channel.name, explained)),
            None if is_first => failures.extend(self.held_back(expect, explained)),
            None => {}
        }
        let is_told = failures.len() > before;
        for expected in &expect.figures {
            let got = offer.and_then(|offer| figure(offer, expected.figure));
            // what is not there for want of the offer, or of what holds it back, is told already
            let is_withheld = offer.is_none_or(|offer| !offer.holds.is_empty());
            if got.is_none() && is_withheld && is_told {
                continue;
            }
            if got.map(|got| got.value) != expected.value {
                failures.push(self.figure(expect.channel, expected, got, explained));
            }
        }
    }

    fn state(
        &self,
        expect: &Expect,
        (expected, span): (&str, Span),
        explained: &Lazy<'_>,
    ) -> Option<Failure> {
        let offer = self.resolved.on(expect.channel);
        let got = offer.map_or("not-listed", |offer| State::of(offer, self.held).name());
        if got == expected {
            return None;
        }
        let channel = &explained.channel;
        let message = format!("on `{channel}` the item is {got}, expected {expected}");
        let sides =
            Sides { channel, subject: "state", expected: expected.to_owned(), got: got.to_owned(), span };
        let mut own = failure(FailureKind::State, sides, message, got.to_owned());
        let reason = self.reasons(expect.channel, explained).into_iter().next();
        if let Some(reason) = reason.filter(|_| got == "quarantined") {
            own.finding.help = Some(format!("`{}`: {}", reason.rule, reason.words));
            label(&mut own, reason.at);
        } else if let Some(by) = offer.and_then(|offer| offer.paused_by).filter(|_| got == "paused") {
            own.finding.help = Some(format!("paused by `{}`", self.program.address(by)));
            label(&mut own, self.place(by).map(|span| (span, "pauses it".to_owned())));
            trace(&mut own, "quantity", explained);
        } else if got == "not-listed" {
            own.finding.help = Some(why_not_listed(explained));
            label(&mut own, self.lists(expect.channel));
        }
        own.edit = Some((span, literal(self.sources.text(span), got)));
        Some(own)
    }

    fn not_listed(&self, expect: &Expect, channel: &str, explained: &Lazy<'_>) -> Failure {
        let sides = Sides {
            channel,
            subject: "state",
            expected: "listed".to_owned(),
            got: "not-listed".to_owned(),
            span: expect.span,
        };
        let message = format!("`{channel}` does not carry the item, so it shows nothing of it");
        let mut own = failure(FailureKind::NotListed, sides, message, "shows nothing of it".to_owned());
        let why = why_not_listed(explained);
        own.finding.help =
            Some(format!("{why}; where that is meant, write `expect {channel} state=not-listed`"));
        label(&mut own, self.lists(expect.channel));
        own
    }

    /// The rules that hold the item back without anybody expecting it.
    fn held_back(&self, expect: &Expect, explained: &Lazy<'_>) -> Vec<Failure> {
        let is_held = self.held.iter().any(|held| held.channel == expect.channel)
            || self.resolved.on(expect.channel).is_some_and(|offer| !offer.holds.is_empty());
        let states = self.test.expects.iter().filter(|own| own.channel == expect.channel);
        if !is_held || states.into_iter().any(|own| own.state.is_some()) {
            return Vec::new();
        }
        let expected = |rule: &str| self.test.findings.iter().any(|own| own.value == rule);
        let reasons = self.reasons(expect.channel, explained);
        let unexpected = reasons.into_iter().filter(|reason| !expected(&reason.rule));
        unexpected.map(|reason| held_back(expect, &explained.channel, reason)).collect()
    }

    /// Why the item is held back from a channel, one a rule.
    fn reasons(&self, channel: usize, explained: &Lazy<'_>) -> Vec<Reason> {
        let mut rules: Vec<&str> =
            self.held.iter().filter(|held| held.channel == channel).map(|held| held.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        let mut reasons: Vec<Reason> = rules.iter().map(|rule| self.reason(rule, "", explained)).collect();
        // a blank that holds back from several channels is no breach of one
        let blanks = explained.because.iter().filter_map(|because| because.split_once(": "));
        let others = blanks.filter(|(rule, _)| !rules.contains(rule));
        reasons.extend(others.map(|(rule, words)| self.reason(rule, words, explained)));
        reasons
    }

    fn reason(&self, rule: &str, words: &str, explained: &Lazy<'_>) -> Reason {
        let of_rule = || self.findings.iter().filter(|finding| finding.rule == rule);
        let here = of_rule().find(|finding| finding.channel.as_deref() == Some(&explained.channel));
        let finding = here.or_else(|| of_rule().next());
        let at = finding.map(|finding| &finding.primary).filter(|primary| !primary.span.is_empty());
        Reason {
            rule: rule.to_owned(),
            words: finding.map_or(words, |finding| &finding.message).to_owned(),
            at: at.map(|primary| (primary.span, primary.text.clone())),
        }
    }

    fn figure(
        &self,
        channel: usize,
        expected: &Expected,
        got: Option<Amount>,
        explained: &Lazy<'_>,
    ) -> Failure {
        let currency = self.policy.channels.get(channel).map(|own| own.currency.value).unwrap_or_default();
        let shown = |value: Option<Decimal>| shown(value, expected.figure, currency);
        let (wanted, there) = (shown(expected.value), shown(got.map(|got| got.value)));
        let figure = expected.figure.name();
        let message = format!("`{}` shows {figure} {there}, expected {wanted}", explained.channel);
        let sides = Sides {
            channel: &explained.channel,
            subject: figure,
            expected: wanted,
            got: there.clone(),
            span: expected.span,
        };
        let mut own = failure(FailureKind::Figure, sides, message, there.clone());
        let made = got.and_then(|got| self.place(got.by));
        label(&mut own, made.map(|span| (span, format!("makes it {there}"))));
        trace(&mut own, figure, explained);
        own.edit = Some((expected.span, literal(self.sources.text(expected.span), &there)));
        own
    }

    /// The rules that were to find something and did not.
    pub(super) fn rules(&self, failures: &mut Vec<Failure>) {
        let mut found: Vec<&str> = self.findings.iter().map(|finding| finding.rule).collect();
        found.sort_unstable();
        found.dedup();
        let missing = self.test.findings.iter().filter(|rule| !found.contains(&rule.value.as_str()));
        failures.extend(
            missing.map(|rule| no_finding(&rule.value, rule.origin.span.unwrap_or_default(), &found)),
        );
    }

    fn explained(&self, channel: usize) -> ChannelExplanation {
        let own = explain(self.policy, self.program, self.item, Some(channel), None, self.sources);
        let name = self.policy.channels.get(channel).map(|own| own.name.clone()).unwrap_or_default();
        own.channels.into_iter().next().unwrap_or(ChannelExplanation {
            channel: name,
            state: String::new(),
            because: Vec::new(),
            currency: String::new(),
            figures: Vec::new(),
            content: Vec::new(),
        })
    }

    /// What leaves the item out of a channel.
    fn lists(&self, channel: usize) -> Option<(Span, String)> {
        let own = self.policy.channels.get(channel)?;
        let lists = own.lists.as_ref().filter(|_| own.is_selling())?;
        Some((lists.origin.span?, "leaves it out".to_owned()))
    }

    /// The place of a setting of the policy itself.
    fn place(&self, by: By) -> Option<Span> {
        let span = self.program.origin(by)?.span?;
        let is_own = self.sources.place(span).is_some_and(|place| !place.file.starts_with("<built-in>"));
        is_own.then_some(span)
    }
}

/// Adds the steps of a figure, where there are any, and those of the buffer to a quantity.
fn trace(failure: &mut Failure, figure: &str, explained: &ChannelExplanation) {
    let is_part = |own: &str| own == figure || (figure == "quantity" && own == "buffer");
    failure.figures = explained.figures.iter().filter(|own| is_part(own.figure)).cloned().collect();
    failure.currency.clone_from(&explained.currency);
}

fn label(failure: &mut Failure, at: Option<(Span, String)>) {
    if let Some((span, text)) = at {
        failure.finding = failure.finding.clone().with_label(span, text);
    }
}

/// The words for why a channel does not carry the item.
fn why_not_listed(explained: &ChannelExplanation) -> String {
    let because = explained.because.first().map_or("", String::as_str);
    if !because.contains("`lists`") {
        return because.to_owned();
    }
    format!("{because}; a field that the test does not give is blank, and a blank matches no condition")
}

fn held_back(expect: &Expect, channel: &str, reason: Reason) -> Failure {
    let Reason { rule, words, at } = reason;
    let sides = Sides {
        channel,
        subject: &rule,
        expected: "shown".to_owned(),
        got: "held back".to_owned(),
        span: expect.span,
    };
    let message = format!("`{rule}` holds the item back from `{channel}`: {words}");
    let mut own = failure(FailureKind::HeldBack, sides, message, "shows nothing of it".to_owned());
    own.finding.help = Some(if rule_is_expectable(&rule) {
        format!("where that is meant, write `expect-finding {rule}` into the test")
    } else {
        format!("where that is meant, write `expect {channel} state=quarantined`")
    });
    label(&mut own, at);
    own
}

fn rule_is_expectable(name: &str) -> bool {
    rule(name).is_some_and(runs)
}

fn figure(offer: &Offer, figure: ExpectedFigure) -> Option<Amount> {
    match figure {
        ExpectedFigure::List => offer.list,
        ExpectedFigure::Sale => offer.sale,
        ExpectedFigure::Coupon => offer.coupon,
        ExpectedFigure::Landed => offer.landed,
        ExpectedFigure::CompareAt => offer.compare_at,
        ExpectedFigure::Quantity => match offer.quantity {
            Some(Quantity::Units(units)) => Some(units),
            Some(Quantity::Held) | None => None,
        },
    }
}

/// A value as the policy writes it; a price that is finer than the currency's money keeps all its digits.
fn shown(value: Option<Decimal>, figure: ExpectedFigure, currency: Currency) -> String {
    let Some(value) = value else { return "none".to_owned() };
    if figure == ExpectedFigure::Quantity {
        return value.normalize().to_string();
    }
    let plain = amount(value, currency);
    if plain == value { plain.to_string() } else { value.to_string() }
}
