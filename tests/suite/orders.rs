//! Velocities from plain exports of orders: real ones against another computation, and small ones by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use evenkeel::catalog::{Entry, OrderCounts, items};
use evenkeel::item::Item;
use evenkeel::world::{Files, Memory};
use serde_json::Value as Json;

use crate::oracle::python;
use crate::support::{Ready, check, evenkeel, folder, memory, ready_at, root, shared, skipped};

const SHOP: &str = r#"
policy shop { currency USD; timezone "America/New_York" }
channel web { profile none; role dtc; orders "10/day"; average-order-value 10.00; sync via=api every="5min"; returns "1%"; feed csv { column "Id" sku; column "Qty" quantity } }
channel market { profile none; role marketplace; orders "10/day"; average-order-value 10.00; sync via=api every="5min"; returns "1%"; feed csv { column "Id" sku; column "Qty" quantity } }
pool main { location store; channels web market; source-of-truth shop }
throttle main { below 2 pause=market }
buffer { demand lead-time="2d" }
pricing { anchor web }
"#;

/// A shop whose catalog has these sources, and these files beside its products `A` and `B`.
fn shop(sources: &str, files: &[(&str, &str)]) -> Memory {
    let policy = format!("evenkeel 1\n{SHOP}\ncatalog {{\nsource products \"p.csv\"\n{sources}\n}}\n");
    let memory = Memory::default()
        .with("evenkeel.kdl", policy)
        .with("p.csv", "sku,price,stock\nA,9.00,100\nB,9.00,100\n");
    files.iter().fold(memory, |memory, (path, text)| memory.with(*path, *text))
}

/// What came out of a shop's orders.
struct Sold {
    ready: Ready,
    items: BTreeMap<String, Item>,
}

impl Sold {
    /// At an instant, or at the last order.
    fn at(files: &dyn Files, at: Option<&str>) -> Self {
        let ready = ready_at(files, at.map(|at| at.parse().unwrap()));
        assert!(ready.survey.is_some(), "{:#?}", ready.sink.diagnostics());
        let survey = ready.survey.as_ref().unwrap();
        let mut kept = BTreeMap::new();
        let see = |items: &mut Vec<Item>, entry: Entry<'_>| {
            assert!(!matches!(entry, Entry::SetAside(_)), "no product is set aside: {entry:?}");
            items.extend(entry.item().cloned());
        };
        let collect = |items: Vec<Item>, _| {
            kept.extend(items.into_iter().map(|item| (item.sku.clone(), item)));
            Ok(())
        };
        let (catalog, shape) = (&ready.policy.catalog, &ready.program.shape);
        items(files, catalog, shape, survey, 2, see, collect).unwrap();
        Self { ready, items: kept }
    }

    fn counts(&self) -> OrderCounts {
        let all = &self.ready.survey.as_ref().unwrap().orders;
        let counts = all.iter().fold(OrderCounts::default(), |sum, own| sum.plus(own.counts));
        let OrderCounts { lines, counted, netted, dropped, outside, unjoined, unusable } = counts;
        assert_eq!(
            lines,
            counted + netted + dropped + outside + unjoined + unusable,
            "every line is counted"
        );
        counts
    }

    fn until(&self) -> String {
        self.ready.survey.as_ref().unwrap().orders[0]
            .until
            .map_or_else(|| "-".to_owned(), |at| at.to_string())
    }

    /// A SKU's whole velocity and its deviation, each `-` where it is not known.
    fn whole(&self, sku: &str) -> String {
        let item = &self.items[sku];
        let velocity = item.velocity_whole.map_or_else(|| "-".to_owned(), |own| own.to_string());
        let deviation = item.velocity_sd_whole.map_or_else(|| "-".to_owned(), |own| own.to_string());
        format!("{velocity} ± {deviation}")
    }

    /// The same on a channel.
    fn on(&self, sku: &str, channel: &str) -> String {
        let index = self.ready.program.shape.channels.iter().position(|own| own == channel).unwrap();
        let item = &self.items[sku];
        let velocity = item.velocity[index].map_or_else(|| "-".to_owned(), |own| own.to_string());
        let deviation = item.velocity_sd[index].map_or_else(|| "-".to_owned(), |own| own.to_string());
        format!("{velocity} ± {deviation}")
    }
}

