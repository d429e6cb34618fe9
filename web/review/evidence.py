"""What is pinned to a case, told in words, with the ways to it and all that is known of it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from domain import mrn
from domain.fact import Fact, Plain
from domain.staff import ROLES, StaffAccount
from projections.differences import what_changed
from projections.patients import of_patient
from projections.reading import StoredReading
from projections.sentences import sentence
from web.access import closed
from web.record import timeline
from web.review import logged
from web.review.logged import Side
from web.review.viewed import viewed
from web.service import Service
from web.wording import words

RECORD = "record"
SHUT = "An event of a record that is closed to you."


@dataclass(frozen=True, slots=True)
class Evidence:
    """`address` leads to the event, `then` to the record as it was known after it; both may be empty. `patient` is the
    record number as it is read; `actor` the staff id of whoever did it. Of what it changed, `sides` are those that a
    reader looks for, `every` is all. `whole` is what an export holds."""

    log: str
    position: int
    says: str
    whole: Plain
    kind: str = ""
    chip: str = ""
    about: str = ""
    why: str = ""
    address: str = ""
    then: str = ""
    patient: str = ""
    mrn: str = ""
    actor: str = ""
    sides: tuple[Side, ...] = ()
    every: tuple[Side, ...] = ()
    fixes: bool = False


class _Event(NamedTuple):
    row: Mapping[str, Any]
    fact: Fact
    whole: Plain
    address: str
    actor: str
    patient: str | None


def evidence(service: Service, account: StaffAccount, log: str, position: int) -> Evidence:
    """Of an event or a view, wherever it is asked for; of one that is not there, that it is not. Of a record that is
    closed to this account, that something happened; whoever did it themselves is told what."""
    return every(service, account, [(log, position)])[0]


def every(service: Service, account: StaffAccount, places: Iterable[tuple[str, int]]) -> list[Evidence]:
    """The same of many, each a log and a position in it, in their order; whose record is closed is asked once."""
    found = [_found(service, log, position) for log, position in places]
    events = (one for one in found if isinstance(one, _Event) and one.actor != account.staff)
    shut = closed.among(service, account, {one.patient for one in events if one.patient})
    return [_told(service, account, shut, one) if isinstance(one, _Event) else one for one in found]


def _found(service: Service, log: str, position: int) -> Evidence | _Event:
    """An event waits until it is known whether its record is closed; anything else is told."""
    if log != RECORD:
        view = viewed(service, position)
        kept = {"view": view.whole} if view.whole is not None else {}
        return Evidence(log, position, view.says, kept, "View", about=view.about, address=view.address)
    stored = service.store.log.rows(position - 1, 1)
    if not stored or stored[0].position != position:
        return Evidence(log, position, f"There is no event {position:,} in the log.", {})
    entry, address = stored[0].entry, f"/audit/log/{position}"
    whole: Plain = {"entry": entry.decode(), "leaf": sha256(b"\0" + entry).hexdigest()}
    row = next(service.views.changes.rows({"after": position - 1, "before": position + 1}), None)
    fact = next(iter(service.store.journal.facts(position - 1, 1)[0]), None)
    if row is None or fact is None:
        return Evidence(log, position, "An entry that the log made about itself.", whole, address=address)
    return _Event(row, fact, whole, address, row["actor"]["id"], row["patient"])


def _told(service: Service, account: StaffAccount, shut: Container[str], one: _Event) -> Evidence:
    row = one.row
    if one.actor != account.staff and one.patient in shut:
        return _shut(row, {"leaf": one.whole["leaf"]}, one.address)
    fact = replace(one.fact, by=one.fact.by._replace(name=row["actor"]["name"]))  # of what was erased the view knows it
    return _event(_said(service, fact), row, {**one.whole, "event": row}, one.address)


def _event(says: str, row: Mapping[str, Any], whole: Plain, address: str) -> Evidence:
    told, reason, actor, number = logged.logged(row), row["reason"] or {}, row["actor"], row["mrn"]
    role = ROLES.get(actor["role"], actor["role"]).lower()
    return Evidence(
        RECORD, row["position"], says, whole, told.kind, told.chip,
        f"{actor['name']}, {role}, {words.moment(row['recorded_at'])}",
        timeline.why(reason.get("code"), reason.get("text")), address,
        f"/patients/{number}?known={row['position']}" if number else "", mrn.shown(number) if number else "",
        number or "", actor["id"], tuple(told.brief), tuple(told.all), told.fixes,
    )  # fmt: skip


def _shut(row: Mapping[str, Any], whole: Plain, address: str) -> Evidence:
    number = mrn.shown(row["mrn"])
    return Evidence(
        RECORD, row["position"], SHUT, whole, address=address, patient=number, mrn=row["mrn"], actor=row["actor"]["id"]
    )


def _said(service: Service, fact: Fact) -> str:
    """The sentence; it names the entry that it is about as this is called now."""
    chapter, entry, _ = what_changed(fact)
    if not (of_patient(fact) and chapter and entry):
        return sentence(fact)
    return sentence(fact, StoredReading(service.views.current, UUID(fact.stream)).entry(chapter, entry))
