//! Findings as plain data, and the one offset space that their places live in.
//!
//! Comes in: texts of policy files and rows of catalogs. Goes out: [`Diagnostic`]s whose [`Span`]s point
//! into [`Sources`], where all texts lie end to end, so that one finding can label two policy files and a
//! row. How a finding is drawn is `output`'s business.

use std::sync::Arc;

/// How much a finding weighs; an error makes `check` fail and holds an offer back in `build`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing; nothing is wrong yet.
    Info,
    /// Likely to hurt later.
    Warn,
    /// A wrong price, an account at risk, or nothing to publish.
    Error,
}

impl Level {
    /// The level's word, as in `lint` nodes and every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

/// What a finding is about, as in the tables of the rule reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// The text is not KDL, or a value not of its kind.
    Language,
    /// Channels, segments and names as a whole.
    Policy,
    /// Pools, buffers, throttles, sync.
    Inventory,
    /// Prices, margins, parity, MAP.
    Pricing,
    /// What listings say.
    Content,
    /// Playbooks, monitoring, tools.
    Operations,
    /// Rows of the catalog.
    Catalog,
}

impl Category {
    /// The category's word, as in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Policy => "policy",
            Self::Inventory => "inventory",
            Self::Pricing => "pricing",
            Self::Content => "content",
            Self::Operations => "operations",
            Self::Catalog => "catalog",
        }
    }
}

/// A range of bytes over all sources laid end to end: `start` included, `end` excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range from `start` up to but not including `end`.
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end: end.max(start) }
    }

    /// The number of bytes.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it covers nothing, such as a place where something is missing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A place and the few words that stand beside it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be seen there; may be empty.
    pub text: String,
}

impl Label {
    /// A label with its text.
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }
}

/// One SKU on one channel that a finding is about, with its figures as decimal strings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Case {
    /// The SKU.
    pub sku: String,
    /// The channel; empty where the finding is about the catalog alone.
    pub channel: String,
    /// The catalog file, relative to the policy's root.
    pub file: String,
    /// The record in that file, header not counted, from 1.
    pub record: u64,
    /// The line on which the record starts, from 1.
    pub line: u64,
    /// Named figures, in the order in which they are to be read: `("sale", "36.00")`.
    pub figures: Vec<(String, String)>,
}

/// Whether the policy or a baseline lets a finding pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Excused {
    /// It is not settled yet.
    #[default]
    Open,
    /// It is told.
    No,
    /// An `allow` of the policy lets it pass, by its index.
    Allowed(usize),
    /// It is in the baseline.
    Known,
}

/// The way out of a finding, written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fix {
    /// A node for the end of the file in which the primary label stands.
    Append(String),
    /// Texts that take the place of what stands at these spans.
    Replace(Vec<(Span, String)>),
}

/// One finding: the cause, the effect and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's kebab-case name.
    pub rule: &'static str,
    /// What it is about.
    pub category: Category,
    /// How much it weighs.
    pub level: Level,
    /// The cause in one sentence: lower case, no full stop, the user's words in backticks.
    pub message: String,
    /// The place of the cause.
    pub primary: Label,
    /// The other side: the constraint, the other channel, the row.
    pub labels: Vec<Label>,
    /// The way out.
    pub help: Option<String>,
    /// The way out as an edit of the policy, where it can be written down.
    pub fix: Option<Fix>,
    /// The address of the node or setting at fault, as printed.
    pub address: Option<String>,
    /// The channel that it is about.
    pub channel: Option<String>,
    /// The time in which it is so, its end not in it, as `2026-11-27T14:00:00Z/2026-11-28T02:00:00Z`; none where it is
    /// so now and no promotion makes it so.
    pub window: Option<String>,
    /// How many SKUs it covers; 0 where it is not about SKUs.
    pub count: u64,
    /// The worst of them, at most three.
    pub cases: Vec<Case>,
    /// What it is about beside its address and its channel, each with its kind: what an `allow` can name.
    pub about: Vec<(&'static str, String)>,
    /// Whether it may pass.
    pub excused: Excused,
}

