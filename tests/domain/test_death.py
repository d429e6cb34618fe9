"""A death and a birth as bounds of a life: recorded, revoked, and what lies outside; how old somebody was."""

from __future__ import annotations

from datetime import date

import pytest

from domain.identity import (
    DeathRecorded,
    DeathRevoked,
    PatientRegistered,
)
from tests.support.given import (
    CORRECTING,
    REGISTERED,
    Happened,
    done,
    doubts,
    given,
    refused,
)

DIED: Happened = (DeathRecorded, {"died": "2026-03-01", "cause": "not known"})


# death


@pytest.mark.parametrize("died", ["2026-03-01", "2026", "2026-03-01T04:30+01:00", None])
def test_a_death_is_recorded_as_far_as_it_is_known(died: str | None) -> None:
    patient = given()

    decisions = patient.file.identity.die(died, cause="not known", told_by="brother")

    told = {"cause": "not known", "told_by": "brother"}
    assert done(patient, decisions) == [(DeathRecorded, ({"died": died} if died else {}) | told)]
    deceased = patient.file.identity.details["deceased"]
    assert deceased == ({"when": died} if died else {}) | told | {"is": True}


@pytest.mark.parametrize("blank", ["", " "])
def test_a_death_on_a_blank_day_is_a_death_on_a_day_that_is_not_known(blank: str) -> None:
    patient = given()

    assert done(patient, patient.file.identity.die(blank)) == [(DeathRecorded, {})]


@pytest.mark.parametrize(
    ("died", "allowed"),
    [
        ("1984-03-06", False),
        ("1984-03-07", True),
        ("1984-02", False),
        ("1984-03", True),
        ("1984", True),
        ("1983", False),
    ],
)
def test_nobody_dies_before_birth(died: str, allowed: bool) -> None:
    patient = given()

    if allowed:
        assert patient.file.identity.die(died)
    else:
        with refused("died", "This is before the patient was born."):
            patient.file.identity.die(died)


def test_a_death_is_recorded_once() -> None:
    patient = given(DIED)

    with refused("died", "The death is recorded already; correct or revoke it."):
        patient.file.identity.die("2026-03-02")


def test_a_death_in_no_form_that_we_know_is_refused() -> None:
    patient = given()

    with refused("died", "Write the date as 1980-03-02, 1980-03 or 1980."):
        patient.file.identity.die("last spring")


def test_a_revoked_death_keeps_what_was_recorded() -> None:
    patient = given(DIED)

    decisions = patient.file.identity.revoke_death()

    was = {"when": "2026-03-01", "cause": "not known", "is": True}
    assert done(patient, decisions, CORRECTING) == [(DeathRevoked, {"was": was})]
    assert "deceased" not in patient.file.identity.details


def test_a_death_that_is_not_recorded_cannot_be_revoked() -> None:
    with refused("died", "No death is recorded."):
        given().file.identity.revoke_death()


def test_after_a_death_was_revoked_another_can_be_recorded() -> None:
    patient = given(DIED, (DeathRevoked, {"was": {"when": "2026-03-01", "is": True}}))

    assert done(patient, patient.file.identity.die("2026-03-02")) == [(DeathRecorded, {"died": "2026-03-02"})]


# what is odd about a time, and how old somebody was


@pytest.mark.parametrize(
    ("birth", "when", "odd"),
    [
        ("1984-03-07", "1984-03-06", ["before-birth"]),
        ("1984-03-07", "1984-03-07", []),
        ("1984-03-07", "1984-03-06T23:59Z", ["before-birth"]),
        ("1984-03-07", "1984", []),
        ("1984-03", "1984-02-29", ["before-birth"]),
        ("1984-03", "1984-03-01", []),
        ("1984-03-07", "2026-03-01T23:59Z", []),
        ("1984-03-07", "2026-03-02", ["after-death"]),
        ("1984-03-07", "2026-03", []),
        ("1984-03-07", "2027", ["after-death"]),
    ],
)
def test_what_happened_before_birth_or_after_death_is_odd(birth: str, when: str, odd: list[str]) -> None:
    patient = given(DIED, registered=(PatientRegistered, {**REGISTERED[1], "birth": {"value": birth}}))

    assert patient.oddities(when) == odd


def test_what_is_odd_must_be_confirmed_by_its_code() -> None:
    patient = given(DIED)

    assert doubts(lambda: patient.believable("2026-03-05", ())) == [
        ("after-death", "when", "This is after the patient died. Is the date right?")
    ]
    assert doubts(lambda: patient.believable("1970", ("after-death",))) == [
        ("before-birth", "when", "This is before the patient was born. Is the date right?")
    ]
    assert patient.believable("2026-03-05", ("after-death",)) == ("after-death",)
    assert patient.believable("2020", ("after-death",)) == ()


@pytest.mark.parametrize(
    ("birth", "when", "months"),
    [
        ({"value": "2008-03-07"}, "2026-03-06", (215, 215)),
        ({"value": "2008-03-07"}, "2026-03-07", (216, 216)),
        ({"value": "2008"}, "2026-03-07", (206, 218)),
        ({"value": "2026-03"}, "2026-03-06", (0, 0)),
        ({"value": "2026-03-31"}, "2026-02", None),
        ({"unknown": "no papers"}, "2026", None),
    ],
)
def test_an_age_is_as_wide_as_the_birth_is_vague(
    birth: dict[str, str], when: str, months: tuple[int, int] | None
) -> None:
    patient = given(registered=(PatientRegistered, {**REGISTERED[1], "birth": birth}))

    assert patient.file.identity.months(when) == months


def test_the_birth_and_the_death_are_dates_to_reckon_with() -> None:
    patient = given(DIED)

    assert patient.file.identity.birth is not None
    assert patient.file.identity.birth.earliest == date(1984, 3, 7)
    assert patient.file.identity.died is not None
    assert patient.file.identity.died.latest.date() == date(2026, 3, 1)
