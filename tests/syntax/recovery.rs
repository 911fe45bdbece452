//! What a broken node leaves to its neighbours, and the guards of depth and size.

use std::time::{Duration, Instant};

use crate::read;

/// Fourteen broken nodes among fifteen good ones.
fn fourteen() -> String {
    let broken = [
        "bad 10%",
        "bad true",
        "bad x=",
        "bad 5min",
        "bad .95",
        "bad 1,299.00",
        "}",
        "bad \"never closed",
        "bad “smart”",
        "bad key: value",
        "bad )",
        "bad 'single'",
        "bad 1.2.3",
        "bad \"\\q\"",
    ];
    let mut text = String::from("good first\n");
    for line in broken {
        text.push_str(&format!("{line}\ngood after\n"));
    }
    text
}

#[test]
fn fourteen_broken_nodes_are_fourteen_findings_and_no_neighbour_is_lost() {
    let plain = fourteen();
    let readings = [
        plain.clone(),
        plain.replace('\n', "\r\n"),
        format!("\u{feff}// Цены 🧴\n{plain}"),
        format!("\u{feff}// Цены 🧴\n{plain}").replace('\n', "\r\n"),
    ];
    for text in readings {
        let (tree, findings) = read(&text);
        assert_eq!(findings.len(), 14, "{findings:#?}");
        assert_eq!(tree.nodes.iter().filter(|node| node.name == "good").count(), 15);
        assert_eq!(tree.broken.len(), 14);
    }
}

#[test]
fn a_block_that_is_never_closed_ends_where_the_next_node_begins() {
    let (tree, findings) = read("one {\n    two {\n        three 1\n}\nfour 4\nfive 5\n");
    assert_eq!(findings.len(), 1, "{findings:#?}");
    // `two` is the block that is really open: the brace in column 0 belongs to `one`
    assert!(findings[0].message.contains("`two`"), "{}", findings[0].message);
    let names: Vec<&str> = tree.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(names, ["four", "five"]);
}

