"""Offers of a policy, computed anew from the language's description with exact fractions.

Written from the words of the language alone, to be compared with what the program builds.
"""

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from math import ceil, floor

from linked import Linked, amount, applies, daily, days, own_step, rounded, share
from margins import Costs, margin_of
from oversell import least
from promotions import Promoted

Z = {"90%": "1.282", "95%": "1.645", "97.5%": "1.960", "99%": "2.326"}
CHAIN = ["base", "steps", "ending", "floor"]


class Offers(Linked):
    """What items are offered for, and how many."""

    def offers(self, item):
        """The item's offer on each channel that has one."""
        segment = self.segment(item)
        anchor = self.anchor(item, segment)
        made = {}
        for name, channel in self.channels.items():
            if channel.get("status") == "onboarding":
                continue
            if "lists" in channel and not all(self.holds(each, item, segment) for each in channel["lists"]):
                self.seen["not listed"] += 1
                continue
            made[name] = Offer(self, item, segment, channel, anchor).line()
        return made

    def anchor(self, item, segment):
        """The anchor in the policy's currency, or `None` and the rule that says why."""
        kind, name = self.policy["anchor"]
        if kind == "field":
            return amount(item[name]), "missing-price"
        channel = self.channels[name]
        offer = Offer(self, item, segment, channel, (None, "missing-price"))
        listed = offer.list_price()
        if listed is None:
            return None, offer.no_price
        if channel["currency"] == self.policy["currency"] and "tax" not in channel:
            return listed, None
        back = rounded(
            self.turned_back(listed, channel, item), own_step(self.policy["currency"]), "half-even"
        )
        # what rounds to nothing is nothing to measure other prices by
        return (None if back == 0 and listed != 0 else back), "missing-price"


