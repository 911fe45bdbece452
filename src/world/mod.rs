//! The world at the edge: files, folders, the clock. Nothing else in the library touches them.
//!
//! Comes in: a folder on disk, or texts in memory. Goes out: names and bytes. An `Err` means that the
//! world failed (a file that cannot be read); what the bytes mean is for the stages below.

mod disk;
mod memory;
mod overlay;
mod target;

pub use disk::Disk;
pub use memory::Memory;
pub use overlay::Overlay;
pub use target::{Output, OutputWriter, Target};

use std::io::Read;

/// A folder of files: on disk, or in memory for tests and editors.
///
/// Paths are relative to the folder, with `/`.
pub trait Files: Send + Sync {
    /// All files below the folder whose name ends in `.kdl`, sorted, hidden folders and folders that
    /// hold an `evenkeel.kdl` of their own left out.
    fn policy_files(&self) -> anyhow::Result<Vec<String>>;

    /// The whole of a file.
    fn read(&self, path: &str) -> anyhow::Result<Vec<u8>>;

    /// A file as a stream, for catalogs that do not fit in memory.
    fn open(&self, path: &str) -> anyhow::Result<Box<dyn Read + Send>>;

    /// A part of a file, such as one row of a catalog.
    fn read_range(&self, path: &str, offset: u64, length: usize) -> anyhow::Result<Vec<u8>>;

    /// The names of the files in a folder, sorted; none where there is no such folder.
    fn list(&self, folder: &str) -> anyhow::Result<Vec<String>>;

    /// The size of a file in bytes.
    fn size(&self, path: &str) -> anyhow::Result<u64>;
}

/// The instant now, to the second.
pub fn now() -> jiff::Timestamp {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now)
}
