"""Changes brought about on another version of the entry: by hand, one case each, and as a law."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain import change
from projections.rebased import Rebased, rebased

KG = {"unit": "kg", "as_entered": {"unit": "kg"}}
LB = {"unit": "kg", "as_entered": {"unit": "[lb_av]"}}


@pytest.mark.parametrize(("changes", "was", "stands", "told", "hanging"), [
    ({"a": {"was": 1, "now": 2}}, {"a": 1}, {"a": 0}, {"a": {"was": 0, "now": 2}}, []),
    ({"a": {"was": 1, "now": 2}}, {"a": 1}, {"a": 2}, {}, []),
    ({"a": {"was": 1, "now": 2}}, {"a": 1}, {}, {"a": {"now": 2}}, []),
    ({"a": {"was": 1}}, {"a": 1}, {"a": 0}, {"a": {"was": 0}}, []),
    ({"a": {"was": 1}}, {"a": 1}, {}, {}, []),
    ({"l.1": {"now": "z"}}, {"l": ["x"]}, {"l": []}, {"l.0": {"now": "z"}}, []),
    ({"l.1": {"now": "z"}}, {"l": ["x"]}, {}, {"l.0": {"now": "z"}}, []),
    ({"l.1": {"now": "z"}}, {"l": ["x"]}, {"l": ["x", "y"]}, {"l.2": {"now": "z"}}, []),
    ({"l.1": {"was": "y", "now": "z"}}, {"l": ["x", "y"]}, {"l": ["y"]}, {"l.0": {"was": "y", "now": "z"}}, []),
    ({"l.1": {"was": "y", "now": "z"}}, {"l": ["x", "y"]}, {"l": ["x"]}, {}, ["l.1"]),
    ({"l.1": {"was": "y"}}, {"l": ["x", "y"]}, {"l": ["y"]}, {"l.0": {"was": "y"}}, []),
    ({"l.1": {"was": "y"}}, {"l": ["x", "y"]}, {"l": ["y", "x"]}, {}, ["l.1"]),
    ({"l.0.t": {"was": "x", "now": "z"}}, {"l": [{"t": "x"}]}, {"l": []}, {}, ["l.0.t"]),
    ({"l.1.u": {"now": "z"}}, {"l": [{"t": "x"}, {"t": "y"}]}, {"l": [{"t": "y"}]}, {"l.0.u": {"now": "z"}}, []),
    ({"value": {"was": "1", "now": "2"}}, {"value": "1", **KG}, {"value": "3", **LB}, {}, ["value"]),
    ({"value": {"was": "1", "now": "2"}}, {"value": "1", **KG}, {"value": "3", **KG},
     {"value": {"was": "3", "now": "2"}}, []),
])  # fmt: skip
def test_a_change_says_on_another_version_what_it_wrote_itself(
    changes: Any, was: Any, stands: Any, told: Any, hanging: list[str]
) -> None:
    assert rebased(changes, was, stands) == Rebased(told, hanging)


texts = some.sampled_from("uvwxyz")
entries = some.fixed_dictionaries({"a": texts, "l": some.lists(some.fixed_dictionaries({"t": texts}), max_size=4)})


@given(entries, entries)
def test_on_the_version_that_was_changed_a_change_is_itself(was: Any, now: Any) -> None:
    changes = change.diff(was, now)

    assert rebased(changes, was, was) == Rebased(changes, [])


@given(entries, entries, entries)
def test_what_it_brings_about_elsewhere_is_there_already_or_comes_from_the_change(
    was: Any, now: Any, stands: Any
) -> None:
    changes = change.diff(was, now)

    found = change.apply(stands, rebased(changes, was, stands).changes)

    wrote = set(_texts([sides.get("now") for sides in changes.values()]))
    assert set(_texts(found)) <= wrote | set(_texts(stands))
    assert len(found["l"]) <= len(stands["l"]) + max(len(now["l"]) - len(was["l"]), 0)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict | list):
        return [text for one in (value.values() if isinstance(value, dict) else value) for text in _texts(one)]
    return [value] if isinstance(value, str) else []
