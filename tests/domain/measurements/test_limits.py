"""Hard limits of what is possible hold at their edges, in every unit, whatever is confirmed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given as suppose
from hypothesis import strategies as st

from domain.chapter import EVERYTHING
from domain.fact import Plain
from domain.quantity import SHOWN
from domain.refusal import Refused
from domain.vitals import VITALS, Vital
from tests.domain.measurements.taken import ACTS, STEP, take, taking
from tests.support.given import given, refused


@pytest.mark.parametrize("vital", ACTS, ids=VITALS)
def test_a_hard_limit_is_itself_possible_and_one_step_beyond_is_not(vital: Vital) -> None:
    low, high = vital.possible
    words = f"{vital.name} of a person is between {low} and {high} {SHOWN.get(vital.unit, vital.unit)}; this would be "

    for edge in (low, high):
        assert taking(vital, edge, confirmed=EVERYTHING)
    for beyond in (low - STEP, high + STEP, Decimal(-1000), Decimal(10) ** 29):
        with refused("items.0.value", f"{words}{beyond:f}."):
            taking(vital, beyond, confirmed=EVERYTHING)


@pytest.mark.parametrize(
    ("item", "allowed"),
    [
        ({"kind": "weight", "value": "200", "unit": "g"}, True),
        ({"kind": "weight", "value": "199.94", "unit": "g"}, False),
        ({"kind": "weight", "value": "1543.23", "unit": "[lb_av]"}, True),
        ({"kind": "weight", "value": "1543.24", "unit": "[lb_av]"}, False),
        ({"kind": "temperature", "value": "50", "unit": "[degF]"}, True),
        ({"kind": "temperature", "value": "49.9", "unit": "[degF]"}, False),
        ({"kind": "temperature", "value": "116.6", "unit": "[degF]"}, True),
        ({"kind": "temperature", "value": "98.6"}, False),  # Fahrenheit, entered as Celsius
        ({"kind": "height", "value": "2.8", "unit": "m"}, True),
        ({"kind": "height", "value": "1.75"}, False),  # metres, entered as centimetres
    ],
)
def test_limits_hold_in_every_unit(item: Plain, allowed: bool) -> None:
    if allowed:
        assert take(given(), item, confirmed=EVERYTHING)
    else:
        with pytest.raises(Exception, match="of a person is between"):
            take(given(), item, confirmed=EVERYTHING)


@suppose(st.decimals("0.2", "700", places=4), st.sampled_from(["kg", "g", "[lb_av]"]))
def test_a_weight_is_never_recorded_outside_the_limits(value: Decimal, unit: str) -> None:
    said = ""
    try:
        taken = take(given(), {"kind": "weight", "value": str(value), "unit": unit}, confirmed=EVERYTHING)
    except Refused as refusal:
        said = refusal.reason

    if said:
        assert said.startswith("Weight of a person is between 0.2 and 700 kg")
        return
    item = taken[0].fields["items"][0]
    assert Decimal("0.2") <= Decimal(item["value"]) <= 700
    assert item["as_entered"] == {"value": str(value), "unit": unit}
