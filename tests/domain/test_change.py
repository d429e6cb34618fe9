"""Differences: what leads from one version to another leads there and nowhere else."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.change import apply, at, diff

names = st.text("abcdefg_", min_size=1, max_size=3)
leaves = st.text(max_size=4) | st.integers(-3, 3) | st.booleans()


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4)


plain = st.recursive(leaves, _nested, max_leaves=12)
items = st.dictionaries(names, plain, max_size=5)


@st.composite
def edits(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """An entry, and the same entry after a few things in it came, went or changed."""
    was = draw(items)
    now = copy.deepcopy(was)
    for _ in range(draw(st.integers(0, 4))):
        _touch(draw, now)
    return was, now


def _touch(draw: st.DrawFn, value: Any) -> None:
    """Go down a random way and add, take or replace what is there."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        inner = [key for key in keys if isinstance(value[key], dict | list) and value[key]]
        if not inner or draw(st.booleans()):
            break
        value = value[draw(st.sampled_from(inner))]
    what = draw(st.sampled_from(["add", "take", "replace"])) if keys else "add"
    if what == "take":
        del value[draw(st.sampled_from(keys))]
    elif what == "replace":
        value[draw(st.sampled_from(keys))] = draw(plain)
    elif isinstance(value, list):
        value.append(draw(plain))
    else:
        value[draw(names)] = draw(plain)


@settings(max_examples=100)
@given(items, items)
def test_the_difference_between_any_two_leads_from_one_to_the_other(was: Any, now: Any) -> None:
    assert apply(was, diff(was, now)) == now


@settings(max_examples=100)
@given(edits())
def test_the_difference_after_a_few_edits_leads_there_and_back(sides: tuple[Any, Any]) -> None:
    was, now = sides
    assert apply(was, diff(was, now)) == now
    assert apply(now, diff(now, was)) == was


@given(edits())
def test_bringing_a_difference_about_leaves_the_old_version_alone(sides: tuple[Any, Any]) -> None:
    was, now = sides
    before = copy.deepcopy(was)
    apply(was, diff(was, now))
    assert was == before


@given(items)
def test_nothing_differs_from_itself(item: Any) -> None:
    assert diff(item, copy.deepcopy(item)) == {}


@given(items, items)
def test_only_what_differs_is_told(was: Any, now: Any) -> None:
    for sides in diff(was, now).values():
        was_then, is_now = sides.get("was"), sides.get("now")
        assert sides
        assert (type(was_then), was_then) != (type(is_now), is_now)


@given(edits())
def test_both_sides_are_what_stood_there(sides: tuple[Any, Any]) -> None:
    was, now = sides
    for path, told in diff(was, now).items():
        assert at(was, path) == told.get("was")
        assert at(now, path) == told.get("now")


@pytest.mark.parametrize(
    ("was", "now", "changes"),
    [
        ({"a": "1"}, {"a": "2"}, {"a": {"was": "1", "now": "2"}}),
        ({}, {"a": "2"}, {"a": {"now": "2"}}),
        ({"a": "1"}, {}, {"a": {"was": "1"}}),
        ({"a": {"b": "1", "c": "x"}}, {"a": {"b": "2", "c": "x"}}, {"a.b": {"was": "1", "now": "2"}}),
        ({"a": ["x"]}, {"a": ["x", "y"]}, {"a.1": {"now": "y"}}),
        ({"a": ["x", "y"]}, {"a": ["y"]}, {"a.0": {"was": "x", "now": "y"}, "a.1": {"was": "y"}}),
        ({"a": [{"t": "x"}]}, {"a": [{"t": "x"}, {"t": "y"}]}, {"a.1": {"now": {"t": "y"}}}),
        ({"a": [{"t": "x"}]}, {"a": [{"t": "z"}]}, {"a.0.t": {"was": "x", "now": "z"}}),
        ({"a": {"b": "1"}}, {"a": "1"}, {"a": {"was": {"b": "1"}, "now": "1"}}),
        ({"a": True}, {"a": 1}, {"a": {"was": True, "now": 1}}),
        ({"a": "1"}, {"a": None}, {"a": {"was": "1"}}),
        ({"a": None}, {}, {}),
        ({"a": ""}, {"a": "x"}, {"a": {"was": "", "now": "x"}}),
        ({"a": False}, {}, {"a": {"was": False}}),
        ({"a": []}, {}, {"a": {"was": []}}),
        ({"a": 0}, {"a": False}, {"a": {"was": 0, "now": False}}),
    ],
)  # fmt: skip
def test_a_difference_is_told_leaf_by_leaf(was: Any, now: Any, changes: Any) -> None:
    assert diff(was, now) == changes
    assert diff(apply(was, changes), now) == {}


def test_a_list_of_more_than_ten_keeps_its_order() -> None:
    short, long = {"a": ["x"]}, {"a": [f"{n}" for n in range(25)]}
    assert apply(short, diff(short, long)) == long
    assert apply(long, diff(long, short)) == short
    assert apply({}, {f"a.{n}": {"now": f"{n}"} for n in reversed(range(25))}) == long


def test_changes_come_in_the_order_of_the_fields() -> None:
    was, now = {"b": "1", "a": "1"}, {"a": "2", "b": "2", "c": "2"}
    assert list(diff(was, now)) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a.b.0.c", "x"), ("a.b.0", {"c": "x"}), ("a", {"b": [{"c": "x"}]}), ("a.b.1", None), ("a.b.0.d", None),
        ("z", None), ("a.b.0.c.d", None), ("a.b.c", None), ("a.b.0.c.0", None), ("n", 0), ("n.a", None),
        ("a.b.-1", None),
    ],
)  # fmt: skip
def test_a_path_leads_to_a_value_or_to_nothing(path: str, value: Any) -> None:
    assert at({"a": {"b": [{"c": "x"}]}, "n": 0}, path) == value
