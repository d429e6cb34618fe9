"""What is unlikely is doubted beside its field, and recorded once its doubt is confirmed by code."""

from __future__ import annotations

from functools import partial

import pytest

from domain.quantity import SHOWN
from domain.refusal import Doubtful
from domain.vitals import Vital
from tests.domain.measurements.taken import ACTS, STEP, take, taking
from tests.support.given import doubts, given

LIKELY = [vital for vital in ACTS if vital.likely != (None, None)]


@pytest.mark.parametrize("vital", LIKELY, ids=lambda vital: vital.kind)
def test_a_likely_value_is_not_doubted_and_one_step_beyond_is(vital: Vital) -> None:
    low, high = vital.likely
    unit = SHOWN.get(vital.unit, vital.unit)
    for word, edge, beyond in (("low", low, (low or 0) - STEP), ("high", high, (high or 0) + STEP)):
        if edge is None:
            continue
        text = f"{vital.name} {beyond:f} {unit} is unusually {word}. Is it right?"

        assert "warnings" not in taking(vital, edge)[0].fields["items"][0]
        assert doubts(partial(taking, vital, beyond)) == [(f"{word}:items.0.value", "items.0.value", text)]
        confirmed = taking(vital, beyond, confirmed=(f"{word}:items.0.value",))
        assert confirmed[0].fields["items"][0]["warnings"] == [word]


def test_every_doubt_of_an_act_is_told_at_once_beside_its_field() -> None:
    items = [{"kind": "weight", "value": "27"}, {"kind": "height", "value": "170"}, {"kind": "pain", "value": "9"}]

    with pytest.raises(Doubtful) as caught:
        take(given(), *items)

    assert [doubt.code for doubt in caught.value.doubts] == ["low:items.0.value", "high:items.2.value"]
    assert caught.value.messages_dict == {
        "items.0.value": ["Weight 27 kg is unusually low. Is it right?"],
        "items.2.value": ["Pain 9 of 10 is unusually high. Is it right?"],
    }


def test_a_confirmed_doubt_is_kept_on_the_item_it_was_about() -> None:
    items = [{"kind": "pain", "value": "1"}] * 10 + [
        {"kind": "weight", "value": "27"},
        {"kind": "waist", "value": "60"},
    ]

    taken = take(given(), *items, confirmed=("low:items.10.value",))[0].fields["items"]

    assert [item.get("warnings") for item in taken] == [None] * 10 + [["low"], None]


def test_confirming_one_doubt_leaves_the_others_open() -> None:
    items = [{"kind": "weight", "value": "27"}, {"kind": "height", "value": "230"}]

    told = doubts(lambda: take(given(), *items, confirmed=("low:items.0.value", "low:items.1.value")))

    assert [code for code, _, _ in told] == ["high:items.1.value"]
