"""Facts: what can befall a record, with who, when and why on every one of them."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any, ClassVar, NamedTuple, Self
from uuid import UUID

from eventsourcing.domain import AggregateEvent, BaseAggregate

from domain.refusal import Gone

Plain = dict[str, Any]
"""What JSON can hold, without floats: a fact must still read in twenty years, in any language."""

_REGISTRY: dict[tuple[str, int], type[Fact]] = {}
_NEVER = datetime.min.replace(tzinfo=UTC)
_BASE = 4  # originator_id, originator_version, timestamp, by


class Envelope(NamedTuple):
    """Who, when, why, and from where.

    `at` is the server's clock, in UTC; `effective` says when it was true (a partial date-time as text, see
    `domain.partial`); `reason` is a code of `domain.reasons`, `because` the person's own words; `source` are the
    identifiers this information had where it came from; `flags` name what was odd and kept; `tx` binds the facts
    of one submit; `position` is the place in the log, 0 until there is one.
    """

    actor: str
    name: str
    role: str
    channel: str = "form"  # form, api, import, cli, job
    session: str | None = None
    operator: str | None = None  # the operating system's user, behind a command line
    effective: str | None = None
    reason: str | None = None
    because: str | None = None
    source: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    request: str | None = None
    on_behalf_of: str | None = None  # whose part the actor took, by their short id; the role is then theirs
    at: datetime = _NEVER
    tx: str = ""
    policy: str = "0"
    position: int = 0

    @property
    def people(self) -> frozenset[str]:
        """Whose doing it is: of whoever did it, and of whom they did it for."""
        return frozenset(one for one in (self.actor, self.on_behalf_of) if one)


@lru_cache(1000)
def iso(at: datetime) -> str:
    """A time of the log, in UTC, as text: every entry of one act has the same."""
    return at.isoformat()


@dataclass(frozen=True)
class Fact(AggregateEvent):
    """Something that happened to a record. Facts only ever apply: judging is the command's work."""

    TOPIC: ClassVar[str]  # the name in the store, for ever: classes may move, this may not
    VERSION: ClassVar[int] = 1
    REASONED: ClassVar[bool] = False  # corrects, retracts or overrides: a reason is due

    by: Envelope

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "TOPIC" in cls.__dict__:
            name = cls.TOPIC, cls.VERSION
            if name in _REGISTRY:
                raise TypeError(f"{name} already names {_REGISTRY[name].__name__}")
            _REGISTRY[name] = cls

    @cached_property
    def stream(self) -> str:
        """The stream's id as text: each view asks for it."""
        return str(self.originator_id)

    @classmethod
    def stored_name(cls) -> str:
        return f"{cls.TOPIC}/{cls.VERSION}"

    def payload(self) -> Plain:
        """The fact's own fields; those that are None are left out."""
        told = vars(self)
        return {name: value for name in _own(type(self)) if (value := told[name]) is not None}

    def apply(self, aggregate: Any) -> None:
        aggregate.fold(self)


@lru_cache
def _own(kind: type[Fact]) -> tuple[str, ...]:
    """The names of a fact's fields besides those that every fact has."""
    return tuple(field.name for field in fields(kind)[_BASE:])


@dataclass(frozen=True)
class Beginning(Fact):
    """The first fact of a stream: it brings its aggregate into being."""

    AGGREGATE: ClassVar[type[Stream]]

    def mutate(self, aggregate: Any) -> Any:
        if aggregate is not None:
            raise ValueError(f"{self.stored_name()} can only be the first fact of a stream")
        stream = _empty(self.AGGREGATE, self)
        self.apply(stream)
        return stream


def _empty(kind: type[Stream], first: Fact) -> Stream:
    stream = kind.__new__(kind)
    stream.__base_init__(first.originator_id, first.originator_version, first.timestamp)
    stream.__init__()  # type: ignore[misc]  # made without its first fact, as the library does
    return stream


@dataclass(frozen=True)
class Erased(Fact):
    """That something befell a record stands; what it was is gone. `kind` is the fact that it was."""

    kind: type[Fact]

    def mutate(self, aggregate: Any) -> Any:
        if aggregate is not None or not issubclass(self.kind, Beginning):
            return super().mutate(aggregate)
        stream = _empty(self.kind.AGGREGATE, self)
        self.apply(stream)
        return stream

    def apply(self, aggregate: Any) -> None:
        aggregate.forget()


def registry() -> dict[tuple[str, int], type[Fact]]:
    """Every fact there is, by topic and version: the closed list from which stored names are resolved."""
    return dict(_REGISTRY)


class Decision(NamedTuple):
    """What a command has judged should be recorded: the kind of fact and its fields."""

    fact: type[Fact]
    fields: Plain


Decisions = tuple[Decision, ...]
"""What one command records; empty where nothing would change."""


class Stream(BaseAggregate[UUID]):
    """An aggregate whose facts carry an envelope. Commands judge; `fold` never refuses."""

    def __init__(self) -> None:
        """An empty stream, before its first fact."""

    @classmethod
    def begin(cls, id: UUID, decision: Decision, by: Envelope) -> Self:
        fact = decision.fact(originator_id=id, originator_version=1, timestamp=by.at, by=by, **decision.fields)
        stream: Any = fact.mutate(None)
        stream.pending_events.append(fact)
        begun: Self = stream
        return begun

    def record(self, decisions: Decisions, by: Envelope) -> None:
        """The library's `trigger_event`, but for its look-up of topics: those are checked as classes are made."""
        for kind, told in decisions:
            fact = kind(originator_id=self.id, originator_version=self.version + 1, timestamp=by.at, by=by, **told)
            fact.mutate(self)
            self.pending_events.append(fact)

    def forget(self) -> None:
        """One of its facts was erased; `Gone` where nothing is left without it."""
        raise Gone

    @abstractmethod
    def fold(self, fact: Fact) -> None:
        """Each stream says what its facts mean."""
