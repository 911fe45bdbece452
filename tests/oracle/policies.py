"""Random policies and catalogs: plain data, and the same as the texts that the program reads.

Figures stay the texts that stand in the files; whoever computes with them reads them as exact fractions.
A setting is given at scopes of which one is always the most specific, so that no policy is ambiguous.
"""

SEGMENTS = ["hero", "core", "tail"]
CATEGORIES = ["Skin Care > Serums", "Skin Care > Oils", "Hair", "Body"]
EXPONENT = {"USD": 2, "EUR": 2, "GBP": 2, "JPY": 0}
RATES = {"EUR": "0.92", "GBP": "0.7885", "JPY": "150.25", "USD": "1.0835"}
# long windows, so that some sell more than there is
SYNC = {"shop": "6h", "market": "2d", "outlet": "2h", "reseller": "36h", "abroad": "12h"}
MODES = ["half-even", "half-up", "half-down", "up", "down"]


def cents(random, low, high):
    """An amount between two numbers of cents."""
    value = random.randint(low, high)
    return f"{value // 100}.{value % 100:02}"


def percent(random, low, high):
    """A percentage between two whole ones, at times with a part."""
    part = random.choice(["", "", "", ".5", ".25"])
    return f"{random.randint(low, high - 1)}{part}%"


def random_policy(random, rows):
    """A policy, and the rows of its catalog."""
    home = random.choice(["USD", "USD", "EUR"])
    foreign = [currency for currency in EXPONENT if currency != home]
    rates = dict(RATES, JPY="150.25" if home == "USD" else "162.5")
    policy = {
        "currency": home,
        "fx": {currency: rates[currency] for currency in foreign},
        "include_tax": random.choice([None, None, "19%", "8.25%"]),
        "item_tax": random.random() < 0.3,
        "missing": {
            "stock": random.choice([None, None, "zero"]),
            "cost": random.choice([None, None, None, "hold", "zero"]),
        },
    }
    policy["channels"], policy["profiles"] = channels(random, policy, foreign)
    policy["pools"] = pools(random, policy["channels"])
    policy["anchor"] = ("field", "map") if random.random() < 0.15 else ("channel", "shop")
    policy["segments"] = segments(random, policy)
    policy["skus"] = [f"SKU-{number:03}" for number in range(rows)]
    for channel in policy["channels"][1:]:
        if random.random() < 0.35:
            channel["lists"] = listed(random, policy)
    policy["buffers"] = buffers(random, policy)
    policy["round"] = rounding(random, 2) if random.random() < 0.6 else None
    policy["margin_floors"] = [percent(random, 0, 12) for _ in range(random.choice([0, 1, 1, 2]))]
    policy["prices"] = prices(random, policy)
    public = [own["name"] for own in policy["channels"] if own["role"] != "wholesale"]
    policy["exempt"] = [name for name in public if random.random() < 0.15]
    policy["advertised"] = random.choice([None, None, ["list"], ["sale", "coupon"]])
    return policy, at_bounds(random, policy, catalog(random, policy))


# -- channels and pools --------------------------------------------------------------------------------------


def channels(random, policy, foreign):
    """The shop, which is the anchor, and others; and the profiles that some build on."""
    made, profiles = [], []
    for name in ["shop", "market", "outlet", "reseller", "abroad"][: random.randint(3, 5)]:
        own = {
            "name": name,
            "role": {"shop": "dtc", "reseller": "wholesale", "outlet": "retail"}.get(name, "marketplace"),
            "sync": SYNC[name],
            "facts": channel_facts(random, policy, foreign, name),
        }
        if random.random() < 0.3:
            # every fact may stand in the profile; what the channel says itself takes its place
            currency = own["facts"].get("currency")
            profile = {
                "name": f"of-{name}",
                "facts": channel_facts(random, policy, [currency or policy["currency"]], name),
            }
            profile["facts"].pop("currency", None)
            own["facts"] = {
                key: value
                for key, value in own["facts"].items()
                if random.random() < 0.6 or key == "currency"
            }
            if currency and random.random() < 0.5:
                profile["facts"]["currency"] = own["facts"].pop("currency")
            own["profile"] = profile["name"]
            profiles.append(profile)
        if name != "shop" and random.random() < 0.06:
            own["status"] = random.choice(["paused", "onboarding"])
        if random.random() < 0.2:
            own["quarantine"] = "zero"
        made.append(own)
    return made, profiles


