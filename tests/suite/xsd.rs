//! As much of XML Schema as the schema of `JUnit` uses: an element against its declaration, its attributes, the order
//! and number of its children, its simple types. What the schema holds beyond that is an error of its own.

use roxmltree::{Document, Node};

/// What is wrong with a document by a schema.
pub(crate) fn errors(xml: &str, schema: &str) -> Vec<String> {
    let (document, schema) = (Document::parse(xml).unwrap(), Document::parse(schema).unwrap());
    let judge = Judge { schema: schema.root_element() };
    let root = document.root_element();
    let mut errors = Vec::new();
    match judge.named("element", root.tag_name().name()) {
        Some(declaration) => judge.element(root, declaration, &mut errors),
        None => errors.push(format!("no element `{}`", root.tag_name().name())),
    }
    errors
}

struct Judge<'s> {
    schema: Node<'s, 's>,
}

fn parts<'s>(node: Node<'s, 's>, name: &'s str) -> impl Iterator<Item = Node<'s, 's>> {
    node.children().filter(move |own| own.tag_name().name() == name)
}

fn part<'s>(node: Node<'s, 's>, name: &'s str) -> Option<Node<'s, 's>> {
    parts(node, name).next()
}

impl<'s> Judge<'s> {
    fn named(&self, kind: &'s str, name: &str) -> Option<Node<'s, 's>> {
        parts(self.schema, kind).find(|own| own.attribute("name") == Some(name))
    }

    fn element(&self, node: Node<'_, '_>, declaration: Node<'s, 's>, errors: &mut Vec<String>) {
        let named = declaration.attribute("type").and_then(|name| self.named("complexType", name));
        match part(declaration, "complexType").or(named) {
            Some(own) => {
                let mut attributes = Vec::new();
                self.content(node, own, &mut attributes, errors);
                of_attributes(node, &attributes, errors);
            }
            None => {
                assert!(self.is_simple(declaration), "{declaration:?}");
                if node.has_children() && node.children().any(|child| child.is_element()) {
                    errors.push(format!("`{}` holds elements", node.tag_name().name()));
                }
            }
        }
    }

    fn is_simple(&self, declaration: Node<'s, 's>) -> bool {
        let name = declaration.attribute("type").unwrap_or_default();
        part(declaration, "simpleType").is_some() || self.named("simpleType", name).is_some()
    }

    /// Judges the children, and gathers the attributes of a type with those of the one that it extends.
    fn content(
        &self,
        node: Node<'_, '_>,
        own: Node<'s, 's>,
        attributes: &mut Vec<Node<'s, 's>>,
        errors: &mut Vec<String>,
    ) {
        attributes.extend(parts(own, "attribute"));
        if let Some(extension) = part(own, "complexContent").and_then(|content| part(content, "extension")) {
            attributes.extend(parts(extension, "attribute"));
            let base = self.named("complexType", extension.attribute("base").unwrap()).unwrap();
            return self.content(node, base, attributes, errors);
        }
        if let Some(extension) = part(own, "simpleContent").and_then(|content| part(content, "extension")) {
            return attributes.extend(parts(extension, "attribute"));
        }
        let children: Vec<Node<'_, '_>> = node.children().filter(Node::is_element).collect();
        let mut left = children.as_slice();
        if let Some(group) = part(own, "sequence").or_else(|| part(own, "choice")) {
            self.group(&mut left, group, errors);
        }
        if let Some(first) = left.first() {
            errors.push(format!("`{}` out of place", first.tag_name().name()));
        }
        let text: String = node.children().filter_map(|child| child.text()).collect();
        if !text.trim().is_empty() && left.is_empty() && children.is_empty() {
            errors.push(format!("`{}` holds text", node.tag_name().name()));
        }
    }

    fn group(&self, left: &mut &[Node<'_, '_>], group: Node<'s, 's>, errors: &mut Vec<String>) {
        let is_choice = group.tag_name().name() == "choice";
        for declaration in parts(group, "element") {
            let name = declaration.attribute("name").unwrap();
            let most = declaration.attribute("maxOccurs").unwrap_or("1");
            let least = declaration.attribute("minOccurs").unwrap_or("1");
            let mut count = 0;
            while let Some((first, rest)) = left.split_first() {
                let is_full = most != "unbounded" && count >= most.parse::<usize>().unwrap();
                if first.tag_name().name() != name || is_full {
                    break;
                }
                self.element(*first, declaration, errors);
                (*left, count) = (rest, count + 1);
            }
            if is_choice && count > 0 {
                return;
            }
            if !is_choice && count < least.parse::<usize>().unwrap() {
                errors.push(format!("no `{name}`"));
            }
        }
    }
}

fn of_attributes(node: Node<'_, '_>, declared: &[Node<'_, '_>], errors: &mut Vec<String>) {
    let owner = node.tag_name().name();
    for own in node.attributes() {
        match declared.iter().find(|declared| declared.attribute("name") == Some(own.name())) {
            Some(declaration) if fits(own.value(), *declaration) => {}
            Some(_) => errors.push(format!("`{owner}` has {}={:?}", own.name(), own.value())),
            None => errors.push(format!("`{owner}` takes no `{}`", own.name())),
        }
    }
    for declared in declared.iter().filter(|own| own.attribute("use") == Some("required")) {
        let name = declared.attribute("name").unwrap();
        if node.attribute(name).is_none() {
            errors.push(format!("`{owner}` has no `{name}`"));
        }
    }
}

fn fits(value: &str, declaration: Node<'_, '_>) -> bool {
    if let Some(restriction) = part(declaration, "simpleType").and_then(|own| part(own, "restriction")) {
        let least = part(restriction, "minLength").and_then(|own| own.attribute("value"));
        let least = least.map_or(0, |least| least.parse().unwrap());
        return value.chars().count() >= least && is_of(value, restriction.attribute("base").unwrap());
    }
    is_of(value, declaration.attribute("type").unwrap())
}

fn is_of(value: &str, kind: &str) -> bool {
    match kind {
        "xs:string" => true,
        "xs:token" => !value.contains(['\n', '\t', '\r']) && !value.contains("  ") && value.trim() == value,
        "xs:int" => value.parse::<i32>().is_ok(),
        "xs:decimal" => value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'),
        "ISO8601_DATETIME_PATTERN" => {
            let form: String =
                value.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect();
            form == "0000-00-00T00:00:00"
        }
        // what the schema does not use today is nothing that a value could be
        _ => false,
    }
}
