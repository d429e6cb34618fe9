"""The rules of BALP and of FHIR R4: whatever is taken away, changed or added against them is seen."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.support.bundling import ORIGIN, Resource, entry, one_of_each
from tests.support.clock import StandingClock
from tests.support.stores import created
from web.bundling import checker, provenances
from web.bundling.told import Told

Way = tuple[str | int, ...]
Change = Callable[[Resource], object]
OPEN = re.compile(
    r"""
    id | meta | period(\..*)? | outcomeDesc | purposeOfEvent(\..*)? | source\.type(\..*)? | type\.display
    | (agent|entity)\[\w+\]\.(type\.)?(coding\.)?(display|description) | entity\[\w+\]\.role\.display
    | agent\[(AUT|IRCP|159541003)\](\.(altId|name|role|purposeOfUse|type)(\..*)?)?  # no user has to be known …
    | entity\[XrequestId\](\.(what|type)(\..*)?)?                                   # … nor a transaction
    | entity\[4\](\..*)?                                                         # what BALP does not speak of
    | (agent\[\w+\]\.who|source\.observer|entity\[2\]\.what)\.(display|identifier)  # one of the two is enough
    | agent\[\w+\]\.network\.(address|type|_address\.extension\.valueCode)
    | entity\[1\]\.what\.type
    """,
    re.VERBOSE,
)
"""What may be missing, whatever pattern an event follows."""
_LOOSE = re.compile(r"entity\[2\](\.(role|type|what)(\..*)?)?")
"""The same of a disclosure, where only the patient has to be named; a read's data needs no role."""


@pytest.fixture(scope="module")
def each(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Resource]:
    """One AuditEvent of every pattern that we write."""
    clock = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))
    folder: Path = tmp_path_factory.mktemp("each")
    with created(folder / "store", ORIGIN, clock) as service:
        return {name: event for name, event in one_of_each(service).items() if name}


def ways(told: Any, way: Way = ()) -> Iterator[Way]:
    """The way to everything that is in it."""
    inside = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    for name, value in inside:
        yield (*way, name)
        yield from ways(value, (*way, name))


def at(told: Any, way: Way) -> Any:
    for name in way:
        told = told[name]
    return told


def called(event: Resource, way: Way) -> str:
    """`agent[AUT].who`: a list's item by the code of its type."""
    names: list[str] = []
    for n, name in enumerate(way):
        if isinstance(name, str):
            names.append(name)
        elif names in (["agent"], ["entity"]):
            type = at(event, way[: n + 1])["type"]
            names[-1] += f"[{type.get('coding', [type])[0]['code']}]"
    return ".".join(names)


def without(event: Resource, way: Way) -> Resource:
    less = copy.deepcopy(event)
    del at(less, way[:-1])[way[-1]]
    return less


def changed(event: Resource, way: Way, value: object) -> Resource:
    other = copy.deepcopy(event)
    at(other, way[:-1])[way[-1]] = value
    return other


def free(name: str, pattern: str) -> bool:
    loose = pattern == "PrivacyDisclosure.Source" and _LOOSE.fullmatch(name)
    read = pattern in ("Read", "PatientRead") and name == "entity[2].role"
    return bool(OPEN.fullmatch(name) or loose or read)


def test_whatever_is_taken_away_is_missed_but_for_what_may_be_missing(each: dict[str, Resource]) -> None:
    unseen = {
        (pattern, name)
        for pattern, event in each.items()
        for way in ways(event)
        if not checker.faults(without(event, way)) and not free(name := called(event, way), pattern)
    }

    assert unseen == set()


def test_most_of_what_is_written_has_to_be_there(each: dict[str, Resource]) -> None:
    ends = [(event, way) for event in each.values() for way in ways(event)]

    assert sum(bool(checker.faults(without(event, way))) for event, way in ends) > len(ends) * 0.4


def test_whatever_code_is_changed_is_seen_but_for_those_that_are_free(each: dict[str, Resource]) -> None:
    unseen = {
        (pattern, name)
        for pattern, event in each.items()
        for way in ways(event)
        if way[-1] in ("code", "system", "reference", "outcome", "action")
        and not checker.faults(changed(event, way, "8" if way[-1] == "outcome" else "x"))
        and not free(name := called(event, way), pattern)
        and (pattern, name) != ("PrivacyDisclosure.Source", "outcome")
    }

    assert unseen == set()


def test_whatever_is_of_another_type_is_seen(each: dict[str, Resource]) -> None:
    for event in (each["PatientQuery"], each["PrivacyDisclosure.Source"]):
        for way in ways(event):
            for other in (None, 7, "", [], {}, [None], {"x": 1}):
                assert checker.faults(changed(event, way, other)), (called(event, way), other)


