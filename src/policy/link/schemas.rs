//! The schemas of a channel: which files, and for which product types.

use crate::diagnostic::{Category, Diagnostic, Label, Sink};
use crate::model::Address;
use crate::model::part::channel::ChannelPart;
use crate::policy::channel::Channel;
use crate::policy::schema::ChannelSchema;
use crate::policy::setting::Origin;

use super::names::Names;

/// Gives a channel its schemas, which are not read yet, and tells those that judge nothing.
pub(super) fn schemas(channel: &mut Channel, part: &ChannelPart, names: &Names<'_>, sink: &mut Sink) {
    let may_be_lost = names.lost.may_have_kind("feed");
    if let (Some(first), None, false) = (part.schema.first(), channel.judged_feed(), may_be_lost) {
        let message = format!("the schema of `{}` would judge nothing", channel.name);
        let label = Label::new(first.span, "no feed of the channel writes listings");
        sink.push(Diagnostic::error("invalid-value", Category::Language, message, label).with_help(
            "a schema judges what `feed amazon-listings`, `walmart-item` and `walmart-match` say of a listing: give the \
             channel one of them, or take the schema out",
        ));
        return;
    }
    for own in &part.schema {
        let product_type = own.value.product_type.as_ref().map(|text| text.value.0.clone());
        let same = |other: &&ChannelSchema| other.product_type == product_type;
        if let Some(first) = channel.schemas.iter().find(same) {
            let of_what = product_type.as_ref().map_or_else(String::new, |name| format!(" of `{name}`"));
            let message = format!("`{}` has two schemas for listings{of_what}", channel.name);
            let label = Label::new(own.span, "the second");
            let mut finding = Diagnostic::error("given-twice", Category::Language, message, label);
            if let Some(span) = first.origin.span {
                finding = finding.with_label(span, "the first");
            }
            sink.push(finding.with_help(
                "say which product type each is for: `schema \"…\" product-type=\"SKIN_CARE\"`, or take one out",
            ));
            continue;
        }
        let mut address = Address::named("channel", &channel.name).field("schema");
        if let Some(name) = &product_type {
            address = address.field(name);
        }
        channel.schemas.push(ChannelSchema {
            path: own.value.path.value.0.clone(),
            path_span: own.value.path.span,
            product_type,
            document: None,
            digest: None,
            origin: Origin::written(address, own.span),
        });
    }
}
