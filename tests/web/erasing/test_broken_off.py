"""An erasure that was broken off goes on where it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from domain.refusal import Gone
from tests.support.clock import StandingClock
from tests.support.erased import approved, lived
from tests.support.office import AMA, PRIYA
from tests.web.erasing.proof import left, proof, unproved
from trail.removal import Removal
from trail.verify import PROVED
from web.keeping.certificate import Certificate
from web.keeping.erasing import carry_out, resume, steps
from web.service import Service


class BrokenOff(Exception):
    pass


STEPS = 9


@pytest.mark.parametrize("after", range(STEPS))
def test_an_erasure_that_was_broken_off_is_gone_on_with(
    tmp_path: Path, clock: StandingClock, database: str | None, after: int
) -> None:
    with left(tmp_path, clock, database) as service:
        folder, who = service.folder, lived(service)
        approved(service, who)
        every = list(steps(service, Removal(service.store, who), PRIYA))
        assert len(every) == STEPS
        for step in every[: after + 1]:
            step.does()

    with Service.open(folder, clock) as again:
        meanwhile = proof(folder)
        done = resume(again)
        told = Certificate.of(again, who)
        assert resume(again) == 0
        assert list(again.views.engine.check()) == []

    verdict = proof(folder)
    assert unproved(meanwhile) == unproved(verdict) == []
    assert verdict.erased == told.payloads == len(list(_under(folder, clock, who)))
    assert (done, told.state, told.documents, told.verdict) == (int(after < STEPS - 1), "erased", 1, PROVED)


def _under(folder: Path, clock: StandingClock, who: UUID) -> Iterator[object]:
    with Service.open(folder, clock) as service:
        kid = service.store.log.key_of(who)
        yield from list(service.store.log.under([kid], 10**6))


def test_a_step_that_fails_leaves_the_erasure_to_the_next_start(
    service: Service, who: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(service, who)

    def fails(self: Removal) -> None:
        raise BrokenOff

    with monkeypatch.context() as broken:
        broken.setattr(Removal, "remove_payloads", fails)
        with pytest.raises(BrokenOff):
            carry_out(service, who, PRIYA)

    with pytest.raises(Gone):
        service.records.update(who, {"occupation": "ferryman"}, AMA)
    assert resume(service) == 1
    assert proof(service.folder).verdict == PROVED
