"""A policy, linked: what its channels say, which setting holds, what an item is in each currency."""

from collections import Counter
from fractions import Fraction
from math import floor

from margins import Costs, margin_of
from policies import EXPONENT, currency_of


def share(text):
    """A percentage as a fraction of one."""
    return Fraction(text.rstrip("%")) / 100


def amount(cell):
    """An amount of money or a number; `None` where the cell is blank."""
    return Fraction(cell) if cell else None


def days(text):
    """A duration in days; a bare number counts days."""
    if text.endswith("h"):
        return Fraction(text[:-1]) / 24
    return Fraction(text.removesuffix("d"))


def daily(cell):
    """Units a day; a month has 30 days."""
    if not cell:
        return None
    number, _, unit = cell.partition("/")
    return Fraction(number) / {"": 1, "week": 7, "month": 30}[unit]


def rounded(value, step, mode):
    """A value on a multiple of the step."""
    step = Fraction(step)
    below = floor(value / step)
    rest = value / step - below
    half = Fraction(1, 2)
    up = {
        "up": rest > 0,
        "down": False,
        "half-up": rest >= half,
        "half-down": rest > half,
        "half-even": rest > half or (rest == half and below % 2 == 1),
    }[mode]
    return (below + up) * step


METHODS = ["demand", "percent", "units", "oversell-risk"]
SCOPES = {
    -1: "nobody's",
    0: "everywhere",
    1: "a segment or a channel",
    2: "a segment on a channel",
    3: "a SKU",
    4: "a SKU on a channel",
}


