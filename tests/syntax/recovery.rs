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
