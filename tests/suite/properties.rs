//! What holds for every policy: the same input gives the same bytes, and the order of files and nodes changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel::diagnostic::Sink;
use evenkeel::output::resolved_policy;
use evenkeel::syntax::parse;
use evenkeel::world::{Disk, Files, Memory};
use proptest::prelude::*;

use crate::mutations::WIDE;
use crate::support::{build_into, check, evenkeel, memory, read_folder, ready, root};

/// Mistakes that are told across nodes: two of a name, names that nobody has, settings that clash.
pub(crate) const MISTAKEN: &str = r#"//- evenkeel.kdl
evenkeel 1
policy mistaken { currency USD }
channel shop { role dtc }
channel market { role marketplace }
channel other { profile no-such-profile; role marketplace }
channel market { role retail }
pool shelf { location home; channels shop markte }
pricing { anchor shop }
segments { segment hero { where velocity ">= 10" }; segment tail }
buffer market { units 5 }
buffer segment=tail { units 1 }
buffer segment=tial { percent "10%" }
price market { adjust "-10%" }
price market { adjust "-5%"; base map }
price market { base cost }
price segment=tail { adjust "3%" }
price shop market segment=hero { set 9.00 }
price market segment=hero { adjust "2%"; ending 0.99 down }
price shop segment=hero { ending 0.49 down }
price sku=A { set 5.00 }
price sku=A { set 6.00 }
price sku=A segment=tail { adjust "1%" }
price shop sku=A { set 4.00 }
buffer market sku=A { at-least 9 }
buffer sku=A { at-most 3 }
buffer sku=A segment=tail { at-most "120%" }
throttle shelf { below 5 pause=shop; below 9 pause=nobody }
map-policy { exempt nobody }
parity { watch shop { of market nobody } }
"#;

/// Every file below a folder and its bytes, built with so many threads.
fn built(files: &dyn Files, threads: usize) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    build_into(files, &out, threads);
    read_folder(&out)
}

fn shop() -> Disk {
    Disk::new(root().join("examples/glow-skincare"))
}

