//! How long the front end takes for each kilobyte of policy, and how much of that is the `kdl` crate's.
//!
//! `cargo bench --bench front_end` prints microseconds a kilobyte, the best of several rounds.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints times, and may fail loudly"
)]

use std::fs;
use std::time::{Duration, Instant};

use evenkeel::diagnostic::{Sink, Sources};
use evenkeel::model::Judging;
use evenkeel::policy::load;
use evenkeel::world::{Disk, Files};

/// The least time of several rounds of some work.
fn best(rounds: u32, mut work: impl FnMut()) -> Duration {
    let time = |work: &mut dyn FnMut()| {
        let began = Instant::now();
        work();
        began.elapsed()
    };
    (0..rounds).map(|_| time(&mut work)).min().unwrap()
}

fn main() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/glow-skincare");
    let files = Disk::new(root);
    let paths = files.policy_files().unwrap();
    let texts: Vec<String> =
        paths.iter().map(|path| fs::read_to_string(files.root().join(path)).unwrap()).collect();
    let profiles: Vec<&str> =
        ["amazon-us", "shopify"].iter().map(|name| evenkeel::channels::text(name).unwrap()).collect();
    let bytes: usize =
        texts.iter().map(String::len).sum::<usize>() + profiles.iter().map(|text| text.len()).sum::<usize>();
    let load_once = || {
        let mut sink = Sink::default();
        load(&files, Judging::On, &mut Sources::default(), &mut sink).unwrap();
        assert!(!sink.has_errors());
    };
    let first = best(1, load_once);
    let whole = best(50, load_once);
    let kdl_alone = best(50, || {
        for text in texts.iter().map(String::as_str).chain(profiles.iter().copied()) {
            kdl::KdlDocument::parse_v2(text).unwrap();
        }
    });
    let a_kilobyte = |time: Duration| time.as_micros() * 1024 / bytes as u128;
    println!("policy and profiles: {bytes} bytes");
    println!("front end, first time in the process: {} µs", first.as_micros());
    println!("front end: {} µs a KB", a_kilobyte(whole));
    println!("of that the kdl crate, files whole: {} µs a KB", a_kilobyte(kdl_alone));
}
