"""Policies are adopted as events: checked at the door, told as what changed, and named by everything since."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.completeness.rules import RULES
from domain.completeness.terms import DEFAULT, OWNERS, SEVERITIES, length, terms
from domain.policies import DEFAULTS, SETS, PolicyAdopted, PolicySet, PolicySetOpened, digest, readable
from domain.refusal import Refused
from tests.support.clock import StandingClock
from tests.support.given import ADA, CLERK, refused
from tests.support.missing import office
from tests.support.office import SAM, register
from tests.support.told import envelopes, told
from web.service import Service

HEAD = "The head of the office"
STRICT = {"rules": {"DQ03": {"due": "P2D", "severity": "major"}}}
LENGTH = "Write a length of time as P2D (days), P12M (months), P1Y (years) or PT4H (hours)."
plain = some.recursive(
    some.none() | some.booleans() | some.integers(-(10**9), 10**9) | some.text(max_size=9),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=9), inner, max_size=3),
    max_leaves=12,
)


def policy(name: str = "completeness", *adopted: Any) -> PolicySet:
    one = PolicySet.begin(ADA, PolicySet.begin_set(name), CLERK)
    for text in adopted:
        one.record(one.adopt(text, HEAD), CLERK)
    return one


def answered(act: Callable[[], Any]) -> Any:
    """What it answers, or its refusal."""
    try:
        return act()
    except Refused as no:
        return no


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, StandingClock]]:
    with office(tmp_path_factory.mktemp("policies")) as made:
        yield made


# adopting


def test_what_differs_from_before_is_part_of_the_fact() -> None:
    ((kind, fields),) = policy().adopt(STRICT, HEAD, "After the audit.")

    assert kind is PolicyAdopted
    assert fields == {
        "set": "completeness", "number": 1, "text": STRICT, "digest": digest(STRICT), "approved_by": HEAD,
        "changes": {"rules.DQ03": {"now": STRICT["rules"]["DQ03"]}}, "note": "After the audit.",
    }  # fmt: skip


def test_the_next_version_tells_what_it_changes_in_the_last() -> None:
    ((_, fields),) = policy("completeness", STRICT).adopt({"rules": {"DQ03": {"due": "P9D"}}}, HEAD)

    assert (fields["number"], fields["changes"]) == (2, {
        "rules.DQ03.due": {"was": "P2D", "now": "P9D"}, "rules.DQ03.severity": {"was": "major"},
    })  # fmt: skip


def test_the_same_text_again_records_nothing() -> None:
    assert policy("completeness", STRICT).adopt(json.loads(json.dumps(STRICT)), HEAD) == ()


def test_somebody_has_to_approve() -> None:
    with refused("approved_by", "Fill this in."):
        policy().adopt(STRICT, "  ")


@pytest.mark.parametrize(("rules", "place", "words"), [
    ({"DQ31": {}}, "rules.DQ31", "There is no such rule."),
    ({"DQ03": {"colour": "red"}}, "rules.DQ03.colour", "There is no such field."),
    ({"DQ03": 7}, "rules.DQ03", "Write this as named fields."),
    ([], "rules", "Write this as named fields."),
    ({"DQ08": {"after": {"\ud800": "P1Y"}}}, "rules.DQ08.after", "Take out a control character, U+D800, at place 1."),
    (7, "rules", "Write this as named fields."),
    ({"DQ03": {"due": "2 days"}}, "rules.DQ03.due", LENGTH),
    ({"DQ03": {"due": 2}}, "rules.DQ03.due", LENGTH),
    ({"DQ03": {"limit": "next-visit"}}, "rules.DQ03.limit", LENGTH),
    ({"DQ08": {"after": {"adult": "a year"}}}, "rules.DQ08.after.adult", LENGTH),
    ({"DQ25": {"after": {"": "visit-close"}}}, "rules.DQ25.after", LENGTH),
    ({"DQ29": {"longer": {"extended": "a month"}}}, "rules.DQ29.longer.extended", LENGTH),
    ({"DQ29": {"longer": "P30D"}}, "rules.DQ29.longer", "Write this as named fields."),
    ({"DQ28": {"longer": {"extended": "P30D"}}}, "rules.DQ28.longer.extended",
     "There is no such group: say after how long it counts as well."),
    ({"DQ08": {"after": "P1Y"}}, "rules.DQ08.after", "Write this as named fields."),
    ({"DQ03": {"severity": "grave"}}, "rules.DQ03.severity", f"Choose one of: {', '.join(SEVERITIES)}."),
    ({"DQ03": {"severity": ["minor"]}}, "rules.DQ03.severity", f"Choose one of: {', '.join(SEVERITIES)}."),
    ({"DQ03": {"owner": "nobody"}}, "rules.DQ03.owner", f"Choose one of: {', '.join(OWNERS)}."),
    ({"DQ02": {"least": True}}, "rules.DQ02.least", "Write a whole number from 0 to 1,000,000."),
    ({"DQ02": {"least": 2**70}}, "rules.DQ02.least", "Write a whole number from 0 to 1,000,000."),
    ({"DQ03": {"on": 1}}, "rules.DQ03.on", "Write true or false."),
    ({"DQ03": {"paragraph": 1.3}}, "rules.DQ03.paragraph", "Write this as text."),
], ids=str)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_place(rules: Any, place: str, words: str) -> None:
    with refused(place, words):
        policy().adopt({"rules": rules}, HEAD)


@pytest.mark.parametrize(("name", "text", "place"), [
    ("completeness", [], "text"), ("completeness", {"rule": {}}, "rule"),
    ("corrections", {"undo_minutes": 1441}, "undo_minutes"), ("corrections", {"undo_minutes": "5"}, "undo_minutes"),
    ("late-entry", {"hours": 0}, "hours"), ("late-entry", {"hours": True}, "hours"),
    ("sign-in", {"second_factor": [{}]}, "second_factor"), ("sign-in", {"second_factor": ["nobody"]}, "second_factor"),
])  # fmt: skip
def test_every_set_names_what_it_minds(name: str, text: Any, place: str) -> None:
    with pytest.raises(Refused) as caught:
        policy(name).adopt(text, HEAD)

    assert caught.value.field == place


@pytest.mark.parametrize("name", SETS)
def test_what_is_left_empty_is_as_the_program_has_it(name: str) -> None:
    assert policy(name, dict.fromkeys(DEFAULTS[name])).in_force == DEFAULTS[name]


# in force


def test_a_policy_changes_what_it_names_and_nothing_else() -> None:
    told_of = terms({"rules": {"DQ08": {"after": {"adult": "P2Y"}}, "DQ03": {"on": False}}})

    assert told_of["DQ08"] == DEFAULT["DQ08"]._replace(after={**DEFAULT["DQ08"].after, "adult": "P2Y"})
    assert told_of["DQ03"] == DEFAULT["DQ03"]._replace(on=False)
    assert {rule for rule, one in told_of.items() if one != DEFAULT[rule]} == {"DQ08", "DQ03"}


def test_every_rule_has_its_terms_and_a_paragraph_of_its_own() -> None:
    assert list(DEFAULT) == sorted(RULES)
    assert len({one.paragraph for one in DEFAULT.values()}) == len(RULES) == 30


def test_every_event_since_names_the_policy_and_those_before_keep_theirs(
    place: tuple[Service, StandingClock],
) -> None:
    service, _ = place
    register(service.records, identifiers=[])
    before, first = envelopes(service), service.store.log.position
    service.rulebook.adopt("completeness", STRICT, SAM, HEAD)
    service.rulebook.adopt("corrections", {"undo_minutes": 30}, SAM, HEAD)
    at = service.store.log.position

    register(service.records, identifiers=[])

    assert envelopes(service)[: len(before)] == before
    assert {one.policy for one in before} == {"0"}
    assert {one.policy for one in envelopes(service, at)} == {"2"}
    opened, adopted = told(service, first)[:2]
    assert (opened[0], adopted[0]) == (PolicySetOpened, PolicyAdopted)
    assert (service.rulebook.number("completeness"), service.rulebook.text("completeness")) == (1, STRICT)

    receipt = service.rulebook.adopt("completeness", STRICT, SAM, HEAD)

    assert (receipt.version, service.store.log.position) == (2, at + len(envelopes(service, at)))


@pytest.mark.parametrize("name", ["number", "text"])
def test_what_was_looked_up_while_a_policy_was_adopted_is_not_relied_on(
    service: Service, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Somebody's command asks what is in force right then, and is slow to remember the answer."""
    rulebook, known = service.rulebook, getattr(service.rulebook, name)

    def overtaken(which: str) -> Any:
        found = known(which)
        if which == (*SETS,)[-1] or name == "text":
            monkeypatch.undo()
            rulebook.adopt("sign-in", {"idle_minutes": 7}, SAM, HEAD)
        return found

    monkeypatch.setattr(rulebook, name, overtaken)
    asked = [rulebook.version() if name == "number" else rulebook.limits for _ in range(2)]

    assert asked[0] != asked[1]


