//! Groups to findings: the cause labelled in the policy, the worst SKU's cell in the catalog.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::catalog::{self, Survey};
use crate::diagnostic::{Case, Diagnostic, Fix, Label, Level, Sink, Sources, Span};
use crate::item::{Field, Row, TextField};
use crate::nearest::listed;
use crate::offer::Window;
use crate::policy::Policy;
use crate::policy::written::kdl;
use crate::program::{By, Program};
use crate::world::Files;

use super::groups::{Cause, Group, Groups, Worst};
use super::rules::RULES;
use super::{Check, Rule};

/// What a rule says of a group.
#[derive(Debug, Clone, Default)]
pub struct Telling {
    /// The cause and the effect in one sentence.
    pub message: String,
    /// What stands beside the setting at fault.
    pub label: String,
    /// What stands beside each of the others, in their order.
    pub others: Vec<String>,
    /// What stands beside places of the policy that no figure comes from.
    pub beside: Vec<Label>,
    /// What stands beside the cell of the worst SKU.
    pub cell: String,
    /// What stands beside the row that counts in place of the worst, where there are two.
    pub counts: String,
    /// The way out.
    pub help: String,
    /// The way out as an edit.
    pub fix: Option<Fix>,
    /// How much it weighs, where that is not what the rule's findings do.
    pub level: Option<Level>,
}

/// A group as a rule sees it.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The cause.
    pub cause: &'a Cause,
    /// The SKUs.
    pub group: &'a Group,
    /// The policy.
    pub policy: &'a Policy,
    /// The program.
    pub program: &'a Program,
}

impl Told<'_> {
    /// The channel that the finding is about.
    pub fn channel(&self) -> &str {
        self.name(self.cause.channel)
    }

    /// The channel whose setting is at fault.
    pub fn at_fault(&self) -> &str {
        if self.cause.is_of_other { self.other_channel() } else { self.channel() }
    }

    /// The other channel.
    pub fn other_channel(&self) -> &str {
        self.name(self.cause.other_channel)
    }

    fn name(&self, channel: Option<usize>) -> &str {
        let channel = channel.and_then(|index| self.policy.channels.get(index));
        channel.map_or("", |channel| channel.name.as_str())
    }

    /// The worst SKU.
    pub fn worst(&self) -> &str {
        self.group.worst.first().map_or("", |worst| worst.sku.as_str())
    }

    /// A figure of the worst SKU.
    pub fn figure(&self, name: &str) -> &str {
        let figures = self.group.worst.first().map(|worst| worst.figures.as_slice()).unwrap_or_default();
        figures.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str())
    }

    /// The SKUs in words: `` `GLW-014` `` where it is one, else `412 SKUs`.
    pub fn skus(&self) -> String {
        match self.group.count {
            1 => format!("`{}`", self.worst()),
            count => format!("{count} SKUs"),
        }
    }

    /// The words for the worst of several, empty where there is one.
    pub fn at_worst(&self) -> String {
        if self.group.count == 1 { String::new() } else { format!(", at worst `{}`", self.worst()) }
    }

    /// The verb for the SKUs: `is` or `are`.
    pub fn are(&self) -> &str {
        if self.group.count == 1 { "is" } else { "are" }
    }

    /// Who made the figure at fault.
    pub fn primary(&self) -> Option<By> {
        self.cause.settings.first().copied()
    }

    /// The printed addresses of whoever made the figure at fault, and of what stands against it.
    fn addresses(&self) -> impl Iterator<Item = String> {
        let addresses = self.cause.settings.iter().map(|by| self.program.address(*by));
        addresses.filter(|address| !address.is_empty())
    }

    /// Whether a setting of the policy made the figure, rather than the catalog's row.
    pub fn is_of_policy(&self) -> bool {
        let origin = self.primary().and_then(|by| self.program.origin(by));
        origin.is_some_and(|origin| origin.span.is_some())
    }

    /// The setting of a channel that leaves the SKUs out: those SKUs where all of them were kept.
    pub fn left_out(&self) -> String {
        let kept = self.group.worst.iter().map(|worst| kdl(&worst.sku)).collect::<Vec<_>>();
        let are_all = u64::try_from(kept.len()).is_ok_and(|kept| kept == self.group.count);
        let skus = if are_all { kept.join(" ") } else { "…".to_owned() };
        format!("`lists {{ not {{ where sku {skus} }} }}`")
    }

    /// The kept SKUs in a list, for a help that names them.
    pub fn some_skus(&self) -> String {
        listed(self.group.worst.iter().map(|worst| worst.sku.as_str()))
    }
}

