"""Measurements through the form: what is asked about, what is offered instead, and what stands in the record."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from domain.fact import Plain
from tests.support.clock import StandingClock
from tests.support.office import register
from tests.support.stores import created
from tests.web.clerk_desk import AMA, Desk, confirmations, text

WHEN = {"taken_at": "2026-03-07 09:00 UTC"}
WHY = {"reason": "checked-again"}


@pytest.fixture
def desk(tmp_path: Any, clock: StandingClock) -> Any:
    with created(tmp_path / "store", "test.example/log", clock) as service:
        yield Desk(service)


@pytest.fixture
def who(desk: Desk) -> UUID:
    return register(desk.service.records, birth={"value": "1984-03-07"})


def path(who: UUID) -> str:
    return f"/patients/{who}/measurements"


def before(desk: Desk, who: UUID, **values: str) -> None:
    """What was measured a month ago, each in its own unit."""
    items = [{"kind": kind.replace("_", "-"), "value": value} for kind, value in values.items()]
    desk.service.records.measure(who, items, AMA, "2026-02-07")


def items(desk: Desk, who: UUID) -> list[Plain]:
    """Of the act that was recorded last."""
    found: list[Plain] = [told["items"] for topic, told in desk.told(who) if topic == "measurements.recorded"][-1]
    return found


def fixes(answer: TestResponse) -> dict[str, dict[str, str]]:
    """The buttons of a page, by their words: what each of them puts into the form."""
    found = re.findall(r'name="fix" value="([^"]*)">([^<]*)</button>', answer.text)
    return {html.unescape(words): dict(parse_qsl(html.unescape(code))) for code, words in found}


# what is rare and real


@pytest.mark.parametrize(
    ("kind", "value"),
    [("weight", "635"), ("height", "272"), ("height", "55"), ("diastolic", "160"), ("heart_rate", "300")],
)
def test_the_extremes_that_people_have_had_are_recorded_once_they_are_confirmed(
    desk: Desk, who: UUID, kind: str, value: str
) -> None:
    typed = {**WHEN, kind: value}

    asked = desk.send(path(who), typed)
    (stands,) = confirmations(asked)
    done = desk.again(path(who), asked, {**typed, "confirm": stands, **WHY})

    assert asked.status_code == 422
    assert "Confirm what is unusual" in text(asked.text)
    assert done.status_code == 303
    (item,) = items(desk, who)
    assert (item["kind"].replace("-", "_"), item["value"]) == (kind, value)
    assert item["warnings"] == ["low" if value == "55" else "high"]


def test_a_confirmed_extreme_needs_its_reason(desk: Desk, who: UUID) -> None:
    typed = {**WHEN, "weight": "635"}
    asked = desk.send(path(who), typed)

    refused = desk.again(path(who), asked, {**typed, "confirm": confirmations(asked)})

    assert refused.status_code == 422
    assert "Say why an unusual value stands." in text(refused.text)


# slips


SLIPS = [
    ({"height": "1.72"}, "Use 1.72 m", {"height": "1.72", "height_unit": "m"}),
    ({"weight": "720"}, "Use 72 kg", {"weight": "72", "weight_unit": "kg"}),
    ({"weight": "7.2"}, "Use 72 kg", {"weight": "72", "weight_unit": "kg"}),
    ({"temperature": "98.6"}, "Use 98.6 °F", {"temperature": "98.6", "temperature_unit": "[degF]"}),
    ({"temperature": "368"}, "Use 36.8 °C", {"temperature": "36.8", "temperature_unit": "Cel"}),
    ({"height": "68"}, "Use 68 in", {"height": "68", "height_unit": "[in_i]"}),
    ({"height": "172", "height_unit": "[in_i]"}, "Use 172 cm", {"height": "172", "height_unit": "cm"}),
    ({"temperature": "36.8", "temperature_unit": "[degF]"}, "Use 36.8 °C",
     {"temperature": "36.8", "temperature_unit": "Cel"}),
    ({"systolic": "16", "diastolic": "10"}, "Use 16 kPa", {"systolic": "16", "systolic_unit": "kPa"}),
    ({"systolic": "80", "diastolic": "120"}, "Exchange them: 120/80", {"systolic": "120", "diastolic": "80"}),
    ({"systolic": "80/120"}, "Exchange them: 120/80", {"systolic": "120", "diastolic": "80"}),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "words", "fixed"), SLIPS, ids=[words for _, words, _ in SLIPS])
def test_a_slip_is_caught_and_put_right_with_one_press(
    desk: Desk, who: UUID, typed: dict[str, str], words: str, fixed: dict[str, str]
) -> None:
    caught = desk.send(path(who), {**WHEN, **typed})

    assert caught.status_code == 422
    assert fixes(caught)[words] == fixed
    pressed = desk.again(path(who), caught, {**WHEN, **typed, "fix": _pressed(caught, words)})
    assert "Nothing is recorded yet." in text(pressed.text)
    assert desk.again(path(who), pressed, {**WHEN, **typed, **fixed}).status_code == 303


def _pressed(answer: TestResponse, words: str) -> str:
    found = re.findall(r'name="fix" value="([^"]*)">([^<]*)</button>', answer.text)
    return next(html.unescape(code) for code, told in found if html.unescape(told) == words)


AFTER = [
    ({"weight": "72"}, {"weight": "159"}, "Use 159 lb"),
    ({"weight": "72"}, {"weight": "27"}, "Use 72 kg"),
    ({"weight": "72"}, {"weight": "32.7", "weight_unit": "[lb_av]"}, None),
    ({"systolic": "127"}, {"systolic": "172"}, "Use 127 mmHg"),
    ({"height": "172"}, {"height": "182"}, None),
    ({"height": "172"}, {"height": "127"}, "Use 172 cm"),
]  # fmt: skip


@pytest.mark.parametrize(("was", "typed", "words"), AFTER)
def test_what_does_not_follow_from_the_reading_before_is_asked_about(
    desk: Desk, who: UUID, was: dict[str, str], typed: dict[str, str], words: str | None
) -> None:
    before(desk, who, **was)

    asked = desk.send(path(who), {**WHEN, **typed})

    assert asked.status_code == 422
    assert words is None or words in fixes(asked)


def test_the_question_names_what_was_there_before(desk: Desk, who: UUID) -> None:
    before(desk, who, weight="72")

    page = text(desk.send(path(who), {**WHEN, "weight": "95"}).text)

    assert "Weight 95 kg, and 27 days before 72 kg. Is it right?" in page


def test_what_is_clean_is_asked_nothing(desk: Desk, who: UUID) -> None:
    before(desk, who, weight="72", height="172", systolic="127", diastolic="82", heart_rate="68")

    clean = {"weight": "73.5", "height": "172", "systolic": "131", "diastolic": "84", "heart_rate": "76"}

    assert desk.send(path(who), {**WHEN, **clean, "temperature": "36.8", "pain": "0"}).status_code == 303


# as it is read


@pytest.mark.parametrize(
    ("typed", "value", "entered"),
    [
        ({"weight": "72,5"}, "72.5", {"value": "72.5", "unit": "kg"}),
        ({"weight": "160 lb"}, "72.5748", {"value": "160", "unit": "[lb_av]"}),
        ({"weight": "11 st 4"}, "71.6676", {"value": "158", "unit": "[lb_av]", "text": "11 st 4 lb"}),
        ({"height": "5'7\""}, "170.18", {"value": "67", "unit": "[in_i]", "text": "5 ft 7 in"}),
        ({"height": "1.72", "height_unit": "m"}, "172", {"value": "1.72", "unit": "m"}),
        ({"temperature": "98.6F"}, "37", {"value": "98.6", "unit": "[degF]"}),
        ({"systolic": "16.1", "systolic_unit": "kPa"}, "120.7603", {"value": "16.1", "unit": "kPa"}),
    ],
)
def test_any_usual_unit_is_kept_as_it_was_entered(
    desk: Desk, who: UUID, typed: dict[str, str], value: str, entered: dict[str, str]
) -> None:
    assert desk.send(path(who), {**WHEN, **typed}).status_code == 303

    (item,) = items(desk, who)
    assert (item["value"], item["as_entered"]) == (value, entered)


def test_both_pressures_may_be_typed_in_one_field(desk: Desk, who: UUID) -> None:
    desk.send(path(who), {**WHEN, "systolic": "127 / 82", "position": "sitting", "cuff": "left arm"})

    told = [(item["kind"], item["value"], item["position"], item["body_site"]) for item in items(desk, who)]
    assert told == [("systolic", "127", "sitting", "left arm"), ("diastolic", "82", "sitting", "left arm")]


def test_how_it_was_taken_goes_with_what_it_is_about(desk: Desk, who: UUID) -> None:
    typed = {"weight": "72", "height": "172", "height_how": "stated", "oxygen_saturation": "97", "oxygen": "2 L/min"}

    desk.send(path(who), {**WHEN, **typed, "position": "lying", "note": "In a hurry."})

    height, weight, oxygen = items(desk, who)
    assert (height["how"], weight.get("how"), "position" in weight) == ("stated", None, False)
    assert (oxygen["oxygen"], "oxygen" in weight) == ("2 L/min", False)
    assert [item["note"] for item in (height, weight, oxygen)] == ["In a hurry."] * 3


def test_a_height_in_feet_is_read_on_the_record_as_it_was_said(desk: Desk, who: UUID) -> None:
    desk.send(path(who), {**WHEN, "height": "5'7\"", "height_how": "stated"})

    page = text(desk.get(f"/patients/{who}"))

    assert "Height 5 ft 7 in" in page
    assert "Told, not seen" in page


def test_the_units_of_the_reading_before_are_offered(desk: Desk, who: UUID) -> None:
    desk.send(path(who), {**WHEN, "weight": "160", "weight_unit": "[lb_av]"})

    assert '<option value="[lb_av]" selected>lb</option>' in desk.get(path(who))


def test_an_entry_names_its_code_and_one_without_a_code_names_none(desk: Desk, who: UUID) -> None:
    desk.send(path(who), {**WHEN, "weight": "72", "waist": "90"})

    weight, waist = (text(desk.get(f"/patients/{who}/measurements/{id}")) for id in ("m1", "m2"))

    assert "Code LOINC 29463-7, Body weight" in weight
    assert "LOINC" not in waist


def test_a_reading_before_in_another_unit_says_which(desk: Desk, who: UUID) -> None:
    desk.service.records.measure(who, [{"kind": "weight", "value": "172", "unit": "[lb_av]"}], AMA, "2026-03-01")
    desk.service.records.measure(who, [{"kind": "weight", "value": "77.4", "unit": "kg"}], AMA, "2026-03-06")

    assert "172 lb, 1 Mar" in text(desk.get(f"/patients/{who}"))