impl Diagnostic {
    /// An error of the given rule; the builder methods add the rest.
    pub fn error(rule: &'static str, category: Category, message: impl Into<String>, primary: Label) -> Self {
        Self {
            rule,
            category,
            level: Level::Error,
            message: message.into(),
            primary,
            labels: Vec::new(),
            help: None,
            fix: None,
            address: None,
            channel: None,
            window: None,
            count: 0,
            cases: Vec::new(),
            about: Vec::new(),
            excused: Excused::Open,
        }
    }

    /// The same at another level.
    #[must_use]
    pub fn at_level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// With a secondary label.
    #[must_use]
    pub fn with_label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label::new(span, text));
        self
    }

    /// With the way out.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With the way out as an edit.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// With the address of the node or setting at fault.
    #[must_use]
    pub fn with_address(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// About one channel.
    #[must_use]
    pub fn on_channel(mut self, channel: impl Into<String>) -> Self {
        self.channel = Some(channel.into());
        self
    }

    /// About a `channel`, `sku`, `segment`, `promotion` or `pool` more than its address and its channel say.
    #[must_use]
    pub fn about(mut self, kind: &'static str, name: impl Into<String>) -> Self {
        self.about.push((kind, name.into()));
        self
    }

    /// The order of findings in every output: by place, then rule, then message.
    pub fn order(&self) -> (Span, &'static str, &str) {
        (self.primary.span, self.rule, &self.message)
    }
}

/// Where findings go; every stage takes one as its last argument.
#[derive(Debug, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
}

impl Sink {
    /// Keeps a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// What was kept so far.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether an error was kept.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error)
    }

    /// All findings, in the order of every output, equal ones once.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by(|a, b| a.order().cmp(&b.order()));
        self.diagnostics.dedup();
        self.diagnostics
    }
}

/// A text in the offset space: a whole policy file, or a few lines out of a catalog.
#[derive(Debug)]
struct Source {
    name: String,
    text: Arc<str>,
    base: u32,
    /// Lines of the file that come before this text.
    lines_before: u64,
    /// Bytes of the file that come before this text.
    bytes_before: u64,
    /// Offsets in `text` at which its lines start.
    line_starts: Vec<u32>,
}

/// Where a span stands in its file: what JSON and editors need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the policy's root, with `/`.
    pub file: String,
    /// The line of the first byte, from 1.
    pub line: u64,
    /// The column of the first byte, from 1, in Unicode code points.
    pub column: u64,
    /// The line of the end, from 1.
    pub end_line: u64,
    /// The column of the end, from 1, in Unicode code points.
    pub end_column: u64,
    /// The first byte in the file.
    pub start: u64,
    /// One past the last byte in the file.
    pub end: u64,
}

/// All texts that findings can point into, laid end to end with one byte between.
#[derive(Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
}

impl Sources {
    /// Adds a whole file and returns the offset of its first byte.
    ///
    /// Returns `None` where the offset space of 4 GiB is used up.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> Option<u32> {
        self.add_excerpt(name, text, 0, 0)
    }

    /// Adds a part of a file that starts after `lines_before` lines and `bytes_before` bytes.
    pub fn add_excerpt(
        &mut self,
        name: impl Into<String>,
        text: impl Into<Arc<str>>,
        lines_before: u64,
        bytes_before: u64,
    ) -> Option<u32> {
        let (name, text) = (name.into(), text.into());
        let base = self.next_base()?;
        base.checked_add(u32::try_from(text.len()).ok()?)?.checked_add(1)?;
        let line_starts = line_starts(&text);
        self.sources.push(Source { name, text, base, lines_before, bytes_before, line_starts });
        Some(base)
    }

    fn next_base(&self) -> Option<u32> {
        match self.sources.last() {
            None => Some(0),
            Some(last) => last.base.checked_add(u32::try_from(last.text.len()).ok()?)?.checked_add(1),
        }
    }

    /// The text under a span; empty where the span is not inside one source.
    pub fn text(&self, span: Span) -> &str {
        self.source(span).and_then(|source| source.slice(span)).unwrap_or_default()
    }

    /// The whole text of the source in which the span starts, and the offset of its first byte.
    pub fn source_text(&self, span: Span) -> Option<(&str, u32)> {
        self.source(span).map(|source| (&*source.text, source.base))
    }

    /// Where a span stands in its file.
    pub fn place(&self, span: Span) -> Option<Place> {
        let source = self.source(span)?;
        let (start, end) = (span.start - source.base, source.clamp(span.end));
        let (line, column) = source.line_and_column(start);
        let (end_line, end_column) = source.line_and_column(end);
        Some(Place {
            file: source.name.clone(),
            line,
            column,
            end_line,
            end_column,
            start: source.bytes_before + u64::from(start),
            end: source.bytes_before + u64::from(end),
        })
    }

    fn source(&self, span: Span) -> Option<&Source> {
        let after = self.sources.partition_point(|source| source.base <= span.start);
        self.sources.get(after.checked_sub(1)?)
    }
}

