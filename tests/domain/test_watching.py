"""By what reading is watched: limits that a policy may change, within what can be meant."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.policies import readable
from domain.refusal import Refused
from domain.watching import DUTY, LIMITS, RULES, watching


def test_without_a_policy_the_program_has_limits_of_its_own() -> None:
    usual = watching({})

    assert {rule: dict(limits) for rule, limits in usual.rules.items()} == {
        rule: dict(one.limits) for rule, one in RULES.items()
    }
    assert usual.duty == DUTY
    assert all(usual.on(rule) for rule in RULES)


def test_every_limit_says_what_it_counts_and_its_own_default_can_be_written() -> None:
    for rule, one in RULES.items():
        assert one.name
        assert one.says.endswith(".")
        for name, value in one.limits.items():
            words, low, high = LIMITS[name]
            assert words
            assert low <= value <= high
            assert readable("watching", {"rules": {rule: {name: low}}}) == {"rules": {rule: {name: low}}}


def test_a_policy_says_what_differs_and_the_rest_stays() -> None:
    told = watching({"rules": {"bulk": {"patients": 90}, "surname": {"weight": 0}}, "duty": ["auditor"]})

    assert told.rules["bulk"] == {**RULES["bulk"].limits, "patients": 90}
    assert not told.on("surname")
    assert told.rules["self"] == RULES["self"].limits
    assert told.duty == ("auditor",)


@pytest.mark.parametrize(("text", "place", "words"), [
    ({"rules": {"gossip": {}}}, "rules.gossip", "There is no such rule."),
    ({"rules": {"bulk": {"cups": 3}}}, "rules.bulk.cups", "There is no such field."),
    ({"rules": {"self": {"acts": 3}}}, "rules.self.acts", "There is no such field."),
    ({"rules": {"bulk": {"patients": 1}}}, "rules.bulk.patients", "Write a whole number from 2 to 100,000."),
    ({"rules": {"bulk": {"patients": True}}}, "rules.bulk.patients", "Write a whole number from 2 to 100,000."),
    ({"rules": {"bulk": {"patients": "9"}}}, "rules.bulk.patients", "Write a whole number from 2 to 100,000."),
    ({"rules": {"bulk": 7}}, "rules.bulk", "Write this as named fields."),
    ({"rules": []}, "rules", "Write this as named fields."),
    ({"duty": "auditor"}, "duty", "Write a list of roles: "),
    ({"duty": ["boss"]}, "duty", "Write a list of roles: "),
    ({"weights": {}}, "weights", "There is no such field."),
], ids=str)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_place(text: dict[str, Any], place: str, words: str) -> None:
    with pytest.raises(Refused) as caught:
        readable("watching", text)

    assert caught.value.field == place
    assert caught.value.reason.startswith(words)


plain = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=5),
    lambda inner: (
        some.lists(inner, max_size=2)
        | some.dictionaries(some.sampled_from([*RULES, *LIMITS, "rules", "duty"]), inner, max_size=3)
    ),
    max_leaves=9,
)


@given(plain | some.fixed_dictionaries({"duty": plain}) | some.fixed_dictionaries({"rules": plain}))
def test_whatever_is_written_is_read_or_refused(text: Any) -> None:
    try:
        read = readable("watching", text)
    except Refused:
        return
    assert watching(read).rules.keys() == RULES.keys()
