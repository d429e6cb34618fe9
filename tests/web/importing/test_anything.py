"""Valid resources with anything in the place of anything: the import accounts for it and never breaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import count, islice, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.fhir import EVERY, bundle, imported
from trail.verify import verify
from web.keeping.proving import source
from web.service import Service

ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
    | st.sampled_from(["2026-02-30", "199", "\u202e", "\u200b", "#x", "Patient?identifier=|77", "A" * 300, "1e9"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "code", "text", "x"]), inner),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a JSON value."""
    if path:
        yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inside:
        yield from places(one, (*path, name))


PLACES = [(n, *place) for n, one in enumerate(EVERY) for place in places(one)]


def changed(value: Any, path: tuple[Any, ...], odd: Any, away: bool) -> Any:
    head, *rest = path
    copy = value.copy()
    if rest:
        copy[head] = changed(copy[head], tuple(rest), odd, away)
    elif away:
        del copy[head]
    else:
        copy[head] = odd
    return copy


def somebody_else(content: bytes, n: int) -> bytes:
    """The same, about a patient whom the store has not seen before."""
    return content.replace(b'"p1"', b'"p1-%d"' % n).replace(b"Patient/p1", b"Patient/p1-%d" % n)


NUMBERS = count()


Changes = list[tuple[tuple[Any, ...], Any, bool]]
CHANGES = st.lists(st.tuples(st.sampled_from(PLACES), ODD, st.booleans()), min_size=1, max_size=3)
ONE_STORE = [HealthCheck.function_scoped_fixture]


@pytest.mark.parametrize("engine", ["sqlite"])
@settings(max_examples=60, suppress_health_check=ONE_STORE)
@given(changes=CHANGES)
def test_whatever_stands_in_the_place_of_whatever_the_import_accounts_for_it(
    service: Service, tmp_path: Path, changes: Changes
) -> None:
    accounted_for(service, tmp_path, changes)


@pytest.mark.parametrize("engine", ["postgresql"])
@settings(max_examples=60, suppress_health_check=ONE_STORE)
@given(changes=CHANGES)
def test_an_import_into_a_database_accounts_for_it_as_well(service: Service, tmp_path: Path, changes: Changes) -> None:
    """Fewer: what is read and refused is the same, and what is new is what a database takes."""
    accounted_for(service, tmp_path, changes)


def accounted_for(service: Service, tmp_path: Path, changes: Changes) -> None:
    resources: Any = EVERY
    for path, odd, away in changes:
        with suppress(KeyError, IndexError, TypeError, AttributeError):  # an earlier change took this place away
            resources = changed(resources, path, odd, away)
    content = somebody_else(bundle(*resources), next(NUMBERS))

    first, again = (imported(service, tmp_path, content) for _ in range(2))

    assert (first["seen"], again["events"]) == (len(EVERY), 0)


@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.slow), 5], ids=["all of them", "some"])
def test_with_a_wrong_thing_in_each_place_in_turn_the_good_ones_go_in_and_the_log_proves_itself(
    service: Service, tmp_path: Path, step: int
) -> None:
    wrong = islice(product(PLACES, ({"x": [1.5]}, "junk", ["junk"], 7)), 0, None, step)
    for n, (path, odd) in enumerate(wrong):
        told = imported(service, tmp_path, somebody_else(bundle(*changed(EVERY, path, odd, False)), n))
        if path[0] > 0:
            assert told["recorded"] + told["flagged"] >= len(EVERY) - 3, (path, odd)
    service.views.ready(60)
    assert list(service.views.engine.check()) == []
    assert verify(source(service.folder), []).verdict == "proved"
