//! Ten thousand random titles and bodies through every step of `content`: within the limit in the channel's own
//! unit, no character of a reader cut, no tag cut or left open.
//!
//! Each text that is cut stands in the feed beside the same text before the cut, and is judged by other means than
//! the program's: clusters by `unicode-segmentation`, tags by a tokenizer of HTML.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use html5gum::{Token, Tokenizer};
use serde_json::Value;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::support::{evenkeel, folder};

/// Each with a title and a body.
const SKUS: usize = 5_000;

/// `splitmix64`: the same texts on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(most).unwrap()).unwrap()
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

const WORDS: &[&str] = &[
    "serum",
    "Cream",
    "pH-neutral",
    "SPF 50",
    "x",
    "hydrating",
    "ß",
    "ﬁne",
    "крем",
    "Увлажняющий",
    "йод",
    "保湿クリーム",
    "美白",
    "敏感肌用化粧水",
    "ﾊﾝﾄﾞ",
    "كريم",
    "مُرَطِّب",
    "لِلْبَشَرَةِ",
    "한국",
    "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}",
    "क्षत्रिय",
    "त्वचा",
    "นุ่ม",
    "e\u{301}toile",
    "Z\u{351}\u{36b}\u{343}algo",
    "שָׁלוֹם",
];

const EMOJI: &[&str] = &["👩‍👧‍👦", "🇯🇵🇰🇷", "🇺🇸", "👍🏽", "🏳️‍🌈", "❤️‍🔥", "🧑🏿‍🤝‍🧑🏻", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "😀"];

const SPACE: &[&str] = &[" ", " ", " ", "  ", "\n", "\r\n", "\u{a0}", "\t", "\u{2003}", "\u{2028}"];

const WHOLE: &[&str] = &[
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<ul><li>",
    "<ol><li>",
    "</li>",
    "<li>",
    "</li></ul>",
    "<br>",
    "<br/>",
    "<div class=\"a b\">",
    "</div>",
    "<span style='color: red'>",
    "</span>",
    "<a href=\"https://glow.example/?a=1&amp;b=2\">",
    "</a>",
    "<img alt=\"a > b\" src=x>",
    "<!-- a note -->",
    "<style>p { color: red }</style>",
    "<script>if (a > 1) {}</script>",
    "<table><tr><td>",
    "</td></tr></table>",
    "<foo>",
    "<x-y>",
    "</x-y>",
    "&amp;",
    "&nbsp;",
    "&#39;",
    "&#x1F600;",
    "&eacute;",
    "&lt;p&gt;",
];

const BROKEN: &[&str] = &[
    "<b",
    "<p ",
    "</b",
    "<a href=\"x>y",
    "<a href=",
    "<!--",
    "-->",
    "<style>",
    "</style>",
    "< ",
    "<3",
    ">",
    "&",
    "&am",
    "&#",
    "&;",
    "AT&T",
    "a < b",
    "x > 5",
    "<M, not L>",
    "<script>",
    "<<b>>",
    "</p></p>",
    "<b><i>x</b></i>",
];

/// A text of so many pieces; of a plain one nothing is HTML.
fn text(dice: &mut Dice, pieces: usize, is_plain: bool) -> String {
    let mut text = String::new();
    for _ in 0..pieces {
        text.push_str(match dice.below(20) {
            0..=8 => dice.one(WORDS),
            9..=10 => dice.one(EMOJI),
            11..=14 => dice.one(SPACE),
            _ if is_plain => dice.one(SPACE),
            15..=18 => dice.one(WHOLE),
            _ => dice.one(BROKEN),
        });
    }
    text
}

fn catalog() -> String {
    let mut dice = Dice(20_261_127);
    let mut rows = String::from("sku,title,brand,Size,Blank,description,weight,price,stock\n");
    for row in 0..SKUS {
        let (short, long) = (1 + dice.below(24), if row % 200 == 0 { 2500 } else { 1 + dice.below(40) });
        let title = text(&mut dice, short, row % 3 != 0);
        let body = text(&mut dice, long, row % 4 == 0);
        let quoted = |text: &str| text.replace('"', "\"\"");
        // from 3 g on a hundredth of a pound is left
        let (brand, size, weight) = (dice.one(WORDS), dice.one(WORDS), dice.below(5000) + 3);
        writeln!(
            rows,
            "T-{row:05},\"{}\",{brand},{size},,\"{}\",{weight} g,20.00,5",
            quoted(&title),
            quoted(&body)
        )
        .unwrap();
    }
    rows
}

/// A step before which a text is shown, and the limit that it cuts to.
struct Cut {
    before: &'static str,
    after: &'static str,
    most: usize,
    in_bytes: bool,
    at_word: bool,
}

