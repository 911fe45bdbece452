//! A folder on disk.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use walkdir::WalkDir;

use super::Files;

/// The name of the file that marks a policy's root.
const ROOT_FILE: &str = "evenkeel.kdl";

/// A policy's folder on disk.
#[derive(Debug, Clone)]
pub struct Disk {
    root: PathBuf,
}

impl Disk {
    /// The folder at `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The nearest folder at or above `start` that holds an `evenkeel.kdl`.
    pub fn nearest(start: &Path) -> Option<Self> {
        let start = fs::canonicalize(start).ok()?;
        let root = start.ancestors().find(|folder| folder.join(ROOT_FILE).is_file())?;
        Some(Self::new(root))
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Writes a file that is not there yet, with the folders above it; one that is there stays as it is, and
    /// that is an error.
    pub fn create(&self, path: &str, mut content: impl Read) -> anyhow::Result<()> {
        let full = self.path(path);
        if let Some(parent) = full.parent() {
            fs::create_dir_all(parent).with_context(|| format!("can't make `{}`", parent.display()))?;
        }
        let mut file =
            fs::File::create_new(&full).with_context(|| format!("can't write `{}`", full.display()))?;
        io::copy(&mut content, &mut file).with_context(|| format!("can't write `{}`", full.display()))?;
        Ok(())
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }
}

impl Files for Disk {
    fn policy_files(&self) -> anyhow::Result<Vec<String>> {
        let mut paths = Vec::new();
        let walk = WalkDir::new(&self.root).follow_links(true).sort_by_file_name();
        let mut walk = walk.into_iter().filter_entry(|entry| {
            let hidden = entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
            let nested =
                entry.depth() > 0 && entry.file_type().is_dir() && entry.path().join(ROOT_FILE).is_file();
            !hidden && !nested
        });
        while let Some(entry) = walk.next().transpose()? {
            if entry.file_type().is_file()
                && entry.path().extension().is_some_and(|extension| extension == "kdl")
            {
                let relative = entry.path().strip_prefix(&self.root)?;
                paths.push(relative.to_string_lossy().replace('\\', "/"));
            }
        }
        paths.sort();
        Ok(paths)
    }

    fn read(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        fs::read(self.path(path)).with_context(|| format!("can't read `{path}`"))
    }

    fn open(&self, path: &str) -> anyhow::Result<Box<dyn Read + Send>> {
        let file = fs::File::open(self.path(path)).with_context(|| format!("can't read `{path}`"))?;
        // a folder opens like a file, and fails when it is read
        ensure!(!file.metadata()?.is_dir(), "it is a folder");
        Ok(Box::new(file))
    }

    fn read_range(&self, path: &str, offset: u64, length: usize) -> anyhow::Result<Vec<u8>> {
        let mut file = fs::File::open(self.path(path)).with_context(|| format!("can't read `{path}`"))?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = vec![0; length];
        file.read_exact(&mut bytes).with_context(|| format!("`{path}` is shorter than expected"))?;
        Ok(bytes)
    }

    fn list(&self, folder: &str) -> anyhow::Result<Vec<String>> {
        let full = self.path(folder);
        if !full.is_dir() {
            return Ok(Vec::new());
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(full).with_context(|| format!("can't read `{folder}`"))? {
            let entry = entry?;
            // a link to a file is one, and what its name can't be written as no policy names
            if entry.path().is_file() {
                names.extend(entry.file_name().into_string());
            }
        }
        names.sort();
        Ok(names)
    }

    fn size(&self, path: &str) -> anyhow::Result<u64> {
        let metadata = fs::metadata(self.path(path)).with_context(|| format!("can't read `{path}`"))?;
        Ok(metadata.len())
    }
}
