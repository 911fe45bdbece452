//! Digests: SHA-256 of what is read and written, in hexadecimal.

use sha2::{Digest, Sha256};

/// A running SHA-256 and the number of bytes it has seen.
#[derive(Debug, Clone)]
pub struct Running {
    /// `None` where nobody asks for the digest.
    hash: Option<Sha256>,
    bytes: u64,
}

impl Running {
    /// At the beginning; where no digest is asked for the bytes are only counted.
    pub fn new(is_asked_for: bool) -> Self {
        Self { hash: is_asked_for.then(Sha256::default), bytes: 0 }
    }

    /// Takes in more bytes.
    pub fn see(&mut self, bytes: &[u8]) {
        if let Some(hash) = &mut self.hash {
            hash.update(bytes);
        }
        self.bytes += bytes.len() as u64;
    }

    /// The bytes seen so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The digest in hexadecimal, where it is asked for, and the number of bytes.
    pub fn finish(self) -> (Option<String>, u64) {
        (self.hash.map(|hash| hexadecimal(&hash.finalize())), self.bytes)
    }
}

/// The digest of a text in hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
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
        let mut running = Running::new(true);
        running.see(b"a");
        running.see(b"bc");
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(running.finish(), (Some(expected.to_owned()), 3));
        assert_eq!(digest(b"abc"), expected);
        let mut counted = Running::new(false);
        counted.see(b"abc");
        assert_eq!(counted.finish(), (None, 3));
    }
}
