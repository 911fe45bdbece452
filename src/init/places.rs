//! The channels that are asked for: their profiles, as they are linked.

use crate::channels;
use crate::diagnostic::{Sink, Sources};
use crate::model::Judging;
use crate::model::literal::Name;
use crate::nearest::{listed, suggestion};
use crate::policy::channel::Channel;
use crate::policy::load;
use crate::world::Memory;

use super::Refusal;

/// Names of channels that stand for a profile of another name.
const ALSO: [(&str, &str); 10] = [
    ("amazon", "amazon-us"),
    ("walmart", "walmart-us"),
    ("tiktok-shop", "tiktok-shop-us"),
    ("tiktok", "tiktok-shop-us"),
    ("ebay", "ebay-us"),
    ("google-merchant", "google"),
    ("google-shopping", "google"),
    ("facebook", "meta"),
    ("instagram", "meta"),
    ("woo", "woocommerce"),
];

/// Profiles of shops of one's own.
const OWN_SHOPS: [&str; 3] = ["shopify", "woocommerce", "bigcommerce"];
/// Profiles that show what is bought in one's own shop.
const SHOWCASES: [&str; 2] = ["google", "meta"];

/// A channel to write: its name, and what its profile says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) channel: Channel,
    pub(super) kind: Kind,
}

/// Whose customers buy there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A shop of one's own.
    Own,
    /// A marketplace.
    Marketplace,
    /// A catalog from which customers are led to one's own shop.
    Showcase,
    /// A channel that no profile is known for: `shop` or `own`.
    Unknown,
}

impl Kind {
    /// The role, as the policy writes it.
    pub(super) fn role(self) -> &'static str {
        if self == Self::Marketplace { "marketplace" } else { "dtc" }
    }
}

/// The channels by the names that were given, in their order.
pub(super) fn places(names: &[String]) -> anyhow::Result<Result<Vec<Place>, Refusal>> {
    let mut profiles = Vec::new();
    for (index, name) in names.iter().enumerate() {
        if names.iter().take(index).any(|earlier| earlier == name) {
            return Ok(Err(Refusal::new(format!("channel `{name}` is given twice"), "name it once")));
        }
        match profile(name) {
            Some(profile) => profiles.push((name, profile)),
            None => return Ok(Err(unknown(name))),
        }
    }
    let nodes = profiles.iter().map(|(name, profile)| format!("channel {name} {{ profile {profile} }}\n"));
    let text = format!("evenkeel 1\npolicy places {{ currency USD }}\n{}", nodes.collect::<String>());
    let files = Memory::default().with("evenkeel.kdl", text);
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let policy = load(&files, Judging::On, &mut sources, &mut sink)?.policy;
    let linked = |(name, profile): &(&String, &str)| {
        let channel = policy.channels.iter().find(|channel| channel.name == **name)?;
        Some(Place { channel: channel.clone(), kind: kind(profile) })
    };
    Ok(Ok(profiles.iter().filter_map(linked).collect()))
}

fn profile(name: &str) -> Option<&'static str> {
    if ["shop", "own", "store"].contains(&name) {
        return Some("none");
    }
    let known = ALSO.iter().find(|(also, _)| *also == name).map(|(_, profile)| *profile);
    known
        .or_else(|| channels::names().find(|profile| *profile == name))
        .filter(|_| name.parse::<Name>().is_ok())
}

fn kind(profile: &str) -> Kind {
    match profile {
        "none" => Kind::Unknown,
        profile if OWN_SHOPS.contains(&profile) => Kind::Own,
        profile if SHOWCASES.contains(&profile) => Kind::Showcase,
        _ => Kind::Marketplace,
    }
}

fn unknown(name: &str) -> Refusal {
    let mut known: Vec<&str> =
        ALSO.iter().take(5).map(|(also, _)| *also).filter(|also| *also != "tiktok").collect();
    known.extend(channels::names().filter(|profile| *profile != "none" && !profile.ends_with("-us")));
    known.push("shop");
    known.sort_unstable();
    let help = match suggestion(name, &known) {
        near if near.starts_with("did you mean") => near,
        _ => format!(
            "the channels with a profile are {}; one without is written into the policy itself, with `role` and `feed`",
            listed(known)
        ),
    };
    Refusal::new(format!("there is no profile for a channel `{name}`"), help)
}
