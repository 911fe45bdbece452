"""The least buffer for which the chance of an oversell in one sync window stays under a risk.

python3 oversell.py < CASES

CASES is a JSON list; each case has `means`, what each channel would sell in the window, as fractions, the `units` of
the pool and the `risk`, a fraction. Out comes a list: for each case the least buffer, and its chance with as many
digits as a person reads. Every chance is kept as two whole numbers of 10^-90, one at or below and one at or above it,
from e^-x by its series in exact fractions; where the risk lies between the two, this program gives up.
"""

import json
import sys
from fractions import Fraction
from math import ceil, factorial, floor

ONE = 10**90


def main(cases):
    """All cases."""
    print(json.dumps([least(case) for case in cases]))


def least(case):
    """The first buffer, from 0 on, whose chance is under the risk."""
    means = [Fraction(mean) for mean in case["means"]]
    risk = Fraction(case["risk"])
    # where more than there is are hardly ever wanted, less than that are oversold
    wanted = [chance_of(sum(means), count)[0] for count in range(case["units"] + 1)]
    if ONE - sum(wanted) < risk * ONE:
        return {"buffer": 0, "chance": f"{1 - sum(wanted) / ONE:.3g} at most"}
    for buffer in range(case["units"] + 1):
        low, high = chance(means, case["units"], case["units"] - buffer)
        if high < risk * ONE:
            return {"buffer": buffer, "chance": f"{high / ONE:.3g}"}
        if low < risk * ONE:
            sys.exit(f"{case}: {low} and {high} do not tell")
    return None


def chance(means, units, shown):
    """P(the channels sell more than there is, each what it shows at most), from below and from above."""
    sums = {0: (ONE, ONE)}
    for mean in means:
        capped = [chance_of(mean, count) for count in range(shown)]
        low, high = sum(own[0] for own in capped), sum(own[1] for own in capped)
        capped.append((max(0, ONE - high), ONE - low))
        after = {}
        for sold, (low, high) in sums.items():
            for count, (own_low, own_high) in enumerate(capped):
                before = after.get(sold + count, (0, 0))
                after[sold + count] = (
                    before[0] + low * own_low // ONE,
                    before[1] - (-high * own_high // ONE),
                )
        sums = after
    over = [own for sold, own in sums.items() if sold > units]
    return sum(own[0] for own in over), sum(own[1] for own in over)


KNOWN = {}


def chance_of(mean, count):
    """e^-x x^n ÷ n!, rounded both ways."""
    if (mean, count) not in KNOWN:
        if mean not in KNOWN:
            KNOWN[mean] = exponential(mean)
        low, high = KNOWN[mean]
        factor = mean**count / factorial(count)
        KNOWN[mean, count] = (floor(low * factor * ONE), ceil(high * factor * ONE))
    return KNOWN[mean, count]


def exponential(mean):
    """e^-x between two fractions of 10^-150, by e^x: its series in full, and what is left of it."""
    term, total, count = Fraction(1), Fraction(1), 0
    while term > Fraction(1, 10**100) or count < 2 * mean:
        count += 1
        term = term * mean / count
        total += term
    # from here on each term is less than half of the one before, so that all that follow are less than the last
    digits = 10**150
    return Fraction(floor(digits / (total + term)), digits), Fraction(ceil(digits / total), digits)


if __name__ == "__main__":
    main(json.load(sys.stdin))
