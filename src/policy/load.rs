//! Files to the linked policy: the stages up to here, one after the other.

use std::sync::Arc;

use anyhow::Context;

use crate::channels;
use crate::diagnostic::{Category, Diagnostic, Label, Sink, Sources, Span};
use crate::model::{self, Judging, Model, Text};
use crate::world::Files;

use super::{Policy, link, orders, schema};

/// A policy and the files that it was read from.
#[derive(Debug)]
pub struct Loaded {
    /// The policy as written.
    pub model: Model,
    /// The linked policy; only to be used where the sink has no errors.
    pub policy: Policy,
    /// The policy's files by path, with the offset of each in the sources.
    pub files: Vec<(String, u32)>,
}

/// The name of the file that marks a policy's root.
const ROOT_FILE: &str = "evenkeel.kdl";

/// Reads, judges and links the policy in a folder.
///
/// An `Err` means that a file could not be read; whatever is wrong in it is a finding.
pub fn load(
    files: &dyn Files,
    judging: Judging,
    sources: &mut Sources,
    sink: &mut Sink,
) -> anyhow::Result<Loaded> {
    let mut texts = Vec::new();
    let mut places = Vec::new();
    for path in files.policy_files()? {
        let (text, valid) = decoded(files.read(&path)?);
        let invalid = valid.map(|at| (at, text.get(at..).and_then(|rest| rest.chars().next())));
        let base = sources.add(path.clone(), text.clone()).context("the policy is larger than 4 GiB")?;
        places.push((path.clone(), base));
        if let Some((at, first)) = invalid {
            sink.push(not_utf8(&path, base, at, first));
        }
        texts.push(Text { text, base, is_root: path == ROOT_FILE });
    }
    let mut model = model::read(&texts, judging, sink);
    add_built_in(&mut model, sources, sink)?;
    let mut policy = link(&model, sink);
    schema::read(files, &mut policy.channels, sink);
    policy.catalog.sources = orders::spread(files, std::mem::take(&mut policy.catalog.sources))?;
    Ok(Loaded { model, policy, files: places })
}

/// The text of a file, each byte that is not UTF-8 as `U+FFFD`, so that what is around it can be read; and
/// where the first of them is.
fn decoded(bytes: Vec<u8>) -> (Arc<str>, Option<usize>) {
    if let Some(text) = utf16(&bytes) {
        return (text.into(), Some(0));
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text.into(), None),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            (String::from_utf8_lossy(error.as_bytes()).into_owned().into(), Some(valid))
        }
    }
}

/// The text of a file in UTF-16, which its byte order mark tells: what some editors call Unicode.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (is_little, rest) = match bytes {
        [0xff, 0xfe, rest @ ..] => (true, rest),
        [0xfe, 0xff, rest @ ..] => (false, rest),
        _ => return None,
    };
    let of = |pair| if is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) };
    let units = rest.as_chunks::<2>().0.iter().map(|pair| of(*pair));
    Some(char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect())
}

fn not_utf8(path: &str, base: u32, valid: usize, first: Option<char>) -> Diagnostic {
    let at = base.saturating_add(u32::try_from(valid).unwrap_or_default());
    let width = u32::try_from(first.map_or(0, char::len_utf8)).unwrap_or_default();
    let message = format!("`{path}` is not UTF-8");
    let label = Label::new(Span::new(at, at.saturating_add(width)), "the first byte that is no text");
    Diagnostic::error("syntax-error", Category::Language, message, label).with_help("save the file as UTF-8")
}

/// Adds the built-in profiles that channels name and that the policy does not define itself.
fn add_built_in(model: &mut Model, sources: &mut Sources, sink: &mut Sink) -> anyhow::Result<()> {
    let own = |name: &str| model.document.profile.iter().any(|profile| profile.value.name.value.0 == name);
    let named = model.document.channel.iter().filter_map(|channel| channel.value.profile.as_ref());
    let mut wanted: Vec<&str> = named.map(|name| name.value.0.as_str()).filter(|name| !own(name)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut texts = Vec::new();
    for name in wanted {
        let Some(text) = channels::text(name) else { continue };
        let base =
            sources.add(format!("<built-in>/{name}.kdl"), text).context("the policy is larger than 4 GiB")?;
        texts.push(Text { text: text.into(), base, is_root: false });
    }
    let mut built_in = model::read(&texts, Judging::On, sink);
    model.document.profile.append(&mut built_in.document.profile);
    Ok(())
}
