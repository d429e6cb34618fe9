"""A command carried out: read and given as its form does, and answered once however often it comes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Response, request
from marshmallow import ValidationError

from domain.fact import Plain
from domain.receipt import Receipt
from domain.refusal import Clash, Conflict, Doubtful, Moved, Refused
from trail.errors import StoreError
from web import exports
from web.api import caller
from web.api.problems import Fault, Problem, pointer
from web.api.versions import tagged
from web.entering import forms
from web.entering.forms import CELL, Form, Typed, Values
from web.once import Claim, Once, Reused, Underway
from web.pages.access import service
from web.reads import looked

KEY = "Idempotency-Key"
_PLAIN = re.compile(r"[!-~]{1,200}", re.ASCII)
_OURS = frozenset(
    ("reason", "because", "confirm", "expect", "changes", "entry", "results", "missing", "request", "event", "hold")
)
"""What is not a field of the form."""
Sent = Mapping[str, Any]


def form_of(sent: Sent, form: Form, altering: bool = False) -> Values:
    """What was sent, as the form would send it; with `altering` what was not sent is as it stands."""
    told = sent.get("changes", {name: it for name, it in sent.items() if name not in _OURS})
    started = dict(form.initial) if altering else {}
    if "results" in sent:
        started = {name: it for name, it in started.items() if not CELL.fullmatch(name)}
    cells = {f"r{n}_{name}": it for n, row in enumerate(sent.get("results", ())) for name, it in row.items()}
    return {name: _written(it) for name, it in {**started, **told, **cells}.items() if it is not None}


def _written(it: Any) -> str:
    return json.dumps(it) if isinstance(it, dict) else str(it)


def given(form: Form, sent: Sent, by: Callable[..., Any], altering: bool = False) -> Receipt:
    """The command given; `Problem` where it was refused, with each fault at the field that was sent."""
    seen = _expected(form, sent)
    nested = ("changes",) if "changes" in sent else ()
    with _told(lambda name: _pointer(nested, name), lambda no: forms.place(form, no)):
        data, lines = forms.load(form, form_of(sent, form, altering))
        why = {name: str(sent[name]).strip() or None for name in ("reason", "because") if name in sent}
        return form.run(Typed(data, tuple(sent.get("confirm", ())), {**form.expect, **seen}, by(**why), lines))


def once(run: Callable[[str], Receipt]) -> Receipt:
    """What `run` answered, or what it answered when this very command was sent before."""
    books = service().once
    claim = _claimed(books)
    if claim.answer is not None:
        return claim.answer
    try:
        journal = service().records.desk.journal
        told = next(filter(None, map(journal.answered, (claim.request, *claim.others))), None)
        answer = Receipt.decode(told) if told else run(claim.request)
    except StoreError:
        books.broken_off(claim)
        raise
    except Exception:
        books.refused(claim)
        raise
    books.settle(claim, answer)
    return answer


def recorded(done: Receipt, location: str = "", status: int = 201) -> Response:
    """201 for what was recorded, 200 where nothing was different. What was sent is told again, and nothing else."""
    looked.nothing_new()
    answer = exports.document({**done._asdict(), "entries": list(done.entries)})
    answer.status_code = status if done else 200
    if location:
        answer.headers["Location"] = location
    return tagged(answer, done.version)


def _claimed(books: Once) -> Claim:
    key = request.headers.get(KEY, "")
    if not _PLAIN.fullmatch(key):
        raise Problem(
            "key-missing", faults=[Fault("header", KEY, "Send a value of your own, of 1 to 200 characters of ASCII.")]
        )
    try:
        return books.claim(caller.by().actor, key, f"{request.method} {request.path}", request.get_data())
    except Reused:
        raise Problem("key-reused") from None
    except Underway as underway:
        raise Problem("in-progress", headers={"Retry-After": str(underway.seconds)}) from None


def _expected(form: Form, sent: Sent) -> Plain:
    """By path of the entry, as the form has it; who sends it may name the field or the path."""
    paths: Mapping[str, str] = getattr(form.schema, "PATHS", {})
    return {paths.get(name, name): seen for name, seen in sent.get("expect", {}).items()}


@contextmanager
def _told(at: Callable[[str], str], place: Callable[[str], str]) -> Iterator[None]:
    try:
        yield
    except ValidationError as wrong:
        found = [(at(name), text) for name, told in wrong.messages_dict.items() for text in _texts(told)]
        raise Problem("invalid", faults=[Fault("body", *one) for one in found]) from None
    except Doubtful as no:
        doubts = [
            {"code": one.code, "pointer": at(place(one.field)), "detail": one.text, "fix": one.fix} for one in no.doubts
        ]
        faults = [Fault("body", one["pointer"] or "", one["detail"] or "") for one in doubts]
        raise Problem("doubtful", no.reason, faults, doubts=doubts) from None
    except Conflict as no:
        raise Problem("stale", no.reason, changed=[_clash(one) for one in no.clashes]) from None
    except Moved:
        raise
    except Refused as no:
        name = place(no.field) if no.field else ""
        raise Problem("invalid", no.reason, [Fault("body", at(name), no.reason)]) from None


def _clash(one: Clash) -> Plain:
    return {"field": one.field, "expected": one.expected, "found": one.found}


def _texts(told: Any) -> list[str]:
    return [str(text) for text in told] if isinstance(told, list) else [str(told)]


def _pointer(nested: tuple[str, ...], name: str) -> str:
    if not name:
        return ""
    if cell := CELL.fullmatch(name):
        return pointer("results", int(cell[1]), cell[2])
    return pointer(name) if name in _OURS else pointer(*nested, name)


def by_request(name: str) -> Callable[..., Any]:
    """Commands of whoever calls, under this name in the log."""
    return lambda **why: caller.by(name, **why)


def stream(text: str) -> UUID:
    """An id that was sent; `Problem` where it is none."""
    try:
        return UUID(text)
    except ValueError:
        raise Problem("invalid", faults=[Fault("body", pointer("request"), "This is no id.")]) from None
