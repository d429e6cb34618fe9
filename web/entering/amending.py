"""What patients ask to be changed: their requests with the time to decide, and the forms (45 CFR 164.526)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from domain.completeness.terms import NEXT_VISIT, VISIT_CLOSE, Terms, length
from domain.fact import Plain
from domain.identity import KEY
from domain.reviews import DENIALS, LONGER, OUTCOMES, Reviews
from projections.reading import Reading
from web.entering.forms import Form, Typed
from web.record import lines
from web.schemas import release as schemas
from web.service import Service
from web.wording import words

RECORD = "record"
_LOOKED = 1000  # decisions about one record that are looked through
_USUAL = timedelta(days=60)
_WHOLE = {RECORD: "The record as a whole", f"demographics.{KEY}": "Who this is"}


@dataclass(frozen=True, slots=True)
class Request:
    """`item` is the entry of the file; `named` what it is about, and `address` where that stands. `left` are the days
    to decide, below zero once it is late; `state` in a word."""

    item: Plain
    named: str
    address: str
    due: datetime
    left: int
    state: str

    @property
    def id(self) -> str:
        return str(self.item["id"])

    @property
    def open(self) -> bool:
        return bool(self.item["status"] == "open")

    @property
    def ground(self) -> str:
        return DENIALS.get(self.item.get("ground", ""), "")

    @property
    def said(self) -> list[str]:
        """What the patient says to a denial."""
        first = [self.item["statement"]] if self.item.get("statement") else []
        return [*first, *(one["text"] for one in self.item.get("disagreed", ()))]

    @property
    def clock(self) -> str:
        if self.left < 0:
            return f"{-self.left} day{'' if self.left == -1 else 's'} late"
        return f"{self.left} day{'' if self.left == 1 else 's'} left" if self.left else "today"


def requests(service: Service, who: str, read: Reading) -> list[Request]:
    """Of one record: those that wait first, and of each kind the newest first."""
    terms, now = service.rulebook.terms["DQ29"], service.clock()
    found = [_request(one, who, read, terms, now) for one in _kept(read)]
    return sorted(found, key=lambda one: (not one.open, -int(one.item["recorded"]["position"])))


def beside(service: Service, who: str, read: Reading, chapter: str, entry: str) -> list[Request]:
    """Those about one entry."""
    place = f"{chapter}.{entry}"
    return [one for one in requests(service, who, read) if f"{one.item['about']}.".startswith(f"{place}.")]


def due(asked: Plain, terms: Terms) -> datetime:
    """By when it is to be decided: the policy's time, and thirty days more where that was said."""
    time = _USUAL if terms.due in (VISIT_CLOSE, NEXT_VISIT) else length(terms.due)
    return datetime.fromisoformat(asked["recorded"]["at"]) + time + (LONGER if "extended" in asked else timedelta())


def named(read: Reading, about: str) -> str:
    """What a request is about, as it is called now."""
    chapter, _, rest = about.partition(".")
    if about in _WHOLE or chapter == "demographics":
        return _WHOLE.get(about, _WHOLE[f"demographics.{KEY}"])
    item = read.entry(chapter, rest.partition(".")[0])
    return lines.named(chapter, item["id"], item) if item and "id" in item else lines.TITLES.get(chapter, about)


# forms


def ask(service: Service, id: UUID, read: Reading, about: str) -> Form:
    """`about` is the entry from which one comes."""
    places = dict(_WHOLE) | ({about: named(read, about)} if _there(read, about) else {})

    def run(typed: Typed) -> Any:
        return service.office.request_amendment(id, typed.data["text"], typed.by, typed.data["about"])

    lead = "Their words are kept as they are. Within 60 days somebody decides, and the patient is told in writing."
    start = {"about": about if about in places else RECORD}
    return Form("The patient asks for a change", schemas.amending(places), run, lead, initial=start)


def accept(service: Service, id: UUID, one: Request) -> Form:
    def run(typed: Typed) -> Any:
        return service.office.decide_amendment(id, one.id, "accepted", typed.data["basis"], typed.by)

    lead = f"“{one.item['text']}” The record itself is put right in the next step, by a correction with a reason."
    return Form("Accept it", schemas.Accepting, run, lead, "Accept it")


def deny(service: Service, id: UUID, one: Request) -> Form:
    def run(typed: Typed) -> Any:
        return service.office.deny_amendment(id, one.id, typed.data["ground"], typed.data["basis"], typed.by)

    lead = f"“{one.item['text']}” The patient may disagree in writing; that is kept with the entry."
    return Form("Deny it", schemas.Denying, run, lead, "Deny it")


def extend(service: Service, id: UUID, one: Request) -> Form:
    def run(typed: Typed) -> Any:
        return service.office.extend_amendment(id, one.id, typed.data["why"], typed.by)

    lead = f"Once, by {LONGER.days} days: it is due on {words.date(one.due + LONGER)} then."
    return Form("Take longer", schemas.Extending, run, lead, "Take longer", places=lambda field: field)


def disagree(service: Service, id: UUID, one: Request) -> Form:
    def run(typed: Typed) -> Any:
        return service.office.disagree(id, one.id, typed.data["text"], typed.by)

    lead = "It stands beside the entry from now on, and goes along whenever that is handed over."
    return Form("The patient disagrees", schemas.Disagreeing, run, lead)


DECISIONS = {"accept": accept, "deny": deny, "extend": extend}


def correcting(who: str, one: Request) -> str:
    """Where an accepted request leads: to the form that puts the entry right."""
    chapter, _, rest = one.item["about"].partition(".")
    entry = rest.partition(".")[0]
    match chapter:
        case "record":
            return f"/patients/{who}"
        case "demographics":
            return f"/patients/{who}/correct"
        case "reports":
            return f"/patients/{who}/reports/{entry}/amend"
        case _:
            return f"/patients/{who}/{chapter}/{entry}/correct"


def _kept(read: Reading) -> Iterator[Plain]:
    return (one for one in read.newest(Reviews.NAME, _LOOKED) if one["kind"] == "amendment")


def _request(one: Plain, who: str, read: Reading, terms: Terms, now: datetime) -> Request:
    until = due(one, terms)
    chapter, _, rest = one["about"].partition(".")
    address = f"/patients/{who}" + (f"/{chapter}/{rest.partition('.')[0]}" if chapter != RECORD else "")
    if chapter == "demographics":
        address = f"/patients/{who}/demographics/{KEY}"
    state = "Open" if one["status"] == "open" else str(OUTCOMES.get(one["status"], one["status"]))
    return Request(one, named(read, one["about"]), address, until, (until.date() - now.date()).days, state)


def _there(read: Reading, about: str) -> bool:
    chapter, _, entry = about.partition(".")
    return chapter in lines.TITLES and bool(entry) and read.entry(chapter, entry) is not None
