//! What stands at each border of the compiler: `tests/stages/<case>/`, a policy and its catalog, and one file a
//! border. `EVENKEEL_BLESS=1` rewrites the borders; the figures of a case have their arithmetic in its policy.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use evenkeel::catalog::{Entry, items};
use evenkeel::diagnostic::{Sink, Sources};
use evenkeel::explain::explain;
use evenkeel::item::{Item, Stock};
use evenkeel::model::{Judging, policy_schema};
use evenkeel::output::{Style, explanation, resolved_policy};
use evenkeel::policy::load;
use evenkeel::program::Program;
use evenkeel::syntax::{Node, Scalar, ScalarKind, parse};
use evenkeel::value::{Schema, normalise};
use evenkeel::world::Memory;

use crate::support::{build_into, ready, root};

/// What is read, and not written, in a case.
fn is_input(name: &str) -> bool {
    name == "policy.kdl" || name.starts_with("catalog")
}

/// The borders of a case by file name.
fn borders(folder: &Path) -> BTreeMap<String, String> {
    let policy = fs::read_to_string(folder.join("policy.kdl")).unwrap();
    let mut memory = Memory::default().with("evenkeel.kdl", policy.clone());
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        if name.starts_with("catalog") {
            memory = memory.with(name.clone(), fs::read(folder.join(&name)).unwrap());
        }
    }
    let mut borders = BTreeMap::new();
    let mut keep = |name: &str, text: String| drop(borders.insert(name.to_owned(), text));
    let mut sink = Sink::default();
    let tree = parse(&policy, 0, &mut sink);
    keep("1-tree.txt", tree.nodes.iter().map(|node| tree_lines(node, 0)).collect());
    let schema = policy_schema();
    let value = normalise(&tree, Schema::new(&schema), &mut sink);
    keep("2-node.json", format!("{}\n", serde_json::to_string_pretty(&value.to_json()).unwrap()));
    keep("3-model.txt", model_text(&memory));
    let ready = ready(&memory);
    assert!(!ready.sink.has_errors(), "{}: {:#?}", folder.display(), ready.sink.diagnostics());
    keep("4-policy.json", resolved_policy(&ready.policy));
    keep("5-program.txt", program_text(&ready.program));
    let (mut item_text, mut explained) = (String::new(), String::new());
    let survey = ready.survey.as_ref().unwrap();
    let style = Style { width: 80, color: false, unicode: true, links: false };
    items(
        &memory,
        &ready.policy.catalog,
        &ready.program.shape,
        survey,
        1,
        |items: &mut Vec<Item>, entry: Entry<'_>| items.extend(entry.item().cloned()),
        |items, _| {
            for item in &items {
                item_text.push_str(&item_lines(&ready.program, item));
                let own = explain(&ready.policy, &ready.program, item, None, None, &ready.sources);
                explained.push_str(&explanation(&own, &style));
                explained.push('\n');
            }
            Ok(())
        },
    )
    .unwrap();
    keep("6-item.txt", item_text);
    keep("7-offer.txt", format!("{}\n", explained.trim_end()));
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("out");
    build_into(&memory, &out, 1);
    for entry in fs::read_dir(&out).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        if name != "manifest.json"
            && !text.is_empty()
            && text.lines().count() > usize::from(name == "replenishment.csv")
        {
            keep(&format!("8-{name}"), text);
        }
    }
    borders
}

/// A node a line: its name, values and place.
fn tree_lines(node: &Node, depth: usize) -> String {
    let mut words = vec![node.name.clone()];
    words.extend(node.arguments.iter().map(scalar));
    words.extend(node.properties.iter().map(|own| format!("{}={}", own.key, scalar(&own.value))));
    let line =
        format!("{}{} [{}..{}]\n", "    ".repeat(depth), words.join(" "), node.span.start, node.span.end);
    node.children.iter().fold(line, |lines, child| lines + &tree_lines(child, depth + 1))
}

fn scalar(scalar: &Scalar) -> String {
    match scalar.kind {
        ScalarKind::Text => format!("{:?}", scalar.text),
        ScalarKind::Number => scalar.text.clone(),
        ScalarKind::Flag | ScalarKind::Null => format!("#{}", scalar.text),
    }
}

/// The parts of a policy, a node a line: what was left out, and the places, taken away; profiles that come with
/// the program are not the case's own.
fn model_text(memory: &Memory) -> String {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let loaded = load(memory, Judging::On, &mut sources, &mut sink).unwrap();
    let own = &loaded.model.document;
    let mut lines: Vec<String> = Vec::new();
    lines.extend(own.policy.iter().map(|part| part_line(&part.value)));
    lines.extend(own.catalog.iter().map(|part| part_line(&part.value)));
    lines.extend(own.channel.iter().map(|part| part_line(&part.value)));
    lines.extend(own.segments.iter().map(|part| part_line(&part.value)));
    lines.extend(own.pool.iter().map(|part| part_line(&part.value)));
    lines.extend(own.buffer.iter().map(|part| part_line(&part.value)));
    lines.extend(own.throttle.iter().map(|part| part_line(&part.value)));
    lines.extend(own.pricing.iter().map(|part| part_line(&part.value)));
    lines.extend(own.price.iter().map(|part| part_line(&part.value)));
    lines.extend(own.map_policy.iter().map(|part| part_line(&part.value)));
    lines.extend(own.parity.iter().map(|part| part_line(&part.value)));
    lines.join("\n") + "\n"
}

