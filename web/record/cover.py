"""The first pages of a printed chart: whom it is about, what it holds, what it was made from, and the summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain import mrn
from domain.chapter import answered
from domain.fact import Plain
from projections.reading import Reading
from web.record import summary
from web.record.banner import Banner
from web.record.printed import Section
from web.wording import words

_FEW = 5


@dataclass(frozen=True, slots=True)
class Made:
    """What a print was made from, by whom and when: `position` in the log, `number` of the last event in the record."""

    position: int
    at: datetime
    number: int
    printed: datetime
    by: str
    role: str
    proved: int
    past: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """`band` is what stands on every page; `holds` is (section, entries, of which struck)."""

    name: str
    number: str
    title: str
    band: str
    facts: list[tuple[str, str]]
    alerts: list[str]
    holds: list[tuple[str, int, int]]
    made: list[tuple[str, str]]
    foot: str
    past: bool


def cover(read: Reading, about: Banner, made: Made, sections: Sequence[Section]) -> Cover:
    name, number = read.details["names"][0]["text"], mrn.shown(read.details["mrn"])
    born = words.when(read.details["birth"].get("value")) or "birth not known"
    at = f"position {made.position:,}, {words.moment(made.at)}"
    return Cover(
        name,
        number,
        f"Chart of {name}, {number}",
        f"{name} · {number} · born {born}",
        _facts(read.details, about),
        [", ".join(part for part in one if part) for one in about.alerts],
        [(one.title, one.count, one.struck) for one in sections],
        [
            ("Made from", f"the record at {at}, its event {made.number:,}"),
            ("Printed", f"{words.moment(made.printed)} by {made.by}, {made.role.lower()}"),
            ("Proved", f"up to position {made.proved:,} of the log" if made.proved else "not yet"),
        ],
        f"As known at {at}. Printed {words.moment(made.printed)} by {made.by}.",
        made.past,
    )


def _facts(details: Plain, about: Banner) -> list[tuple[str, str]]:
    born = words.when(details["birth"].get("value")) or "not known"
    told = [
        ("Born", f"{born}{f', {about.age}' if about.age else ''}"),
        ("Gender", str(details["gender"]).capitalize()),
        ("Formerly", ", ".join(about.former)),
        ("Blood group", _group(about)),
        ("", about.died),
    ]
    return [(label, text) for label, text in told if text]


def _group(about: Banner) -> str:
    if not about.group:
        return about.caution or about.state
    return "; ".join(part for part in (f"{about.group}, {about.state}", about.caution.lower()) if part)


def digest(read: Reading, printed: date) -> list[tuple[str, list[str]]]:
    """What is looked for first, on one page: (heading, lines). A heading without lines has nothing to say."""
    shown = summary.summary(read, printed)
    asked = {one["id"]: words.when(answered(one)[:10]) for one in read.history() if one.get("none_known")}
    groups = [(name, [_line(one, asked) for one in found if not one.struck]) for name, found, _ in shown["groups"]]
    reach = [f"{label}: {text}" for _, label, text in shown["person"] if label in ("Contact", "Next of kin", "Address")]
    return [
        *groups,
        ("Latest measurements", [_row(row) for row in shown["measured"]]),
        ("Latest reports", [_report(one) for one in shown["reports"] if not one.struck][:_FEW]),
        ("Latest visits", [_visit(one) for one in shown["visits"] if not one.struck][:_FEW]),
        ("To reach", reach),
    ]


def _line(one: summary.Line, asked: dict[str, str]) -> str:
    at = f"asked {asked[one.id]}" if one.id in asked else one.at
    return ", ".join(part for part in (one.what, one.rest, at) if part)


def _row(row: Any) -> str:
    value = f"{row.name} {'/'.join(one.text for one in row.now)} {row.unit}".strip()
    return f"{value}, {row.taken}" + (f" ({row.derived})" if row.derived else "")


def _report(one: Any) -> str:
    told = ((f"{line.name} {line.value}", line.flag[1].lower() if line.flag else "") for line in one.stands_out)
    out = ", ".join(f"{value} {flag}".strip() for value, flag in told)
    said = out or one.words
    return f"{one.what}, {one.at}, {one.chip[1].lower()}{f': {said}' if said else ''}"


def _visit(one: summary.Visit) -> str:
    seen = f", seen by {one.seen_by}" if one.seen_by else ""
    return f"{one.what}, {one.kind.lower()}, {one.at}{seen}"
