"""Who says so: every value that one field ever had."""

from __future__ import annotations

from typing import cast

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from domain.identity import KEY
from domain.permissions import May
from domain.policies import PolicyAdopted
from domain.staff import ROLES
from trail.sealed import anchored_size
from web.pages.access import allowed, only, patient_id, service
from web.pages.head import head, reading
from web.pages.narrowing import changes
from web.record import lines, timeline
from web.review import blamed, policed
from web.wording import kinds, words


@only(May.LOOK_BACK)
def blame(who: str, chapter: str, entry: str, field: str) -> ResponseReturnValue:
    """Who wrote it, when and why, and what was in force then, newest first.

    Where nobody wrote the very field that a page names the entry by, it is what is said of the entry as a whole.
    """
    id = patient_id(who)
    read, inside = reading(id), "" if entry == KEY else entry
    item = read.entry(chapter, entry) or abort(404)
    told = changes().blame(str(id), chapter, inside, field)
    if not told and chapter in lines.TITLES and chapter != KEY and field == lines.line(chapter, entry, item).field:
        told, field = changes().blame(str(id), chapter, inside), ""
    if not told:
        abort(404)
    path = ".".join(part for part in (chapter, inside, field) if part)
    events = timeline.named(service().store.journal.at(one["position"] for one in told), read)
    return render_template(
        "review/blame.html", **head(who, read), field=field, about=blamed.about(chapter, entry, item), words=words,
        kinds=kinds, steps=blamed.steps(told, path, events), error=blamed.error(item), roles=ROLES,
        signed=anchored_size(service().store), policies=_policies(events), audits=allowed(May.READ_LOG),
    )  # fmt: skip


def _policies(events: list[timeline.Event]) -> dict[int, list[policed.InForce]]:
    """What was in force at each of these events, by its position."""
    adopted = [row["position"] for row in changes().rows({"type": PolicyAdopted.TOPIC})]
    facts = [cast(PolicyAdopted, fact) for fact in service().store.journal.at(adopted)]
    return {event.position: policed.in_force(facts, event.fact) for event in events}
