//! The target folder of a build: written beside its place, then exchanged with what was there in one step.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tempfile::TempDir;

use crate::digest::Running;

/// The file by which a folder is known as one of ours.
const MANIFEST: &str = "manifest.json";

/// A folder that is being built. Dropped before [`Target::finish`] it leaves nothing behind, and the folder
/// that was there is as it was.
#[derive(Debug)]
pub struct Target {
    folder: PathBuf,
    staging: TempDir,
    has_digests: bool,
    /// Held until the build is over: a second build of the same folder waits for nobody and fails.
    _lock: File,
}

/// A file that was written, for the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its path, relative to the folder.
    pub path: String,
    /// The SHA-256 of its bytes, in hexadecimal, where it is asked for.
    pub sha256: Option<String>,
    /// Its size.
    pub bytes: u64,
}

/// A file that is being written; its digest is reckoned on the way.
#[derive(Debug)]
pub struct OutputWriter {
    path: String,
    file: BufWriter<File>,
    digest: Running,
}

impl Target {
    /// Begins a build of `folder`: takes its lock, and makes the folder beside it that is written into.
    ///
    /// Fails where another build of it is running, and where the folder has files but no manifest: it is
    /// not one of ours, and nobody's files are deleted.
    pub fn begin(folder: &Path) -> anyhow::Result<Self> {
        let folder = std::path::absolute(folder)?;
        let parent = folder.parent().with_context(|| format!("`{}` can't be built", folder.display()))?;
        let name = folder.file_name().with_context(|| format!("`{}` can't be built", folder.display()))?;
        fs::create_dir_all(parent).with_context(|| format!("can't make `{}`", parent.display()))?;
        let name = name.to_string_lossy().into_owned();
        let lock = lock(parent, &name)?;
        refuse_foreign(&folder)?;
        remove_left_behind(parent, &name)
            .with_context(|| format!("can't remove an earlier build beside `{}`", folder.display()))?;
        let staging = tempfile::Builder::new()
            .prefix(&format!(".{name}.building-"))
            .tempdir_in(parent)
            .with_context(|| format!("can't write beside `{}`", folder.display()))?;
        Ok(Self { folder, staging, has_digests: true, _lock: lock })
    }

    /// With or without digests of the files that are written.
    #[must_use]
    pub fn with_digests(self, has_digests: bool) -> Self {
        Self { has_digests, ..self }
    }

    /// A new file of the build.
    pub fn create(&self, path: &str) -> anyhow::Result<OutputWriter> {
        let full = self.staging.path().join(path);
        if let Some(parent) = full.parent() {
            fs::create_dir_all(parent)?;
        }
        let file = File::create(&full).with_context(|| format!("can't write `{path}`"))?;
        Ok(OutputWriter {
            path: path.to_owned(),
            file: BufWriter::with_capacity(1 << 16, file),
            digest: Running::new(self.has_digests),
        })
    }

    /// Puts the build in its place, in one step where the system can.
    pub fn finish(self) -> anyhow::Result<()> {
        let Self { folder, staging, has_digests: _, _lock } = self;
        open_to_readers(staging.path())?;
        if !folder.exists() {
            fs::rename(staging.path(), &folder)
                .with_context(|| format!("can't put the build at `{}`", folder.display()))?;
            // the folder is no longer where the guard would look for it
            let _ = staging.keep();
            return Ok(());
        }
        exchange(staging.path(), &folder)
            .with_context(|| format!("can't exchange `{}`", folder.display()))?;
        // what was there before now lies in the staging place
        staging.close().context("the build is in its place, but the one before it could not be removed")
    }
}

/// A temporary folder is for its owner alone; a build is for whoever could read the one before it.
fn open_to_readers(staging: &Path) -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(staging, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

fn lock(parent: &Path, name: &str) -> anyhow::Result<File> {
    let path = parent.join(format!(".{name}.lock"));
    let lock = File::create(&path).with_context(|| format!("can't write `{}`", path.display()))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(fs::TryLockError::WouldBlock) => bail!("another build of `{name}` is running"),
        Err(fs::TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("can't lock `{}`", path.display()))
        }
    }
}

