//! Playbooks, monitoring and the matrix of tools: what is linked of them, and what thresholds are refused.

use evenkeel::diagnostic::{Sink, Sources};
use evenkeel::model::Judging;
use evenkeel::policy::load;
use serde_json::{Value as Json, json};

use crate::support::{evenkeel, folder, memory, root};

const HEAD: &str = r#"evenkeel 1
policy shop { currency USD; timezone "America/New_York" }
catalog { source products "p.csv" }
channel site { role dtc }
channel market { role marketplace }
channel portal { role retail }
pool shelf { location home; channels site market portal }
buffer { units 0 }
pricing { anchor site }
"#;

const OPERATIONS: [&str; 3] = [
    r#"playbook price-violation
playbook oversell {
    respond within="60min"
    owner channel-ops
    step "Find the orders" "Look for units"
    step "Tell the customers"
    escalate after="30min" to=lead
    escalate after="4h" to="the owner"
    root-cause sync-delay manual-error
}
"#,
    r#"monitor {
    reconcile dashboard=real-time
    metric sync-latency alert=">= 90min"
    metric listing-accuracy alert="< 98.5%" severity=warning
    route slack
    route pagerduty severity=critical
}
tooling {
    requirement speed weight=5 must=#true
    requirement price
    candidate zeta { score speed 2; score price 5 }
}
"#,
    r#"monitor {
    reconcile audit=quarterly via=manual
    metric inventory-drift alert="> 5"
    metric manual-interventions
    report sync-health every=monthly
}
tooling {
    requirement bundles weight=3
    candidate alpha { score price 1; score bundles 0; score speed 4 }
    chosen alpha
}
"#,
];

