//! Tests: channels and locations by their names, instants in the policy's zone.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::exact::{Decimal, Money, decimal, parse_instant};
use crate::item::{Field, Stock};
use crate::model::Address;
use crate::model::literal::{InstantText, Name, Text};
use crate::model::part::test::{
    ByPlace, ExpectPart, ExpectedMoney, ExpectedUnits, StockCount, TestItemPart, TestPart,
};
use crate::policy::Policy;
use crate::policy::setting::{Origin, Setting};
use crate::policy::test::{Expect, Expected, ExpectedFigure, PerChannel, Test, TestItem};
use crate::value::Spanned;

use super::names::{Names, duplicate_name};
use super::promotions::no_instant;

/// The tests of a policy whose channels and pools are linked, in the order in which they are written.
pub(super) fn tests(
    parts: &[Spanned<TestPart>],
    policy: &Policy,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Vec<Test> {
    let mut in_place: Vec<&Spanned<TestPart>> = parts.iter().collect();
    in_place.sort_by_key(|part| part.span);
    let mut tests: Vec<Test> = Vec::new();
    for part in in_place {
        let name = &part.value.name;
        let same = tests.iter().find(|test| test.name == name.value.0);
        if let Some(first) = same.and_then(|test| test.origin.span) {
            sink.push(duplicate_name("test", &name.value.0, name.span, first));
        }
        tests.push(Linker { policy, names, name: &name.value.0 }.test(&part.value, sink));
    }
    tests
}

struct Linker<'a> {
    policy: &'a Policy,
    names: &'a Names<'a>,
    /// The test's own.
    name: &'a str,
}

