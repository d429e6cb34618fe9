"""Two clerks at one record: what does not touch passes, and where both wrote the second chooses, field by field."""

from __future__ import annotations

import html
import json
import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from domain.refusal import Clash
from tests.support.office import LUCIA, SUGAR
from tests.web.clerk_desk import AMA, WHY, Desk, text
from tests.web.test_clerk_people import _as_shown
from web.entering import clashes


@pytest.fixture
def engine() -> str:
    """What is held against what is tried on both in tests/domain and tests/trail."""
    return "sqlite"


def hidden(page: str) -> dict[str, str]:
    """What travels with a form: `request`, `expect` and the like."""
    return {name: html.unescape(it) for name, it in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)}


def sent(desk: Desk, path: str, page: str, **typed: str) -> TestResponse:
    """The form of a page that was opened then, with some of its fields written anew."""
    return desk.client.post(path, data={**hidden(page), **_as_shown(page), **typed})


def choice(answer: TestResponse, field: str, which: str) -> dict[str, str]:
    """The button of this field that says so."""
    told = re.findall(rf'name="settle-{field}" value="([^"]*)"', answer.text)
    (found,) = [html.unescape(one) for one in told if html.unescape(one).startswith(f'["{which}"')]
    return {f"settle-{field}": found}


def test_two_clerks_on_different_fields_both_succeed_even_within_one_list(desk: Desk, who: UUID) -> None:
    desk.service.records.update(who, {"next_of_kin": [{"name": "Iván Núñez", "phone": "1"}]}, AMA)
    path = f"/patients/{who}/edit"
    page = desk.get(path)

    desk.service.records.update(who, {"next_of_kin": [{"name": "Iván Núñez", "phone": "2"}]}, AMA)
    answer = sent(desk, path, page, kin_relationship="brother", language="en")

    assert answer.status_code == 303
    changes = {"next_of_kin.0.relationship": {"now": "brother"}, "language": {"was": "es", "now": "en"}}
    assert desk.told(who)[-1][1] == {"changes": changes}


def test_a_real_clash_shows_what_was_seen_what_stands_by_whom_and_when_and_what_was_written(
    desk: Desk, who: UUID
) -> None:
    path = f"/patients/{who}/edit"
    page = desk.get(path)
    desk.service.records.update(who, {"language": "fr", "gender": "other"}, AMA)

    answer = sent(desk, path, page, language="en", gender="male", occupation="baker")

    assert answer.status_code == 409
    told = text(answer.text)
    assert "Choose what stands Nothing was recorded yet. Everything you typed is still here." in told
    by = "Ama Boateng, 7 Mar 2026, 09:30:00 UTC"
    assert f"Gender on record Female Gender on record, keep Other {by} Gender on record, use Male" in told
    assert f"Language es Language, keep fr {by} Language, use en" in told
    assert 'name="occupation" value="baker"' in answer.text
    assert len(desk.told(who)) == 2


@pytest.mark.parametrize(
    ("language", "gender", "changes"),
    [
        (clashes.THEIRS, clashes.THEIRS, {"occupation": {"now": "baker"}}),
        (clashes.YOURS, clashes.THEIRS, {"language": {"was": "fr", "now": "en"}, "occupation": {"now": "baker"}}),
        (
            clashes.YOURS, clashes.YOURS,
            {
                "gender": {"was": "other", "now": "male"}, "language": {"was": "fr", "now": "en"},
                "occupation": {"now": "baker"},
            },
        ),
    ],
)  # fmt: skip
def test_of_each_field_it_is_chosen_what_stands(
    desk: Desk, who: UUID, language: str, gender: str, changes: dict[str, object]
) -> None:
    path = f"/patients/{who}/edit"
    page = desk.get(path)
    desk.service.records.update(who, {"language": "fr", "gender": "other"}, AMA)
    clash = sent(desk, path, page, language="en", gender="male", occupation="baker")

    chosen = {**choice(clash, "language", language), **choice(clash, "gender", gender)}
    answer = sent(desk, path, clash.text, **chosen)

    assert answer.status_code == 303
    assert desk.told(who)[-1][1]["changes"] == changes


def test_where_nothing_was_chosen_it_is_asked_again_and_one_choice_settles_one_field(desk: Desk, who: UUID) -> None:
    path = f"/patients/{who}/edit"
    page = desk.get(path)
    desk.service.records.update(who, {"language": "fr", "gender": "other"}, AMA)
    clash = sent(desk, path, page, language="en", gender="male")

    again = sent(desk, path, clash.text)
    half = sent(desk, path, again.text, **choice(again, "language", clashes.YOURS))
    done = sent(desk, path, half.text, **choice(half, "gender", clashes.THEIRS))

    assert [one.status_code for one in (clash, again, half, done)] == [409, 409, 409, 303]
    assert again.text.count('type="radio" id="settle-') == 2
    assert half.text.count('type="radio" id="settle-') == 1
    assert desk.told(who)[-1][1] == {"changes": {"language": {"was": "fr", "now": "en"}}}


def test_a_third_clerk_in_between_is_asked_about_anew(desk: Desk, who: UUID) -> None:
    path = f"/patients/{who}/edit"
    page = desk.get(path)
    desk.service.records.update(who, {"language": "fr"}, AMA)
    clash = sent(desk, path, page, language="en")
    desk.service.records.update(who, {"language": "de"}, WHY)

    answer = sent(desk, path, clash.text, **choice(clash, "language", clashes.YOURS))

    assert answer.status_code == 409
    assert "Language fr Language, keep de Inês Falcão" in text(answer.text)


