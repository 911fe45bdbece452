//! The report for programs: `json-v1`, and its schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use serde::{Serialize, Serializer};
use serde_json::{Value as Json, json};

use crate::diagnostic::{Case, Diagnostic, Fix, Label, Level, Sources, Span};
use crate::model::LANGUAGE;

use super::Report;

/// The name of this form, changed with every change that a program could notice.
const FORMAT_VERSION: &str = "json-v1";

/// Writes a report for programs: one object over lines, with a line end.
pub(super) fn render(report: &Report<'_>) -> String {
    // INVARIANT: every key is a string and nothing here refuses to be written, so there is always a text
    let mut text = serde_json::to_string_pretty(&ReportV1::new(report)).unwrap_or_default();
    text.push('\n');
    text
}

/// The schema of `json-v1`; committed as `schema/findings.schema.json`.
pub fn findings_schema() -> Json {
    schema_of::<ReportV1<'static>>("evenkeel findings, json-v1")
}

/// The schema of a type that is only ever written.
pub(super) fn schema_of<T: JsonSchema>(title: &str) -> Json {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    RecursiveTransform(|schema: &mut schemars::Schema| {
        schema.remove("format");
    })
    .transform(&mut schema);
    schema.insert("title".to_owned(), json!(title));
    schema.to_value()
}

/// What `check` found.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Report")]
struct ReportV1<'a> {
    /// The version of this form.
    #[schemars(extend("const" = FORMAT_VERSION))]
    format_version: &'static str,
    /// The program that wrote it.
    program: Program,
    /// The version of the policy language.
    language: u32,
    /// The instant looked at, in RFC 3339.
    at: &'a str,
    /// The findings, by place, then rule, then message.
    findings: Vec<Finding<'a>>,
    /// How much was found, in how much.
    summary: Summary,
}

/// A program.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Program {
    /// Its name.
    name: &'static str,
    /// Its version.
    version: &'static str,
}

/// One finding.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Finding<'a> {
    /// The rule's name.
    rule: &'static str,
    /// What it is about.
    #[schemars(extend("enum" = ["language", "policy", "inventory", "pricing", "content", "operations", "catalog"]))]
    category: &'static str,
    /// How much it weighs.
    #[schemars(extend("enum" = ["info", "warn", "error"]))]
    level: &'static str,
    /// The cause, in one sentence.
    message: &'a str,
    /// The address of the node or setting at fault.
    address: Option<&'a str>,
    /// The place of the cause.
    primary: Place<'a>,
    /// The other side: the constraint, the other channel, the row.
    labels: Vec<Place<'a>>,
    /// The way out.
    help: Option<&'a str>,
    /// The way out as edits of files; null where it can't be written down.
    #[schemars(schema_with = "fix_schema")]
    fix: Option<FixV1>,
    /// The channel that it is about.
    channel: Option<&'a str>,
    /// The time in which it is so, as two instants with a `/` between, the second not in it; null where it is so now
    /// and no promotion makes it so.
    window: Option<&'a str>,
    /// How many SKUs it covers; 0 where it is not about SKUs.
    count: u64,
    /// The worst of them.
    #[schemars(length(max = 3))]
    cases: Vec<CaseV1<'a>>,
}

/// A place in a file, and the words beside it.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Place<'a> {
    /// The file, relative to the policy's root, with `/`.
    file: String,
    /// The line of the first character.
    #[schemars(range(min = 1))]
    line: u64,
    /// The column of the first character, in Unicode code points.
    #[schemars(range(min = 1))]
    column: u64,
    /// The line of the end.
    #[schemars(range(min = 1))]
    end_line: u64,
    /// The column of the end, in Unicode code points, itself excluded.
    #[schemars(range(min = 1))]
    end_column: u64,
    /// The offset of the first byte in the file.
    start: u64,
    /// The offset after the last byte in the file.
    end: u64,
    /// What is to be seen there; may be empty.
    text: &'a str,
}

/// The way out, as edits.
#[derive(Serialize)]
struct FixV1 {
    edits: Vec<EditV1>,
}

/// A text in place of a range of bytes of a file.
#[derive(Serialize)]
struct EditV1 {
    file: String,
    start: u64,
    end: u64,
    text: String,
}

