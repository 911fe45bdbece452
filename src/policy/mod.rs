//! The policy, linked: names resolved across files, every setting chosen, nothing optional left.

pub mod catalog;