impl Linker<'_> {
    fn test(&self, own: &TestPart, sink: &mut Sink) -> Test {
        let address = Address::named("test", self.name);
        let lost = |field: &str| self.names.lost.may_have_kind(field);
        let is_empty = own.expect.is_empty() && own.expect_finding.is_empty();
        if is_empty && !lost("test.expect") && !lost("test.expect-finding") {
            sink.push(expects_nothing(&own.name));
        }
        Test {
            name: self.name.to_owned(),
            at: own.at.as_ref().and_then(|at| self.instant(at, sink)),
            item: self.item(&own.item.value, sink),
            expects: own.expect.iter().filter_map(|expect| self.expect(expect, sink)).collect(),
            findings: own
                .expect_finding
                .iter()
                .map(|rule| {
                    Setting::written(rule.value.0.clone(), address.field("expect-finding"), rule.span)
                })
                .collect(),
            origin: Origin::written(address, own.name.span),
        }
    }

    fn instant(&self, text: &Spanned<InstantText>, sink: &mut Sink) -> Option<Timestamp> {
        let zone = TimeZone::get(&self.policy.timezone).unwrap_or(TimeZone::UTC);
        match parse_instant(&text.value.0, &zone) {
            Ok(instant) => Some(instant),
            Err(error) => {
                sink.push(no_instant(text, error, &self.policy.timezone));
                None
            }
        }
    }

    fn item(&self, own: &TestItemPart, sink: &mut Sink) -> TestItem {
        let mut money = |money: &Option<Spanned<Money>>| {
            money.as_ref().map(|money| self.names.amount(money, self.policy.currency, sink))
        };
        let prices = [&own.price, &own.compare_at, &own.cost, &own.map, &own.msrp].map(&mut money);
        let [price, compare_at, cost, map, msrp] = prices;
        let stock = self.by_location("stock", &own.stock, sink);
        let committed = self.by_location("committed", &own.committed, sink);
        TestItem {
            sku: own.sku.value.0.clone(),
            price,
            compare_at,
            cost,
            map,
            msrp,
            tax_rate: own.tax_rate.as_ref().map(|rate| rate.value.0),
            lead_time: own.lead_time.as_ref().map(|time| time.value),
            stock: stock.into_iter().map(|(location, count)| (location, units_on_hand(count))).collect(),
            committed: committed.into_iter().map(|(location, units)| (location, units.0)).collect(),
            velocity: self.by_channel("velocity", &own.velocity, |rate| rate.0, sink),
            velocity_sd: self.by_channel("velocity-sd", &own.velocity_sd, |deviation| deviation.0, sink),
            texts: texts(own, sink),
        }
    }

    /// Values by location, those of unknown locations left out; one that comes twice is told.
    fn by_location<T: Copy>(
        &self,
        field: &str,
        parts: &[Spanned<ByPlace<T>>],
        sink: &mut Sink,
    ) -> Vec<(String, T)> {
        let mut known: Vec<(String, T, Span)> = Vec::new();
        for part in parts {
            let ByPlace { whole, of } = &part.value;
            if of.is_empty() && whole.is_none() && !self.names.lost.may_have_part_of(field) {
                sink.push(no_location(field, part.span, self.names));
            }
            // where there is one location, nobody has to say which
            let only = |value: &Spanned<T>| match self.names.locations.as_slice() {
                [only] => Some((Spanned::new(Name(only.clone()), value.span), *value)),
                _ => None,
            };
            let whole = whole.as_ref().map(|value| (only(value), value.span));
            if let Some((None, span)) = whole {
                sink.push(no_location(field, span, self.names));
            }
            for (name, value) in whole.and_then(|(only, _)| only).iter().chain(of) {
                let Some(location) = self.names.location(name, sink) else { continue };
                match known.iter().find(|(own, ..)| *own == location) {
                    Some((_, _, first)) => sink.push(twice(field, Some(name), name.span, *first)),
                    None => known.push((location, value.value, name.span)),
                }
            }
        }
        known.into_iter().map(|(location, value, _)| (location, value)).collect()
    }

    fn by_channel<T: Copy, U>(
        &self,
        field: &str,
        parts: &[Spanned<ByPlace<T>>],
        value_of: impl Fn(T) -> U,
        sink: &mut Sink,
    ) -> PerChannel<U> {
        let mut whole: Option<(U, Span)> = None;
        let mut of: Vec<(usize, U, Span)> = Vec::new();
        for part in parts {
            if let Some(value) = &part.value.whole {
                match &whole {
                    Some((_, first)) => sink.push(twice(field, None, value.span, *first)),
                    None => whole = Some((value_of(value.value), value.span)),
                }
            }
            for (name, value) in &part.value.of {
                let Some(channel) = self.names.channel(name, sink) else { continue };
                match of.iter().find(|(own, ..)| *own == channel) {
                    Some((_, _, first)) => sink.push(twice(field, Some(name), name.span, *first)),
                    None => of.push((channel, value_of(value.value), name.span)),
                }
            }
        }
        PerChannel {
            whole: whole.map(|(value, _)| value),
            of: of.into_iter().map(|(channel, value, _)| (channel, value)).collect(),
        }
    }

    fn expect(&self, part: &Spanned<ExpectPart>, sink: &mut Sink) -> Option<Expect> {
        let own = &part.value;
        let channel = self.names.channel(&own.channel, sink)?;
        let currency = self.policy.channels.get(channel)?.currency.value;
        let mut figures = Vec::new();
        for (figure, value) in [
            (ExpectedFigure::List, &own.list),
            (ExpectedFigure::Sale, &own.sale),
            (ExpectedFigure::Coupon, &own.coupon),
            (ExpectedFigure::Landed, &own.landed),
            (ExpectedFigure::CompareAt, &own.compare_at),
        ] {
            let Some(value) = value else { continue };
            let amount = match value.value {
                ExpectedMoney::None => None,
                ExpectedMoney::Amount(money) => {
                    Some(self.names.amount(&Spanned::new(money, value.span), currency, sink))
                }
            };
            figures.push(Expected { figure, value: amount, span: value.span });
        }
        if let Some(quantity) = &own.quantity {
            let value: Option<Decimal> = match quantity.value {
                ExpectedUnits::None => None,
                ExpectedUnits::Units(units) => Some(decimal::whole(units.0)),
            };
            figures.push(Expected { figure: ExpectedFigure::Quantity, value, span: quantity.span });
        }
        let state = own.state.as_ref().map(|state| (state.value, state.span));
        if figures.is_empty() && state.is_none() && !self.is_any_figure_lost() {
            sink.push(nothing_of_channel(&own.channel));
        }
        Some(Expect { channel, span: own.channel.span, figures, state })
    }

    fn is_any_figure_lost(&self) -> bool {
        let fields = ["list", "sale", "coupon", "landed", "compare-at", "quantity", "state"];
        fields.iter().any(|field| self.names.lost.may_have_kind(&format!("expect.{field}")))
    }
}

