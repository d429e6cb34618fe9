"""The forms on a record: what is recorded, what is refused and where, what is asked about, and what two may do."""

from __future__ import annotations

import pytest

from tests.support.office import register
from tests.web.clerk_desk import AMA, Desk, confirmations, text

# it changed, it was wrong


def test_it_changed_records_only_what_was_changed(desk: Desk) -> None:
    who = register(desk.service.records)
    page = desk.get(f"/patients/{who}/edit")
    fields = {
        "name": "Lucía Núñez",
        "family": "Núñez",
        "given": "Lucía",
        "born": "1984-03",
        "birth_basis": "stated",
        "gender": "female",
        "sex_at_birth": "F",
    }
    rest = {"phone": "+999 555 1234", "address": "9 Long Acre", "kin_name": "Iván Núñez", "kin_relationship": "brother"}

    desk.send(f"/patients/{who}/edit", {**fields, **rest, "insurance": "HM-77", "language": "es"})

    assert 'value="4 Mill Lane, Hollins"' in page
    topic, told = desk.told(who)[-1]
    assert topic == "demographics.updated"
    assert told["changes"]["addresses.0.text"] == {"was": "4 Mill Lane, Hollins", "now": "9 Long Acre"}
    assert {path.split(".")[0] for path in told["changes"]} == {"addresses"}


def test_it_was_wrong_asks_for_a_reason_and_shows_was_and_now(desk: Desk) -> None:
    who = register(desk.service.records, addresses=[], contacts=[], next_of_kin=[], identifiers=[], language=None)
    fields = {
        "name": "Lucía Núñez",
        "family": "Núñez",
        "given": "Lucía",
        "born": "1984-03-07",
        "birth_basis": "stated",
        "gender": "female",
        "sex_at_birth": "F",
    }

    refused = desk.send(f"/patients/{who}/correct", fields)
    done = desk.again(f"/patients/{who}/correct", refused, {**fields, "reason": "document-seen"})

    assert "Say why the record is being changed." in text(refused.text)
    assert "Birth date or age: 1984-03 → 1984-03-07" in text(refused.text)
    assert done.status_code == 303
    topic, told = desk.told(who)[-1]
    assert (topic, told) == (
        "demographics.corrected",
        {"changes": {"birth.value": {"was": "1984-03", "now": "1984-03-07"}}},
    )


def test_two_people_may_change_different_fields_and_the_same_field_only_once(desk: Desk) -> None:
    who = register(desk.service.records)
    path = f"/patients/{who}/edit"
    seen = desk.client.get(path)
    fields = {
        "name": "Lucía Núñez",
        "family": "Núñez",
        "given": "Lucía",
        "born": "1984-03",
        "birth_basis": "stated",
        "gender": "female",
        "sex_at_birth": "F",
    }
    rest = {"phone": "+999 555 1234", "address": "4 Mill Lane, Hollins", "kin_name": "Iván Núñez"}
    mine = {**fields, **rest, "kin_relationship": "brother", "insurance": "HM-77", "language": "es"}
    desk.service.records.update(who, {"occupation": "baker"}, AMA)
    desk.service.records.update(who, {"language": "fr"}, AMA)

    other = desk.again(path, seen, {**mine, "marital_status": "married", "request": "another"})
    clash = desk.again(path, seen, {**mine, "marital_status": "married", "language": "en"})

    assert other.status_code == 303
    assert desk.told(who)[-1][1] == {"changes": {"marital_status": {"now": "married"}}}
    assert clash.status_code == 409
    assert "Language es Language, keep fr Ama Boateng" in text(clash.text)
    assert "Occupation" not in text(clash.text).partition("Who Name, as told")[0]


# measurements


