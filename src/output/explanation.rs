//! An explanation on a terminal: one figure after the other, each step with its figure and its line; and the same
//! for programs.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::content::{CutAt, Unit, beginning, length};
use crate::exact::{Decimal, decimal};
use crate::explain::{
    ChannelExplanation, ContentExplanation, Explanation, FigureExplanation, SoldExplanation,
};

use super::Style;
use super::summary::counted;

/// Draws an explanation.
pub fn explanation(explanation: &Explanation, style: &Style) -> String {
    let mut text = String::new();
    let ink = Ink { is_colored: style.color };
    let segment = explanation.segment.as_deref().map(|name| format!("  segment {name}")).unwrap_or_default();
    let row = explanation.row.as_deref().map(|row| format!("  {row}")).unwrap_or_default();
    push(&mut text, &format!("{}{segment}{}\n", ink.bold(&explanation.sku), ink.dim(&row)));
    for sold in &explanation.sold {
        push(&mut text, &sold_line(sold, ink));
    }
    for channel in &explanation.channels {
        push(
            &mut text,
            &format!("\n{}  {}{}\n", ink.bold(&channel.channel), channel.state, because(channel)),
        );
        for figure in &channel.figures {
            draw(&mut text, figure, &channel.currency, ink);
        }
        for field in &channel.content {
            draw_field(&mut text, field, ink);
        }
    }
    text
}

/// Draws a figure and its steps.
pub(super) fn figure_steps(figure: &FigureExplanation, currency: &str, style: &Style) -> String {
    let mut text = String::new();
    draw(&mut text, figure, currency, Ink { is_colored: style.color });
    text
}

/// An explanation for programs: one object over lines, with a line end.
pub fn explanation_json(explanation: &Explanation) -> String {
    let Explanation { sku, segment, row, sold, channels } = explanation;
    let (segment, row) = (segment.as_deref(), row.as_deref());
    let own = ExplanationV1 { format_version: 1, sku, segment, row, sold, channels };
    // INVARIANT: every key is a string and nothing here refuses to be written, so there is always a text
    let mut text = serde_json::to_string_pretty(&own).unwrap_or_default();
    text.push('\n');
    text
}

/// The schema of an explanation; committed as `schema/explanation.schema.json`.
pub fn explanation_schema() -> Json {
    super::json::schema_of::<ExplanationV1<'static>>("an explanation of a SKU, version 1")
}

/// A SKU on one or all of its channels.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Explanation")]
struct ExplanationV1<'a> {
    /// The version of this form.
    format_version: u32,
    /// The seller's own id.
    sku: &'a str,
    /// The segment; null where the policy has none.
    segment: Option<&'a str>,
    /// The row that it was read from: file and line.
    row: Option<&'a str>,
    /// What orders say of it, by source and channel; its velocities come from there where there are any.
    sold: &'a [SoldExplanation],
    /// The channels that carry it, or the one that was asked for.
    channels: &'a [ChannelExplanation],
}

/// `sold on shopify 84 units ÷ 28 days = 3 a day, …`.
fn sold_line(sold: &SoldExplanation, ink: Ink) -> String {
    let on = sold.channel.as_deref().map(|channel| format!(" on {channel}")).unwrap_or_default();
    let (units, days) = (counted(sold.units, "unit"), counted(sold.days, "day"));
    let deviation = sold.deviation.as_deref().map(|own| format!(", deviation {own}")).unwrap_or_default();
    let a_line = sold.units_a_line.as_deref().map(|own| format!(" of {own} units")).unwrap_or_default();
    let netted = if sold.netted > 0 { format!(", {} netted", sold.netted) } else { String::new() };
    let lines = format!("{}{a_line}{netted}  {}", counted(sold.lines, "line"), sold.file);
    format!(
        "  sold{on} {units} ÷ {days} = {}{deviation}  {}\n",
        ink.bold(&format!("{} a day", sold.a_day)),
        ink.dim(&lines)
    )
}

fn because(channel: &ChannelExplanation) -> String {
    let because = channel.because.join("; ");
    // `paused by …` reads on from the state
    match because.strip_prefix(&channel.state) {
        Some(by) => by.to_owned(),
        None if because.is_empty() => String::new(),
        None => format!(": {because}"),
    }
}

