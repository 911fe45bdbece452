//! A table of mistakes: the text with the offending words marked, and what is said of them.

use evenkeel::diagnostic::{Category, Level};

use crate::read;

/// The text with the place in `⟦⟧`, the message, the help.
type Case = (&'static str, &'static str, &'static str);

/// Mistakes that go when the marked words are exchanged for what the help says to write.
const WORDS: &[Case] = &[
    ("buffer { at-least ⟦10%⟧ }", "`10%` needs quotes", "write `\"10%\"`"),
    ("sync every=⟦5min⟧", "`5min` needs quotes", "write `\"5min\"`"),
    ("orders ⟦12/day⟧", "`12/day` needs quotes", "write `\"12/day\"`"),
    ("starts ⟦2026-11-27⟧", "`2026-11-27` needs quotes", "write `\"2026-11-27\"`"),
    ("starts ⟦2026-11-27T09:00⟧", "`2026-11-27T09:00` needs quotes", "write `\"2026-11-27T09:00\"`"),
    ("set ⟦19.99EUR⟧", "`19.99EUR` needs quotes", "write `\"19.99 EUR\"`"),
    ("allow coupon=⟦-10%..0%⟧", "`-10%..0%` needs quotes", "write `\"-10%..0%\"`"),
    ("where velocity ⟦>= 10⟧", "`>= 10` needs quotes", "write `\">= 10\"`"),
    ("where velocity ⟦>=10⟧; sync batch", "`>=10` needs quotes", "write `\">=10\"`"),
    ("where velocity ⟦>= 10,⟧ b", "`>= 10` needs quotes", "write `\">= 10\"`"),
    ("rate ⟦5400 / month⟧", "`5400 / month` needs quotes", "write `\"5400/month\"`"),
    ("where margin ⟦< 5%⟧", "`< 5%` needs quotes", "write `\"< 5%\"`"),
    ("where velocity ⟦> 10⟧ // units", "`> 10` needs quotes", "write `\"> 10\"`"),
    (
        "source ⟦catalog/products.csv⟧",
        "`catalog/products.csv` needs quotes",
        "write `\"catalog/products.csv\"`",
    ),
    ("source ⟦/tmp/a.csv⟧", "`/tmp/a.csv` needs quotes", "write `\"/tmp/a.csv\"`"),
    (r"source ⟦C:\data⟧", r"`C:\data` needs quotes", r#"write `"C:\\data"`"#),
    (
        "fact ⟦https://partner.example/spec⟧ x",
        "`https://partner.example/spec` needs quotes",
        "write `\"https://partner.example/spec\"`",
    ),
    ("size ⟦big(er)⟧", "`big(er)` needs quotes", "write `\"big(er)\"`"),
    ("color ⟦a#b⟧", "`a#b` needs quotes", "write `\"a#b\"`"),
    ("round ⟦.95⟧", "`.95` has no digit before the point", "write `0.95`"),
    ("add ⟦-.5⟧", "`-.5` has no digit before the point", "write `-0.5`"),
    ("add ⟦5.⟧", "`5.` has no digit after the point", "write `5`"),
    ("set ⟦1,299.00⟧", "`1,299.00` has a comma, and numbers have none", "write `1299.00`"),
    ("set ⟦1.299,99⟧", "`1.299,99` has a comma, and numbers have none", "write `1299.99`"),
    ("set ⟦12,50⟧", "`12,50` has a comma, and numbers have none", "write `12.50`"),
    (
        "set ⟦1,299⟧",
        "`1,299` has a comma, and numbers have none",
        "write `1299`, or `1.299` if the comma is the decimal point",
    ),
    ("set ⟦-1,299,000⟧", "`-1,299,000` has a comma, and numbers have none", "write `-1299000`"),
    ("set ⟦1.2.3⟧", "`1.2.3` has 2 points", "write `\"1.2.3\"` if it is no number"),
    ("set ⟦1.299.000⟧", "`1.299.000` has 2 points", "write `1299000`"),
    (
        "gtin ⟦123456789012345678901234567890123456789⟧",
        "`123456789012345678901234567890123456789` has too many digits for a number",
        "write `\"123456789012345678901234567890123456789\"` if it is no number",
    ),
    ("backorder ⟦true⟧", "`true` needs a `#`", "write `#true`"),
    ("requirement a must=⟦false⟧", "`false` needs a `#`", "write `#false`"),
    ("cost ⟦null⟧", "`null` needs a `#`", "write `#null`"),
    ("backorder ⟦#True⟧", "`#True` is no value", "write `#true`"),
    ("backorder ⟦#yes⟧", "`#yes` is no value", "write `#true`"),
    ("⟦true⟧ 1", "`true` can't be a name as it is", "write `\"true\"`"),
    ("a ⟦null⟧=1", "`null` can't be a name as it is", "write `\"null\"`"),
    ("a ⟦1⟧=2", "`1` can't be a key as it is", "write `\"1\"`"),
    ("⟦currency = USD⟧", "`currency = USD` has a `=` between its name and its value", "write `currency USD`"),
    ("⟦x =1⟧", "`x =1` has a `=` between its name and its value", "write `x 1`"),
    ("price a { ⟦x= 1⟧; }", "`x= 1` has a `=` between its name and its value", "write `x 1`"),
    (
        "owner ⟦\"channel-ops@glow.example⟧",
        "`\"channel-ops@glow.example` has no closing quote",
        "write `\"channel-ops@glow.example\"`",
    ),
    ("channel ⟦\"shopify⟧ {\n    role dtc\n}", "`\"shopify` has no closing quote", "write `\"shopify\"`"),
    ("segment a { where category ⟦\"Skin; x⟧ }", "`\"Skin; x` has no closing quote", "write `\"Skin; x\"`"),
    ("template ⟦\"{title}⟧", "`\"{title}` has no closing quote", "write `\"{title}\"`"),
    ("owner ⟦\"abc⟧ // who", "`\"abc` has no closing quote", "write `\"abc\"`"),
    ("owner ⟦\"abc”⟧", "`\"abc”` has no closing quote", "write `\"abc\"`"),
    (r#"source ⟦"C:\data\"⟧"#, r#"`"C:\data\"` has no closing quote"#, r#"write `"C:\\data"`"#),
    ("owner ⟦#\"abc⟧", "`#\"abc` has no closing quote", "write `#\"abc\"#`"),
    ("owner ⟦'channel ops'⟧", "`'channel ops'` is not in `\"` quotes", "write `\"channel ops\"`"),
    ("owner ⟦“channel ops”⟧", "`“channel ops”` is not in `\"` quotes", "write `\"channel ops\"`"),
    ("owner name=⟦„ops“⟧ x=1", "`„ops“` is not in `\"` quotes", "write `\"ops\"`"),
    (
        "⟦# the shop's channels {⟧\nchannel shopify",
        "`#` does not start a comment",
        "write `// the shop's channels {`",
    ),
    ("channel shopify { ⟦# dtc⟧\n    role dtc\n}", "`#` does not start a comment", "write `// dtc`"),
    ("orders 5 ⟦# a month⟧", "`#` does not start a comment", "write `// a month`"),
    (r#"source "C:⟦\d⟧ata""#, r"`\d` is no escape", r#"write `"C:\\data"`"#),
    (r#"source "a⟦\/⟧b""#, r"`\/` is no escape", "write `/`"),
    ("title ⟦\"\"\"⟧abc\"\"\"", "a text after `\"\"\"` starts on the next line", "write `\"abc\"`"),
    ("title ⟦r\"a\"⟧", "`r\"a\"` is a raw text of the first KDL", "write `#\"a\"#`"),
    (
        "title \"\"\"\n    a\n  ⟦b c⟧\n    \"\"\"",
        "this line starts further left than the closing `\"\"\"`, or with other blanks",
        "write `    b c`",
    ),
    ("set ⟦\"a\"b⟧", "`\"a\"` and `b` need a space between them", "write `\"a\" b`"),
    ("a ⟦x==1⟧", "`x==1` has one `=` too many", "write `x=1`"),
    ("⟦a == 1⟧", "`a == 1` has a `=` between its name and its value", "write `a 1`"),
];

/// Mistakes whose help is about more than the marked words.
const OTHERS: &[Case] = &[
    (
        "step ⟦\"Find the \"best⟧ one\" now\" x=1",
        "`\"Find the \"` ends before `best`",
        "write `\"Find the \\\"best one\\\" now\"`",
    ),
    (
        "title \"5\" pipe⟦\"⟧",
        "`\"` opens a text that is never closed",
        "leave it out, or write `\\\"` where it stands inside a text",
    ),
    ("set ⟦(money)⟧19.99", "`(money)` is not part of the language", "write `19.99`"),
    ("sync ⟦every=⟧", "`every=` has no value", "write a value after the `=`, or leave `every=` out"),
    ("sync ⟦every=⟧ // daily", "`every=` has no value", "write a value after the `=`, or leave `every=` out"),
    ("price a { ⟦list=⟧\n}", "`list=` has no value", "write a value after the `=`, or leave `list=` out"),
    ("channels a⟦,⟧ b", "`a, b` have a comma between them", "write `a b`"),
    ("channels a⟦,⟧b,c", "`a, b, c` have a comma between them", "write `a b c`"),
    ("alert \"25%\"⟦,⟧ \"10%\"", "`\"25%\", \"10%\"` have a comma between them", "write `\"25%\" \"10%\"`"),
    ("fx EUR=1⟦,⟧ USD=2", "`EUR=1, USD=2` have a comma between them", "write `EUR=1 USD=2`"),
    ("step 1 ⟦,⟧ 2", "`1, 2` have a comma between them", "write `1 2`"),
    ("currency⟦:⟧ USD", "`currency` has a colon after it", "write `currency USD`"),
    ("sync every⟦:⟧ \"2min\"", "`every` has a colon after it", "write `every=\"2min\"`"),
    ("\"currency\"⟦:⟧ \"USD\",", "`\"currency\"` has a colon after it", "write `\"currency\" \"USD\"`"),
    ("channels ⟦[⟧a, b]", "a list has no brackets", "write `a b`"),
    ("a 1 ⟦]⟧", "this `]` has no meaning", "leave it out"),
    ("a 1 ⟦)⟧", "this `)` closes nothing", "leave it out"),
    ("a ⟦1⟧ = 2", "`1` can't be a key as it is", "write `\"1\"`"),
    ("a x=1⟦=⟧2", "this `=` has no key before it", "write `key=value`, or leave the `=` out"),
    ("a ⟦(b)⟧", "`(b)` is not part of the language", "write `b`"),
    ("a ⟦()⟧ 1", "`()` is not part of the language", "leave it out"),
    ("a 1;⟦;⟧ b 2", "nothing stands before this `;`", "leave it out"),
    ("a { b;⟦;⟧ c }", "nothing stands before this `;`", "leave it out"),
    (
        "⟦10⟧ 20",
        "`10` stands where a name is expected",
        "write what it is for before it, or end the line above with ` \\` to go on here",
    ),
    ("a ⟦/-⟧", "this `/-` leaves nothing out", "leave it out"),
    ("a x=⟦/-⟧1", "this `/-` can't stand here", "move it before the whole of what is to be left out"),
    ("a 1⟦/-⟧2", "`/-` needs a space before it", "write `1 /-2`"),
    ("a {} ⟦b⟧ 1", "`b` stands after a `}` on the same line", "write `; b`, or start a new line"),
    ("c { a {} ⟦b⟧ 1 }", "`b` stands after a `}` on the same line", "write `; b`, or start a new line"),
    ("a { b } ⟦{⟧ c }", "this node has a second block", "write all of it into one block"),
    (
        "channel shopify\n⟦{⟧\n    role dtc\n}",
        "this `{` belongs on the line of `channel shopify`",
        "write `channel shopify {`",
    ),
    ("⟦{⟧ a 1 }", "this block has no name", "write a name before the `{`"),
    ("a 1\n⟦}⟧", "this `}` closes nothing", "leave it out"),
    (
        "channel shopify ⟦{⟧\n    role dtc\n",
        "the block of `channel shopify` is never closed",
        "write `}` at the end of the block of `channel shopify`",
    ),
    (
        "title ⟦\"\"\"⟧\n  a\n",
        "the text that `\"\"\"` opens is never closed",
        "write `\"\"\"` on a line of its own at its end",
    ),
    (
        "title ⟦#\"\"\"⟧\n  a\n",
        "the text that `#\"\"\"` opens is never closed",
        "write `\"\"\"#` on a line of its own at its end",
    ),
    ("a 1 ⟦/*⟧ b\n", "this comment is never closed", "close it with `*/`"),
    ("a 1 ⟦/*⟧ b /* c */ d\n", "this comment is never closed", "close it with `*/`"),
    (
        "title ⟦\"first line⟧\n    second line\"",
        "a text in `\"` has to end on its line",
        "write `\"first line\\nsecond line\"`, or put the lines between lines of `\"\"\"`",
    ),
    (
        "title \"\"\"\n  a⟦\"\"\"⟧",
        "a closing `\"\"\"` stands on a line of its own",
        "write `\"\"\"` on the next line",
    ),
    (
        "title \"⟦\\u{110000}⟧\"",
        "`\\u{110000}` names no character",
        "write `\\u{…}` with the code of a character, such as `\\u{20ac}`, or `\\\\u` for a backslash",
    ),
    ("title a⟦\0⟧", "the character U+0000 (NUL) can't stand here", "leave it out"),
    (
        "title ⟦\u{202e}⟧a",
        "the character U+202E, which turns the direction of the text, can't stand here",
        "leave it out",
    ),
    (
        "title \"a⟦\u{7}⟧\"",
        "the character U+0007 (a control character) can't stand here",
        "leave it out, or write `\\u{7}` if it is meant",
    ),
    ("title a\n⟦\u{feff}⟧b", "the character U+FEFF (a byte order mark) can't stand here", "leave it out"),
    ("a ⟦\\⟧ b", "a `\\` goes on with the next line only at the end of its own", "leave it out"),
    ("color ⟦#ff0000⟧", "`#ff0000` is no value", "write `\"#ff0000\"` for a text, `// ff0000` for a comment"),
];

#[test]
fn each_mistake_is_named_at_its_place_with_the_way_out() {
    let mut wrong = Vec::new();
    for (marked, message, help) in WORDS.iter().chain(OTHERS) {
        wrong.extend(difference(marked, message, help));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn places_are_right_after_a_mark_other_alphabets_and_windows_line_ends() {
    let mut wrong = Vec::new();
    for (marked, message, help) in WORDS.iter().chain(OTHERS) {
        let inside = format!("\u{feff}// привет 🙂\nканал \"🙂\";\n{marked}").replace('\n', "\r\n");
        wrong.extend(difference(&inside, message, help));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn what_the_help_says_to_write_settles_the_mistake() {
    for (marked, _, help) in WORDS {
        let meant = help.split('`').nth(1).unwrap_or_default();
        let (before, rest) = marked.split_once('⟦').unwrap();
        let (words, after) = rest.split_once('⟧').unwrap();
        // an escape is one of the words of its text, and the help writes the whole of it
        let text = match meant.strip_prefix('"').filter(|_| words.starts_with('\\') || words == "\"\"\"") {
            Some(_) => format!("{} {meant}", before.split('"').next().unwrap()),
            None => format!("{before}{meant}{after}"),
        };
        let (_, findings) = read(&text);
        assert!(findings.is_empty(), "{marked}: {text} {findings:#?}");
    }
}

fn difference(marked: &str, message: &str, help: &str) -> Option<String> {
    let text = marked.replace(['⟦', '⟧'], "");
    let (_, findings) = read(&text);
    let [finding] = findings.as_slice() else {
        return Some(format!(
            "{marked}\n  {} findings: {:?}",
            findings.len(),
            findings.iter().map(|finding| &finding.message).collect::<Vec<_>>()
        ));
    };
    assert_eq!(
        (finding.rule, finding.category, finding.level),
        ("syntax-error", Category::Language, Level::Error)
    );
    let (start, end) = (finding.primary.span.start as usize, finding.primary.span.end as usize);
    let found = format!("{}⟦{}⟧{}", &text[..start], &text[start..end], &text[end..]);
    let found_help = finding.help.as_deref().unwrap_or_default();
    let is_right = found == marked && finding.message == message && found_help == help;
    (!is_right).then(|| {
        format!(
            "expected {marked}\n  {message}\n  {help}\nfound    {found}\n  {}\n  {found_help}",
            finding.message
        )
    })
}
