"""A witness that watches logs, its name and its time, and how it says no."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.clock import StandingClock
from tests.support.witnessed import Told
from trail.witness.folder import Witness
from trail.witness.judging import Refused

NOW = datetime(2026, 3, 7, 9, 30, 0, 700_000, tzinfo=UTC)
NAME = "witness.example/w1"


def made(folder: Path, *logs: Told) -> Witness:
    Witness.create(folder, NAME, [log.verifier_key for log in logs])
    return Witness(folder, StandingClock(NOW))


def refused(witness: Witness, body: bytes) -> tuple[int, str]:
    with pytest.raises(Refused) as no:
        witness.add(body)
    return no.value.status, str(no.value)