/// A part as it prints, without its places and what is left out.
fn part_line(part: &impl std::fmt::Debug) -> String {
    let mut text = format!("{part:?}").replace("Spanned { value: ", "");
    while let Some(start) = text.find(", span: Span { start: ") {
        let end = start + text[start..].find("} }").unwrap() + 3;
        text.replace_range(start..end, "");
    }
    for left_out in [": None", ": []"] {
        while let Some(end) = text.find(left_out) {
            let start = text[..end].rfind([' ', '{']).unwrap() + 1;
            let after = end + left_out.len();
            let comma = text[after..].starts_with(", ");
            let from = if comma { start } else { text[..start].trim_end_matches([' ', ',']).len() };
            text.replace_range(from..after + if comma { 2 } else { 0 }, "");
        }
    }
    text
}

/// The steps of every segment and channel.
fn program_text(program: &Program) -> String {
    let mut text = String::new();
    let mut plans = |name: &str, plans: &[evenkeel::program::Plan]| {
        for (index, plan) in plans.iter().enumerate() {
            let segment = &program.segments[index / program.channels.len()].name;
            let channel = &program.channels[index % program.channels.len()].channel.name;
            text.push_str(&format!(
                "{name}{channel}{}\n",
                if segment.is_empty() { String::new() } else { format!(", segment {segment}") }
            ));
            for (what, steps) in [("price", &plan.price), ("quantity", &plan.quantity)] {
                for step in steps {
                    text.push_str(&format!("    {what}: {:?}  {}\n", step.op, program.address(step.by)));
                }
            }
        }
    };
    plans("", &program.plans);
    for (sku, own) in &program.named {
        plans(&format!("{sku} on "), own);
    }
    text
}

/// What is known of an item.
fn item_lines(program: &Program, item: &Item) -> String {
    let mut text = format!("{}\n", item.sku);
    let mut field = |name: &str, value: String| text.push_str(&format!("    {name} {value}\n"));
    let amounts = [
        ("price", item.price),
        ("compare-at", item.compare_at),
        ("cost", item.cost),
        ("map", item.map),
        ("msrp", item.msrp),
        ("velocity-sd", item.velocity_sd_whole),
    ];
    for (name, amount) in amounts {
        amount.into_iter().for_each(|amount| field(name, amount.to_string()));
    }
    for (location, stock) in program.shape.locations.iter().zip(&item.stock) {
        match stock {
            Stock::Units(units) => field(&format!("stock at {location}"), units.to_string()),
            Stock::Untracked => field(&format!("stock at {location}"), "untracked".to_owned()),
            Stock::Missing => field(&format!("stock at {location}"), "missing".to_owned()),
        }
    }
    for (location, units) in program.shape.locations.iter().zip(&item.committed) {
        units.iter().for_each(|units| field(&format!("committed at {location}"), units.to_string()));
    }
    item.velocity_whole.iter().for_each(|rate| field("velocity", rate.to_string()));
    for (channel, rate) in program.shape.channels.iter().zip(&item.velocity) {
        rate.iter().for_each(|rate| field(&format!("velocity on {channel}"), rate.to_string()));
    }
    item.lead_time.iter().for_each(|time| field("lead-time", time.to_string()));
    item.tax_rate.iter().for_each(|rate| field("tax-rate", rate.to_string()));
    for (own, value) in program.shape.texts.iter().zip(&item.texts) {
        value.iter().for_each(|value| field(&own.field.to_string(), value.clone()));
    }
    text
}

fn cases() -> Vec<PathBuf> {
    let folder = root().join("tests/stages");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

#[test]
fn every_border_is_as_it_was_read() {
    let is_blessing = std::env::var_os("EVENKEEL_BLESS").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let borders = borders(&case);
        if is_blessing {
            for entry in fs::read_dir(&case).unwrap() {
                let path = entry.unwrap().path();
                if !is_input(&path.file_name().unwrap().to_string_lossy()) {
                    fs::remove_file(path).unwrap();
                }
            }
        }
        for (name, text) in &borders {
            let path = case.join(name);
            if is_blessing {
                fs::write(&path, text).unwrap();
            }
            if fs::read_to_string(&path).unwrap_or_default() != *text {
                wrong.push(format!("{}:\n{text}", path.display()));
            }
        }
        let there = fs::read_dir(&case)
            .unwrap()
            .filter(|entry| !is_input(&entry.as_ref().unwrap().file_name().to_string_lossy()));
        assert_eq!(there.count(), borders.len(), "{}: a file a border", case.display());
        for border in [
            "1-tree.txt",
            "2-node.json",
            "3-model.txt",
            "4-policy.json",
            "5-program.txt",
            "6-item.txt",
            "7-offer.txt",
            "8-offers.jsonl",
        ] {
            assert!(borders.contains_key(border), "{}: no {border}", case.display());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases().len() >= 12, "{} cases", cases().len());
}
