"""Series to draw: vitals and results over time, with what was corrected, what was struck, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from domain.chapter import IN_ERROR
from domain.fact import Plain
from domain.identity import KEY
from domain.partial import PartialDate, PartialDateTime
from domain.quantity import decimal
from domain.usual import usual
from domain.vitals import VITALS

PRINTED, USUAL = "printed", "usual"


@dataclass(frozen=True, slots=True)
class Point:
    """`at` is ISO 8601 (the earliest that the partial time can mean), `value` a decimal text in the series' unit.

    `low` and `high` are the band it is read against; `reason` and `because` say why it was corrected or struck.
    """

    at: str
    value: str
    entry: str
    struck: bool = False
    was: tuple[str, ...] = ()
    flag: str | None = None
    low: str | None = None
    high: str | None = None
    reason: str = ""
    because: str = ""


@dataclass(slots=True)
class Series:
    """`kind` is that of a vital sign; `band` says what its bands are: `printed` on the day, or `usual` at the age."""

    name: str
    unit: str
    points: list[Point] = field(default_factory=list)
    kind: str = ""
    band: str = ""


def vitals(file: Plain) -> list[Series]:
    """One series for each kind measured, in the order of `VITALS`, against what is usual at the age."""
    entries, birthday = file["chapters"]["measurements"].values(), born(file)
    found = []
    for kind, vital in VITALS.items():
        points = _sorted([_measured(entry, birthday) for entry in entries if entry["kind"] == kind])
        if points:
            found.append(Series(vital.name, vital.unit, points, kind, _band(points, USUAL)))
    return found


def results(file: Plain) -> list[Series]:
    """One series for each analyte and unit with numbers, by name, against the range printed with each result."""
    found: dict[tuple[str, str], Series] = {}
    for entry in file["chapters"]["reports"].values():
        when = entry.get("collected_at") or entry.get("performed_at") or entry.get("reported_at")
        for n, result in enumerate(entry.get("results", ()) if when else ()):
            if decimal(result.get("value")) is None:
                continue
            name, unit = result["what"]["text"], result.get("unit", "")
            series = found.setdefault((name, unit), Series(name, unit))
            series.points.append(_result(entry, n, result, _at(when)))
    for series in found.values():
        series.points, series.band = _sorted(series.points), _band(series.points, PRINTED)
    return [one for _, one in sorted(found.items())]


def born(file: Plain) -> date | None:
    """The birth date where its day is known, or lies within a month that is; bands by age need no better one."""
    told = file["chapters"]["demographics"].get(KEY, {}).get("birth", {}).get("value")
    read = PartialDate.parse(told) if told else None
    return read.earliest if read and read.precision in ("day", "month") else None


def measured(entry: Plain) -> Point:
    """A measurement without its band."""
    return _measured(entry, None)


def _measured(entry: Plain, birthday: date | None) -> Point:
    marks = [one for one in entry.get("corrections", ()) if "value" in one["changes"]]
    earlier = [one["changes"]["value"].get("was") for one in marks]
    at = _at(entry["taken_at"])
    low, high = usual(entry["kind"], birthday, datetime.fromisoformat(at).date()) or (None, None)
    return Point(
        at, entry["value"], entry["id"], entry.get("status") == IN_ERROR, tuple(filter(None, earlier)),
        low=_text(low), high=_text(high), **_why(entry, marks),
    )  # fmt: skip


def _result(entry: Plain, n: int, result: Plain, at: str) -> Point:
    path, limits = f"results.{n}.value", result.get("range", {})
    marks = [one for one in entry.get("corrections", ()) if path in one["changes"]]
    earlier = [one["changes"][path].get("was") for one in marks]
    struck = entry["status"] in (IN_ERROR, "cancelled")
    former = tuple(one for one in earlier if decimal(one) is not None)
    low, high = limits.get("low"), limits.get("high")
    return Point(at, result["value"], entry["id"], struck, former, result.get("flag"), low, high, **_why(entry, marks))


def _why(entry: Plain, marks: list[Plain]) -> dict[str, str]:
    """Of a struck entry the reason why it was, else that of its last correction."""
    mark = entry.get("retracted") or (marks[-1] if marks else {})
    return {"reason": mark.get("reason") or "", "because": mark.get("because") or ""}


def _band(points: list[Point], name: str) -> str:
    return name if any(one.low or one.high for one in points) else ""


def _text(end: Decimal | None) -> str | None:
    return None if end is None else f"{end:f}"


def _at(when: str) -> str:
    return PartialDateTime.parse(when).earliest.isoformat()


def _sorted(points: list[Point]) -> list[Point]:
    return sorted(points, key=lambda point: point.at)