const PLAIN: &str = "source orders \"o.csv\" { sku \"Item\"; sold \"Qty\" at=\"Day\" window=\"4d\" }";

fn plain(lines: &str, at: Option<&str>) -> Sold {
    Sold::at(&shop(PLAIN, &[("o.csv", &format!("Item,Qty,Day\n{lines}"))]), at)
}

/// What became of the lines, those that are 0 left out.
fn told_of(counts: OrderCounts) -> String {
    let OrderCounts { lines, counted, netted, dropped, outside, unjoined, unusable } = counts;
    let parts = [
        (lines, "lines"),
        (counted, "counted"),
        (netted, "netted"),
        (dropped, "dropped"),
        (outside, "outside"),
        (unjoined, "unjoined"),
        (unusable, "unusable"),
    ];
    let told = parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    told.collect::<Vec<_>>().join(", ")
}

const MONTH: &str = "catalogs/uci-online-retail-2011-09";

/// A month of a real shop, 26 daily files, with a product for every code that is one.
fn month(settings: &str) -> Option<Memory> {
    let place = shared(MONTH)?;
    let policy = format!(
        "evenkeel 1\n{}\ncatalog {{\nsource products \"p.csv\"\nsource orders \"orders/*.csv\" {{ sku \"StockCode\"; {settings} }}\n}}\n",
        SHOP.replace("USD", "GBP").replace("America/New_York", "Europe/London")
    );
    let mut memory = Memory::default().with("evenkeel.kdl", policy);
    let mut skus: BTreeSet<String> = BTreeSet::new();
    let paths = fs::read_dir(place).unwrap().map(|entry| entry.unwrap().path());
    for path in paths.filter(|path| path.extension().is_some_and(|ending| ending == "csv")) {
        let text = fs::read_to_string(&path).unwrap();
        // the code stands second, before any cell in quotes
        let codes = text.lines().skip(1).filter_map(|line| line.split(',').nth(1)).map(str::trim);
        skus.extend(codes.filter(|code| is_product(code)).map(str::to_owned));
        memory = memory.with(format!("orders/{}", path.file_name().unwrap().to_string_lossy()), text);
    }
    let rows =
        skus.iter().fold("sku,price,stock\n".to_owned(), |rows, sku| rows + &format!("\"{sku}\",1.00,5\n"));
    Some(memory.with("p.csv", rows))
}

fn is_product(code: &str) -> bool {
    !["", "POST", "DOT", "M", "AMAZONFEE", "BANK CHARGES"].contains(&code)
}

