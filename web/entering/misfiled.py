"""The form for what was written in the wrong patient's file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import g

from domain import mrn
from domain.fact import Plain
from domain.moving import belonging
from domain.patient import Patient
from domain.refusal import Doubt, Doubtful, NotFound, Refused
from projections.reading import Reading
from web.access import closed
from web.entering import likely
from web.entering.forms import Fix, Form, Typed, Values
from web.entering.given import today
from web.entering.judging import judged
from web.record.lines import named
from web.schemas import clinical
from web.service import Service

RIGHT = "right-patient"
_HITS = 5


def move(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    file = service.store.journal.load(Patient, id).file
    whole = belonging(file, (chapter, item["id"]))

    def run(typed: Typed) -> Any:
        hit = _meant(service, typed.data["to"])
        if RIGHT not in typed.confirmed:
            raise Doubtful([Doubt(RIGHT, "to", f"{_told(hit, today(service))}. Move it to this record?")])
        entries = whole if typed.data.get("along", "yes") == "yes" else whole[:1]
        return service.office.move(id, UUID(hit["id"]), entries, typed.by, renew, typed.confirmed)

    def renew(document: Plain, other: UUID) -> str:
        return service.store.attachments.put(service.store.attachments.get(document["address"], id), other)

    def propose(name: str, values: Values) -> Sequence[Fix]:
        typed = values.get("to", "")
        hits = closed.hits(service, g.account, service.views.directory.search(typed)[:_HITS]) if name == "to" else []
        others = [hit for hit in hits if hit["id"] != str(id) and hit["mrn"] != mrn.typed(typed)]
        return [Fix({"to": mrn.shown(hit["mrn"])}, _told(hit, today(service))) for hit in others]

    also = [named(chapter, entry, file.chapter(chapter).items[entry]) for chapter, entry in whole[1:]]
    lead = "It will stand in the other record. Here it stays readable, struck, and says where it went."
    beside = {"moves": named(chapter, item["id"], item), "also": also}
    return Form(
        "It is another patient's", clinical.MoveAll if also else clinical.Move, run, lead, "Move it", reasoned=True,
        initial={"along": "yes", "reason": "wrong-patient"}, propose=propose, view="move.html",
        beside=lambda values: beside,
    )  # fmt: skip


def _meant(service: Service, text: str) -> Plain:
    """The patient with this number; `Refused` where there is none, or it is no number."""
    try:
        who = judged(service, mrn.typed(text), "to")
    except NotFound:
        fits = service.views.directory.search(text, 1)
        raise Refused("to", "Choose whose it is." if fits else "Nobody on file has this number or name.") from None
    return service.views.directory.person(who)


def _told(hit: Plain, today: date) -> str:
    return f"{hit['name']} · {likely.about(hit, today)}"
