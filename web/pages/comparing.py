"""What differs between two moments of a record: in sentences, side by side, and as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from domain.fact import Plain
from domain.permissions import May
from domain.refusal import NotFound, Refused
from web import exports
from web.pages.access import only, patient_id, service
from web.pages.head import head, reading, skipped
from web.record import timeline
from web.record.timeline import Event, Events
from web.review import compared, known
from web.wording import kinds, words

PAGE = 50  # entries that differ
CHOICES = 100  # events that can be chosen from a list
BETWEEN = 40  # events that are listed beside what they changed
VIEWS = {"words": "In sentences", "sides": "Side by side"}


@dataclass(frozen=True, slots=True)
class Ends:
    """Two events of a record, the earlier first, with the files after them and what happened between."""

    told: Sequence[Event]
    one: Event
    two: Event
    was: Plain
    now: Plain

    @property
    def between(self) -> Sequence[Event]:
        return self.told[self.one.number : self.two.number]


@only(May.LOOK_BACK)
def compare(who: str) -> ResponseReturnValue:
    """Between `?from=` and `?to=`, each a position, a moment in UTC or `now`; by default what the last event changed.

    `?view=` is `words`, one sentence for each change, or `sides`, what stood there beside what stands there.
    """
    id = patient_id(who)
    read = reading(id)
    top = {**head(who, read), "who": read.details["mrn"], "words": words, "kinds": kinds}
    try:
        both = ends(id)
    except (Refused, NotFound) as no:
        return _no_moment(top, no)
    skip = skipped()
    found = compared.differences(both.was, both.now, both.between, PAGE, skip)
    asked = request.args.get("view", "")
    return render_template(
        "review/compare.html", **top, one=both.one, two=both.two, found=found, between=both.between,
        few=CHOICES, beside=BETWEEN, formats=exports.FORMATS, newer=max(skip - PAGE, 0) if skip else None,
        older=skip + PAGE if skip + PAGE < found.entries else None, events=both.told, views=VIEWS,
        view=asked if asked in VIEWS else "words",
    )  # fmt: skip


@only(May.LOOK_BACK)
def compare_file(who: str, form: str) -> ResponseReturnValue:
    """Every difference as a file: `field`, `was`, `now`, and the positions of the events between them.

    Applied to the earlier file it gives the later one; see `projections.between`.
    """
    id = patient_id(who)
    if form not in exports.FORMATS:
        abort(404)
    try:
        both = ends(id)
    except Refused as no:
        return {"errors": {no.field: no.reason}}, 400
    told = compared.traced(both.was, both.now, both.between)
    return exports.table(told, form, f"compare-{reading(id).details['mrn']}", compared.COLUMNS)


def _no_moment(top: Plain, no: Refused | NotFound) -> ResponseReturnValue:
    why, status = (no.reason, 400) if isinstance(no, Refused) else (str(no), 404)
    return render_template("review/nothing_to_compare.html", **top, why=why), status


def ends(id: UUID) -> Ends:
    """Events are called what their entries are called at the later moment."""
    life = service().lives.of(id)
    one, two = _chosen(timeline.events(life.facts, {"chapters": {}}))
    was, now = life.file(one.number), life.file(two.number)
    return Ends(timeline.events(life.facts, now), one, two, was, now)


def _chosen(told: Events) -> tuple[Event, Event]:
    typed = {name: request.args.get(name, "").strip() for name in ("from", "to")}
    size, now = service().store.journal.position, service().clock()
    ends = {
        name: told[-1] if text == "now" else known.event_at(told, text, now, size, name)
        for name, text in typed.items() if text
    }  # fmt: skip
    one, two = ends.get("from", told[max(len(told) - 2, 0)]), ends.get("to", told[-1])
    return (one, two) if one.number <= two.number else (two, one)