#[test]
fn a_real_month_is_what_another_computation_says() {
    let Some(python) = python() else { return skipped("python", "no Python 3.9 or later") };
    let sold = "sold \"Quantity\" at=\"InvoiceDate\"";
    // every line netted up to the last order; two weeks up to a noon, in summer time 11:00 UTC; cancellations, whose
    // numbers begin with a C, dropped instead
    for (days, until, at, drop) in [
        ("28", "last", None, "-"),
        ("14", "2011-09-23 12:00:00", Some("2011-09-23T11:00:00Z"), "-"),
        ("28", "last", None, "C"),
    ] {
        let dropped = if drop == "-" { "" } else { "; drop \"InvoiceNo\" \"C*\"" };
        let Some(files) = month(&format!("{sold} window=\"{days}d\"{dropped}")) else { return };
        let own = Sold::at(&files, at);
        let output = Command::new(python)
            .arg("-B")
            .arg(root().join("tests/oracle/velocity.py"))
            .arg(shared(MONTH).unwrap())
            .args([days, until, drop])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let expected: Json = serde_json::from_slice(&output.stdout).unwrap();
        let counts = own.counts();
        let count = |what: &str| expected["counts"][what].as_u64().unwrap_or(0);
        let theirs = OrderCounts {
            lines: count("lines"),
            counted: count("counted"),
            netted: count("netted"),
            dropped: count("dropped"),
            outside: count("outside"),
            unjoined: count("unjoined"),
            unusable: 0,
        };
        assert_eq!(counts, theirs);
        assert!(counts.lines == 50_226 && counts.counted > 20_000 && counts.outside > 3_000, "{counts:?}");
        assert_eq!((counts.netted > 300, counts.dropped), (drop == "-", if drop == "C" { 805 } else { 0 }));
        let skus = expected["skus"].as_object().unwrap();
        assert_eq!(own.items.len(), skus.len());
        assert!(skus.len() > 2700, "{} SKUs", skus.len());
        for (sku, figure) in skus {
            let units = figure["units"].as_i64().unwrap();
            assert_eq!(own.items[sku].sold[0].units, units, "{sku}");
            let expected = format!("{}/{days}d ± {}", units.max(0), figure["deviation"].as_str().unwrap());
            assert_eq!(own.whole(sku).replace("/2w", "/14d").replace("/4w", "/28d"), expected, "{sku}");
        }
    }
}

#[test]
fn what_is_no_product_is_told_in_one_line() {
    let Some(files) = month("sold \"Quantity\" at=\"InvoiceDate\" window=\"28d\"") else { return };
    let (findings, ..) = check(&files);
    let unjoined: Vec<_> = findings.iter().filter(|own| own.rule == "unjoined-sku").collect();
    assert_eq!(unjoined.len(), 1);
    assert_eq!(
        unjoined[0].message,
        "5 SKUs of `orders/*.csv` are in no row of `p.csv`, such as `POST`, `M` and `DOT`"
    );
    assert_eq!(
        unjoined[0].help.as_deref(),
        Some(
            "add what is a product to `p.csv`; what is none, such as postage, is left out by `drop StockCode POST M DOT …`"
        )
    );
    let Some(files) = month(
        "sold \"Quantity\" at=\"InvoiceDate\" window=\"28d\"; drop \"StockCode\" POST M DOT AMAZONFEE \"BANK CHARGES\"",
    ) else {
        return;
    };
    assert_eq!(check(&files).0.iter().filter(|own| own.rule == "unjoined-sku").count(), 0);
}

#[test]
fn the_last_order_ends_the_window_where_no_instant_does() {
    // up to 20 November 12:00, the last order: 16 November 12:00 is its start, which is out, and a second later is in
    let lines = "A,7,2026-11-16 12:00:00\nA,3,2026-11-16 12:00:01\nA,5,2026-11-20 12:00:00\n";
    let sold = plain(lines, None);
    assert_eq!(sold.until(), "2026-11-20T17:00:00Z");
    assert_eq!(told_of(sold.counts()), "3 lines, 2 counted, 1 outside");
    // days of 3, 0, 0, 5 units: 8 in all, mean 2; 1 + 4 + 4 + 9 = 18, ÷ 3 = 6, and √6 = 2.44948974278…
    assert_eq!(sold.whole("A"), "8/4d ± 2.449489743");
    assert_eq!(sold.whole("B"), "0/4d ± 0", "what no line names was not sold");
}

#[test]
fn an_instant_ends_the_window_where_one_is_given() {
    let lines = "A,7,2026-11-16 12:00:00\nA,3,2026-11-16 12:00:01\nA,5,2026-11-20 12:00:00\n";
    // a second before the last order, which is after the window then: its start is 16 November 11:59:59
    let sold = plain(lines, Some("2026-11-20T16:59:59Z"));
    assert_eq!(told_of(sold.counts()), "3 lines, 2 counted, 1 outside");
    // both lines on the first of four days, 10, 0, 0, 0: mean 2.5; 56.25 + 3 × 6.25 = 75, ÷ 3 = 25
    assert_eq!(sold.whole("A"), "10/4d ± 5");
    // a year later no line counts: nothing is known, which is not nothing
    let sold = plain(lines, Some("2027-11-20T17:00:00Z"));
    assert_eq!(told_of(sold.counts()), "3 lines, 3 outside");
    assert_eq!(sold.whole("A"), "- ± -");
}