def part(event: Resource, kind: str, code: str) -> Resource:
    """The agent or the entity whose type has this code."""
    found: Resource = next(one for one in event[kind] if one["type"].get("coding", [one["type"]])[0]["code"] == code)
    return found


def _again(kind: str, code: str) -> Change:
    return lambda event: event[kind].append(copy.deepcopy(part(event, kind, code)))


def _gone(kind: str, code: str) -> Change:
    return lambda event: event[kind].remove(part(event, kind, code))


def _with(kind: str, code: str, **told: Any) -> Change:
    return lambda event: part(event, kind, code).update(told)


def _less(kind: str, code: str, name: str) -> Change:
    return lambda event: part(event, kind, code).pop(name)


NETWORK = {"address": "a.example", "type": "1"}
CODING = {"system": "http://x.example", "code": "x"}
BREAKS: list[tuple[str, Change, str]] = [
    ("PatientCreate", lambda event: event.pop("recorded"), "recorded is missing"),
    ("PatientCreate", lambda event: event.pop("outcome"), "outcome is missing"),
    ("PatientCreate", lambda event: event.update(outcome="4"), "outcome is missing, or no success"),
    ("PatientCreate", lambda event: event.update(action="U"), "action is not C"),
    ("PatientCreate", lambda event: event.update(action="X"), "action is no action"),
    ("PatientCreate", lambda event: event.update(type=CODING), "type is not rest"),
    ("PatientCreate", lambda event: event["subtype"].append(event["subtype"][0]), "subtype has not one of create"),
    ("PatientUpdate", lambda event: event.pop("subtype"), "subtype has not one of update, patch"),
    ("PatientUpdate", _gone("agent", "110153"), "agent:client stands 0 times"),
    ("PatientUpdate", _again("agent", "110153"), "agent:client stands 2 times"),
    ("PatientUpdate", _gone("agent", "110152"), "agent:server stands 0 times"),
    ("PatientUpdate", _less("agent", "110152", "network"), "agent:server.network is missing"),
    ("PatientUpdate", _less("agent", "110153", "who"), "agent:client.who is missing"),
    ("PatientUpdate", _with("agent", "110153", media=CODING), "agent:client.media must not be"),
    ("PatientUpdate", _less("agent", "110153", "requestor"), "requestor is missing"),
    ("PatientUpdate", _with("agent", "AUT", requestor=False), "agent:user.requestor is not true"),
    ("PatientUpdate", _with("agent", "AUT", requestor="true"), "requestor is no boolean"),
    ("PatientUpdate", _with("agent", "AUT", network=NETWORK), "agent:user.network must not be"),
    ("PatientUpdate", _with("agent", "AUT", media=CODING), "agent:user.media must not be"),
    ("PatientUpdate", _again("agent", "AUT"), "agent:user stands 2 times"),
    ("PatientUpdate", _less("agent", "AUT", "who"), "agent:user.who is missing"),
    ("PatientUpdate", _gone("entity", "1"), "entity:patient stands 0 times"),
    ("PatientUpdate", _again("entity", "1"), "entity:patient stands 2 times"),
    ("PatientUpdate", _less("entity", "1", "role"), "entity:patient.role is missing"),
    ("PatientUpdate", _with("entity", "1", role=CODING), "entity:patient.role is another"),
    ("PatientUpdate", _with("entity", "1", what={"reference": "Practitioner/1"}), "entity:patient.what is no patient"),
    ("PatientUpdate", _with("entity", "1", what={"display": "Lucía"}), "entity:patient.what is no patient"),
    ("PatientUpdate", _gone("entity", "2"), "entity:data stands 0 times"),
    ("PatientUpdate", _with("entity", "2", role=CODING), "entity:data.role is another"),
    ("PatientUpdate", _less("entity", "2", "what"), "entity:data.what is missing"),
    ("PatientUpdate", _again("entity", "XrequestId"), "entity:transaction stands 2 times"),
    ("PatientUpdate", _with("entity", "XrequestId", what={"display": "x"}), "what.identifier.value is missing"),
    ("PatientUpdate", lambda event: event.update(entity=[]), "entity is no list, or an empty one"),
    ("PatientUpdate", lambda event: event.pop("entity"), "entity: 0 where 2 have to be"),
    ("PatientUpdate", lambda event: event.update(agent=event["agent"][:1]), "agent: 1 where 2 have to be"),
    ("PatientUpdate", lambda event: event.pop("source"), "source is missing"),
    ("PatientUpdate", lambda event: event["source"].pop("observer"), "source.observer is missing"),
    ("PatientDelete", lambda event: event.update(action="U"), "action is not D"),
    ("PatientDelete", _gone("agent", "110150"), "agent:client stands 0 times"),
    ("PatientDelete", _gone("agent", "custodian"), "agent:server stands 0 times"),
    ("PatientRead", _gone("agent", "110153"), "agent:server stands 0 times"),
    ("PatientRead", _with("agent", "IRCP", requestor=False), "agent:user.requestor is not true"),
    ("PatientQuery", lambda event: event.update(action="R"), "action is not E"),
    ("PatientQuery", _less("entity", "2", "query"), "entity:query.query is missing"),
    ("PatientQuery", _with("entity", "2", what={"display": "x"}), "entity:query.what must not be"),
    ("PatientQuery", _with("entity", "2", lifecycle=CODING), "entity:query.lifecycle must not be"),
    ("PatientQuery", _with("entity", "2", detail=[{"type": "a", "valueString": "b"}]), "query.detail must not be"),
    ("PatientQuery", _with("entity", "2", query="no base64!"), "query is no base64Binary"),
    ("PatientQuery", _with("entity", "2", name="x"), "has a name and a query"),
    ("PrivacyDisclosure.Source", _gone("entity", "1"), "entity:patient stands 0 times"),
    ("PrivacyDisclosure.Source", _gone("agent", "110152"), "agent:recipient stands 0 times"),
    ("PrivacyDisclosure.Source", _less("agent", "110152", "network"), "agent:recipient.network is missing"),
    ("PrivacyDisclosure.Source", _with("agent", "110153", who={"display": "x"}), "is not source.observer"),
    ("PrivacyDisclosure.Source", _less("agent", "159541003", "who"), "agent:custodian.who is missing"),
    ("PrivacyDisclosure.Source", lambda event: event["subtype"].clear(), "subtype is no list, or an empty one"),
    ("PrivacyDisclosure.Source", lambda event: event.update(modifierExtension=[{"url": "u:x", "valueCode": "x"}]),
     "modifierExtension must not be"),
    ("Create", lambda event: event.update(recorded="2026-03-07T09:30Z"), "recorded is no instant"),
    ("Create", lambda event: event.update(recorded="2026-03-07"), "recorded is no instant"),
    ("Create", lambda event: event.update(id="a b"), "id is no id"),
    ("Create", lambda event: event.update(said="x"), "said is not known"),
    ("Create", lambda event: event.update(_action="x"), "action has something beside it that is no extension"),
    ("Create", lambda event: event.update(resourceType="Audit"), "resourceType is Audit"),
    ("Create", lambda event: event["meta"].update(profile=["http://x.example/p"]), "is not known"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "change", "says"), BREAKS, ids=[f"{one[0]}-{one[2]}" for one in BREAKS])
