"""The form by which a document is taken into a record: kept as it is, sealed, and named by what is in it."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from werkzeug.datastructures import FileStorage

from domain.receipt import Receipt
from domain.refusal import Refused
from projections.reading import Reading
from web.drawing import pictures
from web.entering.forms import Form, Typed
from web.entering.given import asked
from web.importing.sniffing import DICOM, UNKNOWN, sniffed, whole
from web.record.summary import size
from web.schemas.clinical import Attachment
from web.service import Service

LARGEST = 20_000_000  # octets of one document


def attach(service: Service, id: UUID, read: Reading, file: FileStorage | None) -> Form:
    def run(typed: Typed) -> Receipt:
        found, file = _read(sent)
        damaged = _damaged(found, sniffed(found))
        mime = UNKNOWN if damaged else sniffed(found)
        told = {"digest": sha256(found).hexdigest(), "size": len(found), "mime": mime}
        named = {"filename": file.filename, "claimed_mime": file.mimetype}
        if (report := typed.data.get("entry")) and read.entry("reports", report) is None:
            raise Refused("entry", "There is no such report in this record.")
        about = {**typed.data, **told, **{name: it[:200] for name, it in named.items() if it}}
        address = service.store.attachments.put(found, id)
        by = typed.by._replace(flags=("damaged-file",)) if damaged else typed.by
        return service.records.attach(id, {**about, "address": address}, by)

    sent = file
    lead = "It is kept as it is, sealed, and handed out unchanged."
    return Form("Attach a document", Attachment, run, lead, "Attach", initial=asked("entry"))


def _damaged(data: bytes, mime: str) -> bool:
    """Cut off, or, where there is somebody to ask, unreadable."""
    unreadable = mime == DICOM and pictures.available() and not pictures.header(data)
    return unreadable or not whole(data, mime)


def _read(file: FileStorage | None) -> tuple[bytes, FileStorage]:
    """`Refused` for a file that is missing, empty or too large."""
    if not file or not file.filename:
        raise Refused("file", "Choose the file to attach.")
    found = file.read(LARGEST + 1)
    if not found:
        raise Refused("file", f"{file.filename} is empty.")
    if len(found) > LARGEST:
        raise Refused("file", f"{file.filename} is larger than {size(LARGEST)}; nothing was recorded.")
    return found, file
