"""Reading is recorded too: what an answer holds is noted, on disk, before a byte of it is sent; or nothing is sent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, g, make_response, request
from flask.typing import ResponseReturnValue
from markupsafe import escape
from werkzeug.exceptions import Forbidden, Gone, NotFound

from domain import mrn, refusal
from domain.access import ABSENT, DENIED, EMERGENCY, MANY, SHOWN
from domain.by import By
from domain.fact import Plain
from domain.staff import StaffAccount
from trail.errors import StoreError, Unreachable
from web.access import closed
from web.reads import purposes
from web.reads.noted import note
from web.reads.shown import SHOWS, WHOLE
from web.service import Service

_DIGITS = bytes(48 if chr(one).isdigit() and one < 128 else 32 for one in range(256))
_LONG = 10  # digits of a record number
_RUN = b"0" * _LONG
_TYPED = ("q", "line", "words", "value")  # what was typed to search may name a patient
_KEPT = 500  # characters of an address


def opened(id: UUID) -> None:
    """This patient's record is what the page is about."""
    g.setdefault("opened", {})[str(id)] = None


def nothing_new() -> None:
    """The answer tells again what was sent, and nothing else of anybody."""
    g.nothing_new = True


def whole() -> None:
    """Whoever there is, is in what the answer holds."""
    g.whole = True


def through(service: Service, page: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """The page's answer, once it is noted; `StoreError` where it cannot be."""
    account: StaffAccount | None = g.get("account")
    shows = SHOWS.get(request.endpoint or "")
    if shows is None or account is None:
        return page()
    known, timeline = service.store.log.position, service.store.log.recorder.timeline
    try:
        answer = make_response(page())
    except (Forbidden, Gone, NotFound, refusal.NotAllowed, refusal.NotFound) as no:
        _note(
            service,
            account,
            DENIED if isinstance(no, Forbidden | refusal.NotAllowed) else ABSENT,
            _wanted(service),
            known,
        )
        raise
    if not g.get("nothing_new") and (answer.status_code < 300 or answer.status_code >= 400):
        named = list(_named(service, answer))
        try:
            _mask(service, account, answer, named)
        except refusal.NotAllowed:
            _note(service, account, DENIED, _wanted(service), known)
            raise
        _note(service, account, SHOWN, {**g.get("opened", {}), **dict.fromkeys(named)}, known)
    if service.store.log.recorder.timeline != timeline:
        raise Unreachable("Another database server has taken over while this was read. Ask again.")
    return answer


def _mask(service: Service, account: StaffAccount, answer: Response, named: list[str]) -> None:
    """What no page can forget: a list names nobody whose record is closed, and a page about one is none.

    A page of the past was judged as it was asked for.
    """
    opened, judged = g.get("opened", {}), {str(one) for one in g.get("judged", ())}
    shut = {} if g.get("then") else closed.among(service, account, {*opened, *named} - judged)
    told_of = opened.keys() - g.get("unshown", set()) if not _lists() else set()
    if about := next((id for id in shut if id in told_of), None):
        closed.judge(service, account, UUID(about))
    _hide(answer, shut)


def hide(service: Service, account: StaffAccount, answer: Response, patients: Iterable[str]) -> None:
    """A list that is shown again names none of these whose record was closed to whoever was shown it."""
    _hide(answer, closed.among(service, account, patients))


def _hide(answer: Response, shut: dict[str, Plain]) -> None:
    if shut and not answer.is_streamed:
        every = [name for details in shut.values() for name in closed.names(details)]
        answer.set_data(masked(answer.get_data(), every))


def masked(data: bytes, names: Iterable[str]) -> bytes:
    """Without these names, as a page, a file of JSON or one of text writes them."""
    for name in names:
        for form in {name, str(escape(name)), json.dumps(name)[1:-1]}:
            data = re.sub(rb"(?<!\w)" + re.escape(form.encode()) + rb"(?!\w)", closed.MASK.encode(), data)
    return data


def _lists() -> bool:
    shows = SHOWS[request.endpoint or ""]
    return tells_of_many(shows.section, shows.medium)


def tells_of_many(section: str, medium: str) -> bool:
    """Whether nobody of those whom it shows was chosen."""
    return medium == "list" or section in MANY


def _named(service: Service, answer: Response) -> Iterable[str]:
    """Whoever's record number stands in what is sent: so no list can forget to tell whom it shows."""
    if answer.is_streamed or not ((answer.mimetype or "").startswith("text/") or answer.is_json):
        return ()
    numbers = {one for one in _runs(answer.get_data()) if mrn.is_mrn(one)}
    return service.views.current.ids(numbers) if numbers else ()


def _runs(data: bytes) -> set[str]:
    """What is written in as many digits as a record number has, and no more. A regular expression takes ten times as
    long, and to split it all at what is no digit three times."""
    digits, found, at = data.translate(_DIGITS), set[str](), 0
    while (at := digits.find(_RUN, at)) >= 0:
        end = digits.find(b" ", at)
        end = len(digits) if end < 0 else end
        if end - at == _LONG:
            found.add(data[at:end].decode())
        at = end
    return found


def _wanted(service: Service) -> Iterable[str]:
    """Whoever was asked for, though nothing was shown."""
    opened: dict[str, None] = g.get("opened", {})
    if opened or not (who := str((request.view_args or {}).get("who", ""))):
        return opened
    return service.views.current.ids([mrn.typed(who)])


def _note(service: Service, account: StaffAccount, outcome: str, patients: Iterable[str], known: int) -> None:
    """Where nothing of a patient is shown, a log that takes nothing is no reason to show nothing."""
    whose, endpoint = list(patients), request.endpoint or ""
    whole = (endpoint in WHOLE or g.get("whole", False)) and outcome == SHOWN
    try:
        note(
            service, by(service, account), SHOWS[endpoint], address(), whose, outcome=outcome, whole=whole,
            known=max([known, *(reading.position for reading in g.get("readings", {}).values())]),
            purpose=EMERGENCY if g.get("glass") else purposes.told(), words=request.args.get("q", ""),
        )  # fmt: skip
    except StoreError:
        if whose or whole:
            raise


def by(service: Service, account: StaffAccount) -> By:
    return service.by(account, session=g.get("session"), channel=g.get("channel", "form"))


def address() -> str:
    """The address as it was asked for, without what was typed to search."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name not in _TYPED]
    told = f"{request.path}?{urlencode(asked)}" if asked else request.path
    return told[:_KEPT]
