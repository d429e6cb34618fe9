"""A life as the records office sees it: registered, then visit after visit, with the mistakes that people make."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from web.demo import acts, mistakes
from web.demo.office import Chart, Life, Office
from web.demo.person import Person, invent

_USUAL_ACTS = (
    (0.55, acts.blood_test),
    (0.25, acts.x_ray),
    (0.45, acts.history),
    (0.30, acts.blood_group),
)
_MISTAKES = (
    (0.10, mistakes.weight_typed_wrong),
    (0.05, mistakes.wrong_patient),
    (0.06, mistakes.laboratory_revised),
    (0.05, mistakes.birth_corrected),
    (0.06, mistakes.moved_house),
    (0.04, mistakes.visit_cancelled),
)


def life(office: Office, random: Random, first: datetime) -> Life:
    """Everything that one person brings to the desk."""
    yield office.open_at(first)
    person = invent(random, office.now.date())
    chart = Chart(office, UUID(office.do(office.records.register, person.details)))
    acts.first_questions(chart, person, random)
    while True:
        visit(chart, person, random)
        yield office.open_at(office.now + _pause(person, office.now, random))


def visit(chart: Chart, person: Person, random: Random) -> None:
    """One visit from its opening to its end."""
    began = chart.office.now
    opened = acts.open_visit(chart, random)
    acts.measure(chart, person, random, opened)
    for chance, act in _USUAL_ACTS:
        if random.random() < chance:
            act(chart, person, random)
    for chance, mistake in _MISTAKES:
        if random.random() < chance:
            mistake(chart, person, random)
    acts.close_visit(chart, opened, began)


def _pause(person: Person, now: datetime, random: Random) -> timedelta:
    """Infants are seen often, others once or twice a year."""
    usual = 60 if person.age(now.date()) < 2 else 260
    return timedelta(days=max(7, int(random.expovariate(1 / usual))))
