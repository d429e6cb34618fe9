"""The record to read: its summary, who says so, chapters whole, one entry."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from domain.desk import transaction
from domain.fact import Decision
from domain.held import HeldItem, ItemHeld
from domain.receipt import Receipt
from tests.support.clock import StandingClock
from tests.support.office import everything, register
from tests.web.clerk_desk import AMA, WHY, Desk, text
from web.service import Service


def measured(service: Service, who: UUID, when: str, **values: str) -> tuple[str, ...]:
    items = [{"kind": kind.replace("_", "-"), "value": value} for kind, value in values.items()]
    return service.records.measure(who, items, AMA, when).entries


def test_a_summary_shows_the_newest_reading_of_each_kind_with_its_age_and_the_one_before(desk: Desk) -> None:
    who = register(desk.service.records)
    measured(desk.service, who, "2026-01-02", weight="74.0", systolic="142", diastolic="88")
    measured(desk.service, who, "2026-03-07T09:00Z", weight="72.0", systolic="138", diastolic="86")

    page = text(desk.get(f"/patients/{who}"))

    assert "Blood pressure 138 / 86 mmHg" in page
    assert "Today 09:00 142/88, 2 Jan" in page
    assert "Weight 72.0 kg" in page
    assert "Today 09:00 74.0, 2 Jan" in page


def test_body_mass_is_worked_out_and_says_from_what(desk: Desk) -> None:
    who = register(desk.service.records)
    measured(desk.service, who, "2019-03-12", height="158")
    measured(desk.service, who, "2026-03-07T09:00Z", weight="66.5")

    page = text(desk.get(f"/patients/{who}"))

    assert "BMI 26.6 kg/m²" in page
    assert "from 66.5 kg (today) and 158 cm (6 years)" in page
    assert "12 Mar 2019 · 6 years" in page


def test_a_childs_body_mass_is_not_worked_out_from_an_old_height(desk: Desk) -> None:
    who = register(desk.service.records, birth={"value": "2018-05-01", "basis": "stated"})
    measured(desk.service, who, "2024-05-01", height="110")
    measured(desk.service, who, "2026-03-07T09:00Z", weight="25")

    assert "BMI" not in text(desk.get(f"/patients/{who}"))


def test_a_corrected_value_stands_beside_the_one_it_replaced(desk: Desk) -> None:
    who = register(desk.service.records)
    (weight,) = measured(desk.service, who, "2026-03-07T09:00Z", weight="82.0")
    desk.service.records.correct(who, "measurements", weight, {"value": "72.0"}, WHY)

    page = desk.get(f"/patients/{who}")

    assert '<del class="ct-was">82.0 kg</del>' in page
    assert "Corrected 7 Mar 2026: typing error: Two digits changed places." in text(page)


def test_the_card_of_a_value_tells_who_wrote_it_when_and_why(desk: Desk, clock: StandingClock) -> None:
    who = register(desk.service.records)
    (weight,) = measured(desk.service, who, "2026-03-07T09:00Z", weight="82.0")
    clock.on(minutes=3)
    desk.service.records.correct(who, "measurements", weight, {"value": "72.0"}, WHY)

    page = text(desk.get(f"/patients/{who}?says=measurements.{weight}.value"))

    card = page[page.index("Who says so?") : page.index("Change or correct")]
    assert card.index("Inês Falcão , senior clerk") < card.index("Ama Boateng , clerk")
    assert "Corrected: Typing error: Two digits changed places." in card
    assert "82.0 kg" in card
    assert "Stood for 3 minutes." in card


@pytest.mark.parametrize("says", ["demographics.birth", "demographics.addresses", "history.h1", "blood_group.b1.abo"])
def test_every_kind_of_value_has_its_card(desk: Desk, says: str) -> None:
    who = everything(desk.service)

    page = text(desk.get(f"/patients/{who}?says={says}"))

    assert "Who says so?" in page
    assert "Ama Boateng" in page


@pytest.mark.parametrize("says", ["measurements.m99.value", "nothing", "..", "history.h1.what.text.x", "%00"])
def test_the_card_of_what_was_never_written_says_so(desk: Desk, says: str) -> None:
    who = everything(desk.service)

    assert "Nothing was ever written at" in text(desk.get(f"/patients/{who}?says={says}"))


@pytest.mark.parametrize(("role", "changes", "looks_back"), [("clerk", True, False), ("reviewer", False, True)])
def test_a_card_ends_where_ones_role_may_go_on(service: Service, role: str, changes: bool, looks_back: bool) -> None:
    desk = Desk(service, role)
    who = everything(service)

    page = desk.get(f"/patients/{who}?says=measurements.m1.value")

    assert ("Change or correct" in page) is changes
    assert ("The record then" in page) is looks_back
    assert ("Add to record" in page) is changes


def test_allergies_stand_in_the_banner_until_they_are_over(desk: Desk) -> None:
    who = register(desk.service.records)
    told = {"kind": "allergy", "what": "Penicillin", "clinical_status": "active", "detail": {"reaction": "anaphylaxis"}}
    (entry,) = desk.service.records.add_history(who, told, AMA).entries

    before = text(desk.get(f"/patients/{who}"))
    desk.service.records.change_status(who, entry, "resolved", AMA)
    after = text(desk.get(f"/patients/{who}"))

    assert "Allergies and intolerances: Penicillin , anaphylaxis" in before
    assert "Allergies and intolerances:" not in after


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        ("1984-03-08", "41 y"),
        ("1984", "41 or 42 y"),
        ("198X", "36 to 46 y"),
        ("2026-02-26", "9 days"),
        ("2024-11-01", "16 months"),
    ],
)
def test_an_age_is_told_as_exactly_as_the_birth_date(desk: Desk, birth: str, age: str) -> None:
    who = register(desk.service.records, birth={"value": birth, "basis": "stated"})

    assert age in text(desk.get(f"/patients/{who}"))


def test_a_death_and_a_former_name_are_in_sight(desk: Desk) -> None:
    who = register(desk.service.records, birth={"value": "1984-03-05", "basis": "stated"})
    desk.service.records.update(who, {"names": [{"text": "Lucía Prado", "use": "official"}]}, AMA)
    desk.service.records.record_death(who, AMA, "2026-03-01")

    page = text(desk.get(f"/patients/{who}"))

    assert "Lucía Prado Died 1 Mar 2026 formerly Lucía Núñez" in page
    assert "41 y" in page  # at death, not today


def test_blood_groups_that_contradict_each_other_are_not_shown_as_one(desk: Desk) -> None:
    who = register(desk.service.records)
    desk.service.records.record_blood_group(who, {"abo": "A", "rhd": "positive", "basis": "stated"}, AMA)
    once = text(desk.get(f"/patients/{who}"))
    desk.service.records.record_blood_group(who, {"abo": "O", "rhd": "negative", "basis": "lab", "lab": "Harbour"}, AMA)

    twice = text(desk.get(f"/patients/{who}"))

    assert "For reference, not for transfusion." in once
    assert "Conflict. Do not use." in twice
    assert "O− Harbour" in twice
    assert "A+ Told" in twice


def test_what_is_out_of_range_and_what_was_corrected_stand_out_of_a_report(desk: Desk) -> None:
    who = register(desk.service.records)
    line = {"what": {"text": "Potassium"}, "value": "6.4", "unit": "mmol/L", "range": {"low": "3.5", "high": "5.1"}}
    told: dict[str, Any] = {"header": {"kind": "laboratory", "what": "Metabolic panel"}, "results": [line]}
    (report,) = desk.service.records.issue_report(who, {"collected_at": "2026-03-06"}, AMA, **told).entries
    high = text(desk.get(f"/patients/{who}"))
    desk.service.records.amend_report(who, report, "corrected", {"results": [{**line, "value": "4.4"}]}, WHY)

    page = text(desk.get(f"/patients/{who}"))
    whole = text(desk.get(f"/patients/{who}/reports/{report}"))

    assert "Potassium 6.4 mmol/L High" in high
    assert "Potassium 4.4 mmol/L 6.4 mmol/L" in page
    assert "Corrected" in page
    assert "Potassium 4.4 mmol/L 6.4 mmol/L In range 3.5 to 5.1" in whole


def test_an_empty_record_says_what_to_do_next(desk: Desk) -> None:
    who = register(desk.service.records)

    page = text(desk.get(f"/patients/{who}"))

    for sentence in (
        "Nothing has been measured yet. Record the first measurements .",
        "No report has come in yet. Copy the first one .",
        "No visit has been recorded yet. Open the first one .",
        "Allergies have not been asked about.",
        "No document is kept here yet.",
    ):
        assert sentence in page


def test_a_chapter_is_listed_whole_a_page_at_a_time(desk: Desk) -> None:
    who = register(desk.service.records)
    for day in range(1, 29):
        measured(desk.service, who, f"2026-02-{day:02}", weight=f"{60 + day}", heart_rate="70")

    first = text(desk.get(f"/patients/{who}/measurements/all"))
    second = text(desk.get(f"/patients/{who}/measurements/all?skip=50"))

    assert "1 to 50 of 56 Older" in first
    assert "Newer 51 to 56 of 56" in second
    assert first.count(" kg") + second.count(" kg") == 28
    assert "61 kg" in second


@pytest.mark.parametrize("chapter", ["visits", "measurements", "history", "reports"])
@pytest.mark.parametrize("role", ["clerk", "auditor"])
def test_every_chapter_and_entry_opens_for_whoever_may_read(service: Service, chapter: str, role: str) -> None:
    desk = Desk(service, role)
    who = everything(service)
    service.views.ready()
    file = service.views.current.file(who)

    desk.get(f"/patients/{who}/{chapter}/all")
    for entry in file["chapters"][chapter]:
        desk.get(f"/patients/{who}/{chapter}/{entry}")


def test_a_reader_who_may_not_write_is_led_to_the_list(service: Service) -> None:
    desk = Desk(service, "auditor")
    who = register(service.records)

    answer = desk.client.get(f"/patients/{who}/measurements")

    assert answer.status_code == 302
    assert answer.location == f"/patients/{who}/measurements/all"
    assert desk.client.get(f"/patients/{who}/edit").status_code == 403


@pytest.mark.parametrize(
    "path", ["/patients/nope", "/patients/{}/nothing/all", "/patients/{}/visits/v9", "/patients/{}/foo"]
)
def test_a_page_that_is_not_there_says_so_in_words(desk: Desk, path: str) -> None:
    who = register(desk.service.records)

    assert "Nothing is here" in desk.get(path.format(who), 404)


def test_charts_have_a_table_and_a_file_under_each(desk: Desk) -> None:
    who = register(desk.service.records)
    (weight,) = measured(desk.service, who, "2026-03-06", weight="82.0")
    desk.service.records.correct(who, "measurements", weight, {"value": "72.0"}, WHY)
    measured(desk.service, who, "2026-03-07T09:00Z", systolic="138", diastolic="86")

    page = desk.get(f"/patients/{who}/chart")
    rows = desk.get(f"/patients/{who}/chart.csv?series=weight-kg").lstrip("\ufeff").splitlines()
    pressure = desk.get(f"/patients/{who}/chart.csv?series=blood-pressure")

    assert "2 readings as a table" not in page
    assert page.count("1 reading as a table") == 2
    assert 'text-decoration="line-through">82.0<' in page
    assert rows[0].replace('"', "") == "series,when,value,unit,low,high,was,entered_in_error"
    assert rows[1].replace('"', "") == "Weight,2026-03-06T00:00:00+00:00,72.0,kg,,,82.0,"
    assert "138/86" in pressure


def test_the_start_page_has_todays_register_and_no_other_days(desk: Desk) -> None:
    records = desk.service.records
    here, gone, before = (
        register(records, names=[name], identifiers=[]) for name in ("Ada Here", "Bo Gone", "Cy Before")
    )
    start = {"visit_class": "AMB", "reason": {"text": "Cough"}}
    records.open_visit(before, {**start, "start": "2026-03-05T10:00Z"}, WHY)
    records.open_visit(here, {**start, "start": "2026-03-07T09:00Z"}, AMA)
    (visit,) = records.open_visit(gone, {**start, "start": "2026-03-07T08:30Z"}, AMA).entries
    records.close_visit(gone, visit, "2026-03-07T08:52Z", AMA)

    page = text(desk.get("/"))

    register_of_today = page[page.index("Today’s register") : page.index("Missing, by due date")]
    assert "1 here, 1 closed" in register_of_today
    assert register_of_today.index("08:30 Bo Gone") < register_of_today.index("09:00 Ada Here")
    assert "Closed 08:52" in register_of_today
    assert "Cy Before" not in register_of_today
    assert "Good day, Clerk. 3 patients on file." in page


def test_an_empty_office_says_how_to_begin(desk: Desk) -> None:
    page = text(desk.get("/"))

    assert "Nobody has been here today." in page
    assert "Nobody is on file yet. Register the first patient ." in page


def test_what_an_import_held_is_counted_on_the_start_page(desk: Desk) -> None:
    records = desk.service.records
    told = {"reason": "it names no patient", "place": "a.json entry 1", "content": "{}"}
    item = HeldItem.begin(
        records.desk.key("HELD", "", "X/1"), Decision(ItemHeld, told), records.desk.envelope(AMA, transaction())
    )
    records.desk.save(Receipt(str(item.id)), [item], AMA)

    page = text(desk.get("/"))

    assert "Held for a person 1 It names no patient a.json entry 1 · 7 Mar 2026" in page
