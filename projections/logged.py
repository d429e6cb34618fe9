"""A row of the change log: what a fact changed, as it is told and as it is looked for."""

from __future__ import annotations

from datetime import timedelta

import orjson
from sqlalchemy import Index

from domain import blood
from domain.blood import BloodGroupSettled
from domain.fact import Erased, Fact, Plain, iso
from domain.history import History
from domain.partial import PartialDateTime
from domain.reasons import REASONS
from domain.reports import ReportIssued
from domain.text import folded
from projections.differences import what_changed
from projections.view import key, number, optional, place, table, text
from trail.tables import Line

LATE = timedelta(hours=24)  # between what happened and its record
_REASONS = {code: folded(words) for code, words in REASONS.items()}
_APART = str.maketrans("_.", "  ")
CHANGE = table(
    "change",
    place("position"), text("recorded_at"), number("late"), optional("patient"), optional("mrn"), text("type"),
    optional("chapter"), optional("entry"), text("actor"), text("name"), text("role"), text("channel"),
    optional("session"), optional("reason"), number("flagged"), number("warned"), number("safety"),
    text("tx"), text("words"), text("told"),
    rowid=True,
)  # fmt: skip
for _name in ("patient", "type", "actor"):
    Index(f"change_{_name}", CHANGE.c[_name], CHANGE.c.position)
for _name in ("reason", "session"):
    _there = CHANGE.c[_name].is_not(None)
    Index(f"change_{_name}", CHANGE.c[_name], CHANGE.c.position, sqlite_where=_there, postgresql_where=_there)

HAND = table("hand", key("actor"), key("name"))
"""Everybody who ever recorded something, under every name that they had then."""


def row(fact: Fact, told: Plain) -> Line:
    by = fact.by
    fields = "\n".join([one["field"] for one in told["changes"]])
    return (
        by.position, told["recorded_at"], int(told["late"]), told["patient"], told["mrn"], told["type"],
        told["chapter"], told["entry"], by.actor, by.name, by.role, by.channel, by.session, by.reason,
        int(bool(by.flags)), int(".warnings.0" in fields and _warned(told)), int(is_safety(fact)), by.tx,
        _words(told, fields), orjson.dumps(told).decode(),
    )  # fmt: skip


def is_late(fact: Fact) -> bool:
    """Whether an act was recorded more than a day after it took place; what began long ago and is told now is not."""
    if not fact.by.effective or type(fact) in History.FACTS:
        return False
    return fact.by.at - PartialDateTime.parse(fact.by.effective).latest > LATE


def is_safety(fact: Fact) -> bool:
    """Whether a patient may come to harm by what it says."""
    match fact:
        case BloodGroupSettled(now=now):
            return bool(now["state"] == blood.CONFLICT)
        case ReportIssued(content=content):
            return bool(content.get("critical"))
    return False


def _warned(told: Plain) -> bool:
    """An unlikely value was confirmed."""
    return any(one["was"] is None and one["field"].endswith(".warnings.0") for one in told["changes"])


def _words(told: Plain, fields: str) -> str:
    """What a person could read in a change, for searching: values, names and reasons, without accents and case."""
    reason = told["reason"] or {}
    words = [told["actor"]["name"], reason.get("text")]
    for one in told["changes"]:
        words += one["was"], one["now"]
    values = folded("\n".join([str(word) for word in words if word is not None]))
    found = f"{_REASONS.get(reason.get('code', ''), '')}\n{fields.casefold().translate(_APART)}\n{values}"
    return found.replace("\0", " ")  # which PostgreSQL would not take


def change(fact: Fact, patient: str | None, mrn: str | None) -> Plain:
    """A change as interfaces.md writes it; the changes come last, where `projections.asked` looks for them."""
    by, (chapter, entry, changes) = fact.by, what_changed(fact)
    kind = "system" if by.role == "system" else "person"
    return {
        "position": by.position,
        "recorded_at": iso(by.at),
        "effective": by.effective,
        "patient": patient,
        "mrn": mrn,
        "stream": fact.stream,
        "version": fact.originator_version,
        "type": fact.kind.TOPIC if isinstance(fact, Erased) else fact.TOPIC,
        "chapter": chapter,
        "entry": entry,
        "actor": {"id": by.actor, "name": by.name, "role": by.role, "kind": kind},
        "channel": by.channel,
        "operator": by.operator,
        "policy": by.policy,
        "request": by.request,
        "tx": by.tx,
        "late": is_late(fact),
        "source": by.source,
        "flags": by.flags,
        "reason": {"code": by.reason, "text": by.because} if by.reason else None,
        **({"erased": True} if isinstance(fact, Erased) else {}),
        "changes": changes,
    }
