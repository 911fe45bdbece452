//! A folder with some texts that it does not have on disk, or not as they are to be read.

use std::io::Read;

use super::{Files, Memory};

/// Files over those of another folder: a text that is tried before it is written, or that an editor holds.
#[derive(Clone, Copy)]
pub struct Overlay<'a> {
    below: &'a dyn Files,
    over: &'a Memory,
}

impl<'a> Overlay<'a> {
    /// `over` before `below`; the policy is that of `over` alone.
    pub fn new(below: &'a dyn Files, over: &'a Memory) -> Self {
        Self { below, over }
    }

    fn layer(&self, path: &str) -> &dyn Files {
        if self.over.has(path) { self.over } else { self.below }
    }
}

impl Files for Overlay<'_> {
    fn policy_files(&self) -> anyhow::Result<Vec<String>> {
        self.over.policy_files()
    }

    fn list(&self, folder: &str) -> anyhow::Result<Vec<String>> {
        let mut names = self.below.list(folder)?;
        names.extend(self.over.list(folder)?);
        names.sort();
        names.dedup();
        Ok(names)
    }

    fn read(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        self.layer(path).read(path)
    }

    fn open(&self, path: &str) -> anyhow::Result<Box<dyn Read + Send>> {
        self.layer(path).open(path)
    }

    fn read_range(&self, path: &str, offset: u64, length: usize) -> anyhow::Result<Vec<u8>> {
        self.layer(path).read_range(path, offset, length)
    }

    fn size(&self, path: &str) -> anyhow::Result<u64> {
        self.layer(path).size(path)
    }
}