def test_a_set_that_there_is_not_cannot_be_adopted(place: tuple[Service, StandingClock]) -> None:
    with pytest.raises(Refused) as caught:
        place[0].rulebook.adopt("weather", {}, SAM, HEAD)

    assert caught.value.field == "set"


# lengths and digests


@given(some.integers(0, 999), some.integers(0, 999), some.integers(0, 9999), some.integers(0, 9999))
def test_a_length_is_the_sum_of_what_it_says(years: int, months: int, days: int, hours: int) -> None:
    told_of = length(f"P{years}Y{months}M{days}DT{hours}H")

    assert told_of == timedelta(days=years * 365 + months * 365 // 12 + days, hours=hours)
    assert length(f"P{days}D") + length(f"PT{hours}H") == timedelta(days=days, hours=hours)


@given(some.text(max_size=12) | some.sampled_from(["P", "PT", "P1", "P1DT", "-P1D", "P1.5D", "p1d", "P1D ", "P１D"]))
def test_anything_else_is_no_length(text: str) -> None:
    found = answered(lambda: length(text, "limit"))

    if isinstance(found, Refused):
        assert (found.field, found.reason) == ("limit", LENGTH)
    else:
        assert text.startswith("P")
        assert found >= timedelta()


@given(some.dictionaries(some.text(max_size=9), plain, max_size=4))
def test_a_digest_is_that_of_the_text_whatever_the_order(text: dict[str, Any]) -> None:
    back = dict(reversed(text.items()))

    assert digest(text) == digest(back)
    assert (
        digest(text)
        == sha256(
            json.dumps(text, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
        ).hexdigest()
    )
    assert digest({**text, "more": 1}) != digest(text) or text.get("more") == 1


@given(plain)
def test_no_text_however_odd_is_more_than_refused(text: Any) -> None:
    every = [(name, told_of) for name in SETS for told_of in (text, *({field: text} for field in DEFAULTS[name]))]
    for name, told_of in every:
        read = answered(lambda told_of=told_of, name=name: readable(name, told_of))
        assert isinstance(read, Refused) or readable(name, read) == read