def channel_facts(random, policy, currencies, name):
    """What a channel or its profile says of money and stock, in the channel's currency."""
    facts = {}
    currency = policy["currency"]
    if len(currencies) == 1 or random.random() < (0.15 if name == "shop" else 0.45):
        currency = facts["currency"] = random.choice(currencies)
    scale = 100 if currency == "JPY" else 1
    money = lambda low, high: cents(random, low, high) if scale == 1 else str(random.randint(low, high))
    if random.random() < 0.6:
        facts["severity"] = random.choice(["1", "1.1", "1.25", "1.5", "0.8"])
    if random.random() < 0.35:
        facts["tax"] = (random.choice(["19%", "20%", "7.7%", "0%", "8.25%"]), random.random() < 0.7)
    if random.random() < 0.5:
        facts["shipping"] = {
            "charge": random.choice([None, money(0, 600)]),
            "free-over": random.choice([None, None, money(2000, 6000)]),
            "cost": random.choice([None, money(0, 500)]),
        }
    if random.random() < 0.5:
        facts["returns"] = {
            "rate": percent(random, 0, 12),
            "cost": random.choice([None, money(0, 300)]),
            "recovers": random.choice([None, percent(random, 0, 100)]),
        }
    if random.random() < 0.75:
        facts["fees"] = fees(random, money)
    if random.random() < 0.4:
        facts["max-quantity"] = str(random.randint(5, 200))
    # what says nothing is not written, and takes no profile's place
    for name in ["shipping", "fees"]:
        if name in facts and not any(facts[name].values()):
            del facts[name]
    return facts


def fees(random, money):
    """Rows by price, parts above an amount, least fees, fixed ones."""
    made = {}
    for group in ["referral", "payment"]:
        if random.random() < 0.35:
            continue
        row = lambda **more: {
            "rate": percent(random, 0, 14),
            "of": random.choice([None, None, "net"]),
            **more,
        }
        plain = lambda: row(
            fixed=random.choice([None, money(5, 40)]), minimum=random.choice([None, None, money(20, 250)])
        )
        bounds = random.sample(
            [money(600, 1500), money(2000, 3500), money(4000, 7000)], random.choice([0, 0, 1, 2])
        )
        rows = [dict(plain(), **{"up-to": bound}) for bound in bounds] + [plain()]
        # a part of the price in the place of a table by the whole price, and at times two
        for above in random.sample([money(1500, 2800), money(3000, 6000)], random.choice([0, 0, 0, 1, 1, 2])):
            rows.append(row(above=above))
        random.shuffle(rows)
        made[group] = rows
    for fixed in ["fulfillment", "closing"]:
        if random.random() < 0.25:
            made[fixed] = money(20, 200)
    return made


def pools(random, channels):
    """Every channel draws from one pool; one pool may be held by its only channel, one in part."""
    names = [own["name"] for own in channels]
    held = [own["name"] for own in channels[1:] if own.get("status") is None and random.random() < 0.12][:1]
    others = [name for name in names if name not in held]
    random.shuffle(others)
    cut = random.choice([len(others), random.randint(1, len(others))])
    made = []
    for number, members in enumerate([others[:cut], others[cut:]]):
        if not members:
            continue
        locations = [(f"place-{number}-{place}", None) for place in range(random.choice([1, 1, 2]))]
        if random.random() < 0.15:
            locations.append((f"place-{number}-held", random.choice(members)))
        protect = [field for field in ["committed", "attribute.kept"] if random.random() < 0.4]
        made.append(
            {"name": f"pool-{number}", "locations": locations, "channels": members, "protect": protect}
        )
    if held:
        made.append({"name": "held", "locations": [("place-held", held[0])], "channels": held, "protect": []})
    for pool in made:
        if pool["name"] != "held" and random.random() < 0.5:
            paused = random.sample(pool["channels"], random.randint(1, len(pool["channels"])))
            pool["throttle"] = [(str(random.randint(1, 40)), name) for name in paused]
    return made


# -- conditions ----------------------------------------------------------------------------------------------


def segments(random, policy):
    """None, or two or three of which the last catches the rest."""
    if random.random() < 0.25:
        return []
    names = SEGMENTS if random.random() < 0.6 else SEGMENTS[1:]
    made = [{"name": name, "where": [condition(random, policy, False)]} for name in names[:-1]]
    if random.random() < 0.3:
        made[0]["where"].append(condition(random, policy, False))
    return made + [{"name": names[-1], "where": []}]


def listed(random, policy):
    """Which SKUs a channel carries: most of them."""
    draw = random.random()
    if draw < 0.3:
        return [("not", [("text", "sku", random.sample(policy["skus"], 3))])]
    if draw < 0.5:
        return [("not", [("text", "category", [random.choice(CATEGORIES)])])]
    if draw < 0.7:
        return [("number", "price", random.choice([">= 9", "< 90"]))]
    return [("any", [condition(random, policy, True), condition(random, policy, True)])]


