"""Between facts and what is stored of them: the open entry and the sealed payload."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from domain.fact import Envelope, Erased, Fact, registry
from trail.clock import read
from trail.commitment import commit, joined, new_seed, serialised
from trail.entry import Entry, b64, unb64
from trail.errors import StoreError

_META = ("name", "channel", "operator", "effective", "because", "source", "flags", "request", "on_behalf_of", "policy")
_STREAMS = 10_000  # whose ids are remembered as they are read
_ASKED = attrgetter(*_META)
_SCALARS = frozenset((str, int, bool, type(None)))
_TEXT = frozenset((str,))


class UnknownType(StoreError, LookupError):
    """A stored name that this program does not know: the store was written by a later one. Nothing is made of it."""


class NotPlain(TypeError):
    """A fact holds what JSON without fractions cannot; the text names the place."""


class Draft(NamedTuple):
    """A fact ready to be appended: everything but its position, its time and its seal."""

    stream: UUID
    sid: str
    version: int
    type: str
    actor: str
    role: str
    session: str | None
    reason: str | None
    tx: str
    body: bytes  # seed (32 octets), then the payload as JSON
    commitment: str
    shares_key_of: UUID | None = None


def draft(fact: Fact, shares_key_of: UUID | None = None) -> Draft:
    by = fact.by
    payload = fact.payload() | {"meta": _meta(by)}
    check_plain(payload, fact.stored_name())
    seed, told = new_seed(), serialised(payload)
    return Draft(
        stream=fact.originator_id,
        sid=b64(fact.originator_id.bytes),
        version=fact.originator_version,
        type=fact.stored_name(),
        actor=by.actor,
        role=by.role,
        session=by.session,
        reason=by.reason,
        tx=by.tx,
        body=seed + joined(told),
        commitment=b64(commit(seed, told)),
        shares_key_of=shares_key_of,
    )


class Mapper:
    """Reads facts back. Stored names are resolved from the closed list of facts, and from nothing else."""

    def __init__(self) -> None:
        self._known = {f"{topic}/{version}": kind for (topic, version), kind in registry().items()}

    def fact(self, entry: Entry, payload: bytes) -> Fact:
        kind = self._kind(entry)
        fields = orjson.loads(payload)
        by = _envelope(entry, fields.pop("meta"))
        return kind(stream_of(entry.stream), entry.version, by.at, by, **fields)

    def erased(self, entry: Entry) -> Erased:
        """What is left of a fact whose payload is gone: who, when, and what kind of fact it was."""
        kind = self._kind(entry)
        by = _envelope(entry, {})
        return Erased(stream_of(entry.stream), entry.version, by.at, by, kind)

    def _kind(self, entry: Entry) -> type[Fact]:
        kind = self._known.get(entry.type)
        if kind is None:
            raise UnknownType(f"event {entry.position} is a {entry.type}, which this version does not know")
        return kind


@lru_cache(_STREAMS)
def stream_of(sid: str) -> UUID:
    return UUID(bytes=unb64(sid))


def _meta(by: Envelope) -> dict[str, Any]:
    told = zip(_META, _ASKED(by), strict=True)
    return {name: list(value) if type(value) is tuple else value for name, value in told if value}


def _envelope(entry: Entry, meta: dict[str, Any]) -> Envelope:
    told = meta.get
    return Envelope(
        entry.actor, told("name", ""), entry.role, told("channel", "form"), entry.session, told("operator"),
        told("effective"), entry.reason, told("because"), tuple(told("source", ())), tuple(told("flags", ())),
        told("request"), told("on_behalf_of"), read(entry.at), entry.tx, told("policy", "0"), entry.position,
    )  # fmt: skip


def check_plain(value: Any, place: str) -> None:
    """`NotPlain` for anything but text, whole numbers, truth values, lists and objects of them."""
    kind = type(value)
    if kind is dict:
        if not _TEXT.issuperset(map(type, value)):
            raise NotPlain(f"{place} has a name that is no text")
        inside = value.items()
    elif kind is list:
        inside = enumerate(value)
    elif kind in _SCALARS:
        return
    else:
        raise NotPlain(f"{place} is a {kind.__name__}")
    for name, inner in inside:
        if type(inner) not in _SCALARS:
            check_plain(inner, f"{place}.{name}")
