//! Values as they are written in a node, for proposals to paste.

use crate::exact::{Decimal, Rounding};
use crate::item::Field;
use crate::model::literal::LeadTime;
use crate::model::part::inventory::{BoundPart, ServiceLevel};
use crate::model::part::pricing::FloorPart;

use super::setting::Setting;
use super::{Base, Ending, Method, PriceStep, SafetyStock};

/// A setting's value that can be written down.
pub trait Written {
    /// The value as a child of its node, `setting` being its name there; empty where its node says nothing.
    fn written(&self, setting: &str) -> String;
}

impl Written for Method {
    fn written(&self, _: &str) -> String {
        match self {
            Self::Demand(LeadTime::Item) => "demand lead-time=item".to_owned(),
            Self::Demand(LeadTime::Fixed(time)) => format!("demand lead-time=\"{time}\""),
            Self::Percent(percent) => format!("percent \"{percent}\""),
            Self::Units(units) => format!("units {units}"),
            Self::OversellRisk(risk) => format!("oversell-risk \"{risk}\""),
        }
    }
}

impl Written for SafetyStock {
    fn written(&self, _: &str) -> String {
        let level = match self {
            Self::Units(units) => return format!("safety-stock {units}"),
            Self::ServiceLevel(ServiceLevel::Ninety) => "90%",
            Self::ServiceLevel(ServiceLevel::NinetyFive) => "95%",
            Self::ServiceLevel(ServiceLevel::NinetySevenAndAHalf) => "97.5%",
            Self::ServiceLevel(ServiceLevel::NinetyNine) => "99%",
        };
        format!("safety-stock service-level=\"{level}\"")
    }
}

impl Written for Decimal {
    fn written(&self, setting: &str) -> String {
        format!("{setting} {self}")
    }
}

impl Written for BoundPart {
    fn written(&self, setting: &str) -> String {
        match self {
            Self::Units(units) => format!("{setting} {}", units.0),
            Self::Percent(share) => format!("{setting} \"{}\"", share.0),
        }
    }
}

impl Written for Base {
    fn written(&self, _: &str) -> String {
        match self {
            Self::Anchor => "base anchor".to_owned(),
            Self::Field(field) => format!("base {field}"),
        }
    }
}

impl Written for Vec<Setting<PriceStep>> {
    /// No step at all is `match`.
    fn written(&self, _: &str) -> String {
        let steps = self.iter().map(|step| match step.value {
            PriceStep::Adjust(percent) => format!("adjust \"{percent}\""),
            PriceStep::Add(amount) => format!("add {amount}"),
        });
        if self.is_empty() { "match".to_owned() } else { steps.collect::<Vec<_>>().join("; ") }
    }
}

impl Written for Rounding {
    fn written(&self, _: &str) -> String {
        format!("round {} {}", self.step, self.mode.name())
    }
}

impl Written for Ending {
    fn written(&self, _: &str) -> String {
        format!("ending {} {}", self.cents, self.direction.name())
    }
}

impl Written for Vec<FloorPart> {
    fn written(&self, _: &str) -> String {
        let floors: Vec<&str> = self.iter().map(|floor| floor.name()).collect();
        format!("floor {}", floors.join(" "))
    }
}

impl Written for Option<Field> {
    fn written(&self, _: &str) -> String {
        self.as_ref().map_or_else(|| "compare-at none".to_owned(), |field| format!("compare-at {field}"))
    }
}

/// A text as a value of the policy: bare where that can only be read as this text.
pub fn kdl(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    let is_name = text.starts_with(|letter: char| letter.is_ascii_alphabetic()) && text.chars().all(is_plain);
    if is_name && !["true", "false", "null", "inf", "nan"].contains(&text) {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The head of a node with a scope: `price amazon segment=tail sku=GLW-014`.
pub fn head(kind: &str, channels: &[&str], segment: Option<&str>, sku: Option<&str>) -> String {
    let mut head = vec![kind.to_owned()];
    head.extend(channels.iter().map(|channel| (*channel).to_owned()));
    head.extend(segment.map(|segment| format!("segment={segment}")));
    head.extend(sku.map(|sku| format!("sku={}", kdl(sku))));
    head.join(" ")
}