const fn cut(before: &'static str, after: &'static str, most: usize, in_bytes: bool, at_word: bool) -> Cut {
    Cut { before, after, most, in_bytes, at_word }
}

/// What the policy below cuts on the channel `bench`.
const CUTS: &[Cut] = &[
    cut("raw", "raw-characters", 60, false, false),
    cut("raw", "raw-words", 60, false, true),
    cut("raw", "raw-bytes", 90, true, false),
    cut("raw", "raw-words-in-bytes", 90, true, true),
    cut("plain", "plain-characters", 25, false, false),
    cut("plain", "plain-words-in-bytes", 40, true, true),
    cut("tagless", "tagless-bytes", 30, true, false),
    cut("made", "made-bytes", 50, true, false),
    cut("made", "made-words", 30, false, true),
    cut("titled", "titled-words", 30, false, true),
    cut("points", "points-characters", 7, false, false),
    cut("points", "points-bytes", 12, true, true),
    cut("filled", "filled-words", 10, false, true),
    cut("weighed", "weighed-characters", 4, false, false),
];

/// The fields before a cut: their source, and their steps.
const STEPS: &[(&str, &str, &str)] = &[
    ("raw", "description", ""),
    ("plain", "description", "strip-html; "),
    ("tagless", "description", "strip-tags; "),
    (
        "made",
        "title",
        "template \"{brand} {title}, {attribute.size} {attribute.blank}\"; collapse-space; replace \"serum\" with=\"保湿 sérum\"; prepend \"★ \"; append \" 👩‍👧‍👦\"; upper; ",
    ),
    ("titled", "title", "title-case; "),
    ("points", "description", "strip-html; lines; take 3; "),
    ("filled", "attribute.blank", "default \"保湿 cream 👍🏽 of the house\"; "),
    ("weighed", "weight", "unit lb round=0.01; append \" lb\"; "),
];

/// The channels of profiles, with the steps and the limits of their title and description.
const SHOPS: &[(&str, &str, &str, &str)] = &[
    ("amazon", "profile amazon-us", "strip-html; truncate 200", "strip-html; truncate 10000"),
    ("walmart", "profile walmart-us", "strip-html; collapse-space; truncate 150 at=char", "truncate 4000"),
    ("tiktok", "profile tiktok-shop-us", "strip-html; truncate 255", "truncate 10000 at=char"),
    ("ebay", "profile ebay-us", "strip-html; truncate 80 at=char", "truncate 500000"),
    ("shopify", "profile shopify", "strip-html; truncate 255", "truncate 65535 unit=bytes"),
    ("bazaar", "profile bazaar; role marketplace", "strip-html; truncate 40", "truncate 160 at=char"),
];

/// The greatest lengths that the channels' own texts name, and whether in bytes.
const LIMITS: &[(&str, &str, usize, bool)] = &[
    ("amazon", "title", 200, false),
    ("amazon", "description", 10_000, true),
    ("walmart", "title", 150, false),
    ("walmart", "description", 4000, false),
    ("tiktok", "title", 255, false),
    ("tiktok", "description", 10_000, false),
    ("ebay", "title", 80, false),
    ("bazaar", "title", 40, true),
    ("bazaar", "description", 160, true),
];

fn policy() -> String {
    let columns = |fields: &mut dyn Iterator<Item = &str>| {
        fields.fold(String::new(), |text, field| text + &format!("; column \"{field}\" {field}"))
    };
    let mut fields: Vec<&str> = STEPS.iter().map(|(name, ..)| *name).collect();
    fields.extend(CUTS.iter().map(|cut| cut.after));
    let mut text = String::from(
        "//- evenkeel.kdl\nevenkeel 1\npolicy texts { currency USD }\ncatalog { source products \"p.csv\" { weight \"weight\"; attribute size \"Size\"; attribute blank \"Blank\" } }\nprofile bazaar { field title max=40 unit=bytes; field description max=160 unit=bytes }\n",
    );
    writeln!(
        text,
        "channel bench {{ role dtc; feed jsonl {{ column \"sku\" sku{} }} }}",
        columns(&mut fields.into_iter())
    )
    .unwrap();
    for (name, profile, ..) in SHOPS {
        let columns = columns(&mut ["title", "description"].into_iter());
        writeln!(text, "channel {name} {{ {profile}; feed jsonl {{ column \"sku\" sku{columns} }} }}")
            .unwrap();
    }
    let names: Vec<&str> = SHOPS.iter().map(|(name, ..)| *name).collect();
    writeln!(text, "pool shelf {{ location home; channels bench {} }}", names.join(" ")).unwrap();
    text.push_str("buffer { units 0 }\npricing { anchor bench }\ncontent {\n");
    for (name, from, steps) in STEPS {
        writeln!(text, "field {name} {{ unique; from {from}; on bench {{ as \"{name}\"; {steps} }} }}")
            .unwrap();
        for cut in CUTS.iter().filter(|cut| cut.before == *name) {
            let (unit, at) = (
                if cut.in_bytes { "bytes" } else { "characters" },
                if cut.at_word { "word" } else { "char" },
            );
            let (after, most) = (cut.after, cut.most);
            writeln!(text, "field {after} {{ unique; from {from}; on bench {{ as \"{after}\"; {steps}truncate {most} at={at} unit={unit} }} }}").unwrap();
        }
    }
    let on = |steps: fn(&(&str, &str, &'static str, &'static str)) -> &'static str| {
        SHOPS
            .iter()
            .fold(String::new(), |text, shop| text + &format!("on {} {{ {} }}; ", shop.0, steps(shop)))
    };
    writeln!(text, "field title {{ adapted; {} }}", on(|shop| shop.2)).unwrap();
    writeln!(text, "field description {{ adapted; {} }}\n}}", on(|shop| shop.3)).unwrap();
    text
}

