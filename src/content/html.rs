//! HTML to plain text, as a reader would see it.

use std::borrow::Cow;

use html5gum::{Token, Tokenizer};
use memchr::memchr;

use super::space::collapse_space;

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// Other elements that product texts hold; a text in pointed brackets of any other name is one too where
/// it is closed, but only these are looked for in what entities stood for.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "body", "button", "caption", "cite", "code", "col",
    "colgroup", "data", "del", "dfn", "em", "embed", "font", "head", "html", "i", "iframe", "img", "input",
    "ins", "kbd", "label", "link", "map", "mark", "meta", "noscript", "object", "param", "picture", "q", "s",
    "samp", "script", "small", "source", "span", "strike", "strong", "style", "sub", "sup", "svg", "td",
    "th", "time", "title", "tt", "u", "var", "video", "wbr",
];

/// Elements whose content is never shown.
const UNSHOWN: &[&str] = &["script", "style", "title", "head", "template"];

/// Entities that product texts hold.
const ENTITIES: &[&str] = &[
    "amp", "apos", "bull", "cent", "copy", "deg", "eacute", "euro", "frac12", "gt", "hellip", "ldquo",
    "lsquo", "lt", "mdash", "middot", "nbsp", "ndash", "plusmn", "pound", "quot", "rdquo", "reg", "rsquo",
    "sup2", "times", "trade", "uuml",
];

/// How often a text may have been escaped: exports of exports are, twice.
const MOST_PASSES: usize = 4;

/// The text of an HTML body: no tags, entities as the characters that they stand for, blocks on lines of
/// their own, white space in single blanks.
///
/// Line breaks of the source stay where the text has no blocks, for then it is plain text with a few tags. A
/// tag that the end of the text cuts off, or that is never closed, goes too; a pointed bracket that begins no
/// tag (`pH < 7`) stays.
/// What entities stood for is read again where it is a tag, so that nothing of it is left.
pub fn strip_html(text: &str) -> String {
    let mut plain = once(text);
    for _ in 1..MOST_PASSES {
        if !has_tag(&plain) {
            break;
        }
        plain = once(&plain);
    }
    plain
}

/// A text without what stands between `<` and the next `>`; nothing else of it changes.
pub fn strip_tags(text: &str) -> Cow<'_, str> {
    let Some((before, mut rest)) = around_tag(text) else { return Cow::Borrowed(text) };
    let mut plain = String::with_capacity(text.len());
    plain.push_str(before);
    while let Some((before, after)) = around_tag(rest) {
        plain.push_str(before);
        rest = after;
    }
    plain.push_str(rest);
    plain.into()
}

/// What stands before the first `<`, and after the next `>`.
fn around_tag(text: &str) -> Option<(&str, &str)> {
    let (before, tag) = text.split_at(memchr(b'<', text.as_bytes())?);
    Some((before, tag.get(memchr(b'>', tag.as_bytes())? + 1..)?))
}

/// The first tag or entity of a text, as it stands there; line breaks are passed over where they may be.
///
/// A tag is one whose element product texts hold, closed, and with nothing in it but attributes with values: `<b>` and
/// `</p>`, and neither `pH < 7` nor `<M, not L>`.
pub fn markup(text: &str, line_breaks: bool) -> Option<&str> {
    let tag = text.match_indices('<').find_map(|(start, _)| {
        let rest = text.get(start..)?;
        if rest.starts_with("<!--") {
            return Some((start, "<!--"));
        }
        let name = known_element(rest.get(1..)?)?;
        let tag = rest.get(..=rest.find('>')?)?;
        let inner = tag.trim_start_matches(['<', '/']).get(name.len()..)?.trim_end_matches(['/', '>']);
        let is_tag = inner.trim().is_empty() || inner.contains('=');
        (is_tag && !(line_breaks && name == "br")).then_some((start, tag))
    });
    let entity = text.match_indices('&').find_map(|(start, _)| Some((start, entity(text.get(start..)?)?)));
    [tag, entity].into_iter().flatten().min_by_key(|(start, _)| *start).map(|(_, found)| found)
}

