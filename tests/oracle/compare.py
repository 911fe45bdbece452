"""Random policies through the program and through `offers.py`; one JSON object with what was found.

python3 compare.py PROGRAM FOLDER SEED POLICIES ROWS
"""

import json
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

from offers import Offers
from policies import EXPONENT, random_policy
from promotions import changes, instant, random_promotions
from texts import files

FIGURES = ["list", "sale", "coupon", "landed", "compare_at", "quantity", "margin"]


def main(program, folder, seed, count, rows):
    """Compares so many policies; the folder of one that parts is kept."""
    seen, parted = Counter(), []
    for number in range(count):
        random = Random(f"{seed}/{number}")
        policy, items = random_policy(random, rows)
        random_promotions(random, policy)
        place = Path(folder) / f"{seed}-{number}"
        place.mkdir(parents=True, exist_ok=True)
        for path, text in files(random, policy, items).items():
            (place / path).write_text(text, encoding="utf-8", newline="\n")
        own = compare(program, place, policy, items, random, seen)
        parted += [f"{seed}/{number}: {line}" for line in own]
        seen["policies"] += 1
    print(
        json.dumps(
            {"parted": len(parted), "first": parted[:20], "seen": dict(sorted(seen.items()))}, indent=1
        )
    )


def compare(program, place, policy, items, random, seen):
    """What the program and the other computation say differently of one policy."""
    command = [
        program,
        "build",
        "--policy",
        str(place),
        "--out",
        str(place / "out"),
        "--at",
        instant(policy["at"]),
    ]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if not (place / "out" / "offers.jsonl").exists():
        return [f"no build, code {run.returncode}: {run.stdout[:1500]}{run.stderr[:500]}"]
    offers = Offers(policy)
    expected = {}
    for item in items:
        for channel, line in offers.offers(item).items():
            expected[item["sku"], channel] = line
    seen.update(offers.seen)
    found = read(place / "out" / "offers.jsonl")
    held = read(place / "out" / "quarantine.jsonl")
    parted = [f"{' on '.join(key)}: on one side alone" for key in expected.keys() ^ found.keys()]
    for key in expected.keys() & found.keys():
        parted += [
            f"{' on '.join(key)}: {words}" for words in differences(expected[key], found[key], held.get(key))
        ]
    is_held = any(line["state"] == "quarantined" for line in expected.values()) or will_be_held(policy, items)
    if (is_held or is_unprotected(policy)) != (run.returncode == 1):
        parted.append(f"code {run.returncode}")
    parted += counts(place, policy, items, expected)
    return sorted(parted + list(buffers(program, place, policy, items, expected, random, seen)))


def will_be_held(policy, items):
    """Whether anything holds an item back at an instant to come at which something changes."""
    for at in changes(policy):
        offers = Offers(policy | {"at": at})
        if any(line["state"] == "quarantined" for item in items for line in offers.offers(item).values()):
            return True
    return False


def is_unprotected(policy):
    """Whether units that are promised at a pool's own location are sold: an error that holds nothing back."""
    own = [pool for pool in policy["pools"] if any(holder is None for _, holder in pool["locations"])]
    return any("committed" not in pool["protect"] for pool in own)


def read(path):
    """The lines of a file of JSON objects, by SKU and channel."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {(line["sku"], line["channel"]): line for line in lines}


def differences(expected, line, held):
    """The figures that differ, each with both values."""
    for name in FIGURES:
        value = line[name]
        value = None if value is None else Fraction(value)
        if value != expected[name]:
            shown = None if expected[name] is None else float(expected[name])
            yield f"{name} {line[name]}, expected {shown}"
    for name in ["list", "sale", "coupon", "landed", "compare_at"]:
        if line[name] is not None and -Decimal(line[name]).as_tuple().exponent != EXPONENT[line["currency"]]:
            yield f"{name} {line[name]} has not the digits of {line['currency']}"
    for name in ["state", "currency", "segment"]:
        if line[name] != expected[name]:
            yield f"{name} {line[name]}, expected {expected[name]} for {expected['rules']}"
    rules = sorted({finding["rule"] for finding in held["findings"]}) if held else []
    if rules != expected["rules"]:
        yield f"held back by {rules}, expected {expected['rules']}"


def counts(place, policy, items, expected):
    """The manifest's counts against those of the other computation."""
    manifest = json.loads((place / "out" / "manifest.json").read_text(encoding="utf-8"))
    for own in policy["channels"]:
        if own.get("status") == "onboarding":
            continue
        states = Counter(line["state"] for (_, channel), line in expected.items() if channel == own["name"])
        counted = {"items": len(items), "not_listed": len(items) - sum(states.values())}
        counted |= {state: states[state] for state in ["fed", "paused", "quarantined"]}
        if manifest["channels"][own["name"]] != counted:
            yield f"manifest {own['name']}: {manifest['channels'][own['name']]}, expected {counted}"


def buffers(program, place, policy, items, expected, random, seen):
    """The buffers of one SKU, which `explain` alone tells."""
    sku = random.choice(items)["sku"]
    command = [program, "--policy", str(place), "--format", "json", "explain", sku, "--at", instant(policy["at"])]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if run.returncode != 0:
        yield f"explain {sku}: code {run.returncode}, {run.stderr}"
        return
    for channel in json.loads(run.stdout)["channels"]:
        line = expected.get((sku, channel["channel"]))
        shown = [figure["value"] for figure in channel["figures"] if figure["figure"] == "buffer"]
        if line is None or line["buffer"] is None or not shown:
            continue
        seen["buffers explained"] += 1
        if Fraction(shown[0]) != line["buffer"]:
            yield f"{sku} on {channel['channel']}: buffer {shown[0]}, expected {line['buffer']}"


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
