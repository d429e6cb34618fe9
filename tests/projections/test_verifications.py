"""Samples as they are read, who may be drawn, and how well two who keyed the same agree."""

from __future__ import annotations

from math import sqrt
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from domain.fact import Plain
from domain.twice import FIELDS
from domain.verification import Place
from projections.agreement import Agreement, agreement, differing, wilson
from projections.past import file_at
from projections.verifications import Sampled
from tests.support.lives import lived, steps
from tests.support.office import AMA, RUTH, everything, register
from tests.support.stores import created
from web.service import Service

KOFI = AMA._replace(actor="u-00000002", name="Kofi Adjei")


# who may be drawn


@settings(max_examples=10)
@given(steps, some.integers(0, 9))
def test_what_could_be_drawn_at_a_position_can_be_told_later(told: list[tuple[str, int]], tenth: int) -> None:
    """Held against the file as it was known then."""
    with TemporaryDirectory() as folder, created(Path(folder) / "store") as service:
        who = lived(service, told)
        service.views.ready()
        positions = [fact.by.position for fact in service.store.journal.history(who)]
        position = positions[len(positions) * tenth // 10]

        found = {one for one in service.views.verifications.eligible(position) if one.patient == str(who)}

        assert found == _typed_in(file_at(service.store.journal, who, position), who)


def _typed_in(file: Plain, who: UUID) -> set[Place]:
    return {
        Place(str(who), chapter, id) for chapter in FIELDS for id, entry in file["chapters"][chapter].items()
        if "recorded" in entry and "imported" not in entry and "none_known" not in entry
        and entry["status"] != "entered-in-error"
    }  # fmt: skip


def test_only_what_was_entered_on_the_days_asked_for_is_drawn(service: Service) -> None:
    who = register(service.records)
    service.records.measure(who, [{"kind": "weight", "value": "72", "unit": "kg"}], AMA, "2026-01-05")
    service.views.ready()
    view, at = service.views.verifications, service.store.log.position

    days = [("2026-03-07", "2026-03-07"), ("2026-03-08", None), (None, "2026-03-06"), (None, None)]

    assert [len(list(view.eligible(at, since, until))) for since, until in days] == [1, 0, 0, 1]


# samples


def drawn(service: Service, weights: int) -> tuple[UUID, list[Place]]:
    who = register(service.records, identifiers=[])
    for n in range(weights):
        service.records.measure(who, [{"kind": "weight", "value": f"7{n}", "unit": "kg"}], AMA, f"2026-01-0{n + 1}")
    places = [Place(str(who), "measurements", f"m{n + 1}") for n in range(weights)]
    position = service.store.log.position
    return UUID(service.verifying.draw("spring", 9, ["measurements"], position, places, RUTH).id), places


def test_a_sample_is_told_with_how_far_it_is(service: Service) -> None:
    id, places = drawn(service, 3)
    service.verifying.key(id, 2, {"value": "70"}, KOFI)
    service.views.ready()
    view = service.views.verifications

    one, items = view.one(str(id)), view.items(str(id))

    assert one
    assert (one.name, one.size, one.keyed, one.closed) == ("Ruth Adeyemi", 3, 1, None)
    assert {item.place for item in items} == set(places)
    assert [item.number for item in items] == [1, 2, 3]
    assert [item.keyed is not None for item in items] == [False, True, False]
    assert view.one("nothing") is None


def test_samples_are_listed_newest_first_a_page_at_a_time(service: Service) -> None:
    ids = [str(drawn(service, 1)[0]) for _ in range(3)]
    service.views.ready()
    view = service.views.verifications

    first = view.newest(2**62, 2)

    assert [one.id for one in first] == ids[:0:-1]
    assert [one.id for one in view.newest(first[-1].position, 2)] == ids[:1]


def test_a_closed_sample_says_when(service: Service) -> None:
    everything(service)
    service.views.ready()

    (one,) = service.views.verifications.newest(2**62, 9)

    assert (one.closed or "").startswith("2026-03-07")
    assert list(service.views.engine.check()) == []


# agreement


@given(some.integers(1, 400), some.data())
def test_the_interval_holds_every_share_that_the_count_does_not_speak_against(of: int, data: some.DataObject) -> None:
    """Its ends solve |p̂ − p| = z √(p(1 − p)/n), which is what Wilson's interval is."""
    agree = data.draw(some.integers(0, of))

    low, high = wilson(agree, of)

    assert 0 <= low <= agree / of <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            assert abs(agree / of - end) == pytest.approx(1.959963984540054 * sqrt(end * (1 - end) / of), abs=1e-9)


@pytest.mark.parametrize(("agree", "of", "low", "high"), [
    (10, 10, 0.7225, 1.0), (0, 10, 0.0, 0.2775), (95, 100, 0.8882, 0.9785), (1, 1, 0.2065, 1.0),
])  # fmt: skip
def test_known_intervals(agree: int, of: int, low: float, high: float) -> None:
    assert wilson(agree, of) == pytest.approx((low, high), abs=5e-5)


def _item(number: int, chapter: str, was: Plain, keyed: Plain | None) -> Sampled:
    told = {"was": was, "keyed": keyed} if keyed is not None else None
    return Sampled(number, Place("p", chapter, f"e{number}"), told)


def test_agreement_goes_by_field_and_leaves_out_what_was_not_keyed() -> None:
    items = [
        _item(1, "blood_group", {"abo": "A", "rhd": "positive"}, {"abo": "A", "rhd": "negative"}),
        _item(2, "blood_group", {"abo": "O", "rhd": "positive"}, {"abo": "O", "rhd": "positive"}),
        _item(3, "measurements", {"value": "72 kg"}, None),
    ]

    assert agreement(items) == [
        Agreement("blood_group", "abo", 2, 2, *wilson(2, 2)), Agreement("blood_group", "rhd", 1, 2, *wilson(1, 2)),
    ]  # fmt: skip
    assert [differing(one) for one in items] == [["rhd"], [], []]
    assert agreement(items[2:]) == []