/// What telling needs of the world: the files with their rows, and where the survey found which column.
#[derive(Clone, Copy)]
pub struct Teller<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The program.
    pub program: &'a Program,
    /// The files that the rows are read from again.
    pub files: &'a dyn Files,
    /// Where each field stands.
    pub survey: &'a Survey,
}

/// Tells every group.
pub fn tell(teller: &Teller<'_>, groups: &Groups, sources: &mut Sources, sink: &mut Sink) {
    for (cause, group) in groups.iter() {
        let Some(rule) = RULES.get(cause.rule) else { continue };
        let Some(tell) = rule.checks().iter().find_map(|check| told_by(check, cause)) else { continue };
        let told = Told { cause, group, policy: teller.policy, program: teller.program };
        sink.push(finding(teller, rule, &told, tell(&told), sources));
    }
    for rule in RULES {
        if let Check::Withheld(check) = rule.check {
            check(rule, teller, groups.withheld(), sources, sink);
        }
    }
}

/// How a check tells of a cause, where it is one that it finds.
fn told_by(check: &Check, cause: &Cause) -> Option<fn(&Told<'_>) -> Telling> {
    match check {
        Check::Offers(_, tell) | Check::OffersWhere(_, _, tell) if cause.source.is_none() => Some(*tell),
        Check::Rows(_, tell) if cause.source.is_some() => Some(*tell),
        _ => None,
    }
}

fn finding(
    teller: &Teller<'_>,
    rule: &Rule,
    told: &Told<'_>,
    telling: Telling,
    sources: &mut Sources,
) -> Diagnostic {
    let mut labels: Vec<Label> = Vec::new();
    let place = |by: By| teller.program.origin(by).and_then(|origin| origin.span);
    for (index, by) in told.cause.settings.iter().enumerate() {
        let text = match index.checked_sub(1) {
            None => telling.label.as_str(),
            Some(other) => telling.others.get(other).map_or("", String::as_str),
        };
        labels.extend(place(*by).map(|span| Label::new(span, text)));
    }
    let is_of_policy = told.is_of_policy();
    labels.extend(telling.beside);
    if let Some(span) = teller.cell(told, sources) {
        let at = if is_of_policy { labels.len() } else { 0 };
        labels.insert(at, Label::new(span, telling.cell));
    }
    if let Some(span) = teller.counting_cell(told, sources) {
        labels.push(Label::new(span, telling.counts));
    }
    labels.dedup_by(|a, b| a.span == b.span);
    let mut labels = labels.into_iter();
    let primary = labels.next().unwrap_or_else(|| Label::new(Span::default(), ""));
    let window = told.cause.window;
    let message = match window {
        Some(window) => format!("{}; {}", telling.message, in_words(window, &teller.policy.timezone)),
        None => telling.message,
    };
    let mut finding = rule.finding(message, primary).with_help(telling.help);
    finding.window = window.map(|Window { starts, ends }| format!("{starts}/{ends}"));
    finding.labels = labels.collect();
    finding.level = telling.level.unwrap_or(finding.level);
    finding.fix =
        telling.fix.map(|fix| if is_of_policy { fix } else { in_policy(fix, teller.policy, sources) });
    finding.address = told.addresses().next();
    finding.channel = Some(told.at_fault().to_owned()).filter(|channel| !channel.is_empty());
    finding.count = told.group.count;
    finding.excused = told.cause.excused;
    finding.cases = told.group.worst.iter().map(|worst| teller.case(told, worst)).collect();
    finding
}

/// A time in the policy's zone, its end not in it.
fn in_words(window: Window, timezone: &str) -> String {
    let zone = TimeZone::get(timezone).unwrap_or(TimeZone::UTC);
    let shown = |at: Timestamp| zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string();
    match window {
        Window { starts, ends } if ends == Timestamp::MAX => format!("from {} on", shown(starts)),
        Window { starts, ends } => format!("from {} to {}", shown(starts), shown(ends)),
    }
}