#[test]
fn a_day_begins_after_the_time_of_its_end_and_not_at_midnight() {
    // up to 12:00: 19 November 12:00 is the end of a day, a second later the beginning of the next
    let sold = plain("A,2,2026-11-19 12:00:00\nA,2,2026-11-19 12:00:01\nA,2,2026-11-20 12:00:00\n", None);
    // days of 0, 0, 2, 4: mean 1.5; 2.25 + 2.25 + 0.25 + 6.25 = 11, ÷ 3, and √3.666… = 1.91485421551…
    assert_eq!(sold.whole("A"), "6/4d ± 1.914854216");
}

#[test]
fn what_came_back_is_taken_off() {
    let lines = "A,10,2026-11-20 12:00\nA,-4,2026-11-20 11:00\nA,-2,2026-11-18 11:00\nB,1,2026-11-20\nB,-3,2026-11-19\n";
    let sold = plain(lines, None);
    assert_eq!(told_of(sold.counts()), "5 lines, 2 counted, 3 netted");
    // days of 0, −2, 0, 6: 4 in all, mean 1; 1 + 9 + 1 + 25 = 36, ÷ 3 = 12, and √12 = 3.46410161513…
    assert_eq!(sold.whole("A"), "4/4d ± 3.464101615");
    // more came back than was sold: 1 − 3 is no velocity below 0. Days of 0, 0, −3, 1 (the midnight of the 19th is
    // less than two days before noon of the 20th): mean −0.5; 0.25 + 0.25 + 6.25 + 2.25 = 9, ÷ 3 = 3
    assert_eq!(sold.whole("B"), "0/4d ± 1.732050808");
    let own = &sold.items["A"].sold[0];
    assert_eq!((own.units, own.lines, own.units_of_lines, own.netted), (4, 1, 10, 2));
}

#[test]
fn a_window_of_one_day_has_no_deviation() {
    let source = PLAIN.replace("4d", "1d");
    let sold = Sold::at(&shop(&source, &[("o.csv", "Item,Qty,Day\nA,3,2026-11-20\n")]), None);
    assert_eq!(sold.whole("A"), "3/day ± -");
}

#[test]
fn times_with_offsets_of_their_own_and_without() {
    // New York is UTC−5: the last order is at 17:00 UTC, and 18:30 in Paris is half an hour before it
    let lines = "A,1,2026-11-20T12:00:00\nA,1,2026-11-20 18:30:00 +0100\nA,1,2026-11-20T16:59:59Z\n";
    let sold = plain(lines, None);
    assert_eq!((sold.until().as_str(), sold.whole("A").as_str()), ("2026-11-20T17:30:00Z", "3/4d ± 1.5"));
}

