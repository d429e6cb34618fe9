"""Documents that belong to a file: their bytes are kept sealed beside the log, their digest in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from domain import values
from domain.chapter import Chapter
from domain.fact import Decision, Decisions, Fact, Plain
from domain.refusal import Refused
from domain.text import needed, optional


@dataclass(frozen=True)
class DocumentAttached(Fact):
    """`address` is the SHA-256 of the sealed bytes (where they lie), `digest` that of the plain ones, both in hex."""

    TOPIC = "document.attached"
    document: str
    address: str
    digest: str
    size: int
    mime: str
    title: str
    filename: str | None = None
    doc_type: Plain | None = None
    taken_at: str | None = None
    author: str | None = None
    entry: str | None = None
    claimed_mime: str | None = None


def _size(value: Any, field: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Refused(field, "Say how many bytes there are.")
    return value


READERS: dict[str, values.Reader] = {
    "address": needed,
    "digest": needed,
    "size": _size,
    "mime": needed,
    "title": needed,
    "filename": optional,
    "doc_type": lambda value, field: values.coded(value, field) if value else None,
    "taken_at": values.moment,
    "author": optional,
    "entry": optional,
    "claimed_mime": optional,
}
_BYTES = ("address", "digest", "size", "mime")


class Documents(Chapter):
    NAME = "attachments"
    PREFIX = "a"
    FIXED = frozenset(("id", "status", *_BYTES))
    FIELDS = READERS
    FACTS = (DocumentAttached,)

    def attach(self, wanted: Mapping[str, Any]) -> Decisions:
        read = values.shape(wanted, "", READERS)
        return (Decision(DocumentAttached, {"document": self.next_id(), **read}),)

    def judge(self, item: Plain, confirmed: Collection[str]) -> Plain:
        read = values.shape({name: item.get(name) for name in READERS}, "", READERS)
        return {**values.beside(item, READERS), **read}

    def fold(self, fact: Fact) -> None:
        match fact:
            case DocumentAttached():
                fields = {name: value for name, value in fact.payload().items() if name != "document"}
                self.enter(fact, fact.document, {**fields, "status": "current"})
            case _:
                super().fold(fact)
