//! Exports of shops, and rows that belong to a product: what is an item, what it takes, what is counted.

use super::*;

/// The SHOP's feed with more columns, so that something reads the fields.
fn read_fields(sources: &str, given: &[(&str, &[u8])], fields: &[&str]) -> Read {
    let columns: Vec<String> = fields.iter().map(|field| format!("column \"{field}\" {field}")).collect();
    let title = "column \"Name\" title";
    let shop = SHOP.replace(title, &format!("{title}; {}", columns.join("; ")));
    let policy = format!("evenkeel 1\n{shop}\ncatalog {{\n{sources}\n}}\n");
    let memory = Memory::default().with("evenkeel.kdl", policy);
    whole(&given.iter().fold(memory, |memory, (path, bytes)| memory.with(*path, *bytes)))
}

/// The texts of an item that are there, in the order of the fields' names.
fn texts<'r>(read: &'r Read, sku: &str) -> Vec<&'r str> {
    read.item(sku).texts.iter().flatten().map(String::as_str).collect()
}

const WOO: &str = "source products \"p.csv\" format=woocommerce-csv";

fn woo(text: &str) -> Read {
    read(WOO, &[("p.csv", text.as_bytes())])
}

#[test]
fn a_variation_takes_from_its_product_wherever_that_stands() {
    let read = woo("ID,Type,SKU,Name,Published,Stock,In stock?,Regular price,Sale price,Parent\n\
         11,variation,T-S,,1,3,1,20,15,T\n\
         10,variable,T,Shirt,1,,1,,,\n\
         12,variation,T-M,Shirt M,1,,1,21,,id:10\n\
         13,variation,T-L,,1,,0,22,,T\n\
         14,simple,M,Mug,1,7,1,9,,\n");
    assert_eq!(read.skus(), ["T-S", "T-M", "T-L", "M"]);
    assert_eq!(texts(&read, "T-S"), ["Shirt"]);
    assert_eq!(texts(&read, "T-M"), ["Shirt M"], "its own name goes before");
    assert_eq!(read.price("T-S"), "20", "the regular price: a sale is the shop's own");
    let stock = |sku: &str| read.item(sku).stock[0];
    assert_eq!(
        [stock("T-S"), stock("T-M"), stock("T-L"), stock("M")],
        [Stock::Units(3), Stock::Untracked, Stock::Units(0), Stock::Units(7)],
        "a count, in stock without one, out of stock"
    );
    assert_eq!(read.counts, Counts { rows: 5, items: 4, continuation: 1, ..Counts::default() });
}

#[test]
fn what_the_shop_does_not_sell_is_left_out_and_counted() {
    let read = woo("Type,SKU,Published,Stock,Regular price,Parent\n\
         simple,A,1,1,5,\nsimple,B,0,1,5,\nsimple,C,-1,1,5,\ngrouped,D,1,,,\nexternal,E,1,,9,\n\
         variable,F,-1,,,\nvariation,F-1,1,1,5,F\n\"simple, virtual\",G,1,1,5,\n");
    assert_eq!(read.skus(), ["A", "G"], "a variation of a draft is none either");
    assert_eq!(read.counts, Counts { rows: 8, items: 2, left_out: 6, ..Counts::default() });
}

#[test]
fn a_variation_without_its_product_is_told() {
    let read = woo("Type,SKU,Regular price,Stock,Parent\nvariation,A,5,1,gone\nvariation,B,5,parent,\n");
    assert_eq!(read.told(), ["1/2 no parent `gone`"]);
    assert_eq!(
        read.item("B").stock,
        [Stock::Missing],
        "units that its product shares out are no count of its own"
    );
}

#[test]
fn attributes_name_themselves() {
    let text = "Type,SKU,Regular price,Parent,Attribute 1 Name,Attribute 1 Value(s),Attribute 2 name,Attribute 2 value(s)\n\
                variable,T,,,Shirt size,\"S, M\",Fabric,Cotton\nvariation,T-S,5,T,Shirt size,S,,\nvariation,T-X,5,T,Shirt size,,,\n";
    let read = read_fields(WOO, &[("p.csv", text.as_bytes())], &["attribute.fabric", "attribute.shirt-size"]);
    assert_eq!(texts(&read, "T-S"), ["Cotton", "S"], "the fabric is the product's, the size its own");
    assert_eq!(texts(&read, "T-X"), ["Cotton"], "any size is none, and not all of them");
}

