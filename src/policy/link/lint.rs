//! `lint` nodes and comments: levels of rules, and what may pass.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::model::literal::{InstantText, Name};
use crate::model::part::lint::{LintAllowPart, LintPart, LintRulePart};
use crate::model::{Address, Model};
use crate::nearest::{nearest, suggestion};
use crate::policy::Policy;
use crate::policy::lint::{Allow, Lint, RuleSetting, Until, category_of};
use crate::policy::rules::RULES;
use crate::policy::setting::{Origin, Setting};
use crate::value::Spanned;

use super::excuses;
use super::names::Names;

/// The categories of the rules; language is none that could be set.
const CATEGORIES: [Category; 6] = [
    Category::Policy,
    Category::Inventory,
    Category::Pricing,
    Category::Content,
    Category::Operations,
    Category::Catalog,
];

/// What a policy says of its own findings.
pub(super) fn lint(model: &Model, policy: &Policy, names: &Names<'_>, sink: &mut Sink) -> Lint {
    let mut parts: Vec<&Spanned<LintPart>> = model.document.lint.iter().collect();
    parts.sort_by_key(|part| part.span);
    let mut lint = Lint::default();
    let mut places: Vec<(&Name, Span)> = Vec::new();
    for part in parts.iter().flat_map(|part| &part.value.rule) {
        let name = &part.value.name;
        if let Some((_, first)) = places.iter().find(|(known, _)| **known == name.value) {
            sink.push(rule_twice(name, *first));
            continue;
        }
        places.push((&name.value, name.span));
        if !is_rule_or_category(name, sink) {
            continue;
        }
        let setting = rule_setting(&part.value, model.root, names, sink);
        lint.rules.insert(name.value.0.clone(), setting);
    }
    for part in parts.iter().flat_map(|part| &part.value.rule) {
        level_of_what_is_kept(&part.value, &lint, model.root, sink);
    }
    let nodes = parts.iter().flat_map(|part| &part.value.allow);
    let mut allows: Vec<Allow> = nodes.filter_map(|part| allow(part, policy, names, sink)).collect();
    allows.extend(excuses::excuses(&model.excuses, policy, sink));
    allows.retain(|allow| may_pass(allow, &lint, sink));
    tell_twice(&allows, sink);
    allows.sort_by_key(|allow| (std::cmp::Reverse(allow.width()), allow.origin.span));
    lint.allows = allows;
    lint
}

fn rule_setting(part: &LintRulePart, root: Option<Span>, names: &Names<'_>, sink: &mut Sink) -> RuleSetting {
    let name = &part.name;
    let address = Address::of("lint").field("rule").field(&name.value.0);
    let is_lost = ["rule.level", "rule.suppressible"].iter().any(|field| names.lost.may_have_kind(field));
    if part.level.is_none() && part.suppressible.is_none() && !is_lost {
        sink.push(says_nothing(name));
    }
    if let Some(own) = part.suppressible.as_ref().filter(|own| !is_in(root, own.span)) {
        sink.push(not_in_root(own.span));
    }
    let at = |field: &str| address.field(field);
    RuleSetting {
        level: part.level.as_ref().map(|own| Setting::written(own.value, at("level"), own.span)),
        suppressible: part
            .suppressible
            .as_ref()
            .map(|own| Setting::written(own.value, at("suppressible"), own.span)),
    }
}

/// A level in another file than the root's of a rule that the root keeps from being suppressed.
fn level_of_what_is_kept(part: &LintRulePart, lint: &Lint, root: Option<Span>, sink: &mut Sink) {
    let name = &part.name.value.0;
    let Some(category) = category_of(name) else { return };
    let Some(level) = part.level.as_ref().filter(|own| !is_in(root, own.span)) else { return };
    if let Some(kept) = lint.kept_by(name, category).and_then(|own| own.origin.span) {
        let message = format!("the root file keeps `{name}` from being suppressed, and this sets its level");
        sink.push(
            not_suppressible(message, level.span, kept)
                .with_help("set the level in the root file, `evenkeel.kdl`, or leave it as it is"),
        );
    }
}

fn is_in(root: Option<Span>, place: Span) -> bool {
    root.is_some_and(|root| root.start <= place.start && place.start <= root.end)
}