/// A policy over a catalog of several chunks, so that threads have something to do.
fn large() -> Memory {
    let mut rows = String::from("sku,title,price,map,cost,stock,velocity\n");
    for row in 0..24_000 {
        let (price, map) = (row % 90 + 5, row % 97);
        rows.push_str(&format!(
            "SKU-{row:05},\"A title, of the {row}th row, that fills the file to some chunks of a megabyte each\",{price}.{:02},{map},{}.5,{},{}\n",
            row % 100,
            price / 3,
            row % 50,
            row % 13
        ));
    }
    let policy = "evenkeel 1
policy large { currency USD }
catalog { source products \"p.csv\" }
channel shop { role dtc; feed csv { column \"SKU\" sku; column \"Price\" list; column \"Qty\" quantity } }
channel market { role marketplace; feed amazon-listings seller-id=\"A1\" batch=5000 }
pool shelf { location home; channels shop market }
buffer { demand lead-time=\"2d\"; safety-stock 5 }
throttle shelf { below 9 pause=market }
pricing { anchor shop }
price market { adjust \"-10%\"; ending 0.99 down }
";
    Memory::default().with("evenkeel.kdl", policy).with("p.csv", rows)
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (wide, large) = (memory(WIDE), large());
    assert!(large.size("p.csv").unwrap() > 2 << 20, "a catalog of three chunks");
    let shop = shop();
    let policies: [(&str, &dyn Files); 3] = [("shop", &shop), ("wide", &wide), ("large", &large)];
    for (name, files) in policies {
        let first = built(files, 1);
        assert!(first.len() >= 5, "{name}: {:?}", first.keys());
        for threads in [1, 2, 5] {
            let again = built(files, threads);
            let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&first), names(&again), "{name}, {threads} threads");
            let parted: Vec<&String> =
                first.keys().filter(|path| first.get(*path) != again.get(*path)).collect();
            assert!(parted.is_empty(), "{name}, {threads} threads: {parted:?}");
        }
    }
}

#[test]
fn the_binary_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let shop = root().join("examples/glow-skincare");
    let mut texts = BTreeSet::new();
    let mut folders = Vec::new();
    for (name, threads) in [("one", "1"), ("again", "1"), ("two", "2")] {
        let out = folder.path().join(name);
        let run = evenkeel(
            &shop,
            &["build", "--at", "2026-11-27T09:00", "--threads", threads, "--out", out.to_str().unwrap()],
        );
        assert_eq!(run.code, 0, "{}", run.stderr);
        texts.insert(run.stdout.replace(out.to_str().unwrap(), "OUT"));
        folders.push(read_folder(&out));
    }
    assert_eq!(texts.len(), 1, "{texts:#?}");
    assert!(folders.iter().all(|own| *own == folders[0]), "builds differ");
}

/// The text of each top-level node of a policy's files, but for `evenkeel 1`.
fn nodes(files: &dyn Files) -> Vec<String> {
    let mut nodes = Vec::new();
    for path in files.policy_files().unwrap() {
        let text = String::from_utf8(files.read(&path).unwrap()).unwrap();
        let mut sink = Sink::default();
        for node in parse(&text, 0, &mut sink).nodes.iter().filter(|node| node.name != "evenkeel") {
            nodes.push(text[node.span.start as usize..node.span.end as usize].to_owned());
        }
        assert!(sink.diagnostics().is_empty(), "{path}");
    }
    nodes
}

/// The same policy, its nodes in another order and in other files; what is no policy file stays.
fn spread(files: &dyn Files, others: &[&str], nodes: &[(String, usize)]) -> Memory {
    const PLACES: [&str; 5] = ["evenkeel.kdl", "a.kdl", "z.kdl", "deep/below/b.kdl", "Ünicode.kdl"];
    let mut texts = BTreeMap::from([("evenkeel.kdl", String::from("evenkeel 1\n"))]);
    for (node, place) in nodes {
        let text = texts.entry(PLACES[place % PLACES.len()]).or_default();
        text.push_str(node);
        text.push('\n');
    }
    let memory = texts.into_iter().fold(Memory::default(), |memory, (path, text)| memory.with(path, text));
    others.iter().fold(memory, |memory, path| memory.with(*path, files.read(path).unwrap()))
}

/// What is found, its place left out, with the way out.
fn found(files: &dyn Files) -> Vec<Said> {
    let (findings, ..) = check(files);
    let mut found: Vec<_> =
        findings.into_iter().map(|own| (own.rule, own.message, own.help.unwrap_or_default())).collect();
    found.sort();
    found
}

/// A rule, its message and its help.
type Said = (&'static str, String, String);

/// The linked policy as JSON, all that is found, and the files of the build.
type Meaning = (String, Vec<Said>, BTreeMap<String, Vec<u8>>);

/// The feeds and tables of a build say nothing of places, but for its manifest.
fn meaning(files: &dyn Files) -> Meaning {
    let ready = ready(files);
    let mut build = BTreeMap::new();
    if ready.sink.has_errors() {
        // what is linked past an error is for further findings alone
        return (String::new(), found(files), build);
    }
    if ready.survey.is_some() {
        build = built(files, 1);
    }
    (resolved_policy(&ready.policy), found(files), build)
}

fn shuffled(files: &dyn Files) -> impl Strategy<Value = Vec<(String, usize)>> + use<> {
    let nodes = nodes(files);
    let places = proptest::collection::vec(0..5_usize, nodes.len());
    (Just(nodes).prop_shuffle(), places).prop_map(|(nodes, places)| nodes.into_iter().zip(places).collect())
}

fn order_changes_nothing(files: &dyn Files, others: &[&str], cases: u32, finds: usize) {
    let expected = meaning(files);
    assert!(expected.1.len() >= finds, "{:#?}", expected.1);
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) };
    proptest!(config, |(order in shuffled(files))| {
        let other = meaning(&spread(files, others, &order));
        prop_assert_eq!(&expected.0, &other.0);
        prop_assert_eq!(&expected.1, &other.1);
        let parted: Vec<_> = expected.2.keys().filter(|path| expected.2.get(*path) != other.2.get(*path)).collect();
        prop_assert!(parted.is_empty(), "{parted:?}");
    });
}

#[test]
fn the_order_of_files_and_nodes_changes_nothing_in_the_shop() {
    let catalog = ["catalog/products.csv", "catalog/stock.csv", "catalog/extra.csv"];
    order_changes_nothing(&shop(), &catalog, 12, 0);
}

#[test]
fn the_order_of_files_and_nodes_changes_nothing_that_is_found() {
    order_changes_nothing(&memory(WIDE), &["products.csv", "stock.csv"], 48, 4);
}

#[test]
fn the_order_of_files_and_nodes_changes_no_mistake() {
    order_changes_nothing(&memory(MISTAKEN), &[], 96, 8);
}