def test_what_was_chosen_outlasts_another_fault(desk: Desk, who: UUID) -> None:
    path = f"/patients/{who}/correct"
    page = desk.get(path)
    desk.service.records.update(who, {"language": "fr"}, AMA)
    clash = sent(desk, path, page, language="en", reason="typing-error")

    fault = sent(desk, path, clash.text, **choice(clash, "language", clashes.YOURS), reason="")
    done = sent(desk, path, fault.text, reason="typing-error")

    assert (fault.status_code, done.status_code) == (422, 303)
    assert desk.told(who)[-1][1] == {"changes": {"language": {"was": "fr", "now": "en"}}}


def test_a_birth_is_one_thing_whichever_part_of_it_was_changed(desk: Desk, who: UUID) -> None:
    path = f"/patients/{who}/correct"
    page = desk.get(path)
    desk.service.records.correct_details(who, {"birth": {"value": "1985", "basis": "document"}}, WHY)

    clash = sent(desk, path, page, born="about 40", reason="typing-error")
    done = sent(
        desk, path, clash.text, reason="typing-error",
        **choice(clash, "born", clashes.THEIRS), **choice(clash, "birth_basis", clashes.THEIRS),
    )  # fmt: skip

    assert "Birth date or age 1984-03 Birth date or age, keep 1985 Inês Falcão" in text(clash.text)
    assert "Birth date or age, use about 40" in text(clash.text)
    assert done.status_code == 303
    assert len(desk.told(who)) == 2


def test_a_measurement_of_theirs_is_taken_with_its_unit(desk: Desk, who: UUID) -> None:
    weight = [{"kind": "weight", "value": "71", "unit": "kg"}]
    desk.service.records.measure(who, weight, AMA, taken_at="2026-03-07")
    path = f"/patients/{who}/measurements/m1/correct"
    page = desk.get(path)
    desk.service.records.correct(who, "measurements", "m1", {"value": "72", "unit": "kg"}, WHY)

    typed = {"value": "160", "unit": "[lb_av]", "reason": "typing-error"}
    clash = sent(desk, path, page, **typed)
    taken = sent(desk, path, clash.text, **{**typed, **choice(clash, "value", clashes.THEIRS)})

    assert (clash.status_code, taken.status_code) == (409, 303)
    assert "71 Value, keep 72" in text(clash.text)
    assert len(desk.told(who)) == 3


def test_who_amends_what_was_amended_meanwhile_writes_over_nothing(desk: Desk, who: UUID) -> None:
    header = {"kind": "laboratory", "what": {"text": "Sugar"}, "performer": "Harbour Lab"}
    content = {"collected_at": "2026-03-06", "reported_at": "2026-03-07", "conclusion": "Normal."}
    desk.service.records.issue_report(who, content, AMA, header=header, status="final", results=[SUGAR])
    path = f"/patients/{who}/reports/r1/amend"
    page = desk.get(path)
    cells = {"r0_what": "Glucose", "r0_value": "5.4", "r0_unit": "mmol/L", "r0_low": "3.9", "r0_high": "5.5"}
    told = {"amendment": "corrected", "unseen": "yes", "reason": "typing-error", **cells}
    desk.service.records.amend_report(who, "r1", "corrected", {"conclusion": "Low."}, WHY, unseen=True)

    def amend(page: str, **typed: str) -> TestResponse:
        return desk.client.post(path, data={**hidden(page), **told, **typed})

    passed = amend(page, r0_value="5.6", conclusion="Normal.")
    clash = amend(page, r0_value="6.6", conclusion="High.")
    chosen = {**choice(clash, "conclusion", clashes.YOURS), **choice(clash, "results", clashes.THEIRS)}
    done = amend(clash.text, r0_value="6.6", conclusion="High.", **chosen)

    assert passed.status_code == 303
    assert set(desk.told(who)[-2][1]["changes"]) == {"results.0.value", "results.0.flag"}
    assert clash.status_code == 409
    assert "keep Low." in text(clash.text)
    assert done.status_code == 303
    assert set(desk.told(who)[-1][1]["changes"]) == {"conclusion"}


@given(st.text() | st.from_type(type(LUCIA)).map(json.dumps))
def test_whatever_comes_instead_of_a_choice_is_no_choice(told: str) -> None:
    form = {"settle-language": told}

    assert clashes.theirs(form) == []
    assert clashes.seen(form) == {}


@given(st.lists(st.text(min_size=1, max_size=5), unique=True, min_size=1), st.text())
def test_each_field_has_one_row_and_its_choice_knows_all_that_stood_behind_it(paths: list[str], found: str) -> None:
    clashing = [Clash(path, "then", found) for path in paths]

    (row,) = clashes.rows(clashing, lambda path: "name", {"name": "mine"}, {}, lambda path: "")

    assert clashes.theirs({row.mark: row.choices[clashes.THEIRS]}) == ["name"]
    assert clashes.theirs({row.mark: row.choices[clashes.YOURS]}) == []
    assert clashes.seen({row.mark: row.choices[clashes.YOURS]}) == dict.fromkeys(paths, found)
