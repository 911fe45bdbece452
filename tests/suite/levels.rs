//! What `lint` nodes, comments and baselines make of findings: who is told, who is held back, what the exit code is.

use std::fs;
use std::path::Path;

use serde_json::Value as Json;

use crate::support::{Run, evenkeel, folder};

/// Two public channels that both break the MAP of A-01 by their own `set`, B-02 on the shop alone, and a promotion.
const SHOP: &str = r#"//- evenkeel.kdl
evenkeel 1
policy shop { currency USD; timezone "America/New_York" }
catalog { source products "catalog.csv" }
channel shop { role dtc; orders "10/day"; average-order-value 20.00; sync via=api every="2min"; returns "0%"; status active }
channel market { role marketplace; orders "10/day"; average-order-value 20.00; sync via=api every="2min"; returns "0%" }
pool shelf { location home; channels shop market }
throttle shelf { below 1 pause=market }
segments { segment dear { where price ">= 30" }; segment rest }
buffer { demand lead-time="1d" }
pricing { anchor shop }
price shop { adjust "-50%" }
price market { adjust "-50%"; allow list="-60%..0%" }
map-policy { advertised list sale }
//- catalog.csv
sku,price,map,cost,stock
A-01,20.00,18.00,1.00,50
B-02,40.00,36.00,1.00,50
"#;

/// The policy with more nodes in a second file.
fn shop(more: &str) -> tempfile::TempDir {
    folder(&format!("{SHOP}//- more.kdl\n{more}\n"))
}

fn check(folder: &Path, more: &[&str]) -> (Run, Json) {
    let mut arguments = vec!["--format", "json", "check", "--at", "2026-11-20"];
    arguments.extend(more);
    let run = evenkeel(folder, &arguments);
    let json = serde_json::from_str(&run.stdout).expect("a report as JSON");
    (run, json)
}

/// The findings in short: rule, channel and SKUs; and how many were suppressed.
fn short(report: &Json) -> (Vec<String>, u64) {
    let text = |value: &Json| value.as_str().unwrap_or("-").to_owned();
    let of = |finding: &Json| {
        let cases = finding["cases"].as_array().unwrap().iter().map(|case| text(&case["sku"]));
        let mut skus: Vec<String> = cases.collect();
        skus.sort();
        format!("{} {} {}", text(&finding["rule"]), text(&finding["channel"]), skus.join(" "))
            .trim()
            .to_owned()
    };
    let mut findings: Vec<String> = report["findings"].as_array().unwrap().iter().map(of).collect();
    findings.sort();
    (findings, report["summary"]["suppressed"].as_u64().unwrap())
}

fn found(more: &str) -> (Vec<String>, u64) {
    short(&check(shop(more).path(), &[]).1)
}

const MARKET: &str = "map-violation market A-01 B-02";
const DTC: &str = "map-violation shop A-01 B-02";

#[test]
fn an_allow_by_each_kind_of_scope() {
    assert_eq!(found(""), (vec![MARKET.to_owned(), DTC.to_owned()], 0));
    let cases: [(&str, &[&str], u64); 8] = [
        ("", &[], 2),
        ("channel=market", &[DTC], 1),
        // each channel's finding is parted into the SKU that may pass and the one that may not
        ("sku=A-01", &["map-violation market B-02", "map-violation shop B-02"], 2),
        ("segment=dear", &["map-violation market A-01", "map-violation shop A-01"], 2),
        ("channel=market sku=B-02", &["map-violation market A-01", DTC], 1),
        ("pool=shelf", &[], 2),
        ("sku=a-01", &[MARKET, DTC, "unused-allow -"], 0),
        ("segment=rest sku=B-02", &[MARKET, DTC, "unused-allow -"], 0),
    ];
    for (scope, left, suppressed) in cases {
        let lint = format!("lint {{ allow map-violation {scope} reason=\"agreed\" }}");
        let left: Vec<String> = left.iter().map(|own| (*own).to_owned()).collect();
        assert_eq!(found(&lint), (left, suppressed), "{scope}");
    }
}

