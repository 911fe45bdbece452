//! What a listing says: each field from the item's text through its steps.

use std::borrow::Cow;

use crate::content::{NoUnit, collapse_space, in_unit, strip_html, strip_tags, title_case, truncate};
use crate::exact::MeasureUnit;
use crate::item::Item;
use crate::policy::content::ContentStep;
use crate::program::content::{ContentOp, ContentPlan, TemplatePiece, TextSource};
use crate::program::{By, Program};

use super::trace::{Figure, Trace};
use super::{Context, Resolved, test};

/// What a field of a listing holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentValue<'i> {
    /// A text.
    Text(Cow<'i, str>),
    /// Several, in their order.
    List(Vec<Cow<'i, str>>),
}

impl<'i> ContentValue<'i> {
    /// Its texts: one, or those of the list.
    pub fn texts(&self) -> &[Cow<'i, str>] {
        match self {
            Self::Text(text) => std::slice::from_ref(text),
            Self::List(texts) => texts,
        }
    }

    /// Its texts: one, or those of the list.
    pub fn into_texts(self) -> Vec<String> {
        match self {
            Self::Text(text) => vec![text.into_owned()],
            Self::List(texts) => texts.into_iter().map(Cow::into_owned).collect(),
        }
    }
}

/// A field of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentFigure<'i> {
    /// What it holds; `None` where the item has nothing for it.
    pub value: Option<ContentValue<'i>>,
    /// The last step that changed it.
    pub by: By,
    /// Who asks for it of this SKU; `None` where it may be left out.
    pub required_by: Option<By>,
    /// The step that asks for a unit in which the text can't be told.
    pub no_unit: Option<Box<LostUnit>>,
    /// The place of the step that changed it last: 0 for none, 1 for the item's text, then the steps.
    step: usize,
    /// The `truncate` that dropped most of it, where one dropped any.
    pub cut: Option<TextCut>,
}

/// What a `truncate` left of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextCut {
    /// The step.
    pub by: By,
    /// Its index among the field's.
    pub step: usize,
    /// The characters that it left.
    pub kept: usize,
    /// The characters that there were.
    pub of: usize,
}

impl TextCut {
    /// Whether it dropped more of its text than another of its own.
    fn is_worse_than(&self, other: &Self) -> bool {
        self.kept * other.of < other.kept * self.of
    }
}

impl<'i> ContentFigure<'i> {
    /// Its texts: one, those of a list, or none.
    pub fn texts(&self) -> &[Cow<'i, str>] {
        self.value.as_ref().map(ContentValue::texts).unwrap_or_default()
    }

    /// The same of another plan, which takes the same steps.
    fn by_another(&self, plan: &ContentPlan) -> Self {
        let of_step = |step: usize| plan.steps.get(step).map(|(_, by)| *by);
        let by = match self.step {
            0 => Some(plan.by),
            1 => plan.from.map(|(_, by)| by),
            step => of_step(step - 2),
        };
        let no_unit = self
            .no_unit
            .as_ref()
            .map(|lost| LostUnit { by: of_step(lost.step).unwrap_or(lost.by), ..*lost.clone() })
            .map(Box::new);
        let cut = self.cut.map(|cut| TextCut { by: of_step(cut.step).unwrap_or(cut.by), ..cut });
        Self { by: by.unwrap_or(plan.by), no_unit, cut, ..self.clone() }
    }
}

/// A text that can't be told in the unit that a step asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostUnit {
    /// Whoever gave the step.
    pub by: By,
    /// The text before it.
    pub text: String,
    /// The unit.
    pub unit: MeasureUnit,
    /// Why.
    pub why: NoUnit,
    /// The place of the step among those of its field.
    step: usize,
}

/// What a SKU's listings say on every channel that it is offered on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listings<'i> {
    /// Of one channel after the other.
    figures: Vec<ContentFigure<'i>>,
    /// Where those of each channel end.
    ends: Vec<usize>,
}

