//! Each number of a profile, with the source that says it.

use crate::diagnostic::Sink;
use crate::exact::{Decimal, Duration, PercentRange};
use crate::item::Field;
use crate::model::part::channel::{Basis, FeedFormat, FieldLimitPart, LimitUnit, OfferKind, ProfilePart};
use crate::model::{Judging, Text, read};
use crate::value::Spanned;

use super::{names, text};
use LimitUnit::{Bytes, Characters, Values};

fn profile(name: &str) -> ProfilePart {
    let mut sink = Sink::default();
    let text = Text { text: text(name).unwrap().into(), base: 0, is_root: false };
    let mut model = read(&[text], Judging::On, &mut sink);
    assert!(sink.diagnostics().is_empty(), "{:#?}", sink.diagnostics());
    assert_eq!(model.document.profile.len(), 1);
    model.document.profile.remove(0).value
}

/// Whether a fact of the profile names the source, and says all of these.
fn says(profile: &ProfilePart, source: &str, words: &[&str]) -> bool {
    profile.fact.iter().map(|fact| &fact.value).any(|fact| {
        let said = fact.says.as_ref().unwrap().value.0.as_str();
        fact.source.value.0.contains(source) && words.iter().all(|word| said.contains(word))
    })
}

/// The limits of a profile are these, each in its unit and said in these words by its source.
fn limits(name: &str, expected: &[(&str, i64, LimitUnit, &str, &str)]) {
    let profile = profile(name);
    let limited: Vec<_> = profile.field.iter().filter(|field| field.value.max.is_some()).collect();
    assert_eq!(limited.len(), expected.len(), "{name}");
    for (field, max, unit, source, words) in expected {
        let limit = limited.iter().find(|own| own.value.name.value.0 == *field);
        let limit = &limit.unwrap_or_else(|| panic!("{name} limits no {field}")).value;
        assert_eq!(limit.max.as_ref().unwrap().value.0, *max, "{field} on {name}");
        assert_eq!(limit.unit.as_ref().unwrap().value, *unit, "{field} on {name}");
        assert!(says(&profile, source, &[words]), "{source} does not say `{words}` of {field} on {name}");
    }
}

/// A profile requires these fields, in its order.
fn requires(name: &str, expected: &[&str]) {
    let profile = profile(name);
    let required: Vec<&str> = profile.require.iter().map(|field| field.value.0.as_str()).collect();
    assert_eq!(required, expected, "{name}");
}

/// The kinds of prices that a profile can show; none where nobody knows.
fn offers(name: &str) -> Vec<OfferKind> {
    profile(name).offers.iter().map(|offer| offer.value).collect()
}

#[test]
fn each_reads_without_a_finding_and_has_its_name() {
    for name in names() {
        assert_eq!(profile(name).name.value.0, name);
    }
    assert!(names().is_sorted());
}

#[test]
fn nothing_stands_without_a_source() {
    for name in names() {
        let profile = profile(name);
        assert_eq!(profile.fact.is_empty(), name == "none", "{name}");
        assert!(profile.fact.iter().all(|fact| fact.value.says.is_some()), "{name}");
        let says_nothing =
            profile.field.is_empty() && profile.require.is_empty() && profile.offers.is_empty();
        assert_eq!(says_nothing, name == "none", "{name}");
    }
}

#[test]
fn severities_and_watches() {
    // the table of the language: severity in tenths, and whether it watches every public channel
    let table = [
        ("amazon-us", 15, true),
        ("bigcommerce", 10, false),
        ("ebay-us", 12, false),
        ("etsy", 11, false),
        ("google", 10, false),
        ("meta", 10, false),
        ("none", 10, false),
        ("shopify", 10, false),
        ("tiktok-shop-us", 13, false),
        ("walmart-us", 14, true),
        ("woocommerce", 10, false),
    ];
    assert!(names().eq(table.map(|(name, _, _)| name)));
    for (name, tenths, watches) in table {
        let profile = profile(name);
        assert_eq!(profile.severity.unwrap().value.0, Decimal::new(tenths, 1), "{name}");
        let watch = profile.watch.map(|watch| {
            let watch = watch.value;
            (watch.sees.unwrap().value, watch.basis.unwrap().value, watch.tolerance)
        });
        assert_eq!(watch, watches.then_some((OfferKind::Sale, Basis::Landed, None)), "{name}");
    }
}

