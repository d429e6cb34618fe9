"""From what a program sends to the form that a page would show: which entry, which request, which gap it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from domain.fact import Plain
from domain.refusal import NotFound, Refused
from projections.reading import Reading
from web.api import bodies
from web.api.carrying import Sent, stream
from web.entering import amending, commands, disposing, emergencies, entry_commands, releasing
from web.entering import missing as gaps
from web.entering.forms import Form, Typed
from web.entering.judging import judged
from web.keeping.certificate import Certificate
from web.record import todos
from web.service import Service

Make = Callable[[Service, UUID, Reading, Sent], Form]
_MOST = 100  # deficiencies of one record


def on_file(name: str) -> Make:
    return lambda service, id, read, sent: commands.ON_FILE[name](service, id, read)


def label(service: Service, id: UUID, read: Reading, sent: Sent) -> Form:
    return emergencies.label(service, id, read)


def on_entry(act: str, chapter: str = "") -> Make:
    def make(service: Service, id: UUID, read: Reading, sent: Sent) -> Form:
        named, _, entry = str(sent["entry"]).partition(".")
        item = read.entry(named, entry) if not chapter or named == chapter else None
        found = entry_commands.on_entry(named, item, act) if item else None
        if item is None or found is None:
            raise Refused("entry", "There is no such entry, or it does not take this.")
        return found(service, id, named, item, read)

    return make


def correct(service: Service, id: UUID, read: Reading, sent: Sent) -> Form:
    return (
        on_entry("correct")(service, id, read, sent) if "entry" in sent else on_file("correct")(service, id, read, sent)
    )


def missing(act: str) -> Make:
    def make(service: Service, id: UUID, read: Reading, sent: Sent) -> Form:
        service.views.ready()  # others may be like this one
        now, terms, list_ = service.clock(), service.rulebook.terms, service.views.worklist
        every = (list_.rows(terms, now, patient=str(id), most=_MOST, waived=waived) for waived in (False, True))
        found = next((one for rows in every for one in rows if todos.key(one) == sent["missing"]), None)
        if found is None:
            raise Refused("missing", "Nothing of this key is missing here.")
        return gaps.DECISIONS[act](service, id, found)

    return make


def request(make: Callable[[Service, UUID, amending.Request], Form], waits: bool = True) -> Make:
    def made(service: Service, id: UUID, read: Reading, sent: Sent) -> Form:
        every = amending.requests(service, read.details["mrn"], read)
        found = next((one for one in every if one.id == sent["request"] and one.open == waits), None)
        if found is None:
            raise Refused("request", "There is no such request, or it is not at this point.")
        return make(service, id, found)

    return made


def ask(service: Service, id: UUID, read: Reading, sent: Sent) -> Form:
    return amending.ask(service, id, read, str(sent.get("about", "")))


def answer(act: str) -> Make:
    def made(service: Service, id: UUID, read: Reading, sent: Sent) -> Form:
        found = service.views.releases.one(str(stream(str(sent["request"]))), str(id))
        if found is None or found.kind != "release":
            raise Refused("request", "There is no such request.")
        choice = releasing.chosen(service, found, MultiDict(), read.position)
        return releasing.ACTS[act](service, id, found, choice)

    return made


def review(service: Service, id: UUID, read: Reading, sent: Sent) -> Form:
    return gaps.review(service, id, read)


def undo(service: Service, id: UUID, read: Reading, sent: Sent) -> Form:
    return gaps.undo(service, id, int(sent["event"]))


def different(service: Service, id: UUID, read: Reading, sent: Sent) -> Form:
    def run(typed: Typed) -> Any:
        try:
            other = judged(service, typed.data["other"], "other")
        except NotFound:
            raise Refused("other", "Nobody on file has this number.") from None
        return service.records.deny_duplicate(id, other, typed.data.get("note", ""), typed.by)

    return Form("Two people", bodies.OTHER, run)


def wanted(service: Service, id: UUID, read: Reading, sent: Sent) -> Form:
    return releasing.request(service, id)


def opening(service: Service, id: UUID, read: Reading, sent: Sent) -> Form:
    return emergencies.opening(service, id, service.views.current.head(id).mrn)


def glass(service: Service, id: UUID, read: Reading, sent: Sent) -> Form:
    return emergencies.review(service, id, _emergency(read, sent))


def ending(service: Service, id: UUID, read: Reading, sent: Sent) -> Form:
    return emergencies.ending(service, id, _emergency(read, sent))


def _emergency(read: Reading, sent: Sent) -> Plain:
    chapter, _, entry = str(sent["entry"]).partition(".")
    item = read.entry(chapter, entry) if chapter == "reviews" else None
    if item is None or item["kind"] != "glass":
        raise Refused("entry", "Nothing was opened here in an emergency.")
    return item


def disposing_of(act: str) -> Make:
    make, states = disposing.ACTS[act]

    def made(service: Service, id: UUID, read: Reading, sent: Sent) -> Form:
        now = Certificate.of(service, id)
        if now.state not in states:
            raise Refused("", "There is nothing of this kind to be done now.")
        return make(service, now, service.views.current.head(id).mrn)

    return made


def lifting(service: Service, id: UUID, read: Reading, sent: Sent) -> Form:
    now = Certificate.of(service, id)
    if sent["hold"] not in now.holds:
        raise Refused("hold", "There is no such hold.")
    return disposing.lifting(service, now, sent["hold"])