/// How much there was to judge.
#[derive(Default, Debug)]
struct Seen {
    cut: BTreeMap<&'static str, usize>,
    with_emoji: usize,
    with_tags: usize,
    closed: usize,
}

fn length(text: &str, in_bytes: bool) -> usize {
    if in_bytes { text.len() } else { text.chars().count() }
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(values) => values.iter().map(|value| value.as_str().unwrap()).collect(),
        other => other.as_str().into_iter().collect(),
    }
}

/// Names of tags, those that open counted up, those that close counted down, and whether a text after them all is
/// still read as a text.
fn tags(html: &str) -> (BTreeMap<String, isize>, bool) {
    const END: &str = "\u{e000}";
    // what else opens needs no end, or is no element: `<p>`, `<b😀>`
    const WITH_END: &[&str] = &["b", "i", "ul", "ol", "div", "span", "a", "table", "style", "script"];
    let mut open: BTreeMap<String, isize> = BTreeMap::new();
    let mut is_shown = false;
    let whole = format!("{html}{END}");
    for Ok(token) in Tokenizer::new(&whole) {
        let (name, one) = match &token {
            Token::StartTag(tag) if !tag.self_closing => (&tag.name, 1),
            Token::EndTag(tag) => (&tag.name, -1),
            Token::String(text) => {
                is_shown |= String::from_utf8_lossy(text).contains(END);
                continue;
            }
            _ => continue,
        };
        let name = String::from_utf8_lossy(name).into_owned();
        // a script in a script is text
        let is_in = |own: &str| open.get(own).is_some_and(|count| *count > 0);
        if ["script", "style"].iter().any(|own| is_in(own) && (*own != name || one > 0)) {
            continue;
        }
        let count: &mut isize = open.entry(name).or_default();
        // an end without a beginning ends nothing
        *count = (*count + one).max(0);
    }
    open.retain(|name, count| *count > 0 && WITH_END.contains(&name.as_str()));
    (open, is_shown)
}

/// The elements of the texts.
const ELEMENTS: &[&str] =
    &["p", "b", "i", "ul", "ol", "li", "br", "div", "span", "a", "img", "style", "script", "td"];

/// Whether a text has a `<` joined to letters that name no element, as in `<b保湿`: it is kept as a text.
fn begins_no_element(text: &str) -> bool {
    text.split('<').skip(1).any(|after| {
        let after = after.trim_start_matches('/');
        let name =
            after.split(|letter: char| letter.is_whitespace() || "/>".contains(letter)).next().unwrap();
        name.starts_with(char::is_alphabetic) && !ELEMENTS.contains(&name.to_lowercase().as_str())
    })
}

/// The beginnings of a text without the end tags that stand at its end, from all of it on.
fn without_ends(text: &str) -> Vec<&str> {
    let mut all = vec![text];
    while let Some(start) = all.last().and_then(|rest| {
        let start = rest.rfind("</").filter(|_| rest.ends_with('>'))?;
        let name = &rest[start + 2..rest.len() - 1];
        (!name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-'))
            .then_some(start)
    }) {
        all.push(&text[..start]);
    }
    all
}

fn is_boundary(text: &str, at: usize) -> bool {
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap()
}

/// Whether a place is within an entity of a text.
fn is_in_entity(text: &str, at: usize) -> bool {
    let Some(start) = text[..at].rfind('&') else { return false };
    let Some(end) = text[start..].find(';').map(|end| start + end + 1) else { return false };
    let name = text[start + 1..end - 1].trim_start_matches('#');
    at < end && !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric())
}