/// What a profile forbids in a field is this, said in these words by its source; `+` stands between settings.
fn forbids(name: &str, field: &str, expected: &str, source: &str, words: &[&str]) {
    let profile = profile(name);
    let own = profile.field.iter().find(|own| own.value.name.value.0 == field);
    let own = &own.unwrap_or_else(|| panic!("{name} has no {field}")).value;
    let mut forbidden: Vec<String> = own.forbid.iter().map(|own| format!("{:?}", own.value)).collect();
    forbidden.extend(own.forbid_characters.iter().map(|own| own.value.0.clone()));
    forbidden.extend(own.forbid_phrases.iter().map(|own| own.value.0.clone()));
    forbidden.extend(own.characters_once.iter().map(|own| format!("once {}", own.value.0)));
    forbidden.extend(own.word_at_most.iter().map(|own| format!("word {}", own.value.0)));
    assert_eq!(forbidden.join(" + "), expected, "{field} on {name}");
    assert!(says(&profile, source, words), "{source} does not say all of {words:?} of {field} on {name}");
}

#[test]
fn what_may_not_stand_in_a_text() {
    let title = "Html + !$?_{}^¬¦ + free shipping + 100% quality guaranteed + word 2";
    let says = ["!, $, ?, _, {, }, ^, ¬, ¦", "free shipping", "100% quality guaranteed"];
    forbids("amazon-us", "title", title, "201100890?locale", &says);
    forbids("amazon-us", "title", title, "announcement for 2025-01-21", &["same word at most twice"]);
    forbids(
        "amazon-us",
        "description",
        "HtmlBeyondLineBreaks",
        "itemID=200390640",
        &["no HTML", "line breaks"],
    );
    forbids("amazon-us", "bullets", "Html", "itemID=200390640", &["no HTML"]);
    let phrases = [
        "free shipping",
        "Walmart fulfilled",
        "hot sale",
        "top rated",
        "premium quality",
        "best-selling",
        "Black Friday",
        "low price",
        "coming soon",
        "out-of-stock",
    ];
    let title = format!("AllCaps + ~!*$ + {}", phrases.join(" + "));
    let policy = "Product details policy";
    forbids("walmart-us", "title", &title, policy, &["no all caps", "~, !, *, $"]);
    forbids("walmart-us", "title", &title, policy, &phrases);
    forbids(
        "meta",
        "description",
        "Html + AllCaps",
        "catalog/best-practices",
        &["HTML tags or character entities"],
    );
    forbids("meta", "description", "Html + AllCaps", "catalog_products.csv", &["not in all capital letters"]);
    forbids(
        "etsy",
        "title",
        "once %:&+",
        "createDraftListing",
        &["%, :, & and + stand once each in a title"],
    );
    let forbidding = names().filter(|name| {
        let has = |field: &Spanned<FieldLimitPart>| {
            let own = &field.value;
            let lists = own.forbid.len() + own.forbid_phrases.len();
            lists > 0
                || own.forbid_characters.is_some()
                || own.characters_once.is_some()
                || own.word_at_most.is_some()
        };
        profile(name).field.iter().any(has)
    });
    assert!(forbidding.eq(["amazon-us", "etsy", "meta", "walmart-us"]));
}

#[test]
fn fields_are_those_of_an_item() {
    for name in names() {
        let profile = profile(name);
        let fields: Vec<&str> = profile.field.iter().map(|field| field.value.name.value.0.as_str()).collect();
        let required = profile.require.iter().map(|field| field.value.0.as_str());
        for field in fields.iter().copied().chain(required) {
            assert!(field.parse::<Field>().is_ok(), "`{field}` on {name}");
        }
        let mut once = fields.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), fields.len(), "{name} names a field twice");
    }
}

#[test]
fn what_depends_on_the_seller_is_left_to_the_channel() {
    // fees differ by category, plan or country everywhere; a maximum is what untracked stock is published as,
    // and so a promise that only the seller can make
    for name in names() {
        let profile = profile(name);
        assert!(profile.fees.is_none() && profile.max_quantity.is_none(), "{name}");
        assert!(profile.shipping.is_none() && profile.returns.is_none(), "{name}");
        let have_feeds = ["amazon-us", "ebay-us", "shopify", "tiktok-shop-us", "walmart-us"];
        assert_eq!(!profile.feed.is_empty(), have_feeds.contains(&name), "{name}");
    }
}

