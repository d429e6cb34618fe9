"""The record without some of its events: beside an independent account of who said what last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from domain.fact import Fact, Plain
from projections.between import aside, compare
from projections.differences import what_changed
from projections.past import folded
from projections.without import Without, without
from tests.support.lives import lived, steps
from tests.support.office import AMA, WHY, everything, register
from tests.support.stores import created
from web.service import Service

KOFI = AMA._replace(actor="u-00000002", name="Kofi Adjei")
PUT_RIGHT = KOFI._replace(reason="typing-error")
SIMPLE = ("measurements", "history", "visits", "blood_group")
DERIVED = ("current", "end", "lapsed")
BESIDE = ("corrections", "addenda", "recorded", "reaffirmed", "retracted", "moved", "ended", "act", "flags", "imported")


def facts_of(service: Service, who: UUID) -> list[Fact]:
    return list(service.store.journal.history(who))


def taking_out(who: UUID, facts: list[Fact], actor: str) -> Without:
    return without(who, facts, lambda fact: fact.by.actor == actor)


def between_two(told: list[tuple[str, int]], acts: list[bool]) -> tuple[UUID, list[Fact]]:
    """A random life, each act of which was one of two people's."""
    with TemporaryDirectory() as folder, created(Path(folder) / "store") as service:
        who = lived(service, told)
        facts = facts_of(service, who)
    order = {tx: n for n, tx in enumerate(dict.fromkeys(fact.by.tx for fact in facts))}
    return who, [_by(fact, KOFI.actor if acts[order[fact.by.tx] % len(acts)] else AMA.actor) for fact in facts]


def _by(fact: Fact, actor: str) -> Fact:
    return replace(fact, by=fact.by._replace(actor=actor, name=actor))


halves = some.lists(some.booleans(), min_size=1, max_size=7)


@settings(max_examples=12)
@given(steps, halves)
def test_without_nobody_it_is_the_record_itself(told: list[tuple[str, int]], acts: list[bool]) -> None:
    who, facts = between_two(told, acts)

    found = taking_out(who, facts, "u-00000009")

    assert found == Without(folded(who, facts), [], [], False)


@settings(max_examples=12)
@given(steps, halves)
def test_it_holds_nothing_that_only_those_taken_out_wrote(told: list[tuple[str, int]], acts: list[bool]) -> None:
    who, facts = between_two(told, acts)

    found = taking_out(who, facts, KOFI.actor)

    only_his = _written(facts, KOFI.actor) - _written(facts, AMA.actor) - {"0000000195"}  # the number is the office's
    assert not only_his & set(_values(found.file["chapters"] if found.file else {}))


@settings(max_examples=12)
@given(steps, halves)
def test_each_value_is_what_the_last_of_the_others_wrote(told: list[tuple[str, int]], acts: list[bool]) -> None:
    """Told from the change log's account of each event, which shares nothing with the folds."""
    who, facts = between_two(told, acts)

    found = taking_out(who, facts, KOFI.actor)

    assert _flat(found.file) == _last_words(facts, KOFI.actor)


@settings(max_examples=12)
@given(steps, halves)
def test_every_event_is_taken_out_or_kept_or_named(told: list[tuple[str, int]], acts: list[bool]) -> None:
    who, facts = between_two(told, acts)

    found = taking_out(who, facts, KOFI.actor)

    assert found.taken == [fact for fact in facts if fact.by.actor == KOFI.actor]
    assert not {one.fact.by.position for one in found.hanging} & {fact.by.position for fact in found.taken}
    assert found.unopened == (facts[0].by.actor == KOFI.actor)


@pytest.mark.parametrize("taken", range(60))
def test_any_one_event_can_be_taken_out_of_a_record_to_which_everything_happened(
    full: tuple[UUID, list[Fact]], taken: int
) -> None:
    who, facts = full
    out = facts[taken % len(facts)]

    found = without(who, facts, lambda fact: fact is out)

    assert found.taken == [out]
    assert found.file is not None


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> tuple[UUID, list[Fact]]:
    with created(tmp_path_factory.mktemp("full") / "store") as service:
        who = everything(service)
        return who, facts_of(service, who)


# one case each


def _weighed(service: Service) -> UUID:
    """Registered and weighed by Ama; then Kofi corrects her figure, and she corrects his."""
    who = register(service.records)
    service.records.measure(who, [{"kind": "weight", "value": "72", "unit": "kg"}], AMA, "2026-01-05")
    service.records.correct(who, "measurements", "m1", {"value": "77"}, PUT_RIGHT)
    service.records.correct(who, "measurements", "m1", {"value": "71"}, WHY)
    return who


def test_a_correction_after_the_one_taken_out_says_what_it_would_have_put_right(service: Service) -> None:
    who = _weighed(service)

    found = taking_out(who, facts_of(service, who), KOFI.actor)

    assert found.file
    weight = found.file["chapters"]["measurements"]["m1"]
    assert weight["value"] == "71"
    assert [one["changes"]["value"] for one in weight["corrections"]] == [{"was": "72", "now": "71"}]
    assert found.hanging == []


def test_what_was_put_right_in_an_entry_falls_with_the_entry(service: Service) -> None:
    who = register(service.records)
    service.records.measure(who, [{"kind": "weight", "value": "72", "unit": "kg"}], KOFI, "2026-01-05")
    service.records.correct(who, "measurements", "m1", {"value": "71"}, WHY)
    service.records.add_to(who, "measurements", "m1", "With shoes on.", AMA)

    found = taking_out(who, facts_of(service, who), KOFI.actor)

    assert found.file
    assert found.file["chapters"]["measurements"] == {}
    assert [(one.fact.TOPIC, one.fields) for one in found.hanging] == [
        ("entry.corrected", ()), ("entry.addendum-added", ()),
    ]  # fmt: skip


