//! Feeds with named columns: CSV, TSV, JSON lines.

use crate::model::part::channel::FeedFormat;
use crate::policy::channel::Feed;

use super::column::delimiter;
use super::entry::Entry;
use super::lines::{Entries, Frame, Limits};
use super::text::cell;

/// What stands around the rows of a feed.
pub(super) fn frame(feed: &Feed) -> Frame {
    let mut frame = Frame { writes_empty: true, ..Frame::default() };
    if feed.format == FeedFormat::Jsonl {
        return frame;
    }
    for (index, column) in feed.columns.iter().enumerate() {
        if index > 0 {
            frame.head.push(delimiter(feed));
        }
        cell(&mut frame.head, &column.header, delimiter(feed));
    }
    frame.head.push(b'\n');
    frame
}

/// How a feed is cut.
pub(super) fn limits(feed: &Feed) -> Limits {
    Limits { entries: feed.batch, bytes: feed.batch_bytes }
}

/// Appends a row.
pub(super) fn write(entry: &Entry<'_>, entries: &mut Entries) {
    let (head, foot): (&[u8], &[u8]) =
        if entry.feed.format == FeedFormat::Jsonl { (b"{", b"}\n") } else { (b"", b"\n") };
    let bytes = &mut entries.bytes;
    bytes.extend_from_slice(head);
    for piece in entry.pieces {
        piece.write(entry, bytes);
    }
    bytes.extend_from_slice(foot);
    entries.end();
}
