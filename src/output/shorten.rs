//! A line cut down to what its labels need: a row of a catalog is often thousands of columns long.

use std::ops::Range;

use super::terminal::{TAB, columns, safe, width};

/// The columns that a label's text gets, where a line can be cut for it.
const LABEL_ROOM: usize = 24;

/// The columns from where a label's text hangs to the text: `╰── `.
pub(super) const STEM: usize = 4;

/// The most columns shown before a label in a line that is cut.
const LEFT: usize = 24;

/// The fewest columns for a label and what is around it, however many share a line.
const LEAST: usize = 8;

/// A place in a line that must be seen, and what is written below it.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// The bytes of the line.
    pub at: Range<usize>,
    /// The columns of the text below; 0 where there is none.
    pub text_columns: usize,
}

/// A line as it is shown, with its marks where they are now.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shortened {
    pub text: String,
    pub marks: Vec<Range<usize>>,
}

/// Cuts a line down to a number of columns, keeping what is around each mark.
///
/// Reads no more of the line than it shows.
pub(super) fn shorten(line: &str, marks: &[Mark], room: usize, ellipsis: &str) -> Shortened {
    let mut writer = Writer::new(line, marks, ellipsis);
    if fits(line, marks, room) {
        writer.keep(0..line.len());
    } else if marks.is_empty() {
        writer.keep(0..ahead(line, 0, room.saturating_sub(columns(ellipsis))).0);
    } else {
        for range in around(line, marks, room, columns(ellipsis)) {
            writer.keep(range);
        }
    }
    writer.finish()
}

/// Whether the line can stay as it is, with room for the text below each mark.
fn fits(line: &str, marks: &[Mark], room: usize) -> bool {
    let (end, _) = ahead(line, 0, room);
    end == line.len() && marks.iter().all(|mark| stem(line, mark) + below(mark) <= room)
}

/// The column from which a mark's text hangs: the middle of the mark.
fn stem(line: &str, mark: &Mark) -> usize {
    let before = columns(line.get(..mark.at.start).unwrap_or_default());
    before + columns(line.get(mark.at.clone()).unwrap_or_default()) / 2
}

fn below(mark: &Mark) -> usize {
    if mark.text_columns == 0 { 0 } else { mark.text_columns.min(LABEL_ROOM) + STEM }
}

/// The ranges to keep, in order and apart.
fn around(line: &str, marks: &[Mark], room: usize, ellipsis: usize) -> Vec<Range<usize>> {
    let whole = hull(marks);
    let is_near = ahead(line, whole.at.start, room / 2).0 >= whole.at.end;
    let marks = if is_near { std::slice::from_ref(&whole) } else { marks };
    let share = (room / marks.len().max(1)).saturating_sub(2 * ellipsis).max(LEAST);
    let windows = marks.iter().map(|mark| window(line, mark, share, ellipsis));
    let mut ranges: Vec<_> = windows.flat_map(|(first, second)| [Some(first), second]).flatten().collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut kept: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match kept.last_mut() {
            Some(last) if range.start <= last.end + ellipsis => last.end = last.end.max(range.end),
            _ => kept.push(range),
        }
    }
    kept
}

/// All marks as one.
fn hull(marks: &[Mark]) -> Mark {
    let start = marks.iter().map(|mark| mark.at.start).min().unwrap_or_default();
    let end = marks.iter().map(|mark| mark.at.end).max().unwrap_or_default();
    let text_columns = marks.iter().map(|mark| mark.text_columns).max().unwrap_or_default();
    Mark { at: start..end, text_columns }
}

/// What is kept of one mark: the whole with its surroundings, or the two ends of one that is too long.
fn window(line: &str, mark: &Mark, share: usize, ellipsis: usize) -> (Range<usize>, Option<Range<usize>>) {
    let (end, mark_columns) = ahead(line.get(..mark.at.end).unwrap_or(line), mark.at.start, share);
    if end < mark.at.end {
        let ends = share.saturating_sub(ellipsis);
        let (head, _) = ahead(line, mark.at.start, ends - ends / 3);
        let (tail, _) = behind(line, mark.at.end, ends / 3);
        return (mark.at.start..head, Some(tail..mark.at.end));
    }
    let rest = share - mark_columns;
    let most_left = rest.saturating_sub(below(mark));
    let (_, left) = behind(line, mark.at.start, (rest / 3).min(LEFT).min(most_left));
    let (end, right) = ahead(line, mark.at.end, rest - left);
    let left = if end == line.len() { (rest - right).min(most_left) } else { left };
    let (start, _) = behind(line, mark.at.start, left);
    (start..end, None)
}

/// The offset after at most so many columns, and the columns passed.
fn ahead(line: &str, from: usize, room: usize) -> (usize, usize) {
    let rest = line.get(from..).unwrap_or_default();
    let (bytes, used) = walk(rest.chars(), room);
    (from + bytes, used)
}

/// The offset before at most so many columns, and the columns passed.
fn behind(line: &str, from: usize, room: usize) -> (usize, usize) {
    let before = line.get(..from).unwrap_or_default();
    let (bytes, used) = walk(before.chars().rev(), room);
    (from - bytes, used)
}

fn walk(characters: impl Iterator<Item = char>, room: usize) -> (usize, usize) {
    let (mut bytes, mut used) = (0, 0);
    for character in characters {
        if used + width(character) > room {
            break;
        }
        bytes += character.len_utf8();
        used += width(character);
    }
    (bytes, used)
}

/// Writes the kept ranges and notes where the marks come to stand.
struct Writer<'l> {
    line: &'l str,
    ellipsis: &'l str,
    text: String,
    columns: usize,
    written: usize,
    /// Each mark's two ends in the line, with their place in the text once it is known.
    bounds: Vec<(usize, Option<usize>)>,
}

impl<'l> Writer<'l> {
    fn new(line: &'l str, marks: &[Mark], ellipsis: &'l str) -> Self {
        let bounds = marks.iter().flat_map(|mark| [(mark.at.start, None), (mark.at.end, None)]).collect();
        Self { line, ellipsis, text: String::new(), columns: 0, written: 0, bounds }
    }

    fn keep(&mut self, range: Range<usize>) {
        if range.start > self.written {
            self.cut();
        }
        let kept = self.line.get(range.clone()).unwrap_or_default();
        for (offset, character) in kept.char_indices() {
            self.note(range.start + offset);
            self.push(character);
        }
        self.note(range.end);
        self.written = range.end;
    }

    fn cut(&mut self) {
        self.text.push_str(self.ellipsis);
        self.columns += columns(self.ellipsis);
    }

    fn note(&mut self, offset: usize) {
        let here = self.text.len();
        for (bound, place) in &mut self.bounds {
            if *bound <= offset && place.is_none() {
                *place = Some(here);
            }
        }
    }

    fn push(&mut self, character: char) {
        match character {
            '\u{feff}' => {}
            '\t' => {
                let spaces = TAB - self.columns % TAB;
                self.text.extend(std::iter::repeat_n(' ', spaces));
                self.columns += spaces;
            }
            _ => {
                self.text.push(safe(character));
                self.columns += width(character);
            }
        }
    }

    fn finish(mut self) -> Shortened {
        self.note(usize::MAX);
        if self.written < self.line.len() {
            self.cut();
        }
        let places: Vec<_> = self.bounds.iter().filter_map(|(_, place)| *place).collect();
        let marks = places.chunks_exact(2).filter_map(|pair| Some(*pair.first()?..*pair.last()?)).collect();
        Shortened { text: self.text, marks }
    }
}
