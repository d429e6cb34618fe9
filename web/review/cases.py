"""A case as it is read: its evidence in words, what is left to do, its line in the list, and the whole of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain import casefile, mrn
from domain.fact import Plain, iso
from domain.staff import StaffAccount
from web.review.evidence import RECORD, Evidence, every
from web.service import Service

COLUMNS = (
    "number", "title", "question", "state", "opened_at", "opened_by", "patient", "mrn", "person", "person_name",
    "evidence", "asked", "answered", "waits_for", "to_tell", "told", "finding", "closed_at", "closed_by",
)  # fmt: skip
"""Of the list as a table, in the order in which they are exported."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A piece of evidence with what is said about it; `number` counts from 1 in the order of pinning."""

    number: int
    pin: Plain
    told: Evidence

    @property
    def out(self) -> bool:
        return "unpinned" in self.pin


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    number: str
    title: str
    about: str
    evidence: int
    waits: str
    opened: Plain
    state: str
    finding: str


def pins(service: Service, account: StaffAccount, case: Plain) -> list[Pinned]:
    """In the order in which they were pinned, those that were taken out among them."""
    told = every(service, account, [(one["log"], one["position"]) for one in case["pins"]])
    return [Pinned(n, one, said) for n, (one, said) in enumerate(zip(case["pins"], told, strict=True), start=1)]


def left(case: Plain) -> list[str]:
    """What has to be done before the case is closed, or be waived then."""
    if case["status"] == casefile.CLOSED:
        return []
    told = [f"{name} has not answered" for name in _waiting(case)]
    many = len(casefile.untold(case))
    told += [f"{many} {'person has' if many == 1 else 'people have'} not been told"] if many else []
    return told + ([] if case["found"] else ["No finding is recorded yet"])


def rows(cases: list[Plain]) -> list[Row]:
    return [
        Row(
            one["number"], one["title"], _about(one), len(casefile.standing(one)), _waits(one), one["opened"],
            one["status"], _finding(one),
        )
        for one in cases
    ]  # fmt: skip


def flat(case: Plain) -> Mapping[str, Any]:
    """A case as a row of `COLUMNS`."""
    shut = next((one["by"] for one in case["turns"][::-1] if one["turn"] == casefile.CLOSED), None)
    shut = shut if case["status"] == casefile.CLOSED else None
    asks, named = case["asks"], ("number", "title", "question", "patient", "mrn", "person", "person_name")
    told = {
        **{name: case.get(name) for name in named}, "state": case["status"], "opened_at": case["opened"]["at"],
        "opened_by": case["opened"]["by"], "evidence": len(casefile.standing(case)), "asked": len(asks),
        "answered": len(asks) - len(casefile.unanswered(case)), "waits_for": "; ".join(_waiting(case)),
        "to_tell": len(casefile.untold(case)), "told": len(case["people"]) - len(casefile.untold(case)),
        "finding": case["findings"][-1]["kind"] if case["findings"] else None,
        "closed_at": shut and shut["at"], "closed_by": shut and shut["by"],
    }  # fmt: skip
    return {name: told[name] for name in COLUMNS}


def document(service: Service, account: StaffAccount, case: Plain, signed: int) -> Plain:
    """The case, every event of its evidence as it is stored and as it is told, and the case's own events.

    `signed` is up to which position a checkpoint covers the log.
    """
    made = {"at": iso(service.clock()), "position": service.store.log.position, "signed": signed}
    told = [{**one.pin, "says": one.told.says, **one.told.whole} for one in pins(service, account, case)]
    return {"case": case, "evidence": told, "trail": _trail(service, account, case), "made": made}


def _trail(service: Service, account: StaffAccount, case: Plain) -> list[Plain]:
    own = service.store.journal.history(service.cases.id_of(case["number"]))
    return [one.whole for one in every(service, account, [(RECORD, fact.by.position) for fact in own])]


def _waiting(case: Plain) -> list[str]:
    if case["status"] == casefile.CLOSED:
        return []
    return list(dict.fromkeys(one["name"] for one in casefile.unanswered(case)))


def _waits(case: Plain) -> str:
    """Whom or what an open case waits for."""
    if case["status"] == casefile.CLOSED:
        return ""
    many, named = len(casefile.untold(case)), ", ".join(_waiting(case))
    telling = f"{many} to be told" if many else ""
    return "; ".join(part for part in (named, telling) if part) or ("to be closed" if case["found"] else "a finding")


def _about(case: Plain) -> str:
    patient = f"Patient {mrn.shown(case['mrn'])}" if case.get("mrn") else ""
    return ", ".join(part for part in (case.get("person_name", ""), patient) if part)


def _finding(case: Plain) -> str:
    kind = case["findings"][-1]["kind"] if case["findings"] else ""
    return casefile.FINDINGS.get(kind, kind)