impl<'i> Listings<'i> {
    /// Makes the listings of a SKU; nothing is done where the policy has no content.
    pub fn new(program: &'i Program, item: &'i Item, resolved: &Resolved) -> Self {
        let most = program.channels.iter().map(|own| own.content.len()).sum();
        if most == 0 {
            return Self::default();
        }
        let context = Context { program, item, segment: resolved.segment };
        let ends = Vec::with_capacity(program.channels.len());
        let mut listings = Self { figures: Vec::with_capacity(most), ends };
        for (channel, own) in program.channels.iter().enumerate() {
            let is_offered = resolved.on(channel).is_some();
            for (index, plan) in own.content.iter().enumerate().filter(|_| is_offered) {
                let same = plan.same_as.and_then(|(channel, index)| listings.on(channel).get(index));
                let made = match same {
                    Some(same) => same.by_another(plan),
                    None => figure(plan, item, (channel, Figure::Content(index)), &mut ()),
                };
                listings.figures.push(ContentFigure { required_by: required_by(context, plan), ..made });
            }
            listings.ends.push(listings.figures.len());
        }
        listings
    }

    /// The fields on a channel, in the order of its plans; none where it does not list the SKU.
    pub fn on(&self, channel: usize) -> &[ContentFigure<'i>] {
        let start = channel.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let end = self.ends.get(channel).copied().unwrap_or_default();
        self.figures.get(start.unwrap_or_default()..end).unwrap_or_default()
    }
}

/// The fields of the listing of a SKU of a segment on a channel, in the order of the channel's plans.
pub fn content<'i>(
    program: &'i Program,
    item: &'i Item,
    segment: usize,
    channel: usize,
    trace: &mut impl Trace,
) -> Vec<ContentFigure<'i>> {
    let context = Context { program, item, segment };
    let plans = program.channels.get(channel).map(|own| own.content.as_slice()).unwrap_or_default();
    let each = plans.iter().enumerate();
    each.map(|(index, plan)| {
        let figure = figure(plan, item, (channel, Figure::Content(index)), trace);
        ContentFigure { required_by: required_by(context, plan), ..figure }
    })
    .collect()
}

fn required_by(context: Context<'_>, plan: &ContentPlan) -> Option<By> {
    plan.required.iter().find(|(tests, _)| test::all(context, tests)).map(|(_, by)| *by)
}

fn figure<'i>(
    plan: &'i ContentPlan,
    item: &'i Item,
    (channel, figure): (usize, Figure),
    trace: &mut impl Trace,
) -> ContentFigure<'i> {
    let mut value = None;
    let (mut by, mut step) = (plan.by, 0);
    let mut cut: Option<TextCut> = None;
    if let Some((from, from_by)) = plan.from {
        value = text_of(item, from).map(|text| first_value(text, plan.is_list));
        (by, step) = (from_by, 1);
        trace.step(channel, figure, "from", by, || shown(value.as_ref()));
    }
    let mut no_unit = None;
    for (index, (op, step_by)) in plan.steps.iter().enumerate() {
        no_unit = no_unit.or_else(|| lost_unit((index, op), *step_by, value.as_ref()).map(Box::new));
        let after = apply(op, item, value.clone());
        if after != value {
            (by, step) = (*step_by, index + 2);
            let own = worst_cut(op, value.as_ref(), after.as_ref());
            let own = own.map(|(kept, of)| TextCut { by, step: index, kept, of });
            cut = [cut, own]
                .into_iter()
                .flatten()
                .reduce(|one, next| if next.is_worse_than(&one) { next } else { one });
        }
        value = after;
        trace.step(channel, figure, op.word(), *step_by, || shown(value.as_ref()));
    }
    ContentFigure { value, by, required_by: None, no_unit, step, cut }
}

/// What every channel starts from: the field of the item after the steps that are the same everywhere.
pub fn common<'i>(plan: &'i ContentPlan, item: &'i Item) -> Option<ContentValue<'i>> {
    let (from, _) = plan.from?;
    let value = text_of(item, from).map(|text| first_value(text, plan.is_list));
    plan.steps.iter().take(plan.shared_steps).fold(value, |value, (op, _)| apply(op, item, value))
}

