//! The commands from outside: exit codes, where output goes, what stands in it.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

use evenkeel::lint::rules::RULES;
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::support::{Run, command, evenkeel, folder, read_folder, root, run, write_folder};

/// Two channels, three SKUs, no findings.
const GOOD: &str = r#"//- evenkeel.kdl
evenkeel 1
policy good { currency USD }
catalog { source products "catalog.csv" }
channel shop { role dtc; orders "10/day"; average-order-value 20.00; sync via=api every="2min"; returns "0%"; feed csv { column "SKU" sku; column "Price" list } }
channel market { orders "10/day"; average-order-value 20.00; sync via=api every="2min"; returns "0%"; feed csv { column "SKU" sku; column "Qty" quantity } }
pool shelf { location home; channels shop market }
throttle shelf { below 1 pause=market }
buffer { percent "10%" }
pricing { anchor shop; margin at-least="5%" }
//- catalog.csv
sku,title,price,map,cost,stock
BOWL-S,Small bowl,24.00,,9.50,18
BOWL-L,Large bowl,38.00,36.00,15.00,7
VASE-1,Bud vase,19.00,18.00,6.20,0
"#;

/// The policy with 10% off at the market: two list prices below MAP.
fn below_map() -> TempDir {
    folder(&GOOD.replace("pricing {", "price market { adjust \"-10%\" }\npricing {"))
}

fn without_catalog() -> TempDir {
    folder(&GOOD.replace("catalog { source products \"catalog.csv\" }\n", ""))
}

fn ends(run: &Run, code: i32, what: &str) {
    assert_eq!(run.code, code, "{what}\n{}\n{}", run.stdout, run.stderr);
    assert!(!run.stderr.contains("panicked"), "{what}: {}", run.stderr);
}

/// Runs commands in a folder; each must end with the code, and say why where that is not 0.
fn each_ends(folder: &Path, code: i32, commands: &[&[&str]]) {
    for arguments in commands {
        let run = evenkeel(folder, arguments);
        ends(&run, code, &format!("{arguments:?}"));
        assert!(code == 0 || !(run.stdout.is_empty() && run.stderr.is_empty()), "{arguments:?} says nothing");
    }
}

#[test]
fn without_a_policy_there_is_nothing_to_do() {
    let empty = tempfile::tempdir().unwrap();
    each_ends(
        empty.path(),
        3,
        &[
            &["check"],
            &["check", "."],
            &["build"],
            &["explain", "A"],
            &["resolve"],
            &["dump", "--stage", "tree"],
        ],
    );
    assert!(read_folder(empty.path()).is_empty(), "nothing is written");
}

#[test]
fn without_a_catalog_or_a_sku_there_is_nothing_to_do() {
    let commands: [&[&str]; 4] =
        [&["check"], &["build"], &["explain", "BOWL-S"], &["dump", "--stage", "offer"]];
    each_ends(without_catalog().path(), 3, &commands);
    let rows: Vec<&str> = GOOD.lines().collect();
    let without_rows = folder(&format!("{}\n", rows[..rows.len() - 3].join("\n")));
    each_ends(without_rows.path(), 3, &[&["check"], &["build"], &["dump", "--stage", "item"]]);
    assert!(!without_rows.path().join("dist").exists());
    let with_rows = folder(GOOD);
    each_ends(with_rows.path(), 3, &[&["dump", "--stage", "item", "--sku", "NOBODY"]]);
    // where the policy alone is asked for, a catalog is not missed
    each_ends(without_catalog().path(), 0, &[&["check", "--no-catalog"], &["resolve"]]);
}

