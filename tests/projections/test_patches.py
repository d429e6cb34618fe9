"""Changes of an entry in which not all stands that stood when they were made."""

from __future__ import annotations

from typing import Any

import pytest

from domain import change
from projections import patches

PERSON: dict[str, Any] = {"gender": "female", "addresses": [{"text": "4 Mill Lane"}], "birth": {"value": "1984"}}


def test_a_correction_counts_where_what_it_corrects_stands() -> None:
    changes = {
        "gender": {"was": "female", "now": "other"},
        "addresses.0.text": {"was": "9 Long Acre", "now": "9 Long Acres"},
        "occupation": {"now": "welder"},
        "language": {"was": "es"},
    }

    assert patches.corrected(PERSON, changes).keys() == {"gender", "occupation"}


def test_an_update_counts_whatever_stood_there() -> None:
    changes = {
        "gender": {"was": "male", "now": "other"},
        "addresses.0.text": {"was": "9 Long Acre", "now": "2 High St"},
    }

    assert patches.updated(PERSON, changes) == changes


@pytest.mark.parametrize(("path", "sides", "fits"), [
    ("addresses.1", {"now": {"text": "9 Long Acre"}}, True),
    ("addresses.2", {"now": {"text": "9 Long Acre"}}, False),
    ("addresses.3", {"was": {"text": "9 Long Acre"}}, True),
    ("addresses.1.text", {"was": "9 Long Acre", "now": "9 Long Acres"}, False),
    ("contacts.0", {"now": {"value": "1"}}, False),
    ("birth.basis", {"now": "stated"}, True),
    ("gender.text", {"now": "stated"}, False),
])  # fmt: skip
def test_a_list_is_never_given_a_gap(path: str, sides: dict[str, Any], fits: bool) -> None:
    kept = patches.updated(PERSON, {path: sides})

    assert bool(kept) == fits
    change.apply(PERSON, kept)


def test_what_is_added_in_one_go_has_a_place_one_after_the_other() -> None:
    changes = {f"addresses.{n}": {"now": {"text": str(n)}} for n in (1, 2, 3)}

    assert patches.updated(PERSON, changes) == changes
    assert len(change.apply(PERSON, changes)["addresses"]) == 4


def test_something_is_found_in_a_list_whether_it_is_in_use_or_not() -> None:
    known = [{"value": "1"}, {"value": "2", "retired": True}]

    assert patches.found(known, {"value": "2"}) == 1
    assert patches.found(known, {"value": "3"}) is None