def test_each_rule_is_missed_by_name(each: dict[str, Resource], pattern: str, change: Change, says: str) -> None:
    event = copy.deepcopy(each[pattern])
    change(event)

    assert any(says in fault for fault in checker.faults(event)), checker.faults(event)


def test_a_patient_may_be_named_by_an_identifier_and_its_type(each: dict[str, Resource]) -> None:
    event = copy.deepcopy(each["PatientUpdate"])

    for what in ({"type": "Patient", "identifier": {"value": "1"}}, {"reference": "https://x.example/fhir/Patient/1"}):
        part(event, "entity", "1")["what"] = what
        assert checker.faults(event) == []


def test_what_stands_beside_a_pattern_is_free(each: dict[str, Resource]) -> None:
    event = copy.deepcopy(each["PatientCreate"])
    event["subtype"].append({"system": "urn:x", "code": "x"})
    event["agent"].append({"type": {"text": "a witness"}, "requestor": False})
    event["entity"].append({"type": {"system": "urn:x", "code": "x"}, "detail": [{"type": "a", "valueString": "b"}]})

    assert checker.faults(event) == []


@pytest.mark.parametrize("name", ["target", "recorded", "agent"])
def test_a_provenance_without_what_has_to_be_there_is_none(name: str) -> None:

    told = provenances.provenance(Told(entry(reason="typing-error")), ORIGIN)
    told = {key: value for key, value in told.items() if value is not None}

    assert checker.faults(told) == []
    assert checker.faults({key: value for key, value in told.items() if key != name}) == [f"{name} is missing"]
    assert checker.faults({**told, "occurredDateTime": "2026", "occurredPeriod": {"start": "2026"}}) == [
        "occurred is told twice"
    ]
    assert checker.faults({**told, "entity": [{**told["entity"][0], "role": "x"}]}) == ["entity.0.role is no use"]


json = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=5),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(some.data())
def test_nothing_that_is_put_anywhere_trips_the_checker(each: dict[str, Resource], data: some.DataObject) -> None:
    event = each[data.draw(some.sampled_from(sorted(each)))]
    way = data.draw(some.sampled_from(list(ways(event))))

    assert isinstance(checker.faults(changed(event, way, data.draw(json))), list)
