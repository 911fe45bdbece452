//! Where nodes, keys and values stand, and how values read.

use evenkeel::diagnostic::{Sink, Sources, Span};
use evenkeel::syntax::{Node, ScalarKind, parse};

use crate::read;

/// A node with its parts in brackets: `whole`, `head`, `name`, arguments, `key` and value of properties.
fn parts(text: &str, node: &Node) -> Vec<String> {
    let at = |span: Span| text[span.start as usize..span.end as usize].to_owned();
    let mut parts = vec![at(node.span), at(node.head), at(node.name_span)];
    parts.extend(node.arguments.iter().map(|value| at(value.span)));
    for property in &node.properties {
        parts.extend([at(property.key_span), at(property.value.span)]);
    }
    parts
}

#[test]
fn each_part_has_its_place_without_what_stands_around_it() {
    let text = "\u{feff}// цены 🧴\r\n  source \"цены 🧴\" 1_0.50  format = \"a b\" \\\r\n  x=#true /* c */ { sku \"🧴\"; } // d\r\n";
    let (tree, findings) = read(text);
    assert!(findings.is_empty(), "{findings:#?}");
    let source = &tree.nodes[0];
    let head = "source \"цены 🧴\" 1_0.50  format = \"a b\" \\\r\n  x=#true";
    let whole = format!("{head} /* c */ {{ sku \"🧴\"; }}");
    let expected = [&whole, head, "source", "\"цены 🧴\"", "1_0.50", "format", "\"a b\"", "x", "#true"];
    assert_eq!(parts(text, source), expected);
    assert_eq!(parts(text, &source.children[0]), ["sku \"🧴\"", "sku \"🧴\"", "sku", "\"🧴\""]);
}

#[test]
fn what_is_left_out_belongs_to_no_part() {
    let text = "a 1 /- 2 /-x=3 /- { gone; }\n/- b { c; }\nd /-4 { /- e; f } /- { gone; }\n";
    let (tree, findings) = read(text);
    assert!(findings.is_empty(), "{findings:#?}");
    let nodes: Vec<_> = tree.nodes.iter().map(|node| parts(text, node)).collect();
    assert_eq!(nodes, [vec!["a 1", "a 1", "a", "1"], vec!["d /-4 { /- e; f }", "d", "d"]]);
    assert_eq!(tree.nodes[1].children.len(), 1);
}

#[test]
fn numbers_keep_their_digits_and_texts_are_decoded() {
    let text = "a 1.50 1_000.00 0x1F 1e3 #inf \"q\\\"\\u{20ac}\" #\"r\\n\"# bare #true #false #null\n";
    let (tree, _) = read(text);
    let values: Vec<_> =
        tree.nodes[0].arguments.iter().map(|value| (value.kind, value.text.as_str())).collect();
    assert_eq!(
        values,
        [
            (ScalarKind::Number, "1.50"),
            (ScalarKind::Number, "1000.00"),
            (ScalarKind::Number, "0x1F"),
            (ScalarKind::Number, "1e3"),
            (ScalarKind::Number, "#inf"),
            (ScalarKind::Text, "q\"€"),
            (ScalarKind::Text, "r\\n"),
            (ScalarKind::Text, "bare"),
            (ScalarKind::Flag, "true"),
            (ScalarKind::Flag, "false"),
            (ScalarKind::Null, "null"),
        ]
    );
}

#[test]
fn equal_keys_are_all_kept_and_an_empty_block_is_a_block() {
    let (tree, _) = read("a x=1 y=2 x=3 {}\nb\n");
    let keys: Vec<_> = tree.nodes[0].properties.iter().map(|property| property.key.as_str()).collect();
    assert_eq!(keys, ["x", "y", "x"]);
    assert_eq!([tree.nodes[0].has_block, tree.nodes[1].has_block], [true, false]);
}

#[test]
fn a_type_is_told_at_its_place_and_read_over() {
    let text = "set (money)19.99 per=( unit )1\n(x)add 1\n";
    let (tree, findings) = read(text);
    let told: Vec<_> = findings
        .iter()
        .map(|finding| &text[finding.primary.span.start as usize..finding.primary.span.end as usize])
        .collect();
    assert_eq!(told, ["(money)", "( unit )", "(x)"]);
    assert_eq!(findings[0].help.as_deref(), Some("write `19.99`"));
    assert_eq!(parts(text, &tree.nodes[0])[2..], ["set", "19.99", "per", "1"]);
    assert_eq!(parts(text, &tree.nodes[1])[2..], ["add", "1"]);
    assert!(tree.broken.is_empty());
}

#[test]
fn a_second_file_has_its_places_after_the_first() {
    let mut sources = Sources::default();
    sources.add("a.kdl", "цена 1\n").unwrap();
    let text = "\u{feff}a \"я\" x=2\nb 10%\n";
    let base = sources.add("b.kdl", text).unwrap();
    let mut sink = Sink::default();
    let tree = parse(text, base, &mut sink);
    let node = &tree.nodes[0];
    assert_eq!(sources.text(node.span), "a \"я\" x=2");
    assert_eq!(sources.text(node.properties[0].value.span), "2");
    assert_eq!(sources.text(tree.broken[0].span), "b 10%");
    let place = sources.place(sink.diagnostics()[0].primary.span).unwrap();
    assert_eq!((place.file.as_str(), place.line, place.column), ("b.kdl", 2, 3));
}
