"""Trends and growth as pages: what is drawn, what stands in the table, and the same at a past moment."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from tests.support.office import AMA, WHY, register
from tests.web.clerk_desk import Desk, text
from web.service import Service

GIRL = {"birth": {"value": "2015-01-10", "basis": "document"}, "sex_at_birth": "F"}


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk(service, "senior-clerk")


def weigh(service: Service, who: UUID, value: str, at: str) -> str:
    doubts = ("low:items.0.value",)
    return service.records.measure(who, [{"kind": "weight", "value": value}], WHY, at, confirmed=doubts).entries[0]


def test_a_trend_says_why_a_reading_was_corrected_and_against_what_it_is_read(desk: Desk) -> None:
    who = register(desk.service.records)
    items = [{"kind": "heart-rate", "value": "72"}]
    (pulse,) = desk.service.records.measure(who, items, AMA, "2026-03-01").entries
    desk.service.records.correct(who, "measurements", pulse, {"value": "77"}, WHY)

    page = text(desk.get(f"/patients/{who}/chart"))

    assert "1 Mar 2026 77 /min 60 to 100 72 Typing error: Two digits changed places." in page
    assert "usual at rest for the age (PALS 2015 for children, MedlinePlus for adults)" in page


def test_growth_shows_age_centile_score_and_reference(desk: Desk) -> None:
    who = register(desk.service.records, **GIRL)
    weigh(desk.service, who, "18", "2020-01-10")

    page = desk.get(f"/patients/{who}/growth")

    assert "10 Jan 2020 5 y 0 m 18 kg 51 +0.03" in text(page)
    assert "Reference: CDC 2000, weight of girls, 2 to 20 years" in text(page)
    assert page.count("<polyline") == 7


def test_growth_says_what_it_lacks(desk: Desk) -> None:
    vague = register(desk.service.records, birth={"value": "2015", "basis": "stated"}, identifiers=[])
    weigh(desk.service, vague, "18", "2020-01-10")
    grown_up = register(desk.service.records, names=["Bo Adult"], identifiers=[])

    told = text(desk.get(f"/patients/{vague}/growth"))

    assert "The birth date is known only as 2015: too vague for centiles, which need the day." in told
    assert "Nothing was measured before the age of 20" in text(desk.get(f"/patients/{grown_up}/growth"))


def test_growth_comes_as_a_file(desk: Desk) -> None:
    who = register(desk.service.records, **GIRL)
    weigh(desk.service, who, "18", "2020-01-10")

    rows = desk.get(f"/patients/{who}/growth.csv?series=weight-child").lstrip("\ufeff").replace('"', "").splitlines()

    assert rows[1] == "Weight for age,2020-01-10,59.99,18,kg,0.03,51.1,CDC 2000, weight of girls, 2 to 20 years,,"


def test_each_chart_can_be_seen_as_it_was_known(desk: Desk) -> None:
    who = register(desk.service.records, **GIRL)
    entry = weigh(desk.service, who, "18", "2020-01-10")
    then = desk.service.store.journal.position
    desk.service.records.correct(who, "measurements", entry, {"value": "19"}, WHY, confirmed=("low:value",))

    for path in ("chart", "growth"):
        now, past = desk.get(f"/patients/{who}/{path}"), desk.get(f"/patients/{who}/{path}?known={then}")
        assert "19 kg" in text(now)
        assert "This is the past" not in now
        assert "18 kg" in text(past)
        assert "19 kg" not in text(past)
        assert "This is the past. The record as known at 7 Mar 2026, 09:30:00 UTC, event 2 of 3" in text(past)
    assert "18" in desk.get(f"/patients/{who}/growth.csv?known={then}")
    assert "19 kg" in text(desk.get(f"/patients/{who}/chart?known=2026-03-07"))


def test_no_moment_is_made_up(desk: Desk) -> None:
    who = register(desk.service.records, **GIRL)

    desk.get(f"/patients/{who}/chart?known=999999", 400)
    desk.get(f"/patients/{who}/chart?known=yesterday", 400)
    desk.get(f"/patients/{who}/chart?known=2027-01-01", 400)
    desk.get(f"/patients/{who}/chart?known=2020-01-01", 404)


def test_a_clerk_sees_the_present_alone(service: Service) -> None:
    who = register(service.records)

    Desk(service).get(f"/patients/{who}/chart?known=1", 403)


def visits(service: Service, who: UUID, *days: str) -> None:
    for day in days:
        told = {"visit_class": "AMB", "start": f"{day}T09:00Z", "end": f"{day}T10:00Z", "reason": {"text": f"On {day}"}}
        service.records.open_visit(who, told, WHY)


def test_the_life_line_draws_bars_and_marks_that_lead_to_their_entries(desk: Desk) -> None:
    who = register(desk.service.records)
    desk.service.records.add_history(who, {"kind": "problem", "what": "Asthma", "onset": "2006"}, AMA)
    visits(desk.service, who, "1990-01-05")

    page = desk.get(f"/patients/{who}/life")

    assert f'href="/patients/{who}/history/h1" aria-label="Problem: Asthma, 2006"' in page
    assert f'href="/patients/{who}/visits/v1" aria-label="Outpatient: On 1990-01-05, 5 Jan 1990, 09:00"' in page
    assert "1 bars and 1 marks from 1983 to 2027" in page
    assert "5 Jan 1990, 09:00 Visits Outpatient: On 1990-01-05 Around it" in text(page)


def test_a_long_name_is_drawn_as_far_as_a_phone_has_room_and_its_link_has_the_whole_of_it(desk: Desk) -> None:
    who = register(desk.service.records)
    name = "Pneumonoultramicroscopicsilicovolcanoconiosis"
    desk.service.records.add_history(who, {"kind": "problem", "what": name, "onset": "2006"}, AMA)

    page = desk.get(f"/patients/{who}/life")

    assert f'aria-label="Problem: {name}, 2006"' in page
    assert 'text-anchor="end"' in page
    assert ">Problem: Pneumonoultramicroscopicsilicovolc…</text>" in page


def test_marks_that_stand_too_near_are_counted_and_lead_nearer(desk: Desk) -> None:
    who = register(desk.service.records)
    visits(desk.service, who, "2020-01-05", "2020-01-09", "2020-02-01")

    page = desk.get(f"/patients/{who}/life")
    (near,) = re.findall(r'href="([^"]+)" aria-label="3 visits, Jan 2020 to Feb 2020"', page)
    nearer = desk.get(near.replace("&amp;", "&"))

    assert near.endswith("/life?from=2020-01-04&amp;to=2020-02-02")
    assert nearer.count('aria-label="Outpatient: On 2020-0') == 3


def test_a_stretch_of_a_life_shows_what_it_holds_and_nothing_else(desk: Desk) -> None:
    who = register(desk.service.records)
    visits(desk.service, who, "2020-01-05", "2022-01-05")

    page = text(desk.get(f"/patients/{who}/life?from=2022-01-01&to=2022-02-01"))

    assert "1 Jan 2022 to 1 Feb 2022" in page
    assert "On 2022-01-05" in page
    assert "On 2020-01-05" not in page


@pytest.mark.parametrize("asked", ["from=2022-02-01&to=2022-01-01", "from=never&to=2022-01-01", "from=2022-01-01"])
def test_what_is_no_stretch_shows_the_whole_life(desk: Desk, asked: str) -> None:
    who = register(desk.service.records)

    assert "Whole life, 1984 to 2026" in text(desk.get(f"/patients/{who}/life?{asked}"))


def test_a_label_holds_who_it_is_and_the_number_as_a_barcode(desk: Desk) -> None:
    who = register(desk.service.records)

    page = desk.get(f"/patients/{who}/label")

    for told in ("<bdi>Lucía Núñez</bdi>", "Born <b>Mar 1984</b>", "Female", "00 000 001-95"):
        assert told in page
    assert 'aria-label="Barcode of 00 000 001-95"' in page