fn refuse_foreign(folder: &Path) -> anyhow::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    if !folder.is_dir() {
        bail!("`{}` is a file, not a folder", folder.display());
    }
    let is_empty = fs::read_dir(folder)?.next().is_none();
    if !is_empty && !folder.join(MANIFEST).is_file() {
        bail!(
            "`{}` has files in it and no {MANIFEST}: it is not a build, and would be replaced whole",
            folder.display()
        );
    }
    Ok(())
}

/// A build that was killed leaves its folder behind; under the lock nobody else writes into one.
fn remove_left_behind(parent: &Path, name: &str) -> io::Result<()> {
    let start = format!(".{name}.building-");
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&start) && entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(staging: &Path, folder: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, staging, CWD, folder, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // a file system that can't exchange
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {
            exchange_in_two(staging, folder)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(staging: &Path, folder: &Path) -> io::Result<()> {
    exchange_in_two(staging, folder)
}

/// Two renames where one can't be had: for a moment there is no folder.
fn exchange_in_two(staging: &Path, folder: &Path) -> io::Result<()> {
    let aside = staging.with_extension("before");
    fs::rename(folder, &aside)?;
    if let Err(error) = fs::rename(staging, folder) {
        fs::rename(&aside, folder)?;
        return Err(error);
    }
    fs::rename(&aside, staging)
}

impl OutputWriter {
    /// Closes the file and says what it is.
    pub fn finish(mut self) -> anyhow::Result<Output> {
        self.file.flush().with_context(|| format!("can't write `{}`", self.path))?;
        let (sha256, bytes) = self.digest.finish();
        Ok(Output { path: self.path, sha256, bytes })
    }

    /// The bytes written so far.
    pub fn bytes(&self) -> u64 {
        self.digest.bytes()
    }
}

impl Write for OutputWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.digest.see(bytes.get(..count).unwrap_or_default());
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(folder: &Path, content: &str) {
        let target = Target::begin(folder).unwrap();
        let mut file = target.create(MANIFEST).unwrap();
        file.write_all(content.as_bytes()).unwrap();
        file.finish().unwrap();
        target.finish().unwrap();
    }

    #[test]
    fn what_a_killed_build_left_is_removed() {
        let place = tempfile::tempdir().unwrap();
        let left = place.path().join(".out.building-x1");
        let of_another = place.path().join(".other.building-x1");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("offers.jsonl"), "{").unwrap();
        fs::create_dir(&of_another).unwrap();
        build(&place.path().join("out"), "first");
        assert!(!left.exists());
        assert!(of_another.exists(), "the build of another folder may be running");
    }

    #[test]
    fn a_reader_always_finds_a_whole_build() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("out");
        build(&folder, "first");
        let done = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                let mut reads = 0;
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    let text = fs::read_to_string(folder.join(MANIFEST)).unwrap();
                    assert!(["first", "second"].contains(&text.as_str()), "{text:?}");
                    reads += 1;
                }
                reads
            });
            for index in 0..50 {
                build(&folder, if index % 2 == 0 { "second" } else { "first" });
            }
            done.store(true, std::sync::atomic::Ordering::Relaxed);
            assert!(reader.join().unwrap() > 0);
        });
    }

    #[test]
    fn a_second_build_at_once_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("out");
        let first = Target::begin(&folder).unwrap();
        let second = Target::begin(&folder).unwrap_err();
        assert!(second.to_string().contains("another build of `out` is running"), "{second}");
        drop(first);
        Target::begin(&folder).unwrap();
    }

    #[test]
    fn somebody_elses_folder_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("photos");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("holiday.jpg"), "x").unwrap();
        assert!(Target::begin(&folder).is_err());
        assert!(folder.join("holiday.jpg").is_file());
    }

    #[test]
    fn a_build_that_is_given_up_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("out");
        build(&folder, "first");
        let target = Target::begin(&folder).unwrap();
        target.create("half.csv").unwrap().write_all(b"x").unwrap();
        drop(target);
        let names: Vec<String> = fs::read_dir(place.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(names.iter().filter(|name| *name != ".out.lock").collect::<Vec<_>>(), ["out"]);
        assert_eq!(fs::read_to_string(folder.join(MANIFEST)).unwrap(), "first");
    }
}
