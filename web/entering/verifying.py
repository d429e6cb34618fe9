"""Samples to be keyed again, as forms and as pages; a result is drawn with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from typing import Any
from uuid import UUID

from flask import g
from markupsafe import Markup

from domain.blood import BloodGroup
from domain.fact import Plain
from domain.measurements import Measurements
from domain.quantity import SHOWN
from domain.receipt import Receipt
from domain.refusal import NotFound, Refused
from domain.twice import FIELDS
from domain.verification import Place, sample
from domain.vitals import VITALS
from projections.agreement import Agreement, differing
from projections.reading import StoredReading
from projections.verifications import Sample, Sampled
from web.access import closed
from web.drawing.scale import Scale
from web.drawing.svg import INK, PINE, RULE, tag
from web.entering.forms import Form, Typed
from web.schemas import verification as schemas
from web.service import Service
from web.wording import moments, words

_SIZE = "30"
_WIDE, _HIGH = 220, 22  # pixels


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a sample. Both values are told only once it was keyed."""

    number: int
    place: Place
    mrn: str
    what: str
    keyed: Plain | None
    differing: list[str]

    @property
    def address(self) -> str:
        return f"/patients/{self.mrn}/{self.place.chapter}/{self.place.entry}"

    @property
    def sides(self) -> list[tuple[str, str, str, bool]]:
        """Field, what stood there, what was keyed, and whether they differ."""
        told = self.keyed or {"was": {}, "keyed": {}}
        return [
            (words.label(field), shown(was), shown(told["keyed"].get(field, "")), field in self.differing)
            for field, was in told["was"].items()
        ]


def shown(value: str) -> str:
    """A canonical value as people write it: `72 kg`, `120 mmHg`; a word where nothing was told."""
    number, _, unit = value.partition(" ")
    return f"{number} {SHOWN[unit]}" if unit in SHOWN else value or "not told"


def items(service: Service, found: Sequence[Sampled]) -> list[Item]:
    """Of a record that is closed to whoever looks, that there is an entry."""
    every = [item(service, one) for one in found]
    return closed.redacted(service, g.account, every, lambda one: one.place.patient, _unsaid)


def item(service: Service, one: Sampled) -> Item:
    id = UUID(one.place.patient)
    entry = StoredReading(service.views.current, id).entry(one.place.chapter, one.place.entry) or {}
    mrn = service.views.current.head(id).mrn
    return Item(one.number, one.place, mrn, named(one.place.chapter, entry), one.keyed, differing(one))


def _unsaid(one: Item) -> Item:
    return replace(one, keyed=one.keyed and {**one.keyed, "was": {}, "keyed": {}}, differing=[])


def named(chapter: str, entry: Plain) -> str:
    """What kind of entry it is, without what it says."""
    if chapter == Measurements.NAME:
        return VITALS[entry["kind"]].name
    return "Blood group" if chapter == BloodGroup.NAME else str(words.label(entry["kind"].replace("-", " ")))


# forms


def draw(service: Service) -> Form:
    def run(typed: Typed) -> Receipt:
        told = typed.data
        since, until = (_day(told.get(name, ""), name) for name in ("since", "until"))
        chapters = [told["chapter"]] if told.get("chapter") else list(FIELDS)
        service.views.ready()
        position = service.views.engine.position
        eligible = list(service.views.verifications.eligible(position, since, until))
        size = _whole(told["size"])
        return service.verifying.draw(told["seed"], size, chapters, position, eligible, typed.by, since, until)

    lead = (
        "Entries that somebody typed in are drawn at random, to be keyed again by somebody else who does not see them."
    )
    return Form(
        "Draw a sample", schemas.Draw, run, lead, "Draw it", initial={"size": _SIZE, "seed": token_hex(4)},
        places=lambda field: "chapter" if field == "chapters" else field,
    )  # fmt: skip