#[test]
fn an_allow_of_one_pool_is_for_the_channels_that_draw_from_it() {
    let own = SHOP
        .replace(
            "\"catalog.csv\" }",
            "\"catalog.csv\" { stock \"stock\" location=home; stock \"side\" location=side } }",
        )
        .replace("channels shop market", "channels shop")
        .replace("throttle shelf { below 1 pause=market }", "pool annex { location side; channels market }")
        .replace(
            "stock\nA-01,20.00,18.00,1.00,50\nB-02,40.00,36.00,1.00,50",
            "stock,side\nA-01,20.00,18.00,1.00,50,9\nB-02,40.00,36.00,1.00,50,9",
        );
    let of = |pool: &str| {
        let lint = format!("lint {{ allow map-violation pool={pool} reason=\"agreed\" }}");
        short(&check(folder(&format!("{own}//- more.kdl\n{lint}\n")).path(), &[]).1)
    };
    assert_eq!(of("annex"), (vec![DTC.to_owned()], 1));
    assert_eq!(of("shelf"), (vec![MARKET.to_owned()], 1));
}

/// Prices that keep to the MAP, but for promotions.
const KEPT: &str = "price shop { adjust \"0%\" }\nprice market { adjust \"0%\" }";

/// The policy with prices that keep to the MAP, and more nodes.
fn kept(more: &str) -> tempfile::TempDir {
    let own = SHOP.replace(
        "price shop { adjust \"-50%\" }\nprice market { adjust \"-50%\"; allow list=\"-60%..0%\" }\n",
        "",
    );
    assert!(!own.contains("-50%"));
    let prices = KEPT
        .replace("price market { adjust \"0%\" }", "price market { adjust \"0%\"; allow sale=\"-60%..0%\" }");
    folder(&format!("{own}//- more.kdl\n{prices}\n{more}\n"))
}

#[test]
fn what_a_promotion_makes_so() {
    // 20% off 20.00 is 16.00, below the MAP of 18.00; off 40.00 it is 32.00, below 36.00
    let promotion = "promotion flash { on market; starts \"2026-11-27\"; ends \"2026-11-28\"; offer sale \"20%\"; demand 4; reserve \"100%\" }\npromotion later { on shop; starts \"2026-12-05\"; ends \"2026-12-06\"; offer sale \"20%\"; demand 4; reserve \"100%\" }\n";
    let found = |lint: &str| short(&check(kept(&format!("{promotion}{lint}")).path(), &[]).1);
    let by = |findings: &[&str]| findings.iter().map(|own| (*own).to_owned()).collect::<Vec<_>>();
    assert_eq!(found(""), (by(&[MARKET, DTC]), 0));
    assert_eq!(found("lint { allow map-violation promotion=flash reason=\"agreed\" }"), (by(&[DTC]), 1));
    assert_eq!(found("lint { allow map-violation promotion=later reason=\"agreed\" }"), (by(&[MARKET]), 1));
    // until 1 December: the promotion of the 5th begins when it is over
    let until = "lint { allow map-violation until=\"2026-12-01\" reason=\"agreed\" }";
    assert_eq!(found(until), (by(&[DTC]), 1));
    // the 4th ends where the promotion begins; the 5th is in it
    assert_eq!(found(&until.replace("12-01", "12-04")), (by(&[DTC]), 1));
    assert_eq!(found(&until.replace("12-01", "12-05")), (by(&[]), 2));
}

#[test]
fn until_is_to_the_end_of_its_day_in_the_policys_zone() {
    let shop = shop("lint { allow map-violation until=\"2026-12-01\" reason=\"agreed\" }");
    let at = |instant: &str| {
        let run = evenkeel(shop.path(), &["--format", "json", "check", "--at", instant]);
        (run.code, short(&serde_json::from_str(&run.stdout).unwrap()))
    };
    let none: (i32, (Vec<String>, u64)) = (0, (Vec::new(), 2));
    assert_eq!(at("2026-12-01"), none);
    assert_eq!(at("2026-12-01T23:59:59"), none);
    // midnight in New York is 5:00 in UTC in December
    assert_eq!(at("2026-12-02T04:59:59Z"), none);
    let over = (1, (["expired-allow -", MARKET, DTC].map(str::to_owned).to_vec(), 0));
    assert_eq!(at("2026-12-02T05:00:00Z"), over);
    assert_eq!(at("2026-12-02"), over);
}

