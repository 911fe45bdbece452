//! The cells of a record as slices of the text that it stands in: nothing is copied but cells with doubled quotes.

use super::problem::ProblemKind;

/// The cells of a record, blanks around them left as they are.
#[derive(Debug, Clone, Default)]
pub(super) struct RawCells<'b> {
    bytes: &'b [u8],
    /// The same as a text, where all of it is UTF-8.
    text: Option<&'b str>,
    /// The cells that are asked for, where those are few; of others only the place is known.
    wanted: Option<&'b [usize]>,
    /// The bytes of cells that are read otherwise than they stand.
    own: Vec<u8>,
    /// Where the parts of the cell start that is being put together.
    parts: usize,
    cells: Vec<RawCell>,
}

/// A cell is no text.
#[derive(Debug, Clone, Copy)]
pub(super) struct NotUtf8;

impl From<NotUtf8> for ProblemKind {
    fn from(_: NotUtf8) -> Self {
        Self::NotUtf8
    }
}

#[derive(Debug, Clone, Copy)]
struct RawCell {
    start: usize,
    end: usize,
    /// Whether its bytes are its own.
    is_own: bool,
}

impl<'b> RawCells<'b> {
    /// None yet, of a record that stands in some bytes.
    pub(super) fn within(bytes: &'b [u8], wanted: Option<&'b [usize]>) -> Self {
        // of a few cells each is asked by itself whether it is a text
        let text = if wanted.is_some() { None } else { std::str::from_utf8(bytes).ok() };
        Self { bytes, text, wanted, ..Self::default() }
    }

    /// Whether the cell that comes next is asked for.
    #[inline]
    pub(super) fn is_next_wanted(&self) -> bool {
        self.wanted.is_none_or(|wanted| wanted.contains(&self.cells.len()))
    }

    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The bytes of a cell; `None` where there is none.
    pub(super) fn get(&self, cell: usize) -> Option<&[u8]> {
        self.cells.get(cell).map(|cell| self.bytes_of(*cell))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.cells.iter().map(|cell| self.bytes_of(*cell))
    }

    /// The text of a cell, empty where there is none; `None` where it is not UTF-8.
    #[inline]
    pub(super) fn text(&self, cell: usize) -> Option<&str> {
        let Some(cell) = self.cells.get(cell) else { return Some("") };
        // what the whole is known to be is not asked of each cell again
        let within = self.text.filter(|_| !cell.is_own).and_then(|text| text.get(cell.start..cell.end));
        within.or_else(|| std::str::from_utf8(self.bytes_of(*cell)).ok())
    }

    fn bytes_of(&self, cell: RawCell) -> &[u8] {
        let bytes = if cell.is_own { self.own.as_slice() } else { self.bytes };
        bytes.get(cell.start..cell.end).unwrap_or_default()
    }

    pub(super) fn clear(&mut self) {
        self.cells.clear();
        self.own.clear();
        self.parts = 0;
    }

    /// Adds a cell that is read as it stands.
    #[inline]
    pub(super) fn push(&mut self, start: usize, end: usize) {
        self.cells.push(RawCell { start, end, is_own: false });
    }

    /// Adds to a cell that does not stand anywhere as a whole.
    pub(super) fn add_part(&mut self, part: &[u8]) {
        self.own.extend_from_slice(part);
    }

    /// Adds the cell of the parts.
    pub(super) fn push_parts(&mut self) {
        let end = self.own.len();
        self.cells.push(RawCell { start: self.parts, end, is_own: true });
        self.parts = end;
    }
}

impl<'p, C: AsRef<[u8]> + ?Sized + 'p> FromIterator<&'p C> for RawCells<'static> {
    /// Cells with bytes of their own.
    fn from_iter<I: IntoIterator<Item = &'p C>>(cells: I) -> Self {
        let mut own = Self::default();
        for cell in cells {
            own.add_part(cell.as_ref());
            own.push_parts();
        }
        own
    }
}
