//! Levels of rules and what is allowed, as JSON.

use serde_json::{Map, Value as Json, json};

use crate::policy::lint::{Allow, Lint};

use super::{Names, optional};

/// What the policy says of its own findings.
pub(super) fn lint(names: &Names<'_>, lint: &Lint) -> Json {
    let rules = lint.rules.iter().map(|(name, own)| {
        let own = json!({
            "level": optional(own.level.as_ref(), |level| level.name().into()),
            "suppressible": optional(own.suppressible.as_ref(), |own| Json::from(*own)),
        });
        (name.clone(), own)
    });
    let mut allows: Vec<Json> = lint.allows.iter().map(|own| allow(names, own)).collect();
    // by what they say, not by where they stand
    allows.sort_by_key(Json::to_string);
    json!({ "rules": rules.collect::<Map<_, _>>(), "allows": allows })
}

fn allow(names: &Names<'_>, own: &Allow) -> Json {
    let policy = names.policy;
    let segment = own.segment.and_then(|index| policy.segments.get(index));
    let pool = own.pool.and_then(|index| policy.pools.get(index));
    let channel = own.channel.and_then(|index| policy.channels.get(index));
    json!({
        "rule": own.rule,
        "channel": channel.map(|channel| channel.name.clone()),
        "sku": own.sku,
        "segment": segment.map(|segment| segment.name.clone()),
        "promotion": own.promotion,
        "pool": pool.map(|pool| pool.name.clone()),
        "is_comment": own.node.is_some(),
        "until": own.until.as_ref().map(|until| until.day.clone()),
        "reason": own.reason,
        "by": own.origin.address.to_string(),
    })
}
