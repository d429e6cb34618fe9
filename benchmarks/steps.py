"""Stepping through a record's past: a life of twenty thousand events, each step another position of the slider."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from random import Random
from uuid import UUID

from flask.testing import FlaskClient

from benchmarks.commands import AMA, patient
from benchmarks.measured import Measured
from benchmarks.visitor import visitor
from domain.chapter import EVERYTHING
from domain.desk import OpenFile
from domain.fact import Plain
from web.service import Service

EVENTS, STEPS = 20_000, 24
BAR, FIRST = 200.0, 4000.0  # ms
_PAGE = 250  # facts in one append


def steps(folder: Path, events: int = EVENTS, count: int = STEPS) -> list[Measured]:
    """The median of many steps, of the wall clock as somebody waits for it; and the first look, which reads it all."""
    with Service.create(folder / "store") as service:
        who = patient(service, 1)
        live(service, who, events)
        service.views.ready(3600)
        client, path = visitor(service, "ruth"), f"/patients/{who}"
        places = [fact.by.position for fact in service.store.journal.history(who)]
        wanted = Random(1).sample(places, count)
        first = _took(client, f"{path}?known={places[len(places) // 2]}")
        known = [_took(client, f"{path}?known={place}") for place in wanted]
        true = [_took(client, f"{path}?known={place}&true=2000") for place in wanted]
    told = f"of a life of {events:,}"
    return [
        Measured(f"a step {told}", statistics.median(known), BAR, "ms", 1.0, below=True),
        Measured(f"a step {told}, on two clocks", statistics.median(true), BAR, "ms", 1.0, below=True),
        Measured(f"the first look {told}", first, FIRST, "ms", 1.0, below=True),
    ]


def live(service: Service, who: UUID, events: int) -> None:
    """Measurements most of all, and of all else what comes with forty years of them."""
    random = Random(1)
    for first in range(0, events, _PAGE):
        with service.records.desk.open(who) as file:
            for n in range(first, min(first + _PAGE, events)):
                _befall(file, random, n)
            service.records.desk.put_back(file, AMA)


def _befall(file: OpenFile, random: Random, n: int) -> None:
    chapters, day = file.patient.file, f"{1985 + n // 500}-{1 + n % 12:02}-{1 + n % 28:02}T{n % 24:02}:10Z"
    by, chance = AMA._replace(effective=day), random.random()
    if chance < 0.65:
        file.record(chapters.measurements.take(_taken(random), taken_at=day, confirmed=EVERYTHING), by)
    elif chance < 0.72 and (last := next(chapters.measurements.backwards(1), None)):
        file.record(chapters.measurements.add_to(last["id"], "Looked at again."), AMA)
    elif chance < 0.80:
        told: Plain = {"visit_class": "AMB", "start": day, "end": day, "reason": "Cough"}
        file.record(chapters.visits.open(told, EVERYTHING), by)
    elif chance < 0.86:
        told = {"kind": random.choice(["problem", "procedure", "note"]), "what": f"Thing {n}", "onset": day[:10]}
        file.record(chapters.history.add(told, EVERYTHING), by)
    elif chance < 0.96:
        header = {"kind": "laboratory", "what": "Sugar"}
        results = [{"what": "Glucose", "value": f"{random.randrange(30, 90) / 10}", "unit": "mmol/L"}]
        file.record(chapters.reports.issue({"performed_at": day}, results=results, header=header), by)
    else:
        today = file.patient.modified_on.date()
        file.record(chapters.identity.update({"addresses": [f"{n} Mill Lane"]}, None, today), AMA)


def _taken(random: Random) -> list[Plain]:
    """One reading, or the three of a check."""
    readings = [("weight", 60, 30, "kg"), ("systolic", 110, 40, "mm[Hg]"), ("diastolic", 60, 30, "mm[Hg]")]
    some = readings[: random.choice((1, 3))]
    return [{"kind": kind, "value": f"{low + random.randrange(span)}", "unit": unit} for kind, low, span, unit in some]


def _took(client: FlaskClient, path: str) -> float:
    """Milliseconds until the page is there."""
    start = time.perf_counter()
    assert client.get(path).status_code == 200
    return (time.perf_counter() - start) * 1000
