"""Of random lives one is erased: views are those that are grown anew, and nobody else's file is another."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from domain.fact import Plain
from tests.support.erased import erased
from tests.support.lives import lived, steps
from tests.support.office import AMA
from tests.support.stores import created
from trail.verify import PROVED, verify
from web.keeping.proving import source
from web.service import Service

NAMES = ("Ada Quist", "Ada Quist", "Bea Ott")
Told = list[tuple[str, int]]


def _files(service: Service, people: list[UUID]) -> dict[UUID, Plain]:
    service.views.ready(60)
    return {who: service.views.current.file(who) for who in people}


@pytest.mark.slow
@settings(max_examples=12)
@given(lives=some.tuples(steps, steps, steps), n=some.integers(0, 2), after=steps)
def test_views_after_an_erasure_are_those_that_are_grown_anew(lives: tuple[Told, ...], n: int, after: Told) -> None:
    with TemporaryDirectory() as folder, created(Path(folder) / "store") as service:
        people = [lived(service, told, names=[name], identifiers=[]) for told, name in zip(lives, NAMES, strict=True)]
        gone = people.pop(n)
        before = _files(service, people)

        erased(service, gone)
        assert _files(service, people) == before

        lived(service, after, names=[NAMES[n]], identifiers=[])
        service.records.update(people[0], {"occupation": "ferryman"}, AMA)
        service.views.ready(60)
        assert list(service.views.engine.check()) == []
        assert str(gone) not in {hit["id"] for hit in service.views.directory.search(NAMES[n])}
        verdict = verify(source(service.folder), [], telling=None)
        assert [one["kind"] for one in verdict.findings] == []
        assert verdict.verdict != PROVED  # which keys were erased takes the keys to say
