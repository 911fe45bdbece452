//! `content` and `require` to fields on channels.

mod templates;

use crate::content::{CutAt, Unit};
use crate::diagnostic::{Category, Diagnostic, Label, Level, Sink, Span};
use crate::item::{Field, FieldKind};
use crate::model::part::Document;
use crate::model::part::channel::{FeedValue, LimitUnit};
use crate::model::part::content::{
    ContentFieldPart, ContentOnPart, ContentStepPart, CutAtPart, TextUnit, TruncatePart,
};
use crate::model::{Address, FIGURES, nearest_feed_value};
use crate::policy::channel::Channel;
use crate::policy::content::{ChannelContent, Content, ContentField, ContentStep, Requirement, Sharing};
use crate::policy::setting::{Origin, Setting};
use crate::value::Spanned;

use super::conditions::{self, Where};
use super::names::{Names, by_name, named_twice};

/// Links what listings say.
pub(super) fn content(
    document: &Document,
    channels: &[Channel],
    names: &Names<'_>,
    sink: &mut Sink,
) -> Content {
    let mut nodes: Vec<_> = document.content.iter().collect();
    nodes.sort_by_key(|node| node.span);
    let truths = nodes.iter().filter_map(|node| node.value.source_of_truth.as_ref());
    let source_of_truth = truths.map(|name| name.value.0.clone()).next();
    let parts: Vec<Spanned<ContentFieldPart>> =
        nodes.iter().flat_map(|node| &node.value.field).cloned().collect();
    let fields = by_name("field", &parts, |part| &part.name, sink)
        .values()
        .filter_map(|part| field(part, channels, names, sink))
        .collect();
    let mut content = Content { source_of_truth, fields, requirements: Vec::new() };
    content.requirements = requirements(document, &content, names, sink);
    content
}

fn field(
    part: &Spanned<ContentFieldPart>,
    channels: &[Channel],
    names: &Names<'_>,
    sink: &mut Sink,
) -> Option<ContentField> {
    let own = &part.value;
    let sharing = sharing(part, sink)?;
    let linking = Linking { part, address: Address::named("field", &own.name.value.0), names };
    let on_channels = linking.named(sink);
    if sharing == Sharing::Unique && own.on.is_empty() {
        sink.push(unique_nowhere(part));
    }
    let mut fields = Vec::new();
    // what is wrong with the field is wrong on each of its channels, and told once
    let mut told = Sink::default();
    let shared_steps = linking.steps(None, None, &mut told).len();
    for (index, channel) in channels.iter().enumerate() {
        let on = on_channels.iter().find(|named| named.channel == index).map(|named| named.on);
        let is_given = on.is_some() || (sharing != Sharing::Unique && channel.knows(&own.name.value.0));
        if is_given {
            fields.extend(linking.on_channel(index, channel, on, &mut told));
        }
    }
    let is_reached = !fields.is_empty() || !told.diagnostics().is_empty() || sharing == Sharing::Unique;
    let mut places: Vec<Span> = Vec::new();
    for finding in told.into_sorted() {
        if !places.contains(&finding.primary.span) {
            places.push(finding.primary.span);
            sink.push(finding);
        }
    }
    if !is_reached && !names.lost.may_have_kind("profile") && on_channels.is_empty() {
        sink.push(unreached(part, channels));
    }
    let update = own.update.as_ref().map(|update| {
        let owner = update.value.owner.as_ref().map(|owner| owner.value.0.clone());
        Setting::written((update.value.via.value, owner), linking.address.field("update"), update.span)
    });
    let origin = Origin::written(linking.address.clone(), part.span);
    let name = own.name.value.0.clone();
    let from = own.from.as_ref().map(|from| from.value.0.clone()).or_else(|| name.parse().ok());
    Some(ContentField { name, sharing, channels: fields, update, from, shared_steps, origin })
}

