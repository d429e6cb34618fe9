"""People as a form takes them, one a line: those who work here are known by the name they sign in with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.fact import Plain
from web.entering import people

STAFF: list[Plain] = [
    {"staff": "u-1", "login": "ama", "name": "Ama Boateng"},
    {"staff": "u-2", "login": "ama.b", "name": "Ama Boateng"},
    {"staff": "u-3", "login": "kofi", "name": "Kofi Adjei (nights)"},
]
AMA, OTHER, KOFI = ({"staff": one["staff"], "name": one["name"]} for one in STAFF)


@pytest.mark.parametrize(("text", "found"), [
    ("", []),
    (" \n\n ", []),
    ("Ama Boateng (ama)", [AMA]),
    ("ama\nAMA.B", [AMA, OTHER]),
    ("Somebody (ama)", [AMA]),
    ("Kofi Adjei (nights) (kofi)", [KOFI]),
    ("Ama Boateng", [{"name": "Ama Boateng"}]),
    ("  Dr   Brandt \r\nZoë (laboratory)", [{"name": "Dr Brandt"}, {"name": "Zoë (laboratory)"}]),
])  # fmt: skip
def test_each_line_is_one_person(text: str, found: list[Plain]) -> None:
    assert people.read(text, STAFF) == found


_names = some.text("abc ÄÖ'", min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)
_others = _names.filter(lambda name: name.casefold() not in {one["login"] for one in STAFF}).map(
    lambda name: {"name": name}
)


@given(some.lists(some.sampled_from([AMA, OTHER, KOFI]) | _others, max_size=8))
def test_what_is_written_reads_back_as_it_was(listed: list[Plain]) -> None:
    assert people.read(people.written(listed, STAFF), STAFF) == listed


def test_of_those_who_are_asked_for_each_is_named_once_and_nobody_who_is_not_here() -> None:
    assert people.asked_for(["u-3", "u-9", "u-1", "u-3", ""], STAFF) == [KOFI, AMA]