#[test]
fn an_unreadable_catalog_is_a_failure() {
    let commands: [&[&str]; 4] =
        [&["check"], &["build"], &["explain", "BOWL-S"], &["dump", "--stage", "item"]];
    let absent = folder(&GOOD.replace("\"catalog.csv\"", "\"absent.csv\""));
    each_ends(absent.path(), 2, &commands);
    let said = evenkeel(absent.path(), &["check"]);
    assert!(format!("{}{}", said.stdout, said.stderr).contains("absent.csv"), "{}", said.stderr);
    let of_a_folder = folder(&GOOD.replace("\"catalog.csv\"", "\".\""));
    each_ends(of_a_folder.path(), 2, &commands);
    let said = evenkeel(of_a_folder.path(), &["check"]);
    assert!(
        said.stdout.contains("unreadable-source") && said.stdout.contains("it is a folder"),
        "{}",
        said.stdout
    );
    let without_sku = folder(&GOOD.replace("sku,title", "id,title"));
    each_ends(without_sku.path(), 2, &commands);
}

#[test]
fn an_error_of_the_language_is_a_finding_of_check_and_a_failure_elsewhere() {
    for broken in ["pricing { anchor shop", "pricing { anchor nobody }", "pricing { round 1e3 }"] {
        let folder = folder(&GOOD.replace("pricing { anchor shop; margin at-least=\"5%\" }", broken));
        each_ends(
            folder.path(),
            1,
            &[&["check"], &["check", "--no-catalog"], &["check", "--format", "json"]],
        );
        each_ends(
            folder.path(),
            2,
            &[&["build"], &["explain", "BOWL-S"], &["resolve"], &["dump", "--stage", "offer"]],
        );
        assert!(!folder.path().join("dist").exists());
    }
}

#[test]
fn what_is_asked_wrongly_is_a_failure() {
    let good = folder(GOOD);
    let commands: [&[&str]; 15] = [
        &[],
        &["chekc"],
        &["check", "--loudly"],
        &["check", "--fail-on", "sometimes"],
        &["check", "--at", "next tuesday"],
        &["check", "--output", "yaml"],
        &["check", "--threads", "0"],
        &["check", "nowhere.kdl"],
        &["check", ".", "--policy", "."],
        &["check", "--policy", "nowhere"],
        &["build", "--channel", "nobody"],
        &["explain", "BOWL-S", "nobody"],
        &["explain", "NOBODY"],
        &["schema", "nothing"],
        &["profiles", "nothing"],
    ];
    each_ends(good.path(), 2, &commands);
    assert!(!good.path().join("dist").exists(), "nothing is built");
    each_ends(good.path(), 0, &[&["--help"], &["help"], &["--version"], &["check", "--help"]]);
}

#[test]
fn findings_end_with_1_at_their_level() {
    let below = below_map();
    each_ends(below.path(), 1, &[&["check"], &["check", "--fail-on", "warn"], &["build"]]);
    each_ends(below.path(), 0, &[&["check", "--fail-on", "never"], &["explain", "BOWL-L"], &["resolve"]]);
    each_ends(folder(GOOD).path(), 0, &[&["check", "--fail-on", "info"], &["build"]]);
    // two channels sell from the shelf, and neither pauses
    let warned = folder(&GOOD.replace("throttle shelf { below 1 pause=market }\n", ""));
    each_ends(warned.path(), 0, &[&["check"], &["build"]]);
    each_ends(warned.path(), 1, &[&["check", "--fail-on", "warn"], &["check", "--fail-on", "info"]]);
    let run = evenkeel(warned.path(), &["check"]);
    assert!(run.stdout.contains("1 warning"), "{}", run.stdout);
}

