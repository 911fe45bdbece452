//! Texts as a channel takes them: plain, short enough, each change exact.
//!
//! Comes in: a text of the catalog. Goes out: a text for a listing. Pure functions, each of them one step of
//! `content`; which of them a field goes through is for `program`.

mod case;
mod forbidden;
mod html;
mod length;
mod space;
mod tags;
#[cfg(test)]
mod test;
mod truncate;
mod unit;

pub use case::title_case;
pub use forbidden::{characters, in_capitals, often, phrase, twice, without};
pub use html::{markup, strip_html, strip_tags};
pub use length::{Unit, length};
pub use space::collapse_space;
pub use truncate::{CutAt, beginning, truncate};
pub use unit::{NoUnit, in_unit};
