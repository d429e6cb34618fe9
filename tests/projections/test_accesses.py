"""Whose data a read held is told in one order, whichever engine is asked."""

from __future__ import annotations

from uuid import UUID

from tests.support.office import looked_at
from web.service import Service


def test_of_several_patients_of_one_read_the_order_is_always_the_same(service: Service) -> None:
    people = [str(UUID(int=n)) for n in (3, 1, 2)]
    position = looked_at(service, UUID(int=1), patients=people)
    service.reads.ready(60)

    assert service.reads.accesses.patients([position]) == {position: sorted(people)}
