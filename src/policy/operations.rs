//! What people do when something goes wrong, what is watched, and what the shop asks of its programs.
//!
//! Nothing here changes a price or a quantity: `report`, `monitor` and the rules read it.

use crate::exact::Duration;
use crate::model::part::SyncMethod;
use crate::model::part::operations::{
    AlertSeverity, Metric, ReconcileCadence, ReportCadence, Score, Threshold, Weight,
};

use super::setting::{Origin, Setting};

/// What people do when something goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Playbook {
    /// What has gone wrong.
    pub name: String,
    /// The node.
    pub origin: Origin,
    /// How soon somebody is at it.
    pub respond_within: Option<Setting<Duration>>,
    /// Who answers for it.
    pub owner: Option<Setting<String>>,
    /// What is done, in this order.
    pub steps: Vec<Setting<String>>,
    /// Who is called when it takes longer, the earliest first.
    pub escalations: Vec<Setting<Escalation>>,
    /// What it may come from, in the order written.
    pub root_causes: Vec<Setting<String>>,
}

/// Who is called when it takes longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    /// How long after the beginning.
    pub after: Duration,
    /// Who is called.
    pub to: String,
}

/// What is watched, and who hears of it: all `monitor` nodes together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Monitor {
    /// The first of the nodes; `None`: there is none.
    pub origin: Option<Origin>,
    /// How often what channels show is compared with what they are to show.
    pub reconcile: Reconcile,
    /// Figures that are watched, by name.
    pub metrics: Vec<WatchedMetric>,
    /// Where alerts go, by name.
    pub routes: Vec<Route>,
    /// What is written down, by name.
    pub reports: Vec<MonitorReport>,
}

/// How often what channels show is compared with what they are to show; `None`: never.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reconcile {
    /// The sums of each channel.
    pub dashboard: Option<Setting<ReconcileCadence>>,
    /// Each SKU on each channel.
    pub detail: Option<Setting<ReconcileCadence>>,
    /// The stock itself, counted.
    pub audit: Option<Setting<ReconcileCadence>>,
    /// By what means; `None`: by a program.
    pub via: Option<Setting<SyncMethod>>,
}

/// A figure that is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedMetric {
    /// The figure.
    pub metric: Metric,
    /// Where it stands.
    pub origin: Origin,
    /// When somebody is told; its bound is of the metric's kind. `None`: nobody is.
    pub alert: Option<Setting<Threshold>>,
    /// How much its alert weighs.
    pub severity: Setting<AlertSeverity>,
}

/// Where alerts go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The receiver.
    pub name: String,
    /// Which alerts go there; `None`: all.
    pub severity: Option<AlertSeverity>,
    /// Where it stands.
    pub origin: Origin,
}

/// What is written down, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonitorReport {
    /// Its name.
    pub name: String,
    /// How often.
    pub every: Setting<ReportCadence>,
}

impl Monitor {
    /// The receivers of a metric's alert.
    pub fn routes_of(&self, metric: &WatchedMetric) -> impl Iterator<Item = &Route> {
        let severity = metric.severity.value;
        self.routes.iter().filter(move |route| route.severity.is_none_or(|own| own == severity))
    }
}

/// What the shop asks of its programs, and how they do: all `tooling` nodes together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tooling {
    /// What is asked, by name.
    pub requirements: Vec<Requirement>,
    /// What was looked at, by name.
    pub candidates: Vec<Candidate>,
    /// Which of the candidates it is, by its index.
    pub chosen: Option<Setting<usize>>,
}

/// What is asked of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub origin: Origin,
    /// How much it counts.
    pub weight: Setting<Weight>,
    /// Whether a program without it is out of the question.
    pub must: Setting<bool>,
}

/// A program that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub origin: Origin,
    /// How it does, by the index of the requirement, sorted; a requirement that is not there was not looked at.
    pub scores: Vec<(usize, Setting<Score>)>,
}

impl Candidate {
    /// Its score for a requirement, by the index of that.
    pub fn score_of(&self, requirement: usize) -> Option<&Setting<Score>> {
        self.scores.iter().find(|(index, _)| *index == requirement).map(|(_, score)| score)
    }
}

impl Tooling {
    /// The sum of a candidate's scores, each times the weight of its requirement; what has no score adds nothing.
    pub fn total(&self, candidate: &Candidate) -> u64 {
        let weighted = candidate.scores.iter().filter_map(|(index, score)| {
            let weight = self.requirements.get(*index)?.weight.value;
            Some(u64::from(weight.0) * u64::from(score.value.0))
        });
        weighted.sum()
    }

    /// What a candidate comes to that has the best score everywhere.
    pub fn best_total(&self) -> u64 {
        let weights = self.requirements.iter().map(|own| u64::from(own.weight.value.0));
        weights.sum::<u64>() * u64::from(Score::BEST.0)
    }
}
