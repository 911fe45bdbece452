//! How orders are read, as JSON.

use serde_json::{Value as Json, json};

use crate::policy::catalog::ColumnName;
use crate::policy::condition::TextPattern;
use crate::policy::orders::Orders;

/// The settings of a source of orders.
pub(super) fn orders(orders: &Orders) -> Json {
    let header = |name: &ColumnName| name.header.clone();
    let channels = orders.channels.iter();
    json!({
        "units": header(&orders.units),
        "at": header(&orders.at),
        "window": orders.window.to_string(),
        "channel_column": orders.channel_column.as_ref().map(header),
        "channels": channels.map(|own| json!({ "channel": own.channel, "cells": cells(&own.cells) })).collect::<Vec<_>>(),
        "order": orders.order.as_ref().map(header),
        "drop": orders.drops.iter().map(|own| json!({ "column": header(&own.column), "cells": cells(&own.cells) })).collect::<Vec<_>>(),
    })
}

fn cells(patterns: &[TextPattern]) -> Vec<String> {
    patterns.iter().map(TextPattern::text).collect()
}
