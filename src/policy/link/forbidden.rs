//! What may not stand in a content field: each of a channel's own words over those of its profile.

use crate::model::Address;
use crate::model::part::channel::{FieldLimitPart, ForbidPart, ProfilePart};
use crate::policy::channel::{FieldForbidden, Forbidden};
use crate::policy::setting::Setting;
use crate::value::Spanned;

/// What a channel and its profile forbid, by field: of each setting the channel's word where it has one, the
/// profile's where it has none.
pub(super) fn forbidden(
    own: &[Spanned<FieldLimitPart>],
    profile: Option<&ProfilePart>,
    channel: &str,
) -> Vec<FieldForbidden> {
    let own_address = Address::named("channel", channel);
    let mut forbidden: Vec<FieldForbidden> = Vec::new();
    let mut given: Vec<(&str, &'static str)> = Vec::new();
    let behind =
        profile.map(|profile| (profile.field.as_slice(), Address::named("profile", &profile.name.value.0)));
    for (parts, address) in std::iter::once((own, own_address)).chain(behind) {
        let mut here = Vec::new();
        for part in parts {
            let field = part.value.name.value.0.as_str();
            let address = address.clone().field("field").field(field);
            for (setting, what) in said(&part.value, &address) {
                if !given.contains(&(field, setting)) {
                    here.push((field, setting));
                    forbidden.extend(what.map(|what| FieldForbidden { field: field.to_owned(), what }));
                }
            }
        }
        given.extend(here);
    }
    forbidden.sort_by(|a, b| (&a.field, a.what.origin.span).cmp(&(&b.field, b.what.origin.span)));
    forbidden
}

/// What a text of characters forbids.
type Make = fn(String) -> Forbidden;

/// The name of a setting, and what it forbids; nothing where it lifts what the profile says.
type Said = (&'static str, Option<Setting<Forbidden>>);

/// Every setting that a node gives, by its name; one without a value lifts what the profile says.
fn said(part: &FieldLimitPart, address: &Address) -> Vec<Said> {
    let at = |setting: &'static str, what, span| {
        (setting, Some(Setting::written(what, address.clone().field(setting), span)))
    };
    let mut said: Vec<Said> = Vec::new();
    for own in &part.forbid {
        said.push(match own.value {
            ForbidPart::Html => at("forbid", Forbidden::Html { line_breaks: false }, own.span),
            ForbidPart::HtmlBeyondLineBreaks => at("forbid", Forbidden::Html { line_breaks: true }, own.span),
            ForbidPart::AllCaps => at("forbid", Forbidden::AllCaps, own.span),
            ForbidPart::Nothing => ("forbid", None),
        });
    }
    for own in &part.forbid_phrases {
        let phrase = own.value.0.trim().to_owned();
        said.push(match phrase.as_str() {
            "" => ("forbid-phrases", None),
            _ => at("forbid-phrases", Forbidden::Phrase(phrase), own.span),
        });
    }
    let characters: [(&'static str, _, Make); 2] = [
        ("forbid-characters", &part.forbid_characters, Forbidden::Characters),
        ("characters-once", &part.characters_once, Forbidden::CharactersTwice),
    ];
    for (setting, own, make) in characters {
        let Some(own) = own else { continue };
        let text: String = own.value.0.chars().filter(|letter| !letter.is_whitespace()).collect();
        said.push(if text.is_empty() { (setting, None) } else { at(setting, make(text), own.span) });
    }
    if let Some(own) = &part.word_at_most {
        let most = usize::try_from(own.value.0).unwrap_or_default();
        let what = at("word-at-most", Forbidden::WordOver(most), own.span);
        said.push(if most == 0 { ("word-at-most", None) } else { what });
    }
    said
}