fn is_rule_or_category(name: &Spanned<Name>, sink: &mut Sink) -> bool {
    let own = name.value.0.as_str();
    let is_known = category_of(own).is_some() || CATEGORIES.iter().any(|category| category.name() == own);
    if own == Category::Language.name() {
        let message = "errors of the language weigh what they do everywhere".to_owned();
        sink.push(
            Diagnostic::error(
                "invalid-value",
                Category::Language,
                message,
                Label::new(name.span, "no category of rules"),
            )
            .with_help("take the line out: a policy that can't be read has no meaning"),
        );
    } else if !is_known {
        let known: Vec<&str> =
            RULES.iter().map(|(name, _)| *name).chain(CATEGORIES.map(Category::name)).collect();
        sink.push(unknown_rule(name, "rule or category", &known));
    }
    is_known
}

/// The rule that an `allow` names; one that there is not is told.
pub(super) fn rule(name: &Spanned<Name>, sink: &mut Sink) -> Option<String> {
    let own = name.value.0.as_str();
    let is_of_allows = ["unused-allow", "expired-allow"].contains(&own);
    if is_of_allows {
        sink.push(allows_itself(name));
        return None;
    }
    if category_of(own).is_none() {
        let is_category = CATEGORIES.iter().any(|category| category.name() == own);
        let known: Vec<&str> = RULES.iter().map(|(name, _)| *name).collect();
        sink.push(if is_category { allows_category(name) } else { unknown_rule(name, "rule", &known) });
        return None;
    }
    Some(own.to_owned())
}

