//! Promotions and clearances, as JSON.

use serde_json::{Value as Json, json};

use crate::policy::promotion::{Clearance, Promotion, PromotionDemand, PromotionOffer, Reduction};

use super::{Names, bound, optional, setting, text};

/// Other prices for a while; instants are in UTC.
pub(super) fn promotion(names: &Names<'_>, promotion: &Promotion) -> Json {
    json!({
        "name": promotion.name,
        "channels": names.channels(&promotion.channels),
        "where": names.conditions(&promotion.conditions),
        "starts": setting(&promotion.starts, |instant| text(instant)),
        "ends": setting(&promotion.ends, |instant| text(instant)),
        "offer": setting(&promotion.offer, offer),
        "demand": optional(promotion.demand.as_ref(), |demand| match demand {
            PromotionDemand::Units(units) => json!({ "units": units }),
            PromotionDemand::Field(field) => json!({ "field": field.to_string() }),
        }),
        "reserve": optional(promotion.reserve.as_ref(), |reserve| json!({
            "units": bound(reserve.units),
            "from": reserve.from.to_string(),
        })),
        "pauses": promotion.pauses.iter().map(|own| json!({
            "below": own.below.value,
            "pause": names.channel_name(own.channel),
            "by": own.below.origin.address.to_string(),
        })).collect::<Vec<_>>(),
        "sync": optional(promotion.sync.as_ref(), |tier| tier.name().into()),
        "alerts": promotion.alerts.iter().map(|share| setting(share, |share| text(share))).collect::<Vec<_>>(),
        "stage": promotion.stage,
        "restore_within": optional(promotion.restore.as_ref(), |within| text(within)),
        "matched": names.channels(&promotion.matched),
        "notices": promotion.notices.iter().map(|(channel, before)| json!({
            "channel": names.channel_name(*channel),
            "before": before.value.to_string(),
            "by": before.origin.address.to_string(),
        })).collect::<Vec<_>>(),
    })
}

/// Markdowns, channel after channel; a step ends where the next on its channel begins, or with the clearance.
pub(super) fn clearance(names: &Names<'_>, clearance: &Clearance) -> Json {
    let steps = clearance.steps.iter().map(|step| {
        let (starts, ends) = clearance.window(step);
        json!({
            "channel": names.channel_name(step.channel),
            "off": setting(&step.off, |off| text(off)),
            "starts": starts.to_string(),
            "ends": ends.to_string(),
        })
    });
    json!({
        "name": clearance.name,
        "where": names.conditions(&clearance.conditions),
        "steps": steps.collect::<Vec<_>>(),
        "ends": setting(&clearance.ends, |instant| text(instant)),
    })
}

fn offer(offer: &PromotionOffer) -> Json {
    let reduced = |kind: &str, reduction: &Reduction| match reduction {
        Reduction::Off(off) => json!({ "kind": kind, "off": off.to_string() }),
        Reduction::Price(price) => json!({ "kind": kind, "price": price.to_string() }),
    };
    let mut own = match offer {
        PromotionOffer::List(reduction) => reduced("list", reduction),
        PromotionOffer::Sale(reduction) => reduced("sale", reduction),
        PromotionOffer::Coupon(reduction) => reduced("coupon", reduction),
        PromotionOffer::Bogo { buy, get, off } => {
            json!({ "kind": "bogo", "off": off.to_string(), "buy": buy, "get": get })
        }
        PromotionOffer::FreeShipping => json!({ "kind": "free-shipping" }),
    };
    for key in ["off", "price", "buy", "get"] {
        if let Some(own) = own.as_object_mut() {
            own.entry(key).or_insert(Json::Null);
        }
    }
    own
}
