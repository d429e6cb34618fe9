"""API v1 as methods: one for each question, and one for all commands about a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypedDict, Unpack, cast

from .answers import (
    Access,
    Blame,
    Change,
    Difference,
    Event,
    File,
    Hit,
    Job,
    Missing,
    Reading,
    Recorded,
    Term,
)
from .calls import V1, at
from .office import Office

Command = Literal[
    "updates", "corrections", "identifications", "labels", "deaths", "death-revocations", "not-duplicates", "visits",
    "check-ins", "visit-changes", "visit-closures", "visit-reopenings", "visit-cancellations", "measurements",
    "blood-groups", "history-entries", "none-known", "status-changes", "reports", "report-issues",
    "report-amendments", "report-cancellations", "acknowledgements", "retractions", "addenda", "reaffirmations",
    "moves", "undoings", "reviews", "waivers", "assignments", "disputes", "amendment-requests",
    "amendment-acceptances", "amendment-denials", "amendment-extensions", "disagreements", "release-requests",
    "disclosures", "release-refusals", "attachments", "emergency-openings", "emergency-endings", "emergency-reviews",
    "erasure-requests",
    "erasure-refusals", "holds", "hold-liftings",
]  # fmt: skip


class Filters(TypedDict, total=False):
    """`since` and `until` are days or moments in UTC, both included; `order` is newest or oldest; `limit` is how many
    come at once: all of them come in the end."""

    since: str
    until: str
    actor: str
    order: Literal["newest", "oldest"]
    limit: int


class ChangeFilters(Filters, total=False):
    field: str
    type: str


class LogFilters(ChangeFilters, total=False):
    patient: str
    reason: str
    channel: str
    q: str
    marked: Literal["late", "reasoned", "warned", "flagged", "safety", "import", "unanchored"]


class AccessFilters(Filters, total=False):
    patient: str
    section: str
    medium: str
    session: str


class WorkFilters(TypedDict, total=False):
    whose: Literal["mine", "all"]
    rule: str
    waived: bool
    limit: int


class Client(Office):
    """Whoever the token was issued to, at one server. `Problem` where it says no, `Unreached` where nobody answers.

    One for each thread. `timeout` is in seconds; a call is tried `tries` times where the answer is lost, or the server
    asks for patience. `who` is everywhere a record's id or its number.
    """

    # patients

    def find(self, words: str, limit: int | None = None) -> list[Hit]:
        """By name, record number, birth or telephone, in any order; the best first."""
        return cast(list[Hit], self._get("/patients", q=words, limit=limit).json())

    def register(self, person: Mapping[str, Any], *, key: str | None = None) -> Recorded:
        return self._post("/patients", person, key)

    def register_unidentified(self, person: Mapping[str, Any], *, key: str | None = None) -> Recorded:
        return self._post("/unidentified-patients", person, key)

    def file(self, who: str, *, known: str | int | None = None, true: str | None = None) -> File:
        """As it is now; as it was `known` at a position or moment; as it was `true` on a day."""
        return cast(File, self._get(at("patients", who), known=known, true=true).json())

    def record(
        self, who: str, command: Command, told: Mapping[str, Any], *, version: int | None = None, key: str | None = None
    ) -> Recorded:
        """Carry out a command. What changes something that stands needs `version`, that of the file that was seen, or
        `expect` in `told`. `key` names the command; a new one is made where it is not given."""
        return self._post(at("patients", who, command), told, key, version)

    def history(self, who: str, **filters: Unpack[ChangeFilters]) -> Iterator[Change]:
        """Who changed what."""
        return cast(Iterator[Change], self._pages(at("patients", who, "history"), filters))

    def blame(self, who: str, field: str | None = None) -> list[Blame]:
        """Where each value comes from."""
        return cast(list[Blame], self._get(at("patients", who, "blame"), field=field).json())

    def compare(self, who: str, since: str | int, until: str | int) -> list[Difference]:
        """What is different between two positions, or two moments."""
        return cast(list[Difference], self._get(at("patients", who, "compare"), from_=since, to=until).json())

    def chart(self, who: str, *, known: str | int | None = None, series: str | None = None) -> list[Reading]:
        return cast(list[Reading], self._get(at("patients", who, "chart"), known=known, series=series).json())

    def access(self, who: str, **filters: Unpack[Filters]) -> Iterator[Access]:
        """Who looked."""
        return cast(Iterator[Access], self._pages(at("patients", who, "access"), filters))

    def attachment(self, who: str, entry: str) -> bytes:
        return self._get(at("patients", who, "attachments", entry)).body

    # the log

    def log(self, **filters: Unpack[LogFilters]) -> Iterator[Change]:
        return cast(Iterator[Change], self._pages("/log", filters))

    def access_log(self, **filters: Unpack[AccessFilters]) -> Iterator[Access]:
        return cast(Iterator[Access], self._pages("/access-log", filters))

    def event(self, position: int) -> Event:
        return cast(Event, self._get(f"/log/{position}").json())

    def proof(self, position: int) -> str:
        """That the event is in the log (C2SP tlog-proof)."""
        return self._get(f"/log/{position}/proof").body.decode()

    def checkpoint(self) -> str:
        """The newest one (C2SP tlog-checkpoint), signed."""
        return self._get("/checkpoint").body.decode()

    # exports

    def request_export(self, asked: Mapping[str, Any], *, key: str | None = None) -> Job:
        return cast(Job, self._sent("/exports", asked, key).json())

    def export(self, export: str) -> Job:
        return cast(Job, self._get(at("exports", export)).json())

    def give_up_export(self, export: str, why: str, *, key: str | None = None) -> Job:
        return cast(Job, self._sent(at("exports", export, "give-ups"), {"why": why}, key).json())

    def resume_export(self, export: str, *, key: str | None = None) -> Job:
        """What was broken off, failed or was taken away is made again, the same octet for octet."""
        return cast(Job, self._sent(at("exports", export, "resumptions"), {}, key).json())

    def remove_export(self, export: str, *, key: str | None = None) -> Job:
        """Its file goes from the server."""
        return cast(Job, self._sent(at("exports", export, "removals"), {}, key).json())

    def save_export(self, export: str, path: Path) -> int:
        """Its file, written there as it comes; how many octets."""
        return self._transport.save(V1 + at("exports", export, "file"), path)

    # work

    def worklist(self, **filters: Unpack[WorkFilters]) -> Iterator[Missing]:
        return cast(Iterator[Missing], self._pages("/worklist", filters))

    def terms(self, words: str) -> list[Term]:
        return cast(list[Term], self._get("/terms", q=words).json())
