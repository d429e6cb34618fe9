"""A month of reading in an invented office: ordinary work with all that is odd and harmless in it, and cases that are
not. Nothing in here knows the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from domain.mrn import mrn
from projections.flags.given import Glass, Known, Look, Person, Righted, Sign, Stay, words
from web.demo.names import full_name

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
_ROLES = ("clerk",) * 12 + ("senior-clerk",) * 3 + ("verifier",) * 2 + ("reviewer",) * 2 + ("auditor",)
_PURPOSES = ("HOPERAT", "PATRQT", "HPAYMT")
NAMED = ("Tomás Rivera", "Vera Lindqvist")
"""Of the staff, whose names hardly anybody else bears."""
_PAGES = ("", "/chart", "/reports/all", "/history/all", "/measurements")


@dataclass
class Month:
    """`planted` says by rule whom it should find, with the looks that belong to it, `odd` how many looks by mistake
    there are."""

    random: Random
    patients: int = 500
    staff: list[tuple[str, str, str]] = field(default_factory=list)  # id, name, role
    people: list[Person] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    stays: dict[str, list[Stay]] = field(default_factory=dict)
    acts: dict[tuple[str, str], list[datetime]] = field(default_factory=dict)
    righted: list[Righted] = field(default_factory=list)
    glass: list[Glass] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    planted: dict[str, str] = field(default_factory=dict)
    cases: set[datetime] = field(default_factory=set)
    events: int = 0

    def known(self) -> Known:
        bearers: dict[str, int] = {}
        for one in self.people:
            for family in one.families:
                bearers[family] = bearers.get(family, 0) + 1
        names = {id: name for id, name, _ in self.staff}
        own = {id: [one for one in self.people if frozenset(words(name)) in one.names] for id, name in names.items()}
        return Known(
            {one.id: one for one in self.people}, names, own, bearers, len(self.people), self.stays, self.acts,
            sorted(self.righted), sorted(self.glass), sorted(self.signs),
        )  # fmt: skip

    def ordered(self) -> list[Look]:
        """In the order of time, as the log has them."""
        told = sorted(self.looks, key=lambda one: one.at)
        return [one._replace(position=n) for n, one in enumerate(told, 1)]

    # what somebody does

    def look(self, who: int, at: datetime, patient: Person | None = None, section: str = "record", **told: Any) -> None:
        id, name, role = self.staff[who]
        address = f"/patients/{self.number(patient)}" if patient else "/patients"
        fields = {"medium": "page", "address": address, "outcome": "shown", **told}
        one = Look(0, at, id, name, role, section, subject=patient.id if patient else "", **fields)
        self.looks.append(one)

    def number(self, patient: Person) -> str:
        return mrn(self.people.index(patient) + 1)

    def read(self, who: int, at: datetime, patient: Person, pages: int = 1, **told: Any) -> datetime:
        for n in range(pages):
            page = self.random.choice(_PAGES) if n else ""
            self.look(who, at, patient, address=f"/patients/{self.number(patient)}{page}", **told)
            at += timedelta(seconds=self.random.randint(8, 70))
        return at

    def search(self, who: int, at: datetime, **told: Any) -> datetime:
        self.look(who, at, None, "search", medium="list", sought=f"{self.random.getrandbits(64):016x}", **told)
        return at + timedelta(seconds=self.random.randint(5, 25))

    def write(self, who: int, at: datetime, patient: Person) -> int:
        hour = at.replace(minute=30, second=0)
        for whose in (patient.id, ""):
            self.acts.setdefault((self.staff[who][0], whose), []).append(hour)
        self.events += 1
        return self.events

    def stay(self, patient: Person, began: datetime, minutes: int = 40) -> None:
        self.stays.setdefault(patient.id, []).append(Stay(began, began + timedelta(minutes=minutes)))

    def put_right(self, who: int, at: datetime, patient: Person, after: timedelta, chapter: str, reason: str) -> None:
        id, name, _ = self.staff[who]
        self.events += 2
        entered = self.events - 1
        self.righted.append(Righted(self.events, at, id, name, patient.id, chapter, reason, entered, at - after, id))

    def of(self, *roles: str) -> list[int]:
        return [n for n, (_, _, role) in enumerate(self.staff) if role in roles]


def month(seed: int, patients: int = 500, visits: int = 32, days: int = 30) -> Month:
    """One of some five thousand looks."""
    random = Random(f"month/{seed}")
    made = Month(random, patients)
    made.staff = [(f"u-{n:08x}", _name(random)[0], role) for n, role in enumerate(_ROLES)]
    for n, name in enumerate(NAMED, 6):
        made.staff[n] = (made.staff[n][0], name, made.staff[n][2])
    made.people = [_person(random, f"p-{n:04}", _name(random)) for n in range(patients)]
    for n, (_, name, _) in enumerate(made.staff[:4]):  # some of the staff are patients here as well
        made.people[n] = _person(random, f"p-{n:04}", (name, name.split()[-1]))
    for day in range(days):
        at = START + timedelta(days=day)
        if at.isoweekday() < 6:
            _day(made, at, visits)
    return made


def _name(random: Random) -> tuple[str, str]:
    _, (name, *_) = full_name(random, random.random() < 0.5, 40)
    return name["text"], name.get("family", "")


def _person(random: Random, id: str, name: tuple[str, str]) -> Person:
    kin = tuple(frozenset(words(_name(random)[0])) for _ in range(random.randrange(2)))
    home, phone = f"{random.randrange(10**6)} mill lane", f"999{random.randrange(10**7):07}"
    return Person(
        id, (frozenset(words(name[0])),), frozenset(words(name[1])), frozenset([home]), frozenset([phone]), kin
    )


# ordinary work


def _day(made: Month, day: datetime, visits: int) -> None:
    random, desk = made.random, made.of("clerk", "senior-clerk")
    for _ in range(visits):
        _visit(made, day + timedelta(hours=8, minutes=random.randrange(60 * 9)), random.choice(desk))
    for who in made.of("reviewer"):
        _review(made, day + timedelta(hours=9), who)
    _telephone(made, day, desk)
    if day.isoweekday() in (2, 4):
        _evening(made, day + timedelta(hours=20), desk[day.day % len(desk)])
    made.look(desk[0], day + timedelta(hours=7, minutes=40), None, "register", medium="file", whole=True)
    if day.isoweekday() == 5:
        (auditor,) = made.of("auditor")
        made.look(auditor, day + timedelta(hours=15), None, "log", medium="file", whole=True, purpose="HCOMPL")
    _odds(made, day, desk)


def _visit(made: Month, at: datetime, who: int) -> None:
    """The search, the record, what is written; afterwards the verifier, and a colleague who files a result."""
    random, patient = made.random, made.random.choice(made.people)
    if patient.id == made.people[who if who < 4 else 0].id or frozenset(words(made.staff[who][1])) in patient.names:
        return  # nobody serves themselves
    made.stay(patient, at + timedelta(minutes=1))
    for _ in range(random.choice((0, 1, 1, 1, 2, 4))):
        at = made.search(who, at)
    at = made.read(who, at, patient, random.randint(1, 3))
    made.write(who, at, patient)
    if random.random() < 0.06:
        made.put_right(who, at, patient, timedelta(minutes=random.randint(2, 200)), "measurements", "typing-error")
    if random.random() < 0.15:
        made.look(who, at, patient, "chart", medium="print", address=f"/patients/{made.number(patient)}/print")
    if random.random() < 0.3:
        made.read(random.choice(made.of("verifier")), at + timedelta(minutes=random.randint(5, 90)), patient, 2)
    if random.random() < 0.3:
        later = at.replace(hour=random.randint(8, 16)) + timedelta(days=random.choice((1, 1, 2, 5)))
        if later.isoweekday() < 6:
            other = random.choice(made.of("clerk"))
            if frozenset(words(made.staff[other][1])) not in patient.names:
                made.read(other, later, patient, 2)
                made.write(other, later, patient)


def _review(made: Month, at: datetime, who: int) -> None:
    """No visit, but a purpose; now and then until late."""
    late = made.random.random() < 0.15
    for _ in range(made.random.randint(12, 22)):
        patient = made.random.choice([one for one in made.people if not _same(made, who, one)])
        at = made.read(who, at, patient, made.random.randint(1, 3), purpose="HCOMPL")
        at += timedelta(minutes=made.random.randint(1, 26 if not late else 44))


def _same(made: Month, who: int, patient: Person) -> bool:
    return frozenset(words(made.staff[who][1])) in patient.names


def _telephone(made: Month, day: datetime, desk: Sequence[int]) -> None:
    """Somebody asks for a paper, or the insurance does: no visit, and the purpose is told."""
    for _ in range(10):
        who, at = made.random.choice(desk), day + timedelta(hours=8, minutes=made.random.randrange(600))
        patient = made.random.choice(made.people)
        if not _same(made, who, patient):
            made.read(who, made.search(who, at), patient, 2, purpose=made.random.choice(_PURPOSES))


def _evening(made: Month, at: datetime, who: int) -> None:
    """A shift after hours, at which patients come, and papers are filed."""
    for _ in range(5):
        patient = made.random.choice([one for one in made.people if not _same(made, who, one)])
        made.stay(patient, at)
        at = made.read(who, at + timedelta(minutes=2), patient, 2)
        made.write(who, at, patient)
        at += timedelta(minutes=made.random.randint(10, 30))
        paper = made.random.choice([one for one in made.people if not _same(made, who, one)])
        at = made.read(who, at, paper, 1, purpose="HOPERAT")


def _odds(made: Month, day: datetime, desk: Sequence[int]) -> None:
    """What is odd, and harmless: slips, wrong numbers, a real emergency, a result that the laboratory revised."""
    random, noon = made.random, day + timedelta(hours=12)
    if random.random() < 0.25:  # the wrong record, of somebody of nearly that name
        made.read(random.choice(desk), noon, random.choice(made.people))
    for n in range(random.randrange(3)):
        number = mrn(random.randint(1, 9) * 10_000 + n)
        made.look(random.choice(desk), noon + timedelta(minutes=n * 40), None, address=f"/patients/{number}",
                  outcome="absent")  # fmt: skip
    if random.random() < 0.3:
        who, patient = random.choice(desk), random.choice(made.people)
        made.stay(patient, noon + timedelta(hours=2))
        made.read(who, noon + timedelta(hours=2), patient, 2, purpose="BTG")
    if random.random() < 0.4:
        after = timedelta(days=random.randint(2, 6))
        made.put_right(random.choice(desk), noon, random.choice(made.people), after, "reports", "result-revised")
    if random.random() < 0.2:
        made.signs.append(Sign(random.choice(made.people).id, "DQ06", "Blood group contradicted", noon, (1,)))
