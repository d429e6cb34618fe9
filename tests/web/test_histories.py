"""The history's pages: shorthand proposed, codes found, abbreviations warned, the family in lines."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.clock import StandingClock
from tests.support.office import register
from tests.web.clerk_desk import Desk, confirmations, text
from web.coding.icd import EDITION, SYSTEM


@pytest.fixture
def database() -> None:
    """The pages are the same on every engine."""


def last(desk: Desk, who: Any) -> dict[str, Any]:
    return desk.told(who)[-1][1]


def test_shorthand_is_proposed_and_taken_with_one_press(desk: Desk) -> None:
    who = register(desk.service.records)
    at = f"/patients/{who}/history-entries"

    asked = desk.send(at, {"what": "pcn rash"})
    taken = desk.again(at, asked, {"what": "pcn rash", "fix": "what=Penicillin&kind=allergy&reaction=rash"})
    done = desk.again(at, taken, {"what": "Penicillin", "kind": "allergy", "reaction": "rash"})

    assert asked.status_code == 422
    assert "Use Penicillin, rash (allergy)" in asked.text
    assert 'value="Penicillin"' in taken.text
    assert done.status_code == 303
    assert last(desk, who) == {
        "entry": "h1", "kind": "allergy", "what": {"text": "Penicillin"}, "detail": {"reaction": "rash"},
    }  # fmt: skip


def test_shorthand_may_stay_as_it_was_written(desk: Desk) -> None:
    who = register(desk.service.records)
    at, told = f"/patients/{who}/history-entries", {"what": "htn", "kind": "problem"}

    asked = desk.send(at, told)
    done = desk.again(at, asked, {**told, "confirm": confirmations(asked)})

    assert done.status_code == 303
    assert last(desk, who)["what"] == {"text": "htn"}


def test_that_there_is_none_leads_to_the_page_for_it(desk: Desk) -> None:
    who = register(desk.service.records)

    asked = desk.send(f"/patients/{who}/history-entries", {"what": "NKDA"})

    assert "/none-known?kind=allergy" in asked.text
    assert len(desk.told(who)) == 1


def test_a_code_is_found_by_words_and_kept_with_its_name_and_edition(desk: Desk) -> None:
    who = register(desk.service.records)
    at, told = f"/patients/{who}/history-entries", {"what": "high blood pressure", "kind": "problem"}

    found = desk.send(at, {**told, "look": "code"})
    desk.again(at, found, {**told, "code": "I10"})

    assert found.status_code == 200
    assert "I10 Essential (primary) hypertension" in text(found.text)
    coding = {"system": SYSTEM, "code": "I10", "display": "Essential (primary) hypertension", "version": EDITION}
    assert last(desk, who)["what"] == {"text": "high blood pressure", "codings": [coding]}


def test_a_search_that_finds_nothing_says_so_and_keeps_what_was_typed(desk: Desk) -> None:
    who = register(desk.service.records)

    found = desk.send(f"/patients/{who}/history-entries", {"what": "the evil eye", "kind": "problem", "look": "code"})

    assert "It can stay without a code." in text(found.text)
    assert 'value="the evil eye"' in found.text


def test_a_code_that_there_is_not_is_refused_at_its_field(desk: Desk) -> None:
    who = register(desk.service.records)

    answer = desk.send(f"/patients/{who}/history-entries", {"what": "Gout", "kind": "problem", "code": "ZZ9"})

    assert answer.status_code == 422
    assert f"Its code: There is no ZZ9 in ICD-10-CM of {EDITION}." in text(answer.text)


@pytest.mark.parametrize(
    ("code", "side", "asked"),
    [("M25.569", "", True), ("M25.569", "left", False), ("M25.562", "right", True), ("M25.562", "left", False)],
)
def test_a_code_with_a_side_asks_for_it(desk: Desk, code: str, side: str, asked: bool) -> None:
    who = register(desk.service.records)
    told = {"what": "Knee pain", "kind": "problem", "code": code} | ({"laterality": side} if side else {})

    answer = desk.send(f"/patients/{who}/history-entries", told)

    assert answer.status_code == (422 if asked else 303)


def test_an_unsafe_abbreviation_is_warned_in_its_field_with_what_to_write(desk: Desk) -> None:
    who = register(desk.service.records)
    at, told = f"/patients/{who}/history-entries", {"what": "Insulin", "kind": "medication", "dose": "8U"}

    asked = desk.send(at, told)
    done = desk.again(at, asked, {**told, "confirm": confirmations(asked)})

    assert "8U has been read as 0, 4 or cc." in text(asked.text)
    assert "Write 8 units" in text(asked.text)
    assert done.status_code == 303
    assert last(desk, who)["detail"] == {"dose": "8U"}


def test_what_belongs_to_another_kind_is_not_recorded(desk: Desk) -> None:
    who = register(desk.service.records)

    desk.send(f"/patients/{who}/history-entries", {"what": "Gout", "kind": "problem", "reaction": "rash"})

    assert last(desk, who) == {"entry": "h1", "kind": "problem", "what": {"text": "Gout"}}


def test_a_kind_is_asked_for_where_nothing_tells_it(desk: Desk) -> None:
    who = register(desk.service.records)

    answer = desk.send(f"/patients/{who}/history-entries", {"what": "Gout"})

    assert "Kind: Choose one." in text(answer.text)


def test_a_code_is_corrected_and_what_it_was_called_stays(desk: Desk) -> None:
    who = register(desk.service.records)
    desk.send(f"/patients/{who}/history-entries", {"what": "Gout", "kind": "problem", "code": "M10.9"})
    at = f"/patients/{who}/history/h1/correct"

    page = desk.get(at)
    done = desk.send(at, {"what": "Gout", "code": "M1A", "reason": "document-seen"})

    assert 'value="M10.9"' in page
    assert done.status_code == 303
    changes = last(desk, who)["changes"]
    assert changes["what.codings.0.code"] == {"was": "M10.9", "now": "M1A"}
    assert not [path for path in changes if path.startswith("what.text")]


def test_the_family_is_listed_with_the_nearest_first_and_a_way_of_life_with_its_days(desk: Desk) -> None:
    who = register(desk.service.records)
    for told in (
        {"what": "Stroke", "kind": "family", "relation": "Aunt", "age_at_onset": "61"},
        {"what": "Diabetes", "kind": "family", "relation": "Mother", "deceased": "yes"},
        {"what": "Smokes", "kind": "social", "aspect": "tobacco", "amount": "10 a day", "onset": "2019"},
        {"what": "Smoked formerly", "kind": "social", "aspect": "tobacco", "onset": "2025"},
    ):
        assert desk.send(f"/patients/{who}/history-entries", told).status_code == 303

    page = text(desk.get(f"/patients/{who}/history/background"))

    assert "Mother Diabetes Yes Aunt Stroke 61" in page
    assert "Tobacco Smoked formerly 2025 Tobacco Smokes earlier 10 a day 2019" in page


def test_an_answer_that_is_old_is_to_be_asked_again_and_can_be(desk: Desk, clock: StandingClock) -> None:
    who = register(desk.service.records)
    at, told = f"/patients/{who}/none-known", {"kind": "allergy", "asked_of": "the patient"}
    desk.send(at, told)
    fresh = text(desk.get(f"/patients/{who}"))
    clock.on(days=430)
    desk = Desk(desk.service, "senior-clerk")

    old = text(desk.get(f"/patients/{who}"))
    desk.send(at, told)

    assert "ask again" not in fresh
    assert "Asked 14 months ago: ask again" in old
    assert last(desk, who) == {"entry": "h2", "kind": "allergy", "asked_of": "the patient", "lapses": "h1"}
    assert "ask again" not in text(desk.get(f"/patients/{who}"))
