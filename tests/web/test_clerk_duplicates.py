"""Nobody is registered twice unknowingly: who is alike is shown while one types, asked about at save, remembered."""

from __future__ import annotations

import html
import re

import pytest

from domain.duplicates import DuplicateCheckDecided, NotDuplicateDeclared
from domain.fact import Plain
from tests.web.clerk_desk import Desk, confirmations, text

KOFI = {"name": "Kofi Mensah", "born": "1990-05-12", "gender": "male", "phone": "+999 555 4321"}
AGAIN = {**KOFI, "name": "Mensah Cofi", "born": "1990-12-05"}
_PAIR = re.compile(r'name="pair" value="([^"]+)"')


def pair(page: str) -> str:
    return html.unescape(_PAIR.findall(page)[0])


def kinds(desk: Desk, name: str) -> list[type]:
    return [type(fact) for fact in desk.facts(desk.found(name))]


@pytest.fixture
def twice(desk: Desk) -> Desk:
    """Kofi is on file two times, since an import asks nobody."""
    for wanted in (KOFI, AGAIN):
        desk.service.records.register(
            {
                "names": [wanted["name"]],
                "birth": wanted["born"],
                "gender": "male",
                "contacts": [{"value": KOFI["phone"]}],
            },
            desk.service.system(),
        )
    return desk


# while one types


def test_looking_again_shows_who_is_alike_and_records_nothing(desk: Desk) -> None:
    desk.send("/patients/new", KOFI)
    size = desk.service.store.log.position

    looked = desk.send("/patients/new", {"name": "cofi mensa", "born": "5 Dec 1990", "look": "already"})

    page = text(looked.text)
    assert looked.status_code == 200
    assert "1 likely of 1 Kofi Mensah Very likely" in page
    assert "Day and month of birth swapped" in page
    assert 'value="cofi mensa"' in looked.text
    assert desk.service.store.log.position == size


@pytest.mark.parametrize(
    "typed", [{"born": "???"}, {"born": "31/2/1990"}, {"born": ""}, {"name": "?!"}, {"phone": "x" * 400}]
)
def test_a_field_that_cannot_be_read_says_nothing(desk: Desk, typed: dict[str, str]) -> None:
    desk.send("/patients/new", KOFI)

    assert desk.send("/patients/new", {**KOFI, **typed, "look": "already"}).status_code == 200


# at save


def test_a_different_person_is_recorded_with_the_evidence_and_the_reason(desk: Desk) -> None:
    desk.send("/patients/new", KOFI)
    asked = desk.send("/patients/new", AGAIN)
    assert asked.status_code == 422
    assert "Different, because" in text(asked.text)

    (different,) = confirmations(asked)
    sent = {**AGAIN, "confirm": different, "because": "His cousin, both were here."}
    assert desk.again("/patients/new", asked, sent).status_code == 303

    registered, decided = desk.facts(desk.found("Mensah Cofi"))
    assert isinstance(decided, DuplicateCheckDecided)
    (candidate,) = decided.candidates
    assert candidate["patient"] == str(desk.found("Kofi Mensah"))
    assert {"Day and month of birth swapped", "The same phone"} <= set(candidate["reasons"])
    assert (decided.note, registered.by.because) == ("His cousin, both were here.", None)
    assert registered.by.tx == decided.by.tx
    assert "Nobody on file is like anybody else" in text(desk.get("/duplicates"))


def test_who_is_like_nobody_is_registered_without_a_word_about_it(desk: Desk) -> None:
    desk.send("/patients/new", KOFI)
    desk.send("/patients/new", {"name": "Esi Badu", "born": "1971", "gender": "female"})

    assert len(kinds(desk, "Esi Badu")) == 1


# those who are on file


def test_a_pair_stands_side_by_side_the_older_record_first_with_the_reasons(
    twice: Desk,
) -> None:
    page = text(twice.get("/duplicates"))

    assert "On file twice? 1 likely pair waits for somebody who knows." in page
    assert "Kofi Mensah and Mensah Cofi" in page
    assert "Born 12 May 1990 5 December 1990" in page
    assert "Day and month of birth swapped" in page


def test_two_people_are_told_apart_with_one_press_and_stay_apart(twice: Desk) -> None:
    who = twice.found("Kofi Mensah")
    page = twice.get(f"/patients/{who}/duplicates")
    fields = {"pair": pair(page), "note": "Seen together."}

    done = twice.send(f"/patients/{who}/duplicates", fields)

    assert done.location.endswith(f"/patients/{who}/duplicates")
    assert "Nobody else on file is like this person" in text(twice.get(f"/patients/{who}/duplicates"))
    for name in ("Kofi Mensah", "Mensah Cofi"):
        last = twice.facts(twice.found(name))[-1]
        assert isinstance(last, NotDuplicateDeclared)
        evidence: Plain = last.evidence or {}
        assert (last.note, evidence["verdict"]) == ("Seen together.", "likely")
    size = twice.service.store.log.position
    assert twice.send("/duplicates", fields).status_code == 303
    assert twice.service.store.log.position == size


def test_how_one_knows_is_asked_beside_the_pair(twice: Desk) -> None:
    answer = twice.send("/duplicates", {"pair": pair(twice.get("/duplicates")), "note": " "})

    assert answer.status_code == 422
    assert "Say in a few words how you know." in text(answer.text)


@pytest.mark.parametrize("wrong", ["", "x", "x y", "00000000-0000-4000-8000-000000000000 y"])
def test_a_pair_that_is_none_changes_nothing(twice: Desk, wrong: str) -> None:
    size = twice.service.store.log.position

    assert twice.send("/duplicates", {"pair": wrong, "note": "Seen."}).status_code in (303, 404)
    assert twice.service.store.log.position == size


def test_a_reader_sees_pairs_and_decides_nothing(twice: Desk) -> None:
    reviewer = Desk(twice.service, "reviewer")

    assert "They are two people" not in text(reviewer.get("/duplicates"))
    assert reviewer.send("/duplicates", {"pair": pair(twice.get("/duplicates")), "note": "Seen."}).status_code == 403
