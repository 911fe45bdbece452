//! Lines of JSON objects: keys and their paths, digits, and what is said of a line that is none.

use super::*;

const LINES: &str = "source products \"p.jsonl\"";

fn lines(source: &str, text: &str) -> Read {
    read(source, &[("p.jsonl", text.as_bytes())])
}

#[test]
fn keys_named_as_fields_map_themselves() {
    let read = lines(
        LINES,
        "{\"sku\": \"A\", \"price\": 19.990, \"stock\": 3, \"title\": \"One \\u00e9\"}\n\n\
         {\"stock\":null,\"sku\":\"B\",\"price\":\"5\",\"cost\":0.10}\r\n{\"sku\": \"C\", \"map\": 4.50, \"price\": 6}",
    );
    assert_eq!(read.skus(), ["A", "B", "C"]);
    assert_eq!(read.price("A"), "19.990", "every digit as it stands");
    assert_eq!(read.item("A").texts[0].as_deref(), Some("One é"));
    assert_eq!(read.item("B").stock, [Stock::Missing], "null is blank");
    assert_eq!(
        read.item("C").map.unwrap().to_string(),
        "4.50",
        "a key that comes late is a column all the same"
    );
    assert_eq!((read.told(), read.counts.rows), (Vec::<String>::new(), 3));
}

#[test]
fn paths_lists_and_words() {
    let source = "source products \"p.jsonl\" { sku \"id\"; price \"priceInfo.price\"; stock \"availability\"; title \"names\" }";
    let read = lines(
        source,
        "{\"id\": \"A\", \"priceInfo\": {\"price\": 18, \"more\": {}}, \"availability\": \"IN_STOCK\", \"names\": [\"x\", \"y\"]}\n\
         {\"id\": 7, \"priceInfo.price\": 5.5, \"availability\": false, \"names\": []}\n",
    );
    assert_eq!(
        [read.price("A"), read.price("7")],
        ["18", "5.5"],
        "a key with a point in its name is one too"
    );
    assert_eq!([read.item("A").stock[0], read.item("7").stock[0]], [Stock::Untracked, Stock::Units(0)]);
    assert_eq!(read.item("A").texts[0].as_deref(), Some("x, y"));
}

#[test]
fn a_number_has_a_point_where_the_texts_have_a_comma() {
    let source = "source products \"p.jsonl\" decimal=\",\"";
    let read = lines(source, "{\"sku\":\"A\",\"price\":1.299}\n{\"sku\":\"B\",\"price\":\"1.299,50\"}\n");
    assert_eq!([read.price("A"), read.price("B")], ["1.299", "1299.50"]);
}

#[test]
fn lines_that_are_no_objects_are_told_and_nothing_else_is_lost() {
    let read = lines(
        LINES,
        "{\"sku\":\"A\",\"price\":1}\n{\"sku\":\"B\",\"price\":}\n[1]\n{\"sku\":\"C\",\"price\":2\n\
         {\"sku\":\"D\",\"price\":1,\"price\":2}\n{\"sku\":\"E\",\"price\":{\"net\":1}}\n{\"sku\":\"F\",\"price\":1e3}\n\
         \"\"\n{\"sku\":\"G\",\"price\":3}\n",
    );
    assert_eq!(read.skus(), ["A", "G"]);
    assert_eq!(
        read.told(),
        [
            "2/2 the line is no JSON from column 20 on",
            "3/3 the line is no object in braces",
            "4/4 the line ends before its object does",
            "5/5 the key `price` stands twice in it",
            "6/6 `price` is an object where a value belongs",
            "7/7 price `1e3`",
            "8/8 the line is no object in braces",
        ]
    );
}

#[test]
fn a_second_line_of_a_sku_and_a_byte_order_mark() {
    let read = lines(LINES, "\u{feff}{\"sku\":\"A\",\"price\":1}\n{\"sku\":\"A\",\"price\":2}\n");
    assert_eq!(read.price("A"), "1");
    assert_eq!(read.told(), ["2/2 again, first on line 1"]);
}

#[test]
fn files_that_are_no_lines_are_told() {
    let list = lines(LINES, "[\n{\"sku\":\"A\"}\n]\n");
    assert_eq!(
        list.findings,
        [
            "unreadable-source: `p.jsonl` has no line with a JSON object (`jsonl` is one object in braces on each line; \
             `jq -c '.[]' FILE` makes that of a list)"
        ]
    );
    let key = lines("source products \"p.jsonl\" { price \"prise\" }", "{\"sku\":\"A\",\"price\":1}\n");
    assert_eq!(key.findings, ["unknown-column: `p.jsonl` has no column `prise` (did you mean `price`?)"]);
}

#[test]
fn a_joined_line_whose_sku_nobody_knows_costs_what_it_may_be_of() {
    let sources = "source products \"p.csv\"\nsource more \"m.jsonl\"";
    let products: &[u8] = b"sku,price,stock\nA,5,1\nB,5,1\nC,5,1\n";
    let more = |line: &str| {
        let text = format!("{{\"sku\":\"A\",\"map\":4}}\n{line}\n");
        read(sources, &[("p.csv", products), ("m.jsonl", text.as_bytes())])
    };
    let known = more("{\"sku\":\"B\",\"map\":}");
    assert_eq!(known.skus(), ["A", "C"], "its SKU stands before the mistake: it is B's");
    let unknown = more("{\"map\":,\"sku\":\"B\"}");
    assert_eq!(unknown.skus(), ["A"], "it may be of B or of C: a MAP that can't be read is no blank one");
}

#[test]
fn no_byte_brings_it_down_and_no_line_takes_another_along() {
    let good = "{\"sku\":\"A\",\"price\":1.5,\"title\":[\"x\",\"\\u00e9\"],\"stock\":{\"n\":2}}";
    for (at, _) in good.char_indices() {
        for put in ["\"", "{", "}", "[", "]", ",", ":", "\\", "\u{0}", "\\ud800", "9"] {
            let mut broken = good.to_owned();
            broken.insert_str(at, put);
            let text =
                format!("{{\"sku\":\"first\",\"price\":1}}\n{broken}\n{{\"sku\":\"last\",\"price\":2}}\n");
            let read = read_in(&files(LINES, &[("p.jsonl", text.as_bytes())]), 1, usize::MAX);
            assert_eq!(
                (read.price("first"), read.price("last")),
                ("1".to_owned(), "2".to_owned()),
                "{broken}"
            );
            assert_eq!(read.counts.rows, 3, "{broken}");
        }
    }
}