#[test]
fn units_in_the_header_and_the_deepest_category() {
    let text = "Type,SKU,Regular price,Weight (lbs),Length (cm),Categories,Images\n\
                simple,A,5,2.5,10,\"Clothing, Clothing > Shirts, Sale\",\"a.jpg, b.jpg\"\n";
    let read = read_fields(WOO, &[("p.csv", text.as_bytes())], &["category", "images", "length", "weight"]);
    assert_eq!(texts(&read, "A"), ["Clothing > Shirts", "a.jpg\nb.jpg", "2.5 lb", "10 cm"]);
}

const GOOGLE: &str = "source products \"p.tsv\" format=google-tsv";

#[test]
fn google_tells_stock_by_a_word() {
    let text = b"id\ttitle\tprice\tavailability\tquantity\nA\tOne\t19.99 USD\tin_stock\t\nB\tTwo\t5 USD\tout of stock\t7\n\
                 C\tThree\t5.00 USD\tpreorder\t\nD\tFour\t5.00 USD\tin stock\t4\nE\tFive\t5.00 EUR\tin stock\t4\n\
                 F\tSix\t5.00 USD\tsoon\t\n";
    let read = read(GOOGLE, &[("p.tsv", text)]);
    let stock: Vec<Stock> = read.items.iter().map(|item| item.stock[0]).collect();
    assert_eq!(
        stock,
        [Stock::Untracked, Stock::Units(0), Stock::Units(0), Stock::Units(4)],
        "what is out of stock has none, whatever its count says"
    );
    assert_eq!(read.price("A"), "19.99");
    assert_eq!(read.told(), ["5/6 price `5.00 EUR` in EUR, not USD", "6/7 availability `soon`"]);
}

#[test]
fn a_word_for_none_goes_before_any_count_and_an_unknown_one_is_told() {
    let text = b"id\tprice\tavailability\tquantity\nA\t5\tSold out\t5\nB\t5\tpending\t5\nC\t5\thttps://schema.org/OutOfStock\t\n\
                 D\t5\thttp://schema.org/InStock\t4\nE\t5\tnein\t5\nF\t5\t\t6\nG\t5\t???\t7\n";
    let read = read(GOOGLE, &[("p.tsv", text)]);
    let stock: Vec<(&str, Stock)> =
        read.items.iter().map(|item| (item.sku.as_str(), item.stock[0])).collect();
    let expected = [("A", 0), ("B", 0), ("C", 0), ("D", 4), ("F", 6)];
    assert_eq!(stock, expected.map(|(sku, units)| (sku, Stock::Units(units))));
    assert_eq!(read.told(), ["5/6 availability `nein`", "7/8 availability `???`"]);
    assert!(read.problems.iter().all(|problem| problem.column == Some(2)), "at the word, not at the count");
}

#[test]
fn google_attributes_with_blanks_for_bars() {
    let text = b"id\tprice\timage link\tadditional image link\tshipping weight\titem group id\tgoogle product category\n\
                 A\t5 USD\ta.jpg\tb.jpg, c.jpg,a.jpg\t3 lb\tG-1\tApparel > Shirts\n";
    let fields = ["attribute.item-group-id", "category", "images", "weight"];
    let read = read_fields(GOOGLE, &[("p.tsv", text)], &fields);
    assert_eq!(texts(&read, "A"), ["Apparel > Shirts", "a.jpg\nb.jpg\nc.jpg", "3 lb", "G-1"]);
}

