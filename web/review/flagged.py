"""What is asked of the flags, read from the address; each flag as it is shown, and each finding as a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from domain.refusal import NotFound, Refused
from domain.watching import RULES
from projections.flags.found import Finding
from projections.flags.rank import Flag
from projections.flags.watch import flags
from web.service import Service
from web.wording import moments

FILTERS = ("rule", "person", "since", "until")
COLUMNS = (
    "flag", "rule", "name", "person", "score", "patients", "says", "since", "until", "amount", "limit", "views",
    "events",
)  # fmt: skip
USUAL = timedelta(days=30)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FlagQuery:
    """`asked` is what stood in the address; `errors` names what could not be read. `person` is a staff id."""

    asked: dict[str, str]
    since: datetime
    until: datetime
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, args: Mapping[str, str], now: datetime) -> FlagQuery:
        """Without a beginning, thirty days back from the end."""
        asked = {name: args[name].strip() for name in FILTERS if args.get(name, "").strip()}
        errors: dict[str, str] = {}
        latest = now + timedelta(seconds=1)  # what was noted this very moment is in it
        end = min(_read(moments.until, "until", asked, errors) or latest, latest)
        begin = max(_read(moments.since, "since", asked, errors) or max(end, _EARLIEST) - USUAL, _EARLIEST)
        if asked.get("rule", "self") not in RULES:
            errors["rule"] = "There is no such rule."
        return cls(asked, begin, end, errors)

    def flags(self, service: Service) -> list[Flag]:
        """Those that fit, gravest first."""
        service.views.ready()
        service.reads.ready()
        found = flags(service.reads, service.views, service.rulebook.watching, self.since, self.until)
        return [one for one in found if self._fits(one)]

    def _fits(self, one: Flag) -> bool:
        rule, person = self.asked.get("rule"), self.asked.get("person")
        return rule in (None, one.rule) and person in (None, one.about)


_EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)


def _read(reader: moments.Reader, name: str, asked: Mapping[str, str], errors: dict[str, str]) -> datetime | None:
    try:
        return reader(asked.get(name, ""), name)
    except Refused as no:
        errors[name] = no.reason
        return None


@dataclass(frozen=True, slots=True)
class Whose:
    """A patient, as a list names one."""

    mrn: str
    name: str


class People:
    """Patients by id, asked for once each."""

    def __init__(self, service: Service) -> None:
        self._directory, self._known = service.views.directory, dict[str, Whose]()

    def of(self, ids: Iterable[str]) -> list[Whose]:
        return [self._one(id) for id in ids]

    def _one(self, id: str) -> Whose:
        if id not in self._known:
            try:
                hit = self._directory.person(UUID(id))
                self._known[id] = Whose(hit["mrn"], hit["name"])
            except (NotFound, IndexError):
                self._known[id] = Whose("", "")
        return self._known[id]


def rows(found: Iterable[Flag], people: People) -> Iterator[Row]:
    """A row for each finding, in the order of the page."""
    for flag in found:
        for one in flag.findings:
            yield {
                "flag": flag.key, "rule": flag.rule, "name": RULES[flag.rule].name, "person": one.name,
                "score": flag.score, "patients": [whose.mrn for whose in people.of(one.patients)], "says": one.says,
                "since": one.since.isoformat(), "until": one.until.isoformat(), "amount": one.amount,
                "limit": one.limit, "views": list(one.views), "events": list(one.events),
            }  # fmt: skip


def looked(one: Finding, whose: list[Whose]) -> str:
    """Where the looks that a finding rests on are listed."""
    asked = {"actor": one.actor, "since": f"{one.since:%Y-%m-%d %H:%M}", "until": f"{one.until:%Y-%m-%d %H:%M}"}
    return f"/audit/access?{urlencode(asked | ({'patient': whose[0].mrn} if len(whose) == 1 else {}))}"


def case(flag: Flag, whose: list[Whose]) -> str:
    """Where a case about a flag begins, with the newest of its evidence pinned."""
    newest = flag.findings[0]
    log, told = ("access", newest.views) if newest.views else ("record", newest.events)
    asked = {"title": f"{RULES[flag.rule].name}{f': {flag.name}' if flag.name else ''}", "question": newest.says}
    asked |= {"log": log, "position": str(told[-1])} if told else {}
    asked |= {"person": newest.actor} if newest.actor else {}
    return f"/cases/new?{urlencode(asked | ({'patient': whose[0].mrn} if len(whose) == 1 else {}))}"
