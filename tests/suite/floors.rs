//! `floor margin` against every cent: the price that it lifts to is the least at which the margin holds.

use evenkeel::catalog::{Entry, items};
use evenkeel::exact::{Decimal, Percent};
use evenkeel::item::Item;
use evenkeel::offer::{contribution, resolve};
use evenkeel::program::Program;
use proptest::prelude::*;

use crate::support::{memory, ready};

/// Prices beyond this are not looked at: a floor that only holds there is left out.
const MOST: i64 = 6000;

/// A channel's fees, shipping, returns and tax, of everything that changes how the margin rises with the price.
fn costs() -> impl Strategy<Value = String> {
    let cents =
        |cents: std::ops::Range<u32>| cents.prop_map(|cents| format!("{}.{:02}", cents / 100, cents % 100));
    let rows = prop_oneof![
        Just(String::new()),
        (0..30_u32, cents(0..100)).prop_map(|(rate, least)| format!("fees {{ referral \"{rate}%\" minimum={least} }}")),
        (0..30_u32, cents(100..3000), 0..30_u32, cents(0..100)).prop_map(|(low, up_to, high, least)| format!(
            "fees {{ referral \"{low}%\" up-to={up_to} minimum={least}; referral \"{high}%\" fixed=0.30 }}"
        )),
        (0..30_u32, cents(100..3000), 0..30_u32)
            .prop_map(|(rate, above, more)| format!("fees {{ referral \"{rate}%\"; referral \"{more}%\" above={above} }}")),
    ];
    let shipping = prop_oneof![
        Just(String::new()),
        (cents(0..600), cents(0..600))
            .prop_map(|(charge, cost)| format!("shipping charge={charge} cost={cost}")),
        (cents(0..600), cents(100..4000), cents(0..600)).prop_map(|(charge, free, cost)| format!(
            "shipping charge={charge} free-over={free} cost={cost}"
        )),
    ];
    let returns = prop_oneof![
        Just(String::new()),
        (0..20_u32, cents(0..400), 0..100_u32).prop_map(|(rate, cost, recovers)| format!(
            "returns \"{rate}%\" cost={cost} recovers=\"{recovers}%\""
        )),
    ];
    let tax = prop_oneof![
        Just(String::new()),
        (0..25_u32, any::<bool>())
            .prop_map(|(rate, included)| format!("tax \"{rate}%\" included=#{included}")),
    ];
    (rows, shipping, returns, tax)
        .prop_map(|(rows, shipping, returns, tax)| [rows, shipping, returns, tax].join("\n"))
}

/// The list price on the market, and the least cent from its price without a floor on at which the floor holds.
fn lifted(costs: &str, price: i64, cost: i64, floor: u32) -> (Decimal, Option<Decimal>) {
    let [price, cost] = [price, cost].map(|cents| Decimal::new(cents, 2));
    let files = memory(&format!(
        "//- evenkeel.kdl\nevenkeel 1\npolicy p {{ currency USD }}\ncatalog {{ source products \"p.csv\" }}\nchannel shop {{ role dtc }}\nchannel market {{ role marketplace\n{costs}\n}}\nchannel plain {{ role marketplace\n{costs}\n}}\npool shelf {{ location home; channels shop market plain }}\nbuffer {{ units 0 }}\npricing {{ anchor shop; margin at-least=\"{floor}%\" }}\nprice market {{ floor margin }}\n//- p.csv\nsku,price,cost,stock\nA,{price},{cost},5\n"
    ));
    let ready = ready(&files);
    assert!(!ready.sink.has_errors(), "{costs}: {:#?}", ready.sink.diagnostics());
    let (catalog, program) = (&ready.policy.catalog, &ready.program);
    let survey = ready.survey.as_ref().unwrap();
    let mut found = None;
    let see = |items: &mut Vec<Item>, entry: Entry<'_>| items.extend(entry.item().cloned());
    let collect = |items: Vec<Item>, _| {
        let item = &items[0];
        let resolved = resolve(program, item, &mut ());
        let [market, plain] = ["market", "plain"].map(|name| ready.policy.channel_named(name).unwrap());
        let list = |channel: usize| resolved.on(channel).unwrap().list.unwrap().value;
        found = Some((list(market), least(program, item, plain, list(plain), floor)));
        Ok(())
    };
    items(&files, catalog, &program.shape, survey, 1, see, collect).unwrap();
    found.unwrap()
}

/// The least cent from a price on at which the floor holds; `None` where that is beyond [`MOST`].
fn least(program: &Program, item: &Item, channel: usize, from: Decimal, floor: u32) -> Option<Decimal> {
    let floor: Percent = format!("{floor}%").parse().unwrap();
    let cent = Decimal::new(1, 2);
    let mut price = from;
    while price < Decimal::new(MOST, 2) {
        let contribution = contribution(program, item, channel, price, &mut ()).unwrap().unwrap();
        if contribution.is_at_least(floor).unwrap() {
            return Some(price);
        }
        price += cent;
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn no_cent_below_the_lifted_price_would_do(costs in costs(), price in 100_i64..2500, cost in 0_i64..2000, floor in 0_u32..45) {
        let (list, least) = lifted(&costs, price, cost, floor);
        if let Some(least) = least {
            prop_assert_eq!(list, least, "{} at a cost of {} cents, floor {}%", costs, cost, floor);
        }
    }
}

#[test]
fn a_floor_that_holds_only_where_a_row_for_the_part_above_begins() {
    // 90% of the part above 12.00 with 20% tax on top, which is above 10.00 of the price. At 10.00 a cost of 8.00
    // leaves 2.00, 20%; at 9.99 it leaves 1.99, less, and at 10.01 2.01 − 0.9 × 0.012 = 1.9992, less again
    let taxed = "tax \"20%\" included=#false\nfees { referral \"0%\"; referral \"90%\" above=12.00 }";
    assert_eq!(lifted(taxed, 900, 800, 20).0.to_string(), "10.00");
    // the same of net prices where those shown hold 25%: 12.50 is 10.00 net
    let net = "tax \"25%\" included=#true\nfees { referral \"0%\"; referral \"90%\" above=10.00 of=net }";
    assert_eq!(lifted(net, 900, 800, 20).0.to_string(), "12.50");
}

#[test]
fn a_floor_where_shipping_becomes_free() {
    // 20% of 20.00 are 4.00. At 19.00 with 5.00 of shipping: 19 + 5 − 14 − 6 = 4.00 is 21%, so 19.00 stays
    let free = "shipping charge=5.00 free-over=20.00 cost=6.00";
    assert_eq!(lifted(free, 1900, 1400, 20).0.to_string(), "19.00");
    // from 20.00 on nobody pays for shipping: 20.00 − 14 − 6 = 0; price × 0.8 ≥ 20.00 from 25.00 on
    assert_eq!(lifted(free, 2000, 1400, 20).0.to_string(), "25.00");
}