/// What `resolve` prints of a policy whose nodes are in these files.
fn resolved(files: &[&str]) -> Json {
    let mut text = format!("//- evenkeel.kdl\n{HEAD}//- p.csv\nsku,price,stock\nA,10.00,5\n");
    for (index, file) in files.iter().enumerate() {
        text.push_str(&format!("//- {index}.kdl\n{file}"));
    }
    let run = evenkeel(folder(&text).path(), &["resolve"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn playbooks_keep_their_steps_and_escalations_in_order() {
    let playbooks = resolved(&OPERATIONS)["playbooks"].clone();
    let expected = json!([
        {
            "name": "oversell",
            "respond_within": { "value": "1h", "by": "playbook[oversell].respond" },
            "owner": { "value": "channel-ops", "by": "playbook[oversell].owner" },
            "steps": ["Find the orders", "Look for units", "Tell the customers"],
            "escalations": [
                { "after": "30min", "to": "lead", "by": "playbook[oversell].escalate" },
                { "after": "4h", "to": "the owner", "by": "playbook[oversell].escalate" },
            ],
            "root_causes": ["sync-delay", "manual-error"],
        },
        {
            "name": "price-violation",
            "respond_within": null,
            "owner": null,
            "steps": [],
            "escalations": [],
            "root_causes": [],
        },
    ]);
    assert_eq!(playbooks, expected);
}

#[test]
fn monitors_of_several_files_are_one() {
    let monitor = resolved(&OPERATIONS)["monitor"].clone();
    let critical = |metric: &str| json!({ "value": "critical", "by": metric });
    let expected = json!({
        "reconcile": {
            "dashboard": { "value": "real-time", "by": "monitor.reconcile.dashboard" },
            "detail": null,
            "audit": { "value": "quarterly", "by": "monitor.reconcile.audit" },
            "via": { "value": "manual", "by": "monitor.reconcile.via" },
        },
        "metrics": [
            {
                "name": "inventory-drift",
                "kind": "units",
                "alert": { "value": { "operator": ">", "bound": "5" }, "by": "monitor.metric.inventory-drift.alert" },
                "severity": critical("default"),
            },
            {
                "name": "listing-accuracy",
                "kind": "percent",
                "alert": { "value": { "operator": "<", "bound": "98.5%" }, "by": "monitor.metric.listing-accuracy.alert" },
                "severity": { "value": "warning", "by": "monitor.metric.listing-accuracy.severity" },
            },
            { "name": "manual-interventions", "kind": "count", "alert": null, "severity": critical("default") },
            {
                "name": "sync-latency",
                "kind": "duration",
                "alert": { "value": { "operator": ">=", "bound": "90min" }, "by": "monitor.metric.sync-latency.alert" },
                "severity": critical("default"),
            },
        ],
        "routes": [
            { "name": "pagerduty", "severity": "critical", "by": "monitor.route.pagerduty.critical" },
            { "name": "slack", "severity": null, "by": "monitor.route.slack" },
        ],
        "reports": [{ "name": "sync-health", "every": { "value": "monthly", "by": "monitor.report.sync-health" } }],
    });
    assert_eq!(monitor, expected);
}

#[test]
fn tools_are_scored_by_the_requirements_of_every_file() {
    let tooling = resolved(&OPERATIONS)["tooling"].clone();
    let score = |candidate: &str, requirement: &str, points: u8| {
        let by = format!("tooling.candidate.{candidate}.score.{requirement}");
        json!({ "requirement": requirement, "points": points, "by": by })
    };
    let expected = json!({
        "requirements": [
            {
                "name": "bundles",
                "weight": { "value": 3, "by": "tooling.requirement.bundles.weight" },
                "must": { "value": false, "by": "default" },
            },
            {
                "name": "price",
                "weight": { "value": 1, "by": "default" },
                "must": { "value": false, "by": "default" },
            },
            {
                "name": "speed",
                "weight": { "value": 5, "by": "tooling.requirement.speed.weight" },
                "must": { "value": true, "by": "tooling.requirement.speed.must" },
            },
        ],
        "candidates": [
            {
                "name": "alpha",
                "scores": [score("alpha", "bundles", 0), score("alpha", "price", 1), score("alpha", "speed", 4)],
                // 3 × 0 + 1 × 1 + 5 × 4
                "total": 21,
            },
            {
                "name": "zeta",
                "scores": [score("zeta", "price", 5), score("zeta", "speed", 2)],
                // 1 × 5 + 5 × 2; `bundles` was not looked at
                "total": 15,
            },
        ],
        // (3 + 1 + 5) × 5
        "best_total": 45,
        "chosen": { "value": "alpha", "by": "tooling.chosen" },
    });
    assert_eq!(tooling, expected);
}

#[test]
fn the_order_of_files_changes_nothing() {
    let [first, second, third] = OPERATIONS;
    assert_eq!(resolved(&[third, first, second]), resolved(&[first, second, third]));
}

#[test]
fn a_policy_without_them_shows_that_there_is_nothing() {
    let policy = resolved(&[]);
    let reconcile = json!({ "dashboard": null, "detail": null, "audit": null, "via": null });
    let monitor = json!({ "reconcile": reconcile, "metrics": [], "routes": [], "reports": [] });
    let tooling = json!({ "requirements": [], "candidates": [], "best_total": 0, "chosen": null });
    assert_eq!(
        ["promotions", "clearances", "playbooks", "monitor", "tooling"].map(|key| policy[key].clone()),
        [json!([]), json!([]), json!([]), monitor, tooling]
    );
}

#[test]
fn promotions_are_shown_with_every_setting() {
    let promotions = resolved(&[r#"promotion winter {
    on market
    where category "Hats"
    starts "2027-11-27T09:00"
    ends "2027-11-27T21:00"
    offer coupon "10%"
    demand 40
    reserve "120%" from="48h"
    pause site below=30
    sync real-time
    alert "25%" "5%"
    stage imagery badges
    restore within="2h"
    match portal
    notice market before="3d"
}
promotion bundle { on site; starts "2027-12-01"; ends "2027-12-02"; offer bogo buy=2 get=1 }
promotion fixed { on site; starts "2027-12-03"; ends "2027-12-04"; offer list 9.50; demand field=promo-demand; reserve 5 }
promotion shipped { on site; starts "2027-12-05"; ends "2027-12-06"; offer free-shipping }
"#])["promotions"]
        .clone();
    let by = |field: &str| format!("promotion[winter].{field}");
    let given = |value: Json, field: &str| json!({ "value": value, "by": by(field) });
    let offer = |kind: &str, off: Json, price: Json, buy: Json, get: Json| json!({ "kind": kind, "off": off, "price": price, "buy": buy, "get": get });
    let none = Json::Null;
    let expected = json!({
        "name": "winter",
        "channels": ["market"],
        "where": [{ "field": "category", "one_of": ["Hats"] }],
        // New York is five hours behind UTC in November
        "starts": given(json!("2027-11-27T14:00:00Z"), "starts"),
        "ends": given(json!("2027-11-28T02:00:00Z"), "ends"),
        "offer": given(offer("coupon", json!("10%"), none.clone(), none.clone(), none.clone()), "offer"),
        "demand": given(json!({ "units": 40 }), "demand"),
        "reserve": given(json!({ "units": { "percent": "120%" }, "from": "2d" }), "reserve"),
        "pauses": [{ "below": 30, "pause": "site", "by": by("pause.site") }],
        "sync": given(json!("real-time"), "sync"),
        "alerts": [given(json!("25%"), "alert"), given(json!("5%"), "alert")],
        "stage": ["imagery", "badges"],
        "restore_within": given(json!("2h"), "restore"),
        "matched": ["portal"],
        "notices": [{ "channel": "market", "before": "3d", "by": by("notice.market") }],
    });
    assert_eq!(promotions[3], expected);
    let offers: Vec<&Json> =
        promotions.as_array().unwrap().iter().map(|own| &own["offer"]["value"]).collect();
    assert_eq!(
        offers[..3],
        [
            &offer("bogo", json!("100%"), none.clone(), json!(2), json!(1)),
            &offer("list", none.clone(), json!("9.50"), none.clone(), none.clone()),
            &offer("free-shipping", none.clone(), none.clone(), none.clone(), none),
        ]
    );
    assert_eq!(promotions[1]["demand"]["value"], json!({ "field": "promo-demand" }));
    assert_eq!(promotions[1]["reserve"]["value"], json!({ "units": { "units": 5 }, "from": "0s" }));
    assert_eq!(promotions[2]["sync"], Json::Null);
}

#[test]
fn clearances_are_shown_with_the_window_of_each_step() {
    let clearances = resolved(&[r#"clearance spring-range {
    where category "Spring"
    step market "-10%" starts="2027-06-01"
    step site "-10%" after="3d"
    step market "-20%" starts="2027-07-01"
    ends "2027-08-01"
}
"#])["clearances"]
        .clone();
    // New York is four hours behind UTC in summer; the market's first step ends where its second begins
    let steps = [
        ("market", "10%", "2027-06-01T04:00:00Z", "2027-07-01T04:00:00Z"),
        ("site", "10%", "2027-06-04T04:00:00Z", "2027-08-01T04:00:00Z"),
        ("market", "20%", "2027-07-01T04:00:00Z", "2027-08-01T04:00:00Z"),
    ];
    let shown: Vec<[&str; 4]> = clearances[0]["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| {
            [&step["channel"], &step["off"]["value"], &step["starts"], &step["ends"]]
                .map(|own| own.as_str().unwrap())
        })
        .collect();
    assert_eq!(shown, steps.map(|(channel, off, starts, ends)| [channel, off, starts, ends]));
    assert_eq!(clearances[0]["where"], json!([{ "field": "category", "one_of": ["Spring"] }]));
    assert_eq!(
        clearances[0]["ends"],
        json!({ "value": "2027-08-01T04:00:00Z", "by": "clearance[spring-range].ends" })
    );
}

#[test]
fn what_the_help_says_of_a_threshold_is_taken() {
    const METRICS: [&str; 7] = [
        "inventory-drift",
        "listing-accuracy",
        "manual-interventions",
        "oversells",
        "parity-violations",
        "sync-latency",
        "sync-uptime",
    ];
    const BOUNDS: [&str; 11] =
        ["0", "5", "120", "100000", "0s", "30min", "0%", "0.5%", "99.5%", "100%", "120%"];
    // messages and helps of `metric NAME alert="…"`
    let told = |metric: &str, alert: &str| {
        let text = format!("//- evenkeel.kdl\n{HEAD}monitor {{ metric {metric} alert=\"{alert}\" }}\n");
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        load(&memory(&text), Judging::On, &mut sources, &mut sink).unwrap();
        let findings = sink.into_sorted();
        findings.into_iter().map(|own| (own.message, own.help.unwrap())).collect::<Vec<_>>()
    };
    let (mut refused, mut taken) = (0, 0);
    for (metric, operator, bound) in METRICS.iter().flat_map(|metric| {
        ["", "=", ">", ">=", "<", "<="].iter().flat_map(move |sign| BOUNDS.map(|bound| (metric, sign, bound)))
    }) {
        let findings = told(metric, format!("{operator} {bound}").trim());
        let [(message, help)] = findings.as_slice() else {
            assert!(findings.is_empty(), "{findings:?}");
            taken += 1;
            continue;
        };
        refused += 1;
        // of a text that is no threshold the metric is not known: the way out may be of another kind, which is told then
        let Some((_, rest)) = help.split_once("alert=\"") else { continue };
        let proposal = rest.trim_end_matches("\"`");
        assert_eq!(told(metric, proposal), [], "{message}: {help}");
    }
    // of 11 bounds, a number: 5, 120, 100000 above and at least, 0 above: 7 for each of 4 metrics; a time: 30min
    // both, 0s above: 3; a percentage: 0.5% and 99.5% below and at most, 100% below: 5 for each of 2
    assert_eq!(taken, 4 * 7 + 3 + 2 * 5);
    assert_eq!(refused + taken, 7 * 6 * 11);
}

#[test]
fn the_shop_chose_the_best_of_its_candidates() {
    let run = evenkeel(&root().join("examples/glow-skincare"), &["resolve"]);
    let policy: Json = serde_json::from_str(&run.stdout).unwrap();
    let playbooks = policy["playbooks"].as_array().unwrap().iter();
    let within: Vec<(&str, &str)> = playbooks
        .map(|own| (own["name"].as_str().unwrap(), own["respond_within"]["value"].as_str().unwrap()))
        .collect();
    assert_eq!(within, [("listing-suspension", "1d"), ("oversell", "1h"), ("price-violation", "4h")]);
    let candidates = policy["tooling"]["candidates"].as_array().unwrap().iter();
    let totals: Vec<(&str, u64)> =
        candidates.map(|own| (own["name"].as_str().unwrap(), own["total"].as_u64().unwrap())).collect();
    // reckoned in operations.kdl
    assert_eq!(totals, [("channel-loom", 67), ("own-middleware", 62), ("stockbridge", 76)]);
    assert_eq!(policy["tooling"]["best_total"], 100);
    assert_eq!(policy["tooling"]["chosen"]["value"], "stockbridge");
}
