//! What a price on a channel is measured by: the anchor's bounds, and MAP.

use crate::exact::{Decimal, Percent, Ratio};
use crate::item::Item;
use crate::program::Program;

use super::convert;

/// The lowest and the highest price that an `allow` permits on a channel: anchor × (1 + low) and
/// anchor × (1 + high), in the channel's currency and tax, each rounded as the channel rounds there.
pub fn allowed_range(
    program: &Program,
    item: &Item,
    segment: usize,
    channel: usize,
    anchor: Decimal,
    (low, high): (Percent, Percent),
) -> Option<(Decimal, Decimal)> {
    let rounding = program.plan(&item.sku, segment, channel)?.rounding.0;
    let anchor = convert::on_channel(program, item, channel, anchor)?;
    let bound = |percent: Percent| rounding.round(anchor.times(percent.factor())?);
    Some((bound(low)?, bound(high)?))
}

/// An item's MAP on a channel, in the channel's currency and tax, not rounded.
pub fn map_on_channel(program: &Program, item: &Item, channel: usize) -> Option<Ratio> {
    convert::on_channel(program, item, channel, item.map?)
}
