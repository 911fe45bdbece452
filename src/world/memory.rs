//! Files in memory: for tests, and for texts that an editor has not saved yet.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use anyhow::Context;

use super::Files;

/// Files held in memory, by their path.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// The same files and one more; an equal path is replaced.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), content.into());
        self
    }

    /// Whether there is a file of this path.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    fn get(&self, path: &str) -> anyhow::Result<&Vec<u8>> {
        self.files.get(path).with_context(|| format!("no file `{path}`"))
    }

    /// Whether a file belongs to a policy of its own further down.
    fn is_nested(&self, path: &str) -> bool {
        let mut folders = path.match_indices('/').filter_map(|(index, _)| path.get(..index));
        folders.any(|folder| self.files.contains_key(&format!("{folder}/evenkeel.kdl")))
    }
}

impl Files for Memory {
    fn policy_files(&self) -> anyhow::Result<Vec<String>> {
        let shown = |path: &&String| {
            Path::new(path).extension().is_some_and(|extension| extension == "kdl")
                && !path.split('/').any(|part| part.starts_with('.'))
        };
        Ok(self.files.keys().filter(shown).filter(|path| !self.is_nested(path)).cloned().collect())
    }

    fn read(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        self.get(path).cloned()
    }

    fn open(&self, path: &str) -> anyhow::Result<Box<dyn Read + Send>> {
        Ok(Box::new(Cursor::new(self.get(path)?.clone())))
    }

    fn read_range(&self, path: &str, offset: u64, length: usize) -> anyhow::Result<Vec<u8>> {
        let start = usize::try_from(offset)?;
        let end = start.checked_add(length).context("a range past the end of memory")?;
        let bytes =
            self.get(path)?.get(start..end).with_context(|| format!("`{path}` is shorter than expected"))?;
        Ok(bytes.to_vec())
    }

    fn list(&self, folder: &str) -> anyhow::Result<Vec<String>> {
        let own = |path: &String| {
            let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
            (parent == folder).then(|| name.to_owned())
        };
        Ok(self.files.keys().filter_map(own).collect())
    }

    fn size(&self, path: &str) -> anyhow::Result<u64> {
        Ok(self.get(path)?.len() as u64)
    }
}