/// What a `truncate` left of its text, and of how much, in characters; of a list the text of which least is left.
fn worst_cut(
    op: &ContentOp,
    before: Option<&ContentValue<'_>>,
    after: Option<&ContentValue<'_>>,
) -> Option<(usize, usize)> {
    let ContentOp::Step(ContentStep::Truncate(..)) = op else { return None };
    let (before, after) = (before?.texts(), after?.texts());
    let count = |text: &Cow<'_, str>| text.chars().count();
    let pairs = after.iter().map(count).zip(before.iter().map(count)).filter(|_| before.len() == after.len());
    pairs.reduce(|one, next| if next.0 * one.1 < one.0 * next.1 { next } else { one })
}

/// What a step that asks for a unit can't tell in it.
fn lost_unit((step, op): (usize, &ContentOp), by: By, value: Option<&ContentValue<'_>>) -> Option<LostUnit> {
    let ContentOp::Step(ContentStep::Unit(unit, round)) = op else { return None };
    value?.texts().iter().find_map(|text| {
        let why = in_unit(text, *unit, *round).err()?;
        Some(LostUnit { by, text: text.to_string(), unit: *unit, why, step })
    })
}

fn first_value(text: &str, is_list: bool) -> ContentValue<'_> {
    if is_list { ContentValue::List(lines(text)) } else { ContentValue::Text(Cow::Borrowed(text)) }
}

/// The lines of a text that are not blank, without the white space around them.
fn lines(text: &str) -> Vec<Cow<'_, str>> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(Cow::Borrowed).collect()
}

fn text_of(item: &Item, source: TextSource) -> Option<&str> {
    match source {
        TextSource::Sku => Some(&item.sku),
        TextSource::Text(index) => item.texts.get(index)?.as_deref(),
        TextSource::Nothing => None,
    }
}

fn apply<'i>(op: &'i ContentOp, item: &'i Item, value: Option<ContentValue<'i>>) -> Option<ContentValue<'i>> {
    let step = match op {
        ContentOp::Template(pieces) => {
            return filled(pieces, item).map(|text| ContentValue::Text(text.into()));
        }
        ContentOp::Step(step) => step,
    };
    let after = match (step, value) {
        (ContentStep::Default(text), None) => Some(ContentValue::Text(Cow::Borrowed(text.as_str()))),
        (_, None) => None,
        (ContentStep::Lines, Some(ContentValue::Text(text))) => {
            let owned = lines(&text).into_iter().map(|line| Cow::Owned(line.into_owned()));
            Some(ContentValue::List(owned.collect()))
        }
        (ContentStep::Take(count), Some(ContentValue::List(mut values))) => {
            values.truncate(*count);
            Some(ContentValue::List(values))
        }
        (step, Some(ContentValue::Text(text))) => Some(ContentValue::Text(of_text(step, text))),
        (step, Some(ContentValue::List(values))) => {
            let values = values.into_iter().map(|text| of_text(step, text));
            Some(ContentValue::List(values.filter(|text| !text.trim().is_empty()).collect()))
        }
    };
    after.filter(|value| !is_blank(value))
}

/// Whether there is nothing left: a blank is missing, never an empty text.
fn is_blank(value: &ContentValue<'_>) -> bool {
    match value {
        ContentValue::Text(text) => text.trim().is_empty(),
        ContentValue::List(values) => values.is_empty(),
    }
}

fn of_text<'i>(step: &'i ContentStep, text: Cow<'i, str>) -> Cow<'i, str> {
    match step {
        ContentStep::StripHtml => strip_html(&text).into(),
        ContentStep::StripTags => match text {
            Cow::Borrowed(text) => strip_tags(text),
            Cow::Owned(text) => strip_tags(&text).into_owned().into(),
        },
        ContentStep::CollapseSpace => collapse_space(&text).into(),
        ContentStep::Replace(what, with) if text.contains(what.as_str()) => text.replace(what, with).into(),
        ContentStep::Prepend(before) => format!("{before}{text}").into(),
        ContentStep::Append(after) => format!("{text}{after}").into(),
        ContentStep::Upper => text.to_uppercase().into(),
        ContentStep::TitleCase => title_case(&text).into(),
        // what can't be told in the unit is missing, and told by a rule
        ContentStep::Unit(unit, step) => in_unit(&text, *unit, *step).unwrap_or_default().into(),
        ContentStep::Truncate(most, unit, at) => match text {
            Cow::Borrowed(text) => truncate(text, *most, *unit, *at),
            Cow::Owned(mut text) => {
                let kept = match truncate(&text, *most, *unit, *at) {
                    Cow::Borrowed(kept) => kept.len(),
                    Cow::Owned(closed) => return closed.into(),
                };
                text.truncate(kept);
                Cow::Owned(text)
            }
        },
        _ => text,
    }
}