/// How long an offer may be, and how deep, as written.
fn window(name: &str, kind: OfferKind) -> (Option<Duration>, Option<Duration>, Option<PercentRange>) {
    let windows = profile(name).window;
    assert_eq!(windows.iter().filter(|window| window.value.kind.value == kind).count(), 1, "{name}");
    let window = windows.into_iter().find(|window| window.value.kind.value == kind).unwrap().value;
    let value = |duration: Option<Spanned<Duration>>| duration.map(|duration| duration.value);
    (value(window.min), value(window.max), window.depth.map(|depth| depth.value))
}

#[test]
fn amazon() {
    let product = "schemas/definitions/Product.json";
    limits(
        "amazon-us",
        &[
            ("title", 200, Characters, "help/hub/reference/external/201100890", "at most 200 characters"),
            ("description", 10_000, Bytes, product, "product_description at most 10000 bytes"),
            ("bullets", 10, Values, product, "at most 10 bullet_point"),
            ("brand", 100, Characters, product, "brand at most 100 characters"),
            ("sku", 40, Characters, "amazon_inventory_loader", "SKUs of at most 40 characters"),
            // 1 + 8
            ("images", 9, Values, product, "one main image and eight others"),
        ],
    );
    requires("amazon-us", &["title", "brand"]);
    let profile = profile("amazon-us");
    assert!(says(&profile, product, &["item_name and brand are required"]));
    // the policy of 2026 is told, and no limit here: what holds for all, media too, is 200
    assert!(says(&profile, "seller-forums", &["at most 75 characters"]));
    assert_eq!(offers("amazon-us"), OfferKind::ALL);
    let feed = &profile.feed.first().unwrap().value;
    assert_eq!(feed.format.value, FeedFormat::AmazonListings);
    // 10 MiB are 10 × 1024 × 1024 bytes
    assert_eq!(feed.batch_bytes.unwrap().value.0, 10 * 1024 * 1024);
    assert_eq!(feed.batch.unwrap().value.0, 25_000);
}

#[test]
fn shopify() {
    limits("shopify", &[("images", 250, Values, "api/guides/media", "250 media a product")]);
    requires("shopify", &["title"]);
    assert!(says(&profile("shopify"), "using-csv", &["a new product needs Title"]));
    let feed = &profile("shopify").feed[0].value;
    assert_eq!(feed.format.value, FeedFormat::ShopifyPrices);
    assert_eq!(feed.batch.as_ref().unwrap().value.0, 250);
    assert_eq!(feed.batch_bytes.as_ref().unwrap().value.0, 100_000_000);
    assert!(says(&profile("shopify"), "usage/limits", &["at most 250 values"]));
    assert!(says(&profile("shopify"), "bulk-operations", &["at most 100 MB"]));
    assert_eq!(offers("shopify"), OfferKind::ALL);
}

#[test]
fn walmart() {
    let spec = "MP_ITEM_SPEC_4.3";
    limits(
        "walmart-us",
        &[
            ("title", 150, Characters, "Product details policy", "do not exceed 150 characters"),
            ("description", 4_000, Characters, spec, "shortDescription 4000"),
            ("sku", 50, Characters, spec, "sku at most 50 characters"),
            ("brand", 60, Characters, spec, "brand 60"),
            ("mpn", 60, Characters, spec, "manufacturerPartNumber 60"),
        ],
    );
    requires("walmart-us", &["title", "description", "brand", "images", "weight"]);
    let profile = profile("walmart-us");
    assert!(says(
        &profile,
        spec,
        &["brand, productName, ShippingWeight", "shortDescription and mainImageUrl"]
    ));
    assert!(says(&profile, "us-mp-price", &["more than 4 hours ahead", "at most 180 days"]));
    let notice = &profile.notice[0].value;
    assert_eq!((notice.kind.value, notice.before.value), (OfferKind::Sale, "4h".parse().unwrap()));
    assert_eq!(window("walmart-us", OfferKind::Sale), (None, Some("180d".parse().unwrap()), None));
    assert!(says(&profile, "Pricing rules", &["competing site", "shipping fee"]), "the watch, landed");
    assert_eq!(offers("walmart-us"), [OfferKind::List, OfferKind::Sale]);
}

