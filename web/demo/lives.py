"""A life as the records office sees it: registered, then visit after visit, with the mistakes that people make."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from domain.staff import StaffAccount
from web.demo import acts, mistakes, past, planted
from web.demo.illness import Reason, reason
from web.demo.letter import pdf
from web.demo.office import Chart, Life, Office
from web.demo.person import Person

Mistake = Callable[[Chart, Person, Random], None]
MISTAKES: tuple[tuple[float, Mistake], ...] = (
    (0.01, mistakes.tubes_swapped),
    (0.06, mistakes.weight_typed_wrong),
    (0.04, mistakes.laboratory_revised),
    (0.03, mistakes.wrong_patient),
    (0.03, mistakes.birth_corrected),
    (0.04, mistakes.moved_house),
    (0.03, mistakes.visit_cancelled),
    (0.01, mistakes.tube_found_out),
    (0.05, mistakes.written_later),
)
_OLD = 78  # years from which on a pause may be the last one


def life(office: Office, random: Random, n: int, first: datetime) -> Life:
    """Everything that the n-th person brings to the desk. Whatever can go wrong does so with one of the first few."""
    yield office.open_at(first)
    person = planted.person(office, random, n)
    if office.looks and office.here:
        office.looks.look(office.here, "clerk.register", "/patients/new")
    chart = Chart(office, UUID(office.do(office.records.register, person.details)))
    office.people.append((chart, person))
    planted.remember(office, chart, n)
    past.first_questions(chart, person, random)
    visit(chart, person, random, (MISTAKES[n % len(MISTAKES)][1],))
    if n % 3 == 0:
        _referral(chart, person)
    while True:
        yield office.open_at(office.now + _pause(person, office.now, random))
        if office.stays_away(chart.who):
            continue
        if person.age(office.now.date()) > _OLD and random.random() < 0.08:
            office.people.remove((chart, person))
            _died(chart, random)
            return
        visit(chart, person, random, tuple(one for chance, one in MISTAKES if random.random() < chance))


def visit(chart: Chart, person: Person, random: Random, wrong: tuple[Mistake, ...] = (), ends: bool = True) -> None:
    """One visit, with what goes wrong at it; `ends` is whether the patient goes home."""
    began, why = chart.office.now, reason(random, person.age(chart.office.now.date()))
    spoken = not wrong and ends and random.random() < 0.08
    visit_class = "VR" if spoken else "EMER" if why.text == "Fall at home" else "AMB"
    looked = _looked(chart, person)
    opened = acts.open_visit(chart, random, why, visit_class)
    if not spoken:
        acts.measure(chart, person, random, opened, why)
        _examine(chart, person, random, why)
    past.diagnoses(chart, person)
    for mistake in wrong:
        if mistake in mistakes.OF_GROUP and not chart.office.asks_group(chart.who):
            continue
        mistake(chart, person, random)
    if looked and chart.office.looks:
        chart.office.looks.afterwards(looked, chart.number, chart.who)
    if ends:
        acts.close_visit(chart, opened, began)


def _looked(chart: Chart, person: Person) -> StaffAccount | None:
    """Whoever is at the desk finds the record before anything is written down in it."""
    if not (chart.office.looks and chart.office.here):
        return None
    chart.office.looks.served(chart.office.here, chart.number, chart.who, person.details["names"][0]["text"])
    return chart.office.here


def _examine(chart: Chart, person: Person, random: Random, why: Reason) -> None:
    past.vaccines(chart, person)
    if random.random() < 0.45:
        acts.blood_test(chart, person, random)
    if why.x_ray and random.random() < 0.6:
        acts.x_ray(chart, random, why)
    if random.random() < 0.15 and chart.office.asks_group(chart.who):
        acts.blood_group(chart, person, random)
    if random.random() < 0.06:
        past.stopped(chart, person, random)


def _referral(chart: Chart, person: Person) -> None:
    """The letter that somebody was sent with."""
    day = chart.office.now.date()
    name = person.details["names"][0]["text"]
    told = [f"Eastwick Surgery, {day:%d %B %Y}", "", "Dear colleague,", "", f"thank you for seeing {name}."]
    content = pdf(
        [*told, "The history is known to me only in part; please go on as you see fit.", "", "Dr. A. Lindqvist"]
    )
    chart.attach(content, {"mime": "application/pdf", "title": "Referral letter", "filename": "referral.pdf"})


def _died(chart: Chart, random: Random) -> None:
    day = chart.office.now.date() - timedelta(days=random.randint(1, 9))
    chart.do("record_death", died=day.isoformat(), cause="Not known to the office", told_by="kin")


def _pause(person: Person, now: datetime, random: Random) -> timedelta:
    """Infants are seen often, whoever has a lasting illness three times a year, others once or twice."""
    age = person.age(now.date())
    usual = 60 if age < 2 else 130 if any(since <= age for _, since in person.ills) else 260
    return timedelta(days=max(7, int(random.expovariate(1 / usual))))
