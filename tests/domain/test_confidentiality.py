"""Whose record opens to whom, against a table written by hand; and how one is opened in an emergency."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as some

from domain.confidentiality import CLOSED, DEFAULT, DUTY, EMERGENCIES, FLAGGED, OWN, WHY, Led, access, opens, standing
from domain.emergencies import GlassBrokenUntil, GlassEnded, GlassReviewed
from domain.identity import ConfidentialityChanged, Identity, PatientRegistered
from domain.refusal import Refused
from domain.reviews import DeficiencyWaived
from domain.staff import ROLES
from tests.support.given import TODAY, given, refused

UNTIL = datetime(2026, 3, 7, 10, 30, tzinfo=UTC)
WORDS = "She is unconscious in the waiting room."
DESK = {"clerk", "senior-clerk", "verifier"}


@over(label=some.sampled_from(["N", "R", "V", OWN]), role=some.sampled_from([*ROLES, "nobody"]),
      led=some.tuples(*[some.booleans()] * 4))  # fmt: skip
def test_a_record_opens_to_those_of_whom_it_is_said_here(label: str, role: str, led: tuple[bool, ...]) -> None:
    visited, worked, named, broken = led
    reads = role in DESK | {"reviewer", "privacy-officer", "auditor"}
    duty = {
        "N": reads,
        "R": role in {"reviewer", "privacy-officer", "auditor"},
        "V": role == "privacy-officer",
        OWN: False,
    }[label]
    way = {"N": True, "R": visited or worked or named, "V": named, OWN: False}[label]

    assert opens(label, role, Led(*led)) == (reads and (duty or way or broken))


def test_every_label_says_why_it_is_closed_and_normal_is_closed_to_nobody_who_reads() -> None:
    assert WHY.keys() == DUTY.keys() - {"N"}


@pytest.mark.parametrize(("label", "of_staff", "found"), [
    (None, False, "N"), (None, True, "R"), ("N", True, "N"), ("R", False, "R"), ("V", True, "V"),
])  # fmt: skip
def test_somebody_of_the_staff_is_restricted_until_somebody_decides(
    label: str | None, of_staff: bool, found: str
) -> None:
    assert standing(label, of_staff) == found


def test_that_a_record_is_normal_is_a_decision_once() -> None:
    patient = given()

    (decided,) = patient.file.identity.label("N")

    assert decided == (ConfidentialityChanged, {"was": "N", "now": "N"})
    assert given(decided).file.identity.label("N") == ()


def test_who_registers_decides_nothing_by_leaving_it_normal() -> None:
    wanted = {"names": ["Ada Eze"], "birth": "1980", "gender": "female"}

    normal, restricted = (Identity.register("1", {**wanted, "confidentiality": one}, TODAY) for one in "NR")

    assert normal.fact is restricted.fact is PatientRegistered
    assert "confidentiality" not in {name for name, value in normal.fields.items() if value is not None}
    assert restricted.fields["confidentiality"] == "R"


# in an emergency


def test_a_record_is_opened_for_a_time_with_what_is_said() -> None:
    assert given().file.reviews.break_glass("care", f" {WORDS} ", UNTIL) == (
        (GlassBrokenUntil, {
            "glass": "q1", "emergency": "care", "why": WORDS, "until": "2026-03-07T10:30:00+00:00",
        }),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "why", "field"),
    [("fun", WORDS, "emergency"), ("", WORDS, "emergency"), ("care", "Urgent!", "why"), ("care", " ", "why")],
)
def test_nothing_opens_without_a_reason_that_says_something(code: str, why: str, field: str) -> None:
    with pytest.raises(Refused) as no:
        given().file.reviews.break_glass(code, why, UNTIL)

    assert no.value.field == field
    assert list(EMERGENCIES) == ["care", "here", "namesake", "other"]


def _broken() -> Any:
    told = {"glass": "q1", "emergency": "care", "why": WORDS, "until": "2026-03-07T10:30:00+00:00"}
    return given((GlassBrokenUntil, told))


def _opener(patient: Any) -> str:
    return str(patient.file.reviews.items["q1"]["actor"])


def test_whoever_opened_it_closes_it_again_and_what_was_to_be_is_kept() -> None:
    patient = _broken()

    (decided,) = patient.file.reviews.end_glass("q1", (_opener(patient),), UNTIL - timedelta(minutes=50))

    assert decided == (GlassEnded, {"glass": "q1", "was": "2026-03-07T10:30:00+00:00"})


def test_it_is_over_from_then_on_and_still_to_be_looked_into() -> None:
    told = {"glass": "q1", "emergency": "care", "why": WORDS, "until": "2099-03-07T10:30:00+00:00"}
    patient = given((GlassBrokenUntil, told), (GlassEnded, {"glass": "q1", "was": told["until"]}))
    item = patient.file.reviews.items["q1"]

    assert item["until"] < told["until"]
    assert (item["status"], item["ended"]["by"]) == ("open", item["recorded"]["by"])
    assert patient.file.reviews.review_glass("q1", "It was right.", ("u-another",))


def test_what_is_over_is_not_ended_once_more() -> None:
    patient = _broken()

    assert patient.file.reviews.end_glass("q1", (_opener(patient),), UNTIL) == ()


def test_nobody_ends_what_somebody_else_opened() -> None:
    with refused("entry", "Somebody else opened it. What the privacy officer finds ends it."):
        _broken().file.reviews.end_glass("q1", ("u-another",), UNTIL - timedelta(minutes=1))


@pytest.mark.parametrize("entry", ["q2", "DQ11~demographics~contacts"])
def test_what_is_no_emergency_is_not_ended(entry: str) -> None:
    decided = {"rule": "DQ11", "about": "demographics.contacts"}
    patient = given((DeficiencyWaived, decided))

    with pytest.raises(Refused):
        patient.file.reviews.end_glass(entry, ("u-another",), UNTIL)


def test_nobody_looks_into_what_they_opened_themselves() -> None:
    patient = _broken()
    opener = patient.file.reviews.items["q1"]["actor"]

    with refused("finding", "You opened it yourself: somebody else has to look into it."):
        patient.file.reviews.review_glass("q1", "It was an emergency.", (opener,))
    assert patient.file.reviews.review_glass("q1", "It was an emergency.", ("u-another",)) == (
        (GlassReviewed, {"glass": "q1", "finding": "It was an emergency."}),
    )


def test_it_is_looked_into_once() -> None:
    reviews = _broken().file.reviews
    reviews.items["q1"]["status"] = "reviewed"

    with refused("entry", "This was looked at already."):
        reviews.review_glass("q1", "Again.", ("u-another",))


def test_nobody_waives_what_was_given_to_them() -> None:
    reviews = given().file.reviews
    reviews.items["DQ11~demographics~contacts"] = {"owner": "u-00000007"}

    with refused("rule", "This was given to you: somebody else decides whether it may stay."):
        reviews.waive("DQ11", "demographics.contacts", None, ("u-00000007",))
    (waived,) = reviews.waive("DQ11", "demographics.contacts", None, ("u-00000008",))
    assert waived.fact is DeficiencyWaived


# the policy


@pytest.mark.parametrize("text", [{}, {"glass_minutes": 5}, {"glass_minutes": 480, "own_record": FLAGGED}, DEFAULT])
def test_a_policy_of_access_says_for_how_long_and_what_is_done_about_ones_own(text: dict[str, Any]) -> None:
    access(text)


@pytest.mark.parametrize(("text", "field"), [
    ({"glass_minutes": 4}, "glass_minutes"), ({"glass_minutes": 481}, "glass_minutes"),
    ({"glass_minutes": True}, "glass_minutes"), ({"glass_minutes": "60"}, "glass_minutes"),
    ({"own_record": "open"}, "own_record"), ({"hours": 1}, "hours"),
])  # fmt: skip
def test_any_other_names_the_place_that_is_wrong(text: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as no:
        access(text)

    assert no.value.field == field
    assert DEFAULT == {"glass_minutes": 60, "own_record": CLOSED}
