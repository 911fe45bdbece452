//! Templates to their pieces.

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::item::{Field, FieldKind};
use crate::nearest::nearest;
use crate::policy::content::Piece;

/// The pieces of a template, `{{` and `}}` standing for the braces themselves; `None` where one of them is
/// told as a mistake.
pub(super) fn pieces(text: &str, place: Span, sink: &mut Sink) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(['{', '}']) {
        plain.push_str(before);
        let brace = rest.get(before.len()..).unwrap_or_default();
        if let Some(doubled) = brace.strip_prefix("{{").or_else(|| brace.strip_prefix("}}")) {
            plain.push_str(brace.get(..1).unwrap_or_default());
            rest = doubled;
            continue;
        }
        let named = brace.strip_prefix('{').and_then(|_| after.split_once('}'));
        let Some((name, after)) = named else {
            sink.push(open_brace(text, place));
            return None;
        };
        if !plain.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut plain)));
        }
        match name.trim().parse::<Field>() {
            Ok(field) if field.kind() == FieldKind::Text && !field.is_id() => {
                pieces.push(Piece::Field(field));
            }
            Ok(field) => {
                sink.push(no_text(&field, place));
                return None;
            }
            Err(()) => {
                sink.push(unknown_field(name.trim(), place));
                return None;
            }
        }
        rest = after;
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    Some(pieces)
}

fn open_brace(text: &str, place: Span) -> Diagnostic {
    let message = format!("the braces of the template `{text}` do not match");
    language("invalid-value", message, Label::new(place, "a brace stands alone"))
        .with_help("`{title}` stands for a field; a brace as such is written twice, `{{` or `}}`")
}

/// A finding for a field whose figure is not the listing's to say.
pub(super) fn no_text(field: &Field, place: Span) -> Diagnostic {
    let message = format!("`{field}` is a figure of the catalog, and a listing is made of texts");
    language("invalid-value", message, Label::new(place, "no text")).with_help(format!(
        "take it out: prices and quantities are the feed's own columns; a column that is to be shown as it is \
         can be read once more, as `attribute shown \"{field}\"`"
    ))
}

fn unknown_field(name: &str, place: Span) -> Diagnostic {
    let message = format!("the template asks for `{{{name}}}`, which is no field of the catalog's items");
    let near = nearest(name, Field::names());
    language("unknown-field", message, Label::new(place, format!("no field `{name}`"))).with_help(
        near.map_or_else(
            || format!("a column of your own is `{{attribute.{name}}}`"),
            |near| format!("did you mean `{{{near}}}`? A column of your own is `{{attribute.{name}}}`"),
        ),
    )
}

fn language(rule: &'static str, message: String, label: Label) -> Diagnostic {
    Diagnostic::error(rule, Category::Language, message, label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_braces() {
        let mut sink = Sink::default();
        let read = pieces("{brand} {title}, {{new}} {attribute.size}", Span::default(), &mut sink).unwrap();
        let text = |text: &str| Piece::Text(text.to_owned());
        let expected = [
            Piece::Field(Field::Brand),
            text(" "),
            Piece::Field(Field::Title),
            text(", {new} "),
            Piece::Field(Field::Attribute("size".to_owned())),
        ];
        assert_eq!(read, expected);
        for broken in ["{title", "title}", "{colour}", "{}", "{price}"] {
            assert_eq!(pieces(broken, Span::default(), &mut Sink::default()), None, "{broken}");
        }
    }
}
