"""Who says so: every value that one field ever had."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from domain.identity import KEY
from trail.sealed import signed_size
from web import blamed, kinds, timeline, words
from web.pages.access import REVIEWERS, only, patient_id, service
from web.pages.head import head, reading
from web.pages.narrowing import changes


@only(*REVIEWERS)
def blame(who: str, chapter: str, entry: str, field: str) -> ResponseReturnValue:
    """Who wrote it, when and why, newest first."""
    id = patient_id(who)
    read, inside = reading(id), "" if entry == KEY else entry
    told = changes().blame(str(id), chapter, inside, field)
    item = read.entry(chapter, entry)
    if not told or item is None:
        abort(404)
    path = ".".join(part for part in (chapter, inside, field) if part)
    events = timeline.named(service().store.journal.at(one["position"] for one in told), read)
    names = {"chapter": chapter, "entry": entry, "field": field, "about": blamed.about(chapter, entry, item)}
    top = {**head(who, read), "who": read.details["mrn"], "words": words, "kinds": kinds}
    return render_template(
        "review/blame.html", **top, **names, steps=blamed.steps(told, path, events), error=blamed.error(item),
        signed=signed_size(service().store),
    )  # fmt: skip
