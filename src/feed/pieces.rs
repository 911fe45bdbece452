//! The rows of feeds with named columns in pieces: what several of them show alike is made once a SKU.

use crate::program::Program;

use super::column::{Column, columns};
use super::entry::Entry;

/// Consecutive columns of a feed.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    columns: Vec<Column>,
    /// Its number among the pieces that several feeds show; `None` where it is one feed's own.
    shared: Option<usize>,
}

/// Where a column stands: its channel, its feed, and its place there.
type Place = (usize, usize, usize);

/// The columns of each feed of each channel in pieces; those that several feeds show alike are as long as they can be.
pub(super) fn cut(program: &Program) -> Vec<Vec<Vec<Piece>>> {
    let channels = program.channels.iter().enumerate();
    let columns: Vec<Vec<Vec<Column>>> = channels
        .map(|(index, channel)| {
            let feeds = channel.channel.feeds.iter().zip(&channel.feed_content);
            feeds.map(|(feed, content)| columns(program, (index, channel), feed, content)).collect()
        })
        .collect();
    let mut shared = Vec::new();
    let mut cut_one = |own: &Vec<Column>| cut_feed(own, &columns, &mut shared);
    columns.iter().map(|feeds| feeds.iter().map(&mut cut_one).collect()).collect()
}

/// `shared` holds where each of the pieces that several feeds show begins in each of them.
fn cut_feed(own: &[Column], columns: &[Vec<Vec<Column>>], shared: &mut Vec<Vec<Place>>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut following = None;
    for column in own {
        let places = places(columns, column);
        match pieces.last_mut().filter(|_| following.as_ref() == Some(&places)) {
            Some(piece) => piece.columns.push(column.clone()),
            None => {
                let number = (!places.is_empty()).then(|| number(shared, &places));
                pieces.push(Piece { columns: vec![column.clone()], shared: number });
            }
        }
        following = Some(places.iter().map(|(channel, feed, at)| (*channel, *feed, at + 1)).collect());
    }
    pieces
}

/// Where a column that several feeds have stands in each of them; none where it is one feed's own.
fn places(columns: &[Vec<Vec<Column>>], column: &Column) -> Vec<Place> {
    let mut places = Vec::new();
    for (channel, feeds) in columns.iter().enumerate() {
        for (feed, own) in feeds.iter().enumerate() {
            let alike = own.iter().enumerate().filter(|(_, other)| column.is_of_item() && *other == column);
            places.extend(alike.map(|(at, _)| (channel, feed, at)));
        }
    }
    if places.len() > 1 { places } else { Vec::new() }
}

fn number(shared: &mut Vec<Vec<Place>>, places: &[Place]) -> usize {
    shared.iter().position(|known| known == places).unwrap_or_else(|| {
        shared.push(places.to_vec());
        shared.len() - 1
    })
}

impl Piece {
    /// Appends it.
    pub(super) fn write(&self, entry: &Entry<'_>, bytes: &mut Vec<u8>) {
        match self.shared {
            Some(number) => entry.made.borrow_mut().push(number, bytes, |made| self.make(entry, made)),
            None => self.make(entry, bytes),
        }
    }

    fn make(&self, entry: &Entry<'_>, bytes: &mut Vec<u8>) {
        for column in &self.columns {
            column.write(entry, bytes);
        }
    }
}

/// The pieces that were made of the SKU that is being written.
#[derive(Debug, Default)]
pub(super) struct Made {
    bytes: Vec<u8>,
    /// Where each lies, by its number.
    places: Vec<Option<(usize, usize)>>,
}

impl Made {
    /// Forgets the SKU before.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.places.clear();
    }

    fn push(&mut self, number: usize, to: &mut Vec<u8>, make: impl FnOnce(&mut Vec<u8>)) {
        if self.places.len() <= number {
            self.places.resize(number + 1, None);
        }
        let Some(place) = self.places.get_mut(number) else { return };
        let (start, end) = *place.get_or_insert_with(|| {
            let start = self.bytes.len();
            make(&mut self.bytes);
            (start, self.bytes.len())
        });
        to.extend_from_slice(self.bytes.get(start..end).unwrap_or_default());
    }
}