#[test]
fn the_images_of_a_shopify_product_by_their_position() {
    for header in [
        "Handle,Title,Variant SKU,Variant Price,Option1 Value,Image Src,Image Position",
        "URL handle,Title,SKU,Price,Option1 value,Product image URL,Image position",
    ] {
        let rows = "tee,Tee,T-S,5,S,b.jpg,2\ntee,,T-M,5,M,c.jpg,3\ntee,,,,,a.jpg,1\ntee,,,,,b.jpg,2\nmug,Mug,M,4,,m.jpg,\n";
        let source = "source products \"p.csv\" format=shopify-csv";
        let read = read_fields(source, &[("p.csv", format!("{header}\n{rows}").as_bytes())], &["images"]);
        for sku in ["T-S", "T-M"] {
            assert_eq!(texts(&read, sku), ["Tee", "a.jpg\nb.jpg\nc.jpg"], "{header}");
        }
        assert_eq!(texts(&read, "M"), ["Mug", "m.jpg"]);
        assert_eq!(read.counts, Counts { rows: 5, items: 3, image: 2, ..Counts::default() });
    }
}

const SHOPIFY: &str = "source products \"p.csv\" format=shopify-csv";

#[test]
fn what_a_shopify_shop_does_not_sell_is_left_out_with_all_its_rows() {
    // a shirt of two sizes and an image, archived; a mug that is a draft; a cap that is sold by its address alone; a
    // bag that its shop does not show; a tee that is sold, of two sizes; a sock of which nothing is said
    let rows = "shirt,Shirt,S-S,5,S,s.jpg,TRUE,archived\nshirt,,S-M,5,M,,,\nshirt,,,,,t.jpg,,\n\
                mug,Mug,M,4,,,true,Draft\ncap,Cap,C,4,,,true,unlisted\nbag,Bag,B,4,,,FALSE,active\n\
                tee,Tee,T-S,5,S,,true,active\ntee,,T-M,6,M,,,\nsock,Sock,K,1,,,,\n";
    for header in [
        "Handle,Title,Variant SKU,Variant Price,Option1 Value,Image Src,Published,Status",
        "URL handle,Title,SKU,Price,Option1 value,Product image URL,Published on online store,Status",
    ] {
        let text = format!("{header}\n{rows}");
        let read = |keep: &str| read(&format!("{SHOPIFY} {{ {keep} }}"), &[("p.csv", text.as_bytes())]);
        let own = read("");
        assert_eq!(own.skus(), ["T-S", "T-M", "K"], "{header}");
        // the shirt's three rows, the mug, the cap and the bag
        assert_eq!(own.counts, Counts { rows: 9, items: 3, left_out: 6, ..Counts::default() });
        assert_eq!(own.told(), Vec::<String>::new(), "what is not for sale is no mistake");
    }
    let header = "Handle,Title,Variant SKU,Variant Price,Option1 Value,Image Src,Published,Status\n";
    let text = format!("{header}{rows}");
    let read = |keep: &str| read(&format!("{SHOPIFY} {{ {keep} }}"), &[("p.csv", text.as_bytes())]);
    let drafts = read("keep \"Status\" \"draft\" \"Draft\" \"active\"");
    assert_eq!(
        drafts.skus(),
        ["M", "T-S", "T-M"],
        "whoever names the status says which; the bag is still not shown"
    );
    let shown = read("keep \"Published\" \"true\" \"FALSE\"");
    assert_eq!(shown.skus(), ["B", "T-S", "T-M"], "a variant's blank is its product's word");
}

#[test]
fn a_row_that_cannot_be_read_is_told_whatever_its_product_is() {
    let text =
        b"Handle,Variant SKU,Variant Price,Status\nmug,M-1,4,archived\nmug,M-2,4\nbag,B-1,4\nbag,B-2,4,\n";
    let read = read(SHOPIFY, &[("p.csv", text)]);
    // what the bag's second row leaves blank its first one has, in cells that may be shifted
    assert_eq!(read.told(), ["2/3 3 cells of 4", "3/4 3 cells of 4", "4/5 lost product on line 4"]);
    assert_eq!(read.counts, Counts { rows: 4, left_out: 1, unusable: 3, ..Counts::default() });
    let whole = b"handle,sku,title,price\na,A-1,Tee\na,A-2,Tall tee,4\na,A-3,,5\nb,B-1,Mug,5\n";
    let read = super::read("source products \"p.csv\" { group \"handle\" }", &[("p.csv", whole)]);
    assert_eq!(read.skus(), ["A-2", "B-1"], "a row that leaves nothing blank takes nothing");
    assert_eq!(read.told(), ["1/2 3 cells of 4", "3/4 lost product on line 2"]);
}

