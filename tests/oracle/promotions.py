"""Promotions and clearances: random ones, their text, and what they make of an item at an instant.

Times are hours after the start of 2026-11-20 in UTC; an instant may lie a second before one.
"""

from datetime import datetime, timedelta, timezone
from fractions import Fraction
from math import ceil

from linked import rounded, share
from policies import EXPONENT, cents, condition, currency_of, percent

START = datetime(2026, 11, 20, tzinfo=timezone.utc)
SECOND = Fraction(1, 3600)
KINDS = ["list", "sale", "sale", "sale", "coupon", "coupon", "bogo", "free-shipping"]


# -- random ones ---------------------------------------------------------------------------------------------


def random_promotions(random, policy):
    """Up to three promotions and a clearance, and the instant that is looked at: often at an end of one."""
    sells = [own["name"] for own in policy["channels"] if own.get("status") != "onboarding"]
    count = random.choice([0, 1, 2, 3])
    policy["promotions"] = [promotion(random, policy, sells, number) for number in range(count)]
    policy["clearances"] = [clearance(random, policy, sells)] if random.random() < 0.3 else []
    ends = [0, *(each for own in policy["promotions"] for each in [own["starts"], own["ends"], staged(own)])]
    ends += [each for own in policy["clearances"] for _, start, end, _, _ in markdowns(own) for each in [start, end]]
    inside = [Fraction(own["starts"] + own["ends"], 2) for own in policy["promotions"]]
    inside += [Fraction(start + end, 2) for own in policy["clearances"] for _, start, end, _, _ in markdowns(own)]
    policy["at"] = random.choice([random.choice(ends) - random.choice([0, 0, SECOND]), random.choice(inside or ends)])


def promotion(random, policy, sells, number):
    """A promotion of one channel or two."""
    on = random.sample(sells, min(len(sells), random.choice([1, 1, 2])))
    starts = random.randint(60, 200)
    made = {
        "name": f"promo-{number}",
        "on": on,
        "where": [condition(random, policy, True) for _ in range(random.choice([0, 1, 1]))],
        "starts": starts,
        "ends": starts + random.randint(1, 72),
        "offer": offer(random, policy, on),
    }
    if random.random() < 0.7:
        made["demand"] = random.choice(["field", str(random.randint(1, 60))])
    if random.random() < 0.7:
        share_of = percent(random, 20, 150) if "demand" in made else str(random.randint(0, 50))
        made["reserve"] = random.choice([share_of, str(random.randint(0, 50))])
        made["from"] = random.choice([None, random.randint(1, 60)])
    drawn = [pool["channels"] for pool in policy["pools"] if set(pool["channels"]) & set(on)]
    others = [name for channels in drawn for name in channels if name not in on]
    made["pause"] = {name: random.randint(1, 120) for name in others if random.random() < 0.4}
    own_money = {own["name"]: currency_of(policy, own) for own in policy["channels"]}
    # a price is followed in its own money alone
    is_price = made["offer"][0] in ["list", "sale", "coupon"] and not made["offer"][1].endswith("%")
    others = [name for name in own_money if name not in on and (not is_price or own_money[name] == own_money[on[0]])]
    made["match"] = [name for name in others if random.random() < 0.2]
    return made


def offer(random, policy, on):
    """What it offers; a price in the channel's own money."""
    kind = random.choice(KINDS)
    if kind == "bogo":
        return kind, (random.randint(1, 3), random.randint(1, 2), random.choice(["100%", percent(random, 10, 90)]))
    if kind == "free-shipping":
        return kind, None
    if len(on) == 1 and random.random() < 0.2:
        currency = currency_of(policy, next(own for own in policy["channels"] if own["name"] == on[0]))
        return kind, cents(random, 900, 6000) if EXPONENT[currency] else str(random.randint(900, 9000))
    return kind, percent(random, 1, 45)


def clearance(random, policy, sells):
    """Two to four markdowns, one after the other."""
    hours, steps = random.randint(60, 160), []
    for _ in range(random.randint(2, 4)):
        steps.append((random.choice(sells), percent(random, 5, 60), hours))
        hours += random.randint(0, 48)
    return {
        "name": "season",
        "where": [condition(random, policy, True)],
        "steps": steps,
        "ends": max(start for _, _, start in steps) + random.randint(1, 60),
    }


# -- as text -------------------------------------------------------------------------------------------------


def instant(hours):
    """An instant as text."""
    return (START + timedelta(seconds=int(hours * 3600))).strftime("%Y-%m-%dT%H:%M:%SZ")


def nodes(policy, block, condition_text):
    """The nodes."""
    quoted = lambda text: f'"{text}"'
    word = lambda value: quoted(value) if value.endswith("%") else value
    made = []
    for own in policy["promotions"]:
        kind, value = own["offer"]
        lines = ["on " + " ".join(own["on"]), *(condition_text(each) for each in own["where"])]
        lines += [f"starts {quoted(instant(own['starts']))}", f"ends {quoted(instant(own['ends']))}"]
        if kind == "bogo":
            buy, get, off = value
            lines.append(f"offer bogo buy={buy} get={get}" + ("" if off == "100%" else f" off={quoted(off)}"))
        else:
            lines.append(f"offer {kind}" + ("" if value is None else f" {word(value)}"))
        if "demand" in own:
            lines.append("demand " + ("field=promo-demand" if own["demand"] == "field" else own["demand"]))
        if "reserve" in own:
            ahead = "" if own["from"] is None else f' from="{own["from"]}h"'
            lines.append(f"reserve {word(own['reserve'])}" + ahead)
        lines += [f"pause {name} below={units}" for name, units in own["pause"].items()]
        lines += ["match " + " ".join(own["match"])] if own["match"] else []
        made.append(block(f"promotion {own['name']}", lines))
    for own in policy["clearances"]:
        lines, before = [condition_text(each) for each in own["where"]], None
        for channel, off, start in own["steps"]:
            when = f"starts={quoted(instant(start))}" if before is None else f'after="{start - before}h"'
            lines.append(f'step {channel} "-{off}" {when}')
            before = start
        made.append(block(f"clearance {own['name']}", [*lines, f"ends {quoted(instant(own['ends']))}"]))
    return made