fn units_on_hand(count: StockCount) -> Stock {
    match count {
        StockCount::Units(units) => Stock::Units(units),
        StockCount::Untracked => Stock::Untracked,
    }
}

/// The texts of an item by their fields; an attribute that comes twice is told.
fn texts(own: &TestItemPart, sink: &mut Sink) -> Vec<(Field, String)> {
    let one =
        |field: Field, text: &Option<Spanned<Text>>| text.as_ref().map(|text| (field, text.value.0.clone()));
    let units = |field: Field, units: &Option<Spanned<crate::model::literal::Units>>| {
        units.as_ref().map(|units| (field, units.value.0.to_string()))
    };
    let list = |field: Field, texts: &[Spanned<Text>]| {
        let lines: Vec<&str> = texts.iter().map(|text| text.value.0.as_str()).collect();
        (!lines.is_empty()).then(|| (field, lines.join("\n")))
    };
    let known = [
        one(Field::Title, &own.title),
        one(Field::Description, &own.description),
        list(Field::Bullets, &own.bullets),
        one(Field::Brand, &own.brand),
        one(Field::Category, &own.category),
        one(Field::ProductType, &own.product_type),
        one(Field::Gtin, &own.gtin),
        one(Field::Mpn, &own.mpn),
        one(Field::Condition, &own.condition),
        list(Field::Images, &own.images),
        one(Field::Weight, &own.weight),
        one(Field::Length, &own.length),
        one(Field::Width, &own.width),
        one(Field::Height, &own.height),
        one(Field::CountryOfOrigin, &own.country_of_origin),
        list(Field::SafetyWarnings, &own.safety_warnings),
        units(Field::PromoDemand, &own.promo_demand),
        units(Field::PromoSold, &own.promo_sold),
    ];
    let mut texts: Vec<(Field, String)> = known.into_iter().flatten().collect();
    let mut attributes: Vec<&Spanned<Name>> = Vec::new();
    for part in &own.attribute {
        let name = &part.value.name;
        if let Some(first) = attributes.iter().find(|first| first.value == name.value) {
            sink.push(twice("attribute", Some(name), name.span, first.span));
            continue;
        }
        attributes.push(name);
        texts.push((Field::Attribute(name.value.0.clone()), part.value.text.value.0.clone()));
    }
    texts
}

fn missing(message: String, span: Span, label: &str, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error("missing-field", Category::Language, message, Label::new(span, label))
        .with_help(help.into())
}

fn expects_nothing(name: &Spanned<Text>) -> Diagnostic {
    missing(
        format!("the test `{}` expects nothing, so it can't fail", name.value),
        name.span,
        "`expect` belongs in it",
        "write what a channel shows, such as `expect CHANNEL list=45.00`, or the rule that finds something: `expect-finding parity-undercut`",
    )
}

fn nothing_of_channel(channel: &Spanned<Name>) -> Diagnostic {
    missing(
        format!("`expect {}` does not say what", channel.value),
        channel.span,
        "a figure or a state belongs behind it",
        format!("write what the channel shows, such as `expect {} list=45.00 quantity=12`", channel.value),
    )
}

fn no_location(field: &str, span: Span, names: &Names<'_>) -> Diagnostic {
    let location = names.locations.first().map_or("LOCATION", String::as_str);
    missing(
        format!("`{field}` does not say at which location"),
        span,
        "where?",
        format!("write the units of each location: `{field} {location}=20`"),
    )
}

fn twice(field: &str, of: Option<&Spanned<Name>>, second: Span, first: Span) -> Diagnostic {
    let of = of.map_or_else(|| "the whole".to_owned(), |name| format!("`{}`", name.value));
    let message = format!("the item's `{field}` of {of} is given twice");
    Diagnostic::error("given-twice", Category::Language, message, Label::new(second, "the second time"))
        .with_label(first, "the first")
        .with_help("keep one of the two")
}