#[test]
fn local_times_at_a_change_of_the_clocks() {
    // on 1 November 2026 New York's clocks show 1:30 twice, at 5:30 and 6:30 UTC; without an offset it is the first.
    // The window of a day up to 2 November 5:30 UTC begins right there: out, and in with the offset of the second
    let source = PLAIN.replace("4d", "1d");
    let lines = "Item,Qty,Day\nA,1,2026-11-01 01:30\nA,2,2026-11-01 01:30 -0500\n";
    let sold = Sold::at(&shop(&source, &[("o.csv", lines)]), Some("2026-11-02T05:30:00Z"));
    assert_eq!(
        (told_of(sold.counts()).as_str(), sold.whole("A").as_str()),
        ("2 lines, 1 counted, 1 outside", "2/day ± -")
    );
    // on 14 March 2027 they skip from 2:00 to 3:00: 2:30 is 3:30 in summer time, 7:30 UTC, where the window ends
    let lines = "Item,Qty,Day\nA,1,2027-03-14 02:30\n";
    let sold = Sold::at(&shop(&source, &[("o.csv", lines)]), Some("2027-03-14T07:30:00Z"));
    assert_eq!(sold.whole("A"), "1/day ± -");
    let sold = Sold::at(&shop(&source, &[("o.csv", lines)]), Some("2027-03-14T07:29:59Z"));
    assert_eq!(told_of(sold.counts()), "1 lines, 1 outside");
    // days are of 24 hours: from 13 March 3:00 EST to 14 March 4:00 EDT they are, though the clocks show 25
    let lines = "Item,Qty,Day\nA,1,2027-03-13 03:00\nA,1,2027-03-13 03:01\nA,1,2027-03-14 04:00\n";
    let sold = Sold::at(&shop(&source, &[("o.csv", lines)]), None);
    assert_eq!(told_of(sold.counts()), "3 lines, 2 counted, 1 outside");
}

const EXPORT: &str = "source orders \"o.csv\" {
    sku \"Lineitem sku\"
    sold \"Lineitem quantity\" at=\"Created at\" window=\"4d\" channel-column=\"Source\" order=\"Name\" {
        channel web \"online\" \"shop_*\"
    }
    drop \"Cancelled at\"
    drop \"Status\" refunded voided
}";

/// Later lines of an order leave blank what its first one says.
const ORDERS: &str = "Name,Status,Created at,Lineitem quantity,Lineitem sku,Cancelled at,Source
#1,paid,2026-11-20 12:00:00 -0500,2,A,,online
#1,,,3,B,,
#2,paid,2026-11-19 12:00:00 -0500,4,A,2026-11-19 13:00:00 -0500,online
#2,,,5,B,,
#3,voided,2026-11-19 12:00:00 -0500,6,A,,market
#4,paid,2026-11-18 12:00:00 -0500,7,A,,market
#5,paid,2026-11-18 12:00:00 -0500,1,A,,shop_app
#6,paid,2026-11-18 12:00:00 -0500,8,A,,pos
#7,paid,2026-11-18 12:00:00 -0500,1,,,online
";

#[test]
fn orders_by_channel_with_what_was_cancelled_left_out() {
    let sold = Sold::at(&shop(EXPORT, &[("o.csv", ORDERS)]), None);
    // of nine lines three are dropped (two of #2, one of #3), one has no SKU
    assert_eq!(told_of(sold.counts()), "9 lines, 5 counted, 3 dropped, 1 unjoined");
    // A on the web: 2 on the last day, 1 two days before: 0, 1, 0, 2, mean 0.75, and
    // 0.5625 + 0.0625 + 0.5625 + 1.5625 = 2.75, ÷ 3 = 0.91666…, the root of which is 0.957427107756…
    assert_eq!(sold.on("A", "web"), "3/4d ± 0.957427108");
    // 7 in a day: mean 1.75; 3 × 3.0625 + 27.5625 = 36.75, ÷ 3 = 12.25
    assert_eq!(sold.on("A", "market"), "7/4d ± 3.5");
    assert_eq!(sold.on("B", "web"), "3/4d ± 1.5", "the second line of an order has its channel and its time");
    assert_eq!(sold.on("B", "market"), "0/4d ± 0");
    // the till is no channel: its 8 count in the whole, 0, 16, 0, 2, mean 4.5: 20.25 + 132.25 + 20.25 + 6.25 = 179
    assert_eq!(sold.whole("A"), "18/4d ± 7.724420151");
    let sales = &sold.ready.survey.as_ref().unwrap().orders[0];
    assert_eq!(sales.unnamed, BTreeMap::from([("pos".to_owned(), 1)]));
}