/// The entity with which a text begins: one of a number, or of a name that product texts hold.
fn entity(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix('&')?.split_once(';')?;
    let is_number = name.strip_prefix('#').is_some_and(|number| {
        let number = number.strip_prefix(['x', 'X']).unwrap_or(number);
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    (is_number || ENTITIES.contains(&name)).then(|| text.get(..name.len() + 2)).flatten()
}

fn once(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return collapse_space(text);
    }
    let (closed, tail) = split_after_last_bracket(text);
    let mut plain =
        Plain { text: String::with_capacity(text.len()), has_blocks: has_block(closed), hidden: None };
    plain.see(closed);
    plain.see(&without_open_tags(tail).replace('<', "&lt;"));
    collapse_space(&plain.text)
}

struct Plain {
    text: String,
    has_blocks: bool,
    /// The open element whose content is not shown; one that is never closed hides what is left.
    hidden: Option<Vec<u8>>,
}

impl Plain {
    fn see(&mut self, html: &str) {
        for Ok(token) in Tokenizer::new(html) {
            match token {
                Token::StartTag(tag) => {
                    if !tag.self_closing && is_one_of(&tag.name, UNSHOWN) && self.hidden.is_none() {
                        self.hidden = Some(tag.name.to_vec());
                    }
                    self.at_tag(&tag.name);
                }
                Token::EndTag(tag) => {
                    if self.hidden.as_deref() == Some(&*tag.name) {
                        self.hidden = None;
                    }
                    self.at_tag(&tag.name);
                }
                Token::String(text) if self.hidden.is_none() => self.push(&String::from_utf8_lossy(&text)),
                _ => {}
            }
        }
    }

    fn at_tag(&mut self, name: &[u8]) {
        if is_one_of(name, BLOCKS) {
            self.text.push('\n');
        } else if is_one_of(name, &["td", "th"]) {
            self.text.push(' ');
        }
    }

    fn push(&mut self, text: &str) {
        if self.has_blocks {
            self.text.extend(text.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter }));
        } else {
            self.text.push_str(text);
        }
    }
}

fn is_one_of(name: &[u8], names: &[&str]) -> bool {
    names.iter().any(|known| known.as_bytes() == name)
}

/// The name of the element whose tag a text begins with, after its `<`, where it is one that we know.
pub(super) fn known_element(after: &str) -> Option<&'static str> {
    let name = after.strip_prefix('/').unwrap_or(after);
    let end = name.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(name.len());
    let (name, rest) = name.split_at(end);
    let ends = rest.is_empty()
        || rest.starts_with(|letter: char| letter.is_whitespace() || letter == '/' || letter == '>');
    let known = BLOCKS.iter().chain(INLINE).find(|known| known.eq_ignore_ascii_case(name));
    known.copied().filter(|_| ends)
}

/// Whether an element stands on lines of its own.
pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn elements(text: &str) -> impl Iterator<Item = &'static str> + '_ {
    text.match_indices('<').filter_map(|(start, bracket)| known_element(text.get(start + bracket.len()..)?))
}

fn has_block(text: &str) -> bool {
    elements(text).any(|name| BLOCKS.contains(&name))
}

fn has_tag(text: &str) -> bool {
    elements(text).next().is_some() || text.contains("<!--") || text.ends_with("</")
}

/// A text as what may hold whole tags, and what no `>` follows.
fn split_after_last_bracket(text: &str) -> (&str, &str) {
    text.split_at(text.rfind('>').map_or(0, |end| end + 1))
}

