"""Each rule opens when its time has come, says how grave it is and when it is due, and closes by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest

from domain.completeness.rules import RULES
from domain.completeness.terms import NEXT_VISIT, VISIT_CLOSE
from tests.support.clock import StandingClock
from tests.support.missing import AMA, KOFI, WHY, Case, office
from tests.support.office import PRIYA
from web.service import Service

HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)
SUGAR = {"what": "Glucose", "value": "31", "unit": "mmol/L", "range": {"low": "3.9", "high": "5.5"}}
CRITICAL = {**SUGAR, "printed_flag": "HH"}
LABORATORY = {"kind": "laboratory", "what": "Blood sugar"}


class Story(NamedTuple):
    """`happens` answers since when it counts; `due` is how long after that, or what it waits for."""

    rule: str
    severity: str
    due: timedelta | str
    happens: Callable[[Case], datetime]
    cure: Callable[[Case], Any]


def _four_visits(case: Case) -> datetime:
    case.register(birth={"value": "1984", "basis": "estimated"})
    for _ in range(4):
        case.clock.on(days=1)
        case.entry("close_visit", case.visit(case.ago()), case.ago())
    return case.clock.at


def _operated(case: Case) -> datetime:
    case.register()
    case.entry("add_history", {"kind": "procedure", "what": "Hip replacement"})
    case.clock.on(days=30)
    case.entry("record_blood_group", {"abo": "A", "rhd": "positive", "basis": "stated"})
    return case.clock.at


def _at_odds(case: Case) -> datetime:
    case.register()
    for group in ("A", "O"):
        case.clock.on(days=30)
        case.entry("record_blood_group", {"abo": group, "rhd": "positive", "basis": "lab", "specimen": group})
    at = case.clock.at
    case.clock.on(hours=1)
    case.entry("record_blood_group", {"abo": "A", "rhd": "positive", "basis": "lab", "specimen": "third"})
    return at


def _here(case: Case) -> datetime:
    case.register()
    case.clock.on(days=1)
    case.visit(case.ago())
    return case.clock.at


def _weighed(case: Case) -> datetime:
    case.register()
    case.measure("70", case.ago())
    return case.clock.at + YEAR


def _none_known(case: Case) -> datetime:
    case.register()
    case.entry("declare_none", "allergy", "patient")
    return case.clock.at + YEAR


def _ordered(case: Case) -> datetime:
    case.register()
    case.entry("register_report", {**LABORATORY, "due_at": case.ago(days=-2)})
    return case.clock.at + 2 * DAY


def _issued(case: Case, results: list[Any], **told: Any) -> datetime:
    """Ordered a month before it came in."""
    case.register()
    report = case.entry("register_report", LABORATORY)
    case.clock.on(days=30)
    case.entry("issue_report", told, report=report, results=results, complete=False)
    return case.clock.at


def _after_death(case: Case) -> datetime:
    case.register()
    case.entry("record_death", died=case.ago(hours=3))
    case.measure("70", case.ago(hours=1), confirmed=("after-death",))
    return case.clock.at


def _sudden(case: Case) -> datetime:
    case.register()
    case.measure("70", case.ago(days=1), by=WHY)
    case.measure("95", case.ago(), by=WHY, confirmed=("changed:items.0.value",))
    return case.clock.at


def _late(case: Case) -> datetime:
    case.register()
    case.measure("70", case.ago(hours=30))
    return case.clock.at


def _unnamed(case: Case) -> datetime:
    case.who = case.who.__class__(case.records.register_unidentified({"birth": "199X", "gender": "male"}, AMA).id)
    return case.clock.at + 2 * DAY


def _written_unsafely(case: Case) -> datetime:
    case.register()
    told = {"kind": "medication", "what": "Digoxin", "note": "Take QD"}
    case.entry("add_history", told, confirmed=("abbreviation-note",))
    return case.clock.at


def _corrected(case: Case) -> datetime:
    _issued(case, [SUGAR])
    case.clock.on(days=2)
    case.entry("amend_report", "r1", "corrected", {"results": [{**SUGAR, "value": "3.1"}]}, by=WHY)
    at = case.clock.at
    case.clock.on(hours=1)
    case.entry("amend_report", "r1", "appended", {"conclusion": "Fasting."}, by=WHY)
    return at


def _told(case: Case) -> None:
    notified = [{"who": "Dr Quaye", "how": "by phone"}]
    case.entry("amend_report", "r1", "appended", {"conclusion": "Not fasting."}, by=WHY, notified=notified)


def _twice_on_file(case: Case) -> datetime:
    digest = case.digest()
    case.register()
    case.attach(digest)
    case.clock.on(days=30)
    case.register(names=["Zoë Quaye"])
    case.attach(digest)
    return case.clock.at


def _alike(case: Case) -> datetime:
    """The same name, birth and phone, thirty days apart."""
    told = {
        "names": [f"Anahí {case.digest()[-4:]} Quintriqueo"], "birth": "1971-11-23",
        "contacts": [{"system": "phone", "value": f"+999 {case.digest()[-8:]}"}],
    }  # fmt: skip
    case.register(**told)
    case.other = case.who
    case.clock.on(days=30)
    return case.register(**told)


def _glass(case: Case) -> datetime:
    case.register()
    case.entry("break_glass", "care", "Unconscious, and nobody else was here.", within=HOUR)
    return case.clock.at


def _asked(case: Case) -> datetime:
    case.register()
    case.entry("request_amendment", "The street is wrong.")
    return case.clock.at


def _carrying(case: Case) -> datetime:
    case.register(sex_at_birth="M")
    case.entry("add_history", {"kind": "problem", "what": "Pregnancy, 12 weeks"})
    return case.clock.at


def _right(**wanted: Any) -> Callable[[Case], Any]:
    return lambda case: case.entry("correct_details", wanted, by=WHY)


def _measured(case: Case) -> None:
    case.measure("70", case.ago())
    case.measure("170", case.ago(), "height", "cm")


def _accounted(case: Case) -> None:
    case.entry("update_visit", "v1", {"reason": {"text": "Cough"}})
    case.measure("97", case.ago(), "oxygen-saturation", "%")


INSURED = {"type": "INS", "issuer": "Harbour Mutual"}
GROUP = {"abo": "A", "rhd": "positive", "basis": "lab"}
STORIES = (
    Story("DQ01", "major", 2 * DAY, lambda case: case.register(birth={"unknown": "not told"}), _right(birth="1984")),
    Story("DQ02", "minor", NEXT_VISIT, _four_visits, _right(birth={"value": "1984-03-07", "basis": "document"})),
    Story("DQ03", "minor", 7 * DAY, lambda case: case.register(gender="unknown"), _right(gender="female")),
    Story("DQ04", "minor", VISIT_CLOSE, Case.register, lambda case: case.entry("record_blood_group", GROUP)),
    Story("DQ05", "safety", DAY, _operated, lambda case: case.entry("record_blood_group", GROUP)),
    Story("DQ06", "safety", DAY, _at_odds, lambda case: case.entry("retract", "blood_group", "b2", by=WHY)),
    Story("DQ07", "major", VISIT_CLOSE, _here, _measured),
    Story("DQ08", "minor", NEXT_VISIT, _weighed, lambda case: case.measure("71", case.ago())),
    Story("DQ09", "safety", VISIT_CLOSE, Case.register, lambda case: case.entry("declare_none", "allergy", "patient")),
    Story("DQ10", "minor", NEXT_VISIT, _none_known, lambda case: case.entry("reaffirm", "history", "h1")),
    Story("DQ11", "minor", 7 * DAY, lambda case: case.register(contacts=[]),
          lambda case: case.entry("update", {"no_contact": True})),
    Story("DQ12", "major", 2 * DAY, lambda case: case.register(birth="2015-05"),
          lambda case: case.entry("update", {"next_of_kin": [{"name": "Iván Núñez", "is_guardian": True}]})),
    Story("DQ13", "major", 30 * DAY, lambda case: _here(case) + DAY,
          lambda case: case.entry("close_visit", "v1", case.ago())),
    Story("DQ14", "minor", 2 * DAY, _here, _accounted),
    Story("DQ15", "major", timedelta(), _ordered,
          lambda case: case.entry("issue_report", {}, report="r1", results=[SUGAR])),
    Story("DQ16", "major", 2 * DAY, lambda case: _issued(case, []),
          lambda case: case.entry("amend_report", "r1", "appended", {"conclusion": "Normal."}, by=WHY)),
    Story("DQ17", "safety", HOUR, lambda case: _issued(case, [CRITICAL]),
          lambda case: case.entry("acknowledge", "r1")),
    Story("DQ18", "major", 2 * DAY, _after_death, lambda case: case.entry("revoke_death", by=WHY)),
    Story("DQ19", "minor", 7 * DAY, _carrying, lambda case: case.entry("retract", "history", "h1", by=WHY)),
    Story("DQ20", "minor", 7 * DAY, _sudden, lambda case: case.entry("reaffirm", "measurements", "m2", by=KOFI)),
    Story("DQ21", "major", 7 * DAY, _alike, lambda case: case.entry("deny_duplicate", case.other, "Seen together.")),
    Story("DQ22", "minor", 7 * DAY, _late, lambda case: case.entry("add_to", "measurements", "m1", "On paper first.")),
    Story("DQ23", "minor", 90 * DAY, Case.register,
          lambda case: case.entry("review", case.service.store.log.position, by=KOFI)),
    Story("DQ24", "minor", NEXT_VISIT, lambda case: case.register(identifiers=[{**INSURED, "value": case.digest()}]),
          lambda case: case.entry("retire_identifier", 0, by=WHY)),
    Story("DQ25", "major", 2 * DAY, _unnamed,
          lambda case: case.entry("identify", {"names": ["Kofi Adjei"]}, evidence="a passport")),
    Story("DQ26", "minor", 7 * DAY, _written_unsafely,
          lambda case: case.entry("correct", "history", "h1", {"note": "Take daily"}, by=WHY)),
    Story("DQ27", "safety", DAY, _corrected, _told),
    Story("DQ28", "major", 3 * DAY, _glass, lambda case: case.entry("review_glass", "q1", "An emergency.", by=PRIYA)),
    Story("DQ29", "major", 60 * DAY, _asked,
          lambda case: case.entry("decide_amendment", "q1", "accepted", "A bill was shown.", by=KOFI)),
    Story("DQ30", "safety", DAY, _twice_on_file, lambda case: case.entry("retract", "attachments", "a1", by=WHY)),
)  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, StandingClock]]:
    with office(tmp_path_factory.mktemp("rules")) as made:
        yield made


def test_every_rule_has_its_story() -> None:
    assert {story.rule for story in STORIES} == RULES.keys()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.rule)
def test_it_opens_in_its_time_and_closes_by_itself(place: tuple[Service, StandingClock], story: Story) -> None:
    case = Case(*place)

    since = story.happens(case)

    assert case.missing(story.rule, since - timedelta(seconds=1)) == []
    found = case.missing(story.rule, since)[0]
    assert (found.rule, found.severity, found.since, found.state) == (story.rule, story.severity, since, "open")
    if isinstance(story.due, str):
        assert (found.waits, found.due) == (story.due, None)
    else:
        assert (found.waits, found.due) == ("", since + story.due)
        assert case.missing(story.rule, since + story.due)[0].state == "open"
        assert case.missing(story.rule, since + story.due + timedelta(seconds=1))[0].state == "overdue"

    case.clock.at = max(case.clock.at, since) + timedelta(minutes=1)
    story.cure(case)

    assert case.missing(story.rule, case.clock.at + DAY) == []
