"""The data of `policies.py` as the files that the program reads: KDL, its nodes in any order, and CSV."""

import csv
import io

import promotions


def files(random, policy, rows):
    """The policy's files by path."""
    nodes = [policy_node(policy), catalog_node(policy), pricing(policy)]
    nodes += [profile(own) for own in policy["profiles"]] + [channel(own) for own in policy["channels"]]
    nodes += [pool(own) for own in policy["pools"]]
    nodes += [throttle(own) for own in policy["pools"] if own.get("throttle")]
    nodes += [buffer(own) for own in policy["buffers"]] + [price(own) for own in policy["prices"]]
    if policy["segments"]:
        nodes.append(block("segments", [segment(own) for own in policy["segments"]]))
    if policy["advertised"] or policy["exempt"]:
        lines = [f"advertised {' '.join(policy['advertised'])}"] if policy["advertised"] else []
        lines += [f"exempt {' '.join(policy['exempt'])}"] if policy["exempt"] else []
        nodes.append(block("map-policy", lines))
    nodes += promotions.nodes(policy, block, condition)
    random.shuffle(nodes)
    cut = random.randint(0, len(nodes))
    root = "\n".join(["evenkeel 1", *nodes[:cut]]) + "\n"
    texts = {"evenkeel.kdl": root, "more.kdl": "\n".join(nodes[cut:]) + "\n"}
    joined = [name for name in rows[0] if name.startswith(("velocity", "deviation", "lead-time"))]
    texts["catalog.csv"] = table(rows, [name for name in rows[0] if name not in joined])
    texts["sales.csv"] = table(random.sample(rows, len(rows)), ["sku", *joined])
    return texts


def table(rows, columns):
    """Rows as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def block(head, lines):
    """A node with children."""
    return "\n".join([f"{head} {{", *[f"    {line}" for line in lines], "}"])


def quoted(text):
    """A text in quotes."""
    return '"' + text + '"'


def policy_node(policy):
    """Currency, rates, the tax that the catalog's prices hold."""
    lines = [f"currency {policy['currency']}"]
    lines += [f"fx {currency} {rate}" for currency, rate in policy["fx"].items()]
    if policy["include_tax"]:
        lines.append(f"prices include-tax={quoted(policy['include_tax'])}")
    return block("policy random", lines)


def catalog_node(policy):
    """Two files joined by SKU; columns named after fields map themselves."""
    products = ['attribute street "attribute.street"', 'attribute kept "attribute.kept"']
    for own in policy["pools"]:
        for place, _ in own["locations"]:
            products += [f'{field} "{field} {place}" location={place}' for field in ["stock", "committed"]]
    sales = ['lead-time "lead-time" unit=d']
    for field, word, names in [
        ("velocity", "velocity", "velocities"),
        ("velocity-sd", "deviation", "deviations"),
    ]:
        for name in policy[names]:
            sales.append(f'{field} "{word} {name}"' + ("" if name == "whole" else f" channel={name}"))
    lines = [block('source products "catalog.csv"', products), block('source sales "sales.csv"', sales)]
    missing = " ".join(f"{name}={word}" for name, word in policy["missing"].items() if word)
    return block("catalog", lines + ([f"missing {missing}"] if missing else []))


def profile(own):
    """What channels build on."""
    return block(f"profile {own['name']}", facts(own["facts"]))


def channel(own):
    """A channel with all that it says itself."""
    lines = [f"role {own['role']}"] + facts(own["facts"])
    lines += [f"{name} {own[name]}" for name in ["profile", "status"] if name in own]
    lines.append(f"sync via=api every={quoted(own['sync'])}")
    if "lists" in own:
        lines.append(block("lists", [condition(each) for each in own["lists"]]))
    if "quarantine" in own:
        lines.append("quarantine quantity=zero")
    return block(f"channel {own['name']}", lines)