#[test]
fn tiktok_shop() {
    let create = "Create Product";
    limits(
        "tiktok-shop-us",
        &[
            ("title", 255, Characters, create, "a title in the US has 1 to 255 characters"),
            ("description", 10_000, Characters, create, "a description at most 10000"),
            ("images", 9, Values, create, "main_images at most 9"),
        ],
    );
    requires("tiktok-shop-us", &["title", "description", "images", "weight"]);
    let profile = profile("tiktok-shop-us");
    assert!(says(&profile, create, &["title, description, main_images", "package_weight are required"]));
    assert!(says(&profile, "6837875102942977", &["5% to 90%"]), "a product discount");
    assert_eq!(
        window("tiktok-shop-us", OfferKind::Sale),
        (None, None, Some("5%..90%".parse().unwrap())),
        "72 hours are those of a flash deal alone"
    );
    assert!(says(&profile, "6837901778568962", &["5% to 50%", "to become 5% to 90%"]), "a coupon");
    assert_eq!(window("tiktok-shop-us", OfferKind::Coupon), (None, None, Some("5%..90%".parse().unwrap())));
    assert_eq!(offers("tiktok-shop-us"), OfferKind::ALL);
}

#[test]
fn ebay() {
    let product = "Inventory API 1.18.4, Product";
    limits(
        "ebay-us",
        &[
            ("title", 80, Characters, product, "a title has at most 80 characters"),
            ("description", 500_000, Characters, "listingDescription", "at most 500000 characters with HTML"),
            ("images", 24, Values, product, "up to 24 pictures a listing"),
            ("sku", 50, Characters, "mip-definitions-inventory-feed", "a string of up to 50 characters"),
            ("brand", 65, Characters, product, "brand and mpn 65"),
            ("mpn", 65, Characters, product, "brand and mpn 65"),
        ],
    );
    requires("ebay-us", &["title", "description", "images"]);
    let profile = profile("ebay-us");
    assert!(says(&profile, product, &["title, description and one image are required to publish"]));
    let markdown =
        ["at least 24 hours", "45 days elsewhere", "percentageOffItem is 5 to 80", "coded coupons"];
    assert!(says(&profile, "Marketing API", &markdown));
    let days = |text: &str| Some(text.parse().unwrap());
    let depth = Some("5%..80%".parse().unwrap());
    assert_eq!(window("ebay-us", OfferKind::Sale), (days("24h"), days("45d"), depth));
    assert_eq!(offers("ebay-us"), OfferKind::ALL);
}

#[test]
fn etsy() {
    let listing = "createDraftListing";
    limits("etsy", &[("images", 20, Values, listing, "image_ids are up to 20")]);
    requires("etsy", &["title", "description", "images"]);
    assert!(says(&profile("etsy"), listing, &["title, description, price", "active has an image"]));
    assert_eq!(offers("etsy"), [], "nobody knows");
}

#[test]
fn shops_of_ones_own() {
    limits("woocommerce", &[]);
    requires("woocommerce", &[]);
    assert_eq!(offers("woocommerce"), OfferKind::ALL);
    let catalog = "products_catalog.v3.yml";
    limits(
        "bigcommerce",
        &[
            ("title", 250, Characters, catalog, "name has 1 to 250 characters"),
            ("images", 1_000, Values, catalog, "at most 1000 images"),
            ("gtin", 14, Characters, catalog, "gtin have at most 14"),
        ],
    );
    requires("bigcommerce", &["title", "weight"]);
    let profile = profile("bigcommerce");
    assert!(says(&profile, catalog, &["name, type, weight and price are required"]));
    assert!(says(&profile, "inventory.v3.yml", &["safety_stock", "default is 0"]));
    assert_eq!(profile.own_buffer.unwrap().value.0, 0);
    assert!(names().all(|name| name == "bigcommerce" || self::profile(name).own_buffer.is_none()));
}

#[test]
fn catalogs_of_others() {
    limits(
        "google",
        &[
            ("title", 150, Characters, "answer/6324415", "1 to 150 characters"),
            ("description", 5_000, Characters, "answer/6098336", "up to 5000"),
            // image_link and ten others
            ("images", 11, Values, "answer/6324370", "up to 10 additional images"),
        ],
    );
    requires("google", &["title", "description", "images"]);
    let template = "catalog_products.csv";
    limits(
        "meta",
        &[
            ("title", 200, Characters, template, "title at most 200 characters"),
            ("description", 9_999, Characters, template, "description 9999"),
            ("brand", 100, Characters, template, "brand 100"),
            // image_link and twenty others
            ("images", 21, Values, "Spanish template", "up to 20 additional images"),
        ],
    );
    requires("meta", &["title", "description", "condition", "images"]);
    assert!(says(&profile("meta"), template, &["title, description, availability, condition", "required"]));
}
