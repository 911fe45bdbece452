//! Digests: SHA-256 of what is read and written, in hexadecimal.

use sha2::{Digest, Sha256};

/// A running SHA-256 and the number of bytes it has seen.
#[derive(Debug, Clone, Default)]
pub struct Running {
    hash: Sha256,
    bytes: u64,
}

impl Running {
    /// Takes in more bytes.
    pub fn see(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// The bytes seen so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The digest in hexadecimal, and the number of bytes.
    pub fn finish(self) -> (String, u64) {
        (hexadecimal(&self.hash.finalize()), self.bytes)
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_digest_of_abc() {
        // FIPS 180-2, appendix B.1
        let mut running = Running::default();
        running.see(b"a");
        running.see(b"bc");
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(running.finish(), (expected.to_owned(), 3));
    }
}
