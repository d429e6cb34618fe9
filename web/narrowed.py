"""Which events of a timeline are asked for, read from the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.refusal import Refused
from web import moments
from web.timeline import Event

PLAIN = ("chapter", "kind", "actor", "reason", "marked")
FILTERS = (*PLAIN, "since", "until")


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the timeline is asked for; `errors` names the fields that could not be read."""

    chapter: str = ""
    kind: str = ""
    actor: str = ""
    reason: str = ""
    marked: str = ""
    since: datetime | None = None
    until: datetime | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Filter:
        (first, no), (last, neither) = (_read(args, moments.since, "since"), _read(args, moments.until, "until"))
        plain = {name: args.get(name, "").strip() for name in PLAIN}
        return cls(**plain, since=first, until=last, errors={**no, **neither})

    def fits(self, event: Event) -> bool:
        asked = (
            (self.chapter, event.chapter), (self.kind, event.kind),
            (self.actor, event.by.actor), (self.reason, event.by.reason),
        )  # fmt: skip
        inside = (not self.since or event.at >= self.since) and (not self.until or event.at < self.until)
        marked = not self.marked or self.marked in event.marks
        return inside and marked and all(not wanted or wanted == found for wanted, found in asked)


def _read(args: Mapping[str, str], reader: moments.Reader, name: str) -> tuple[datetime | None, dict[str, str]]:
    try:
        return reader(args.get(name, ""), name), {}
    except Refused as no:
        return None, {name: no.reason}
