"""What is left of a price: fees, shipping, returns; and the least price at which enough is left."""

from fractions import Fraction
from math import ceil


def number(text):
    """An amount, 0 where it is left out."""
    return Fraction(text) if text else Fraction(0)


def percentage(text):
    """A percentage as a fraction of one, 0 where it is left out."""
    return Fraction(text.rstrip("%")) / 100 if text else Fraction(0)


def margin_of(costs, price):
    """Contribution ÷ net price; `None` for a price of nothing."""
    net = costs.net(price)
    return None if net == 0 else costs.contribution(price) / net


class Costs:
    """A channel's fees, shipping and returns for an item of a cost; the tax that its prices hold, and the tax
    that the customer pays on top of them."""

    def __init__(self, channel, cost, tax, on_top):
        self.cost, self.tax, self.on_top = cost, tax, on_top
        self.shipping = channel.get("shipping", {})
        self.returns = channel.get("returns", {})
        self.fees = channel.get("fees", {})

    def charge(self, price):
        """What the customer pays for shipping one unit."""
        free = self.shipping.get("free-over")
        return Fraction(0) if free and price >= Fraction(free) else number(self.shipping.get("charge"))

    def net(self, price):
        """Without the tax that prices hold."""
        return price / (1 + self.tax)

    def percentage_fees(self, price):
        """The percentages, not the fixed amounts."""
        total = Fraction(0)
        for rows in [self.fees.get("referral", []), self.fees.get("payment", [])]:
            if rows:
                total += self.group(rows, price)[0]
        return total

    def group(self, rows, price):
        """The percentage of a group of rows, the row that was picked, and what became of it."""
        shown = price + self.charge(price)
        base = lambda row: shown / (1 + self.tax) if row["of"] == "net" else shown * (1 + self.on_top)
        picked = pick(rows, price)
        parts = [(Fraction(row["above"]), row) for row in rows if "above" in row]
        parts.sort(key=lambda part: part[0])
        ends = [start for start, _ in parts]
        words = ["up-to"] if "up-to" in picked else []
        own = min([base(picked), *ends[:1]]) * percentage(picked["rate"])
        if number(picked.get("minimum")) > own:
            words.append("minimum")
            own = number(picked["minimum"])
        # each part ends where the next begins
        for index, (start, row) in enumerate(parts):
            part = min([base(row), *ends[index + 1 : index + 2]]) - start
            if part > 0:
                words.append(f"above {index + 1}")
                own += part * percentage(row["rate"])
        return own, picked, words

    def fixed_fees(self, price):
        """The fixed amounts."""
        total = number(self.fees.get("fulfillment")) + number(self.fees.get("closing"))
        for rows in [self.fees.get("referral", []), self.fees.get("payment", [])]:
            if rows:
                total += number(pick(rows, price).get("fixed"))
        return total

    def contribution(self, price):
        """What is left of a unit, an order being one unit."""
        paid = self.net(price + self.charge(price))
        percentages = self.percentage_fees(price)
        left = paid - self.cost - percentages - self.fixed_fees(price) - number(self.shipping.get("cost"))
        recovered = percentage(self.returns.get("recovers")) * self.cost
        returned = paid - percentages - recovered + number(self.returns.get("cost"))
        return left - percentage(self.returns.get("rate")) * returned

    def is_enough(self, floor, price):
        """Whether the margin is at the floor or above it."""
        return self.contribution(price) >= floor * self.net(price)

    def breaks(self):
        """Prices at which the contribution bends or jumps, and some at which it does not."""
        charges = {Fraction(0), number(self.shipping.get("charge"))}
        found = {number(self.shipping.get("free-over"))}
        for rows in [self.fees.get("referral", []), self.fees.get("payment", [])]:
            for row in rows:
                found.add(number(row.get("up-to")))
                bends = [number(row.get("above"))]
                if percentage(row["rate"]) > 0:
                    bends.append(number(row.get("minimum")) / percentage(row["rate"]))
                for bend in bends:
                    for shown in [bend, bend * (1 + self.tax), bend / (1 + self.on_top)]:
                        found |= {shown - charge for charge in charges}
        return sorted(found)

    def least_price(self, floor, start, step):
        """The least price on the step, from one on, at which the floor holds; `None` where there is none.

        Between two breaks what is left over the floor is a line: it is looked at where it begins, and where
        it crosses 0.
        """
        if self.is_enough(floor, start):
            return start
        over = lambda price: self.contribution(price) - floor * self.net(price)
        bounds = [start] + [own for own in self.breaks() if own > start]
        for index, low in enumerate(bounds):
            at_break = ceil(low / step) * step
            if at_break == low and low > start and self.is_enough(floor, low):
                return low
            high = bounds[index + 1] if index + 1 < len(bounds) else None
            first = (low // step + 1) * step
            if high is not None and first >= high:
                continue
            # two prices inside the stretch, be they on the step or not
            one = (low + high) / 2 if high is not None else low + 1
            two = (low + 3 * high) / 4 if high is not None else low + 2
            slope = (over(two) - over(one)) / (two - one)
            at_first = over(one) + (first - one) * slope
            if at_first >= 0:
                return first
            if slope > 0:
                root = ceil((one - over(one) / slope) / step) * step
                if high is None or root < high:
                    return max(root, first)
        return None

    def features(self, price):
        """What the fees of a price were made of, for the count."""
        words = []
        for rows in [self.fees.get("referral", []), self.fees.get("payment", [])]:
            if rows:
                _, picked, own = self.group(rows, price)
                words += [f"fee {word}" for word in own]
                words += ["fee exactly up-to"] if Fraction(picked.get("up-to") or -1) == price else []
                words += ["fee fixed"] if picked.get("fixed") else []
                words += ["fee of net"] if picked["of"] == "net" and (self.tax or self.on_top) else []
        words += ["fee a unit"] if self.fees.get("fulfillment") or self.fees.get("closing") else []
        words += ["returns"] if percentage(self.returns.get("rate")) else []
        if number(self.shipping.get("charge")):
            words.append("shipping charged" if self.charge(price) else "shipping free over")
            words += (
                ["shipping free exactly"] if Fraction(self.shipping.get("free-over") or -1) == price else []
            )
        return words


def pick(rows, price):
    """The row with the smallest `up-to` that the whole price does not pass, else the one for all others."""
    plain = [row for row in rows if "above" not in row]
    fitting = [row for row in plain if "up-to" in row and price <= Fraction(row["up-to"])]
    if fitting:
        return min(fitting, key=lambda row: Fraction(row["up-to"]))
    return next(row for row in plain if "up-to" not in row)
