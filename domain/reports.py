"""Test reports: laboratory, imaging and other, with a life-cycle that cannot be skipped."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from domain import change, values
from domain.change import Changes
from domain.chapter import IN_ERROR, Chapter, hold, stamp
from domain.entries import EntryMovedIn
from domain.fact import Decision, Decisions, Envelope, Fact, Plain, iso
from domain.refusal import Refused
from domain.results import result
from domain.text import needed, one_of, optional
from domain.values import each

KINDS = {"laboratory": "Laboratory", "imaging": "Imaging", "other": "Other test"}
AMENDMENTS = {
    "corrected": "A value was wrong",
    "amended": "The reading of it changed",
    "appended": "Something was added",
}
SOURCES = {"paper": "Paper", "electronic": "Electronic", "phoned": "By phone"}
CRITICAL = ("LL", "HH")
FIRM = ("final", *AMENDMENTS)
# From each state, the states that may follow (FHIR R4 DiagnosticReport.status, record.md section 8).
NEXT: dict[str | None, tuple[str, ...]] = {
    None: ("registered", "preliminary", "final"),
    "registered": ("preliminary", "final", "cancelled", IN_ERROR),
    "preliminary": ("preliminary", "final", "cancelled", IN_ERROR),
    **dict.fromkeys(FIRM, (*AMENDMENTS, IN_ERROR)),
    "cancelled": (),
    IN_ERROR: (),
}


@dataclass(frozen=True)
class ReportRegistered(Fact):
    """A test was ordered; its report is awaited."""

    TOPIC = "report.registered"
    report: str
    header: Plain


@dataclass(frozen=True)
class ReportIssued(Fact):
    """A report came in, preliminary or final. One that was never registered brings its header with it."""

    TOPIC = "report.issued"
    report: str
    status: str
    content: Plain
    header: Plain | None = None
    results: list[Plain] | None = None


@dataclass(frozen=True)
class ReportAmended(Fact):
    """A final report was corrected, amended or appended to; `notified` says who was told, `unseen` that nobody had
    seen it."""

    TOPIC = "report.amended"
    REASONED = True
    report: str
    was: str
    amendment: str
    changes: Changes
    notified: list[Plain]
    unseen: bool | None = None


@dataclass(frozen=True)
class ReportCancelled(Fact):
    TOPIC = "report.cancelled"
    REASONED = True
    report: str
    was: str


@dataclass(frozen=True)
class ResultAcknowledged(Fact):
    """Someone read the report and answers for it."""

    TOPIC = "report.acknowledged"
    report: str
    level: str


HEADER: dict[str, values.Reader] = {
    "kind": lambda value, field: one_of(value, KINDS, field),
    "what": lambda value, field: values.coded(value or "", field),
    "category": optional,
    "ordered_by": optional,
    "ordered_at": values.moment,
    "performer": optional,
    "site": optional,
    "external_no": optional,
    "specimen": optional,
    "modality": optional,
    "body_site": optional,
    "laterality": values.choice("left", "right", "both"),
    "clinical_question": values.note,
    "due_at": values.moment,
    "visit": optional,
    "study_uid": optional,
}


def _section(value: Any, field: str) -> Plain:
    return values.shape(value, field, {"title": optional, "text": values.note})


CONTENT: dict[str, values.Reader] = {
    "collected_at": values.moment,
    "performed_at": values.moment,
    "received_at": values.moment,
    "reported_at": values.moment,
    "technique": values.note,
    "comparison": values.note,
    "findings": values.note,
    "impression": values.note,
    "conclusion": values.note,
    "radiologist": optional,
    "critical": values.flag,
    "source": values.choice(*SOURCES),
    "read_back_by": optional,
    "sections": each(_section),
    "series": optional,
    "attachments": each(optional),
    "paper_seen": values.flag,
}


class Reports(Chapter):
    NAME = "reports"
    PREFIX = "r"
    FACTS = (ReportRegistered, ReportIssued, ReportAmended, ReportCancelled, ResultAcknowledged)

    def register(self, header: Mapping[str, Any]) -> Decisions:
        read = values.shape(header, "", HEADER)
        return (Decision(ReportRegistered, {"report": self.next_id(), "header": read}),)

    def issue(
        self,
        wanted: Mapping[str, Any],
        *,
        status: str = "final",
        results: Collection[Mapping[str, Any]] = (),
        header: Mapping[str, Any] | None = None,
        report: str | None = None,
        complete: bool = True,
    ) -> Decisions:
        """Issue a registered report, or with a header one that never was; `complete` asks what a final one needs."""
        about = self.standing(report, "report") if report else values.shape(header or {}, "", HEADER)
        _allowed(about.get("status"), one_of(status, ("preliminary", "final"), "status"))
        content, read = values.shape(wanted, "", CONTENT), _results(results)
        if complete:
            _complete(about["kind"], content, read, status)
        fields = {"report": report or self.next_id(), "status": status, "content": content, "results": read or None}
        return (Decision(ReportIssued, {**fields, "header": None if report else about}),)

    def amend(
        self,
        report: str,
        amendment: str,
        wanted: Mapping[str, Any],
        *,
        notified: Collection[Mapping[str, Any]] = (),
        unseen: bool = False,
        expected: Mapping[str, Any] | None = None,
    ) -> Decisions:
        """Change a final report: every field named in `wanted` (and `results`, whole) as it should read."""
        was = self.standing(report, "report")
        _allowed(was["status"], one_of(amendment, AMENDMENTS, "amendment"))
        hold(expected, was)
        changes = change.diff(_fields(was), _read({**_fields(was), **wanted}))
        told = [values.shape(one, f"notified.{n}", _TOLD) for n, one in enumerate(notified)]
        if unseen and (readers := was.get("acknowledged")):
            raise Refused("notified", f"{readers[-1]['by']} has read it: somebody is to be told.")
        about = {"report": report, "was": was["status"], "amendment": amendment, "changes": changes}
        told_to = {"notified": told, "unseen": True if unseen and not told else None}
        return (Decision(ReportAmended, {**about, **told_to}),) if changes else ()

    def correct(self, entry: str, wanted: Mapping[str, Any], **_: Any) -> Decisions:
        raise Refused("entry", "A report is amended: say whether it is corrected, amended or appended.")

    def cancel(self, report: str) -> Decisions:
        was = self.standing(report, "report")
        _allowed(was["status"], "cancelled")
        return (Decision(ReportCancelled, {"report": report, "was": was["status"]}),)

    def retract(self, entry: str) -> Decisions:
        _allowed(self.standing(entry)["status"], IN_ERROR)
        return super().retract(entry)

    def acknowledge(self, report: str, level: str = "seen") -> Decisions:
        was = self.standing(report, "report")
        if was["status"] in ("registered", "cancelled"):
            raise Refused("report", "There is nothing in it to acknowledge yet.")
        return (Decision(ResultAcknowledged, {"report": report, "level": needed(level, "level")}),)

    def fold(self, fact: Fact) -> None:
        match fact:
            case ReportRegistered():
                self.enter(fact, fact.report, {**fact.header, "status": "registered"})
            case ReportIssued():
                self._issued(fact)
            case ReportAmended():
                told: Plain = {"amendment": fact.amendment, "notified": fact.notified}
                if fact.unseen:
                    told["unseen"] = True
                self.put_right(fact.report, fact.by, fact.changes, **told)
                self.change(fact.report, status=fact.amendment)
                self._to_be_read(fact.report, fact.by)
            case EntryMovedIn():
                super().fold(fact)
                if fact.item["status"] not in ("registered", "cancelled"):
                    self.change(fact.entry, issued=stamp(fact.by))
                    self._to_be_read(fact.entry, fact.by)
            case ReportCancelled():
                self.change(fact.report, status="cancelled")
            case ResultAcknowledged():
                said = {"by": fact.by.name, "level": fact.level, "at": iso(fact.by.at)}
                self.append(fact.report, "acknowledged", said)
                if self.items[fact.report].get("unread"):
                    self.change(fact.report, unread=False)
            case _:
                super().fold(fact)

    def _issued(self, fact: ReportIssued) -> None:
        if fact.header is not None:
            self.enter(fact, fact.report, fact.header)
        results = {"results": fact.results} if fact.results else {}
        self.change(fact.report, **fact.content, **results, status=fact.status, issued=stamp(fact.by))
        self._to_be_read(fact.report, fact.by)

    def _to_be_read(self, report: str, by: Envelope) -> None:
        """What is critical waits for somebody who answers for it, and again after each change."""
        if by.channel != "import" and critical(self.items[report]):
            self.change(report, unread=True)


def critical(item: Plain) -> bool:
    """Whether somebody has to be told at once: it says so, or a value is far out of range."""
    far = any(line.get("flag") in CRITICAL or line.get("printed_flag") in CRITICAL for line in item.get("results", ()))
    return bool(item.get("critical")) or far


_TOLD: dict[str, values.Reader] = {"who": optional, "how": optional, "at": values.moment}


def _allowed(was: str | None, now: str) -> None:
    if now not in NEXT[was]:
        raise Refused("status", f"A report that is {was or 'not there'} cannot become {now}.")


def _fields(item: Plain) -> Plain:
    return {name: value for name, value in item.items() if name in HEADER or name in CONTENT or name == "results"}


def _read(wanted: Mapping[str, Any]) -> Plain:
    results = _results(wanted.get("results") or ())
    rest = {name: value for name, value in wanted.items() if name != "results"}
    return {**values.shape(rest, "", {**HEADER, **CONTENT}), **({"results": results} if results else {})}


def _results(wanted: Collection[Mapping[str, Any]]) -> list[Plain]:
    if not isinstance(wanted, list | tuple):
        raise Refused("results", "Write this as a list.")
    return [{"id": str(n + 1), **result(one, f"results.{n}")} for n, one in enumerate(wanted)]


def _complete(kind: str, content: Plain, results: list[Plain], status: str) -> None:
    if content.get("source") == "phoned" and not content.get("read_back_by"):
        raise Refused("read_back_by", "Say who read it back: what is told by phone is read back.")
    if status != "final":
        return
    if kind == "imaging" and not (content.get("impression") or content.get("conclusion")):
        raise Refused("impression", "A final imaging report needs its impression.")
    if kind == "laboratory" and not (results or content.get("conclusion") or content.get("attachments")):
        raise Refused("results", "Copy at least one result, or the conclusion.")