def condition(random, policy, with_segment):
    """One condition, at times of others."""
    draw = random.random()
    if draw < 0.15:
        return ("not", [condition(random, policy, with_segment) for _ in range(random.choice([1, 1, 2]))])
    if draw < 0.3:
        return ("any", [condition(random, policy, with_segment) for _ in range(2)])
    if draw < 0.45:
        prefix = random.random() < 0.5
        return ("text", "category", ["Skin Care > *"] if prefix else random.sample(CATEGORIES, 2))
    if draw < 0.55 and policy["anchor"] == ("channel", "shop"):
        return ("number", "margin", random.choice([">= 30%", "< 45%"]))
    if draw < 0.65 and with_segment and policy["segments"]:
        return ("segment", [random.choice(policy["segments"])["name"]])
    if draw < 0.75:
        return ("number", "cost", random.choice([">= 10", "< 12.50", "<= 20"]))
    if draw < 0.9:
        return ("number", "velocity", random.choice([">= 4", "> 8", "< 10", "<= 2"]))
    return ("number", "price", random.choice([">= 40", "< 25", ">= 19.99"]))


# -- buffers and prices --------------------------------------------------------------------------------------


def nodes_of(random, policy, names, draw, wide=1.0, narrow=0.5):
    """Nodes that give one setting: policy-wide, by channel or by segment or by both and each pair of them,
    by SKU, by SKU on a channel."""
    made = []
    node = lambda channels=(), segment=None, sku=None: made.append(
        {"channels": list(channels), "segment": segment, "sku": sku, **draw(channels)}
    )
    if random.random() < wide:
        node()
    segments = [own["name"] for own in policy["segments"]]
    middle = random.random()
    some = random.sample(names, random.randint(1, min(2, len(names)))) if names else []
    few = random.sample(segments, 1) if segments else []
    if middle < narrow * 0.5 and some:
        node(some)
    elif middle < narrow * 0.8 and few and wide > 0:
        node(segment=few[0])
    elif middle < narrow and few and some:
        if wide > 0:
            node(some)
            node(segment=few[0])
        node(some, few[0])
    for sku in random.sample(policy["skus"], 2):
        if random.random() < narrow * 0.5 and wide > 0:
            node(sku=sku)
        if random.random() < narrow * 0.5 and names:
            node([random.choice(names)], sku=sku)
    return made


def merged(random, nodes):
    """At times the settings of one scope in one node."""
    made = {}
    for number, node in enumerate(nodes):
        scope = (tuple(node["channels"]), node["segment"], node["sku"])
        # a node keeps its own place where its settings would meet others of the same name
        key = scope if random.random() < 0.7 else (*scope, number)
        held = made.setdefault(
            key, {"channels": node["channels"], "segment": node["segment"], "sku": node["sku"]}
        )
        held.update(
            {name: value for name, value in node.items() if name not in ["channels", "segment", "sku"]}
        )
    return list(made.values())


def buffers(random, policy):
    """How many units each channel keeps back."""
    held = [pool["channels"][0] for pool in policy["pools"] if pool["name"] == "held"]
    names = [own["name"] for own in policy["channels"] if own["name"] not in held]

    def method(_):
        draw = random.random()
        if draw < 0.5:
            return {"demand": random.choice(["1d", "2d", "36h", "item"])}
        if draw < 0.7:
            return {"percent": percent(random, 1, 25)}
        if draw < 0.85:
            return {"oversell-risk": random.choice(["0.01%", "0.5%", "2%", "12.5%"])}
        return {"units": str(random.randint(0, 12))}

    def safety(_):
        level = random.random() < 0.4
        return {
            "safety-stock": (
                random.choice(["90%", "95%", "97.5%", "99%"]) if level else str(random.randint(0, 8))
            )
        }

    # the least buffers lie below the greatest, wherever the two meet
    bound = lambda units, shares: (
        str(random.randint(*units)) if random.random() < 0.5 else percent(random, *shares)
    )
    given = nodes_of(random, policy, names, method)
    # a service level is over the lead time of a demand
    everywhere = any(not (node["channels"] or node["segment"] or node["sku"]) for node in given)
    stocks = safety if everywhere else lambda _: {"safety-stock": str(random.randint(0, 8))}
    given += nodes_of(random, policy, names, stocks, wide=0.7)
    given += nodes_of(
        random, policy, names, lambda _: {"risk": random.choice(["1", "1.2", "1.35"])}, wide=0.25, narrow=0.3
    )
    given += nodes_of(random, policy, names, lambda _: {"at-least": bound((0, 6), (0, 9))}, wide=0.4, narrow=0.4)
    given += nodes_of(random, policy, names, lambda _: {"at-most": bound((6, 60), (10, 25))}, wide=0.3, narrow=0.3)
    return [part for node in merged(random, given) for part in without_idle(node)]


