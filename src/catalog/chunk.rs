//! A file in chunks that end where a record ends, worked on by several threads, collected in order.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::policy::catalog::Source;
use crate::world::Files;

use super::cutter::Cutter;

/// Bytes a chunk aims at; a chunk is longer where a record or a product's rows are.
pub(super) const CHUNK: usize = 1 << 20;

/// Whole records of a file.
#[derive(Debug)]
pub(super) struct Chunk {
    /// The records, line ends included.
    pub(super) bytes: Vec<u8>,
    /// Bytes of the file before it.
    pub(super) offset: u64,
    /// Lines of the file before it.
    pub(super) lines: u64,
    /// Line ends within quotes, by their place in `bytes`, in order.
    pub(super) inner_line_ends: Vec<usize>,
    /// Records of the file before it; the header, what stands above it and blank ones not counted.
    pub(super) records: u64,
    /// Quotes that close a cell before its end, by their place in `bytes`, in order.
    pub(super) stray_quotes: Vec<usize>,
    /// Whether the file ends within quotes that its last record opens.
    pub(super) is_open: bool,
}

/// How a file is cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut<'a> {
    pub(super) source: &'a Source,
    /// Bytes up to the first record below the header, and the lines in them.
    pub(super) start: (u64, u64),
    /// The cell by which rows belong together, such as a product's handle.
    pub(super) together: Option<usize>,
    /// Bytes a chunk aims at.
    pub(super) size: usize,
}

/// Works on every chunk of a file on several threads; `collect` gets the results in the order of the file, one at a
/// time, on whichever thread has made the next one: what it writes is still in that core's cache.
/// `seen` is shown every byte of the file in order, for a digest.
pub(super) fn run<T: Send>(
    files: &dyn Files,
    cut: Cut<'_>,
    threads: usize,
    seen: impl FnMut(&[u8]) + Send,
    work: impl Fn(Chunk) -> T + Sync,
    collect: impl FnMut(T) -> anyhow::Result<()> + Send,
) -> anyhow::Result<()> {
    let file = files.open(&cut.source.path)?;
    let threads = threads.max(1);
    let chunks = Mutex::new((0, Cutter::new(cut, file, seen)?));
    let line = Line {
        queue: Mutex::new(Queue { next: 0, waiting: BTreeMap::new(), is_collecting: false, failed: None }),
        moved: Condvar::new(),
        collect: Mutex::new(collect),
        most_waiting: threads * 2,
    };
    let next = || {
        let mut chunks = chunks.lock().unwrap_or_else(PoisonError::into_inner);
        let (index, cutter) = &mut *chunks;
        let chunk = cutter.next()?;
        *index += 1;
        anyhow::Ok(chunk.map(|chunk| (*index - 1, chunk)))
    };
    let each = || {
        let alarm = Alarm(&line);
        while !line.has_failed() {
            match next() {
                Ok(Some((index, chunk))) => line.hand_in(index, work(chunk)),
                Ok(None) => break,
                Err(error) => line.fail(error),
            }
        }
        drop(alarm);
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(each);
        }
        each();
    });
    let queue = line.queue.into_inner().unwrap_or_else(PoisonError::into_inner);
    queue.failed.map_or(Ok(()), Err)
}

/// Results on their way to be collected in order.
struct Line<T, C> {
    queue: Mutex<Queue<T>>,
    /// Told whenever a result was collected, or all is over.
    moved: Condvar,
    collect: Mutex<C>,
    /// How many results may wait for one before them.
    most_waiting: usize,
}

struct Queue<T> {
    /// The result that is collected next.
    next: u64,
    waiting: BTreeMap<u64, T>,
    /// Whether some thread is collecting.
    is_collecting: bool,
    /// Why nothing is to be done any more.
    failed: Option<anyhow::Error>,
}

impl<T, C: FnMut(T) -> anyhow::Result<()>> Line<T, C> {
    fn queue(&self) -> MutexGuard<'_, Queue<T>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_failed(&self) -> bool {
        self.queue().failed.is_some()
    }

    fn fail(&self, error: anyhow::Error) {
        self.queue().failed.get_or_insert(error);
        self.moved.notify_all();
    }

    /// Takes a result, and collects what is next where nobody else does; waits where too much waits already.
    fn hand_in(&self, index: u64, result: T) {
        let mut queue = self.queue();
        queue.waiting.insert(index, result);
        if queue.is_collecting || !queue.waiting.contains_key(&queue.next) {
            // whoever makes the result that all wait for never waits here
            while queue.failed.is_none() && queue.waiting.len() > self.most_waiting && queue.next != index {
                queue = self.moved.wait(queue).unwrap_or_else(PoisonError::into_inner);
            }
            return;
        }
        queue.is_collecting = true;
        while queue.failed.is_none() {
            let next = queue.next;
            let Some(result) = queue.waiting.remove(&next) else { break };
            drop(queue);
            let mut collect = self.collect.lock().unwrap_or_else(PoisonError::into_inner);
            let collected = (*collect)(result);
            drop(collect);
            queue = self.queue();
            queue.next += 1;
            if let Err(error) = collected {
                queue.failed.get_or_insert(error);
            }
            self.moved.notify_all();
        }
        queue.is_collecting = false;
    }
}

/// Ends the waiting of the other threads where one panics, so that the panic comes out.
struct Alarm<'a, T, C: FnMut(T) -> anyhow::Result<()>>(&'a Line<T, C>);

impl<T, C: FnMut(T) -> anyhow::Result<()>> Drop for Alarm<'_, T, C> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.fail(anyhow::anyhow!("reading the catalog stopped short"));
        }
    }
}