/// A template with the item's texts in it. A text that the item lacks takes what stands between it and the
/// text before it along; the first takes what stands between it and the next. Nothing where all are lacking.
fn filled(pieces: &[TemplatePiece], item: &Item) -> Option<String> {
    let mut text = String::new();
    let mut between = String::new();
    let (mut has_source, mut has_text, mut is_first_blank) = (false, false, false);
    for piece in pieces {
        match piece {
            TemplatePiece::Text(plain) => between.push_str(plain),
            TemplatePiece::Source(source) => {
                let is_first = !has_source;
                has_source = true;
                let Some(value) = text_of(item, *source) else {
                    is_first_blank |= is_first;
                    // what stands before the first field belongs to the whole
                    if is_first {
                        text.push_str(&between);
                    }
                    between.clear();
                    continue;
                };
                if is_first_blank && !has_text {
                    between.clear();
                }
                text.push_str(&std::mem::take(&mut between));
                text.push_str(value);
                has_text = true;
            }
        }
    }
    text.push_str(&between);
    (has_text || !has_source).then_some(text)
}

fn shown(value: Option<&ContentValue<'_>>) -> String {
    match value {
        None => String::new(),
        Some(ContentValue::Text(text)) => text.to_string(),
        Some(ContentValue::List(values)) => values.join("\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(texts: &[Option<&str>]) -> Item {
        Item { texts: texts.iter().map(|text| text.map(str::to_owned)).collect(), ..Item::default() }
    }

    /// `{brand} {title}, {size}`, of which each part may be blank.
    #[test]
    fn a_blank_takes_what_stands_before_it_along() {
        let text = |text: &str| TemplatePiece::Text(text.to_owned());
        let source = |index| TemplatePiece::Source(TextSource::Text(index));
        let pieces = [source(0), text(" "), source(1), text(", "), source(2)];
        let of = |texts: [Option<&str>; 3]| filled(&pieces, &item(&texts));
        assert_eq!(of([Some("Glow"), Some("Serum"), Some("30 ml")]).as_deref(), Some("Glow Serum, 30 ml"));
        assert_eq!(of([Some("Glow"), Some("Serum"), None]).as_deref(), Some("Glow Serum"));
        assert_eq!(of([None, Some("Serum"), Some("30 ml")]).as_deref(), Some("Serum, 30 ml"));
        assert_eq!(of([Some("Glow"), None, Some("30 ml")]).as_deref(), Some("Glow, 30 ml"));
        assert_eq!(of([None, None, Some("30 ml")]).as_deref(), Some("30 ml"));
        assert_eq!(of([None, None, None]), None, "missing is not an empty text");
        let around = [text("New: "), source(0), text(" ("), source(1), text(")")];
        assert_eq!(
            filled(&around, &item(&[Some("Serum"), Some("30 ml")])).as_deref(),
            Some("New: Serum (30 ml)")
        );
    }

    #[test]
    fn steps_in_their_order() {
        let op = |step| ContentOp::Step(step);
        let value = |text: &'static str| Some(ContentValue::Text(Cow::Borrowed(text)));
        let item = item(&[]);
        let lines = op(ContentStep::Lines);
        let list = apply(&lines, &item, value("Soft\n\n Vegan \nMild"));
        let two = op(ContentStep::Take(2));
        let expected = ContentValue::List(vec!["Soft".into(), "Vegan".into()]);
        assert_eq!(apply(&two, &item, list), Some(expected));
        let strip = op(ContentStep::StripHtml);
        assert_eq!(apply(&strip, &item, value("<p> </p>")), None, "a blank is missing");
        let default = op(ContentStep::Default("Unbranded".to_owned()));
        assert_eq!(apply(&default, &item, None), value("Unbranded"));
        assert_eq!(apply(&default, &item, value("Glow")), value("Glow"));
    }
}
