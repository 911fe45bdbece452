//! What is fed, and what is held back and why, as the files of a build say it.

use std::path::Path;

use serde_json::Value;

use crate::support::{evenkeel, folder};

/// The lines of a file of JSON lines in the folder that was built.
fn lines(folder: &Path, file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join("dist").join(file)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// SKU, channel and rule of every line of `quarantine.jsonl`.
fn quarantined(folder: &Path) -> Vec<[String; 3]> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rules = |line: &Value| {
        let rules = line["findings"].as_array().unwrap().iter().map(|finding| text(&finding["rule"]));
        rules.collect::<Vec<_>>().join(" ")
    };
    lines(folder, "quarantine.jsonl")
        .iter()
        .map(|line| [text(&line["sku"]), text(&line["channel"]), rules(line)])
        .collect()
}

/// Without a buffer the last unit is sold twice: `check` says so, and `build` leaves the channel's feed alone.
/// Of 9 units the shop, which says that it keeps none back, shows 9.
#[test]
fn a_channel_without_a_buffer_is_not_fed() {
    let folder = folder(
        "//- evenkeel.kdl
evenkeel 1
policy p { currency USD }
catalog { source products \"p.csv\" }
channel shop { role dtc; feed csv { column \"SKU\" sku; column \"Qty\" quantity } }
channel market { role marketplace; feed csv { column \"SKU\" sku; column \"Qty\" quantity } }
pool shelf { location home; channels shop market }
buffer shop { units 0 }
buffer market sku=B { units 2 }
pricing { anchor shop }
//- p.csv
sku,price,stock
A,10.00,9
B,10.00,9
",
    );
    let run = evenkeel(folder.path(), &["build"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    let feed = |name: &str| std::fs::read_to_string(folder.path().join("dist").join(name)).unwrap();
    assert_eq!(feed("shop.csv"), "SKU,Qty\nA,9\nB,9\n");
    assert_eq!(feed("market.csv"), "SKU,Qty\nB,7\n", "9 − 2, where a buffer is given for the SKU");
    assert_eq!(quarantined(folder.path()), [["A", "market", "incomplete-channel"]]);
}

/// A paused channel shows 0 whatever it has: it needs no pool and no buffer.
#[test]
fn a_paused_channel_needs_no_pool() {
    let folder = folder(
        "//- evenkeel.kdl
evenkeel 1
policy p { currency USD }
catalog { source products \"p.csv\" }
channel shop { role dtc }
channel market { role marketplace; status paused; feed csv { column \"SKU\" sku; column \"Qty\" quantity } }
channel outlet { role marketplace; status paused; feed csv { column \"SKU\" sku; column \"Qty\" quantity } }
pool shelf { location home; channels shop outlet }
buffer shop { units 0 }
pricing { anchor shop }
//- p.csv
sku,price,stock
A,10.00,9
",
    );
    let run = evenkeel(folder.path(), &["build"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    for name in ["market.csv", "outlet.csv"] {
        let feed = std::fs::read_to_string(folder.path().join("dist").join(name)).unwrap();
        assert_eq!(feed, "SKU,Qty\nA,0\n", "{name}");
    }
    let states: Vec<String> =
        lines(folder.path(), "offers.jsonl").iter().map(|line| line["state"].to_string()).collect();
    assert_eq!(states, ["\"paused\"", "\"paused\"", "\"fed\""]);
}

/// Stock that is counted too seldom is an error, yet its feed goes out: held back it would be older still.
#[test]
fn a_channel_that_is_synced_too_slowly_is_still_fed() {
    let folder = folder(
        "//- evenkeel.kdl
evenkeel 1
policy p { currency USD }
catalog { source products \"p.csv\" }
segments { segment hero { where price \">= 5\"; sync real-time }; segment tail }
channel shop { role dtc; sync via=api every=\"15min\"; feed csv { column \"SKU\" sku; column \"Qty\" quantity } }
pool shelf { location home; channels shop }
buffer { units 1 }
pricing { anchor shop }
//- p.csv
sku,price,stock
A,10.00,9
",
    );
    let run = evenkeel(folder.path(), &["build"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("sync-too-slow"), "{}", run.stdout);
    let feed = std::fs::read_to_string(folder.path().join("dist/shop.csv")).unwrap();
    assert_eq!(feed, "SKU,Qty\nA,8\n", "9 − 1");
}

/// 9.99 USD at 0.5 is 4.995 EUR; with 1.00 EUR on top it is 5.995, and half-even to the cent 6.00.
#[test]
fn an_add_is_in_the_money_of_its_channel() {
    let folder = folder(
        "//- evenkeel.kdl
evenkeel 1
policy abroad { currency USD; fx EUR 0.5 }
catalog { source products \"p.csv\" }
channel shop { role dtc }
channel market { role marketplace; currency EUR; feed csv { column \"SKU\" sku; column \"Price\" list } }
pool shelf { location home; channels shop market }
pricing { anchor shop }
price market { add 1.00; allow list=\"-50%..50%\" }
//- p.csv
sku,price,stock
A,9.99,50
",
    );
    let run = evenkeel(folder.path(), &["explain", "A", "market"]);
    assert!(run.stdout.contains("list 6.00 EUR"), "{}{}", run.stdout, run.stderr);
}

/// A field of one's own that a price or a protection reads is a number in the notation of its source: `1.299` is
/// 1299 where the decimal mark is a comma, and neither 1.30 nor a thousandth of what is protected.
#[test]
fn numbers_of_ones_own_are_read_in_the_notation_of_their_source() {
    let folder = folder(
        "//- evenkeel.kdl
evenkeel 1
policy p { currency EUR }
catalog { source products \"p.csv\" decimal=\",\" delimiter=\";\" { attribute uvp \"UVP\"; attribute show \"Show\" } }
segments { segment dear { where attribute.uvp \">= 1000\" }; segment rest }
channel shop { role dtc; feed csv { column \"SKU\" sku; column \"Price\" list; column \"Qty\" quantity; column \"UVP\" attribute.uvp } }
pool shelf { location home; channels shop; protect attribute.show }
buffer { units 0 }
buffer segment=dear { units 7 }
pricing { anchor shop }
price shop { base attribute.uvp }
//- p.csv
sku;price;stock;UVP;Show
A;1;5.000;1.299;1.000
B;1;50;12,50 €;2,0
C;1;50;12.50;
D;1;50;13,00;half
",
    );
    let run = evenkeel(folder.path(), &["build"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    let feed = std::fs::read_to_string(folder.path().join("dist/shop.csv")).unwrap();
    // A is dear: 5000 − 1000 − 7 = 3993; B is not: 50 − 2 = 48, a whole number
    assert_eq!(feed, "SKU,Price,Qty,UVP\nA,1299.00,3993,1.299\nB,12.50,48,\"12,50 €\"\n");
    assert_eq!(
        quarantined(folder.path()),
        [["C", "shop", "unresolved-figure"], ["D", "shop", "unresolved-figure"]]
    );
}

/// A row of another source that lacks a cell says nothing of MAP, and that is no blank MAP: A would be advertised
/// at 10.00, below its 12.00. The one mistake is told once.
#[test]
fn a_sku_whose_other_row_cannot_be_read_is_not_fed() {
    let folder = folder(
        "//- evenkeel.kdl
evenkeel 1
policy p { currency USD }
catalog { source products \"p.csv\"; source extra \"e.csv\" }
channel shop { role dtc; orders \"10/day\"; average-order-value 20.00; sync via=api every=\"2min\"; returns \"0%\"; feed csv { column \"SKU\" sku; column \"Price\" list } }
pool shelf { location home; channels shop }
buffer { units 0 }
pricing { anchor shop }
//- p.csv
sku,price,stock
A,10.00,9
B,10.00,9
//- e.csv
sku,map,cost
A,12.00
",
    );
    let run = evenkeel(folder.path(), &["build"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    assert!(
        run.stdout.contains("a row can't be used: it has 2 cells where the header has 3"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("1 error in 1 file, 1 SKU"), "{}", run.stdout);
    let feed = std::fs::read_to_string(folder.path().join("dist/shop.csv")).unwrap();
    assert_eq!(feed, "SKU,Price\nB,10.00\n");
    let held = lines(folder.path(), "quarantine.jsonl");
    assert_eq!(held.len(), 1);
    assert_eq!((&held[0]["sku"], &held[0]["row"]["file"]), (&"A".into(), &"e.csv".into()));
}

/// The header is 8 bytes and each row 21: two rows are 50, and a third would be 71.
#[test]
fn a_feed_cut_by_bytes_takes_as_many_rows_as_fit() {
    let rows = |bytes: u32| {
        let folder = folder(&format!(
            "//- evenkeel.kdl
evenkeel 1
policy p {{ currency USD }}
catalog {{ source products \"p.csv\" }}
channel shop {{ role dtc; feed csv batch-bytes={bytes} {{ column \"SKU\" sku; column \"T\" title; column \"P\" list }} }}
pool shelf {{ location home; channels shop }}
buffer {{ units 0 }}
pricing {{ anchor shop }}
//- p.csv
sku,title,price,stock
S0,\"T \"\"0\"\", x\",1.50,5
S1,\"T \"\"1\"\", x\",2.50,5
S2,\"T \"\"2\"\", x\",3.50,5
"
        ));
        evenkeel(folder.path(), &["build"]);
        let feed = std::fs::read_to_string(folder.path().join("dist/shop-0001.csv")).unwrap();
        (feed.lines().count() - 1, feed.len())
    };
    assert_eq!([rows(49), rows(50), rows(70), rows(71)], [(1, 29), (2, 50), (2, 50), (3, 71)]);
}

/// Three feeds of a channel: each format's own word, or the name that it is given.
#[test]
fn a_channel_of_several_feeds_writes_each_of_them() {
    let folder = folder(
        r#"//- evenkeel.kdl
evenkeel 1
policy p { currency USD }
catalog { source products "p.csv" }
channel shop {
    role dtc
    feed csv { column "SKU" sku; column "P" list }
    feed csv name=stock { column "SKU" sku; column "Q" quantity }
    feed jsonl { column "sku" sku; column "name" title }
}
pool shelf { location home; channels shop }
buffer { units 1 }
pricing { anchor shop }
//- p.csv
sku,title,price,stock
S0,Bowl,1.50,5
"#,
    );
    evenkeel(folder.path(), &["build"]);
    let feed = |name: &str| std::fs::read_to_string(folder.path().join("dist").join(name)).unwrap();
    assert_eq!(feed("shop-csv.csv"), "SKU,P\nS0,1.50\n");
    // 5 on hand, of which 1 is the buffer
    assert_eq!(feed("shop-stock.csv"), "SKU,Q\nS0,4\n");
    assert_eq!(feed("shop-jsonl.jsonl"), "{\"sku\":\"S0\",\"name\":\"Bowl\"}\n");
}

/// The header is 6 bytes, the rows of S0 and S2 are 5, that of S1 is 17 with its quotes: alone it takes 23.
#[test]
fn a_row_larger_than_a_file_is_written_alone_and_told_once() {
    let run = |bytes: u32| {
        let folder = folder(&format!(
            "//- evenkeel.kdl
evenkeel 1
policy p {{ currency USD }}
catalog {{ source products \"p.csv\" }}
channel shop {{ role dtc; feed csv batch-bytes={bytes} {{ column \"SKU\" sku; column \"T\" title }} }}
pool shelf {{ location home; channels shop }}
buffer {{ units 0 }}
pricing {{ anchor shop }}
//- p.csv
sku,title,price,stock
S0,a,1.50,5
S1,\"a, b, c, d, \",2.50,5
S2,c,3.50,5
"
        ));
        let run = evenkeel(folder.path(), &["build"]);
        let feed = |number: u32| {
            std::fs::read_to_string(folder.path().join(format!("dist/shop-000{number}.csv")))
                .unwrap_or_default()
        };
        (run.stdout, run.code, [feed(1), feed(2), feed(3)].map(|feed| feed.len()))
    };
    let (said, code, sizes) = run(22);
    assert_eq!((code, sizes), (0, [11, 23, 11]), "{said}");
    assert_eq!(said.matches("oversized-entry").count(), 1, "{said}");
    assert!(said.contains("cut at 22 bytes a file, and `S1` alone takes more"), "{said}");
    let (said, _, sizes) = run(23);
    assert_eq!(sizes, [11, 23, 11]);
    assert!(!said.contains("oversized-entry"), "23 bytes are just enough: {said}");
    let (said, ..) = run(5);
    assert!(said.contains("cut at 5 bytes a file, and 3 SKUs, each"), "{said}");
    assert!(said.contains("S1   shop        23  p.csv:3"), "{said}");
}
