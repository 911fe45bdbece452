//! `playbook`, `monitor` and `tooling`: what people do when something goes wrong, what is watched, and with what.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::exact::{Duration, Operator, Percent};
use crate::model::literal::{Name, Text, Units};
use crate::value::Spanned;

use super::SyncMethod;

/// `playbook NAME { … }`: what people do when something goes wrong.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name"] }))]
pub struct PlaybookPart {
    /// What has gone wrong: `oversell`, `price-violation`, `listing-suspension`, or a name of one's own.
    pub name: Spanned<Name>,
    /// How soon somebody is at it.
    pub respond: Option<Spanned<RespondPart>>,
    /// Who answers for it.
    pub owner: Option<Spanned<Text>>,
    /// What is done, in this order.
    #[serde(default)]
    pub step: Vec<Spanned<Text>>,
    /// Who is called when it takes longer, in this order.
    #[serde(default)]
    pub escalate: Vec<Spanned<EscalatePart>>,
    /// What it may come from, for the record that is kept of each case.
    #[serde(default)]
    pub root_cause: Vec<Spanned<Name>>,
}

/// `respond within="1h"`: how soon somebody is at it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RespondPart {
    /// How soon.
    pub within: Spanned<Duration>,
}

/// `escalate after="30min" to=head-of-operations`: who is called when it takes longer.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EscalatePart {
    /// How long after the beginning.
    pub after: Spanned<Duration>,
    /// Who is called.
    pub to: Spanned<Text>,
}

/// `monitor { … }`: what is watched, and who hears of it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct MonitorPart {
    /// How often what channels show is compared with what they are to show.
    pub reconcile: Option<Spanned<ReconcilePart>>,
    /// Figures that are watched.
    pub metric: Vec<Spanned<MetricPart>>,
    /// Where alerts go.
    pub route: Vec<Spanned<RoutePart>>,
    /// What is written down, and how often.
    pub report: Vec<Spanned<MonitorReportPart>>,
}

/// `reconcile dashboard=real-time detail=daily audit=weekly`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReconcilePart {
    /// How often the sums of each channel are.
    pub dashboard: Option<Spanned<ReconcileCadence>>,
    /// How often each SKU on each channel is.
    pub detail: Option<Spanned<ReconcileCadence>>,
    /// How often the stock itself is counted and compared.
    pub audit: Option<Spanned<ReconcileCadence>>,
    /// By what means; left out: by a program.
    pub via: Option<Spanned<SyncMethod>>,
}

/// How often something is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReconcileCadence {
    /// All the time.
    RealTime,
    /// Every hour.
    Hourly,
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
    /// Every three months.
    Quarterly,
}

impl ReconcileCadence {
    /// The cadence's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::RealTime => "real-time",
            Self::Hourly => "hourly",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
        }
    }
}

/// `metric inventory-drift alert="> 5"`: a figure that is watched.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["metric"] }))]
pub struct MetricPart {
    /// The figure.
    pub metric: Spanned<Metric>,
    /// When somebody is told; left out: it is shown, and nobody is.
    pub alert: Option<Spanned<Threshold>>,
    /// How much its alert weighs; left out: `critical`.
    pub severity: Option<Spanned<AlertSeverity>>,
}

/// The figures that can be watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Metric {
    /// Units by which a channel's quantity of a SKU differs from the policy's.
    InventoryDrift,
    /// The percentage of listings that say what the policy says.
    ListingAccuracy,
    /// What was put right by hand, a day.
    ManualInterventions,
    /// Orders for units that are not there, a day.
    Oversells,
    /// Prices that undercut a channel that looks.
    ParityViolations,
    /// The time from a change to a channel's showing it.
    SyncLatency,
    /// The percentage of the time in which every channel could be written to.
    SyncUptime,
}

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricKind {
    /// Whole units of a SKU.
    Units,
    /// Cases.
    Count,
    /// A length of time.
    Duration,
    /// A percentage, better the higher it is; the other kinds are better the lower they are.
    Percent,
}

impl Metric {
    /// The metric's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::InventoryDrift => "inventory-drift",
            Self::ListingAccuracy => "listing-accuracy",
            Self::ManualInterventions => "manual-interventions",
            Self::Oversells => "oversells",
            Self::ParityViolations => "parity-violations",
            Self::SyncLatency => "sync-latency",
            Self::SyncUptime => "sync-uptime",
        }
    }

    /// What it is counted in.
    pub fn kind(self) -> MetricKind {
        match self {
            Self::InventoryDrift => MetricKind::Units,
            Self::ManualInterventions | Self::Oversells | Self::ParityViolations => MetricKind::Count,
            Self::SyncLatency => MetricKind::Duration,
            Self::ListingAccuracy | Self::SyncUptime => MetricKind::Percent,
        }
    }
}

