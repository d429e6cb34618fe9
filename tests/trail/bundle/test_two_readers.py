"""Two readers made from one page give one verdict, whatever they are given; and neither ever stumbles."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.support.bundles import NEW, OLD, WITNESSES, Bundle, office
from tests.support.faults import FAULTS
from tests.support.node import Node
from tests.support.notes import canonical
from tests.trail.bundle.test_js_mutations import STRANGE, places, rows_made
from trail.bundle.reader import verify

PROFILES: list[dict[str, Any]] = [
    {},
    {"profile": "envelope"},
    {"profile": "patient-copy", "filter": {"keys": [1]}},
    {"profile": "minimum", "filter": {"fields": ["name", "value"], "since": "2026"}},
    {"filter": {"without": [3], "since": "2026"}},
    {"filter": {"types": ["result.recorded"], "actors": ["u-00000003"], "until": "2026-03-01T08:00:09"}},
]
TRUST: list[list[str]] = [[], [NEW.vkey], [OLD.vkey], [WITNESSES[0].vkey.replace("+", "+0", 1)]]
FILES = ["manifest.json", "policy.json", "payloads.jsonl", "entries.jsonl"]


def whole(bundle: Bundle, random: Random) -> None:
    return


def octet(bundle: Bundle, random: Random) -> None:
    """Another octet somewhere, and a manifest that knows of it."""
    name = random.choice([*FILES[1:], "checkpoint.note", "reads.entries.jsonl", "reads.payloads.jsonl"])
    octets = bytearray(bundle.files()[name])
    octets[random.randrange(len(octets))] ^= 1 << random.randrange(8)
    bundle.instead[name] = bytes(octets)


def strange(bundle: Bundle, random: Random) -> None:
    """Something in a JSON is something else."""
    name = random.choice(FILES)
    told = {
        "manifest.json": json.loads(bundle.files()["manifest.json"]), "policy.json": bundle.policy(),
        "payloads.jsonl": bundle.payloads, "entries.jsonl": bundle.entries,
    }[name]  # fmt: skip
    holder, at = random.choice(places(told))
    holder[at] = random.choice(STRANGE)
    if name in ("manifest.json", "policy.json"):
        bundle.instead[name] = canonical(told) + b"\n"


def lines(bundle: Bundle, random: Random) -> None:
    """A line is taken out, doubled, or put elsewhere."""
    rows = random.choice([bundle.payloads, bundle.entries, bundle.read_entries, bundle.read_payloads])
    at = random.randrange(len(rows))
    row = rows[at]
    if random.random() < 0.7:
        del rows[at]
    if random.random() < 0.7:
        rows.insert(random.randrange(len(rows) + 1), row)


def fault(bundle: Bundle, random: Random) -> None:
    """One of those that have a name."""
    made = random.choice([one for one in FAULTS if not one.wish]).make(bundle)
    if isinstance(made, dict):
        bundle.instead |= {name: made.get(name) for name in bundle.files()} | made


def compared(node: Node, tmp_path: Path, times: int, seed: int) -> Counter[str]:
    """How often each verdict was given, by both."""
    verdicts = Counter[str]()
    for n in range(times):
        random = Random(f"{seed} {n}")
        bundle, keys = office(**random.choice(PROFILES)), random.choice(TRUST[:3])
        if random.random() < 0.6:  # signatures are what takes the time
            bundle.keys, bundle.turned = random.choice(([NEW], [NEW], [])), []
        path = tmp_path / "bundle.zip"
        try:
            for _ in range(random.choice((1, 1, 2))):
                random.choice((whole, octet, strange, lines, fault))(bundle, random)
            rows_made(bundle)
            bundle.zip(path)
        except (TypeError, LookupError, AttributeError, ValueError, AssertionError, StopIteration, RecursionError):
            continue  # what was done first left nothing for what was to be done next
        one = verify.together([str(path)], verify.Asked(keys=[verify.read_key(key) for key in keys]), map)
        other = node.verify(path, *(word for key in keys for word in ("--key", key)))
        told = (one["findings"], other.answer["findings"])
        assert one["verdict"] == other.answer["verdict"], (seed, n, keys, told)
        assert "could not be read" not in other.printed, (seed, n)
        verdicts[one["verdict"]] += 1
    return verdicts


def test_they_agree_about_bundles_whole_and_damaged(node: Node, tmp_path: Path) -> None:
    assert compared(node, tmp_path, 300, 1).keys() == {"proved", "broken", "undecided"}


@pytest.mark.slow
def test_they_agree_about_thousands_of_bundles(node: Node, tmp_path: Path) -> None:
    """Others with each number of them: EXAMPLES=10000."""
    count = int(os.environ.get("EXAMPLES", "2500"))

    compared(node, tmp_path, count, count)