impl FixV1 {
    /// A fix at its places; a node is appended to the file in which the finding's primary label stands.
    fn new(fix: &Fix, primary: Span, sources: &Sources) -> Option<Self> {
        let edit = |span: Span, text: String| {
            let place = sources.place(span)?;
            Some(EditV1 { file: place.file, start: place.start, end: place.end, text })
        };
        let edits: Option<Vec<EditV1>> = match fix {
            Fix::Append(node) => {
                let (text, base) = sources.source_text(primary)?;
                let end = base + u32::try_from(text.len()).ok()?;
                Some(vec![edit(Span::new(end, end), format!("\n{node}\n"))?])
            }
            Fix::Replace(edits) => edits.iter().map(|(span, text)| edit(*span, text.clone())).collect(),
        };
        Some(Self { edits: edits? })
    }
}

fn fix_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({
        "type": ["object", "null"],
        "properties": {
            "edits": {
                "description": "Each replaces the bytes from `start` up to but not including `end`.",
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "file": { "type": "string", "description": "The file, relative to the policy's root." },
                        "start": { "type": "integer", "minimum": 0 },
                        "end": { "type": "integer", "minimum": 0 },
                        "text": { "type": "string", "description": "What takes their place." },
                    },
                    "required": ["file", "start", "end", "text"],
                    "additionalProperties": false,
                },
            },
        },
        "required": ["edits"],
        "additionalProperties": false,
    })
}

/// One SKU that a finding is about.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Case")]
struct CaseV1<'a> {
    /// The SKU.
    sku: &'a str,
    /// The channel; null where the finding is about the catalog alone.
    channel: Option<&'a str>,
    /// The catalog file, relative to the policy's root, with `/`.
    file: &'a str,
    /// The record in that file, header not counted, from 1.
    row: u64,
    /// Figures by name, as decimal strings.
    figures: Figures<'a>,
}

/// Figures by name, in the order in which they are to be read.
struct Figures<'a>(&'a [(String, String)]);

/// How much was found, in how much.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Summary {
    /// Findings of level `error`.
    errors: u64,
    /// Findings of level `warn`.
    warnings: u64,
    /// Findings of level `info`.
    infos: u64,
    /// Findings that the policy allows; not among those listed.
    suppressed: u64,
    /// Policy files read.
    files: u64,
    /// SKUs looked at; null where no catalog was read.
    items: Option<u64>,
}

impl<'a> ReportV1<'a> {
    fn new(report: &Report<'a>) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            program: Program { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
            language: LANGUAGE,
            at: report.at,
            findings: report.findings.iter().map(|finding| Finding::new(finding, report.sources)).collect(),
            summary: Summary::new(report),
        }
    }
}

impl<'a> Finding<'a> {
    fn new(finding: &'a Diagnostic, sources: &Sources) -> Self {
        Self {
            rule: finding.rule,
            category: finding.category.name(),
            level: finding.level.name(),
            message: &finding.message,
            address: finding.address.as_deref(),
            primary: Place::new(&finding.primary, sources),
            labels: finding.labels.iter().map(|label| Place::new(label, sources)).collect(),
            help: finding.help.as_deref(),
            fix: finding.fix.as_ref().and_then(|fix| FixV1::new(fix, finding.primary.span, sources)),
            channel: finding.channel.as_deref(),
            window: finding.window.as_deref(),
            count: finding.count,
            cases: finding.cases.iter().map(CaseV1::new).collect(),
        }
    }
}

impl<'a> Place<'a> {
    /// The place of a label; the start of a file without a name where it points into no source.
    fn new(label: &'a Label, sources: &Sources) -> Self {
        let text = &label.text;
        match sources.place(label.span) {
            Some(place) => Self {
                file: place.file,
                line: place.line,
                column: place.column,
                end_line: place.end_line,
                end_column: place.end_column,
                start: place.start,
                end: place.end,
                text,
            },
            None => Self {
                file: String::new(),
                line: 1,
                column: 1,
                end_line: 1,
                end_column: 1,
                start: 0,
                end: 0,
                text,
            },
        }
    }
}

impl<'a> CaseV1<'a> {
    fn new(case: &'a Case) -> Self {
        Self {
            sku: &case.sku,
            channel: Some(case.channel.as_str()).filter(|channel| !channel.is_empty()),
            file: &case.file,
            row: case.record,
            figures: Figures(&case.figures),
        }
    }
}

impl Serialize for Figures<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl JsonSchema for Figures<'_> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Figures".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<BTreeMap<String, String>>()
    }
}

impl Summary {
    fn new(report: &Report<'_>) -> Self {
        let count = |level| report.findings.iter().filter(|finding| finding.level == level).count() as u64;
        Self {
            errors: count(Level::Error),
            warnings: count(Level::Warn),
            infos: count(Level::Info),
            suppressed: report.suppressed,
            files: report.files as u64,
            items: report.items,
        }
    }
}
