"""What happens at a visit, as commands."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from domain.fact import Plain
from domain.refusal import Doubtful
from web.demo import growth, panels
from web.demo.illness import Reason
from web.demo.office import Chart
from web.demo.person import Person

_POUND = 0.45359237  # kilograms
_DOCTORS = ("Dr. N. Osei", "Dr. L. Marchetti", "Nurse P. Adjei")


def open_visit(chart: Chart, random: Random, why: Reason, visit_class: str) -> str:
    wanted = {
        "visit_class": visit_class,
        "start": minute(chart.office.now),
        "reason": why.text,
        "site": "Harbour Clinic",
        "seen_by": random.choice(_DOCTORS),
    }
    return chart.do("open_visit", wanted)


def close_visit(chart: Chart, visit: str, began: datetime) -> None:
    end = max(chart.office.now, began + timedelta(minutes=12))
    chart.office.clock.forward(end)
    chart.do("close_visit", visit, minute(end), disposition="home")


def measure(chart: Chart, person: Person, random: Random, visit: str | None, why: Reason) -> str:
    """What is measured in everyone of that age, in the units that the scales show."""
    return stand(
        chart, "measure", _items(person, random, chart.office.now, why), taken_at=minute(chart.office.now), visit=visit
    )


def _items(person: Person, random: Random, now: datetime, why: Reason) -> list[Plain]:
    today, age = now.date(), person.age(now.date())
    weight = person.weight(today) * random.gauss(1, 0.008)
    shown = _item("weight", weight / _POUND, "[lb_av]", 0) if person.pounds else _item("weight", weight, "kg")
    warm = random.gauss(38.4, 0.4) if why.fever and random.random() < 0.6 else random.gauss(36.7, 0.2)
    items = [shown, _item("height", person.height(today), "cm"), _item("temperature", warm, "Cel")]
    if age < 3:
        items.append(_item("head-circumference", growth.head(age) * person.build, "cm"))
    if age >= 12:
        upper, lower = _pressure(person, random, now)
        items += [_item("systolic", upper, "mm[Hg]", 0), _item("diastolic", lower, "mm[Hg]", 0)]
    return [*items, _item("heart-rate", random.gauss(growth.pulse(age), 6) + 10 * (warm - 36.7), "/min", 0)]


def _pressure(person: Person, random: Random, now: datetime) -> tuple[float, float]:
    """High before it is treated, better afterwards."""
    ill = person.has("Essential hypertension", now.date())
    treated = "Amlodipine 5 mg" in person.told
    high = (8 if treated else 30) if ill else 0
    upper = 102 + min(person.age(now.date()), 85) * 0.32 + person.pressure + high + random.gauss(0, 5)
    return upper, upper * 0.5 + 15 + random.gauss(0, 3)


def _item(kind: str, value: float, unit: str, places: int = 1) -> Plain:
    return {"kind": kind, "value": f"{value:.{places}f}", "unit": unit}


def blood_test(chart: Chart, person: Person, random: Random) -> str:
    """The test that follows an illness, or a blood count."""
    today = chart.office.now.date()
    followed = [one.test for one, _ in person.ills if one.test and person.has(one.what, today)]
    panel = panels.blood_count(person.woman, person.age(today) < 12)
    if followed and random.random() < 0.6:
        panel = panels.FOLLOWING[random.choice(followed)]
    results = [analyte.result(random) for analyte in panel.analytes]
    now = minute(chart.office.now)
    content = {"collected_at": now, "reported_at": now}
    report = chart.do("issue_report", content, header=panel.header(), results=results)
    if random.random() < 0.6:
        chart.do("acknowledge", report)
    return report


def x_ray(chart: Chart, random: Random, why: Reason) -> str:
    """Ordered first, and reported a little later; sometimes a preliminary reading comes before."""
    header, content = panels.x_ray(random, why.x_ray, why.text)
    report = chart.do("register_report", {**header, "ordered_at": minute(chart.office.now)})
    content = {**content, "performed_at": minute(chart.office.now)}
    if random.random() < 0.3:
        early = "Preliminary reading; the final report follows."
        chart.do("issue_report", {**content, "impression": early}, report=report, status="preliminary")
    chart.do("issue_report", content, report=report)
    return report


def blood_group(chart: Chart, person: Person, random: Random, abo: str | None = None) -> str:
    """A laboratory's determination, of this person's own group unless another one is named."""
    specimen = f"S{random.randint(10**5, 10**6 - 1)}"
    wanted = {"abo": abo or person.abo, "rhd": person.rhd, "basis": "lab", "lab": panels.LABORATORY}
    return chart.do("record_blood_group", {**wanted, "specimen": specimen, "collected_at": minute(chart.office.now)})


def stand(chart: Chart, command: str, *told: Any, **more: Any) -> str:
    """Give a command; what looks odd to the record is looked at again, and stands."""
    try:
        return chart.do(command, *told, **more)
    except Doubtful as doubtful:
        codes = [doubt.code for doubt in doubtful.doubts]
        return chart.do(command, *told, **more, confirmed=codes, reason="checked-again")


def minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}Z"
