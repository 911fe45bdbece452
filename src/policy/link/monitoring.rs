//! `monitor`: what is watched, and who hears of it, from all the nodes together.

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::exact::{Decimal, Duration, Operator};
use crate::model::Address;
use crate::model::literal::Units;
use crate::model::part::operations::{
    AlertSeverity, Metric, MetricKind, MetricPart, MonitorPart, ReconcilePart, Threshold, ThresholdBound,
};
use crate::policy::operations::{Monitor, MonitorReport, Reconcile, Route, WatchedMetric};
use crate::policy::setting::{Origin, Setting};
use crate::value::Spanned;

use super::names::{Names, by_name, given_twice};

/// What is watched: what several nodes say is one, and what two of them say alike is told.
pub(super) fn monitor(parts: &[Spanned<MonitorPart>], names: &Names<'_>, sink: &mut Sink) -> Monitor {
    let address = Address::of("monitor");
    let mut nodes: Vec<&Spanned<MonitorPart>> = parts.iter().collect();
    nodes.sort_by_key(|node| node.span);
    let mut monitor = Monitor {
        origin: nodes.first().map(|node| Origin::written(address.clone(), node.span)),
        ..Monitor::default()
    };
    for part in nodes.iter().filter_map(|node| node.value.reconcile.as_ref()) {
        reconcile(part, &address.field("reconcile"), &mut monitor.reconcile, names, sink);
    }
    for part in nodes.iter().flat_map(|node| &node.value.metric) {
        metric(part, &address.field("metric"), &mut monitor.metrics, sink);
    }
    for part in nodes.iter().flat_map(|node| &node.value.route) {
        let (name, severity) = (&part.value.name, part.value.severity.as_ref().map(|own| own.value));
        let address = address.field("route").field(&name.value.0);
        let address = severity.map_or_else(|| address.clone(), |own| address.field(own.name()));
        let origin = Origin::written(address, part.span);
        monitor.routes.push(Route { name: name.value.0.clone(), severity, origin });
    }
    tell_routes_given_twice(&mut monitor.routes, sink);
    let reports = nodes.iter().flat_map(|node| &node.value.report);
    let reports = by_name("report", reports, |report| &report.name, sink);
    monitor.reports.extend(reports.iter().map(|(name, report)| {
        let address = address.field("report").field(name);
        let every = Setting::written(report.value.every.value, address, report.span);
        MonitorReport { name: (*name).to_owned(), every }
    }));
    monitor.metrics.sort_by_key(|own| own.metric.name());
    monitor
}

fn reconcile(
    part: &Spanned<ReconcilePart>,
    address: &Address,
    into: &mut Reconcile,
    names: &Names<'_>,
    sink: &mut Sink,
) {
    let ReconcilePart { dashboard, detail, audit, via } = &part.value;
    let cadences = [("dashboard", dashboard), ("detail", detail), ("audit", audit)];
    let may_be_lost = |(field, _): &(&str, _)| names.lost.may_have_kind(&format!("reconcile.{field}"));
    if cadences.iter().all(|(_, own)| own.is_none()) && !cadences.iter().any(may_be_lost) {
        sink.push(no_cadence(part.span));
    }
    set("dashboard", dashboard.as_ref(), address, &mut into.dashboard, sink);
    set("detail", detail.as_ref(), address, &mut into.detail, sink);
    set("audit", audit.as_ref(), address, &mut into.audit, sink);
    set("via", via.as_ref(), address, &mut into.via, sink);
}

/// Sets what one node says; where another has said it, that is told.
fn set<T: Copy>(
    field: &str,
    own: Option<&Spanned<T>>,
    address: &Address,
    into: &mut Option<Setting<T>>,
    sink: &mut Sink,
) {
    let Some(own) = own else { return };
    match into.as_ref().and_then(|first| first.origin.span) {
        Some(first) => sink.push(given_twice(&format!("reconcile {field}"), own.span, first)),
        None => *into = Some(Setting::written(own.value, address.field(field), own.span)),
    }
}

fn metric(part: &Spanned<MetricPart>, address: &Address, metrics: &mut Vec<WatchedMetric>, sink: &mut Sink) {
    let MetricPart { metric: name, alert, severity } = &part.value;
    let metric = name.value;
    let first = metrics.iter().find(|known| known.metric == metric);
    if let Some(first) = first.and_then(|first| first.origin.span) {
        sink.push(given_twice(&format!("metric {}", metric.name()), name.span, first));
        return;
    }
    if let Some(finding) = alert.as_ref().and_then(|alert| unfit(metric, alert)) {
        sink.push(finding);
    }
    let address = address.field(metric.name());
    let at_severity = address.field("severity");
    metrics.push(WatchedMetric {
        metric,
        origin: Origin::written(address.clone(), name.span),
        alert: alert.as_ref().map(|own| Setting::written(own.value, address.field("alert"), own.span)),
        severity: match severity {
            Some(own) => Setting::written(own.value, at_severity, own.span),
            None => Setting::default_of(AlertSeverity::Critical, at_severity),
        },
    });
}

