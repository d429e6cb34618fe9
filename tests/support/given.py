"""Given / when / then on facts, with no store: a patient to whom something happened, and what is recorded next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.fact import Decisions, Envelope, Fact, Plain
from domain.identity import PatientRegistered
from domain.patient import Patient
from domain.refusal import Doubtful, Refused

ADA = UUID(int=1)
NOON = datetime(2026, 3, 7, 12, tzinfo=UTC)
TODAY = date(2026, 3, 7)
CLERK = Envelope(actor="u-1", name="Mira", role="clerk", at=NOON)
CORRECTING = CLERK._replace(reason="typing-error", because="Two digits changed places.")

Happened = tuple[type[Fact], Plain]
"""A kind of fact and its own fields."""

REGISTERED: Happened = (
    PatientRegistered,
    {"mrn": "0000000195", "names": [{"text": "Ada"}], "birth": {"value": "1984-03-07"}, "gender": "female"},
)


def facts(*history: Happened, by: Envelope = CLERK) -> Iterator[Fact]:
    """One stream's facts, at versions and positions from 1."""
    for n, (kind, fields) in enumerate(history, start=1):
        yield kind(originator_id=ADA, originator_version=n, timestamp=NOON, by=by._replace(position=n), **fields)


def given(*history: Happened, registered: Happened = REGISTERED) -> Patient:
    """A patient who was registered, and to whom this happened since."""
    patient: Any = None
    for fact in facts(registered, *history):
        patient = fact.mutate(patient)
    assert isinstance(patient, Patient)
    return patient


def recorded(patient: Patient) -> list[Happened]:
    """What was recorded since: whole facts, without the fields that are empty."""
    pending: Iterable[Any] = patient.pending_events
    return [(type(fact), fact.payload()) for fact in pending]


def done(patient: Patient, decisions: Decisions, by: Envelope = CLERK) -> list[Happened]:
    """Record what was judged, and tell it."""
    patient.record(decisions, by)
    return recorded(patient)


@contextmanager
def refused(field: str, words: str) -> Iterator[None]:
    """The command says no, at this field, in these words."""
    with pytest.raises(Refused) as caught:
        yield
    assert not isinstance(caught.value, Doubtful)
    assert (caught.value.field, caught.value.reason) == (field, words)
    assert caught.value.messages_dict == {field: [words]}


def doubts(act: Callable[[], Any]) -> list[tuple[str, str, str]]:
    """What the record doubts about a command: code, field and words of each."""
    with pytest.raises(Doubtful) as caught:
        act()
    return [(doubt.code, doubt.field, doubt.text) for doubt in caught.value.doubts]