/// A node to append, at the end of the file that holds the `policy` node: a row's file takes none.
fn in_policy(fix: Fix, policy: &Policy, sources: &Sources) -> Fix {
    let Fix::Append(node) = &fix else { return fix };
    let place = policy.origin.span.and_then(|span| sources.source_text(span));
    let end = place.and_then(|(text, base)| base.checked_add(u32::try_from(text.len()).ok()?));
    match end {
        Some(end) => Fix::Replace(vec![(Span::new(end, end), format!("\n{node}\n"))]),
        None => fix,
    }
}

/// What a message says in words, and no column of the cases repeats.
const IN_WORDS: [&str; 13] = [
    "of", "why", "expects", "text", "on", "field", "unit", "most", "least", "asks", "schema", "keyword",
    "skus",
];

impl Teller<'_> {
    fn case(&self, told: &Told<'_>, worst: &Worst) -> Case {
        let row = self.row(told, worst);
        let source = row.and_then(|row| self.policy.catalog.sources.get(row.source));
        Case {
            sku: worst.sku.clone(),
            channel: told.at_fault().to_owned(),
            file: source.map(|source| source.path.clone()).unwrap_or_default(),
            record: row.map_or(0, |row| row.record),
            line: row.map_or(0, |row| row.line),
            figures: worst
                .figures
                .iter()
                .filter(|(name, _)| !IN_WORDS.contains(name))
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
        }
    }

    /// The source and the cell of the field.
    fn column(&self, told: &Told<'_>) -> Option<(usize, usize)> {
        let field = &told.cause.field;
        if field.is_id() && !told.channel().is_empty() {
            let texts = &self.program.shape.texts;
            let is_its =
                |own: &TextField| own.field == *field && own.channel.as_deref() == Some(told.channel());
            return self.survey.column_of_text(texts.iter().position(is_its)?);
        }
        self.survey.column_of(&told.cause.field, told.cause.location, None)
    }

    /// The row that holds the field, or should; the product row where no other does.
    fn row(&self, told: &Told<'_>, worst: &Worst) -> Option<Row> {
        let holding = self.column(told).map(|(source, _)| source);
        let row = holding.and_then(|source| worst.rows.get(source).copied().flatten());
        row.or_else(|| worst.rows.iter().flatten().next().copied())
    }

    /// The span of the worst SKU's cell; of its SKU where the row has no such cell.
    fn cell(&self, told: &Told<'_>, sources: &mut Sources) -> Option<Span> {
        let worst = told.group.worst.first()?;
        let row = self.row(told, worst)?;
        let here = |found: &(usize, usize)| found.0 == row.source;
        let own = self.column(told).filter(here);
        let own = own.or_else(|| self.survey.column_of(&Field::Sku, None, None).filter(here));
        let column = worst.cell.or(own.map(|(_, column)| column));
        row_span(self, row, column, sources)
    }

    /// The same cell of the row that counts in place of the worst, or that it clashes with.
    fn counting_cell(&self, told: &Told<'_>, sources: &mut Sources) -> Option<Span> {
        let worst = told.group.worst.first()?;
        let row = worst.counts?;
        let own = self.column(told).filter(|(source, _)| *source == row.source);
        let column = worst.cell.or(own.map(|(_, column)| column));
        row_span(self, row, column, sources)
    }
}

/// The span of a row's cell in the sources, to which the row is added; the whole row where there is no such cell.
pub(super) fn row_span(
    teller: &Teller<'_>,
    row: Row,
    column: Option<usize>,
    sources: &mut Sources,
) -> Option<Span> {
    let Teller { policy, files, survey, .. } = *teller;
    let source = policy.catalog.sources.get(row.source)?;
    let text = catalog::excerpt(files, &policy.catalog, &row).ok()?;
    let cell = survey.cell_range(source, &row, &text, column);
    let cell = cell.unwrap_or(0..text.len());
    let base = sources.add_excerpt(source.path.clone(), text, row.line.saturating_sub(1), row.offset)?;
    let at = |offset: usize| Some(base + u32::try_from(offset).ok()?);
    Some(Span::new(at(cell.start)?, at(cell.end)?))
}
