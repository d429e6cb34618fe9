"""What is handed over of a record: chosen chapters of chosen days, as known at a position, and their digest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson

from domain.chapter import IN_ERROR
from domain.documents import Documents
from domain.duplicates import KEY as APART
from domain.export import COPY, ENVELOPE, FULL, MINIMUM
from domain.fact import Plain
from domain.history import OVER, History
from domain.identity import Identity
from domain.partial import PartialDateTime
from domain.release import GROUNDS
from domain.reviews import DENIALS, Reviews
from domain.visits import Visits
from projections.ordering import told
from projections.releases import DISCLOSED, EVERYBODY, EXPORTED, Asked
from web.record import lines, printed
from web.wording import kinds, words

_GONE = (IN_ERROR, "cancelled", "lapsed")
_OURS = frozenset(("moved", "flags", "act", "unread"))
"""What an entry keeps for the office alone; the record it was moved from is somebody else's."""
_EXPORTS = {
    FULL: "All that was recorded",
    COPY: "A copy of the record",
    ENVELOPE: "Who recorded what kind of thing when",
    MINIMUM: "Chosen fields of what was recorded",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """`since` and `until` are partial dates, both included; `known` a position of the log."""

    chapters: tuple[str, ...]
    known: int
    since: str = ""
    until: str = ""

    @property
    def query(self) -> list[tuple[str, str]]:
        """As it stands in an address."""
        ends = [(name, end) for name, end in (("since", self.since), ("until", self.until)) if end]
        return [*(("chapter", one) for one in self.chapters), *ends, ("known", str(self.known))]


def entries(file: Plain, choice: Choice) -> dict[str, dict[str, Plain]]:
    """What stands and fits, by chapter and id; what was entered in error is nobody's business outside."""
    return {name: _those(file["chapters"].get(name, {}), name, choice) for name in choice.chapters}


def document(file: Plain, choice: Choice) -> Plain:
    """The same as one JSON document, with what the patient says to it."""
    held = entries(file, choice)
    details = file["chapters"]["demographics"]["demographics"]
    return {
        "patient": {"mrn": file["mrn"], "name": details["names"][0]["text"], "birth": details.get("birth")},
        "known": choice.known, "since": choice.since or None, "until": choice.until or None,
        "chapters": {name: [_bare(name, one) for one in own.values()] for name, own in held.items()},
        "disagreements": list(disagreements(file["chapters"].get(Reviews.NAME, {}), held)),
    }  # fmt: skip


def octets(told: Plain) -> bytes:
    """Canonical: keys in order, no space, a line feed at the end."""
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def digest(told: Plain) -> str:
    return sha256(octets(told)).hexdigest()


def sections(file: Plain, choice: Choice) -> Iterator[printed.Section]:
    """To be printed; what the patient says to a denial stands with the entry."""
    held = entries(file, choice)
    said = list(disagreements(file["chapters"].get(Reviews.NAME, {}), held))
    for name, own in held.items():
        bare = {id: _bare(name, one) for id, one in own.items()}
        (whole,) = printed.sections({"chapters": {name: bare}}, [name])
        yield replace(whole, entries=_said(whole, said))


def disagreements(reviews: Mapping[str, Plain], held: Mapping[str, Mapping[str, Plain]]) -> Iterator[Plain]:
    """Of requests about these entries, or the record, that are open or were denied: 45 CFR 164.526(d)(5)."""
    for one in reviews.values():
        if one.get("kind") != "amendment" or one["status"] == "accepted":
            continue
        chapter, _, rest = one["about"].partition(".")
        if chapter == "record" or rest.partition(".")[0] in held.get(chapter, {}):
            yield _disagreement(one)


def counts(one: Asked, since: datetime) -> bool:
    """Whether it was handed over on that day or later, as far as that is known."""
    return one.state == DISCLOSED and one.at[:10] >= since.date().isoformat()[: len(one.at)]


def about(told: Plain) -> str:
    """What an answer, or a request that waits, is about: `Visits, History; from Mar 2026`."""
    chapters = told.get("entries") or told.get("chapters") or ()
    names = ", ".join(lines.TITLES.get(one, words.label(one)) for one in chapters)
    ends = [f"{word} {words.when(told[end])}" for word, end in (("from", "since"), ("to", "until")) if told.get(end)]
    return "; ".join(part for part in (names, " ".join(ends)) if part)


def what(one: Asked) -> str:
    """What left, in words."""
    if one.kind == EXPORTED:
        return "; ".join([str(_EXPORTS.get(one.told["profile"], one.told["profile"])), *_narrowed(one)])
    return counted(one.answer or {})


def _narrowed(one: Asked) -> Iterator[str]:
    """Of which events it was, as far as that was chosen."""
    filter = one.told["filter"]
    if one.patient == EVERYBODY:
        yield "in an export of everybody"
    if names := filter.get("types"):
        yield f"of the kind {', '.join(map(kinds.named, names))}"
    ends = [(word, filter[end]) for word, end in (("from", "since"), ("to", "until")) if end in filter]
    if ends:
        yield "recorded " + " ".join(f"{word} {words.when(at[:10])}" for word, at in ends)


def counted(told: Plain) -> str:
    many = sum(map(len, told.get("entries", {}).values()))
    return f"{about(told)}: {many:,} {'entry' if many == 1 else 'entries'}"


def purpose(told: Plain, codes: Mapping[str, str]) -> str:
    return str(codes.get(told["purpose"], told["purpose"]))


def ground(told: Plain) -> str:
    return str(GROUNDS.get(told.get("ground", ""), ""))


def _those(own: Mapping[str, Plain], chapter: str, choice: Choice) -> dict[str, Plain]:
    return {id: one for id, one in own.items() if one.get("status") not in _GONE and _within(chapter, one, choice)}


def _within(chapter: str, entry: Plain, choice: Choice) -> bool:
    """Whether it was true at some moment of these days; its writing counts where nothing else is told. Who somebody is
    has no time, and what goes on has no end."""
    moment = told(entry) or str(entry.get("recorded", {}).get("at", ""))[:10]
    if chapter == Identity.NAME or not moment:
        return True
    end = entry.get("end") or entry.get("ended") or (moment if not _goes_on(chapter, entry) else None)
    begun = not choice.until or PartialDateTime.parse(moment).earliest <= PartialDateTime.parse(choice.until).latest
    since = PartialDateTime.parse(choice.since).earliest if choice.since else None
    return begun and (since is None or end is None or PartialDateTime.parse(end).latest >= since)


def _goes_on(chapter: str, entry: Plain) -> bool:
    """A visit that is open; a condition, an allergy or whatever else of a history is not said to be over."""
    if chapter == Visits.NAME:
        return bool(entry.get("status") == "open")
    return chapter == History.NAME and entry.get("clinical_status") not in OVER


def _bare(chapter: str, entry: Plain) -> Plain:
    hidden = _OURS | ({"address"} if chapter == Documents.NAME else frozenset()) | {APART}
    return {name: value for name, value in entry.items() if name not in hidden}


def _disagreement(one: Plain) -> Plain:
    said = [*([one["statement"]] if one.get("statement") else []), *(it["text"] for it in one.get("disagreed", ()))]
    return {
        "about": one["about"], "request": one["text"], "requested_at": one["recorded"]["at"], "status": one["status"],
        "ground": DENIALS.get(one.get("ground", "")), "basis": one.get("basis"), "statements": said,
    }  # fmt: skip


def _said(section: printed.Section, said: list[Plain]) -> Iterator[printed.Entry]:
    for one in section.entries:
        own = [text for it in said if it["about"].split(".")[:2] == [section.name, one.ref] for text in spoken(it)]
        yield replace(one, notes=[*one.notes, *own]) if own else one


def spoken(told: Plain) -> Iterator[str]:
    """A request that was not granted, in sentences for whoever reads the entry."""
    asked = f"The patient asked for a change, {words.when(told['requested_at'][:10])}: {told['request']}"
    yield asked
    if told["status"] == "denied":
        yield f"Denied: {'; '.join(part for part in (told['ground'], told['basis']) if part)}"
    yield from (f"The patient disagrees: {one}" for one in told["statements"])


def rows(found: list[Asked], codes: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """An accounting (45 CFR 164.528(b)), as a file has it."""
    for one in found:
        answer = one.answer or {}
        told = {
            "position": one.answered, "disclosed_at": one.at, "recipient": one.told["recipient"],
            "address": one.told.get("address"), "what": what(one), "purpose": purpose(one.told, codes),
            "ground": ground(one.told), "authority": one.told.get("authority"), "how": answer.get("how", "export"),
            "sha256": answer.get("digest"), "requested_by": one.told.get("requester"), "by": answer.get("by"),
        }  # fmt: skip
        yield {name: told[name] for name in COLUMNS}


COLUMNS = (
    "position", "disclosed_at", "recipient", "address", "what", "purpose", "ground", "authority", "how", "sha256",
    "requested_by", "by",
)  # fmt: skip
