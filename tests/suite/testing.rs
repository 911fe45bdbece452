//! Tests of a policy: figures by hand, each kind of failure as it is drawn, literals rewritten, JUnit's XML.

use std::fs;

use serde_json::Value as Json;

use crate::support::{command, evenkeel, folder, fresh, read_folder, root, run, shared, write_folder};
use crate::xsd;

/// Two channels and a portal in euros on one shelf, a market that holds its own units, a flash with a coupon.
const SHOP: &str = r#"//- evenkeel.kdl
evenkeel 1
policy shop { currency USD; timezone "America/New_York"; fx EUR 0.92 }
channel site { role dtc; shipping charge=5.00 free-over=49.00 }
channel market { role marketplace; lists { not { where category "Refills" } } }
channel portal { role retail; currency EUR }
channel fulfilled { role marketplace }
pool shelf { location home; location annex; channels site market portal; protect committed }
pool away { location depot held-by=fulfilled; channels fulfilled }
buffer { demand lead-time="2d"; safety-stock 3 }
buffer portal { units 0 }
throttle shelf { below 10 pause=market }
pricing { anchor site; margin at-least="10%" }
price market { adjust "10%"; allow list="0%..10%"; allow coupon="-20%..0%" }
price portal { compare-at msrp }
promotion flash {
    on market
    where category "Serums"
    starts "2026-11-27T09:00"
    ends "2026-11-27T21:00"
    offer coupon "10%"
    demand 40
    reserve "120%" from="48h"
}
"#;

fn shop(tests: &str) -> tempfile::TempDir {
    folder(&format!("{SHOP}//- tests.kdl\n{tests}"))
}

const PASSES: &str = r#"
test "An ordinary day" {
    item sku=T-1 price=45.00 cost=9.80 msrp=60.00 category=Serums {
        velocity site=6 market="60/month"
        stock home=100 annex=20
        stock depot=7
        committed home=20
    }
    expect site list=45.00 landed=50.00 sale=none quantity=81 state=fed
    expect market list=49.50 coupon=none quantity=81
    expect portal list=41.40 compare-at=55.20 quantity=100
    expect fulfilled list=45.00 quantity=none state=fed
}
test "At noon of the flash" {
    item sku=T-1 price=45.00 cost=9.80 category=Serums {
        velocity site=6 market=2
        stock home=100 annex=20 depot=7
        committed home=20
    }
    at "2026-11-27T12:00"
    expect market list=49.50 coupon=44.55 landed=44.55 quantity=81
    expect site quantity=33
}
test "The flash ends at nine" {
    item sku=T-1 price="45.00 USD" category=Serums { velocity site=6 market=2; stock home=100 annex=0; stock depot=7 }
    at "2026-11-27T21:00"
    expect market coupon=none
}
test "Nine units" {
    item sku=T-1 price=45 { velocity 0; stock home=9; stock depot=untracked }
    expect market state=not-listed      // a blank category is no match, also under `not`
    expect site list=45
}
"#;