/// The channel and SKU of each line of a build's quarantine, with its rules; and the code of the build.
fn held(folder: &Path) -> (i32, Vec<String>) {
    let run = evenkeel(folder, &["build", "--at", "2026-11-20", "--out", "dist"]);
    let lines = fs::read_to_string(folder.join("dist/quarantine.jsonl")).unwrap();
    let line = |line: &str| {
        let line: Json = serde_json::from_str(line).unwrap();
        format!("{} {}", line["sku"].as_str().unwrap(), line["channel"].as_str().unwrap())
    };
    (run.code, lines.lines().map(line).collect())
}

#[test]
fn what_is_allowed_holds_nothing_back() {
    let all = ["A-01 market", "A-01 shop", "B-02 market", "B-02 shop"];
    assert_eq!(held(shop("").path()), (1, all.map(str::to_owned).to_vec()));
    let one = shop("lint { allow map-violation channel=market sku=A-01 reason=\"agreed\" }");
    assert_eq!(held(one.path()), (1, ["A-01 shop", "B-02 market", "B-02 shop"].map(str::to_owned).to_vec()));
    let offers = fs::read_to_string(one.path().join("dist/offers.jsonl")).unwrap();
    let states: Vec<String> = offers
        .lines()
        .map(|line| serde_json::from_str::<Json>(line).unwrap())
        .map(|own| format!("{} {} {}", own["sku"], own["channel"], own["state"]).replace('"', ""))
        .collect();
    assert!(states.contains(&"A-01 market fed".to_owned()), "{states:?}");
    assert!(states.contains(&"A-01 shop quarantined".to_owned()), "{states:?}");
    assert_eq!(held(shop("lint { allow map-violation reason=\"agreed\" }").path()), (0, Vec::new()));
    // the day after its last it holds back again
    let over = shop("lint { allow map-violation until=\"2026-11-19\" reason=\"agreed\" }");
    assert_eq!(held(over.path()), (1, all.map(str::to_owned).to_vec()));
}

#[test]
fn a_blank_stays_back_whatever_is_allowed() {
    let shop = kept("lint { allow missing-price reason=\"the supplier is late\" }");
    fs::write(
        shop.path().join("catalog.csv"),
        "sku,price,map,cost,stock\nA-01,,18.00,1.00,50\nB-02,40.00,36.00,1.00,50\n",
    )
    .unwrap();
    assert_eq!(short(&check(shop.path(), &[]).1), (Vec::new(), 1));
    assert_eq!(held(shop.path()), (0, ["A-01 market", "A-01 shop"].map(str::to_owned).to_vec()));
}

#[test]
fn a_level_decides_on_exit_code_and_feed() {
    let code = |lint: &str, fail_on: &str| {
        let (run, report) = check(shop(lint).path(), &["--fail-on", fail_on]);
        (run.code, report["findings"][0]["level"].as_str().map(str::to_owned))
    };
    let warn = "lint { rule map-violation level=warn }";
    assert_eq!(code(warn, "error"), (0, Some("warn".to_owned())));
    assert_eq!(code(warn, "warn"), (1, Some("warn".to_owned())));
    assert_eq!(code("lint { rule pricing level=info }", "warn"), (0, Some("info".to_owned())));
    assert_eq!(code("lint { rule pricing level=info }", "info"), (1, Some("info".to_owned())));
    let own = "lint { rule pricing level=info; rule map-violation level=error }";
    assert_eq!(code(own, "error"), (1, Some("error".to_owned())), "the rule itself, not its category");
    assert_eq!(code("lint { rule map-violation level=off }", "info"), (0, None));
    assert_eq!(code("lint { rule content level=off }", "error").0, 1, "another category");
    // a warning holds nothing back, an error does, whoever says that it is one
    assert_eq!(held(shop(warn).path()), (0, Vec::new()));
    assert_eq!(held(shop("lint { rule pricing level=off }").path()), (0, Vec::new()));
    let cut = "content { field title { adapted; from title; on market { truncate 5 } } }\n";
    let long = kept(cut);
    let with = |lint: &str| {
        fs::write(long.path().join("lint.kdl"), lint).unwrap();
        fs::write(
            long.path().join("catalog.csv"),
            "sku,title,price,cost,stock\nA-01,A very long title,20.00,1.00,50\n",
        )
        .unwrap();
        (short(&check(long.path(), &[]).1).0, held(long.path()))
    };
    let told = vec!["heavy-truncation market A-01".to_owned()];
    assert_eq!(with(""), (told.clone(), (0, Vec::new())));
    assert_eq!(
        with("lint { rule heavy-truncation level=error }"),
        (told, (1, vec!["A-01 market".to_owned()]))
    );
}

