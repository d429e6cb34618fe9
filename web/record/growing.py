"""Growth charts of a record: each reading with its age, its centile and z score, and the reference they come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from markupsafe import Markup

from domain.fact import Plain
from domain.quantity import SHOWN
from projections.growth import Curve, Grown, Growth, growth_of
from web.drawing.curves import growth_chart
from web.record import charts
from web.wording import words

_YEARS = 24  # months from which an age is told in years
_CANNOT = {
    "birth": "No birth date is recorded, so what was measured has no age to be set against.",
    "vague": "The birth date is known only as {born}: too vague for centiles, which need the day.",
    "sex": "Neither the sex at birth nor the gender says whether the reference for girls or that for boys fits.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """`age` is that which was used; `centile` and `z` are empty for a reading that was entered in error."""

    when: str
    age: str
    value: str
    centile: str
    z: str
    was: str
    why: str
    struck: bool
    derived: bool
    says: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One reference with the readings it holds; `draw`, `tell` and `bare` as those of `web.record.charts.Figure`."""

    key: str
    name: str
    unit: str
    reference: str
    count: int
    draw: Callable[[int], Markup]
    tell: Callable[[int, int], list[Row]]
    bare: Callable[[], list[dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Growing:
    """`cannot` says why there is no chart of what was measured; `notes` is what else must be known of the charts."""

    figures: list[Figure]
    cannot: str
    notes: list[str]


def growing(file: Plain, record: str) -> Growing:
    """All growth charts of a file; a reading leads to its entry."""
    found = growth_of(file)
    details = file["chapters"]["demographics"]["demographics"]
    cannot = _CANNOT.get(found.cannot, "").format(born=words.when(details.get("birth", {}).get("value")))
    return Growing([_figure(one, found, record) for one in found.curves], cannot, _notes(found))


def _notes(found: Growth) -> list[str]:
    if not found.curves:
        return []
    told = []
    if found.gendered:
        told.append("The sex at birth is not recorded; the reference follows the gender.")
    if found.undated:
        few = "reading has" if found.undated == 1 else "readings have"
        told.append(f"{found.undated} {few} no day and cannot be placed.")
    return told


def _figure(curve: Curve, found: Growth, record: str) -> Figure:
    reference, unit, grown = curve.reference, SHOWN.get(curve.unit, curve.unit), curve.grown
    name = f"{reference.what[:1].upper()}{reference.what[1:]}"
    born = datetime.combine(found.born, time(), UTC) if found.born else datetime.fromisoformat(grown[0].point.at)

    def draw(most: int) -> Markup:
        address: charts.Address = lambda entry: f"{record}/measurements/{entry}"  # noqa: E731
        return growth_chart(
            reference, born, [charts.point(one.point, name, unit, address) for one in grown], unit, most
        )

    def tell(most: int, skip: int) -> list[Row]:
        return [_row(one, unit, born.date()) for one in charts.newest(grown, most, skip)]

    def bare() -> list[dict[str, str]]:
        return [_bare(one, reference.name) for one in grown]

    span = "infant" if reference.last <= 36 else "child"
    key = charts.key(reference.what, span)
    return Figure(key, f"{name} for age", unit, reference.name, len(grown), draw, tell, bare)


def _row(one: Grown, unit: str, born: date) -> Row:
    struck = one.point.struck
    return Row(
        words.when(one.point.at[:10]), age(born, date.fromisoformat(one.point.at[:10])), f"{one.point.value} {unit}",
        "" if struck else centile(one.centile), "" if struck else f"{one.z:+.2f}".replace("-", "−"),
        ", ".join(one.point.was), charts.why(one.point), struck, bool(one.inputs),
        f"measurements.{one.point.entry}.value",
    )  # fmt: skip


def _bare(one: Grown, reference: str) -> dict[str, str]:
    told = {"when": one.point.at[:10], "value": one.point.value, "age_months": f"{one.months:.2f}"}
    stands = {"z": f"{one.z:.2f}", "centile": f"{one.centile:.1f}", "reference": reference}
    return told | stands | {"was": " ".join(one.point.was), "entered_in_error": "yes" if one.point.struck else ""}


def age(born: date, on: date) -> str:
    """`9 days`, `7 months`, `4 y 2 m`, in whole days, months and years of the calendar."""
    months = 12 * (on.year - born.year) + on.month - born.month - (on.day < born.day)
    if months < 1:
        days = (on - born).days
        return f"{days} day{'' if days == 1 else 's'}"
    if months < _YEARS:
        return f"{months} month{'' if months == 1 else 's'}"
    return f"{months // 12} y {months % 12} m"


def centile(share: float) -> str:
    """`58`, `below 0.1`, `99.6`: no centile of 0 or 100 is told."""
    if share < 0.1:
        return "below 0.1"
    if share > 99.9:
        return "above 99.9"
    return f"{share:.1f}" if share < 1 or share > 99 else f"{share:.0f}"