#[test]
fn channels_alone_where_every_line_names_one() {
    let text = ORDERS.replace(",pos", ",market");
    let sold = Sold::at(&shop(EXPORT, &[("o.csv", &text)]), None);
    // 7 + 8 on the market; the whole is the sum of the channels, and no figure of its own
    assert_eq!((sold.on("A", "market").as_str(), sold.whole("A").as_str()), ("15/4d ± 7.5", "- ± -"));
}

#[test]
fn a_channel_that_no_line_names_has_no_figure() {
    let text = ORDERS.replace("market", "pos");
    let sold = Sold::at(&shop(EXPORT, &[("o.csv", &text)]), None);
    assert_eq!(sold.on("A", "market"), "- ± -", "the export may not hold its orders at all");
}

#[test]
fn sources_add_up_and_files_of_one_source_are_one() {
    let own = |name: &str, path: &str, window: &str, channel: &str| {
        format!(
            "source {name} \"{path}\" {{ sku \"Item\"; sold \"Qty\" at=\"Day\" window=\"{window}\" channel={channel} }}\n"
        )
    };
    let sources = own("a", "web/*.csv", "4d", "web")
        + &own("b", "m.csv", "8d", "market")
        + &own("c", "n.csv", "4d", "market");
    let files = shop(
        &sources,
        &[
            ("web/2.csv", "Item,Day,Qty\nA,2026-11-20,4\n"),
            ("web/1.csv", "Item,Qty,Day\nA,2,2026-11-19\n"),
            ("web/.3.csv", "no file of orders"),
            ("web/old/4.csv", "nor this"),
            ("m.csv", "Item,Qty,Day\nA,8,2026-11-20\n"),
            ("n.csv", "Item,Qty,Day\nA,2,2026-11-20\n"),
        ],
    );
    let sold = Sold::at(&files, None);
    assert_eq!(told_of(sold.counts()), "4 lines, 4 counted");
    // 0, 0, 2, 4 units: mean 1.5; 2.25 + 2.25 + 0.25 + 6.25 = 11, ÷ 3
    assert_eq!(sold.on("A", "web"), "6/4d ± 1.914854216");
    // 8 in 8 days and 2 in 4 are 12 in 8. Variances: 7 × 1 + 49 = 56, ÷ 7 = 8, and 3 × 0.25 + 2.25 = 3, ÷ 3 = 1:
    // √(8 + 1) = 3
    assert_eq!(sold.on("A", "market"), "12/8d ± 3");
    assert_eq!(sold.whole("A"), "- ± -");
    let paths: Vec<&str> =
        sold.ready.survey.as_ref().unwrap().inputs.iter().map(|own| own.path.as_str()).collect();
    assert_eq!(paths, ["p.csv", "web/1.csv", "web/2.csv", "m.csv", "n.csv"]);
}

#[test]
fn no_cut_parts_an_order_and_no_number_of_threads_changes_a_sum() {
    let mut text = "Name,Status,Created at,Lineitem quantity,Lineitem sku,Cancelled at,Source\n".to_owned();
    // 20,000 orders of three lines, each of which says in its first that it is dropped, or on which channel it was
    for order in 0..20_000 {
        let (status, channel) = (["paid", "voided"][order % 2], ["web", "market"][order / 2 % 2]);
        text.push_str(&format!("#{order},{status},2026-11-{},{},A,,{channel}\n", 17 + order % 4, order % 7));
        text.push_str(&format!("#{order},,,1,B,,\n#{order},,,2,A,,\n"));
    }
    assert!(text.len() > 1 << 20, "more than a chunk");
    let files = shop(EXPORT, &[("o.csv", &text)]);
    let sold = Sold::at(&files, Some("2026-11-20T05:00:00Z"));
    assert_eq!(told_of(sold.counts()), "60000 lines, 30000 counted, 30000 dropped");
    // 10,000 orders are kept, half of them on each channel, with one B each
    assert_eq!(sold.on("B", "web").split(' ').next(), Some("5000/4d"));
    // A: 2 units each, and order % 7 of every fourth order, 5,000 of them: 714 times 0 + … + 6 = 21 each, and what
    // the last two have, 4 × 4,998 and 4 × 4,999 being 0 and 4 above a multiple of 7
    assert_eq!(sold.on("A", "web").split(' ').next(), Some("24998/4d"));
}

