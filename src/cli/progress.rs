//! Progress on a terminal, for work over a second; nothing anywhere else.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that may take a while.
pub(super) struct Progress {
    bar: ProgressBar,
    began: Instant,
    done: u64,
}

impl Progress {
    /// Begins to count; what is drawn is drawn on standard error.
    pub(super) fn new(what: &'static str) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        let target =
            if is_terminal { ProgressDrawTarget::stderr_with_hz(5) } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}: {human_pos} SKUs, {per_sec}") {
            bar.set_style(style);
        }
        bar.set_message(what);
        Self { bar, began: Instant::now(), done: 0 }
    }

    /// So many more SKUs are done; work under a second draws nothing.
    pub(super) fn add(&mut self, count: u64) {
        self.done += count;
        if self.began.elapsed() >= Duration::from_secs(1) {
            self.bar.set_position(self.done);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