#[test]
fn rows_of_one_group_take_from_its_first() {
    let text = b"handle,sku,title,price,stock,gtin\ntee,T-S,Tee,5,3,111\n,T-M,,,4,\ntee,T-L,Tall tee,6,,\nmug,M,,4,1,\n";
    let source = "source products \"p.csv\" { group \"handle\" }";
    let read = read_fields(source, &[("p.csv", text)], &["gtin"]);
    assert_eq!(texts(&read, "T-M"), ["Tee"], "a GTIN is one SKU's alone");
    assert_eq!(texts(&read, "T-L"), ["Tall tee"]);
    assert_eq!([read.price("T-M"), read.price("T-L"), read.price("M")], ["5", "6", "4"]);
    assert_eq!(read.item("T-L").stock, [Stock::Missing], "and so are its units");
    assert_eq!(texts(&read, "M"), Vec::<&str>::new(), "the mug is another product");
}

#[test]
fn a_product_above_its_variants_is_no_item() {
    let text = b"id,kind,name,base,more,stock\np1,Product,Table,500,,1\np1,Variant,,,0,2\np1,Variant,,,80.50,3\np2,Product,Mug,9,,4\n";
    let source = "source products \"p.csv\" { sku \"id\" \"more\"; group \"id\" first=product; title \"name\"; price \"base\" plus=\"more\" }";
    let read = read(source, &[("p.csv", text)]);
    assert_eq!(read.skus(), ["p1/0", "p1/80.50", "p2"]);
    // 500 + 0; 500 + 80.50; nothing on top of 9
    assert_eq!([read.price("p1/0"), read.price("p1/80.50"), read.price("p2")], ["500", "580.50", "9"]);
    assert_eq!(texts(&read, "p1/80.50"), ["Table"]);
    assert_eq!(read.counts, Counts { rows: 4, items: 3, continuation: 1, ..Counts::default() });
    let whole = b"id,name,base,more\np1,,500,0\np1,,600,1\n";
    let read = super::read(source, &[("p.csv", whole)]);
    assert_eq!(
        read.skus(),
        ["p1/0", "p1/1"],
        "nothing is taken from the first: it is an item like the other"
    );
}

#[test]
fn a_column_that_names_the_parent() {
    let text =
        b"sku,parent,title,price,stock\nA-S,A,,,1\nA,,Tee,5,\nA-M,A,Tee M,6,2\nB,B,Mug,4,3\nC-1,C,,5,1\n";
    let read = read("source products \"p.csv\" { parent \"parent\" }", &[("p.csv", text)]);
    assert_eq!(
        read.skus(),
        ["A-S", "A-M", "B"],
        "a row that others name is no item, one that names itself is"
    );
    assert_eq!((texts(&read, "A-S"), read.price("A-S")), (vec!["Tee"], "5".to_owned()));
    assert_eq!(read.told(), ["5/6 no parent `C`"]);
    assert_eq!(read.counts, Counts { rows: 5, items: 3, continuation: 1, unusable: 1, ..Counts::default() });
}

#[test]
fn rows_that_are_kept_and_rows_that_are_not() {
    let text = b"sku,currency,price,kind\nA,USD,5,x\nA,EUR,4,x\nB,EUR,3,x\nC,USD,2,\nD,USD\nE,usd,1,x\n";
    let one = read("source products \"p.csv\" { keep \"currency\" \"USD\" }", &[("p.csv", text)]);
    assert_eq!(one.skus(), ["A", "C"], "exactly so, in this case of letters");
    assert_eq!(one.told(), ["5/6 2 cells of 4"], "a row whose cells are shifted is told, not left out");
    assert_eq!(one.counts, Counts { rows: 6, items: 2, left_out: 3, unusable: 1, ..Counts::default() });
    let two = read(
        "source products \"p.csv\" { keep \"currency\" \"USD\" \"usd\"; keep \"kind\" \"\" }",
        &[("p.csv", text)],
    );
    assert_eq!(two.skus(), ["C"], "both must hold, and a blank may be asked for");
    let start = read("source products \"p.csv\" { keep \"currency\" \"U*\" }", &[("p.csv", text)]);
    assert_eq!(start.skus(), ["A", "C"]);
}