#[test]
fn a_column_that_says_otherwise_is_told() {
    let sources = format!("source speeds \"v.csv\"\n{PLAIN}");
    let orders = "Item,Qty,Day\nA,8,2026-11-20\nB,8,2026-11-20\n";
    // 8 in 4 days are 2 a day, which is what the column says of A and not of B
    let files = shop(&sources, &[("o.csv", orders), ("v.csv", "sku,velocity\nA,2\nB,3\n")]);
    let (findings, ..) = check(&files);
    let told: Vec<&str> = findings.iter().map(|own| own.message.as_str()).collect();
    assert_eq!(told, ["a row can't be used: two sources give `velocity`, as `3/day` and as `8/4d`"]);
    assert_eq!(findings[0].cases[0].sku, "B");
}

#[test]
fn lines_that_can_not_be_read_are_told_once_with_their_place() {
    let first = "Item,Qty,Day\nA,1,2026-11-20\nA,two,2026-11-20\nA,1,20.11.2026\nA,1\nA,1,\n";
    let second = "Item,Qty,Day\nB,1.5,2026-11-20\nB,4,2026-11-20\n";
    let source = PLAIN.replace("o.csv", "o/*.csv");
    let files = shop(&source, &[("o/1.csv", first), ("o/2.csv", second)]);
    let (findings, ..) = check(&files);
    // of the first file the units, a date, and a line too short; `A,1,` has no date; of the second 1.5 units
    let told: Vec<(&str, u64)> = findings.iter().map(|own| (own.message.as_str(), own.count)).collect();
    assert_eq!(
        told,
        [
            ("a row can't be used: it has 2 cells where the header has 3", 1),
            ("4 rows can't be used; of the first, `two` is no number of units", 4)
        ]
    );
    assert_eq!((findings[1].cases[0].file.as_str(), findings[1].cases[0].line), ("o/1.csv", 3));
    let sold = Sold::at(&files, None);
    assert_eq!(told_of(sold.counts()), "7 lines, 2 counted, 5 unusable");
    assert_eq!((sold.whole("A"), sold.whole("B")), ("1/4d ± 0.5".into(), "4/4d ± 2".into()));
}

const FOLDER: &str = r#"
//- evenkeel.kdl
evenkeel 1
POLICY
catalog {
    source products "p.csv"
    source orders "o.csv" { sku "Item"; sold "Qty" at="Day" window="4d" channel-column="Where"; drop "Cancelled" }
}
//- p.csv
sku,price,stock
A,9.00,100
B,9.00,100
//- o.csv
Item,Qty,Day,Where,Cancelled
A,10,2026-11-20,web,
A,2,2026-11-19,web,
A,-3,2026-11-19,web,
A,5,2026-11-19,till,
A,9,2026-11-18,web,yes
A,9,2026-11-10,web,
POST,1,2026-11-20,web,
B,x,2026-11-20,web,
"#;

