"""By what reading is watched: rules that anybody can follow, with the limits that an office's policy sets them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from domain.refusal import Refused
from domain.staff import ROLES

Limits = Mapping[str, int]


class Rule(NamedTuple):
    """`limits` are the program's own, with what each means in `LIMITS`; a `weight` of 0 switches the rule off."""

    name: str
    says: str
    limits: Limits


RULES: Mapping[str, Rule] = {
    "self": Rule("Their own record", "The patient bears the reader’s own full name.", {"weight": 10}),
    "household": Rule(
        "Somebody they live with",
        "The patient has the address or the phone of a patient who bears the reader’s full name, or names the reader "
        "as next of kin.",
        {"weight": 8},
    ),
    "colleague": Rule(
        "A colleague’s record",
        "The patient bears the full name of somebody else of the staff, is not here, and the reader wrote nothing "
        "in the record.",
        {"weight": 6, "acts": 14},
    ),
    "surname": Rule(
        "The same surname",
        "Reader and patient share a surname that few have; the patient is not here, and the reader wrote nothing in "
        "the record.",
        {"weight": 4, "common": 10, "acts": 14},
    ),
    "no-visit": Rule(
        "No visit",
        "Nobody’s visit is near, the reader wrote nothing in the record, and told no purpose.",
        {"weight": 3, "before": 3, "after": 14, "acts": 14},
    ),
    "enumeration": Rule(
        "Number by number",
        "Record numbers were tried one after the other, or many that were never given out.",
        {"weight": 8, "numbers": 6, "gap": 3, "minutes": 3, "absent": 6},
    ),
    "after-hours": Rule(
        "After hours",
        "Records were opened outside opening hours (UTC); the patients were not here, and the reader was not at work.",
        {"weight": 4, "opens": 6, "closes": 20, "days": 5, "views": 2, "shift": 3},
    ),
    "emergency": Rule(
        "Emergency upon emergency",
        "Records were opened as emergencies one after the other, of patients who were not here.",
        {"weight": 7, "patients": 3, "hours": 12},
    ),
    "probing": Rule(
        "Search upon search",
        "Many searches and hardly anything opened, or one search over and over.",
        {"weight": 6, "searches": 12, "minutes": 15, "openings": 3, "again": 20},
    ),
    "bulk": Rule(
        "Very many at once",
        "More patients in an hour than work asks for, or file upon file taken home.",
        {"weight": 8, "patients": 40, "taken": 20, "files": 3},
    ),
    "own-correction": Rule(
        "Put right by the same hand",
        "Whoever entered it changed it long afterwards, with nobody else’s word for it.",
        {"weight": 3, "hours": 24, "times": 3},
    ),
    "two-people": Rule(
        "Two people in one record",
        "What the record says can hardly be true of one person.",
        {"weight": 9, "signs": 2, "years": 2},
    ),
}
LIMITS: Mapping[str, tuple[str, int, int]] = {
    "weight": ("how much it weighs; 0 switches it off", 0, 100),
    "acts": ("days before and after in which something of one’s own in the record explains it", 0, 365),
    "common": ("how many of a thousand patients bear a surname that says nothing any more", 0, 1000),
    "before": ("days before a visit in which it explains a look", 0, 365),
    "after": ("days after a visit in which it explains a look", 0, 365),
    "numbers": ("numbers, one after the other", 2, 1000),
    "gap": ("how far apart two numbers are at most", 1, 100),
    "minutes": ("minutes", 1, 1440),
    "absent": ("numbers of nobody, in one day", 1, 1000),
    "opens": ("the hour at which the office opens, UTC", 0, 23),
    "closes": ("the hour at which it closes, UTC", 1, 24),
    "days": ("days of the week that it is open, from Monday on", 0, 7),
    "views": ("pages opened in one night", 1, 1000),
    "shift": ("hours around which something recorded shows that one is at work", 0, 24),
    "patients": ("patients", 2, 100_000),
    "hours": ("hours", 1, 8760),
    "searches": ("different searches", 2, 1000),
    "openings": ("records opened meanwhile at most", 0, 1000),
    "again": ("times the same search in one day", 2, 1000),
    "taken": ("patients in an hour whose files or prints were taken", 2, 100_000),
    "files": ("whole files in one day", 1, 1000),
    "times": ("such corrections by one person; of a blood group or a report one is enough", 1, 1000),
    "signs": ("contradictions", 1, 10),
    "years": ("years by which a birth date was moved", 1, 150),
}
"""What each limit counts, and between which whole numbers it may be."""
DUTY = ("reviewer", "privacy-officer", "auditor")


class Watching(NamedTuple):
    """`rules` are the limits in force; `duty` the roles whose work it is to look where there is no visit."""

    rules: Mapping[str, Limits]
    duty: tuple[str, ...] = DUTY

    def on(self, rule: str) -> bool:
        return self.rules[rule]["weight"] > 0


def watching(text: Mapping[str, Any]) -> Watching:
    """The program's own with what a policy says otherwise; `Refused` names the place that cannot be read."""
    told = _named(text.get("rules"), "rules")
    if unknown := sorted(told.keys() - RULES.keys()):
        raise Refused(f"rules.{unknown[0]}", "There is no such rule.")
    rules = {rule: _limits(rule, _named(told.get(rule), f"rules.{rule}")) for rule in RULES}
    return Watching(rules, _duty(text.get("duty")))


def _limits(rule: str, told: Mapping[str, Any]) -> Limits:
    usual = RULES[rule].limits
    for name, value in told.items():
        place = f"rules.{rule}.{name}"
        if name not in usual:
            raise Refused(place, "There is no such field.")
        _, low, high = LIMITS[name]
        if type(value) is not int or not low <= value <= high:
            raise Refused(place, f"Write a whole number from {low} to {high:,}.")
    return {**usual, **told}


def _duty(told: Any) -> tuple[str, ...]:
    if told is None:
        return DUTY
    if not isinstance(told, list) or any(not isinstance(role, str) or role not in ROLES for role in told):
        raise Refused("duty", f"Write a list of roles: {', '.join(ROLES)}.")
    return tuple(told)


def _named(value: Any, field: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise Refused(field, "Write this as named fields.")
    return value