def test_a_measurement_that_looks_odd_is_asked_about_in_its_row_and_kept_with_a_reason(desk: Desk) -> None:
    who = register(desk.service.records)
    path = f"/patients/{who}/measurements"
    typed = {"taken_at": "2026-03-07 09:00 UTC", "weight": "231", "weight_unit": "kg"}

    asked = desk.send(path, typed)
    (stands,) = confirmations(asked)
    unexplained = desk.again(path, asked, {**typed, "confirm": stands})
    done = desk.again(path, asked, {**typed, "confirm": stands, "reason": "checked-again"})

    assert asked.status_code == 422
    assert "Weight 231 kg is unusually high. Is it right?" in text(asked.text)
    assert "Say why an unusual value stands." in text(unexplained.text)
    assert done.status_code == 303
    topic, told = desk.told(who)[-1]
    assert topic == "measurements.recorded"
    assert told["taken_at"] == "2026-03-07T09:00Z"
    assert [(one["kind"], one["value"], one["warnings"]) for one in told["items"]] == [("weight", "231", ["high"])]


def test_a_confirmation_goes_with_its_value_and_not_with_its_place(desk: Desk) -> None:
    who = register(desk.service.records)
    path = f"/patients/{who}/measurements"
    typed = {"taken_at": "2026-03-07", "weight": "231"}
    asked = desk.send(path, typed)
    (stands,) = confirmations(asked)
    why = {"confirm": stands, "reason": "checked-again"}

    higher = desk.again(path, asked, {**typed, "weight": "331", **why})
    another = desk.again(path, asked, {**typed, "height": "219", **why})

    assert "Weight 331 kg is unusually high." in text(higher.text)
    assert "Height 219 cm is unusually high." in text(another.text)
    assert len(desk.told(who)) == 1


def test_a_slip_is_offered_put_right(desk: Desk) -> None:
    who = register(desk.service.records)
    desk.service.records.measure(who, [{"kind": "weight", "value": "72.0"}], AMA, "2026-03-01")

    wrong = desk.send(f"/patients/{who}/measurements", {"taken_at": "2026-03-07", "weight": "721"})
    inches = desk.send(
        f"/patients/{who}/measurements", {"taken_at": "2026-03-07", "height": "1.72", "height_unit": "cm"}
    )

    assert 'value="weight=72.1&amp;weight_unit=kg">Use 72.1 kg</button>' in wrong.text
    assert "Use 1.72 m" in inches.text
    assert "72.0 kg, 1 Mar, 6 days ago" in text(wrong.text)


def test_a_measurement_is_corrected_as_it_was_entered(desk: Desk) -> None:
    who = register(desk.service.records)
    (weight,) = desk.service.records.measure(
        who, [{"kind": "weight", "value": "150", "unit": "[lb_av]"}], AMA, "2026-03-01"
    ).entries
    path = f"/patients/{who}/measurements/{weight}/correct"
    page = desk.get(path)

    desk.send(path, {"value": "155", "unit": "[lb_av]", "taken_at": "2026-03-01", "reason": "typing-error"})

    assert 'value="150"' in page
    changes = desk.told(who)[-1][1]["changes"]
    assert changes["as_entered.value"] == {"was": "150", "now": "155"}
    assert changes["value"] == {"was": "68.0389", "now": "70.3068"}


def test_a_correction_without_a_difference_records_nothing(desk: Desk) -> None:
    who = register(desk.service.records)
    (weight,) = desk.service.records.measure(
        who, [{"kind": "weight", "value": "150", "unit": "[lb_av]"}], AMA, "2026-03-01"
    ).entries
    same = {"value": "150", "unit": "[lb_av]", "taken_at": "2026-03-01", "reason": "typing-error"}

    answer = desk.send(f"/patients/{who}/measurements/{weight}/correct", same)

    assert answer.status_code == 303
    assert len(desk.told(who)) == 2
    assert "Nothing was different; nothing was recorded." in text(desk.get(f"/patients/{who}"))


# visits, history, blood group


def test_a_visit_is_opened_closed_and_opened_again(desk: Desk) -> None:
    who = register(desk.service.records)
    visit = f"/patients/{who}/visits/v1"
    opened = {"start": "2026-03-07 09:00 UTC", "visit_class": "AMB", "complaint": "Cough"}

    desk.send(f"/patients/{who}/visits", opened)
    desk.send(f"{visit}/close", {"end": "2026-03-07 09:20 UTC", "disposition": "home"})
    desk.send(f"{visit}/reopen", {"reason": "late-information"})

    start = {"visit": "v1", "visit_class": "AMB", "start": "2026-03-07T09:00Z", "reason": {"text": "Cough"}}
    assert desk.told(who)[1:] == [
        ("visit.opened", start),
        ("visit.closed", {"visit": "v1", "end": "2026-03-07T09:20Z", "disposition": "home"}),
        ("visit.reopened", {"visit": "v1"}),
    ]  # fmt: skip


