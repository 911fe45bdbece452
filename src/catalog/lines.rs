//! Lines of a file, as an editor counts them: a line feed ends one, with a carriage return before it or not, and
//! so does a carriage return alone.

use memchr::memchr_iter;

/// How many lines end in some bytes; a carriage return at their end counts.
pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    // counted in blocks, where each kind is looked for alone
    let feeds = memchr_iter(b'\n', bytes).count();
    (feeds + memchr_iter(b'\r', bytes).filter(|at| !is_half(bytes, *at)).count()) as u64
}

/// The bytes of the first line, without its end.
pub(super) fn first_line(bytes: &[u8]) -> &[u8] {
    let end = memchr::memchr2(b'\n', b'\r', bytes).unwrap_or(bytes.len());
    bytes.get(..end).unwrap_or_default()
}

/// The lines of some bytes, without their ends; those of nothing are passed over.
pub(super) fn filled_lines(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let start = bytes.iter().position(|byte| !matches!(byte, b'\n' | b'\r'))?;
        let line = first_line(bytes.get(start..)?);
        bytes = bytes.get(start + line.len()..).unwrap_or_default();
        Some(line)
    })
}

/// Whether a carriage return is the first half of a line end.
fn is_half(bytes: &[u8], at: usize) -> bool {
    bytes.get(at..at + 2) == Some(b"\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_nothing_are_passed_over() {
        assert_eq!(filled_lines(b"\r\na\rb\r\n\nc\n").collect::<Vec<_>>(), [b"a", b"b", b"c"]);
        assert_eq!(filled_lines(b"\n\r").count(), 0);
    }

    #[test]
    fn every_kind_of_line_end_is_one() {
        assert_eq!(line_ends(b""), 0);
        assert_eq!(line_ends(b"a\nb\r\nc\rd"), 3);
        assert_eq!(line_ends(b"\r\r\n\n\n\r"), 5);
        assert_eq!(
            (first_line(b"a\rb"), first_line(b"a\r\nb"), first_line(b"a")),
            (&b"a"[..], &b"a"[..], &b"a"[..])
        );
    }
}