class Linked:
    """The policy, ready to be put to items."""

    def __init__(self, policy):
        self.policy = policy
        self.channels = {own["name"]: self.facts_of(own) for own in policy["channels"]}
        self.pools = {name: pool for pool in policy["pools"] for name in pool["channels"]}
        # `match` is an anchor without a step, and the method of a buffer is one setting
        chain = {"base": "anchor", "steps": []}
        self.prices = [node | (chain if "match" in node else {}) for node in policy["prices"]]
        methods = [(node, way) for node in policy["buffers"] for way in METHODS if way in node]
        self.buffers = policy["buffers"] + [
            scope_of(node) | {"method": (way, node[way])} for node, way in methods
        ]
        self.seen = Counter()

    def facts_of(self, channel):
        """A channel's facts: its own in the place of its profile's."""
        profile = next(
            (own for own in self.policy["profiles"] if own["name"] == channel.get("profile")), None
        )
        facts = dict(profile["facts"] if profile else {}, **channel["facts"])
        return dict(
            channel | facts,
            currency=currency_of(self.policy, channel),
            is_public=channel["role"] != "wholesale",
        )

    # -- the cascade

    def chosen(self, nodes, setting, channel, segment, sku):
        """The most specific value of a setting, and how specific it is; `None` where nobody gives it."""
        found = [(None, -1)]
        for node in nodes:
            if setting in node and applies(node, channel, segment, sku):
                narrow = bool(node["channels"]) + bool(node["segment"])
                found.append((node[setting], narrow + (3 if node["sku"] else 0)))
        found.sort(key=lambda own: own[1])
        assert len(found) < 3 or found[-1][1] > found[-2][1], f"two of {setting} for {sku} on {channel}"
        self.seen[f"scope: {SCOPES[found[-1][1]]}"] += 1
        return found[-1]

    # -- the item

    def segment(self, item):
        """The first segment whose conditions all hold."""
        for own in self.policy["segments"]:
            if all(self.holds(each, item, None) for each in own["where"]):
                return own["name"]
        return None

    def catalog_tax(self, item):
        """The rate of the tax that the item's prices hold."""
        cell = item.get("tax-rate") or self.policy["include_tax"]
        return share(cell) if cell else Fraction(0)

    def rate(self, channel):
        """Units of the channel's currency for one of the policy's."""
        same = channel["currency"] == self.policy["currency"]
        return Fraction(1) if same else Fraction(self.policy["fx"][channel["currency"]])

    def converted(self, value, channel, item):
        """A price of the catalog in the channel's currency and tax, not rounded."""
        value *= self.rate(channel)
        if "tax" in channel:
            rate, included = share(channel["tax"][0]), channel["tax"][1]
            value = value / (1 + self.catalog_tax(item)) * (1 + (rate if included else 0))
        return value

    def turned_back(self, value, channel, item):
        """A price of the channel in the policy's currency and the catalog's tax."""
        if "tax" in channel:
            rate, included = share(channel["tax"][0]), channel["tax"][1]
            value = value / (1 + (rate if included else 0)) * (1 + self.catalog_tax(item))
        return value / self.rate(channel)

    def velocity(self, item, pool, segment):
        """The units a day that sell out of a pool; `None` where nobody knows."""
        return self.of_pool(item, pool, segment, "velocity", daily)

    def variance(self, item, pool, segment):
        """The same of the squares of the deviations."""

        def squared(cell):
            deviation = amount(cell)
            return None if deviation is None else deviation * deviation

        return self.of_pool(item, pool, segment, "deviation", squared)

    def of_pool(self, item, pool, segment, what, read):
        """The sum over the pool's channels; the SKU's whole where no channel has a figure and it sells from no other pool."""
        figures = {name: read(item.get(f"{what} {name}")) for name in self.channels}
        known = [figures[name] for name in pool["channels"] if figures[name] is not None]
        if known:
            return sum(known)
        if any(figure is not None for figure in figures.values()):
            return None
        others = [own for own in self.policy["pools"] if own is not pool]
        if any(self.sells_from(own, item, segment) for own in others):
            self.seen[f"{what} of several pools"] += 1
            return None
        return read(item.get(f"{what} whole"))

    def sells_from(self, pool, item, segment):
        """Whether a channel of the pool carries the SKU, and the pool has a count of it."""
        cells = [item[f"stock {place}"] for place, _ in pool["locations"]]
        if not any(cells) and self.policy["missing"]["stock"] != "zero":
            return False
        channels = [self.channels[name] for name in pool["channels"]]
        return any(
            own.get("status") != "onboarding"
            and all(self.holds(each, item, segment) for each in own.get("lists", []))
            for own in channels
        )

    def carries(self, name, item, segment):
        """Whether a channel carries the SKU."""
        own = self.channels[name]
        is_there = own.get("status") != "onboarding"
        return is_there and all(self.holds(each, item, segment) for each in own.get("lists", []))

    # -- conditions

    def holds(self, condition, item, segment):
        """Whether a condition holds; a blank is no match, also under `not`."""
        return self.judged(condition, item, segment) is True

    def judged(self, condition, item, segment):
        """True, false, or `None` where a blank keeps it open."""
        kind = condition[0]
        if kind == "not":
            inner = self.both(condition[1], item, segment)
            return None if inner is None else not inner
        if kind == "any":
            inner = [self.judged(each, item, segment) for each in condition[1]]
            return True if True in inner else None if None in inner else False
        if kind == "segment":
            return segment in condition[1]
        if kind == "text":
            cell = item[condition[1]]
            return None if not cell else any(matches(pattern, cell) for pattern in condition[2])
        value = self.number(condition[1], item)
        if value is None:
            return None
        relation, bound = condition[2].split(" ")
        bound = share(bound) if bound.endswith("%") else Fraction(bound)
        return {">=": value >= bound, ">": value > bound, "<": value < bound, "<=": value <= bound}[relation]

    def both(self, conditions, item, segment):
        """Whether all hold."""
        inner = [self.judged(each, item, segment) for each in conditions]
        return False if False in inner else None if None in inner else True

    def number(self, field, item):
        """A number that is compared."""
        if field == "velocity":
            whole = daily(item.get("velocity whole"))
            known = [daily(item.get(f"velocity {name}")) for name in self.channels]
            known = [figure for figure in known if figure is not None]
            return whole if whole is not None else sum(known) if known else None
        if field == "margin":
            channel, price = self.channels["shop"], amount(item["price"])
            costs = None if price is None else self.costs(channel, item)
            if "tax" in channel or channel["currency"] != self.policy["currency"]:
                price = (
                    None
                    if price is None
                    else rounded(
                        self.converted(price, channel, item), own_step(channel["currency"]), "half-even"
                    )
                )
            return None if costs is None else margin_of(costs, price)
        return amount(item[field])

    def costs(self, channel, item):
        """What selling a unit takes; `None` where its cost is not known."""
        cost = amount(item["cost"])
        if cost is None and self.policy["missing"]["cost"] == "zero":
            cost = Fraction(0)
        if cost is None:
            return None
        held, on_top = self.catalog_tax(item), Fraction(0)
        if "tax" in channel:
            rate, included = share(channel["tax"][0]), channel["tax"][1]
            held, on_top = (rate, Fraction(0)) if included else (Fraction(0), rate)
        return Costs(channel, cost * self.rate(channel), held, on_top)


def scope_of(node):
    """A node without its settings."""
    return {name: node[name] for name in ["channels", "segment", "sku"]}


def applies(node, channel, segment, sku):
    """Whether a node's scope holds an item on a channel."""
    on_channel = not node["channels"] or channel in node["channels"]
    return on_channel and node["segment"] in [None, segment] and node["sku"] in [None, sku]


def matches(pattern, text):
    """`A > *` matches what starts with `A > `."""
    return text.startswith(pattern[:-1]) if pattern.endswith("*") else text == pattern


def own_step(currency):
    """The least money of a currency."""
    return Fraction(1, 10 ** EXPONENT[currency])