#[test]
fn what_channels_show_by_hand() {
    // available 100 + 20 − 20 = 100; buffer (6 + 60 ÷ 30) × 2 + 3 = 19, and none on the portal
    // 45.00 × 1.1 = 49.50; × 0.92 = 41.40, the struck-through 60.00 × 0.92 = 55.20; 45.00 + 5.00 for shipping
    // the coupon: 49.50 × 0.9 = 44.55; the site leaves 40 × 120% = 48 to the flash: 100 − 48 − 19 = 33
    let own = shop(PASSES);
    let run = evenkeel(own.path(), &["test"]);
    assert_eq!(
        run.stdout,
        "passed   An ordinary day\npassed   At noon of the flash\npassed   The flash ends at nine\n\
         passed   Nine units\n4 tests: 4 passed\n",
        "{}",
        run.stderr
    );
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

const FAILS: &str = r#"test "A price" {
    item sku=T-1 price=45.00 category=Serums { velocity 2; stock home=100 annex=0 depot=7 }
    expect market list=45.00
}
test "A quantity" {
    item sku=T-1 price=45.00 category=Serums { velocity site=2; stock home=100 annex=0 depot=7 }
    expect site quantity=94
}
test "A state" {
    item sku=T-1 price=45.00 category=Serums { velocity site=2; stock home=9 annex=0 depot=7 }
    expect market state=fed
}
test "Not carried" {
    item sku=T-1 price=45.00 category=Refills { velocity site=2; stock home=100 annex=0 depot=7 }
    expect market list=49.50
}
test "Held back" {
    item sku=T-1 price=45.00 map=44.60 category=Serums { velocity site=2; stock home=100 annex=0 depot=7 }
    at "2026-11-27T12:00"
    expect market list=49.50 coupon=44.55
}
test "Held back for a blank" {
    item sku=T-1 price=45.00 category=Serums { velocity site=2; stock depot=7 }
    expect site list=45.00 quantity=10
}
test "Nothing found" {
    item sku=T-1 price=45.00 map=44.55 category=Serums { velocity site=2; stock home=100 annex=0 depot=7 }
    at "2026-11-27T12:00"
    expect-finding map-violation
}
"#;

