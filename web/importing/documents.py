"""Documents and the forms that reports come in: their bytes are kept once for each patient, by what they are."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from domain.fact import Plain
from domain.refusal import Refused
from domain.text import PARAGRAPH
from web.importing.account import HELD
from web.importing.fhir import coded, display, items, moment, short, visible, word
from web.importing.references import named
from web.importing.sniffing import TEXT, agree, sniffed
from web.importing.spool import Piece

if TYPE_CHECKING:
    from web.importing.writing import Writing

Form = tuple[bytes, Plain]


class NotThere(Exception):
    """The bytes did not come along; the text says where they would be."""


def write(writing: Writing, piece: Piece) -> None:
    """A DocumentReference: each form of it that can be kept."""
    resource = piece.resource
    told = [
        one["attachment"] for one in items(resource.get("content")) if isinstance(one, dict) and "attachment" in one
    ]
    forms: list[Form] = []
    reasons: list[str] = []
    for form in told:
        try:
            forms.append((content(writing, form), form))
        except NotThere as missing:
            writing.refuse(piece, str(missing), HELD)
        except Refused as refused:
            reasons.append(refused.reason)
    if not forms:
        if piece.source not in writing.no:
            raise Refused("content", "; ".join(reasons) or "there is no attachment in it")
        return
    writing.no.pop(piece.source, None)
    if len(forms) < len(told):
        piece.flags.add("attachment-refused")
    kind = coded(resource.get("type"))
    title = kind["text"] if kind else "Document"
    title = short(f"{title} (superseded)") if resource.get("status") == "superseded" else title
    about: Plain = {"doc_type": kind, "author": display(next(iter(items(resource.get("author"))), None))}
    for data, form in forms:
        attach(writing, piece, data, form, title, moment(resource.get("date")), **about)


def texts_and_forms(writing: Writing, piece: Piece) -> tuple[list[Plain], list[Form]]:
    """A report's own text, where it came along in the open, as sections; its other forms, to be attached."""
    texts, forms = [], []
    for form in items(piece.resource.get("presentedForm")):
        try:
            data = content(writing, form)
        except (NotThere, Refused) as error:
            piece.flags.add("attachment-missing" if isinstance(error, NotThere) else "attachment-refused")
            continue
        text = _text(data)
        if text is None:
            forms.append((data, form))
        else:
            texts.append({"text": text})
    return texts, forms


def _text(data: bytes) -> str | None:
    if sniffed(data) != TEXT or len(data) > PARAGRAPH:
        return None
    return data.decode().replace("\r\n", "\n").replace("\r", "\n")


def content(writing: Writing, form: object) -> bytes:
    """The bytes of an Attachment, its own or those of the Binary it names; `Refused` if they are not what it says."""
    if not isinstance(form, dict):
        raise Refused("attachment", "it is not an attachment")
    claimed = word(form.get("contentType"))
    data = _decoded(form["data"]) if "data" in form else _binary(writing, form)
    if not agree(claimed, found := sniffed(data)):
        raise Refused("attachment", f"it says {visible(claimed or '')}, but its {len(data)} bytes are {found}")
    return data


def _binary(writing: Writing, form: Plain) -> bytes:
    name = named({"reference": form.get("url")}, "Binary")
    piece = writing.spool.found(name) if name.startswith("Binary/") else None
    if piece is None or "data" not in piece.resource:
        raise NotThere(
            f"the document itself did not come along; it is at {visible(word(form.get('url')) or 'no address')}"
        )
    data = _decoded(piece.resource["data"])
    writing.used.add(name)
    return data


def _decoded(text: object) -> bytes:
    try:
        return b64decode("".join(text.split()), validate=True) if isinstance(text, str) else _no_base64()
    except (Error, ValueError):
        return _no_base64()


def _no_base64() -> bytes:
    raise Refused("attachment", "its data are not base64")


def attach(
    writing: Writing,
    piece: Piece,
    data: bytes,
    form: Plain,
    title: str,
    at: str | None,
    entry: str | None = None,
    **about: Any,
) -> None:
    digest = sha256(data).hexdigest()
    wanted = {
        "address": digest,
        "digest": digest,
        "size": len(data),
        "mime": sniffed(data),
        "claimed_mime": word(form.get("contentType")),
        "title": short(word(form.get("title")) or title),
        "taken_at": moment(form.get("creation")) or at,
        "entry": entry,
        **about,
    }
    chapter = writing.file.documents
    chapter.attach(wanted)  # judged before anything is written
    decisions = chapter.attach({**wanted, "address": writing.keep(data, digest)})
    writing.record([piece], decisions, at)