#[test]
fn the_instant_is_said_and_written() {
    let good = folder(GOOD);
    let run = evenkeel(good.path(), &["check", "--at", "2026-11-27T09:00-05:00"]);
    assert!(run.stderr.contains("2026-11-27T14:00:00Z"), "09:00-05:00 is 14:00 UTC: {}", run.stderr);
    ends(&evenkeel(good.path(), &["build", "--at", "2026-11-27T09:00"]), 0, "build");
    let manifest: Json =
        serde_json::from_slice(&fs::read(good.path().join("dist/manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["at"], "2026-11-27T09:00:00Z", "the policy's zone is UTC where it names none");
}

#[test]
fn findings_go_where_they_are_sent() {
    let below = below_map();
    let run = evenkeel(
        below.path(),
        &[
            "check",
            "--color",
            "always",
            "--output",
            "human",
            "--output",
            "json=found.json",
            "--output",
            "human=found.txt",
        ],
    );
    ends(&run, 1, "check");
    assert!(run.stdout.contains("map-violation") && run.stdout.contains("\u{1b}["), "{}", run.stdout);
    let json: Json = serde_json::from_slice(&fs::read(below.path().join("found.json")).unwrap()).unwrap();
    assert_eq!(json["findings"][0]["rule"], "map-violation");
    // 38.00 - 10% = 34.20 below 36.00, 19.00 - 10% = 17.10 below 18.00
    assert_eq!(json["findings"][0]["count"], 2);
    assert_eq!(json["summary"]["errors"], 1);
    let text = fs::read_to_string(below.path().join("found.txt")).unwrap();
    assert!(text.contains("map-violation") && !text.contains('\u{1b}'), "no colour in a file: {text}");
    let run = evenkeel(below.path(), &["check", "--format", "json"]);
    serde_json::from_str::<Json>(&run.stdout).expect("nothing but JSON on standard output");
    let unwritable = evenkeel(below.path(), &["check", "--output", "json=no/such/folder.json"]);
    ends(&unwritable, 2, "a file that can't be written");
}

#[test]
fn colour_is_for_terminals_or_for_whoever_asks() {
    let below = below_map();
    let is_coloured = |arguments: &[&str], no_color: bool| {
        let mut command = command(below.path(), arguments);
        if no_color {
            command.env("NO_COLOR", "1");
        }
        run(command).stdout.contains('\u{1b}')
    };
    assert!(!is_coloured(&["check"], false), "a pipe is no terminal");
    assert!(is_coloured(&["check", "--color", "always"], false));
    assert!(is_coloured(&["check", "--color", "always"], true), "what is asked for outright is done");
    assert!(!is_coloured(&["check", "--color", "never"], false));
    assert!(is_coloured(&["explain", "BOWL-L", "--color", "always"], false));
    assert!(!is_coloured(&["check", "--format", "json", "--color", "always"], false), "JSON has no colour");
}

#[test]
fn reports_fit_the_columns() {
    let below = below_map();
    let widest = |columns: Option<&str>| {
        let mut command = command(below.path(), &["check"]);
        columns.map(|columns| command.env("COLUMNS", columns));
        run(command).stdout.lines().map(|line| line.chars().count()).max().unwrap()
    };
    let (narrow, usual, wide) = (widest(Some("60")), widest(None), widest(Some("110")));
    assert!(narrow <= 60 && usual <= 80 && wide <= 110, "{narrow} {usual} {wide}");
    assert!(narrow < wide, "the message is wrapped to the columns: {narrow} {wide}");
    assert!(widest(Some("nonsense")) <= 80, "what is no number is passed over");
}

#[test]
fn a_hook_may_pass_files_of_several_policies() {
    let folder = tempfile::tempdir().unwrap();
    let parts: Vec<(&str, &str)> =
        GOOD.split("//- ").skip(1).map(|part| part.split_once('\n').unwrap()).collect();
    for policy in ["one", "two"] {
        let files = parts.iter().map(|(path, text)| (*path, text.as_bytes()));
        write_folder(&folder.path().join(policy), files);
    }
    write_folder(folder.path(), [("one/more/pools.kdl", "evenkeel 1\n".as_bytes()), ("notes.txt", b"none")]);
    let policies = |arguments: &[&str]| {
        let run = evenkeel(folder.path(), &[&["check"], arguments].concat());
        (run.code, run.stdout.matches("3 SKUs").count(), run.stderr)
    };
    let (code, count, _) = policies(&["one/evenkeel.kdl", "one/more/pools.kdl", "one/catalog.csv", "one"]);
    assert_eq!((code, count), (0, 1), "one policy, once");
    let (code, count, _) = policies(&["one/catalog.csv", "two/evenkeel.kdl"]);
    assert_eq!((code, count), (0, 2));
    let (code, count, stderr) = policies(&["notes.txt"]);
    assert_eq!((code, count), (3, 0), "a file of no policy");
    assert!(stderr.contains("notes.txt"), "{stderr}");
    fs::write(folder.path().join("two/evenkeel.kdl"), "evenkeel 1\npolicy {").unwrap();
    let (code, count, _) = policies(&["one", "two"]);
    assert_eq!((code, count), (1, 1), "the worse of the two");
    let without_source = parts[0].1.replace("catalog { source products \"catalog.csv\" }\n", "");
    write_folder(folder.path(), [("three/evenkeel.kdl", without_source.as_bytes())]);
    assert_eq!(policies(&["three"]).0, 3, "no catalog");
    assert_eq!(policies(&["two", "three"]).0, 1, "a finding weighs more than nothing to do");
    assert_eq!(policies(&["one", "three"]).0, 3, "and that more than a policy that is well");
    let (code, _, stderr) = policies(&["one", "two", "--output", "json=found.json"]);
    assert_eq!(code, 2, "one file can't hold two reports: {stderr}");
    let below = evenkeel(&folder.path().join("one/more"), &["check"]);
    ends(&below, 0, "the policy is the nearest one above");
}

#[test]
fn strict_writes_nothing_where_there_is_an_error() {
    let below = below_map();
    let run = evenkeel(below.path(), &["build", "--strict"]);
    ends(&run, 1, "an error");
    assert!(!below.path().join("dist").exists(), "nothing is written");
    assert!(run.stderr.contains("nothing was written"), "{}", run.stderr);
    ends(&evenkeel(below.path(), &["build"]), 1, "without it");
    let quarantine = fs::read_to_string(below.path().join("dist/quarantine.jsonl")).unwrap();
    assert_eq!(
        quarantine.lines().count(),
        2,
        "BOWL-L and VASE-1 are held back from the market: {quarantine}"
    );
    let before = read_folder(&below.path().join("dist"));
    ends(&evenkeel(below.path(), &["build", "--strict"]), 1, "over a build");
    assert_eq!(read_folder(&below.path().join("dist")), before);
    let good = folder(GOOD);
    ends(&evenkeel(good.path(), &["build", "--strict"]), 0, "no error");
    assert!(good.path().join("dist/manifest.json").is_file());
}

#[test]
fn one_channel_is_built_alone() {
    let good = folder(GOOD);
    ends(&evenkeel(good.path(), &["build", "--channel", "market", "--out", "new/place"]), 0, "one channel");
    let files: Vec<String> = read_folder(&good.path().join("new/place")).into_keys().collect();
    let expected = [
        "by-hand.jsonl",
        "manifest.json",
        "market.csv",
        "offers.jsonl",
        "quarantine.jsonl",
        "replenishment.csv",
    ];
    assert_eq!(files, expected);
    let market = fs::read_to_string(good.path().join("new/place/market.csv")).unwrap();
    // 18 less ⌈1.8⌉ = 16, 7 less ⌈0.7⌉ = 6, 0 less 0
    assert_eq!(market.replace('\r', ""), "SKU,Qty\nBOWL-S,16\nBOWL-L,6\nVASE-1,0\n");
}

#[test]
fn a_folder_of_others_is_not_replaced() {
    let good = folder(GOOD);
    write_folder(good.path(), [("mine/letter.txt", "dear".as_bytes())]);
    let run = evenkeel(good.path(), &["build", "--out", "mine"]);
    ends(&run, 2, "a folder of others");
    assert!(run.stderr.contains("manifest.json"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(good.path().join("mine/letter.txt")).unwrap(), "dear");
    for place in ["catalog.csv", ".", "/"] {
        ends(&evenkeel(good.path(), &["build", "--out", place]), 2, place);
    }
    assert!(good.path().join("catalog.csv").is_file());
    fs::create_dir(good.path().join("empty")).unwrap();
    ends(&evenkeel(good.path(), &["build", "--out", "empty"]), 0, "an empty folder is anybody's");
}

#[test]
fn a_sku_is_explained_and_a_rule_is() {
    let good = folder(GOOD);
    let run = evenkeel(good.path(), &["explain", "BOWL-L"]);
    ends(&run, 0, "explain");
    assert!(run.stdout.contains("catalog.csv:3") && run.stdout.contains("evenkeel.kdl:7"), "{}", run.stdout);
    let run = evenkeel(good.path(), &["explain", "BOWL-L", "market", "--format", "json"]);
    let json: Json = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["channels"].as_array().unwrap().len(), 1);
    let run = evenkeel(good.path(), &["explain", "BOWL-M"]);
    assert!(run.stderr.contains("did you mean `BOWL-"), "{}", run.stderr);
    let run = evenkeel(good.path(), &["explain", "BOWL-L", "markte"]);
    assert!(run.stderr.contains("`market`"), "{}", run.stderr);
    let empty = tempfile::tempdir().unwrap();
    let run = evenkeel(empty.path(), &["explain", "map-violation"]);
    ends(&run, 0, "a rule needs no policy");
    assert!(run.stdout.starts_with("# map-violation"), "{}", run.stdout);
}

#[test]
fn every_border_can_be_looked_at() {
    let shop = root().join("examples/glow-skincare");
    let expected = [
        ("tree", "name: \"buffer\""),
        ("node", "\"glow-skincare\""),
        ("model", "ThrottlePart"),
        ("policy", "\"glow-skincare\""),
        ("program", "Program"),
        ("item", "\"GLW-001\""),
        ("offer", "Resolved"),
    ];
    for (stage, part) in expected {
        let run = evenkeel(&shop, &["dump", "--stage", stage]);
        ends(&run, 0, stage);
        assert!(
            run.stdout.contains(part),
            "{stage} has no {part}\n{}",
            &run.stdout[..run.stdout.len().min(3000)]
        );
    }
    let run = evenkeel(&shop, &["dump", "--stage", "item", "--sku", "GLW-001"]);
    assert!(!run.stdout.contains("\"GLW-002\""), "one SKU alone");
}

#[test]
fn what_is_there_is_listed() {
    let empty = tempfile::tempdir().unwrap();
    let stdout = |arguments: &[&str]| {
        let run = evenkeel(empty.path(), arguments);
        ends(&run, 0, &format!("{arguments:?}"));
        run.stdout
    };
    for name in ["policy", "findings", "offers", "quarantine", "by-hand", "manifest"] {
        let committed = fs::read_to_string(root().join(format!("schema/{name}.schema.json"))).unwrap();
        assert_eq!(stdout(&["schema", name]), committed);
    }
    assert_eq!(stdout(&["schema"]), stdout(&["schema", "policy"]));
    let profiles = stdout(&["profiles"]);
    for name in profiles.lines().map(|line| line.split(' ').next().unwrap()) {
        assert!(stdout(&["profiles", name]).contains(&format!("profile {name} ")), "{name}");
    }
    let listed = profiles.lines().map(|line| line.split(' ').next().unwrap());
    assert!(listed.eq(evenkeel::channels::names()), "{profiles}");
    assert!(profiles.contains("\nshopify        A shop of one's own on Shopify.\n"), "{profiles}");
    let (rules, json) = (stdout(&["rules"]), stdout(&["rules", "--format", "json"]));
    let json: Json = serde_json::from_str(&json).unwrap();
    let json = json["rules"].as_array().unwrap();
    assert_eq!(json.len(), RULES.len());
    for rule in RULES {
        assert!(rules.lines().any(|line| line.starts_with(rule.name)), "{}", rule.name);
        assert!(json.iter().any(|own| own["name"] == rule.name && own["level"] == rule.level.name()));
    }
    let unknown = evenkeel(empty.path(), &["profiles", "amazon-uk"]);
    assert!(unknown.stderr.contains("`amazon-us`"), "{}", unknown.stderr);
}

/// The commands, as `--help` lists them.
fn command_names() -> Vec<String> {
    let run = evenkeel(&root(), &["--help"]);
    let list = run.stdout.split_once("Commands:\n").unwrap().1.split_once("\n\n").unwrap().0;
    let names = list.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !name.is_empty() && *name != "help").map(str::to_owned).collect()
}

#[test]
fn shells_and_the_manual_know_every_command() {
    let names = command_names();
    assert!(names.len() >= 10, "{names:?}");
    for shell in ["bash", "zsh", "fish"] {
        let run = evenkeel(&root(), &["completions", shell]);
        ends(&run, 0, shell);
        for name in names.iter().map(String::as_str).chain(["fail-on", "no-catalog", "strict"]) {
            assert!(run.stdout.contains(name), "{shell} does not know `{name}`");
        }
    }
    let bash = evenkeel(&root(), &["completions", "bash"]).stdout;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("evenkeel.bash"), bash).unwrap();
    let status =
        std::process::Command::new("bash").arg("-n").arg(folder.path().join("evenkeel.bash")).status();
    assert!(status.is_ok_and(|status| status.success()), "bash reads its completions");
    let manual = evenkeel(&root(), &["man"]);
    ends(&manual, 0, "man");
    assert!(manual.stdout.contains(".TH evenkeel 1"), "{}", &manual.stdout[..300]);
    assert!(names.iter().all(|name| manual.stdout.contains(&name.replace('-', "\\-"))), "{names:?}");
}

#[test]
fn a_reader_that_goes_away_changes_no_code_and_no_build() {
    let below = below_map();
    let commands: [(&[&str], i32); 7] = [
        (&["check"], 1),
        (&["check", "--format", "json"], 1),
        (&["build"], 1),
        (&["resolve"], 0),
        (&["schema"], 0),
        (&["explain", "BOWL-L"], 0),
        (&["dump", "--stage", "offer"], 0),
    ];
    for (arguments, code) in commands {
        let mut child =
            command(below.path(), arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // the pipe is closed before anything is written
        drop(child.stdout.take());
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(code), "{arguments:?}: {stderr}");
        assert!(!stderr.contains("panicked") && !stderr.contains("error:"), "{arguments:?}: {stderr}");
    }
    assert!(below.path().join("dist/manifest.json").is_file(), "the build is there whoever reads of it");
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_can_not_be_written_is_a_failure() {
    let good = folder(GOOD);
    for arguments in [&["check"][..], &["resolve"], &["schema"], &["explain", "BOWL-L"]] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = command(good.path(), arguments).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?} says why");
    }
}

#[test]
fn builds_at_once_leave_one_whole_build() {
    let good = folder(GOOD);
    let children: Vec<_> = (0..6)
        .map(|_| {
            command(good.path(), &["build"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let codes: Vec<Option<i32>> = children
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().unwrap();
            let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success() || stderr.contains("another build"), "{stderr}");
            output.status.code()
        })
        .collect();
    assert!(
        codes.contains(&Some(0)) && codes.iter().all(|code| [Some(0), Some(2)].contains(code)),
        "{codes:?}"
    );
    let files: Vec<String> = read_folder(&good.path().join("dist")).into_keys().collect();
    let expected = [
        "by-hand.jsonl",
        "manifest.json",
        "market.csv",
        "offers.jsonl",
        "quarantine.jsonl",
        "replenishment.csv",
        "shop.csv",
    ];
    assert_eq!(files, expected);
}