def test_a_time_to_come_is_refused_at_its_field(desk: Desk) -> None:
    who = register(desk.service.records)

    page = desk.send(f"/patients/{who}/visits", {"start": "2030-01-01", "visit_class": "AMB"}).text

    assert '<a href="#start">Began: This is still to come. Is the date right?</a>' in page


def test_history_is_entered_with_what_is_known_of_it(desk: Desk) -> None:
    who = register(desk.service.records)
    told = {"kind": "allergy", "what": "Latex", "clinical_status": "active", "reaction": "rash", "onset": "2004"}

    desk.send(f"/patients/{who}/history-entries", {**told, "informant": "the mother", "document_seen": "no"})

    assert desk.told(who)[-1] == (
        "history.entry-added",
        {
            "entry": "h1", "kind": "allergy", "what": {"text": "Latex"}, "clinical_status": "active", "onset": "2004",
            "informant": "the mother", "document_seen": False, "detail": {"reaction": "rash"},
        },
    )  # fmt: skip
    assert "Latex , rash" in text(desk.get(f"/patients/{who}"))
    assert "Told by the mother" in text(desk.get(f"/patients/{who}"))


def test_a_diagnosis_that_was_wrong_loses_its_code(desk: Desk) -> None:
    who = register(desk.service.records)
    asthma = {"text": "Asthma", "codings": [{"system": "http://snomed.info/sct", "code": "195967001"}]}
    desk.service.records.add_history(who, {"kind": "problem", "what": asthma, "clinical_status": "active"}, AMA)
    fields = {"what": "Bronchitis", "clinical_status": "active", "reason": "typing-error"}

    desk.send(f"/patients/{who}/history/h1/correct", fields)

    desk.service.views.ready()
    entry = desk.service.views.current.file(who)["chapters"]["history"]["h1"]
    assert entry["what"] == {"text": "Bronchitis"}


def test_none_known_is_not_the_same_as_not_asked(desk: Desk) -> None:
    who = register(desk.service.records)
    link = desk.get(f"/patients/{who}/none-known?kind=allergy")

    desk.send(f"/patients/{who}/none-known", {"kind": "allergy", "asked_of": "the patient"})

    page = text(desk.get(f"/patients/{who}"))
    assert '<option value="allergy" selected>' in link
    assert "No known allergies , said the patient Asked today" in page
    assert "Allergies have not been asked about." not in page


# bounds


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("measurements", {"taken_at": "2026-03-07", "weight": "7" * 10_000}),
        ("measurements", {"taken_at": "2026-03-07", "weight": "NaN"}),
        ("measurements", {"taken_at": "2026-03-07", "nonsense": "1"}),
        ("visits", {"start": "\x00", "visit_class": "AMB"}),
        ("visits", {"start": "2026-03-07", "visit_class": "NOPE"}),
        ("history-entries", {"kind": "problem", "what": "left\u202eright"}),
        ("reports", {"kind": "laboratory", "what": "x", "status": "final", "r200_what": "x"}),
        ("reports", {"kind": "laboratory", "what": "x", "status": "final", "r1_foo": "x"}),
        (
            "blood-groups",
            {"abo": "A", "rhd": "positive", "basis": "stated", "confirm": "not json"} | {"lab": "x" * 501},
        ),
        ("edit", {"name": "A", "born": "1984", "gender": "female", "expect": "[1]", "lines": "99999999999"}),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_nothing_is_recorded(
    desk: Desk, path: str, fields: dict[str, str]
) -> None:
    who = register(desk.service.records)

    answer = desk.send(f"/patients/{who}/{path}", fields)

    if path != "edit":
        assert answer.status_code == 422
        assert "Nothing was recorded yet." in text(answer.text)
        assert len(desk.told(who)) == 1
    assert answer.status_code < 500
