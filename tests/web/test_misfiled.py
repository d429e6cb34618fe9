"""Something of another patient's, moved to their record by a form that asks whose it is."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

import pytest

from domain.fact import Plain
from tests.support.office import AMA, register
from tests.web.clerk_desk import Desk, confirmations, text

WEIGHT = {"reason": "wrong-patient", "along": "yes"}


@pytest.fixture
def other(desk: Desk) -> UUID:
    return register(desk.service.records, names=["Zoë Quaye"], identifiers=[], birth="1990")


@pytest.fixture(autouse=True)
def measured(desk: Desk, who: UUID) -> None:
    items = [{"kind": "weight", "value": "64"}, {"kind": "height", "value": "163"}]
    desk.service.records.measure(who, items, AMA, "2026-03-07")


def number(desk: Desk, who: UUID) -> str:
    desk.service.views.ready()
    return str(desk.service.views.directory.person(who)["mrn"])


def form(desk: Desk, who: UUID, entry: str = "measurements/m1") -> str:
    return f"/patients/{number(desk, who)}/{entry}/move"


def standing(desk: Desk, who: UUID, chapter: str = "measurements") -> list[Plain]:
    desk.service.views.ready()
    found = desk.service.views.current.file(who)["chapters"][chapter].values()
    return [item for item in found if item["status"] != "entered-in-error"]


def test_the_card_of_a_value_leads_to_the_form_and_it_says_what_goes_along(desk: Desk, who: UUID) -> None:
    card = desk.get(f"/patients/{number(desk, who)}/measurements/m1")
    page = text(desk.get(form(desk, who)))

    assert f'href="{form(desk, who)}"' in card
    assert "What is moved Weight, 7 Mar 2026 Recorded with it: Height, 7 Mar 2026" in page


def test_whose_it_is_is_asked_back_before_anything_is_moved(desk: Desk, who: UUID, other: UUID) -> None:
    asked = desk.send(form(desk, who), {**WEIGHT, "to": number(desk, other)})

    assert asked.status_code == 422
    assert "Zoë Quaye · 00 000 002-92 · 1990, 35 or 36 y · Female. Move it to this record?" in text(asked.text)
    assert not standing(desk, other)

    told = {**WEIGHT, "to": number(desk, other), "confirm": confirmations(asked)}
    assert desk.again(form(desk, who), asked, told).status_code == 303
    assert [item["value"] for item in standing(desk, other)] == ["64", "163"]
    assert not standing(desk, who)


def test_a_number_that_was_changed_after_it_was_confirmed_is_asked_about_anew(
    desk: Desk, who: UUID, other: UUID
) -> None:
    third = register(desk.service.records, names=["Kofi Adjei"], identifiers=[])
    asked = desk.send(form(desk, who), {**WEIGHT, "to": number(desk, other)})

    again = {**WEIGHT, "to": number(desk, third), "confirm": confirmations(asked)}
    assert "Kofi Adjei" in text(desk.again(form(desk, who), asked, again).text)
    assert not standing(desk, third)
    assert len(standing(desk, who)) == 2


def test_a_name_is_looked_up_and_offered_with_its_number(desk: Desk, who: UUID, other: UUID) -> None:
    page = desk.send(form(desk, who), {**WEIGHT, "to": "quaye"})

    assert page.status_code == 422
    assert "Choose whose it is." in text(page.text)
    assert "Zoë Quaye · 00 000 002-92" in text(page.text)
    assert 'name="fix" value="to=00+000+002-92"' in page.text


@pytest.mark.parametrize("typed", ["nobody at all", "00 000 999-11", ""])
def test_a_record_that_is_not_there_is_said_so(desk: Desk, who: UUID, typed: str) -> None:
    page = desk.send(form(desk, who), {**WEIGHT, "to": typed})

    assert page.status_code == 422
    assert "Nobody on file" in text(page.text) or "Write the number of the record" in text(page.text)
    assert len(standing(desk, who)) == 2


def test_its_own_record_is_not_offered_and_not_taken(desk: Desk, who: UUID) -> None:
    by_name = desk.send(form(desk, who), {**WEIGHT, "to": "nunez"})
    assert 'name="fix"' not in by_name.text

    asked = desk.send(form(desk, who), {**WEIGHT, "to": number(desk, who)})
    told = {**WEIGHT, "to": number(desk, who), "confirm": confirmations(asked)}
    assert "This is the record in which it stands." in text(desk.again(form(desk, who), asked, told).text)
    assert len(standing(desk, who)) == 2


def test_what_was_measured_with_it_may_stay(desk: Desk, who: UUID, other: UUID) -> None:
    told = {**WEIGHT, "to": number(desk, other), "along": "no"}
    asked = desk.send(form(desk, who), told)
    desk.again(form(desk, who), asked, {**told, "confirm": confirmations(asked)})

    assert [item["kind"] for item in standing(desk, other)] == ["weight"]
    assert [item["kind"] for item in standing(desk, who)] == ["height"]


def test_both_records_say_where_it_went_and_where_it_came_from(desk: Desk, who: UUID, other: UUID) -> None:
    told = {**WEIGHT, "to": number(desk, other)}
    asked = desk.send(form(desk, who), told)
    desk.again(form(desk, who), asked, {**told, "confirm": confirmations(asked)})

    left, come = (desk.get(f"/patients/{number(desk, one)}/measurements/all") for one in (who, other))
    assert f'<a href="/patients/{number(desk, other)}">Moved to record 00 000 002-92: wrong patient</a>' in left
    assert f'<a href="/patients/{number(desk, who)}">Moved here from record 00 000 001-95</a>' in come
    trails = [desk.get(f"/patients/{number(desk, one)}/print") for one in (who, other)]
    assert "Moved to record 00 000 002-92: struck" in text(trails[0])
    assert "Moved here from record 00 000 001-95" in text(trails[1])


def test_a_document_is_read_in_the_other_record_and_no_longer_in_the_first(desk: Desk, who: UUID, other: UUID) -> None:
    letter = b"A letter about Zoe."
    about: Plain = {"digest": sha256(letter).hexdigest(), "size": len(letter), "mime": "text/plain", "title": "Letter"}
    address = desk.service.store.attachments.put(letter, who)
    desk.service.records.attach(who, {**about, "address": address}, AMA)
    told = {"reason": "wrong-patient", "to": number(desk, other)}
    asked = desk.send(form(desk, who, "attachments/a1"), told)
    desk.again(form(desk, who, "attachments/a1"), asked, {**told, "confirm": confirmations(asked)})

    (there,) = standing(desk, other, "attachments")
    assert desk.service.store.attachments.get(there["address"], other) == letter
    assert there["digest"] == about["digest"]
    assert not standing(desk, who, "attachments")


def test_a_visit_that_moves_counts_in_the_register_under_whom_it_is(desk: Desk, who: UUID, other: UUID) -> None:
    told = {"visit_class": "AMB", "start": "2026-03-07T08:00Z", "end": "2026-03-07T08:20Z"}
    desk.service.records.open_visit(who, told, AMA)
    move = {"reason": "wrong-patient", "to": number(desk, other)}
    asked = desk.send(form(desk, who, "visits/v1"), move)
    desk.again(form(desk, who, "visits/v1"), asked, {**move, "confirm": confirmations(asked)})

    desk.service.views.ready()
    came = [(one.name, one.entry["status"]) for one in desk.service.views.register.day("2026-03-07", 10)]
    assert sorted(came) == [("Lucía Núñez", "entered-in-error"), ("Zoë Quaye", "finished")]


def test_the_same_document_in_two_records_is_no_longer_asked_about_once_it_moved(
    desk: Desk, who: UUID, other: UUID
) -> None:
    about: Plain = {"digest": "cd" * 32, "size": 7, "mime": "text/plain", "title": "Letter"}
    for patient in (who, other):
        address = desk.service.store.attachments.put(b"letter!", patient)
        desk.service.records.attach(patient, {**about, "address": address}, AMA)
    missing, same = f"/patients/{number(desk, other)}/missing", "The same document is in another patient’s record"
    assert same in text(desk.get(missing))

    told = {"reason": "wrong-patient", "to": number(desk, other)}
    asked = desk.send(form(desk, who, "attachments/a1"), told)
    desk.again(form(desk, who, "attachments/a1"), asked, {**told, "confirm": confirmations(asked)})
    assert same not in text(desk.get(missing))