fn judge(cut: &Cut, before: &str, after: &str, seen: &mut Seen) {
    let told = || format!("{}: {before:?} became {after:?}", cut.after);
    assert!(length(after, cut.in_bytes) <= cut.most, "{}", told());
    if length(before, cut.in_bytes) <= cut.most {
        assert_eq!(after, before, "{}", cut.after);
        return;
    }
    *seen.cut.entry(cut.after).or_default() += 1;
    seen.with_emoji += usize::from(EMOJI.iter().any(|emoji| before.contains(emoji)));
    let kept = without_ends(after).into_iter().find(|kept| {
        before.starts_with(kept) && is_boundary(before, kept.len()) && !is_in_entity(before, kept.len())
    });
    assert!(kept.is_some(), "no beginning: {}", told());
    let kept = kept.unwrap();
    assert_eq!(kept, kept.trim_end(), "{}", told());
    seen.closed += usize::from(kept != after);
    let has_tags = before.contains('<');
    if has_tags {
        seen.with_tags += 1;
        let (open, is_shown) = tags(after);
        let is_shown = is_shown || begins_no_element(after);
        assert!(open.is_empty() && is_shown, "left open {open:?}, {is_shown}: {}", told());
    }
    if before.contains(['<', '&']) {
        return;
    }
    // nothing more would have fitted
    let rest = &before[kept.len()..];
    let blanks = &rest[..rest.len() - rest.trim_start().len()];
    if !cut.at_word {
        let next = rest[blanks.len()..].graphemes(true).next().unwrap();
        let more = format!("{kept}{blanks}{next}");
        assert!(length(&more, cut.in_bytes) > cut.most, "{next:?} fits: {}", told());
    } else if blanks.is_empty() {
        assert!(!kept.trim_start().contains(char::is_whitespace), "a word is cut: {}", told());
    }
}

/// Whether a text has the tag of an element, whole or cut off; `</b保` is none.
fn has_tag(text: &str) -> bool {
    text.split('<').skip(1).any(|after| {
        let name = after.trim_start_matches('/');
        let (name, rest) =
            name.split_at(name.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(name.len()));
        let ends = rest.is_empty()
            || rest.starts_with(|letter: char| letter.is_whitespace() || "/>".contains(letter));
        ends && ELEMENTS.contains(&name) || after.starts_with("!--")
    })
}

fn rows(text: &str) -> impl Iterator<Item = Value> + '_ {
    text.lines().map(|line| serde_json::from_str(line).unwrap())
}

#[test]
fn ten_thousand_texts_through_every_step() {
    let folder = folder(&policy());
    fs::write(folder.path().join("p.csv"), catalog()).unwrap();
    let run = evenkeel(folder.path(), &["build"]);
    assert!(run.code <= 1, "{}{}", run.stdout, run.stderr);
    let read = |name: &str| fs::read_to_string(folder.path().join("dist").join(name)).unwrap();
    let mut seen = Seen::default();
    let mut count = 0;
    for row in rows(&read("bench.jsonl")) {
        count += 1;
        for cut in CUTS {
            let (before, after) = (texts(&row[cut.before]), texts(&row[cut.after]));
            // of a text whose first tag has no room nothing is left, and of a list not that value
            assert!(after.len() <= before.len(), "{row}");
            if after.len() == before.len() {
                before.iter().zip(after).for_each(|(before, after)| judge(cut, before, after, &mut seen));
            }
        }
        for plain in texts(&row["plain"]) {
            assert!(!has_tag(plain), "{plain:?} of {}", row["raw"]);
        }
    }
    assert_eq!(count, SKUS, "no SKU is held back where no channel forbids anything");
    for (channel, field, most, in_bytes) in LIMITS {
        let feed = read(&format!("{channel}.jsonl"));
        let lengths: Vec<usize> = rows(&feed)
            .flat_map(|row| texts(&row[field]).iter().map(|text| length(text, *in_bytes)).collect::<Vec<_>>())
            .collect();
        assert!(lengths.len() > SKUS * 9 / 10, "{channel}, {field}: {} texts", lengths.len());
        assert!(lengths.iter().all(|length| length <= most), "{channel}, {field}");
    }
    for cut in CUTS {
        assert!(seen.cut.get(cut.after).is_some_and(|count| *count > SKUS / 10), "{}: {seen:?}", cut.after);
    }
    assert!(seen.with_emoji > SKUS && seen.with_tags > SKUS && seen.closed > SKUS / 10, "{seen:?}");
    let held = read("quarantine.jsonl");
    assert!(!held.contains("value-too-long"), "{}", held.chars().take(900).collect::<String>());
}
