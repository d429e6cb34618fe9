"""What people tell of their past, written down once and kept up to date."""

from __future__ import annotations

from random import Random

from domain.fact import Plain
from web.demo import illness
from web.demo.office import Chart
from web.demo.person import Person


def first_questions(chart: Chart, person: Person, random: Random) -> None:
    """Asked of everyone who is new: allergies, what they have, what runs in the family; some know their blood group."""
    age = person.age(chart.office.now.date())
    asked = "patient" if age > 16 else "mother"
    if random.random() < 0.2:
        what, category, reaction = random.choice(illness.ALLERGIES)
        detail = {"category": category, "reaction": reaction}
        add(chart, person, {"kind": "allergy", "what": what, "clinical_status": "active", "detail": detail})
    elif random.random() < 0.85:
        chart.do("declare_none", "allergy", asked)
    if random.random() < 0.3 and chart.office.asks_group(chart.who):
        chart.do("record_blood_group", {"abo": person.abo, "rhd": person.rhd, "basis": "stated"})
    if age > 16:
        add(chart, person, {"kind": "social", "what": random.choice(illness.SMOKING), "detail": {"aspect": "tobacco"}})
    if random.random() < 0.4:
        relation, what = random.choice(("mother", "father")), random.choice(illness.ILLNESSES[:4]).what
        add(chart, person, {"kind": "family", "what": what, "detail": {"relation": relation}})
    _operation(chart, person, random, age)


def _operation(chart: Chart, person: Person, random: Random, age: float) -> None:
    had = [(what, since) for what, since in illness.OPERATIONS if since + 1 < age]
    if had and random.random() < 0.3:
        what, since = random.choice(had)
        year = person.born.year + int(random.uniform(since, age - 0.5))
        add(chart, person, {"kind": "procedure", "what": what, "onset": str(year)})


def diagnoses(chart: Chart, person: Person) -> None:
    """What has begun since the last visit, and what is taken for it from now on."""
    today = chart.office.now.date()
    for ill, since in person.ills:
        if ill.what not in person.told and since <= person.age(today):
            onset = str(person.born.year + int(since))
            add(chart, person, {"kind": "problem", "what": ill.what, "clinical_status": "active", "onset": onset})
            if ill.medicine:
                _prescribe(chart, person, ill.medicine)


def _prescribe(chart: Chart, person: Person, medicine: tuple[str, str, str]) -> None:
    what, dose, frequency = medicine
    detail = {"dose": dose, "frequency": frequency}
    since = chart.office.now.date().isoformat()
    told = {"kind": "medication", "what": what, "clinical_status": "active", "onset": since, "detail": detail}
    add(chart, person, told)


def stopped(chart: Chart, person: Person, random: Random) -> None:
    """A medicine that was taken until now."""
    taken = [one.medicine[0] for one, _ in person.ills if one.medicine and one.medicine[0] in person.told]
    if taken:
        entry = person.told[random.choice(taken)]
        if chart.entry("history", entry).get("clinical_status") == "active":
            today = chart.office.now.date().isoformat()
            chart.do("change_status", entry, "inactive", on=today, note="Not tolerated.")


def vaccines(chart: Chart, person: Person) -> None:
    """Whatever is due at this age, one at a visit, and in autumn the one against influenza."""
    today = chart.office.now.date()
    age = person.age(today)
    due = [(what, dose) for what, dose, since in illness.CHILDHOOD_VACCINES if since <= age < since + 3]
    given = next((one for one in due if " ".join(one) not in person.told), None)
    if given:
        told = {"kind": "immunisation", "what": given[0], "onset": today.isoformat()}
        add(chart, person, {**told, "detail": {"dose_number": given[1]}}, known_as=" ".join(given))
    season = f"{illness.INFLUENZA} {today.year}"
    if age > 60 and today.month in (10, 11) and season not in person.told:
        add(chart, person, {"kind": "immunisation", "what": illness.INFLUENZA, "onset": today.isoformat()}, season)


def add(chart: Chart, person: Person, told: Plain, known_as: str | None = None) -> None:
    """An entry of the history that is not there yet."""
    name = known_as or told["what"]
    if told["kind"] == "family":
        name = f"{told['detail']['relation']}: {name}"
    if name not in person.told:
        person.told[name] = chart.do("add_history", told)
