//! How long a whole `build` and `check` take over a generated catalog of any size.
//!
//! `cargo bench --bench build -- 100000` makes a catalog of that many SKUs, and times the program, as a process, over
//! the policies beside this file. `cargo bench --bench build -- 100000 FILE` only writes the catalog. The catalog of a
//! smaller number is the beginning of that of a larger one.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints times, and may fail loudly"
)]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

const HEADER: &str = "sku,title,description,brand,category,gtin,price,map,msrp,cost,stock_main,stock_fba,committed,\
                      v_shopify,v_amazon,v_tiktok,lead_time_days,weight_g,country,image_url\n";
const BRANDS: [&str; 8] =
    ["Alder & Oak", "Norvik", "Quarry", "Saltwater", "Tamsin", "Birk", "Fernhill", "Ōmi"];
const THINGS: [(&str, &str); 10] = [
    ("Stoneware Dinner Plate", "Kitchen > Plates"),
    ("Enamel Saucepan", "Kitchen > Pans"),
    ("Linen Tea Towel", "Kitchen > Textiles"),
    ("Beeswax Pillar Candle", "Living > Candles"),
    ("Wool Throw", "Living > Textiles"),
    ("Brass Reading Lamp", "Living > Lamps"),
    ("Oak Cutting Board", "Kitchen > Boards"),
    ("Cast Iron Skillet", "Kitchen > Pans"),
    ("Glass Storage Jar", "Kitchen > Storage"),
    ("Cotton Bath Mat", "Bath > Textiles"),
];
const TRAITS: [&str; 8] = [
    "Hand-Glazed",
    "with Lid",
    "Set of 2",
    "12\" Wide",
    "Forest Green",
    "Extra Large",
    "for Men & Women",
    "Dishwasher Safe",
];
const SENTENCES: [&str; 8] = [
    "<p>Made in small batches, and no two are quite alike.</p>",
    "Our customers call it \"the one that stays\", and we agree.",
    "Wipe dry after use; do not soak.",
    "<ul><li>Oven-safe to 230 °C</li><li>Lead-free glaze</li></ul>",
    "Packed without plastic.<br/>Returns within 30 days.",
    "Each piece is checked by hand & signed.",
    "<b>Two years</b> of guarantee, one of them on the handle alone.",
    "Not suitable for children under 3 years, because of small parts.",
];
const COUNTRIES: [&str; 6] = ["PT", "SE", "US", "IN", "JP", "DE"];

/// The next of a row of numbers that look like chance (splitmix64), the same on every machine.
fn chance(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

fn pick<'t, T>(from: &'t [T], state: &mut u64) -> &'t T {
    let index = usize::try_from(chance(state) % from.len() as u64).unwrap();
    from.get(index).unwrap()
}

/// Thirteen digits, the last the check digit that the others ask for.
fn gtin(number: u64) -> String {
    let body = format!("40{:010}", number * 7919 % 10_000_000_000);
    let digits = body.bytes().map(|digit| u32::from(digit - b'0'));
    let sum: u32 = digits.zip([1, 3].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

fn money(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn row(number: u64) -> String {
    let state = &mut number.clone();
    let (thing, category) = *pick(&THINGS, state);
    let brand = *pick(&BRANDS, state);
    let traits: Vec<&str> = (0..2 + chance(state) % 6).map(|_| *pick(&TRAITS, state)).collect();
    let title = format!("{brand} {thing} {}", traits.join(" "));
    let count = 4 + chance(state) % 6;
    let sentences: Vec<&str> = (0..count).map(|_| *pick(&SENTENCES, state)).collect();
    let between = if chance(state).is_multiple_of(4) { "\n" } else { " " };
    let price = 299 + chance(state) % 29_700;
    let map = if chance(state).is_multiple_of(4) { String::new() } else { money(price * 9 / 10) };
    let cost = if chance(state).is_multiple_of(16) { String::new() } else { money(price * 4 / 10) };
    let mut units = |most: u64| chance(state) % most;
    let numbers =
        [units(400), units(220), units(25), units(9), units(14), units(6), 2 + units(60), 20 + units(9_000)]
            .map(|units| units.to_string())
            .join(",");
    format!(
        "HH-{number:07},{},{},{},{category},{},{},{map},{},{cost},{numbers},{},https://cdn.example.com/i/{number}.jpg\n",
        quoted(&title),
        quoted(&sentences.join(between)),
        quoted(brand),
        gtin(number),
        money(price),
        money(price * 12 / 10),
        pick(&COUNTRIES, state),
    )
}

fn generate(count: u64, path: &Path) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    file.write_all(HEADER.as_bytes()).unwrap();
    for number in 1..=count {
        file.write_all(row(number).as_bytes()).unwrap();
    }
    file.flush().unwrap();
}

/// The seconds that the program takes; what it finds is no failure.
fn time(arguments: &[&str], folder: &Path) -> f64 {
    let began = Instant::now();
    let run =
        Command::new(env!("CARGO_BIN_EXE_evenkeel")).args(arguments).current_dir(folder).output().unwrap();
    assert!(matches!(run.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&run.stderr));
    began.elapsed().as_secs_f64()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let count = arguments.first().map_or(100_000, |count| count.parse().unwrap());
    if let Some(path) = arguments.get(1) {
        return generate(count, Path::new(path));
    }
    let folder = tempfile::tempdir().unwrap();
    let catalog = folder.path().join("catalog.csv");
    generate(count, &catalog);
    println!("{count} SKUs, {} bytes", fs::metadata(&catalog).unwrap().len());
    for policy in ["sync", "side-by-side"] {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches").join(policy).join("evenkeel.kdl");
        fs::copy(own, folder.path().join("evenkeel.kdl")).unwrap();
        let runs: [(&str, &[&str]); 3] = [
            ("check", &["check"]),
            ("build", &["build"]),
            ("build, feeds alone", &["build", "--without", "offers,digests"]),
        ];
        for (what, arguments) in runs {
            println!("{policy}: {what} {:.2} s", time(arguments, folder.path()));
        }
    }
}
