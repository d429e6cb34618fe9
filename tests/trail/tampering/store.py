"""The manipulations of a live store, each as far as an attacker can take it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from domain.by import By
from tests.support.clock import StandingClock
from tests.support.office import AMA
from tests.trail.owner import owner
from tests.trail.tampering import events, matrix
from tests.trail.tampering.clinic import EARLY, LATE, START, Clinic
from tests.trail.tampering.events import Event, instead, without
from trail.entry import b64
from trail.mapper import stream_of
from trail.rows import quick
from web.service import Service

Events = list[Event]
Change = Callable[[Events, int], Events]
Attack = Callable[[Clinic, str], None]
"""On a closed copy of the store, by this attacker."""


def _edited(log: Events, at: int) -> Events:
    """The payload in clear, for whoever can seal it; an octet of what is sealed, for everybody else."""
    one = log[at - 1].saying(items=[{"kind": "weight", "value": "99.0", "unit": "kg"}])
    assert one.payload
    return instead(log, at, replace(one, payload=one.payload[:40] + bytes([one.payload[40] ^ 1]) + one.payload[41:]))


def _envelope(log: Events, at: int) -> Events:
    return instead(log, at, log[at - 1].told(actor="u-66666666"))


def _reordered(log: Events, at: int) -> Events:
    """It and the next one change places; the times stay where they are."""
    one, other = log[at - 1 : at + 1]
    return [*log[: at - 1], other.told(at=one.entry.at), one.told(at=other.entry.at), *log[at + 1 :]]


def _inserted(log: Events, at: int) -> Events:
    """A copy of an event, as the next of a stream of its own."""
    one = log[at - 1]
    return [*log[: at - 1], one.told(stream=b64(UUID(int=66).bytes), version=1, tx="inserted"), *log[at - 1 :]]


def _truncated(log: Events, at: int) -> Events:
    return log[: at - 1]


def _forked(log: Events, at: int) -> Events:
    """From here on, another history of the same length."""
    return [*log[: at - 1], *(one.told(actor="u-66666666") for one in log[at - 1 :])]


def _missing(log: Events, at: int) -> Events:
    return instead(log, at, replace(log[at - 1], payload=None))


def _older(log: Events, at: int) -> Events:
    """Every event from here on, an hour before it was recorded."""
    back = "2026-03-07T08:30:00.000000Z"
    return [*log[: at - 1], *(one.told(at=back) for one in log[at - 1 :])]


def _columns(log: Events, at: int) -> Events:
    stream, version, _ = log[at - 1].columns
    return instead(log, at, replace(log[at - 1], columns=(stream, version, "patient.measured/9")))


def _rows(change: Change, tree: bool = False, columns: bool = False) -> Attack:
    """Rows are changed; `tree` where even the naive attacker has one that fits, `columns` where these stay wrong."""

    def attack(clinic: Clinic, attacker: str) -> None:
        log = change(events.read(clinic.folder), LATE if attacker == matrix.LATE else EARLY)
        log = log if columns else _fitted(log, clinic.folder, attacker)
        _put(clinic.folder, log, attacker, tree)

    return attack


def _fitted(log: Events, folder: Path, attacker: str) -> Events:
    if attacker in (matrix.KEYED, matrix.LATE):
        return events.sealed(log, folder)
    return events.fitting(log) if attacker == matrix.RECOMPUTING else log


def _put(folder: Path, log: Events, attacker: str, tree: bool = False) -> None:
    with owner(folder) as run:
        events.put(run, log)
        if tree or attacker != matrix.NAIVE:
            events.grow(run)
    if attacker in (matrix.KEYED, matrix.LATE):
        events.sign_anew(folder, [one.leaf for one in log])


def _swapped(merged: bool) -> Attack:
    """The rows of another clinic's store in the place of ours or after the first of ours."""

    def attack(clinic: Clinic, attacker: str) -> None:
        at = LATE if attacker == matrix.LATE else EARLY
        ours, theirs = events.read(clinic.folder), events.read(clinic.elsewhere)
        log = [*ours[: at - 1], *theirs[at - 1 :]] if merged else theirs
        if merged:
            log = _fitted(log, clinic.folder, attacker)
        _put(clinic.folder, log, attacker, tree=not merged)

    return attack


def _projection(clinic: Clinic, attacker: str) -> None:
    with owner(clinic.folder, "views") as run:
        run("update person set name = 'Somebody Else'")


def _clock(clinic: Clinic, attacker: str) -> None:
    """Naive: by the machine's clock, and the program goes on. Otherwise: by the times in the log."""
    if attacker == matrix.NAIVE:
        _recorded(clinic, StandingClock(START - timedelta(hours=1)), AMA)
    else:
        _rows(_older)(clinic, attacker)


def _lie(clinic: Clinic, attacker: str) -> None:
    _recorded(clinic, StandingClock(START + timedelta(hours=1)), AMA)


def _recorded(clinic: Clinic, clock: StandingClock, by: By) -> None:
    with Service.open(clinic.folder, clock) as service:
        (first,) = service.store.log.rows(1, 1)
        who = stream_of(quick(first.entry).stream)
        service.records.measure(who, [{"kind": "weight", "value": "71.5", "unit": "kg"}], by, "2026-03-07")


def _suppressed(clinic: Clinic, attacker: str) -> None:
    """The clerk's command never reached the program."""


ATTACKS: dict[str, Attack] = dict(
    zip(
        matrix.ROWS,
        (
            _rows(_edited),
            _rows(_envelope),
            _rows(without),
            _rows(_reordered),
            _rows(_inserted),
            _rows(_truncated),
            _rows(_truncated, tree=True),
            _swapped(merged=False),
            _swapped(merged=True),
            _rows(_columns, columns=True),
            _projection,
            _rows(_missing),
            _rows(_forked),
            _clock,
            _lie,
            _suppressed,
        ),
        strict=True,
    )
)