#[test]
fn a_comment_excuses_the_node_below_it_alone() {
    let with = |shop: &str, market: &str| {
        let own = SHOP
            .replace("price shop {", &format!("{shop}\nprice shop {{"))
            .replace("price market {", &format!("{market}\nprice market {{"));
        short(&check(folder(&own).path(), &[]).1)
    };
    let comment = "// evenkeel: allow map-violation until 2026-12-01 — agreed with the brand";
    let by = |findings: &[&str]| findings.iter().map(|own| (*own).to_owned()).collect::<Vec<_>>();
    assert_eq!(with(comment, ""), (by(&[MARKET]), 1));
    assert_eq!(with("", comment), (by(&[DTC]), 1));
    assert_eq!(with(comment, comment), (by(&[]), 2));
    let other = "// evenkeel: allow margin-below-floor - agreed";
    assert_eq!(with("", other), (by(&[MARKET, DTC, "unused-allow -"]), 0));
    let over = "// evenkeel: allow map-violation until 2026-11-19 — agreed";
    assert_eq!(with(over, ""), (by(&["expired-allow -", MARKET, DTC]), 0));
}

#[test]
fn what_the_root_keeps_is_suppressed_by_nothing() {
    let kept = SHOP.replace("evenkeel 1\n", "evenkeel 1\nlint { rule map-violation suppressible=#false }\n");
    let errors = |more: &str| short(&check(folder(&format!("{kept}//- more.kdl\n{more}\n")).path(), &[]).1).0;
    assert_eq!(errors(""), [MARKET, DTC]);
    assert_eq!(errors("lint { rule pricing level=off }"), [MARKET, DTC], "a category does not reach it");
    assert_eq!(errors("lint { allow map-violation reason=\"agreed\" }"), ["not-suppressible -"]);
    assert_eq!(
        errors("// evenkeel: allow map-violation — agreed\nprice market sku=A-01 { set 2.00 }"),
        ["not-suppressible -"]
    );
    let shop = folder(&kept);
    check(shop.path(), &["--write-baseline", "base.json"]);
    let (run, report) = check(shop.path(), &["--baseline", "base.json"]);
    assert_eq!(
        (run.code, short(&report)),
        (1, (vec![MARKET.to_owned(), DTC.to_owned()], 0)),
        "{}",
        run.stderr
    );
}

#[test]
fn a_new_breach_does_not_hide_behind_a_mended_one() {
    let shop = shop("");
    let (run, report) = check(shop.path(), &["--write-baseline", "base.json"]);
    assert_eq!((run.code, short(&report)), (0, (Vec::new(), 2)), "{}", run.stderr);
    let known = |more: &[&str]| {
        let mut arguments = vec!["--baseline", "base.json"];
        arguments.extend(more);
        let (run, report) = check(shop.path(), &arguments);
        (run.code, short(&report), run.stderr)
    };
    let (code, found, notes) = known(&[]);
    assert_eq!((code, found), (0, (Vec::new(), 2)));
    assert!(!notes.contains("no more"), "{notes}");
    // A-01 is mended, C-03 is new: two on each channel as before
    let rows =
        "sku,price,map,cost,stock\nA-01,20.00,,1.00,50\nB-02,40.00,36.00,1.00,50\nC-03,30.00,29.00,1.00,50\n";
    fs::write(shop.path().join("catalog.csv"), rows).unwrap();
    let (code, found, notes) = known(&[]);
    let new = ["map-violation market C-03", "map-violation shop C-03"].map(str::to_owned).to_vec();
    assert_eq!((code, found), (1, (new, 2)));
    assert!(notes.contains("2 findings are no more: `map-violation`") && notes.contains("`A-01`"), "{notes}");
    // of rules that have not looked nothing is said
    assert!(!known(&["--no-catalog"]).2.contains("no more"));
    assert_eq!(held(shop.path()).0, 1, "a build holds back what a baseline knows");
}