/// A text that no `>` follows, without the tags that it begins: all of a tag that the text's end cuts off, of
/// a bracket that was forgotten to be closed only the bracket and the element's name.
fn without_open_tags(text: &str) -> String {
    let text = text.split_once("<!--").map_or(text, |(before, _)| before);
    let mut pieces = text.split('<');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let Some(name) = known_element(piece) else {
            if piece != "/" {
                plain.push('<');
                plain.push_str(piece);
            }
            continue;
        };
        let after = piece.trim_start_matches('/').get(name.len()..).unwrap_or_default();
        if !after.contains('=') {
            plain.push_str(after.strip_suffix('/').unwrap_or(after));
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_as_a_reader_sees_it() {
        let body = "<p>Brightens &amp; firms.<br>30&nbsp;ml</p>\n<ul>\n  <li>Vitamin&nbsp;C 15&#37;</li>\n  <li>Vegan</li>\n</ul>";
        assert_eq!(strip_html(body), "Brightens & firms.\n30 ml\nVitamin C 15%\nVegan");
        assert_eq!(strip_html("<table><tr><th>Size</th><td>30 ml</td></tr></table>"), "Size 30 ml");
        assert_eq!(strip_html("a<style>p { color: red }</style><script>if (a < b) {}</script>b"), "ab");
        assert_eq!(strip_html("<img alt=\"a > b\" src=x>after"), "after");
    }

    #[test]
    fn plain_text_keeps_its_lines() {
        assert_eq!(strip_html("Line one\n\nLine  two"), "Line one\nLine two");
        assert_eq!(strip_html("Line one\nLine <b>two</b>"), "Line one\nLine two");
        assert_eq!(strip_html("<p>Line one\nof a paragraph</p>"), "Line one of a paragraph");
    }

    #[test]
    fn brackets_that_begin_no_tag_stay() {
        assert_eq!(strip_html("pH < 7 & mild"), "pH < 7 & mild");
        assert_eq!(strip_html("ages <3 and > 5, R&D"), "ages <3 and > 5, R&D");
        assert_eq!(
            strip_html("fits <M, not L"),
            "fits <M, not L",
            "`M` is no element, and nothing closes it"
        );
    }

    #[test]
    fn broken_html() {
        assert_eq!(strip_html("<p>Soft <b>touch"), "Soft touch", "never closed");
        assert_eq!(strip_html("Soft touch</div></p>"), "Soft touch", "never opened");
        assert_eq!(strip_html("Soft touch<br /"), "Soft touch", "cut off by a limit");
        assert_eq!(strip_html("Soft touch</"), "Soft touch");
        assert_eq!(strip_html("Soft <span class=\"x"), "Soft");
        assert_eq!(strip_html("<style>p {} Soft touch"), "", "a style sheet to the end");
        assert_eq!(strip_html("Soft <!-- a note"), "Soft");
        assert_eq!(strip_html("Soft <b touch and more"), "Soft touch and more", "the bracket was forgotten");
    }

    #[test]
    fn what_was_escaped_twice() {
        assert_eq!(strip_html("&lt;p&gt;Soft &amp;amp; mild&lt;/p&gt;"), "Soft & mild");
        assert_eq!(strip_html("a &lt;b"), "a", "an element's tag that the end cuts off");
        assert_eq!(strip_html("Tom &amp;amp; Co"), "Tom &amp; Co", "text is not read twice without a tag");
    }

    #[test]
    fn tags_and_entities_and_what_is_neither() {
        assert_eq!(markup("Soft <b>touch</b>", false), Some("<b>"));
        assert_eq!(markup("Soft</p>", false), Some("</p>"));
        assert_eq!(markup("a<br />b <p class=\"x\">c", true), Some("<p class=\"x\">"));
        assert_eq!(markup("a<br />b", false), Some("<br />"));
        assert_eq!(markup("a<br>b</br>", true), None);
        assert_eq!(markup("Tom &amp; Co <b>", false), Some("&amp;"), "the first of both");
        assert_eq!(markup("30&#160;ml", false), Some("&#160;"));
        assert_eq!(markup("a<!-- note", false), Some("<!--"));
        for plain in [
            "pH < 7",
            "fits <M, not L>",
            "if p<q and a>b",
            "R&D; B&W",
            "AT&T",
            "Salt & Pepper;",
            "<3",
            "5 > 3",
        ] {
            assert_eq!(markup(plain, false), None, "{plain}");
        }
    }

    #[test]
    fn tags_alone() {
        assert_eq!(strip_tags("<p>a &amp;\n<b>b</b> < c"), "a &amp;\nb < c");
        assert_eq!(strip_tags("1 < 2 > 3"), "1  3", "all between the brackets");
    }
}