def key(service: Service, found: Sample, one: Sampled, entry: Plain, where: dict[str, Any]) -> Form:
    """The form shows where the entry came from, and nothing of what it says."""
    chapter, kind = one.place.chapter, entry.get("kind", "")

    def run(typed: Typed) -> Receipt:
        told = {**typed.data, "unit": typed.data.get("value_unit")}
        return service.verifying.key(UUID(found.id), one.number, told, typed.by)

    lead = "Read it from the source, not from the record. Once it is keyed, both are shown."
    return Form(
        f"Key again: {named(chapter, entry)}", schemas.keyed(chapter, kind), run, lead, "Key it",
        view="verification/key.html", beside=lambda values: where,
        places=lambda field: field if field in (*FIELDS[chapter], "value") else "",
    )  # fmt: skip


def close(service: Service, id: str) -> Form:
    def run(typed: Typed) -> Receipt:
        return service.verifying.close(UUID(id), typed.by, typed.data.get("note"))

    return Form("Close the sample", schemas.Closing, run, "Nothing more is keyed after that.", "Close it")


def _day(text: str, field: str) -> str | None:
    found: datetime | None = moments.since(text, field)
    return f"{found:%Y-%m-%d}" if found else None


def _whole(text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 5):
        raise Refused("size", "Write a whole number.")
    return int(text)


# what came of it


def of_what(found: Sample) -> str:
    """`Measurements, history, from 2026-11-01`"""
    told = found.told
    named = ", ".join(schemas.KINDS[chapter] for chapter in told["chapters"]).capitalize()
    days = [f"{word} {told[name]}" for word, name in (("from", "since"), ("to", "until")) if told.get(name)]
    return ", ".join([named, *days])


def drawn_again(service: Service, found: Sample, had: Sequence[Sampled]) -> bool:
    """Whether the seed draws the same entries from what there was at that position."""
    told = found.told
    every = service.views.verifications.eligible(told["position"], told.get("since"), told.get("until"))
    own = [place for place in every if place.chapter in told["chapters"]]
    return sample(told["seed"], told["size"], own) == [one.place for one in had]


def source(service: Service, one: Sampled) -> dict[str, Any]:
    """Where the entry came from: the patient, when, the visit, and documents that may show it."""
    id = UUID(one.place.patient)
    read = StoredReading(service.views.current, id)
    entry = read.entry(one.place.chapter, one.place.entry)
    if entry is None:
        raise NotFound("There is no such entry.")
    visit = read.entry("visits", entry["visit"]) if entry.get("visit") else None
    return {
        "entry": entry, "visit": visit, "documents": read.newest("attachments", 8),
        "mrn": service.views.current.head(id).mrn, "person": service.views.directory.person(id),
    }  # fmt: skip


def interval(one: Agreement) -> Markup:
    """The share as a point, its interval as a line, on a scale from nothing to all."""
    x, half = Scale(0, 1, 6, _WIDE - 6), _HIGH / 2
    rule = tag("line", x1=x(0), x2=x(1), y1=half, y2=half, stroke=RULE, stroke_width=2)
    ends = [tag("line", x1=x(at), x2=x(at), y1=half - 5, y2=half + 5, stroke=PINE) for at in (one.low, one.high)]
    line = tag("line", x1=x(one.low), x2=x(one.high), y1=half, y2=half, stroke=PINE, stroke_width=3)
    ticks = [tag("line", x1=x(at), x2=x(at), y1=half - 3, y2=half + 3, stroke=INK) for at in (0, 0.5, 1)]
    dot = tag("circle", cx=x(one.share), cy=half, r=4.5, fill=PINE, stroke="#fff")
    says = f"{percent(one.share)}, between {percent(one.low)} and {percent(one.high)}"
    drawn = Markup("").join([rule, *ticks, line, *ends, dot])
    return tag("svg", drawn, width=_WIDE, height=_HIGH, viewBox=f"0 0 {_WIDE} {_HIGH}", role="img", aria_label=says)


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"