class Offer(Promoted):
    """An item on a channel."""

    def __init__(self, offers, item, segment, channel, anchor):
        self.offers, self.item, self.channel = offers, item, channel
        self.anchor, self.no_anchor = anchor
        self.segment, self.name, self.sku = segment, channel["name"], item["sku"]
        self.policy = offers.policy
        self.pool = offers.pools[self.name]
        self.is_held = all(by == self.name for _, by in self.pool["locations"])
        self.is_anchor = self.policy["anchor"] == ("channel", self.name)
        self.features = []
        self.no_price = "missing-price"

    def line(self):
        """The figures that `offers.jsonl` has, its state, and the rules that hold it back."""
        listed = self.list_price()
        rules = set() if listed is not None else {self.no_price}
        listed, sale, coupon, is_free = self.promote(listed)
        if listed is not None and self.is_nothing:
            rules.add("missing-price")
        paid = next((price for price in [coupon, sale, listed] if price is not None), None)
        channel = self.channel
        if is_free:
            channel = channel | {"shipping": channel.get("shipping", {}) | {"charge": None}}
        quantity, is_paused = self.quantity(rules)
        costs = self.offers.costs(channel, self.item)
        if costs is None and self.policy["missing"]["cost"] == "hold":
            rules.add("blank-held")
        # one mistake makes one finding: what a blank holds back has no price that anyone is shown
        rules = rules or self.price_rules({"list": listed, "sale": sale, "coupon": coupon}, paid, costs)
        margin = None
        if listed is not None and costs is not None:
            margin = margin_of(costs, paid)
            self.features += costs.features(paid)
        state = "quarantined" if rules else "paused" if is_paused else "fed"
        self.offers.seen.update(["offers", state, *rules])
        if state == "fed":
            self.offers.seen.update(set(self.features))
        landed = None
        if listed is not None:
            landed = paid + Costs(channel, 0, 0, 0).charge(paid)
        return {
            "list": listed,
            "sale": sale,
            "coupon": coupon,
            "landed": landed,
            "compare_at": None if listed is None else self.compare_at(),
            "quantity": quantity,
            "buffer": getattr(self, "buffered", None),
            "margin": None if margin is None else rounded(margin, "0.0001", "half-even"),
            "currency": self.channel["currency"],
            "segment": self.segment,
            "state": state,
            "rules": sorted(rules),
        }

    # -- prices

    def price(self, setting):
        """A setting of the price, and how specific it is."""
        return self.offers.chosen(self.offers.prices, setting, self.name, self.segment, self.sku)

    def rounding(self):
        """The channel's step, not finer than its own money, and its mode."""
        own = own_step(self.channel["currency"])
        narrow = self.price("round")[0]
        step, mode = narrow or self.policy["round"] or (own, "half-even")
        if not narrow:
            step = max(Fraction(step), own)
        return Fraction(step), mode

    def list_price(self):
        """`set`, or the chain; `None` where a blank or the chain leaves no price."""
        fixed, rank = self.price("set")
        if fixed is not None and rank > max(self.price(setting)[1] for setting in CHAIN):
            self.features.append("set")
            return Fraction(fixed)
        value = self.base()
        if value is None:
            return None
        start = value
        values = [value, *self.chain(value)]
        for before, after in zip(values, values[1:]):
            # where a step leaves 0 or less of a price, there is none
            if after is None or after < 0 or (after == 0 and before != 0):
                return None
        if start == 0 and values[-1] == 0:
            # a shop that writes 0 has no price yet
            self.no_price = "zero-price"
            return None
        return values[-1]

    def chain(self, value):
        """The price after each step of the chain."""
        for kind, by in self.price("steps")[0] or []:
            self.features.append(kind)
            added = Fraction(by) / self.offers.rate(self.channel) if kind == "add" else value * share(by)
            value += added
            yield value
        value = self.offers.converted(value, self.channel, self.item)
        yield value
        self.note_conversion()
        step, mode = self.rounding()
        self.features += [
            f"round {mode}",
            *(["round to more than a cent"] if step > own_step(self.channel["currency"]) else []),
        ]
        self.features += [f"round a tie {mode}"] if value / step % 1 == Fraction(1, 2) else []
        value = rounded(value, step, mode)
        yield value
        value = self.ended(value)
        yield value
        for kind in self.price("floor")[0] or []:
            if value is not None:
                value = self.lifted(kind, value, step)
                yield value

    def note_conversion(self):
        """Counts what the conversion was made of."""
        if self.channel["currency"] != self.policy["currency"]:
            self.features.append("currency")
        if "tax" in self.channel:
            self.features.append("tax in and out" if self.offers.catalog_tax(self.item) else "tax out")

    def base(self):
        """Where the price starts, in the policy's currency."""
        field = self.price("base")[0]
        if field is None:
            field = "price" if self.is_anchor else "anchor"
        self.features.append(f"base {field}")
        if field == "anchor":
            self.no_price = self.no_anchor or "missing-price"
            return self.anchor
        return amount(self.item[field])

    def ended(self, value):
        """The price with the wanted cents."""
        ending = self.price("ending")[0]
        if ending is None:
            return value
        cents, direction = Fraction(ending[0]), ending[1]
        self.features.append(f"ending {direction}")
        below = floor(value - cents) + cents
        above = ceil(value - cents) + cents
        if direction == "down" or (direction == "nearest" and below >= 0 and value - below <= above - value):
            return below if below >= 0 else None
        return above

    def lifted(self, kind, value, step):
        """The price, or the least on the step at which a constraint holds."""
        if kind == "map":
            least = self.map_price()
            self.features.append("floor map holds")
            if least is None or value >= least:
                return value
            self.features.append("floor map lifts")
            return ceil(least / step) * step
        costs = self.offers.costs(self.channel, self.item)
        floors = [share(text) for text in self.policy["margin_floors"]]
        if costs is None or not floors:
            return value
        lifted = costs.least_price(max(floors), value, step)
        self.features.append("floor margin lifts" if lifted not in [None, value] else "floor margin holds")
        return value if lifted is None else lifted

    def map_price(self):
        """MAP in the channel's currency and tax."""
        least = amount(self.item["map"])
        return None if least is None else self.offers.converted(least, self.channel, self.item)

    def compare_at(self):
        """The struck-through price, converted and rounded like a price of the channel."""
        field = self.price("compare-at")[0] or "compare-at"
        value = None if field == "none" else amount(self.item[field])
        return (
            None
            if value is None
            else rounded(self.offers.converted(value, self.channel, self.item), *self.rounding())
        )

    # -- what a price may not be

    def price_rules(self, prices, paid, costs):
        """The rules that prices break, by kind, and what is paid."""
        rules = set()
        least = self.map_price()
        kinds = self.policy["advertised"] or ["list", "sale", "coupon"]
        advertised = [prices[kind] for kind in kinds if prices[kind] is not None]
        self.features += ["exactly MAP"] if least in advertised else []
        if (
            least is not None
            and self.channel["is_public"]
            and self.name not in self.policy["exempt"]
            and any(price < least for price in advertised)
        ):
            rules.add("map-violation")
        if not self.is_anchor and self.anchor is not None:
            if not all(self.is_allowed(kind, price) for kind, price in prices.items() if price is not None):
                rules.add("differential-exceeded")
        if costs is not None:
            contribution, net = costs.contribution(paid), costs.net(paid)
            floors = [share(text) for text in self.policy["margin_floors"]]
            if contribution < 0:
                rules.add("unprofitable-offer")
            elif self.channel["is_public"] and any(contribution < least * net for least in floors):
                rules.add("margin-below-floor")
        return rules

    def is_allowed(self, kind, price):
        """Whether a price of a kind is within every `allow` that applies; a kind without one is held to the anchor."""
        given = [
            node["allow"]
            for node in self.policy["prices"]
            if "allow" in node and applies(node, self.name, self.segment, self.sku)
        ]
        if not given:
            return True
        step, mode = self.rounding()
        bound = lambda by: rounded(
            self.offers.converted(self.anchor * (1 + by), self.channel, self.item), step, mode
        )
        if kind == "list" and price == bound(Fraction(0)):
            return True
        ranges = [text.split("..") for own, text in given if own == kind] or [["0%", "0%"]]
        self.features.append("allow")
        return all(bound(share(low)) <= price <= bound(share(high)) for low, high in ranges)

    # -- quantities

    def quantity(self, rules):
        """The published units, and whether the channel is paused there; adds what holds the item back."""
        is_paused = self.channel.get("status") == "paused"
        if self.is_held:
            self.features.append("held pool")
            return None, is_paused
        places = [place for place, by in self.pool["locations"] if by != self.name]
        cells = [self.item[f"stock {place}"] for place in places]
        most = self.channel.get("max-quantity")
        if "InStock" in cells:
            return self.untracked(most, is_paused, rules)
        known = [int(cell) for cell in cells if cell]
        if not known and self.policy["missing"]["stock"] != "zero":
            rules.add("missing-stock")
            return None, is_paused
        left = sum(known) - self.protected(places)
        before_reserves, available = max(0, left), max(0, left - self.reserved())
        self.buffered = self.buffer(available)
        published = max(0, available - self.buffered)
        if most is not None and published > int(most):
            self.features.append("max-quantity")
            published = int(most)
        for below, name in self.pool.get("throttle", []):
            if name == self.name:
                is_low = before_reserves < int(below)
                self.offers.seen["throttle pauses" if is_low else "throttle does not pause"] += 1
                is_paused = is_paused or is_low
        is_paused = self.is_paused_by(before_reserves) or is_paused
        if len(places) < len(self.pool["locations"]):
            self.features.append("pool held in part")
        self.features.append("dedicated pool" if len(self.pool["channels"]) == 1 else "shared pool")
        return 0 if is_paused else published, is_paused

    def untracked(self, most, is_paused, rules):
        """Stock that nobody counts: the channel's maximum."""
        self.features.append("untracked")
        if is_paused:
            return 0, True
        if most is None:
            rules.add("untracked-without-maximum")
            return None, False
        return int(most), False

    def protected(self, places):
        """Units that are taken off before anything is sold."""
        taken = 0
        for field in self.pool["protect"]:
            cells = (
                [self.item[f"committed {place}"] for place in places]
                if field == "committed"
                else [self.item[field]]
            )
            taken += sum(int(cell) for cell in cells if cell)
            self.features.append(f"protect {field}")
        return taken

    def setting(self, name):
        """A setting of the buffer; its method is one."""
        return self.offers.chosen(self.offers.buffers, name, self.name, self.segment, self.sku)[0]

    def buffer(self, available):
        """The units that are kept back."""
        given = self.setting("method")
        self.features.append(f"buffer {given[0]}" if given else "buffer safety stock alone")
        method, value = given or ("demand", None)
        if method == "units":
            kept = int(value)
        elif method == "percent":
            kept = ceil(available * share(value))
        elif method == "oversell-risk":
            kept = self.oversell(available, value)
        else:
            kept = self.demand(value)
        for name, limit in [("at-least", max), ("at-most", min)]:
            bound = self.setting(name)
            if bound is not None:
                units = ceil(available * share(bound)) if bound.endswith("%") else int(bound)
                self.features += [
                    f"{name} {'percent' if bound.endswith('%') else 'units'}",
                    *([f"{name} bites"] if limit(kept, units) != kept else []),
                ]
                kept = limit(kept, units)
        return kept

    def oversell(self, available, risk):
        """The least buffer with which the pool's channels seldom sell more than there is in a window."""
        active = [self.offers.channels[name] for name in self.pool["channels"]]
        active = [own for own in active if "status" not in own]
        window = max((days(own["sync"]) for own in active), default=0)
        selling = [
            own["name"]
            for own in active
            if all(self.offers.holds(each, self.item, self.segment) for each in own.get("lists", []))
        ]
        known = {name: daily(self.item.get(f"velocity {name}")) for name in self.pool["channels"]}
        if any(figure is not None for figure in known.values()):
            means = [known[name] * window for name in selling if known[name]]
        else:
            # of a whole each sells as much
            whole = self.offers.velocity(self.item, self.pool, self.segment) or 0
            means = [whole * window / len(selling)] * len(selling) if whole else []
            self.features += ["oversell of a whole"] if len(means) > 1 else []
        case = {"means": means, "units": available, "risk": share(risk)}
        kept = least(case)["buffer"]
        self.features += ["oversell kept"] if kept else []
        return kept

    def demand(self, lead_time):
        """(Velocity × lead time + safety stock) × risk, rounded up."""
        time = None
        if lead_time == "item":
            self.features.append("lead-time item")
            time = days(self.item["lead-time"]) if self.item["lead-time"] else None
        elif lead_time is not None:
            time = days(lead_time)
        velocity = self.offers.velocity(self.item, self.pool, self.segment)
        known = Fraction(0) if velocity is None or time is None else velocity * time
        safety = self.setting("safety-stock") or "0"
        if safety.endswith("%"):
            self.features.append("service level")
            known += self.service_level(safety, time)
        else:
            known += int(safety)
        risk = self.setting("risk")
        self.features.append("risk of the profile" if risk is None else "risk")
        return ceil(known * Fraction(risk or self.channel.get("severity", "1")))

    def service_level(self, level, time):
        """z × deviation × √lead time, to nine digits after the point."""
        variance = self.offers.variance(self.item, self.pool, self.segment)
        if variance is None or time is None:
            return Fraction(0)
        under = Fraction(Z[level]) ** 2 * variance * time
        with localcontext() as context:
            context.prec = 80
            root = (Decimal(under.numerator) / Decimal(under.denominator)).sqrt()
            return Fraction(root.quantize(Decimal("1e-9"), rounding=ROUND_HALF_EVEN))