impl MetricKind {
    /// The kind's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Count => "count",
            Self::Duration => "duration",
            Self::Percent => "percent",
        }
    }
}

/// `> 5`, `> 30min`, `< 99%`: from where on a figure is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    /// On which side of the bound; never [`Operator::Equal`].
    pub operator: Operator,
    /// The bound.
    pub bound: ThresholdBound,
}

/// What a figure is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThresholdBound {
    /// Whole units, or cases.
    Number(Units),
    /// A length of time.
    Time(Duration),
    /// A percentage.
    Percent(Percent),
}

impl FromStr for Threshold {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (operator, bound) = Operator::strip(text).ok_or(())?;
        let bound = bound.trim_start();
        let number = || bound.parse().map(ThresholdBound::Number);
        let time = |()| bound.parse().map(ThresholdBound::Time);
        let percent = |()| {
            let percent: Percent = bound.parse()?;
            (percent >= Percent::ZERO).then_some(ThresholdBound::Percent(percent)).ok_or(())
        };
        let bound = number().or_else(time).or_else(percent)?;
        if operator == Operator::Equal { Err(()) } else { Ok(Self { operator, bound }) }
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.operator.text(), self.bound)
    }
}

impl fmt::Display for ThresholdBound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(units) => units.0.fmt(formatter),
            Self::Time(time) => time.fmt(formatter),
            Self::Percent(percent) => percent.fmt(formatter),
        }
    }
}

/// How much an alert weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AlertSeverity {
    /// Somebody is woken.
    Critical,
    /// Somebody looks at it in the working hours.
    Warning,
    /// It is kept.
    Info,
}

impl AlertSeverity {
    /// The severity's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// `route pagerduty severity=critical`: where alerts go.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name"] }))]
pub struct RoutePart {
    /// The receiver.
    pub name: Spanned<Name>,
    /// Which alerts go there; left out: all.
    pub severity: Option<Spanned<AlertSeverity>>,
}

/// `report sync-health every=monthly`: what is written down, and how often.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name"] }))]
pub struct MonitorReportPart {
    /// The report's name.
    pub name: Spanned<Name>,
    /// How often.
    pub every: Spanned<ReportCadence>,
}

/// How often something is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReportCadence {
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
    /// Every three months.
    Quarterly,
}

impl ReportCadence {
    /// The cadence's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
        }
    }
}

/// `tooling { … }`: what the shop asks of its programs, and how they do.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ToolingPart {
    /// What is asked.
    pub requirement: Vec<Spanned<RequirementPart>>,
    /// What was looked at.
    pub candidate: Vec<Spanned<CandidatePart>>,
    /// Which one it is.
    pub chosen: Option<Spanned<Name>>,
}

/// `requirement real-time-inventory weight=5 must=#true`: what is asked of a program.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name"] }))]
pub struct RequirementPart {
    /// The requirement's name.
    pub name: Spanned<Name>,
    /// How much it counts; left out: 1.
    pub weight: Option<Spanned<Weight>>,
    /// Whether a program without it is out of the question; left out: it is not.
    pub must: Option<Spanned<bool>>,
}

/// `candidate linnworks { score bundle-support 5 }`: a program that was looked at.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name"] }))]
pub struct CandidatePart {
    /// The program's name.
    pub name: Spanned<Name>,
    /// How it does.
    #[serde(default)]
    pub score: Vec<Spanned<ScorePart>>,
}

/// `score bundle-support 5`: how a program does by a requirement.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["requirement", "points"] }))]
pub struct ScorePart {
    /// The requirement.
    pub requirement: Spanned<Name>,
    /// From 0, not at all, to 5, in full.
    pub points: Spanned<Score>,
}

/// How much a requirement counts: a whole number from 1 to 999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight(pub u16);

impl FromStr for Weight {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let Units(weight) = text.parse()?;
        u16::try_from(weight).ok().filter(|weight| (1..=999).contains(weight)).map(Self).ok_or(())
    }
}

/// A score: a whole number from 0 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(pub u8);

impl Score {
    /// The best.
    pub const BEST: Self = Self(5);
}

impl FromStr for Score {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let Units(score) = text.parse()?;
        u8::try_from(score).map(Self).ok().filter(|score| *score <= Self::BEST).ok_or(())
    }
}