#[test]
fn what_the_program_says_of_orders() {
    let folder = folder(&FOLDER.replace("POLICY", SHOP));
    let run = evenkeel(folder.path(), &["check"]);
    let notes: Vec<&str> = run.stderr.lines().filter(|line| line.starts_with("orders: ")).collect();
    assert_eq!(
        notes,
        [
            "orders: 8 lines = 3 counted + 1 netted + 1 dropped + 1 outside the window + 1 of no product + 1 unusable, \
             4d up to 2026-11-20T05:00:00Z",
            "orders: 1 line names no channel in `Where` (`till` 1): it counts in the SKU's whole alone",
        ]
    );
    let run = evenkeel(folder.path(), &["explain", "A", "web"]);
    // 12 on two lines less 3 is 9 in 4 days; with the till 14. Days of 0, 0, −1, 10 and 0, 0, 4, 10: means 2.25 and
    // 3.5, squares 5.0625 × 2 + 10.5625 + 60.0625 = 80.75 and 12.25 × 2 + 0.25 + 42.25 = 67, each ÷ 3
    let sold: Vec<&str> = run.stdout.lines().filter(|line| line.starts_with("  sold")).collect();
    assert_eq!(
        sold,
        [
            "  sold on web 9 units ÷ 4 days = 2.25 a day, deviation 5.188127472  2 lines of 6 units, 1 netted  o.csv",
            "  sold 14 units ÷ 4 days = 3.5 a day, deviation 4.725815626  3 lines of 5.67 units, 1 netted  o.csv",
        ]
    );
    // 9 in 4 days over 2 days are 4.5, rounded up 5 of 100
    assert!(run.stdout.contains("quantity 95"), "{}", run.stdout);
    let run = evenkeel(folder.path(), &["explain", "A", "web", "--at", "2026-11-19T12:00"]);
    assert!(run.stdout.contains("sold on web -1 units ÷ 4 days = 0 a day"), "{}", run.stdout);
    let run = evenkeel(folder.path(), &["explain", "A", "web", "--format", "json"]);
    let json: Json = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["sold"][0]["units_a_line"], "6");
    assert_eq!(json["sold"][1]["channel"], Json::Null);
    evenkeel(folder.path(), &["build", "--at", "2026-11-20"]);
    let manifest: Json =
        serde_json::from_slice(&fs::read(folder.path().join("dist/manifest.json")).unwrap()).unwrap();
    let expected = serde_json::json!({
        "lines": 8, "counted": 3, "netted": 1, "dropped": 1, "outside": 1, "unjoined": 1, "unusable": 1,
        "window": "4d", "until": "2026-11-20T05:00:00Z",
    });
    assert_eq!(manifest["orders"]["orders"], expected);
}

#[test]
fn files_that_come_change_no_digest_of_the_policy() {
    let texts = "//- evenkeel.kdl\nevenkeel 1\nPOLICY\ncatalog { source products \"p.csv\"; SOURCE }\n//- p.csv\nsku,price,stock\nA,9.00,100\n//- o/1.csv\nItem,Qty,Day\nA,1,2026-11-20\n";
    let texts = texts.replace("POLICY", SHOP).replace("SOURCE", &PLAIN.replace("o.csv", "o/*.csv"));
    let folder = folder(&texts);
    let before = evenkeel(folder.path(), &["resolve"]).stdout;
    assert!(before.contains("\"o/*.csv\"") && before.contains("\"window\": \"4d\""), "{before}");
    fs::write(folder.path().join("o/2.csv"), "Item,Qty,Day\nA,1,2026-11-21\n").unwrap();
    assert_eq!(evenkeel(folder.path(), &["resolve"]).stdout, before);
    assert!(evenkeel(folder.path(), &["explain", "A"]).stdout.contains("sold 2 units ÷ 4 days = 0.5 a day"));
}

#[test]
fn no_file_and_no_column_are_told_once() {
    let source = PLAIN.replace("o.csv", "o/*.csv");
    let (findings, ..) = check(&shop(&source, &[]));
    let told: Vec<&str> = findings.iter().map(|own| own.message.as_str()).collect();
    assert_eq!(told, ["no file is named like `o/*.csv`"]);
    let text = "Item,Quantity,Day\nA,1,2026-11-20\n";
    let (findings, ..) = check(&shop(&source, &[("o/1.csv", text), ("o/2.csv", text)]));
    let told: Vec<&str> = findings.iter().map(|own| own.message.as_str()).collect();
    assert_eq!(told, ["`o/1.csv` has no column `Qty`"]);
    let memory = memory("//- a\n");
    assert_eq!(memory.list("").unwrap(), ["a"]);
}