#[test]
fn depth_is_a_finding_and_no_stack_overflow() {
    let began = Instant::now();
    for text in ["a {".repeat(100_000), format!("{}{}", "a {\n".repeat(100_000), "}\n".repeat(100_000))] {
        let (_, findings) = read(&text);
        assert!(!findings.is_empty());
    }
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

#[test]
fn a_file_that_is_too_large_is_a_finding() {
    let (tree, findings) = read(&"// a catalog is no policy\n".repeat(200_000));
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert!(tree.nodes.is_empty());
}

/// The names of the nodes that were read, the messages, and name and argument of what is left of the rest.
fn summary(text: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let (tree, findings) = read(text);
    let names = tree.nodes.into_iter().map(|node| node.name).collect();
    let messages = findings.into_iter().map(|finding| finding.message).collect();
    let remains = tree.broken.into_iter().map(|broken| {
        format!("{} {}", broken.name.as_deref().unwrap_or("–"), broken.argument.as_deref().unwrap_or("–"))
    });
    (names, messages, remains.collect())
}

/// What is read, what is told, and what is left, for texts with one mistake each.
#[test]
fn one_mistake_is_one_finding_and_its_neighbours_are_read() {
    let cases: [(&str, &[&str], &str, &[&str]); 13] = [
        // the `}` of `b`, left over by `a`, is not told as well
        ("a {\n  b {\nc {\n}\n}\nd 1\n", &["c", "d"], "the block of `b` is never closed", &["a –"]),
        ("a x {\n  b 1\nc 1\nd {\n}\n", &["c", "d"], "the block of `a x` is never closed", &["a x"]),
        // every block open: the inner one is told
        ("a 1\nb {\n    c {\n        d 1\n", &["a"], "the block of `c` is never closed", &["b –"]),
        // blocks that are not indented are read as long as their braces are in order
        ("a {\nb 1\nc {\nd 1\n}\n}\ne 1\n", &["a", "e"], "", &[]),
        // the first `}` in column 2 is the one too many; `c` was meant to stand in `a`
        ("a {\n  b 1\n  }\n  c 1\n}\nd 1\n", &["a", "d"], "this `}` closes nothing", &["c 1", "– –"]),
        ("a 1\n}\nb 1\n", &["a", "b"], "this `}` closes nothing", &["– –"]),
        ("a \"x {\n  b 1\n}\nc 1\n", &["c"], "`\"x` has no closing quote", &["a x"]),
        ("a {\n  b \"\"\"\n  x }\nc 1\n", &["c"], "the text that `\"\"\"` opens is never closed", &["a –"]),
        (
            "a \"\"\"\nВесь текст\nc \"\"\"\n  x\n  \"\"\"\n",
            &["c"],
            "the text that `\"\"\"` opens is never closed",
            &["a –"],
        ),
        ("/* a\nb 1\nc {}\n", &["b", "c"], "this comment is never closed", &["– –"]),
        ("a {}  b 1\nc 1\n", &["a", "b", "c"], "`b` stands after a `}` on the same line", &[]),
        ("a 'x' {\n  b 1\n}\nc 1\n", &["c"], "`'x'` is not in `\"` quotes", &["a x"]),
        ("a x\n{\n  b 1\n}\nc 1\n", &["c"], "this `{` belongs on the line of `a x`", &["a x"]),
    ];
    for (text, names, message, remains) in cases {
        let messages: Vec<&str> = [message].into_iter().filter(|message| !message.is_empty()).collect();
        for text in [text.to_owned(), format!("\u{feff}// Цены 🧴\n{text}").replace('\n', "\r\n")] {
            let (found_names, found_messages, found_remains) = summary(&text);
            assert_eq!(found_messages, messages, "{text}");
            assert_eq!(found_names, names, "{text}");
            assert_eq!(found_remains, remains, "{text}");
        }
    }
}

#[test]
fn both_braces_are_shown_where_the_lines_tell_which_is_wrong() {
    let text = "a {\n  b {\n    c 1\n}\nd 1\n";
    let (_, findings) = read(text);
    let (open, close) = (text.find("{\n    c").unwrap(), text.find('}').unwrap());
    assert_eq!(findings[0].primary.span.start as usize, open);
    assert_eq!(findings[0].labels[0].span.start as usize, close);

    let text = "a {\n  b 1\n  }\n}\n";
    let (_, findings) = read(text);
    assert_eq!(findings[0].primary.span.start as usize, text.rfind('}').unwrap());
    assert_eq!(findings[0].labels[0].span.start as usize, text.find('}').unwrap());
}

#[test]
fn after_fifty_findings_the_rest_are_counted() {
    let (tree, findings) = read(&"bad 10%\ngood 1\n".repeat(50));
    assert_eq!((findings.len(), tree.nodes.len()), (50, 50));
    // 73 mistakes: 50 told, 23 counted at the place of the 51st
    let text = "bad 10%\ngood 1\n".repeat(73);
    let (tree, findings) = read(&text);
    assert_eq!((findings.len(), tree.nodes.len(), tree.broken.len()), (51, 73, 73));
    assert_eq!(findings[50].message, "23 more syntax errors in this file");
    assert_eq!(findings[50].primary.span.start as usize, 50 * "bad 10%\ngood 1\n".len() + "bad ".len());
    let (_, findings) = read(&"bad 10%\n".repeat(51));
    assert_eq!(findings[50].message, "1 more syntax error in this file");
}

/// 64 blocks in each other are read, in the small stack of a test; the 65th is told at its brace.
#[test]
fn the_limit_of_depth_is_exact() {
    let nested = |depth: usize| format!("{}{}\nafter 1\n", "a { ".repeat(depth), "} ".repeat(depth));
    let (tree, findings) = read(&nested(64));
    assert_eq!((tree.nodes.len(), findings.len()), (2, 0));
    let (tree, findings) = read(&nested(65));
    assert_eq!((tree.nodes.len(), findings.len()), (1, 1));
    assert_eq!(findings[0].message, "blocks stand more than 64 deep in each other");
    assert_eq!(findings[0].primary.span.start, 64 * 4 + 2);
}

/// What makes the crate recurse for each character or read things again and again never reaches it.
#[test]
fn texts_that_would_exhaust_the_crate_are_read_in_time() {
    let began = Instant::now();
    let texts = [
        format!("a /*{}*/ 1", "* ".repeat(100_000)),
        format!("{}a{}", "/*".repeat(100_000), "*/".repeat(100_000)),
        format!("{}{}", "/- a { ".repeat(60), "} ".repeat(60)),
        format!("a {}", "/-".repeat(100_000)),
        format!("a {}", "] ".repeat(100_000)),
        format!("a {}", "9".repeat(100_000)),
        "}".repeat(100_000),
        "\"".repeat(100_000),
        "\"\"\"\nx \\\"\"\"\n".repeat(10_000),
        "/*\n".repeat(100_000),
        "a 'b ".repeat(50_000),
    ];
    for text in texts {
        read(&text);
    }
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}
