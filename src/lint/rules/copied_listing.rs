//! # copied-listing
//!
//! A title, a description or bullets are declared adapted, and say the same on channels of different profiles.
//!
//! ## What it finds
//! In the policy alone: channels of different profiles on which an `adapted` field is made alike, from the same field
//! by the same steps, unless all of them have the same words and one is only cut to what it takes. In the catalog: SKUs
//! whose texts are the same although each channel is to have its own words, as where the column of one repeats the
//! title, or a template adds a field that is blank; of a field that is told of the policy nothing more is told. Steps
//! that fit a text to what a channel takes (`truncate`, `take`, `lines`, `strip-html`, `strip-tags`, `collapse-space`)
//! give it no other words: where they have nothing to cut, nothing is told. Channels of one profile, or of none, may
//! share their words.
//!
//! ## Why it matters
//! What sells on a marketplace is not what sells in one's own shop, and search engines show one of two equal texts.
//!
//! ## What settles it
//! `on CHANNEL { template … }`, or `from` a column of its own; `identical` where the same words are meant.
//!
//! ## Bad
//! ```kdl
//! profile bazaar { field title }
//! channel amazon { role marketplace; profile bazaar }
//! content { field title { adapted; on amazon shopify { as "name" } } }
//! ```
//! ## Good
//! ```kdl
//! profile bazaar { field title }
//! channel amazon { role marketplace; profile bazaar }
//! content { field title { identical; on amazon shopify { as "name" } } }
//! ```

use crate::diagnostic::{Category, Label, Level, Sink};
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, FieldLook, Look, Rule};
use crate::nearest::listed;
use crate::policy::Policy;
use crate::policy::content::{ChannelContent, ContentStep, Sharing};
use crate::program::Program;
use crate::program::content::ContentPlan;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "copied-listing",
    category: Category::Content,
    level: Level::Warn,
    check: Check::All(&[Check::Static(check_policy), Check::OffersWhere(can_break, check, tell)]),
};

/// The fields that are words to sell by.
const FIELDS: [&str; 3] = ["bullets", "description", "title"];

fn help(field: &str, channel: &str) -> String {
    format!(
        "give each its own words, `field {field} {{ on {channel} {{ template \"…\" }} }}` or `from` a column of its own; \
         write `identical` where the same words are meant"
    )
}

fn check_policy(rule: &Rule, policy: &Policy, sink: &mut Sink) {
    let adapted = policy.content.fields.iter().filter(|field| field.sharing == Sharing::Adapted);
    for field in adapted.filter(|field| FIELDS.contains(&field.name.as_str())) {
        let mut left: Vec<&ChannelContent> =
            field.channels.iter().filter(|own| is_selling(policy, own)).collect();
        if is_fitted(&left) {
            continue;
        }
        while let Some(first) = left.first().copied() {
            let (alike, others): (Vec<&ChannelContent>, Vec<_>) =
                left.into_iter().partition(|own| is_made_alike(first, own));
            left = others;
            let channels = alike.iter().filter_map(|own| policy.channels.get(own.channel));
            let channels: Vec<_> = channels.collect();
            let Some((one, rest)) = channels.split_first() else { continue };
            if rest.iter().all(|other| other.profile == one.profile) {
                continue;
            }
            let names = listed(channels.iter().map(|channel| channel.name.as_str()));
            let message = format!("`{}` is declared adapted, and is made alike on {names}", field.name);
            let place = field.origin.span.unwrap_or_default();
            let mut finding = rule.finding(message, Label::new(place, "declared adapted"));
            for channel in &channels {
                finding = finding.with_label(channel.name_span, format!("of profile `{}`", channel.profile));
            }
            let other = rest.first().unwrap_or(one);
            let address = field.origin.address.to_string();
            sink.push(finding.with_help(help(&field.name, &other.name)).with_address(address));
        }
    }
}

fn is_selling(policy: &Policy, own: &ChannelContent) -> bool {
    policy.channels.get(own.channel).is_some_and(crate::policy::channel::Channel::is_selling)
}

/// Whether every channel has the same words, and one has less of them than another: that is what it is declared for.
fn is_fitted(channels: &[&ChannelContent]) -> bool {
    fn words(own: &ChannelContent) -> Vec<&ContentStep> {
        own.steps.iter().map(|step| &step.value).filter(|step| !step.is_fitting()).collect()
    }
    let from = |own: &ChannelContent| own.from.as_ref().map(|from| from.value.clone());
    let Some((first, rest)) = channels.split_first() else { return false };
    rest.iter().all(|own| from(own) == from(first) && words(own) == words(first))
        && !rest.iter().all(|own| is_made_alike(first, own))
}

/// Whether both start from the same field and go through the same steps.
fn is_made_alike(one: &ChannelContent, other: &ChannelContent) -> bool {
    fn steps(own: &ChannelContent) -> impl Iterator<Item = &ContentStep> {
        own.steps.iter().map(|step| &step.value)
    }
    let from = |own: &ChannelContent| own.from.as_ref().map(|from| from.value.clone());
    from(one) == from(other) && steps(one).eq(steps(other))
}

fn tell(told: &Told<'_>) -> Telling {
    let (field, on) = (told.figure("field"), told.figure("on"));
    let message = match told.group.count {
        1 => format!("`{field}` is declared adapted, and that of `{}` is the same on {on}", told.worst()),
        count => format!(
            "`{field}` is declared adapted, and that of {count} SKUs is the same on channels of different profiles: \
             of `{}` on {on}",
            told.worst()
        ),
    };
    Telling {
        message,
        label: "declared adapted".to_owned(),
        cell: format!("`{}` of `{}`", told.cause.field, told.worst()),
        help: help(field, "CHANNEL"),
        ..Telling::default()
    }
}

fn is_looked_at(plan: &ContentPlan) -> bool {
    plan.is_comparable && FIELDS.contains(&plan.name.as_str())
}

/// Whether some texts are to be compared.
fn can_break(program: &Program) -> bool {
    program.content_plans().any(is_looked_at)
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for field in look.fields().filter(|field| is_looked_at(field.plan)) {
        let is_same =
            |other: &FieldLook<'_>| other.plan.name == field.plan.name && other.texts() == field.texts();
        let is_first = look.fields().find(is_same).is_some_and(|first| first.channel == field.channel);
        if field.figure.value.is_none() || !is_first {
            continue;
        }
        let channel = |index: usize| look.program.channels.get(index).map(|own| &own.channel);
        let profile = |own: &FieldLook<'_>| channel(own.channel).map(|own| own.profile.as_str());
        let same: Vec<FieldLook<'_>> = look.fields().filter(is_same).collect();
        let differs = |one: &FieldLook<'_>, other: &FieldLook<'_>| profile(one) != profile(other);
        // what is made alike is told of the policy
        let is_told = same
            .iter()
            .any(|one| same.iter().any(|other| differs(one, other) && one.plan.makes_what(other.plan)));
        let is_copied = |one: &FieldLook<'_>, other: &FieldLook<'_>| {
            differs(one, other) && !one.plan.has_words_of(other.plan)
        };
        if is_told || !same.iter().any(|one| same.iter().any(|other| is_copied(one, other))) {
            continue;
        }
        let names = listed(same.iter().filter_map(|own| channel(own.channel)).map(|own| own.name.as_str()));
        let breach = field.breach().with_figure("on", names).sized(same.len().into());
        breaches.push(Breach { primary: field.plan.node, channel: None, ..breach });
    }
}