/// Whether the field is the same everywhere; it has to say one of the three.
fn sharing(part: &Spanned<ContentFieldPart>, sink: &mut Sink) -> Option<Sharing> {
    let own = &part.value;
    let given = |flag: &Option<Spanned<bool>>, sharing| {
        flag.as_ref().filter(|flag| flag.value).map(|flag| (flag.span, sharing))
    };
    let all = [
        given(&own.identical, Sharing::Identical),
        given(&own.adapted, Sharing::Adapted),
        given(&own.unique, Sharing::Unique),
    ];
    let mut said: Vec<(Span, Sharing)> = all.into_iter().flatten().collect();
    said.sort_by_key(|(span, _)| *span);
    let name = &own.name.value.0;
    match said.as_slice() {
        [(_, sharing)] => Some(*sharing),
        [] => {
            let message = format!("field `{name}` does not say whether it is the same everywhere");
            let label = Label::new(own.name.span, "`identical`, `adapted` or `unique`");
            sink.push(language("missing-field", message, label).with_help(format!(
                "write `field {name} {{ identical; … }}` where every channel shows the same, `adapted` where each \
                 has its own wording, `unique` where only the channels named by `on` have it"
            )));
            None
        }
        [(first, _), (second, _), ..] => {
            let message = format!("field `{name}` says two things of how it is shared");
            let finding = language("given-twice", message, Label::new(*second, "the second"))
                .with_label(*first, "the first")
                .with_help("keep one of `identical`, `adapted` and `unique`");
            sink.push(finding);
            None
        }
    }
}

/// A field on its way to the channels.
struct Linking<'l> {
    part: &'l Spanned<ContentFieldPart>,
    address: Address,
    names: &'l Names<'l>,
}

/// A channel that an `on` names.
struct Named<'l> {
    channel: usize,
    place: Span,
    on: &'l Spanned<ContentOnPart>,
}