def without_idle(node):
    """A node whose method is no demand, and apart from it what counts where there is one."""
    parts = {name: node.pop(name) for name in ["safety-stock", "risk"] if name in node}
    if not parts or not {"percent", "units", "oversell-risk"} & set(node):
        return [node | parts]
    scope = {name: node[name] for name in ["channels", "segment", "sku"]}
    return [node, scope | parts]


def rounding(random, exponent):
    """A step that the currency's money can be cut into, and what happens to the rest."""
    steps = ["0.01", "0.01", "0.02", "0.05", "0.10", "0.25"] if exponent else ["1", "1", "5", "10"]
    return random.choice(steps), random.choice(MODES)


def prices(random, policy):
    """What the channels charge."""
    own_currency = {own["name"]: currency_of(policy, own) for own in policy["channels"]}
    names = list(own_currency)
    others = names[1:] if policy["anchor"][0] == "channel" else names
    with_cents = [name for name in names if EXPONENT[own_currency[name]]]

    def steps(channels):
        amounts = ["0.50", "1.00", "-0.35", "2.005"]
        made = []
        for _ in range(random.choice([1, 1, 2, 3])):
            add = random.random() < 0.35
            made.append(
                ("add", random.choice(amounts))
                if add
                else ("adjust", random.choice(["", "", "-"]) + percent(random, 0, 12))
            )
        return {"steps": made}

    def base(_):
        draw = random.random()
        if draw < 0.25:
            return {"match": True}
        field = random.choice(["anchor", "price", "msrp", "map", "compare-at", "attribute.street", "cost"])
        return {"base": field, "steps": [("adjust", "90%")]} if field == "cost" else {"base": field}

    def floor(_):
        floors = [["map"], ["margin"], ["map", "margin"], ["margin", "map"]]
        return {"floor": random.choice(floors if policy["margin_floors"] else [["map"]])}

    def allow(_):
        kind = random.choice(["list", "list", "list", "coupon"])
        return {"allow": (kind, random.choice(["-40%..60%", "-25%..40%", "-30%..15%", "-10%..10%"]))}

    ending = lambda _: {
        "ending": (random.choice(["0.99", "0.95", "0.49", "0.00"]), random.choice(["up", "down", "nearest"]))
    }
    given = nodes_of(random, policy, others, base, wide=0, narrow=0.8)
    stepped = {tuple(node["channels"]) for node in given if node["sku"] is None and node["segment"] is None}
    taken = {name for channels in stepped for name in channels}
    free = [name for name in names if name not in taken]
    if not any("steps" in node or "match" in node for node in given):
        given += nodes_of(random, policy, names, steps, wide=0.3, narrow=0.7)
    elif free:
        given += [
            node for node in nodes_of(random, policy, free, steps, wide=0, narrow=0.9) if node["sku"] is None
        ]
    given += nodes_of(random, policy, with_cents, ending, wide=0, narrow=0.45)
    given += nodes_of(random, policy, names, floor, wide=0.2, narrow=0.5)
    given += nodes_of(
        random, policy, with_cents, lambda _: {"round": rounding(random, 2)}, wide=0, narrow=0.4
    )
    given += nodes_of(
        random, policy, names, lambda _: {"compare-at": random.choice(["msrp", "none"])}, wide=0.2, narrow=0.3
    )
    given = unambiguous(given)
    given += [node for node in nodes_of(random, policy, others, allow, wide=0, narrow=0.5)]
    given += fixed_prices(random, policy, own_currency, given)
    return merged(random, given)


def unambiguous(nodes):
    """The nodes, of those that give one setting at one scope the first."""
    seen, kept = set(), []
    for node in nodes:
        own = {name for name in node if name not in ["channels", "segment", "sku"]}
        own |= {"base", "steps"} if "match" in own else set()
        places = {
            (channel, node["segment"], node["sku"], name)
            for channel in node["channels"] or [None]
            for name in own
        }
        if not places & seen:
            seen |= places
            kept.append(node)
    return kept


