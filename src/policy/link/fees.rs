//! `fees` to the fees of a channel.

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::exact::{Currency, Money};
use crate::model::Address;
use crate::model::part::channel::{FeeBase, FeePart, FeesPart};
use crate::policy::channel::{Channel, FeeGroup, FeeRow};
use crate::policy::setting::Setting;
use crate::value::Spanned;

use super::channels::Over;
use super::names::Names;

/// Links the fees of a channel.
pub(super) fn fees(channel: &mut Channel, over: &Over<'_>, sink: &mut Sink) {
    let picked = over.pick("fees", over.channel.fees.as_ref(), |profile| profile.fees.as_ref());
    let Some((part, address)) = picked else { return };
    let FeesPart { referral, payment, fulfillment, closing } = &part.value;
    let currency = channel.currency.value;
    channel.has_fees = true;
    for (name, rows) in [("referral", referral), ("payment", payment)] {
        check_rows(name, rows, over.names, sink);
        let mut rows: Vec<FeeRow> =
            rows.iter().map(|row| fee_row(row, &address.field(name), currency, over.names, sink)).collect();
        // the rows are a table of bands: the order in which they are written is no part of it
        rows.sort_by_key(|row| (row.above, row.up_to.is_none(), row.up_to));
        if !rows.is_empty() {
            channel.fees.push(FeeGroup { name, rows });
        }
    }
    for (name, fee) in [("fulfillment", fulfillment), ("closing", closing)] {
        if let Some(fee) = fee {
            let value = over.names.amount(fee, currency, sink);
            channel.fixed_fees.push(Setting::written(value, address.field(name), fee.span));
        }
    }
}

fn fee_row(
    row: &Spanned<FeePart>,
    address: &Address,
    currency: Currency,
    names: &Names<'_>,
    sink: &mut Sink,
) -> FeeRow {
    let part = &row.value;
    let mut take =
        |money: &Option<Spanned<Money>>| money.as_ref().map(|money| names.amount(money, currency, sink));
    FeeRow {
        fixed: take(&part.fixed).unwrap_or_default(),
        minimum: take(&part.minimum),
        up_to: take(&part.up_to),
        above: take(&part.above),
        of: part.of.as_ref().map_or(FeeBase::Gross, |of| of.value),
        rate: Setting::written(part.rate.value.0, address.clone(), row.span),
    }
}

/// Tells rows of which two hold for the same price, or none does.
fn check_rows(fee: &'static str, rows: &[Spanned<FeePart>], names: &Names<'_>, sink: &mut Sink) {
    let amount = |money: &Option<Spanned<Money>>| money.as_ref().map(|money| money.value.amount);
    let band = |row: &Spanned<FeePart>| (amount(&row.value.up_to), amount(&row.value.above));
    let lost = |field: &str| names.lost.may_have_kind(&format!("{fee}.{field}"));
    let bands_are_known = !lost("up-to") && !lost("above");
    for (index, row) in rows.iter().enumerate() {
        let same = |first: &&Spanned<FeePart>| bands_are_known && band(first) == band(row);
        if let Some(first) = rows.iter().take(index).find(same) {
            sink.push(same_band(fee, first.span, row.span));
        }
        for (name, given) in [("fixed", &row.value.fixed), ("minimum", &row.value.minimum)] {
            if let (Some(given), Some(_)) = (given, &row.value.above) {
                sink.push(not_above(fee, name, given.span));
            }
        }
    }
    let is_open = rows.iter().any(|row| band(row) == (None, None));
    if let (false, Some(last), false) = (is_open, rows.last(), names.lost.may_have_kind(fee)) {
        sink.push(no_open_row(fee, last));
    }
}

fn same_band(fee: &str, first: Span, second: Span) -> Diagnostic {
    let message = format!("two rows of `{fee}` hold for the same prices");
    Diagnostic::error("given-twice", Category::Language, message, Label::new(second, "the second row"))
        .with_label(first, "the first row")
        .with_help("keep one of the two, or part them: `up-to=10.00` on the row for the lower prices")
}

fn not_above(fee: &str, name: &str, span: Span) -> Diagnostic {
    let message = format!("a `{fee}` row with `above` takes no `{name}`");
    Diagnostic::error("invalid-value", Category::Language, message, Label::new(span, "not beside `above`"))
        .with_help(format!(
            "write `{name}` on the row that holds from the first cent, the one without `above`"
        ))
}

fn no_open_row(fee: &str, last: &Spanned<FeePart>) -> Diagnostic {
    let message = format!("no row of `{fee}` holds for every price");
    Diagnostic::error("missing-field", Category::Language, message, Label::new(last.span, "the last row"))
        .with_help(format!(
            "write a row without `up-to` and `above`, such as `{fee} \"{}\"`",
            last.value.rate.value.0
        ))
}
