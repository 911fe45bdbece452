//! A compiler and linter for multichannel sync policy: what a seller's channels are to show, from policy files
//! in git and a catalog.
//!
//! Data flows one way, and every stage is a file or a folder. The `mod` lines below stand in the order of the
//! flow; a module uses only modules above it, which `tests/house.rs` checks.
//!
//! | stage | function | in → out |
//! | --- | --- | --- |
//! | [`world`] | `Files` | a folder on disk or in memory → names and bytes; the clock; the target of a build |
//! | [`diagnostic`] | | findings as plain data, and the one offset space that their places live in |
//! | [`nearest`] | | a name that nobody knows → "did you mean" |
//! | [`exact`] | | money, percentages, rates, time: exact, or told as an overflow; rounding |
//! | [`content`] | | one text → plain, short enough, each step exact |
//! | [`code`] | `gtin`, `damage` | an id → whether goods can have it, and what a spreadsheet has made of it |
//! | [`item`] | | one SKU with everything that resolving it needs |
//! | [`syntax`] | `parse` | a KDL text → its nodes with their spans, a finding for each piece that is broken |
//! | [`value`] | `normalise` | nodes, led by a JSON Schema → one tree of values with their spans |
//! | [`model`] | `read` | texts → the policy as written, one type a node kind; what the schema refuses is told |
//! | [`channels`] | | the built-in profiles, in the policy's own language |
//! | [`policy`] | `load`, `link` | the model → names looked up, every setting chosen, nothing optional left |
//! | [`program`] | `compile` | the policy → flat lists of steps for each segment and channel |
//! | [`catalog`] | `survey`, `items` | the seller's files → keys first, then a stream of complete items |
//! | [`offer`] | `resolve` | a program and an item → what it is offered for, and how many, on every channel |
//! | [`listing`] | `amazon`, `walmart` | a SKU's offer and content → the attributes of a channel's own intake, as JSON |
//! | [`lint`] | `run_static`, `fold`, `tell` | the policy, and every offer → findings, one a cause |
//! | [`feed`] | `build` | offers → bytes in each channel's own format, and the files that say what was built |
//! | [`explain`] | `explain` | one item → how its figures came to be, with the line behind each step |
//! | [`testing`] | `run` | the policy's tests → what is not as they expect it, each with its steps |
//! | [`init`] | `draft`, `sample` | a seller's export, or nothing → the text of a policy that reads it |
//! | [`output`] | `render` | findings, explanations, the policy → terminal, JSON |
//! | [`cli`] | `run` | arguments → one command, its exit code |

pub mod digest;

pub mod world;

pub mod diagnostic;

pub mod nearest;

pub mod exact;

pub mod content;

pub mod code;

pub mod item;

pub mod syntax;

pub mod value;

pub mod model;

pub mod channels;

pub mod policy;

pub mod program;

pub mod catalog;

pub mod offer;

pub mod listing;

pub mod lint;

pub mod feed;

pub mod explain;

pub mod testing;

pub mod init;

pub mod output;

pub mod cli;
