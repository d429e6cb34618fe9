"""What is planted in such a month: one case for each rule, each by somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.mrn import mrn
from projections.flags.given import Glass, Person, Sign
from tests.support.month import START, Month


def plant(made: Month) -> None:
    """By rule whom it should find: `planted`; the times at which it happens: `cases`."""
    before = len(made.looks)
    day = START + timedelta(days=made.random.choice((8, 9, 15, 16)))
    _knowing(made, day + timedelta(hours=12, minutes=20))
    _uncalled(made, day)
    _seeking(made, day + timedelta(hours=10))
    _records(made, day + timedelta(hours=11))
    made.cases = {one.at for one in made.looks[before:]}


def _away(made: Month, many: int) -> list[Person]:
    """Patients who did not come in this month."""
    found = [one for one in made.people[20:] if one.id not in made.stays]
    return made.random.sample(found, many)


def _called(person: Person, name: str, family: str) -> Person:
    return person._replace(names=(frozenset(name.split()),), families=frozenset([family]))


def _as(made: Month, person: Person) -> Person:
    """In the place of whoever had this id."""
    made.people[next(n for n, one in enumerate(made.people) if one.id == person.id)] = person
    return person


def _knowing(made: Month, at: datetime) -> None:
    made.read(0, at, made.people[0], 3)
    made.planted["self"] = made.staff[0][0]
    kin, friend, other = _away(made, 3)
    home = _as(made, made.people[1]._replace(homes=frozenset(["12 chapel hill eastwick"])))
    made.read(1, at, _as(made, kin._replace(homes=home.homes)), 2)
    made.planted["household"] = made.staff[1][0]
    made.read(6, at, _as(made, _called(friend, "lucia rivera", "rivera")), 2)
    made.planted["surname"] = made.staff[6][0]
    made.read(5, at, _as(made, _called(other, "vera lindqvist", "lindqvist")), 2)
    made.planted["colleague"] = made.staff[5][0]


def _uncalled(made: Month, day: datetime) -> None:
    at = day + timedelta(hours=14)
    for patient in _away(made, 3):
        at = made.read(2, at, patient, 2)
    made.planted["no-visit"] = made.staff[2][0]
    night = day + timedelta(hours=2, minutes=40)
    for patient in _away(made, 4):
        night = made.read(15, night, patient, 2)
    made.planted["after-hours"] = made.staff[15][0]
    at = day + timedelta(hours=16)
    for patient in _away(made, 4):
        made.glass.append(Glass(made.write(12, at, patient), at, *made.staff[12][:2], patient.id))
        made.acts[made.staff[12][0], patient.id].clear()
        at = made.read(12, at, patient, 2, purpose="BTG")
    made.planted["emergency"] = made.staff[12][0]


def _seeking(made: Month, at: datetime) -> None:
    later = at
    for n in range(100, 110):
        made.look(3, later, made.people[n], address=f"/patients/{mrn(n + 1)}", purpose="HOPERAT")
        later += timedelta(seconds=15)
    for n in range(3):
        made.look(3, later, None, address=f"/patients/{mrn(9000 + 2 * n)}", outcome="absent")
        later += timedelta(seconds=15)
    made.planted["enumeration"] = made.staff[3][0]
    later = at + timedelta(hours=3)
    for _ in range(16):
        later = made.search(4, later)
    made.planted["probing"] = made.staff[4][0]
    later = at + timedelta(hours=4)
    for patient in made.random.sample(made.people[20:], 60):
        made.look(8, later, patient, purpose="HOPERAT")
        later += timedelta(seconds=40)
    made.planted["bulk"] = made.staff[8][0]


def _records(made: Month, at: datetime) -> None:
    made.put_right(9, at, made.people[40], timedelta(days=9), "reports", "typing-error")
    made.planted["own-correction"] = made.staff[9][0]
    patient = made.people[50].id
    made.signs.append(Sign(patient, "DQ06", "Blood group contradicted", at, (3, 5)))
    made.signs.append(Sign(patient, "DQ19", "Pregnancy, and male at birth", at + timedelta(days=1), (9,)))
    made.planted["two-people"] = patient