fn draw(text: &mut String, figure: &FigureExplanation, currency: &str, ink: Ink) {
    let is_money = !["quantity", "buffer"].contains(&figure.figure);
    let value = match &figure.value {
        Some(value) if is_money => format!("{value} {currency}"),
        Some(value) => value.clone(),
        None => "not published".to_owned(),
    };
    push(text, &format!("  {} {}\n", figure.figure, ink.bold(&value)));
    let words = figure.steps.iter().map(|step| step.step.chars().count()).max().unwrap_or_default();
    let figures = figure.steps.iter().map(|step| step.after.chars().count()).max().unwrap_or_default();
    let changes: Vec<String> = figure
        .steps
        .iter()
        .scan(None, |before: &mut Option<&str>, step| {
            Some(change(before.replace(&step.after), step.step, &step.after))
        })
        .collect();
    let wide = changes.iter().map(|change| change.chars().count()).max().unwrap_or_default();
    let mut before: Option<&str> = None;
    for (step, change) in figure.steps.iter().zip(&changes) {
        // a default that changes nothing is nothing to read, but how many are published always is
        let is_count = step.step == "publish" && step.after != "untracked";
        let is_idle = step.at.is_none() && before == Some(step.after.as_str()) && !is_count;
        before = Some(&step.after);
        if is_idle {
            continue;
        }
        let at = step.at.as_deref().map(|at| format!("  {at}")).unwrap_or_default();
        let change = match (wide, change.is_empty()) {
            (0, _) => String::new(),
            (_, true) => " ".repeat(wide + 4),
            (_, false) => format!("{change:>wide$} =  "),
        };
        let (name, after) = (&step.step, &step.after);
        let line = format!("    {name:<words$}  {change}{after:>figures$}  {}{}", step.by, ink.dim(&at));
        push(text, &format!("{}\n", line.trim_end()));
        if let Some(made_of) = &step.made_of {
            let blank = " ".repeat(words + 2 + change.chars().count() + figures);
            push(text, &format!("    {blank}  {}\n", ink.dim(made_of)));
        }
    }
}

/// Steps that are a part of a figure: their name stands for what they add or take off, be it nothing.
const PARTS: [&str; 10] = [
    "protected",
    "reserves",
    "shipping",
    "shipping charged",
    "shipping cost",
    "cost",
    "fees",
    "returns",
    "safety stock",
    "risk",
];

/// What a step adds or takes off, with its sign; nothing where it is the first or no number, or a step of its own that
/// changes nothing.
fn change(before: Option<&str>, step: &str, after: &str) -> String {
    let number = |text: &str| Decimal::from_str_exact(text).ok();
    let both = before.and_then(number).zip(number(after));
    match both.and_then(|(before, after)| decimal::subtract(after, before)) {
        Some(change) if change.is_zero() && PARTS.contains(&step) => "0".to_owned(),
        Some(change) if change.is_zero() => String::new(),
        Some(change) => {
            let mut shown = change.normalize();
            // cents stay cents
            shown.rescale(shown.scale().max(change.scale().min(2)));
            if shown.is_sign_negative() { shown.to_string() } else { format!("+{shown}") }
        }
        None => String::new(),
    }
}

fn draw_field(text: &mut String, field: &ContentExplanation, ink: Ink) {
    let value = match field.texts.as_slice() {
        [] => "missing".to_owned(),
        [one] => shown(one),
        several => format!("{} values", several.len()),
    };
    push(text, &format!("  {} {}\n", field.field, ink.bold(&value)));
    let words = field.steps.iter().map(|step| step.step.chars().count()).max().unwrap_or_default();
    for step in &field.steps {
        let at = step.at.as_deref().map(|at| format!("  {at}")).unwrap_or_default();
        let line = format!(
            "    {:<words$}  {}  {}{}",
            step.step,
            shown(&step.after),
            ink.dim(&step.by),
            ink.dim(&at)
        );
        push(text, &format!("{}\n", line.trim_end()));
    }
}

/// How much of a text an explanation shows.
const MOST_SHOWN: usize = 60;

/// The beginning of a text in quotes, on one line, with its length where that is not all.
fn shown(text: &str) -> String {
    if text.is_empty() {
        return "missing".to_owned();
    }
    let line = text.replace('\n', " ⏎ ");
    let kept = beginning(&line, MOST_SHOWN, Unit::Characters, CutAt::Character);
    if kept.len() == line.len() {
        return format!("\"{line}\"");
    }
    format!("\"{kept}…\" ({} characters)", length(text, Unit::Characters))
}

/// Writing into a text does not fail.
fn push(text: &mut String, part: &str) {
    let _ = text.write_str(part);
}

#[derive(Clone, Copy)]
struct Ink {
    is_colored: bool,
}

impl Ink {
    fn bold(self, text: &str) -> String {
        if self.is_colored { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn dim(self, text: &str) -> String {
        if self.is_colored && !text.is_empty() {
            format!("\u{1b}[2m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}
