//! Hands one piece at a time to the `kdl` crate, and reads its nodes with their places.
//!
//! Numbers come from the text, never from the crate's values, which are floats.

use std::ops::Range;

use kdl::{KdlDocument, KdlEntry, KdlIdentifier, KdlNode, KdlValue};

use super::character::{is_newline, is_space};
use super::lex::{Flaw, Kind, is_other_quote};
use super::source::Source;
use super::tree::{Broken, Node, Property, Scalar, ScalarKind};
use crate::diagnostic::Span;

/// The nodes of a piece, of which `blanks` hold none; where the crate refuses it, the place in the text of
/// its first complaint.
pub(super) fn parse(
    source: &Source,
    place: &Range<usize>,
    blanks: &[Range<usize>],
) -> Result<Parsed, Range<usize>> {
    let text = blanked(source, place, blanks);
    let mut reader = Reader { source, start: place.start, text: &text, types: Vec::new() };
    match KdlDocument::parse_v2(&text) {
        Ok(document) => {
            let nodes = reader.nodes(&document);
            Ok(Parsed { nodes, types: reader.types })
        }
        Err(error) => {
            let span = error.diagnostics.first().map(|diagnostic| diagnostic.span);
            let start = span.map_or(0, |span| span.offset()).min(text.len());
            let end = (start + span.map_or(0, |span| span.len())).min(text.len());
            Err(place.start + start..place.start + end)
        }
    }
}

/// What a piece holds.
pub(super) struct Parsed {
    pub(super) nodes: Vec<Node>,
    /// The places in the text of its type annotations, which the language does not have.
    pub(super) types: Vec<Range<usize>>,
}

/// The text of a piece with blanks in place of what holds no node; all else stays where it is.
fn blanked(source: &Source, place: &Range<usize>, blanks: &[Range<usize>]) -> String {
    let mut text = String::with_capacity(place.len());
    let mut at = place.start;
    let mut blanks = blanks.to_vec();
    blanks.sort_by_key(|blank| blank.start);
    for blank in blanks {
        if blank.end > at {
            let start = blank.start.max(at);
            text.push_str(source.slice(at..start));
            text.extend(std::iter::repeat_n(' ', blank.end - start));
            at = blank.end;
        }
    }
    text.push_str(source.slice(at..place.end));
    text
}

struct Reader<'a> {
    source: &'a Source<'a>,
    /// Where the piece starts in the text.
    start: usize,
    /// The piece as it was handed to the crate.
    text: &'a str,
    types: Vec<Range<usize>>,
}

impl Reader<'_> {
    fn nodes(&mut self, document: &KdlDocument) -> Vec<Node> {
        document.nodes().iter().map(|node| self.node(node)).collect()
    }

    fn node(&mut self, node: &KdlNode) -> Node {
        let name = name_place(node.name());
        let whole = range(node.span().offset(), node.span().len());
        let whole = whole.start..self.trimmed_end(&whole);
        if node.ty().is_some() {
            self.note_type(whole.start..name.start);
        }
        let head_end = node.entries().last().map_or(name.end, |entry| entry_place(entry).end);
        let mut read = Node {
            name: node.name().value().to_owned(),
            name_span: self.span(&name),
            span: self.span(&whole),
            head: self.span(&(name.start..head_end)),
            arguments: Vec::new(),
            properties: Vec::new(),
            children: Vec::new(),
            has_block: node.children().is_some(),
        };
        for entry in node.entries() {
            let value = self.scalar(entry);
            match entry.name() {
                None => read.arguments.push(value),
                Some(key) => {
                    let key_span = self.span(&name_place(key));
                    read.properties.push(Property { key: key.value().to_owned(), key_span, value });
                }
            }
        }
        read.children = node.children().map(|children| self.nodes(children)).unwrap_or_default();
        read
    }

    fn scalar(&mut self, entry: &KdlEntry) -> Scalar {
        let written = entry.format().map_or("", |format| format.value_repr.as_str());
        let whole = entry_place(entry);
        let place = whole.end.saturating_sub(written.len())..whole.end;
        if entry.ty().is_some() {
            let start = entry.name().map_or(whole.start, |key| name_place(key).end);
            self.note_type(start..place.start);
        }
        let (kind, text) = match entry.value() {
            KdlValue::String(text) => (ScalarKind::Text, text.clone()),
            KdlValue::Bool(flag) => (ScalarKind::Flag, flag.to_string()),
            KdlValue::Null => (ScalarKind::Null, "null".to_owned()),
            KdlValue::Integer(_) | KdlValue::Float(_) => (ScalarKind::Number, written.replace('_', "")),
        };
        Scalar { kind, text, span: self.span(&place) }
    }

    /// The end of a node without the blanks after it.
    fn trimmed_end(&self, place: &Range<usize>) -> usize {
        let node = self.text.get(place.clone()).unwrap_or_default();
        let is_blank = |character| is_space(character) || is_newline(character);
        place.start + node.trim_end_matches(is_blank).len()
    }

    fn note_type(&mut self, place: Range<usize>) {
        let around = self.text.get(place.clone()).unwrap_or_default();
        let open = around.find('(').unwrap_or_default();
        let close = around.rfind(')').map_or(around.len(), |close| close + 1);
        self.types.push(self.start + place.start + open..self.start + place.start + close);
    }

    fn span(&self, place: &Range<usize>) -> Span {
        self.source.span(&(self.start + place.start..self.start + place.end))
    }
}

fn name_place(name: &KdlIdentifier) -> Range<usize> {
    range(name.span().offset(), name.span().len())
}

fn entry_place(entry: &KdlEntry) -> Range<usize> {
    range(entry.span().offset(), entry.span().len())
}

fn range(offset: usize, length: usize) -> Range<usize> {
    offset..offset + length
}

/// What can still be read of a broken piece.
pub(super) fn remains(source: &Source, tokens: &Range<usize>) -> Broken {
    let is_blank =
        |at: &usize| matches!(source.kind(*at), Some(Kind::Space | Kind::Newline | Kind::LineComment));
    let mut words = tokens.clone().filter(|at| !is_blank(at));
    let name = words.next();
    let argument = words.next().filter(|at| {
        let next = words.next().and_then(|next| source.kind(next));
        next != Some(Kind::Equals)
            && name.is_some_and(|name| source.slice(source.places(&(name..at + 1))).lines().count() == 1)
    });
    let name = name.and_then(|name| readable(source, name));
    Broken {
        argument: argument.and_then(|argument| readable(source, argument)).filter(|_| name.is_some()),
        name,
        span: source.span(&trimmed(source, tokens)),
    }
}

/// The text that a token was meant to be.
fn readable(source: &Source, token: usize) -> Option<String> {
    let word = source.word(token);
    match source.kind(token)? {
        Kind::Word => Some(word.trim_end_matches([':', ',']).to_owned()),
        Kind::Text => KdlIdentifier::parse(word).ok().map(|name| name.value().to_owned()),
        Kind::Flawed(Flaw::OpenText | Flaw::OtherQuotes) => {
            let quotes = |character| is_other_quote(character) || matches!(character, '"' | '#');
            Some(word.trim_matches(quotes).to_owned())
        }
        _ => None,
    }
}

/// The place in the text of a piece without the blanks and comments at its end.
fn trimmed(source: &Source, tokens: &Range<usize>) -> Range<usize> {
    let is_blank =
        |at: &usize| matches!(source.kind(*at), Some(Kind::Space | Kind::Newline | Kind::LineComment));
    let last = tokens.clone().rev().find(|at| !is_blank(at)).unwrap_or(tokens.start);
    source.places(&(tokens.start..last + 1))
}
