//! The cells of a record as slices of the text that it stands in: nothing is copied but cells with doubled quotes.

use super::problem::ProblemKind;

/// The cells of a record, blanks around them left as they are.
#[derive(Debug, Clone, Default)]
pub(super) struct RawCells<'b> {
    bytes: &'b [u8],
    /// The same as a text, where all of it is UTF-8.
    text: Option<&'b str>,
    asked: Option<&'b Asked>,
    /// Cells that are read otherwise than they stand in the text.
    own_text: String,
    /// The same where what they stand in is no text.
    own_bytes: Vec<u8>,
    /// Where the parts of the cell start that is being put together.
    parts: usize,
    cells: Vec<RawCell>,
    /// How many cells come after them that nobody asks for.
    passed_over: usize,
}

/// The cells that a pass asks for, where those are few.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The cells: of others only the place is known.
    pub(super) cells: Vec<usize>,
    /// The cells of the header: of a record with as many, those after the last one asked for are counted alone.
    pub(super) header: usize,
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
    pub(super) fn within(bytes: &'b [u8], asked: Option<&'b Asked>) -> Self {
        // of a few cells each is asked by itself whether it is a text
        let text = if asked.is_some() { None } else { std::str::from_utf8(bytes).ok() };
        Self { bytes, text, asked, ..Self::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.cells.len() + self.passed_over
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
        match self.text {
            // what the whole is known to be is not asked of each cell again
            Some(text) => (if cell.is_own { &self.own_text } else { text }).get(cell.start..cell.end),
            None => std::str::from_utf8(self.bytes_of(*cell)).ok(),
        }
    }

    fn bytes_of(&self, cell: RawCell) -> &[u8] {
        let bytes = match (cell.is_own, self.text) {
            (false, _) => self.bytes,
            (true, Some(_)) => self.own_text.as_bytes(),
            (true, None) => &self.own_bytes,
        };
        bytes.get(cell.start..cell.end).unwrap_or_default()
    }

    pub(super) fn clear(&mut self) {
        self.cells.clear();
        self.own_text.clear();
        self.own_bytes.clear();
        (self.parts, self.passed_over) = (0, 0);
    }

    /// Whether the cell that comes next is asked for.
    #[inline]
    pub(super) fn is_next_asked(&self) -> bool {
        self.asked.is_none_or(|asked| asked.cells.contains(&self.cells.len()))
    }

    /// Right after the last cell that is asked for, how many are to come.
    #[inline]
    pub(super) fn left(&self) -> Option<usize> {
        let (asked, next) = (self.asked?, self.cells.len());
        let last = asked.cells.iter().max()?;
        (last + 1 == next).then(|| asked.header.checked_sub(next)).flatten()
    }

    /// Counts cells that nobody asks for.
    pub(super) fn pass_over(&mut self, count: usize) {
        self.passed_over = count;
    }

    /// Adds a cell that is read as it stands.
    #[inline]
    pub(super) fn push(&mut self, start: usize, end: usize) {
        self.cells.push(RawCell { start, end, is_own: false });
    }

    /// Adds a part to a cell that does not stand anywhere as a whole.
    pub(super) fn add_part(&mut self, start: usize, end: usize) {
        match self.text {
            Some(text) => self.own_text.push_str(text.get(start..end).unwrap_or_default()),
            None => self.own_bytes.extend_from_slice(self.bytes.get(start..end).unwrap_or_default()),
        }
    }

    /// Adds the cell of the parts.
    pub(super) fn push_parts(&mut self) {
        let end = self.own_text.len().max(self.own_bytes.len());
        self.cells.push(RawCell { start: self.parts, end, is_own: true });
        self.parts = end;
    }
}

impl<'p, C: AsRef<[u8]> + ?Sized + 'p> FromIterator<&'p C> for RawCells<'static> {
    /// Cells with bytes of their own.
    fn from_iter<I: IntoIterator<Item = &'p C>>(cells: I) -> Self {
        let mut own = Self::default();
        for cell in cells {
            own.own_bytes.extend_from_slice(cell.as_ref());
            own.push_parts();
        }
        own
    }
}
