"""The registration form: what is recorded, what is refused and where, what is asked about, and what is sent twice."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.support.office import register
from tests.web.clerk_desk import Desk, confirmations, text
from web.entering import registering
from web.entering.registering import matches
from web.service import Service

ADA = {"name": "Ada Nkemelu", "born": "1984-03-07", "gender": "female"}


def test_registering_records_what_was_typed_and_opens_the_record(desk: Desk) -> None:
    answer = desk.send("/patients/new", {**ADA, "phone": "0612 340 178", "birth_basis": "document"})

    assert answer.status_code == 303
    who = desk.found("Nkemelu")
    ((topic, told),) = desk.told(who)
    number = told.pop("mrn")
    assert answer.location == f"/patients/{number}"
    assert topic == "patient.registered"
    assert told == {
        "names": [{"text": "Ada Nkemelu"}],
        "birth": {"value": "1984-03-07", "basis": "document"},
        "gender": "female",
        "contacts": [{"system": "phone", "value": "0612 340 178"}],
    }


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("7 March 1984", "1984-03-07"),
        ("7.3.1984", "1984-03-07"),
        ("17/3/1984", "1984-03-17"),
        ("198x", "198X"),
        ("Mar 1984", "1984-03"),
    ],
)
def test_a_birth_date_is_read_as_people_write_it(desk: Desk, typed: str, kept: str) -> None:
    desk.send("/patients/new", {**ADA, "born": typed})

    assert desk.told(desk.found("Nkemelu"))[0][1]["birth"] == {"value": kept}


def test_a_birth_date_that_could_be_two_days_is_asked_about_and_fixed_with_one_press(desk: Desk) -> None:
    refused = desk.send("/patients/new", {**ADA, "born": "3/2/1984"})
    fixed = desk.again("/patients/new", refused, {**ADA, "born": "3/2/1984", "fix": "born=1984-02-03"})

    assert refused.status_code == 422
    assert "Say which is meant: 3 February 1984 or 2 March 1984." in text(refused.text)
    assert fixed.status_code == 200
    assert "Changed to 1984-02-03. Nothing is recorded yet." in text(fixed.text)
    assert 'value="1984-02-03"' in fixed.text
    assert desk.service.views.directory.search("Nkemelu") == []


def test_a_refused_form_comes_back_filled_in_with_each_fault_beside_its_field(desk: Desk) -> None:
    answer = desk.send("/patients/new", {"name": "Ada <b>Nkemelu</b>", "born": "31.2.84", "phone": "0612"})

    page = answer.text
    assert answer.status_code == 422
    assert 'value="Ada &lt;b&gt;Nkemelu&lt;/b&gt;"' in page
    assert 'value="0612"' in page
    assert '<a href="#gender">Gender on record: Choose one.</a>' in page
    assert 'id="gender-no"' in page
    assert "<title>Error: Register a patient" in page


def test_what_was_understood_and_what_will_be_written_stand_in_the_margin(desk: Desk) -> None:
    page = text(desk.send("/patients/new", {"name": "Ada Nkemelu", "born": "1984-03"}).text)

    assert "March 1984: 41 or 42 y old today; the day is not known, and none is made up." in page
    assert "Patient registered: Ada Nkemelu, born March 1984" in page


def test_somebody_like_this_on_file_is_shown_once_and_a_different_person_goes_on(desk: Desk) -> None:
    desk.send("/patients/new", ADA)
    asked = desk.send("/patients/new", {**ADA, "born": "1984"})

    (different,) = confirmations(asked)
    done = desk.again("/patients/new", asked, {**ADA, "born": "1984", "confirm": different})

    assert asked.status_code == 422
    assert "1 likely of 1 Ada Nkemelu Very likely" in text(asked.text)
    assert "The birth dates fit" in text(asked.text)
    assert done.status_code == 303
    desk.service.views.ready()
    assert desk.service.views.directory.count() == 2


def test_a_namesake_of_another_age_is_no_reason_to_ask(desk: Desk) -> None:
    desk.send("/patients/new", ADA)

    assert desk.send("/patients/new", {**ADA, "born": "2001-05-05"}).status_code == 303


@pytest.mark.parametrize(("then", "ends"), [("visit", "/visits"), ("another", "/patients/new")])
def test_registering_can_lead_on(desk: Desk, then: str, ends: str) -> None:
    answer = desk.send("/patients/new", {**ADA, "then": then})

    assert answer.location.endswith(ends)


def test_sending_a_form_twice_registers_one_patient(desk: Desk) -> None:
    first = desk.send("/patients/new", ADA, request="the-same")
    second = desk.send("/patients/new", ADA, request="the-same")

    assert first.location == second.location
    desk.service.views.ready()
    assert desk.service.views.directory.count() == 1


def test_whoever_is_sent_twice_at_once_is_not_taken_for_somebody_else(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer was lost and the form sent again, while the first is being recorded: on another host, it may be."""
    page, answers = desk.client.get("/patients/new"), list[TestResponse]()

    def meanwhile(*told: Any) -> Any:
        monkeypatch.undo()
        answers.append(desk.again("/patients/new", page, ADA))
        return matches(*told)

    monkeypatch.setattr(registering, "matches", meanwhile)
    answers.append(desk.again("/patients/new", page, ADA))

    first, second = answers
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    desk.service.views.ready()
    assert desk.service.views.directory.count() == 1