def test_without_whoever_opened_the_record_its_number_and_what_others_wrote_are_left(service: Service) -> None:
    who = register(service.records)
    service.records.measure(who, [{"kind": "weight", "value": "72", "unit": "kg"}], KOFI, "2026-01-05")

    found = taking_out(who, facts_of(service, who), AMA.actor)

    assert found.file
    assert found.unopened
    assert found.file["chapters"]["demographics"] == {"demographics": {"id": "demographics", "mrn": "0000000195"}}
    assert found.file["chapters"]["measurements"]["m1"]["value"] == "72"


def test_a_blood_group_is_settled_anew_from_the_determinations_that_are_left(service: Service) -> None:
    who = register(service.records)
    service.records.record_blood_group(who, {"abo": "A", "rhd": "positive", "basis": "lab", "specimen": "S1"}, KOFI)
    service.records.record_blood_group(who, {"abo": "O", "rhd": "positive", "basis": "lab", "specimen": "S2"}, AMA)
    facts = facts_of(service, who)

    found = taking_out(who, facts, KOFI.actor)

    assert folded(who, facts)["chapters"]["blood_group"]["current"] == {"state": "conflict"}
    assert found.file
    settled = found.file["chapters"]["blood_group"]["current"]
    assert settled == {"state": "single", "abo": "O", "rhd": "positive"}


def test_what_was_confirmed_hangs_on_the_value_that_was_confirmed(service: Service) -> None:
    who = register(service.records)
    service.records.measure(who, [{"kind": "weight", "value": "72", "unit": "kg"}], AMA, "2026-01-05")
    service.records.correct(who, "measurements", "m1", {"value": "77"}, PUT_RIGHT)
    service.office.reaffirm(who, "measurements", "m1", AMA, ["value"])

    found = taking_out(who, facts_of(service, who), KOFI.actor)

    assert [one.fact.TOPIC for one in found.hanging] == ["entry.reaffirmed"]


def test_a_none_known_that_somebodys_entry_ended_stands_again(service: Service) -> None:
    who = register(service.records)
    service.records.declare_none(who, "allergy", "patient", AMA)
    service.records.add_history(who, {"kind": "allergy", "what": "Penicillin"}, KOFI)
    facts = facts_of(service, who)

    found = taking_out(who, facts, KOFI.actor)

    assert found.file
    assert found.file["chapters"]["history"]["h1"]["status"] == "current"
    differs = [one["field"] for one in compare(folded(who, facts), found.file)]
    assert [field for field in differs if not aside(field)] == ["history.h1.status", "history.h2"]


# the independent account


def _written(facts: list[Fact], actor: str) -> set[str]:
    """Every text that somebody's events hold, but for what stood there before them."""
    own = (fact.payload() for fact in facts if fact.by.actor == actor)
    return {text for payload in own for text in _values(payload, ("was", "entry", "act", "id", "status", "state"))}


def _values(value: Any, skipped: tuple[str, ...] = ()) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in skipped:
                yield from _values(inner, skipped)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _values(inner, skipped)
    elif isinstance(value, str):
        yield value


def _flat(file: Plain | None) -> dict[str, Any]:
    """The plain fields of the entries that have no lists, by dotted path."""
    found: dict[str, Any] = {}
    for chapter in SIMPLE:
        for id, entry in (file or {"chapters": {}})["chapters"].get(chapter, {}).items():
            if id not in DERIVED:
                told = {name: value for name, value in entry.items() if name not in (*BESIDE, "id", "code", "end")}
                found |= {path: value for path, value in _leaves(f"{chapter}.{id}", told) if value is not None}
    return found


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(f"{path}.{name}", inner)
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _leaves(f"{path}.{n}", inner)
    else:
        yield path, value


def _last_words(facts: list[Fact], actor: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    there: set[str] = set()
    for fact in facts:
        chapter, entry, changes = what_changed(fact)
        if chapter not in SIMPLE or fact.by.actor == actor or not entry or ".current" in str(changes[0]["field"]):
            continue
        begins = all(one["was"] is None for one in changes) and fact.TOPIC in BEGINNING
        there |= {".".join(one["field"].split(".")[:2]) for one in changes if begins}
        for one in changes:
            place, last = ".".join(one["field"].split(".")[:2]), one["field"].split(".")[-1]
            if place in there and last not in (*BESIDE, "end", "disposition"):
                found[one["field"]] = one["now"]
        if begins:
            found |= {f"{place}.status": BEGINNING[fact.TOPIC] for place in _places(changes)}
            found |= {f"{chapter}.{entry}.none_known": True} if fact.TOPIC == "history.none-declared" else {}
        if (lapses := getattr(fact, "lapses", None)) and f"history.{lapses}" in there:
            found[f"history.{lapses}.status"] = "lapsed"
    return {path: value for path, value in found.items() if value is not None}


BEGINNING = {
    "measurements.recorded": "final", "blood-group.recorded": "final", "history.entry-added": "current",
    "history.none-declared": "current", "visit.opened": "open",
}  # fmt: skip


def _places(changes: list[Plain]) -> set[str]:
    return {".".join(one["field"].split(".")[:2]) for one in changes}
