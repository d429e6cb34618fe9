"""What happens in the last month of the invented office that somebody ought to find: one case for each rule by which
reading is watched, and a blood group that was wrong for nine days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import NamedTuple

from web.demo import cases as act
from web.demo.office import Chart, Life, Office
from web.demo.person import Person, invent
from web.service import Service

LEAST = 12
"""Patients below which nothing is planted."""
_REST = timedelta(days=50)
_HOME = {
    "addresses": [{"text": "12 Chapel Hill, Eastwick", "lines": ["12 Chapel Hill"], "city": "Eastwick", "use": "home"}],
    "contacts": [{"system": "phone", "value": "+999 317 4420", "use": "mobile"}],
}
KNOWN: dict[int, tuple[str, str, str]] = {
    4: ("self", "Ama", "Boateng"),
    5: ("household", "Efua", "Boateng"),
    6: ("colleague", "Vera", "Lindqvist"),
    7: ("surname", "Lucía", "Rivera"),
}
"""Women on file whom somebody of the staff knows: by their place among the patients, which rule that is for."""
UNASKED = {8: ("wrong-value", True), 9: ("two-people", False)}
"""Whose blood group nobody has asked for until then; whether a woman, of group O."""


class Case(NamedTuple):
    """`rule` of `domain.watching`, or `wrong-value`; `who` is found out, by sign-in name, `days` before today."""

    rule: str
    who: str
    days: int
    hour: int
    does: Callable[[act.Scene], Life]


CASES: Sequence[Case] = (
    Case("no-visit", "tomas", 24, 10, act.strangers),
    Case("own-correction", "tomas", 22, 11, act.own_correction),
    Case("probing", "piotr", 20, 9, act.probing),
    Case("wrong-value", "ama", 19, 9, act.wrong_group),
    Case("self", "ama", 16, 12, act.own_record),
    Case("household", "ama", 14, 15, act.household),
    Case("enumeration", "sam", 12, 16, act.enumeration),
    Case("colleague", "ines", 11, 13, act.colleague),
    Case("surname", "tomas", 9, 11, act.namesake),
    Case("after-hours", "vera", 8, 2, act.at_night),
    Case("two-people", "", 7, 14, act.two_people),
    Case("emergency", "ines", 6, 17, act.emergencies),
    Case("bulk", "vera", 5, 16, act.files),
)
WRONG = {"entered_by": "ama", "seen_by": ("tomas", "vera", "ama", "amal", "ruth", "ines"), "corrected_by": "ines"}
"""The wrong blood group: who entered it, who saw it while it was wrong, in this order, and who put it right."""


def person(office: Office, random: Random, n: int) -> Person:
    """The n-th patient, as chance has it, or one of those whom somebody of the staff knows."""
    day = office.now.date()
    if not office.plants or n not in (KNOWN | UNASKED):
        return invent(random, day)
    if n in UNASKED:
        woman = UNASKED[n][1]
        return next(one for _ in count() if _fits(one := invent(random, day), day, woman) and one.abo == "O")
    _, given, family = KNOWN[n]
    found = next(one for _ in count() if _fits(one := invent(random, day), day, True))
    found.details["names"] = [
        {"text": f"{given} {family}", "use": "official", "family": family, "given": [given]},
    ]
    found.details |= {"language": "en", **(_HOME if family == "Boateng" else {})}
    found.details.pop("next_of_kin", None)
    return found


def _fits(person: Person, day: date, woman: bool) -> bool:
    return person.woman == woman and 25 < person.age(day) < 60


def remember(office: Office, chart: Chart, n: int) -> None:
    """They do not come while somebody who has no reason to looks at their records."""
    if office.plants and n in (KNOWN | UNASKED):
        office.known[(KNOWN | UNASKED)[n][0]] = chart
        office.away[chart.who] = (office.plants - _REST, office.plants)


def cases(service: Service, office: Office) -> list[Life]:
    last = office.plants
    return [one.does(act.Scene(service, office, one.who, _on(last, one), one.rule)) for one in CASES] if last else []


def _on(last: datetime, case: Case) -> datetime:
    """The day of the case, or the Friday before it."""
    day = last - timedelta(days=case.days)
    return day - timedelta(days=max(0, day.isoweekday() - 5)) + timedelta(hours=case.hour, minutes=12)
