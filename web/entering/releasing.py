"""The forms of a release: what is asked for is written down, and then handed over or refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from domain.fact import Plain
from domain.partial import PartialDate
from domain.refusal import Refused
from projections.accounted import accounted
from projections.releases import Asked
from web.entering.forms import Form, Typed
from web.record import disclosed, lines
from web.record.disclosed import Choice
from web.schemas import release as schemas
from web.schemas.release import PART
from web.service import Service
from web.wording import dates

Sent = MultiDict[str, str]
"""What stands in an address."""


def accounting(service: Service, id: UUID) -> list[Asked]:
    """All that was asked for of one patient, and what was handed over with everybody's, the newest first."""
    return accounted(service.views, str(id), service.store.log.key_of(id))


def request(service: Service, id: UUID) -> Form:
    def run(typed: Typed) -> Any:
        told: Plain = {name: one for name, one in typed.data.items() if not name.startswith(PART)}
        chapters = [name.removeprefix(PART) for name in typed.data if name.startswith(PART)]
        return service.releasing.request(id, {**told, "chapters": chapters}, typed.by)

    lead = "Nothing leaves yet. Somebody decides what the purpose needs, and hands over that and no more."
    return Form("Somebody asks for a part of the record", schemas.requested(), run, lead, places=_place)


def disclose(service: Service, id: UUID, one: Asked, choice: Choice) -> Form:
    """Records what was chosen, as it stood when it was printed."""
    known = file(service, id, choice.known)
    held = {name: list(own) for name, own in disclosed.entries(known, choice).items()}
    digest = disclosed.digest(disclosed.document(known, choice))

    def run(typed: Typed) -> Any:
        ends = {"since": choice.since or None, "until": choice.until or None}
        return service.releasing.disclose(
            UUID(one.id), typed.data["how"], typed.data["at"], choice.known, held, digest, typed.by,
            **ends, note=typed.data.get("note"),
        )  # fmt: skip

    lead = disclosed.counted({"entries": held, "since": choice.since, "until": choice.until})
    start = {"at": service.clock().strftime("%Y-%m-%d %H:%M")}
    return Form(
        "It was handed over", schemas.Disclosing, run, f"{lead}, to {one.told['recipient']}.", "Record it",
        initial=start, places=lambda field: field if field in schemas.Disclosing().fields else "",
    )  # fmt: skip


def refuse(service: Service, id: UUID, one: Asked, choice: Choice) -> Form:
    def run(typed: Typed) -> Any:
        return service.releasing.refuse(UUID(one.id), typed.data["ground"], typed.data["text"], typed.by)

    return Form("Refuse it", schemas.Refusing, run, f"{one.told['requester']} gets nothing of it.", "Refuse it")


ACTS = {"disclose": disclose, "refuse": refuse}


def chosen(service: Service, one: Asked, asked: Sent, position: int) -> Choice:
    """What an address chooses by `chapter`, repeated, `since`, `until` and `known`; of what was handed over, that; and
    at first what was asked for. `Refused` names what cannot be read."""
    told = one.told
    if one.answer and "entries" in one.answer:
        told = one.answer
        return Choice(tuple(told["entries"]), told["known"], told.get("since") or "", told.get("until") or "")
    if "chapter" not in asked and "known" not in asked:
        return Choice(tuple(told["chapters"]), position, told.get("since") or "", told.get("until") or "")
    known = asked.get("known", "")
    whole = known.isascii() and known.isdecimal() and 0 < len(known) < 19
    chapters = tuple(dict.fromkeys(name for name in asked.getlist("chapter") if name in lines.TITLES))
    ends = (_day(asked.get(name, ""), name) for name in ("since", "until"))
    return Choice(chapters, min(int(known), position) if whole else position, *ends)


def file(service: Service, id: UUID, known: int) -> Plain:
    """The record as it was known at a position; `NotFound` before there was one."""
    life = service.lives.of(id)
    return life.file(life.version_at(known))


def _day(text: str, field: str) -> str:
    """A partial date as the record has it, of what was typed; empty for a blank."""
    try:
        return str(PartialDate.parse(dates.moment(text), field)) if text.strip() else ""
    except Refused as no:
        raise Refused(field, no.reason) from None


def _place(path: str) -> str:
    return f"{PART}visits" if path == "chapters" else path