impl<'l> Linking<'l> {
    fn named(&self, sink: &mut Sink) -> Vec<Named<'l>> {
        let mut named: Vec<Named<'l>> = Vec::new();
        for on in &self.part.value.on {
            for name in &on.value.channels {
                let Some(channel) = self.names.channel(name, sink) else { continue };
                match named.iter().find(|known| known.channel == channel) {
                    Some(first) => sink.push(named_twice("on", &name.value.0, name.span, first.place)),
                    None => named.push(Named { channel, place: name.span, on }),
                }
            }
        }
        named
    }

    fn on_channel(
        &self,
        index: usize,
        channel: &Channel,
        on: Option<&Spanned<ContentOnPart>>,
        sink: &mut Sink,
    ) -> Option<ChannelContent> {
        let own = &self.part.value;
        let address =
            on.map_or_else(|| self.address.clone(), |_| self.address.clone().with("channel", &channel.name));
        let steps = self.steps(on, Some(channel), sink);
        let from = on.and_then(|on| on.value.from.as_ref()).or(own.from.as_ref());
        let from = from.map(|from| Setting::written(from.value.0.clone(), address.field("from"), from.span));
        let from = from.or_else(|| self.of_same_name(&address));
        let is_made = matches!(steps.first().map(|step| &step.value), Some(ContentStep::Template(_)));
        if from.is_none() && !is_made {
            sink.push(self.without_source(on.map(|on| on.span)));
            return None;
        }
        if let Some(from) = from.as_ref().filter(|from| from.value.kind() != FieldKind::Text) {
            sink.push(templates::no_text(&from.value, from.origin.span.unwrap_or(own.name.span)));
            return None;
        }
        self.check_lists(from.as_ref().map(|from| &from.value), &steps, sink);
        let key = on.and_then(|on| on.value.r#as.as_ref());
        Some(ChannelContent {
            channel: index,
            key: key.map(|key| key.value.0.clone()),
            key_span: key.map_or(own.name.span, |key| key.span),
            from: from.filter(|_| !is_made),
            steps,
            origin: Origin::written(address, on.map_or(self.part.span, |on| on.span)),
            is_named: on.is_some(),
        })
    }

    /// The field's own steps, then those of an `on`.
    fn steps(
        &self,
        on: Option<&Spanned<ContentOnPart>>,
        channel: Option<&Channel>,
        sink: &mut Sink,
    ) -> Vec<Setting<ContentStep>> {
        let own = self.part.value.steps.iter().map(|part| (part, self.address.clone()));
        let on = on.into_iter().flat_map(|on| &on.value.steps).map(|part| (part, self.on_address(channel)));
        let mut steps = Vec::new();
        for (part, address) in own.chain(on) {
            let Some(step) = self.step(part, channel, sink) else { continue };
            let origin = Origin::written(address.field(step.word()), part.span);
            steps.push(Setting { value: step, origin });
        }
        steps
    }

    fn on_address(&self, channel: Option<&Channel>) -> Address {
        let address = self.address.clone();
        match channel {
            Some(channel) => address.with("channel", &channel.name),
            None => address,
        }
    }

    /// The field of the item that has the name of the field.
    fn of_same_name(&self, address: &Address) -> Option<Setting<Field>> {
        let field = self.part.value.name.value.0.parse::<Field>().ok()?;
        Some(Setting::default_of(field, address.field("from")))
    }

    /// A step; `None` where it is switched off, or told as a mistake.
    fn step(
        &self,
        part: &Spanned<ContentStepPart>,
        channel: Option<&Channel>,
        sink: &mut Sink,
    ) -> Option<ContentStep> {
        Some(match &part.value {
            ContentStepPart::Template(text) => {
                ContentStep::Template(templates::pieces(&text.0, part.span, sink)?)
            }
            ContentStepPart::Replace(replace) if replace.what.value.0.is_empty() => {
                sink.push(nothing_to_replace(replace.what.span));
                return None;
            }
            ContentStepPart::Replace(replace) => {
                let with = replace.with.as_ref().map(|with| with.value.0.clone()).unwrap_or_default();
                ContentStep::Replace(replace.what.value.0.clone(), with)
            }
            ContentStepPart::Prepend(text) => ContentStep::Prepend(text.0.clone()),
            ContentStepPart::Append(text) => ContentStep::Append(text.0.clone()),
            ContentStepPart::Take(count) => ContentStep::Take(length(count.0)),
            ContentStepPart::Truncate(truncate) => self.truncate(truncate, channel),
            ContentStepPart::Unit(unit) => {
                ContentStep::Unit(unit.unit.value, unit.round.as_ref().map(|round| round.value.0))
            }
            ContentStepPart::Default(text) => ContentStep::Default(text.0.clone()),
            ContentStepPart::StripHtml(true) => ContentStep::StripHtml,
            ContentStepPart::StripTags(true) => ContentStep::StripTags,
            ContentStepPart::CollapseSpace(true) => ContentStep::CollapseSpace,
            ContentStepPart::Lines(true) => ContentStep::Lines,
            ContentStepPart::Upper(true) => ContentStep::Upper,
            ContentStepPart::TitleCase(true) => ContentStep::TitleCase,
            ContentStepPart::StripHtml(false)
            | ContentStepPart::StripTags(false)
            | ContentStepPart::CollapseSpace(false)
            | ContentStepPart::Lines(false)
            | ContentStepPart::Upper(false)
            | ContentStepPart::TitleCase(false) => return None,
        })
    }

    fn truncate(&self, part: &TruncatePart, channel: Option<&Channel>) -> ContentStep {
        let limits = channel.map(|channel| channel.limits.as_slice()).unwrap_or_default();
        let limit = limits.iter().find(|limit| limit.field == self.part.value.name.value.0);
        let unit = match (part.unit.as_ref().map(|unit| unit.value), limit.map(|limit| limit.unit)) {
            (Some(TextUnit::Bytes), _) | (None, Some(LimitUnit::Bytes)) => Unit::Bytes,
            _ => Unit::Characters,
        };
        let at = match part.at.as_ref().map(|at| at.value) {
            Some(CutAtPart::Char) => CutAt::Character,
            Some(CutAtPart::Word) | None => CutAt::Word,
        };
        ContentStep::Truncate(length(part.most.value.0), unit, at)
    }

    /// Tells steps of a list that stand where there is a text.
    fn check_lists(&self, from: Option<&Field>, steps: &[Setting<ContentStep>], sink: &mut Sink) {
        let mut is_list = from.is_some_and(Field::is_list);
        for step in steps {
            match &step.value {
                ContentStep::Template(_) => is_list = false,
                ContentStep::Lines => is_list = true,
                ContentStep::Take(_) if !is_list => {
                    let Some(span) = step.origin.span else { continue };
                    let message = format!("`take` picks from a list, and `{}` is a text here", self.name());
                    sink.push(
                        language("wrong-kind", message, Label::new(span, "there is nothing to pick from"))
                            .with_help("put `lines` before it, or cut the text with `truncate`"),
                    );
                }
                _ => {}
            }
        }
    }

    fn name(&self) -> &str {
        &self.part.value.name.value.0
    }

    fn without_source(&self, on: Option<Span>) -> Diagnostic {
        let name = self.name();
        let message = format!("field `{name}` starts from nothing");
        let label = Label::new(on.unwrap_or(self.part.value.name.span), "no `from` and no `template`");
        language("missing-field", message, label).with_help(format!(
            "`{name}` is no field of the catalog's items: write `from attribute.{name}`, or a `template` first"
        ))
    }
}

