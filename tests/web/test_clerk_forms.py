"""The clerk's forms: what is recorded, what is refused and where, what is asked about, and what two people may do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.support.office import SUGAR, register
from tests.web.clerk_desk import AMA, Desk, confirmations, text
from web.service import Service

ADA = {"name": "Ada Nkemelu", "born": "1984-03-07", "gender": "female"}


def found(desk: Desk, name: str) -> UUID:
    desk.service.views.ready()
    return UUID(desk.service.views.directory.search(name)[0]["id"])


# registering


def test_registering_records_what_was_typed_and_opens_the_record(desk: Desk) -> None:
    answer = desk.send("/patients/new", {**ADA, "phone": "0612 340 178", "birth_basis": "document"})

    assert answer.status_code == 303
    who = found(desk, "Nkemelu")
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

    assert desk.told(found(desk, "Nkemelu"))[0][1]["birth"] == {"value": kept}


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


def test_a_birth_date_that_nobody_knows_is_recorded_as_that_and_can_be_told_later(desk: Desk) -> None:
    desk.send("/patients/new", {**ADA, "born": "Unknown"})
    who = found(desk, "Ada Nkemelu")
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


# reports


def grid(**cells: str) -> dict[str, str]:
    about = {"kind": "laboratory", "what": "Blood sugar", "status": "final", "collected_at": "2026-03-06"}
    return {**about, "lines": "8", **cells}


def test_a_report_is_copied_line_by_line_and_its_flag_follows_from_the_range(desk: Desk) -> None:
    who = register(desk.service.records)
    cells = {"r0_what": "Glucose", "r0_value": "7.4", "r0_unit": "mmol/L", "r0_low": "3.9", "r0_high": "5.5"}

    desk.send(f"/patients/{who}/reports", grid(**cells, r3_what="Ketones", r3_value="<0.6", performer="Harbour"))

    topic, told = desk.told(who)[-1]
    assert topic == "report.issued"
    assert told["header"] == {"kind": "laboratory", "what": {"text": "Blood sugar"}, "performer": "Harbour"}
    assert [(one["what"]["text"], one["value"], one.get("comparator"), one.get("flag")) for one in told["results"]] == [
        ("Glucose", "7.4", None, "H"),
        ("Ketones", "0.6", "<", None),
    ]


def test_a_fault_in_the_grid_is_told_at_its_cell(desk: Desk) -> None:
    who = register(desk.service.records)

    answer = desk.send(f"/patients/{who}/reports", grid(r2_what="Glucose", r5_what="Ketones", r5_value="1"))

    assert answer.status_code == 422
    assert 'id="r2_value-no"' in answer.text
    assert "Results, line 3: Write what was found, or why it was not done." in text(answer.text)


def test_more_lines_come_on_request_and_keep_what_was_typed(desk: Desk) -> None:
    who = register(desk.service.records)

    page = desk.send(f"/patients/{who}/reports", grid(r0_what="Glucose", r0_value="7.4", r0_high="5.5", more="8")).text

    assert 'name="r15_value"' in page
    assert 'name="r16_value"' not in page
    assert 'value="Glucose"' in page
    assert "High" in text(page)
    assert len(desk.told(who)) == 1


def test_a_former_report_is_a_pattern_with_its_last_results_beside(desk: Desk) -> None:
    who = register(desk.service.records)
    told: dict[str, Any] = {"header": {"kind": "laboratory", "what": "Blood sugar"}, "results": [SUGAR]}
    desk.service.records.issue_report(who, {"collected_at": "2026-03-01"}, AMA, **told)

    page = desk.get(f"/patients/{who}/reports?like=r1")

    assert 'name="r0_what" value="Glucose"' in page
    assert 'name="r0_value" value=""' in page
    assert "5.4 mmol/L, 1 Mar" in text(page)


def test_an_amendment_changes_a_value_and_keeps_what_else_is_known(desk: Desk) -> None:
    who = register(desk.service.records)
    coded = {**SUGAR, "what": {"text": "Glucose", "codings": [{"system": "http://loinc.org", "code": "14749-6"}]}}
    told: dict[str, Any] = {"header": {"kind": "laboratory", "what": "Blood sugar"}, "results": [coded]}
    desk.service.records.issue_report(who, {"collected_at": "2026-03-01"}, AMA, **told)
    path = f"/patients/{who}/reports/r1/amend"
    cells = {"r0_what": "Glucose", "r0_unit": "mmol/L", "r0_low": "3.9", "r0_high": "5.5", "lines": "3"}
    why = {"amendment": "corrected", "reason": "result-revised", "unseen": "yes"}

    desk.send(path, {**cells, "r0_value": "7.4", **why})
    nothing = desk.send(path, {**cells, "r0_value": "7.4", **why})

    topic, fact = desk.told(who)[-1]
    assert topic == "report.amended"
    assert fact["changes"] == {
        "results.0.value": {"was": "5.4", "now": "7.4"},
        "results.0.flag": {"was": "N", "now": "H"},
    }
    assert nothing.status_code == 303
    assert len(desk.told(who)) == 3


def test_an_awaited_report_is_registered_and_comes_in_later(desk: Desk) -> None:
    who = register(desk.service.records)
    awaited = {"kind": "laboratory", "what": "Urine culture", "status": "registered", "due_at": "2026-03-10"}

    desk.send(f"/patients/{who}/reports", awaited)
    waiting = text(desk.get(f"/patients/{who}"))
    came = {"status": "final", "collected_at": "2026-03-07", "conclusion": "No growth."}
    desk.send(f"/patients/{who}/reports/r1/issue", came)

    assert "Urine culture Awaited" in waiting
    assert [topic for topic, _ in desk.told(who)[1:]] == ["report.registered", "report.issued"]
    assert "No growth." in text(desk.get(f"/patients/{who}"))


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
