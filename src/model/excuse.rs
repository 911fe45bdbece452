//! Comments `// evenkeel: allow RULE until DATE — reason`, and the node that each stands above.

use crate::diagnostic::Span;
use crate::syntax::{self, Node, Tree};

/// A comment that begins with `evenkeel:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excuse {
    /// What stands behind `evenkeel:`.
    pub text: String,
    /// Where that stands.
    pub span: Span,
    /// What it stands above.
    pub above: Above,
}

/// What a comment stands above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Above {
    /// A node, from its name to the end of its block.
    Node(Span),
    /// Nothing that could be excused.
    Nothing,
    /// What could not be read.
    Lost,
    /// It stands behind something on its own line.
    Behind,
}

/// The word that makes a comment one for this program.
const MARK: &str = "evenkeel:";

/// The comments of a text that are for this program, in their order.
pub(super) fn excuses(text: &str, base: u32, tree: &Tree) -> Vec<Excuse> {
    let marked = |comment: Span| -> Option<Excuse> {
        let range = (comment.start - base) as usize..(comment.end - base) as usize;
        let own = text.get(range.clone())?;
        let inner = own.trim_start_matches('/').trim_start().strip_prefix(MARK)?;
        let said = inner.trim();
        let start = comment.end - u32::try_from(inner.trim_start().len()).ok()?;
        let span = Span::new(start, start + u32::try_from(said.len()).ok()?);
        let before = text.get(..range.start)?;
        let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
        let is_alone = line.trim_start_matches('\u{feff}').trim().is_empty();
        let above = if is_alone { above(text, base, range.end, tree) } else { Above::Behind };
        Some(Excuse { text: said.to_owned(), span, above })
    };
    if !text.contains(MARK) {
        return Vec::new();
    }
    syntax::line_comments(text, base).into_iter().filter_map(marked).collect()
}

/// The node on the line below a comment; further comments between are passed over.
fn above(text: &str, base: u32, end: usize, tree: &Tree) -> Above {
    let mut at = end;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let line_end = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r']));
        let Some(below) = line_end else { return Above::Nothing };
        let start = text.len() - below.trim_start_matches([' ', '\t']).len();
        if text.get(start..).is_some_and(|rest| rest.starts_with("//")) {
            let comment = text.get(start..).unwrap_or_default();
            at = start + comment.find(['\n', '\r']).unwrap_or(comment.len());
            continue;
        }
        let Some(place) = u32::try_from(start).ok().and_then(|start| base.checked_add(start)) else {
            return Above::Nothing;
        };
        let is_broken = |piece: Span| piece.start <= place && place < piece.end;
        if tree.broken.iter().any(|piece| is_broken(piece.span)) {
            return Above::Lost;
        }
        return node_at(&tree.nodes, place).map_or(Above::Nothing, Above::Node);
    }
}

/// The node that begins at a place.
fn node_at(nodes: &[Node], place: u32) -> Option<Span> {
    let holding = nodes.iter().find(|node| node.span.start <= place && place < node.span.end)?;
    if holding.span.start == place { Some(holding.span) } else { node_at(&holding.children, place) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;

    /// The node below each comment, by its text; or what there is in its stead.
    fn seen(text: &str) -> Vec<String> {
        let tree = syntax::parse(text, 100, &mut Sink::default());
        let shown = |own: &Excuse| match own.above {
            Above::Node(span) => {
                let range = span.start as usize - 100..span.end as usize - 100;
                format!("{}: {}", own.text, text.get(range).unwrap())
            }
            other => format!("{}: {other:?}", own.text),
        };
        excuses(text, 100, &tree).iter().map(shown).collect()
    }

    #[test]
    fn each_comment_with_the_node_right_below_it() {
        assert_eq!(seen("a 1\n// evenkeel: x\nb 2\nc 3"), ["x: b 2"]);
        assert_eq!(
            seen("//evenkeel:x\r\nb 2 {\r\n  // evenkeel: y\r\n  c 3\r\n}"),
            ["x: b 2 {\r\n  // evenkeel: y\r\n  c 3\r\n}", "y: c 3"]
        );
        assert_eq!(seen("// evenkeel: x\n// another\n  // evenkeel: y\nb 2; c 3"), ["x: b 2", "y: b 2"]);
        assert_eq!(seen("// evenkeel: x\n\nb 2"), ["x: Nothing"], "a line between");
        assert_eq!(seen("b 2 // evenkeel: x\nc 3"), ["x: Behind"]);
        assert_eq!(seen("// evenkeel: x\n/- b 2\nc 3"), ["x: Nothing"], "a node that is taken out");
        assert_eq!(seen("b 2\n// evenkeel: x"), ["x: Nothing"]);
        assert_eq!(seen("// evenkeel: x\nb 2 \"\nc 3"), ["x: Lost"]);
    }

    #[test]
    fn texts_and_other_comments_say_nothing() {
        assert!(seen("a \"\"\"\n// evenkeel: x\n\"\"\"\nb 2").is_empty());
        assert!(seen("/*\n// evenkeel: x\n*/\nb 2").is_empty());
        assert!(seen("// evenkeel is a compiler\n// see evenkeel: it allows\nb 2").is_empty());
    }
}