#[test]
fn a_baseline_knows_what_is_written_and_not_how() {
    let shop = shop("");
    check(shop.path(), &["--write-baseline", "base.json"]);
    let root = shop.path().join("evenkeel.kdl");
    let text = fs::read_to_string(&root).unwrap();
    let with = |price: &str| {
        // moved to the top, so that every place is another
        let moved = text.replace("price shop { adjust \"-50%\" }\n", "").replacen(
            "evenkeel 1\n",
            &format!("evenkeel 1\n{price}\n"),
            1,
        );
        fs::write(&root, moved).unwrap();
        short(&check(shop.path(), &["--baseline", "base.json"]).1)
    };
    assert_eq!(with("price shop {\n    adjust   \"-50%\" // half\n}"), (Vec::new(), 2));
    // another value is another finding
    assert_eq!(with("price shop { adjust \"-51%\" }").0.iter().filter(|own| own.starts_with(DTC)).count(), 1);
}

#[test]
fn a_baseline_of_rules_that_look_at_the_policy_alone() {
    let own = SHOP.replace("throttle shelf { below 1 pause=market }\n", "").replace("-50%", "0%");
    let shop = folder(&own);
    assert_eq!(short(&check(shop.path(), &["--no-catalog"]).1).0, ["no-throttle -"]);
    check(shop.path(), &["--no-catalog", "--write-baseline", "base.json"]);
    assert_eq!(short(&check(shop.path(), &["--baseline", "base.json"]).1), (Vec::new(), 1));
    // the pool that was known is mended, another one is not: as many as before
    let more = "throttle shelf { below 1 pause=market }\npool annex { location side; channels kiosk stall }\nchannel kiosk { role retail; orders \"1/day\"; average-order-value 20.00; sync via=api every=\"2min\"; returns \"0%\" }\nchannel stall { role retail; orders \"1/day\"; average-order-value 20.00; sync via=api every=\"2min\"; returns \"0%\" }\n";
    fs::write(shop.path().join("more.kdl"), more).unwrap();
    let (run, report) = check(shop.path(), &["--no-catalog", "--baseline", "base.json"]);
    assert_eq!(short(&report), (vec!["no-throttle -".to_owned()], 0));
    assert!(run.stderr.contains("1 finding is no more: `no-throttle` at pool[shelf]"), "{}", run.stderr);
}

#[test]
fn what_can_not_be_a_baseline() {
    let shop = shop("");
    fs::write(shop.path().join("base.json"), "[]").unwrap();
    let run = evenkeel(shop.path(), &["check", "--baseline", "base.json"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("`base.json` is no baseline"), "{}", run.stderr);
    assert_eq!(evenkeel(shop.path(), &["check", "--baseline", "none.json"]).code, 2);
    assert_eq!(evenkeel(shop.path(), &["check", "--baseline", "a", "--write-baseline", "b"]).code, 2);
    fs::write(shop.path().join("more.kdl"), "lint { allow nothing reason=\"agreed\" }").unwrap();
    let run = evenkeel(shop.path(), &["check", "--write-baseline", "new.json"]);
    assert_eq!(run.code, 1);
    assert!(
        !shop.path().join("new.json").exists() && run.stderr.contains("was not written"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_report_for_people_counts_what_passes() {
    let run = evenkeel(
        shop("lint { allow map-violation channel=market reason=\"agreed\" }").path(),
        &["check", "--at", "2026-11-20"],
    );
    assert_eq!(run.code, 1);
    assert!(run.stdout.trim_end().ends_with("1 error in 2 files, 2 SKUs; 1 suppressed"), "{}", run.stdout);
}
