"""What happens in a clerk's day: a patient registered, fourteen more commands, the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

Values = dict[str, Any]
CLERKS = ("clerk.amara", "clerk.bo", "clerk.chen", "clerk.dina", "clerk.evo")
COMMANDS = 15  # for each patient: 1 registration, 1 visit, 5 measurements, 3 history, 2 reports, 3 updates
_FAMILIES = (
    "Abara", "Berg", "Castell", "Dunmore", "Eriksen", "Farkas", "Gallo", "Haddad", "Ivanko", "Jansen", "Kimura",
    "Lindt", "Moreau", "Nakata", "Okoye", "Petrov", "Quiros", "Rossi", "Sato", "Tanaka", "Ueda", "Varga", "Weiss",
    "Xanthos", "Yilmaz", "Zamora",
)  # fmt: skip
_TAILS = ("", "a", "el", "in", "ov", "sen", "ura", "ski")
_GIVEN = (
    "Ada", "Ben", "Cleo", "Dov", "Ema", "Finn", "Gia", "Hugo", "Ines", "Jon", "Kaja", "Leo", "Mina", "Noah", "Olga",
    "Pia", "Rafi", "Sana", "Timo", "Una", "Vera", "Wim", "Yara", "Zeno",
)  # fmt: skip
_BLOOD = ("A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-")
_SITES = ("General medicine", "Cardiology", "Paediatrics", "Orthopaedics")
_VITALS = (
    ("weight", "kg", 40, 120),
    ("height", "cm", 140, 200),
    ("temperature", "Cel", 36, 40),
    ("systolic", "mmHg", 90, 180),
    ("heart-rate", "/min", 50, 120),
)
_PANEL = (
    ("718-7", "Haemoglobin", "g/dL"), ("4544-3", "Haematocrit", "%"), ("6690-2", "Leukocytes", "10*3/uL"),
    ("777-3", "Platelets", "10*3/uL"), ("2345-7", "Glucose", "mg/dL"), ("2160-0", "Creatinine", "mg/dL"),
    ("2951-2", "Sodium", "mmol/L"), ("2823-3", "Potassium", "mmol/L"), ("1742-6", "ALT", "U/L"),
    ("1920-8", "AST", "U/L"), ("2093-3", "Cholesterol", "mg/dL"), ("1988-5", "CRP", "mg/L"),
)  # fmt: skip
_PAST = (
    ("condition", "Essential hypertension, controlled"),
    ("allergy", "Penicillin, rash"),
    ("surgery", "Appendectomy, no complication"),
)
_MISREAD = "date of birth misread from the intake form"


@dataclass(frozen=True)
class Update:
    """Changed details; the last one of a day is a correction, with its reason."""

    who: str
    changes: Values
    reason: str | None = None


@dataclass(frozen=True)
class Plan:
    """One patient: `entries` are kind (visit, measurement, history, report) and values, in order."""

    who: str
    intake: Values
    entries: tuple[tuple[str, Values], ...]
    updates: tuple[Update, ...]

    def details(self, updates: int = 3) -> Values:
        """The demographics after so many updates."""
        found = dict(self.intake)
        for update in self.updates[:updates]:
            found.update(update.changes)
        return found

    def of(self, kind: str) -> list[Values]:
        return [values for one, values in self.entries if one == kind]


def plans(patients: int, seed: int = 20240601, mark: str = "MRN") -> list[Plan]:
    """The same plans for the same seed; the first ones do not depend on how many follow."""
    random = Random(seed)
    return [_plan(random, f"{mark}{n:08}") for n in range(patients)]


def name(random: Random) -> tuple[str, str]:
    """Given name and family name."""
    return random.choice(_GIVEN), random.choice(_FAMILIES) + random.choice(_TAILS)


def _plan(random: Random, number: str) -> Plan:
    born = date(random.randint(1935, 2020), random.randint(1, 12), random.randint(1, 27))
    given, family = name(random)
    intake = {
        "mrn": number,
        "family_name": family,
        "given_name": given,
        "birth_date": born.isoformat(),
        "gender": random.choice(("female", "male", "other")),
        "blood_group": random.choice(_BLOOD),
        "phone": _phone(random, 555),
        "address": _address(random, "Street"),
    }
    entries = (*_visit(random), *_measurements(random), *_history(random), *_reports(random))
    return Plan(random.choice(CLERKS), intake, entries, _updates(random, born))


def _visit(random: Random) -> list[tuple[str, Values]]:
    complaint = "Routine check and follow-up of earlier findings"
    return [("visit", {"at": _moment(random), "department": random.choice(_SITES), "complaint": complaint})]


def _measurements(random: Random) -> list[tuple[str, Values]]:
    return [
        ("measurement", {"code": code, "value": _value(random, low, high), "unit": unit, "at": _moment(random)})
        for code, unit, low, high in _VITALS
    ]


def _history(random: Random) -> list[tuple[str, Values]]:
    return [
        ("history", {"kind": kind, "text": text, "onset": _moment(random, 2000, 2019)[:10]}) for kind, text in _PAST
    ]


def _reports(random: Random) -> list[tuple[str, Values]]:
    lines = [{"code": code, "name": name, "value": _value(random, 1, 300), "unit": unit} for code, name, unit in _PANEL]
    chest = {"kind": "x-ray", "title": "Chest x-ray PA", "conclusion": "No acute finding. Heart size normal."}
    blood = {"kind": "blood", "title": "Blood panel", "conclusion": "See values."}
    return [
        ("report", {**chest, "at": _moment(random), "results": []}),
        ("report", {**blood, "at": _moment(random), "results": lines}),
    ]


def _updates(random: Random, born: date) -> tuple[Update, ...]:
    moved = {"phone": _phone(random, 777), "address": _address(random, "Road")}
    right = {"birth_date": (born + timedelta(days=1)).isoformat()}
    return (
        Update(random.choice(CLERKS), {"phone": _phone(random, 666)}),
        Update(random.choice(CLERKS), moved),
        Update(random.choice(CLERKS), right, _MISREAD),
    )


def _phone(random: Random, area: int) -> str:
    return f"+1{area}{random.randint(0, 9_999_999):07}"


def _address(random: Random, way: str) -> str:
    return f"{random.randint(1, 999)} {random.choice(_FAMILIES)} {way}"


def _value(random: Random, low: int, high: int) -> str:
    """As read from an instrument: text, so that no store turns it into another number."""
    return f"{random.uniform(low, high):.1f}"


def _moment(random: Random, first: int = 2020, last: int = 2025) -> str:
    day = random.randint(first, last), random.randint(1, 12), random.randint(1, 28)
    return datetime(*day, random.randint(7, 18), random.randint(0, 59)).isoformat()