fn allow(
    part: &Spanned<LintAllowPart>,
    policy: &Policy,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Option<Allow> {
    let own = &part.value;
    let rule = rule(&own.rule, sink);
    let mut is_whole = rule.is_some();
    let mut found = |name: &Option<Spanned<Name>>, index: Option<usize>| {
        is_whole &= name.is_none() || index.is_some();
        index
    };
    let mut address = Address::of("lint").field("allow");
    let channel = found(&own.channel, own.channel.as_ref().and_then(|name| names.channel(name, sink)));
    let segment = found(&own.segment, own.segment.as_ref().and_then(|name| names.segment(name, sink)));
    let pool = found(&own.pool, own.pool.as_ref().and_then(|name| names.pool(name, sink)));
    let promotions: Vec<String> = policy.promotions.iter().map(|own| own.name.clone()).collect();
    let promotion = found(
        &own.promotion,
        own.promotion.as_ref().and_then(|name| names.promotion(&promotions, name, sink)),
    );
    let named = [
        ("channel", &own.channel),
        ("segment", &own.segment),
        ("promotion", &own.promotion),
        ("pool", &own.pool),
    ];
    address = address.with("rule", &own.rule.value.0);
    for (key, name) in named {
        address = name.iter().fold(address, |address, name| address.with(key, &name.value.0));
    }
    address = own.sku.iter().fold(address, |address, sku| address.with("sku", &sku.value.0));
    let until = own.until.as_ref().map(|until| last_day(until, &policy.timezone, sink));
    if !is_whole || matches!(until, Some(None)) {
        return None;
    }
    Some(Allow {
        rule: rule?,
        channel,
        sku: own.sku.as_ref().map(|sku| sku.value.0.clone()),
        segment,
        promotion: promotion.and_then(|index| promotions.get(index).cloned()),
        pool,
        node: None,
        until: until.flatten(),
        reason: own.reason.value.0.clone(),
        origin: Origin::written(address, part.span),
    })
}

/// The end of a day in a zone; a text that is no day is told.
pub(super) fn last_day(text: &Spanned<InstantText>, timezone: &str, sink: &mut Sink) -> Option<Until> {
    let day = &text.value.0;
    let ends = end_of(day, timezone);
    if ends.is_none() {
        sink.push(no_day(day, text.span));
    }
    Some(Until { day: day.clone(), ends: ends?, span: text.span })
}

/// The first instant after a day; a midnight that a zone's clocks skip is the moment after it.
fn end_of(day: &str, timezone: &str) -> Option<Timestamp> {
    let zone = TimeZone::get(timezone).unwrap_or(TimeZone::UTC);
    let date = day.parse::<Date>().ok().filter(|_| day.len() == 10)?;
    let midnight = date.tomorrow().ok()?.to_datetime(jiff::civil::Time::midnight());
    zone.to_ambiguous_timestamp(midnight).compatible().ok()
}

/// Whether a rule's findings may pass at all; where not, that is told.
fn may_pass(allow: &Allow, lint: &Lint, sink: &mut Sink) -> bool {
    let Some(category) = category_of(&allow.rule) else { return false };
    let Some(kept) = lint.kept_by(&allow.rule, category) else { return true };
    let message = format!("the root file keeps `{}` from being suppressed", allow.rule);
    let place = allow.origin.span.unwrap_or_default();
    sink.push(
        not_suppressible(message, place, kept.origin.span.unwrap_or_default())
            .with_help("mend what the rule finds, or take `suppressible=#false` out of the root file"),
    );
    false
}

fn tell_twice(allows: &[Allow], sink: &mut Sink) {
    for (index, own) in allows.iter().enumerate() {
        let is_same = |other: &&Allow| {
            (&other.rule, &other.sku, &other.promotion) == (&own.rule, &own.sku, &own.promotion)
                && (other.channel, other.segment, other.pool, other.node)
                    == (own.channel, own.segment, own.pool, own.node)
        };
        let Some(first) = allows.iter().take(index).find(is_same) else { continue };
        let message = format!("`{}` is allowed twice for the same", own.rule);
        let place = own.origin.span.unwrap_or_default();
        sink.push(
            Diagnostic::error(
                "given-twice",
                Category::Language,
                message,
                Label::new(place, "the second time"),
            )
            .with_label(first.origin.span.unwrap_or_default(), "the first")
            .with_help("keep one of the two"),
        );
    }
}

fn not_suppressible(message: String, place: Span, kept: Span) -> Diagnostic {
    Diagnostic::error("not-suppressible", Category::Language, message, Label::new(place, "can't be let pass"))
        .with_label(kept, "kept here")
}

fn rule_twice(name: &Spanned<Name>, first: Span) -> Diagnostic {
    let message = format!("`rule {}` is given twice", name.value);
    Diagnostic::error("given-twice", Category::Language, message, Label::new(name.span, "the second time"))
        .with_label(first, "the first")
        .with_help("put what both say into one line")
}

fn says_nothing(name: &Spanned<Name>) -> Diagnostic {
    let message = format!("`rule {}` says nothing of it", name.value);
    Diagnostic::error(
        "missing-field",
        Category::Language,
        message,
        Label::new(name.span, "`level` belongs behind it"),
    )
    .with_help(format!(
        "write `rule {} level=warn`; the levels are `off`, `info`, `warn` and `error`",
        name.value
    ))
}

fn not_in_root(place: Span) -> Diagnostic {
    let message = "`suppressible` may stand in the root file alone".to_owned();
    Diagnostic::error("not-in-root", Category::Language, message, Label::new(place, "in another file"))
        .with_help("put the line into `evenkeel.kdl`, whose changes are the easiest to watch")
}

fn unknown_rule(name: &Spanned<Name>, kind: &str, known: &[&str]) -> Diagnostic {
    let own = name.value.0.as_str();
    let help = match nearest(own, known.iter().copied()) {
        Some(_) => suggestion(own, known),
        None => "`evenkeel rules` lists them; errors of the language are no rules and can't be let pass"
            .to_owned(),
    };
    let message = format!("there is no {kind} `{own}`");
    let label = Label::new(name.span, format!("no such {kind}"));
    Diagnostic::error("unknown-name", Category::Language, message, label).with_help(help)
}

fn allows_category(name: &Spanned<Name>) -> Diagnostic {
    let message = format!("`{}` is a category, and `allow` takes one rule", name.value);
    Diagnostic::error("invalid-value", Category::Language, message, Label::new(name.span, "a whole category"))
        .with_help(format!(
            "name the rule that may pass, or weigh all of them otherwise: `rule {} level=info`",
            name.value
        ))
}

fn allows_itself(name: &Spanned<Name>) -> Diagnostic {
    let message = format!("`{}` is about what is allowed, and can't be allowed itself", name.value);
    Diagnostic::error("invalid-value", Category::Language, message, Label::new(name.span, "about `allow`"))
        .with_help(format!(
            "mend the `allow` that it finds, or weigh it otherwise: `rule {} level=info`",
            name.value
        ))
}

fn no_day(day: &str, place: Span) -> Diagnostic {
    let message = format!("`{day}` is no day");
    Diagnostic::error("invalid-value", Category::Language, message, Label::new(place, "not a day"))
        .with_help("write the last day on which it holds, without a time, such as `2026-12-01`")
}