# -- what they mean ------------------------------------------------------------------------------------------


def staged(own):
    """From when on the reserve of a promotion is held back."""
    return own["starts"] - (own.get("from") or 0)


def markdowns(own):
    """The steps of a clearance: channel, start, end, what is off, and where it stands."""
    for index, (channel, off, start) in enumerate(own["steps"]):
        later = [other for name, _, other in own["steps"] if name == channel and other > start]
        yield channel, start, min([*later, own["ends"]]), off, index


def changes(policy):
    """The instants after the policy's own at which anything changes."""
    found = {each for own in policy["promotions"] for each in [staged(own), own["starts"], own["ends"]]}
    found |= {each for own in policy["clearances"] for _, start, end, _, _ in markdowns(own) for each in [start, end]}
    return sorted(each for each in found if each > policy["at"])


class Promoted:
    """What promotions make of an offer; mixed into one."""

    def running(self):
        """The promotions and markdowns that run for the item: channels, channels that follow, and the offer."""
        at = self.policy["at"]
        for own in self.policy["promotions"]:
            if own["starts"] <= at < own["ends"] and self.takes_part(own):
                yield own["on"], own["match"], own["offer"]
        for own in self.policy["clearances"]:
            for channel, start, end, off, _ in markdowns(own):
                if start <= at < end and self.takes_part(own):
                    yield [channel], [], ("sale", off)

    def takes_part(self, own):
        """Whether the item is like it has to be."""
        return all(self.offers.holds(each, self.item, self.segment) for each in own["where"])

    def promote(self, listed):
        """List, sale and coupon price, and whether shipping is free; what rounds to nothing is no price, and ends it."""
        if listed is None:
            return None, None, None, False
        self.is_nothing = False
        on, follows = [], []
        for channels, match, given in self.running():
            on += [given] if self.name in channels else []
            follows += [given] if self.name in match else []
        is_free = any(kind == "free-shipping" for kind, _ in on)
        self.features += ["promotion " + kind for kind, _ in on] + ["promotion match" for _ in follows]
        lists = self.least([self.reduced(listed, value) for kind, value in on if kind == "list"])
        if self.is_nothing:
            return listed, None, None, False
        listed = listed if lists is None else lists
        sales = [self.reduced(listed, value) for kind, value in on if kind == "sale"]
        sales += [self.reduced(listed, value) for kind, value in follows if kind in ["list", "sale", "coupon"]]
        sale = self.least(sales)
        if self.is_nothing:
            return listed, None, None, False
        paid = listed if sale is None else sale
        coupons = [self.reduced(paid, value) for kind, value in on if kind == "coupon"]
        coupons += [self.by_the_unit(paid, value) for kind, value in on if kind == "bogo"]
        coupon = self.least(coupons)
        return listed, sale, None if self.is_nothing else coupon, is_free and not self.is_nothing

    def least(self, prices):
        """The least of some prices, if there are any; a price of nothing is none."""
        self.is_nothing = self.is_nothing or 0 in prices
        return min(prices) if prices and not self.is_nothing else None

    def reduced(self, price, value):
        """So much off a price, rounded as the channel rounds; or the price itself."""
        if not value.endswith("%"):
            return Fraction(value)
        return rounded(price * (1 - share(value)), *self.rounding())

    def by_the_unit(self, price, value):
        """What one costs where some more come with those that are bought."""
        buy, get, off = value
        return rounded(price * (buy + get * (1 - share(off))) / (buy + get), *self.rounding())

    def reserved(self):
        """The units that promotions of other channels of the pool hold back."""
        at, total = self.policy["at"], 0
        for own in self.policy["promotions"]:
            is_on = staged(own) <= at < own["ends"] and self.takes_part(own)
            sellers = [name for name in own["on"] if self.offers.carries(name, self.item, self.segment)]
            shares = any(name in self.pool["channels"] for name in own["on"])
            if is_on and "reserve" in own and self.name not in own["on"] and sellers and shares:
                units = self.reserve(own)
                self.features += ["reserve"] if units else []
                total += units
        return total

    def reserve(self, own):
        """Units, or a share of the demand rounded up; less what is sold."""
        if own["reserve"].endswith("%"):
            demand = self.item["promo-demand"] if own["demand"] == "field" else own["demand"]
            if not demand:
                return 0
            units = ceil(Fraction(demand) * share(own["reserve"]))
        else:
            units = int(own["reserve"])
        return max(0, units - int(self.item["promo-sold"] or 0))

    def is_paused_by(self, available):
        """Whether a running promotion pauses the channel, by what it has available before reserves."""
        at = self.policy["at"]
        for own in self.policy["promotions"]:
            if own["starts"] <= at < own["ends"] and self.name in own["pause"] and self.takes_part(own):
                if available < own["pause"][self.name]:
                    self.offers.seen["promotion pauses"] += 1
                    return True
        return False