#[test]
fn each_kind_of_failure_as_it_is_drawn() {
    let own = shop(FAILS);
    let run = evenkeel(own.path(), &["test"]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    for line in run.stdout.lines() {
        let is_step = line.starts_with("    ") && line.contains("evenkeel.kdl:");
        assert!(is_step || line.chars().count() <= 80, "{line}");
    }
    fresh("tests/output/tests.txt", &run.stdout);
}

#[test]
fn figures_and_states_are_rewritten_and_nothing_else_byte_for_byte() {
    let before = "\u{feff}// \u{2014} what the shop said \u{1f319}\r\n\
        test \"A price\" {   item sku=T-1 price=45.00 category=Serums { velocity 2; stock home=9 annex=0 depot=7 }\r\n\
        \texpect  market   list=45.00 coupon = none /* as ever */ state=fed   // list=45.00\r\n\
        \texpect portal list=\"45.00 EUR\" compare-at=\"48\"\r\n\
        \texpect site quantity=12;expect fulfilled quantity=7\r\n\
        }\r\n\
        test \"Left\" { item sku=T-1 price=45.00 category=Serums { stock home=100 annex=0 depot=7 }; expect-finding map-violation }\r\n\
        // the end, without a line end";
    // 45.00 × 1.1 = 49.50; 9 units are below 10, so the market pauses; 45.00 × 0.92 = 41.40, and nothing is struck
    // through; the whole velocity of an item that two pools sell says nothing of one: 9 − 3 = 6
    let after = before
        .replace(
            "list=45.00 coupon = none /* as ever */ state=fed ",
            "list=49.50 coupon = none /* as ever */ state=paused ",
        )
        .replace("\"45.00 EUR\" compare-at=\"48\"", "\"41.40 EUR\" compare-at=none")
        .replace("quantity=12;expect fulfilled quantity=7", "quantity=6;expect fulfilled quantity=none");
    assert_eq!(after.matches("45.00").count() + 2, before.matches("45.00").count());
    let own = shop("");
    write_folder(own.path(), [("tests.kdl", before.as_bytes())]);
    let others = read_folder(own.path());
    let run = evenkeel(own.path(), &["test", "--bless"]);
    assert_eq!(run.code, 1, "a rule that finds nothing is for whoever reads\n{}", run.stdout);
    assert!(run.stdout.starts_with("blessed  A price\nfailed   Left\n"), "{}", run.stdout);
    assert!(run.stdout.ends_with("2 tests: 1 blessed, 1 failed\n"), "{}", run.stdout);
    assert_eq!(run.stderr, "rewrote what tests expect in tests.kdl\n");
    assert_eq!(fs::read_to_string(own.path().join("tests.kdl")).unwrap(), after);
    for (path, bytes) in read_folder(own.path()).into_iter().filter(|(path, _)| path != "tests.kdl") {
        assert_eq!(others.get(&path), Some(&bytes), "{path}");
    }
    let again = evenkeel(own.path(), &["test", "--bless", "a PRICE"]);
    assert_eq!((again.code, again.stdout.as_str()), (0, "passed   A price\n1 test: 1 passed\n"));
    assert_eq!(fs::read_to_string(own.path().join("tests.kdl")).unwrap(), after, "nothing more to rewrite");
}

#[test]
fn a_name_chooses_and_no_test_is_nothing_to_do() {
    let own = shop(FAILS);
    let some = evenkeel(own.path(), &["test", "quant", "carried"]);
    assert!(some.stdout.ends_with("2 tests: 2 failed\n"), "{}", some.stdout);
    let none = evenkeel(own.path(), &["test", "a prise"]);
    assert_eq!(
        (none.code, none.stdout.as_str(), none.stderr.as_str()),
        (3, "", "no test of that name; did you mean `A price`?\n")
    );
    let without = shop("");
    let run = evenkeel(without.path(), &["test"]);
    assert_eq!((run.code, run.stderr.as_str()), (3, "the policy has no `test`, so nothing was tested\n"));
    let broken = shop("test \"x\" { item sku=T-1; expect nowhere list=1 }");
    let run = evenkeel(broken.path(), &["test"]);
    assert_eq!(run.code, 2);
    assert!(run.stdout.contains("there is no channel `nowhere`"), "{}", run.stdout);
}

#[test]
fn a_rule_that_no_test_runs_is_an_error_of_every_command() {
    let of = |rule: &str| {
        let own = shop(&format!("test \"x\" {{ item sku=T-1; expect-finding {rule} }}"));
        let run = evenkeel(own.path(), &["check", "--no-catalog", "--format", "json"]);
        assert_eq!(run.code, 1);
        let report: Json = serde_json::from_str(&run.stdout).unwrap();
        let findings = report["findings"].as_array().unwrap().clone();
        let own = findings
            .iter()
            .filter(|finding| finding["primary"]["text"] == rule || finding["category"] == "language");
        let told: Vec<String> = own
            .map(|own| format!("{} / {}", own["message"].as_str().unwrap(), own["help"].as_str().unwrap()))
            .collect();
        told.join("; ")
    };
    assert_eq!(of("map-violatoin"), "there is no rule `map-violatoin` / did you mean `map-violation`?");
    assert_eq!(
        of("flat-buffer"),
        "`flat-buffer` never finds anything in a test: it looks at the policy alone, and `check` runs it / \
         in a test the rules on prices, quantities and promotions run; take this one out"
    );
    assert_eq!(
        of("value-too-long"),
        "`value-too-long` never finds anything in a test: it looks at what listings say, and `check` runs it / \
         in a test the rules on prices, quantities and promotions run; take this one out"
    );
    assert_eq!(
        of("duplicate-sku"),
        "`duplicate-sku` never finds anything in a test: it looks at the catalog, and `check` runs it / \
         in a test the rules on prices, quantities and promotions run; take this one out"
    );
}

#[test]
fn content_has_no_say_in_a_state() {
    let own = shop(
        "content { field title { adapted; from title; on market { as \"title\" } } }\n\
         require title { on market }\n\
         test \"no title\" { item sku=T-1 price=45.00 category=Serums { velocity site=1; stock home=100 annex=0 depot=7 }; \
         expect market state=fed }",
    );
    let run = evenkeel(own.path(), &["test"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

#[test]
fn for_programs_there_is_a_schema_and_it_holds() {
    let schema: Json =
        serde_json::from_slice(&fs::read(root().join("schema/tests.schema.json")).unwrap()).unwrap();
    let judge = jsonschema::validator_for(&schema).unwrap();
    let own = shop(&format!("{PASSES}{FAILS}"));
    let run = evenkeel(own.path(), &["test", "--format", "json"]);
    let report: Json = serde_json::from_str(&run.stdout).unwrap();
    let wrong: Vec<String> = judge.iter_errors(&report).map(|error| error.to_string()).collect();
    assert_eq!(wrong, Vec::<String>::new());
    let kinds: Vec<&str> = report["tests"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|test| test["failures"].as_array().unwrap())
        .map(|failure| failure["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["figure", "figure", "state", "not-listed", "held-back", "held-back", "no-finding"]);
    let first = &report["tests"][4]["failures"][0];
    assert_eq!(
        (&first["channel"], &first["subject"], &first["expected"], &first["got"]),
        (&"market".into(), &"list".into(), &"45.00".into(), &"49.50".into())
    );
    assert_eq!(first["place"]["file"], "tests.kdl");
}

#[test]
fn junit_is_valid_whatever_tests_are_called() {
    let hostile = [
        "<b>&\\\"'>]]>",
        "two\\nlines\\tand  blanks",
        "\\u{1}\\u{7f}\\u{ffff}",
        "Тест 🧴",
        "&amp; <![CDATA[",
    ];
    let tests = hostile.map(|name| {
        format!(
            "test \"{name}\" {{ item sku=\"<&\" price=45.00 category=Serums {{ stock home=100 annex=0 depot=7 }}; \
             expect market list=45.00; expect site list=1.00 }}\n"
        )
    });
    let tests = tests.concat();
    let own = shop(&format!("{PASSES}{tests}"));
    let run = evenkeel(own.path(), &["test", "--output", "junit=junit.xml", "--output", "human"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stdout.ends_with("9 tests: 4 passed, 5 failed\n"), "{}", run.stdout);
    let xml = fs::read_to_string(own.path().join("junit.xml")).unwrap();
    let document = roxmltree::Document::parse(&xml).unwrap();
    let cases: Vec<_> = document.descendants().filter(|own| own.has_tag_name("testcase")).collect();
    let names: Vec<&str> = cases.iter().map(|own| own.attribute("name").unwrap()).collect();
    assert_eq!(
        names.get(4..).unwrap(),
        ["<b>&\"'>]]>", "two lines and blanks", "\u{fffd}\u{fffd}\u{fffd}", "Тест 🧴", "&amp; <![CDATA[",]
    );
    let failure = cases.get(4).unwrap().first_element_child().unwrap();
    assert_eq!(
        failure.attribute("message"),
        Some("`market` shows list 49.50, expected 45.00, and 1 more failure")
    );
    assert_eq!(failure.attribute("type"), Some("figure"));
    assert!(failure.text().unwrap().contains("`site` shows list 45.00, expected 1.00"), "{xml}");
    let Some(schema) = shared("conformance/junit/JUnit.xsd") else { return };
    let schema = fs::read_to_string(schema).unwrap();
    assert_eq!(xsd::errors(&xml, &schema), Vec::<String>::new(), "{xml}");
    // the judge itself: what must not pass does not
    for (from, to) in [
        ("hostname=\"localhost\" ", ""),
        ("<properties/>", ""),
        ("time=\"0\"/>", "time=\"soon\"/>"),
        ("<system-err/>", "<system-err/><system-out/>"),
        ("<testsuites>", "<testsuites tests=\"9\">"),
    ] {
        assert_ne!(xsd::errors(&xml.replacen(from, to, 1), &schema), Vec::<String>::new(), "{from}");
    }
}

#[test]
fn each_example_has_tests_that_a_change_of_its_policy_fails() {
    for (example, changes) in [("glow-skincare", GLOW.as_slice()), ("hearth-home", HEARTH.as_slice())] {
        let files = read_folder(&root().join("examples").join(example));
        let text = |path: &str| String::from_utf8(files.get(path).unwrap().clone()).unwrap();
        let tests = text("tests.kdl").matches("\ntest ").count();
        assert!(tests >= 5, "{example} has {tests} tests");
        let own = tempfile::tempdir().unwrap();
        write_folder(own.path(), files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
        let run = evenkeel(own.path(), &["test"]);
        assert_eq!((run.code, run.stdout.matches("passed  ").count()), (0, tests), "{}", run.stdout);
        let mut never_failed: Vec<&str> =
            run.stdout.lines().filter_map(|line| line.strip_prefix("passed   ")).collect();
        for (path, from, to, name) in changes {
            let before = text(path);
            assert_eq!(before.matches(from).count(), 1, "{path}: {from}");
            write_folder(own.path(), [(*path, before.replacen(from, to, 1).as_bytes())]);
            let run = evenkeel(own.path(), &["test", name]);
            assert_eq!(run.code, 1, "{name} with {to}\n{}{}", run.stdout, run.stderr);
            never_failed.retain(|known| known != name);
            write_folder(own.path(), [(*path, before.as_bytes())]);
        }
        assert_eq!(never_failed, Vec::<&str>::new(), "{example}");
    }
}

/// A file of the example, what stands in it, what stands there instead, and the test that fails then.
type Change = (&'static str, &'static str, &'static str, &'static str);

const GLOW: [Change; 7] = [
    (
        "inventory.kdl",
        "buffer segment=hero { demand lead-time=item }",
        "buffer segment=hero { demand lead-time=\"3d\" }",
        "A hero waits for the filler before the last units are shown",
    ),
    (
        "promotions.kdl",
        "offer coupon \"10%\"",
        "offer list \"10%\"",
        "TikTok's coupon never shows in its list price",
    ),
    ("promotions.kdl", "from=\"48h\"", "from=\"12h\"", "The flash's units are kept from two days before"),
    (
        "pricing.kdl",
        "advertised list sale coupon",
        "advertised list sale",
        "A coupon below MAP stays off TikTok",
    ),
    (
        "inventory.kdl",
        "units 0",
        "units 1",
        "The last of Winter Clove is sold to the last unit, in our shop only",
    ),
    (
        "inventory.kdl",
        "below 3 pause=shopify",
        "below 2 pause=shopify",
        "Two units are not worth an oversell",
    ),
    (
        "channels.kdl",
        "not { where product-type \"Refills\" }",
        "not { where product-type \"Minis\" }",
        "Refills are for our own shop",
    ),
];

const HEARTH: [Change; 7] = [
    ("pricing.kdl", "adjust \"-50%\"", "adjust \"-49%\"", "Wholesale is half of MAP, to the cent"),
    (
        "inventory.kdl",
        "protect committed attribute.wholesale-minimum",
        "protect committed",
        "Open orders and the minimum of a contract come off first",
    ),
    (
        "inventory.kdl",
        "below 6 pause=shopify",
        "below 5 pause=shopify",
        "The last of a shelf is for wholesale",
    ),
    ("channels.kdl", "free-over=75.00", "free-over=75.01", "The website delivers free from 75.00 on"),
    ("channels.kdl", "where weight \"> 20\"", "where weight \"> 24\"", "Heavy goods stay off Amazon"),
    ("channels.kdl", "\"Rugs > *\" ", "", "Rugs stay off Amazon, whatever they weigh"),
    (
        "pricing.kdl",
        "margin at-least=\"10%\"",
        "margin at-least=\"5%\"",
        "What FBA eats up is found before it is listed",
    ),
];

#[test]
fn a_file_that_is_not_writable_is_told_and_a_hostile_output_too() {
    let own = shop(FAILS);
    for (output, told) in [
        ("xml", "`--output xml`: the formats are `human`, `json` and `junit`"),
        ("junit=", "`--output junit=` has no file after the `=`"),
        ("junit=nowhere/junit.xml", "can't write `nowhere/junit.xml`"),
    ] {
        let run = run(command(own.path(), &["test", "--output", output]));
        assert_eq!(run.code, 2, "{output}");
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
}