fn tell_routes_given_twice(routes: &mut Vec<Route>, sink: &mut Sink) {
    routes.sort_by(|a, b| (&a.name, a.severity, a.origin.span).cmp(&(&b.name, b.severity, b.origin.span)));
    let is_told = |second: &mut Route, first: &mut Route| {
        let is_same = second.name == first.name && second.severity == first.severity;
        if let (true, Some(second_span), Some(first_span)) = (is_same, second.origin.span, first.origin.span)
        {
            let severity = first.severity.map_or_else(String::new, |own| format!(" severity={}", own.name()));
            let what = format!("route {}{severity}", first.name);
            sink.push(given_twice(&what, second_span, first_span));
        }
        is_same
    };
    routes.dedup_by(is_told);
}

/// What is wrong with a threshold of a metric: its kind, its side, or that it holds always or never.
fn unfit(metric: Metric, alert: &Spanned<Threshold>) -> Option<Diagnostic> {
    let Threshold { operator, bound } = alert.value;
    let kind = metric.kind();
    let fits = match bound {
        ThresholdBound::Number(_) => matches!(kind, MetricKind::Units | MetricKind::Count),
        ThresholdBound::Time(_) => kind == MetricKind::Duration,
        ThresholdBound::Percent(_) => kind == MetricKind::Percent,
    };
    let is_at_the_end = match bound {
        ThresholdBound::Number(units) => units == Units(0),
        ThresholdBound::Time(time) => time == Duration::from_seconds(0),
        ThresholdBound::Percent(percent) => percent.number() == Decimal::ONE_HUNDRED,
    };
    let is_above = matches!(operator, Operator::Above | Operator::AtLeast);
    let includes = matches!(operator, Operator::AtLeast | Operator::AtMost);
    let told = match bound {
        _ if !fits => of_another_kind(metric, alert.value),
        _ if is_above == (kind == MetricKind::Percent) => on_the_good_side(metric, alert.value),
        ThresholdBound::Percent(own) if own.number() > Decimal::ONE_HUNDRED => always(alert.value),
        ThresholdBound::Percent(own) if own.is_zero() => never(alert.value),
        _ if is_at_the_end && includes => always(alert.value),
        _ => return None,
    };
    let (message, label) = told;
    let label = Label::new(alert.span, label);
    let help = format!("write `alert=\"{}\"`", fitting(kind, bound));
    Some(Diagnostic::error("invalid-value", Category::Language, message, label).with_help(help))
}

/// A threshold of a kind of metric that is nearest to what was written.
fn fitting(kind: MetricKind, bound: ThresholdBound) -> String {
    match (kind, bound) {
        (MetricKind::Units | MetricKind::Count, ThresholdBound::Number(units)) => format!("> {}", units.0),
        (MetricKind::Units, _) => "> 5".to_owned(),
        (MetricKind::Count, _) => "> 0".to_owned(),
        (MetricKind::Duration, ThresholdBound::Time(time)) => format!("> {time}"),
        (MetricKind::Duration, ThresholdBound::Number(Units(minutes @ 1..=999))) => format!("> {minutes}min"),
        (MetricKind::Duration, _) => "> 30min".to_owned(),
        (MetricKind::Percent, ThresholdBound::Number(Units(percent @ 1..=100))) => format!("< {percent}%"),
        (MetricKind::Percent, ThresholdBound::Percent(own))
            if !own.is_zero() && own.number() <= Decimal::ONE_HUNDRED =>
        {
            format!("< {own}")
        }
        (MetricKind::Percent, _) => "< 99%".to_owned(),
    }
}

fn of_another_kind(metric: Metric, alert: Threshold) -> (String, &'static str) {
    let kind = match metric.kind() {
        MetricKind::Units => "counts units",
        MetricKind::Count => "counts cases",
        MetricKind::Duration => "is a length of time",
        MetricKind::Percent => "is a percentage",
    };
    let given = match alert.bound {
        ThresholdBound::Number(_) => "a bare number",
        ThresholdBound::Time(_) => "a length of time",
        ThresholdBound::Percent(_) => "a percentage",
    };
    (format!("`{}` {kind}, and `{alert}` is {given}", metric.name()), "of another kind")
}

fn on_the_good_side(metric: Metric, alert: Threshold) -> (String, &'static str) {
    let better = if metric.kind() == MetricKind::Percent { "higher" } else { "lower" };
    let name = metric.name();
    (
        format!("`{name}` is better when it is {better}: `{alert}` would alert while all is well"),
        "all is well",
    )
}

fn always(alert: Threshold) -> (String, &'static str) {
    (format!("`{alert}` is always so: the alert would never end"), "always so")
}

fn never(alert: Threshold) -> (String, &'static str) {
    (format!("`{alert}` is never so: nobody would ever be told"), "never so")
}

fn no_cadence(span: Span) -> Diagnostic {
    let message = "`reconcile` does not say how often";
    Diagnostic::error("missing-field", Category::Language, message, Label::new(span, "no cadence"))
        .with_help("write what is compared how often, such as `reconcile detail=daily audit=weekly`")
}