def facts(own):
    """Money and stock of a channel or profile."""
    lines = [f"{name} {own[name]}" for name in ["severity", "currency", "max-quantity"] if name in own]
    if "tax" in own:
        rate, included = own["tax"]
        lines.append(f"tax {quoted(rate)} included=#{str(included).lower()}")
    if "shipping" in own:
        lines.append("shipping" + properties(own["shipping"]))
    if "returns" in own:
        parts = {name: value for name, value in own["returns"].items() if name != "rate"}
        lines.append(f"returns {quoted(own['returns']['rate'])}" + properties(parts))
    if "fees" in own:
        rows = []
        for name, given in own["fees"].items():
            if isinstance(given, str):
                rows.append(f"{name} {given}")
            else:
                rows += [
                    f"{name} {quoted(row['rate'])}"
                    + properties({key: value for key, value in row.items() if key != "rate"})
                    for row in given
                ]
        lines.append(block("fees", rows))
    return lines


def properties(given):
    """What is given, as `key=value`."""
    word = lambda value: quoted(value) if value.endswith("%") else value
    return "".join(f" {name}={word(value)}" for name, value in given.items() if value is not None)


def condition(own):
    """`where`, `not`, `any`."""
    if own[0] in ["not", "any"]:
        return block(own[0], [condition(each) for each in own[1]])
    if own[0] == "segment":
        return "where segment " + " ".join(own[1])
    values = own[2] if own[0] == "text" else [own[2]]
    return f"where {own[1]} " + " ".join(quoted(value) for value in values)


def segment(own):
    """A segment."""
    return block(f"segment {own['name']}", [condition(each) for each in own["where"]])


def pool(own):
    """Locations, channels, what is protected."""
    lines = [f"location {name}" + (f" held-by={by}" if by else "") for name, by in own["locations"]]
    lines.append("channels " + " ".join(own["channels"]))
    if own["protect"]:
        lines.append("protect " + " ".join(own["protect"]))
    return block(f"pool {own['name']}", lines)


def throttle(own):
    """Who pauses below how many units."""
    return block(
        f"throttle {own['name']}", [f"below {units} pause={name}" for units, name in own["throttle"]]
    )


def scope(node):
    """Channels, segment and SKU of a `buffer` or `price`."""
    words = [*node["channels"]]
    words += [f"{name}={node[name]}" for name in ["segment", "sku"] if node[name]]
    return " " + " ".join(words) if words else ""


def buffer(node):
    """A `buffer`."""
    lines = []
    for name, value in node.items():
        if name == "demand":
            lines.append("demand lead-time=" + (value if value == "item" else quoted(value)))
        elif name == "safety-stock" and value.endswith("%"):
            lines.append(f"safety-stock service-level={quoted(value)}")
        elif name not in ["channels", "segment", "sku"]:
            lines.append(f"{name} " + (quoted(value) if value.endswith("%") else value))
    return block("buffer" + scope(node), lines)


def price(node):
    """A `price`."""
    lines = []
    for name, value in node.items():
        if name == "match":
            lines.append("match")
        elif name == "steps":
            lines += [
                f"adjust {quoted(amount)}" if kind == "adjust" else f"add {amount}" for kind, amount in value
            ]
        elif name in ["round", "ending"]:
            lines.append(f"{name} {value[0]} {value[1]}")
        elif name == "floor":
            lines += [f"floor {floor}" for floor in value]
        elif name == "allow":
            lines.append(f"allow {value[0]}={quoted(value[1])}")
        elif name in ["base", "set", "compare-at"]:
            lines.append(f"{name} {value}")
    return block("price" + scope(node), lines)


def pricing(policy):
    """The anchor and what holds for all prices."""
    kind, name = policy["anchor"]
    lines = [f"anchor {name}" if kind == "channel" else f"anchor field={name}"]
    if policy["round"]:
        lines.append(f"round {policy['round'][0]} {policy['round'][1]}")
    lines += [f"margin at-least={quoted(floor)}" for floor in policy["margin_floors"]]
    return block("pricing", lines)