def test_a_birth_date_that_nobody_knows_is_recorded_as_that_and_can_be_told_later(desk: Desk) -> None:
    desk.send("/patients/new", {**ADA, "born": "Unknown"})
    who = desk.found("Ada Nkemelu")
    path, known = f"/patients/{who}/correct", {**ADA, "reason": "document-seen"}

    page = desk.get(path)
    same = desk.send(path, {**known, "born": "unknown", "occupation": "baker"})
    told = desk.send(path, known)
    lost = desk.send(path, {**known, "born": "not known"})

    assert 'name="born" value="unknown"' in page
    assert (same.status_code, told.status_code, lost.status_code) == (303, 303, 303)
    (_, registered), *later = desk.told(who)
    assert registered["birth"] == {"unknown": "not told"}
    assert [told["changes"] for _, told in later] == [
        {"occupation": {"now": "baker"}},
        {
            "birth.unknown": {"was": "not told"},
            "birth.value": {"now": "1984-03-07"},
            "occupation": {"was": "baker"},
        },
        {"birth.unknown": {"now": "not told"}, "birth.value": {"was": "1984-03-07"}},
    ]


def test_a_form_sent_again_with_other_values_is_carried_out_as_well(desk: Desk) -> None:
    who = register(desk.service.records)
    first, other = {"taken_at": "2026-01-05", "weight": "71.2"}, {"taken_at": "2026-01-05", "weight": "72.3"}

    for weight in (first, first, other):
        desk.send(f"/patients/{who}/measurements", weight, request="the-same")

    taken = [told["items"] for topic, told in desk.told(who) if topic == "measurements.recorded"]
    assert [[item["value"] for item in items] for items in taken] == [["71.2"], ["72.3"]]


@pytest.mark.parametrize("told", ["", "5", "[1]", "[{}, [], 1]", '["high:weight", ["weight"], "72"]', "[" * 5000])
@pytest.mark.parametrize("hidden", ["confirm", "expect"])
def test_a_hidden_field_that_is_not_as_we_wrote_it_confirms_nothing(desk: Desk, hidden: str, told: str) -> None:
    who = register(desk.service.records)

    answer = desk.send(f"/patients/{who}/measurements", {"taken_at": "2026-01-05", "weight": "500"}, **{hidden: told})

    assert answer.status_code == 422
    assert "500 kg is unusually high" in text(answer.text)


def test_the_number_of_anothers_form_leads_to_no_record_of_theirs(service: Service) -> None:
    mine, theirs = Desk(service), Desk(service, "senior-clerk")

    one = mine.send("/patients/new", ADA, request="the-same")
    two = theirs.send("/patients/new", {**ADA, "name": "Ben Osei"}, request="the-same")

    assert one.location != two.location
    service.views.ready()
    assert service.views.directory.count() == 2