impl Source {
    fn clamp(&self, offset: u32) -> u32 {
        let length = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        offset.saturating_sub(self.base).min(length)
    }

    fn slice(&self, span: Span) -> Option<&str> {
        self.text.get(self.clamp(span.start) as usize..self.clamp(span.end) as usize)
    }

    /// The 0-based index in `line_starts` of the line that holds an offset of this text.
    fn line_index(&self, offset: u32) -> usize {
        self.line_starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    fn line_and_column(&self, offset: u32) -> (u64, u64) {
        let index = self.line_index(offset);
        let start = self.line_starts.get(index).copied().unwrap_or_default();
        let before = self.text.get(start as usize..offset as usize).unwrap_or_default();
        let column = before.trim_start_matches('\u{feff}').chars().count() as u64 + 1;
        (self.lines_before + index as u64 + 1, column)
    }

    /// The text of `count` lines from a line index on, with the offset of its first byte.
    fn lines(&self, first: usize, last: usize) -> Option<(&str, u32)> {
        let start = self.line_starts.get(first).copied()?;
        let length = u32::try_from(self.text.len()).ok()?;
        let end = self.line_starts.get(last + 1).copied().unwrap_or(length);
        Some((self.text.get(start as usize..end as usize)?, start))
    }
}

fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (index, byte) in bytes.iter().enumerate() {
        let lone_return = *byte == b'\r' && bytes.get(index + 1) != Some(&b'\n');
        if *byte == b'\n' || lone_return {
            starts.extend(u32::try_from(index + 1));
        }
    }
    starts
}

impl miette::SourceCode for Sources {
    /// Reads the lines around a span, by the line index; refuses a span that crosses sources, so that
    /// the report draws one snippet a file.
    fn read_span<'a>(
        &'a self,
        span: &miette::SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn miette::SpanContents<'a> + 'a>, miette::MietteError> {
        self.snippet(span, context_lines_before, context_lines_after)
            .map(|contents| Box::new(contents) as Box<dyn miette::SpanContents<'a> + 'a>)
            .ok_or(miette::MietteError::OutOfBounds)
    }
}

impl Sources {
    fn snippet(
        &self,
        span: &miette::SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Option<miette::MietteSpanContents<'_>> {
        let start = u32::try_from(span.offset()).ok()?;
        let end = start.checked_add(u32::try_from(span.len()).ok()?)?;
        let source = self.source(Span::new(start, end))?;
        let (start, end) = (start - source.base, end - source.base);
        if end as usize > source.text.len() {
            return None;
        }
        let first = source.line_index(start).saturating_sub(lines_before);
        let last =
            (source.line_index(end.max(start + 1) - 1) + lines_after).min(source.line_starts.len() - 1);
        let (text, offset) = source.lines(first, last)?;
        let (line, column) = source.line_and_column(start);
        let column = if lines_before == 0 { column - 1 } else { 0 };
        let covered = ((source.base + offset) as usize, text.len()).into();
        Some(miette::MietteSpanContents::new_named(
            source.name.clone(),
            text.as_bytes(),
            covered,
            usize::try_from(line - 1).ok()? - (source.line_index(start) - first),
            usize::try_from(column).ok()?,
            last - first + 1,
        ))
    }
}
