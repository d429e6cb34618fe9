"""What differs between two moments of a record: in sentences, side by side, and as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from domain.fact import Plain
from domain.refusal import NotFound, Refused
from projections import past
from web import compared, exports, kinds, known, timeline, words
from web.pages.access import REVIEWERS, only, patient_id, service
from web.pages.head import head, reading, skipped
from web.pages.narrowing import changes
from web.timeline import Event

PAGE = 50  # entries that differ
CHOICES = 100  # events that can be chosen from a list
BETWEEN = 40  # events that are listed beside what they changed
VIEWS = {"words": "In sentences", "sides": "Side by side"}


@dataclass(frozen=True, slots=True)
class _Ends:
    """Two events of a record, the earlier first, with the files after them and what happened between."""

    one: Event
    two: Event
    was: Plain
    now: Plain
    between: Sequence[Event]


@only(*REVIEWERS)
def compare(who: str) -> ResponseReturnValue:
    """Between `?from=` and `?to=`, each a position, a moment in UTC or `now`; by default what the last event changed.

    `?view=` is `words`, one sentence for each change, or `sides`, what stood there beside what stands there.
    """
    id = patient_id(who)
    read = reading(id)
    top = {**head(who, read), "who": read.details["mrn"], "words": words, "kinds": kinds}
    try:
        ends = _ends(id)
    except (Refused, NotFound) as no:
        return _no_moment(top, no)
    skip = skipped()
    found = compared.differences(ends.was, ends.now, ends.between, PAGE, skip)
    asked = request.args.get("view", "")
    return render_template(
        "review/compare.html", **top, one=ends.one, two=ends.two, found=found, between=ends.between,
        beside=BETWEEN, formats=exports.FORMATS, newer=max(skip - PAGE, 0) if skip else None,
        older=skip + PAGE if skip + PAGE < found.entries else None, events=_choices(id), views=VIEWS,
        view=asked if asked in VIEWS else "words",
    )  # fmt: skip


@only(*REVIEWERS)
def compare_file(who: str, form: str) -> ResponseReturnValue:
    """Every difference as a file: `field`, `was`, `now`, and the positions of the events between them.

    Applied to the earlier file it gives the later one; see `projections.between`.
    """
    id = patient_id(who)
    if form not in exports.FORMATS:
        abort(404)
    try:
        ends = _ends(id)
    except Refused as no:
        return {"errors": {no.field: no.reason}}, 400
    told = compared.traced(ends.was, ends.now, ends.between)
    return exports.table(told, form, f"compare-{reading(id).details['mrn']}", compared.COLUMNS)


def _no_moment(top: Plain, no: Refused | NotFound) -> ResponseReturnValue:
    why, status = (no.reason, 400) if isinstance(no, Refused) else (str(no), 404)
    return render_template("review/nothing_to_compare.html", **top, why=why), status


def _ends(id: UUID) -> _Ends:
    """Events are called what their entries are called at the later moment."""
    journal = service().store.journal
    first, last = sorted(_chosen(id))
    was, now = _file(id, first), _file(id, last)
    one, two = (timeline.events(journal.at([position]), now)[0] for position in (first, last))
    facts = journal.history(id, upto=last, after=one.fact.originator_version)
    return _Ends(_numbered(one), _numbered(two), was, now, [_numbered(event) for event in timeline.events(facts, now)])


def _numbered(event: Event) -> Event:
    return replace(event, number=event.fact.originator_version)


def _chosen(id: UUID) -> tuple[int, int]:
    """The positions of the two events; by default the last one and the one before it."""
    places, journal = [step.position for step in changes().steps(str(id))], service().store.journal
    typed = {name: request.args.get(name, "").strip() for name in ("from", "to")}

    def place(name: str, default: int) -> int:
        if typed[name] in ("", "now"):
            return places[-1] if typed[name] else places[max(len(places) + default, 0)]
        at = partial(journal.position_at, id)
        return known.place_at(places, typed[name], service().clock(), journal.position, at, name)

    return place("from", -2), place("to", -1)


def _choices(id: UUID) -> list[Event]:
    """What can be chosen from a list; nothing where there is too much to choose from."""
    if reading(id).version > CHOICES:
        return []
    return timeline.events(service().store.journal.history(id), {"chapters": {}})


def _file(id: UUID, position: int) -> Plain:
    """As it stood after an event; read from the views where it stands so."""
    read = reading(id)
    if read.position == position:
        return read.file
    return past.file_at(service().store.journal, id, position)