def fixed_prices(random, policy, currencies, given):
    """`set`, where the scope has no chain; often exactly at a bound of the channel."""
    made = {}
    for sku in random.sample(policy["skus"], 3):
        channel = random.choice(list(currencies))
        chained = any(node["sku"] == sku and channel in node["channels"] for node in given)
        bounds = bounds_of(policy, channel)
        amount = str(random.randint(2000, 9000))
        if EXPONENT[currencies[channel]]:
            amount = cents(random, 1500, 9000)
        if bounds and random.random() < 0.6:
            amount = random.choice(bounds)
        if not chained:
            made[sku, channel] = {"channels": [channel], "segment": None, "sku": sku, "set": amount}
    return list(made.values())


def bounds_of(policy, name):
    """Amounts at which something changes on a channel: a fee's row, free shipping."""
    own = next(own for own in policy["channels"] if own["name"] == name)
    profile = next((each["facts"] for each in policy["profiles"] if each["name"] == own.get("profile")), {})
    facts = profile | own["facts"]
    found = [facts.get("shipping", {}).get("free-over")]
    for fee in ["referral", "payment"]:
        rows = facts.get("fees", {}).get(fee, [])
        found += [row[bound] for row in rows for bound in ["up-to", "above"] if bound in row]
    return [bound for bound in found if bound]


def currency_of(policy, channel):
    """The currency of a channel: its own, else its profile's, else the policy's."""
    profile = next((own["facts"] for own in policy["profiles"] if own["name"] == channel.get("profile")), {})
    return channel["facts"].get("currency", profile.get("currency", policy["currency"]))


# -- the catalog ---------------------------------------------------------------------------------------------


def catalog(random, policy):
    """Rows: a blank here and there, a few that nobody counts."""
    sells = [own["name"] for own in policy["channels"] if random.random() < 0.85]
    draw = random.random()
    policy["velocities"] = ["whole"] if draw < 0.12 else sells + ["whole"] if draw < 0.5 else sells
    policy["deviations"] = [name for name in policy["velocities"] if random.random() < 0.85]
    return [row(random, policy, sku) for sku in policy["skus"]]


def row(random, policy, sku):
    """A row, its price at the center of its other amounts."""
    blank = lambda cell, chance=0.03: "" if random.random() < chance else cell
    price = random.randint(600, 9000) if random.random() < 0.96 else random.choice([0, 1, 3, 45, 99, 130])
    amount = lambda low, high: cents(random, price * low // 100, price * high // 100)
    dear = random.random() < 0.1
    cells = {
        "sku": sku,
        "category": blank(random.choice(CATEGORIES)),
        "price": blank(f"{price // 100}.{price % 100:02}", 0.02),
        "compare-at": blank(amount(110, 140), 0.3),
        "cost": blank(amount(55, 90) if dear else amount(20, 45)),
        "map": blank(amount(55, 80), 0.15),
        "msrp": blank(amount(100, 125)),
        "attribute.street": blank(amount(90, 110)),
        "attribute.kept": blank(str(random.randint(0, 6)), 0.3),
        "promo-demand": blank(str(random.randint(0, 60)), 0.2),
        "promo-sold": blank(str(random.randint(0, 20)), 0.6),
        "lead-time": blank(random.choice(["1", "2", "4", "12h", "36h", "3d"]), 0.05),
    }
    if policy["item_tax"]:
        cells["tax-rate"] = blank(random.choice(["19%", "7%", "20%"]), 0.3)
    for pool in policy["pools"]:
        for place, _ in pool["locations"]:
            stock = (
                "InStock"
                if random.random() < 0.02
                else str(random.choice([random.randint(0, 40), random.randint(20, 300)]))
            )
            cells[f"stock {place}"] = blank(stock, 0.05)
            cells[f"committed {place}"] = blank(str(random.randint(0, 9)), 0.3)
    for name in policy["velocities"]:
        unit = random.choice(["", "", "", "/month", "/week"])
        cells[f"velocity {name}"] = blank(
            f"{random.randint(0, 14)}{random.choice(['', '.5', '.3'])}{unit}", 0.15
        )
    for name in policy["deviations"]:
        cells[f"deviation {name}"] = blank(f"{random.randint(0, 5)}.{random.randint(0, 99):02}", 0.1)
    return cells


def at_bounds(random, policy, rows):
    """The rows, some with a price that stands exactly at a bound: of the shop, or at MAP."""
    bounds = [bound for bound in bounds_of(policy, "shop") if "." in bound]
    for own in random.sample(rows, 2):
        if bounds and own["price"]:
            own["price"] = random.choice(bounds)
    for own in random.sample(rows, 1):
        own["map"] = own["price"]
    return rows