fn requirements(
    document: &Document,
    content: &Content,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Vec<Requirement> {
    let mut requirements: Vec<Requirement> = Vec::new();
    for part in &document.require {
        let own = &part.value;
        let name = &own.field.value.0;
        if !content.fields.iter().any(|field| field.name == *name) && !names.lost.may_have_name(name) {
            sink.push(unknown_content_field(&own.field.value.0, own.field.span, content));
        }
        let address = Address::named("require", name);
        requirements.push(Requirement {
            field: name.clone(),
            channels: own.on.iter().filter_map(|channel| names.channel(channel, sink)).collect(),
            conditions: conditions::link(&own.conditions, names, Where::AfterSegments, sink),
            origin: Origin::written(address, part.span),
        });
    }
    requirements.sort_by(|a, b| (&a.field, a.origin.span).cmp(&(&b.field, b.origin.span)));
    requirements
}

/// Tells columns of feeds that ask for content that the channel does not have.
pub(super) fn check_columns(content: &Content, channels: &[Channel], names: &Names<'_>, sink: &mut Sink) {
    if names.lost.may_have_kind("content") || names.lost.may_have_kind("field") {
        return;
    }
    for (index, channel) in channels.iter().enumerate() {
        for column in channel.feeds.iter().flat_map(|feed| &feed.columns) {
            let FeedValue::Content(name) = &column.value else { continue };
            let field = content.fields.iter().find(|field| field.name == name.0);
            if !field.is_some_and(|field| field.channels.iter().any(|own| own.channel == index)) {
                sink.push(unknown_column_value(&name.0, column.place, field.is_some(), channel));
            }
        }
    }
}

fn unknown_column_value(name: &str, place: Span, is_elsewhere: bool, channel: &Channel) -> Diagnostic {
    if is_elsewhere {
        let message =
            format!("the feed of `{}` asks for `{name}`, which the channel does not get", channel.name);
        let help = format!("give it to the channel: `field {name} {{ on {} {{ … }} }}`", channel.name);
        return language("unknown-name", message, Label::new(place, "not on this channel")).with_help(help);
    }
    let message = format!("`{name}` is no figure of the offer, and no field of the content or of the item");
    let help = match nearest_feed_value(name) {
        Some(near) => format!("write `{near}`"),
        None => {
            let figures = crate::nearest::listed(FIGURES);
            format!("a figure is one of {figures}; a column of your own is `attribute.{name}`")
        }
    };
    language("unknown-name", message, Label::new(place, "nothing has this name")).with_help(help)
}

fn unknown_content_field(name: &str, span: Span, content: &Content) -> Diagnostic {
    let known: Vec<&str> = content.fields.iter().map(|field| field.name.as_str()).collect();
    let message = format!("`content` has no field `{name}`");
    let help = if known.is_empty() {
        format!("write `content {{ field {name} {{ identical; from {name} }} }}`")
    } else {
        crate::nearest::suggestion(name, &known)
    };
    language("unknown-name", message, Label::new(span, "no such field")).with_help(help)
}

fn unreached(part: &Spanned<ContentFieldPart>, channels: &[Channel]) -> Diagnostic {
    let name = &part.value.name.value.0;
    let message =
        format!("field `{name}` reaches no channel: no profile of yours names it, and no `on` gives it");
    let example = channels.first().map_or("CHANNEL", |channel| channel.name.as_str());
    language("unreached-field", message, Label::new(part.value.name.span, "shown nowhere"))
        .at_level(Level::Warn)
        .with_help(format!(
            "say where it is shown, such as `field {name} {{ … on {example} }}`, or take it out"
        ))
}

fn unique_nowhere(part: &Spanned<ContentFieldPart>) -> Diagnostic {
    let name = &part.value.name.value.0;
    let message = format!("field `{name}` is unique to no channel");
    language("missing-field", message, Label::new(part.value.name.span, "no `on` names a channel"))
        .with_help(format!("say where it is shown: `field {name} {{ unique; on CHANNEL {{ … }} }}`"))
}

fn nothing_to_replace(span: Span) -> Diagnostic {
    let message = "`replace` looks for nothing";
    language("invalid-value", message.to_owned(), Label::new(span, "an empty text stands everywhere"))
        .with_help("write what is to be replaced: `replace \"&\" with=\"and\"`")
}

fn length(count: i64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn language(rule: &'static str, message: String, label: Label) -> Diagnostic {
    Diagnostic::error(rule, Category::Language, message, label)
}
