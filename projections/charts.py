"""Series to draw: vitals and results over time, with what was corrected and what was struck."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.chapter import IN_ERROR
from domain.fact import Plain
from domain.partial import PartialDateTime
from domain.quantity import decimal
from domain.vitals import VITALS


@dataclass(frozen=True, slots=True)
class Point:
    """`at` is ISO 8601 (the earliest that the partial time can mean), `value` a decimal text in the series' unit."""

    at: str
    value: str
    entry: str
    struck: bool = False
    was: tuple[str, ...] = ()
    flag: str | None = None


@dataclass(slots=True)
class Series:
    name: str
    unit: str
    points: list[Point] = field(default_factory=list)
    low: str | None = None
    high: str | None = None


def vitals(file: Plain) -> list[Series]:
    """One series for each kind measured, in the order of `VITALS`."""
    entries = file["chapters"]["measurements"].values()
    found = []
    for kind, vital in VITALS.items():
        own = [entry for entry in entries if entry["kind"] == kind]
        if own:
            found.append(Series(vital.name, vital.unit, _sorted([_measured(entry) for entry in own])))
    return found


def results(file: Plain) -> list[Series]:
    """One series for each analyte and unit with numbers, by name."""
    found: dict[tuple[str, str], Series] = {}
    for entry in file["chapters"]["reports"].values():
        when = entry.get("collected_at") or entry.get("performed_at") or entry.get("reported_at")
        for result in entry.get("results", ()) if when else ():
            if decimal(result.get("value")) is None:
                continue
            name, unit = result["what"]["text"], result.get("unit", "")
            series = found.setdefault((name, unit), Series(name, unit))
            limits = result.get("range", {})
            series.low, series.high = limits.get("low", series.low), limits.get("high", series.high)
            struck = entry["status"] in (IN_ERROR, "cancelled")
            series.points.append(Point(_at(when), result["value"], entry["id"], struck, flag=result.get("flag")))
    return [Series(one.name, one.unit, _sorted(one.points), one.low, one.high) for _, one in sorted(found.items())]


def _measured(entry: Plain) -> Point:
    earlier = [one["changes"]["value"].get("was") for one in entry.get("corrections", ()) if "value" in one["changes"]]
    struck = entry.get("status") == IN_ERROR
    return Point(_at(entry["taken_at"]), entry["value"], entry["id"], struck, tuple(filter(None, earlier)))


def _at(when: str) -> str:
    return PartialDateTime.parse(when).earliest.isoformat()


def _sorted(points: list[Point]) -> list[Point]:
    return sorted(points, key=lambda point: point.at)
