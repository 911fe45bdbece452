//! What could not be read: a name declared by a broken node is not unknown, a setting taken out for its
//! mistake is not missing. One mistake makes one finding.

use std::collections::BTreeSet;

/// Names and node kinds that a mistake took away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lost {
    /// Each with the kind that declares it.
    names: BTreeSet<(String, String)>,
    kinds: BTreeSet<String>,
    nameless: BTreeSet<String>,
    unknown: bool,
}

impl Lost {
    /// A node of a kind, with the name that it declares where it could be read.
    pub(super) fn node(&mut self, kind: &str, name: Option<&str>) {
        self.kinds.insert(kind.to_owned());
        self.names.extend(name.map(|name| (name.to_owned(), kind.to_owned())));
    }

    /// A node of a kind that declares some name, which is missing.
    pub(super) fn nameless(&mut self, kind: &str) {
        self.node(kind, None);
        self.nameless.insert(kind.to_owned());
    }

    /// A piece of text of which not even the kind is known.
    pub(super) fn piece(&mut self) {
        self.unknown = true;
    }

    /// Whether a name may have been declared by a node that could not be read.
    pub fn may_have_name(&self, name: &str) -> bool {
        self.unknown || self.names.iter().any(|(lost, _)| lost == name)
    }

    /// The names that lost nodes of a kind declare.
    pub fn names_of(&self, kind: &str) -> impl Iterator<Item = &str> {
        self.names.iter().filter(move |(_, own)| own == kind).map(|(name, _)| name.as_str())
    }

    /// Whether a node of this kind lost its name, which may have been any.
    pub fn has_nameless(&self, kind: &str) -> bool {
        self.nameless.contains(kind)
    }

    /// Whether a node or setting of this kind was taken away somewhere.
    pub fn may_have_kind(&self, kind: &str) -> bool {
        self.unknown || self.kinds.contains(kind)
    }

    /// Whether a part of a node or setting of this kind was taken away somewhere.
    pub fn may_have_part_of(&self, kind: &str) -> bool {
        let is_part = |lost: &String| lost.strip_prefix(kind).is_some_and(|rest| rest.starts_with('.'));
        self.unknown || self.kinds.iter().any(is_part)
    }

    /// Whether anything was lost.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
