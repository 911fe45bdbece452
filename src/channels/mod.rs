//! The built-in profiles: facts of each channel with their sources, in the policy's own language.
//!
//! Each is read through the same stages as a seller's own `profile` node, and only when a channel names it.

/// Every built-in profile by name, sorted.
const PROFILES: [(&str, &str); 3] = [
    ("amazon-us", include_str!("amazon-us.kdl")),
    ("none", include_str!("none.kdl")),
    ("shopify", include_str!("shopify.kdl")),
];

/// The names of the built-in profiles.
pub fn names() -> impl Iterator<Item = &'static str> {
    PROFILES.iter().map(|(name, _)| *name)
}

/// The text of a built-in profile.
pub fn text(name: &str) -> Option<&'static str> {
    PROFILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

#[cfg(test)]
mod test {
    use crate::diagnostic::Sink;
    use crate::exact::Decimal;
    use crate::model::part::channel::{FeedFormat, OfferKind, ProfilePart};
    use crate::model::{Judging, Text, read};
    use crate::value::Spanned;

    use super::{names, text};

    fn profile(name: &str) -> ProfilePart {
        let mut sink = Sink::default();
        let text = Text { text: text(name).unwrap().into(), base: 0, is_root: false };
        let mut model = read(&[text], Judging::On, &mut sink);
        assert!(sink.diagnostics().is_empty(), "{:#?}", sink.diagnostics());
        assert_eq!(model.document.profile.len(), 1);
        model.document.profile.remove(0).value
    }

    #[test]
    fn each_reads_without_a_finding_and_has_its_name() {
        for name in names() {
            assert_eq!(profile(name).name.value.0, name);
        }
        assert!(names().is_sorted());
    }

    #[test]
    fn no_limit_stands_without_a_source() {
        for name in names() {
            let profile = profile(name);
            assert_eq!(profile.field.is_empty(), profile.fact.is_empty(), "{name}");
            assert!(profile.fact.iter().all(|fact| fact.value.says.is_some()), "{name}");
        }
    }

    #[test]
    fn amazon() {
        let profile = profile("amazon-us");
        assert_eq!(profile.severity.unwrap().value.0, Decimal::new(15, 1));
        assert_eq!(kinds(&profile.offers), [OfferKind::List, OfferKind::Sale]);
        let feed = profile.feed.unwrap().value;
        assert_eq!(feed.format.value, FeedFormat::AmazonListings);
        // 10 MiB are 10 × 1024 × 1024 bytes
        assert_eq!(feed.batch_bytes.unwrap().value.0, 10 * 1024 * 1024);
        let limits = profile.field.iter().map(|field| {
            (field.value.name.value.0.as_str(), field.value.max.as_ref().map(|max| max.value.0))
        });
        let expected =
            [("title", 200), ("images", 9), ("description", 10_000), ("bullets", 10), ("brand", 100)];
        assert!(limits.eq(expected.map(|(field, max)| (field, Some(max)))));
    }

    #[test]
    fn shopify_shows_every_kind_of_offer() {
        assert_eq!(kinds(&profile("shopify").offers), OfferKind::ALL);
    }

    fn kinds(offers: &[Spanned<OfferKind>]) -> Vec<OfferKind> {
        offers.iter().map(|offer| offer.value).collect()
    }
}
