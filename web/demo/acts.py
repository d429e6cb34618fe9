"""What happens at a visit, as commands."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from domain.fact import Plain
from domain.refusal import Doubtful
from web.demo import panels
from web.demo.office import Chart
from web.demo.person import Person

_REASONS = (
    "Check-up",
    "Cough",
    "Back pain",
    "Follow-up of blood pressure",
    "Vaccination",
    "Headache",
    "Rash",
    "Fall at home",
)
_PROBLEMS = (
    "Essential hypertension",
    "Type 2 diabetes",
    "Asthma",
    "Migraine",
    "Osteoarthritis of the knee",
    "Hypothyroidism",
)
_CHILDHOOD = ("Asthma", "Atopic dermatitis", "Recurrent otitis media")
_ALLERGIES = (
    ("Penicillin", "medication", "rash"),
    ("Peanut", "food", "swelling of the lips"),
    ("Latex", "environment", "hives"),
)
_MEDICINES = (
    ("Metformin 500 mg", "1 tablet", "twice a day"),
    ("Amlodipine 5 mg", "1 tablet", "once a day"),
    ("Salbutamol inhaler", "2 puffs", "when needed"),
)
_VACCINES = ("Influenza vaccine", "Tetanus and diphtheria vaccine", "Measles, mumps and rubella vaccine")
_OPERATIONS = ("Appendectomy", "Caesarean section", "Inguinal hernia repair", "Tonsillectomy")
_KINDS = ("problem", "problem", "allergy", "medication", "immunisation", "procedure", "family", "social")


def first_questions(chart: Chart, person: Person, random: Random) -> None:
    """Allergies are asked of everyone; some know their blood group."""
    if random.random() < 0.7:
        chart.do("declare_none", "allergy", "patient" if person.age(chart.office.now.date()) > 16 else "mother")
    if random.random() < 0.3:
        stated = person.abo if random.random() < 0.85 else random.choice("ABO")
        chart.do("record_blood_group", {"abo": stated, "rhd": person.rhd, "basis": "stated"})


def open_visit(chart: Chart, random: Random) -> str:
    visit_class = random.choices(("AMB", "EMER", "VR"), (85, 8, 7))[0]
    wanted = {
        "visit_class": visit_class,
        "start": minute(chart.office.now),
        "reason": random.choice(_REASONS),
        "site": "Harbour Clinic",
    }
    return chart.do("open_visit", wanted)


def close_visit(chart: Chart, visit: str, began: datetime) -> None:
    end = max(chart.office.now, began + timedelta(minutes=12))
    chart.office.clock.forward(end)
    chart.do("close_visit", visit, minute(end), disposition="home")


def measure(chart: Chart, person: Person, random: Random, visit: str) -> str:
    """Growth for children, blood pressure for adults, in the units the clinic uses; some older scales show pounds."""
    today = chart.office.now.date()
    weight = person.weight(today) * random.gauss(1, 0.015)
    pounds = random.random() < 0.08
    items: list[Plain] = [
        {
            "kind": "weight",
            "value": f"{weight / 0.45359237:.0f}" if pounds else f"{weight:.1f}",
            "unit": "[lb_av]" if pounds else "kg",
        },
        {"kind": "height", "value": f"{person.height(today):.0f}", "unit": "cm"},
        {"kind": "temperature", "value": f"{random.gauss(36.8, 0.4):.1f}", "unit": "Cel"},
    ]
    if person.age(today) < 3:
        items.append({"kind": "head-circumference", "value": f"{35 + 9 * person.age(today) ** 0.4:.1f}", "unit": "cm"})
    if person.age(today) >= 18:
        upper = random.gauss(112 + person.age(today) * 0.35, 9)
        items.append({"kind": "systolic", "value": f"{upper:.0f}", "unit": "mm[Hg]"})
        items.append({"kind": "diastolic", "value": f"{upper * 0.63:.0f}", "unit": "mm[Hg]"})
        items.append({"kind": "heart-rate", "value": f"{random.gauss(74, 8):.0f}", "unit": "/min"})
    return stand(chart, "measure", items, taken_at=minute(chart.office.now), visit=visit)


def blood_test(chart: Chart, person: Person, random: Random) -> str:
    panel = random.choice(panels.PANELS if person.age(chart.office.now.date()) > 30 else panels.PANELS[:1])
    drift = (person.build - 1) * 12
    results = [analyte.result(random, drift) for analyte in panel.analytes]
    content = {"collected_at": minute(chart.office.now), "reported_at": minute(chart.office.now), "paper_seen": True}
    report = chart.do("issue_report", content, header=panel.header(), results=results)
    if random.random() < 0.6:
        chart.do("acknowledge", report)
    return report


def x_ray(chart: Chart, person: Person, random: Random) -> str:
    """Ordered first, and reported a little later; sometimes a preliminary reading comes before."""
    header, content = panels.x_ray(random)
    report = chart.do("register_report", header)
    content = {**content, "performed_at": minute(chart.office.now)}
    if random.random() < 0.3:
        chart.do(
            "issue_report",
            {**content, "impression": "Preliminary reading; the final report follows."},
            report=report,
            status="preliminary",
        )
    chart.do("issue_report", content, report=report)
    return report


def blood_group(chart: Chart, person: Person, random: Random) -> str:
    """A laboratory's determination; one in twenty tubes was somebody else's."""
    abo = person.abo if random.random() < 0.95 else next(other for other in "ABO" if other != person.abo)
    specimen = f"S{random.randint(10**5, 10**6 - 1)}"
    wanted = {"abo": abo, "rhd": person.rhd, "basis": "lab", "lab": panels.LABORATORY, "specimen": specimen}
    return chart.do("record_blood_group", {**wanted, "collected_at": minute(chart.office.now)})


def history(chart: Chart, person: Person, random: Random) -> str:
    return stand(chart, "add_history", _told(person, chart.office.now, random))


def _told(person: Person, now: datetime, random: Random) -> Plain:
    """Something of the past, dated as people remember it."""
    age = person.age(now.date())
    kind = random.choice(_KINDS)
    since = str(now.year - random.randint(0, max(0, min(int(age) - 1, 12))))
    match kind:
        case "problem":
            told: Plain = {"what": random.choice(_PROBLEMS if age > 18 else _CHILDHOOD), "onset": since}
        case "allergy":
            what, category, reaction = random.choice(_ALLERGIES)
            told = {"what": what, "detail": {"category": category, "reaction": reaction}}
        case "medication":
            what, dose, frequency = random.choice(_MEDICINES)
            told = {"what": what, "detail": {"dose": dose, "frequency": frequency}}
        case "immunisation":
            return {"kind": kind, "what": random.choice(_VACCINES), "onset": now.date().isoformat()}
        case "procedure":
            return {"kind": kind, "what": random.choice(_OPERATIONS), "onset": since}
        case "family":
            relation = random.choice(("mother", "father", "sister"))
            return {"kind": kind, "what": random.choice(_PROBLEMS), "detail": {"relation": relation}}
        case _:
            return {"kind": kind, "what": random.choice(("Never smoked", "Smokes ten a day", "Stopped smoking"))}
    return {"kind": kind, "clinical_status": "active", **told}


def stand(chart: Chart, command: str, *told: Any, **more: Any) -> str:
    """Give a command; what looks odd to the record is looked at again, and stands."""
    try:
        return chart.do(command, *told, **more)
    except Doubtful as doubtful:
        codes = [doubt.code for doubt in doubtful.doubts]
        return chart.do(command, *told, **more, confirmed=codes, reason="checked-again")


def minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}Z"
