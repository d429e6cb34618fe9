"""The summary of a record: what is looked for first, of every chapter the newest, and no more than a screen holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from domain import mrn
from domain.chapter import IN_ERROR, answered
from domain.fact import Plain
from domain.history import KINDS, OVER, ask_again
from domain.visits import CLASSES
from projections.ordering import told
from projections.reading import Reading
from web.drawing.pictures import can_show
from web.record import measured, reported
from web.record.notes import Note, notes
from web.schemas.person import USES
from web.wording import ages, words

FEW = 5  # of each chapter
_GROUPS = {"allergy": "Allergies", "problem": "Problems", "medication": "Medication", "immunisation": "Immunisation"}
_LASTING = ("problem", "allergy", "medication", "social")  # what goes on; the rest happened on its day
_NONE = {"allergy": "No known allergies", "medication": "None regular", "problem": "No known problems"}


@dataclass(frozen=True, slots=True)
class Visit:
    id: str
    at: str
    what: str
    kind: str
    seen_by: str
    chip: tuple[str, str] | None
    struck: bool
    notes: list[Note]


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the history: `rest` stands behind what it is, `at` at the end of the line."""

    id: str
    what: str
    rest: str
    at: str
    struck: bool
    over: bool
    said: bool
    notes: list[Note]


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    title: str
    about: str
    struck: bool
    notes: list[Note]
    picture: bool


def summary(reading: Reading, today: date) -> dict[str, Any]:
    """What the template `record.html` shows, and no more than that."""
    return {
        "measured": measured.rows(reading, today),
        "reports": [reported.report(one, today) for one in reading.newest("reports", FEW)],
        "visits": [visit(one, today) for one in reading.newest("visits", FEW)],
        "groups": groups(reading.history(), today),
        "documents": [document(one) for one in reading.newest("attachments", FEW)],
        "determinations": [determination(one) for one in reversed(reading.determinations)],
        "person": person(reading.details),
    }


def places(shown: dict[str, Any]) -> set[str]:
    """The addresses of all values that a summary shows: a card of another one has no place beside its value."""
    measured_at = {value.says for row in shown["measured"] for value in row.now}
    found = {line.says for report in shown["reports"] for line in report.stands_out}
    history = {f"history.{line.id}" for _, lines, _ in shown["groups"] for line in lines}
    groups_at = {f"blood_group.{one['id']}.abo" for one in shown["determinations"]} | {"blood_group.current"}
    return measured_at | found | history | groups_at | {says for says, _, _ in shown["person"]}


def visit(entry: Plain, today: date) -> Visit:
    what = words.value(entry.get("reason")) or words.value(entry.get("type"))
    return Visit(
        entry["id"],
        ages.day(entry["start"].partition("T")[0], today),
        what or "No reason written",
        CLASSES.get(entry["visit_class"], "Visit"),
        entry.get("seen_by", ""),
        _state(entry, today),
        entry["status"] in (IN_ERROR, "cancelled"),
        notes(entry),
    )


def _state(entry: Plain, today: date) -> tuple[str, str] | None:
    match entry["status"]:
        case "open":
            return "ct-chip--look", f"Open since {_moment(entry['start'], today)}"
        case "cancelled":
            return "", "Cancelled"
        case _:
            return None


def _moment(when: str, today: date) -> str:
    """The time alone where it was today."""
    day, _, time = when.partition("T")
    return time[:5] if time and day == today.isoformat() else ages.brief(day, today)


def groups(entries: list[Plain], today: date) -> list[tuple[str, list[Line], int]]:
    """By kind, allergies first: what stands, then what was entered in error; the number of those that are over."""
    found = []
    for kind, name in {**_GROUPS, **{kind: name for kind, name in KINDS.items() if kind not in _GROUPS}}.items():
        lines = [line(one, today) for one in entries if one["kind"] == kind and one.get("status") != "lapsed"]
        standing = [one for one in lines if not one.over]
        if lines:
            found.append((name, sorted(standing, key=lambda one: one.struck), len(lines) - len(standing)))
    return found


def line(entry: Plain, today: date) -> Line:
    if entry.get("none_known"):
        day = answered(entry)[:10]
        asked, again = ages.ago(day, today), ask_again(date.fromisoformat(day), today)
        at = f"Asked {f'{asked} ago' if asked and asked != 'yesterday' else asked or 'today'}"
        at += ": ask again" if again else ""
        what = _NONE.get(entry["kind"], "None known")
        return Line(entry["id"], what, f"said {entry['asked_of']}", at, _struck(entry), False, False, notes(entry))
    detail = entry.get("detail") or {}
    parts = [entry.get("clinical_status") if entry.get("clinical_status") in OVER else "", _detail(detail)]
    doubt: str = entry.get("verification") or ""
    start = words.when(entry.get("onset"))
    since = f"since {start}" if start and entry["kind"] in _LASTING else start
    return Line(
        entry["id"],
        words.value(entry["what"]),
        ", ".join(part for part in parts if part),
        ", ".join(part for part in (since, doubt if doubt != "confirmed" else "") if part),
        _struck(entry),
        entry.get("clinical_status") in OVER,
        entry.get("document_seen") is False or doubt == "unconfirmed",
        notes(entry),
    )


def _detail(detail: Plain) -> str:
    kept = (detail.get(name) for name in ("reaction", "relation", "dose", "frequency", "amount", "outcome"))
    return ", ".join(str(part) for part in kept if part)


def _struck(entry: Plain) -> bool:
    return entry.get("status") == IN_ERROR


def document(entry: Plain) -> Document:
    kind = _KINDS.get(entry["mime"]) or entry["mime"]
    at = str(told(entry) or entry["recorded"]["at"]).partition("T")[0]
    about = f"{kind}, {size(entry['size'])} · {words.when(at)}"
    return Document(entry["id"], entry["title"], about, _struck(entry), notes(entry), can_show(entry["mime"]))


_KINDS = {
    "application/pdf": "PDF", "text/plain": "Text", "image/png": "Picture", "image/jpeg": "Picture",
    "image/gif": "Picture", "text/html": "Web page", "application/xml": "XML", "application/dicom": "DICOM",
}  # fmt: skip


def size(octets: int) -> str:
    """`214 kB`"""
    if octets < 1000:
        return f"{octets} bytes"
    if octets < 1_000_000:
        return f"{octets / 1000:.0f} kB"
    return f"{octets / 1_000_000:.1f}".removesuffix(".0") + " MB"


def determination(entry: Plain) -> dict[str, Any]:
    """One source of the blood group."""
    bases = {"stated": "Told", "card": "Card seen", "lab": "Laboratory"}
    at = entry.get("collected_at") or entry["recorded"]["at"][:10]
    return {
        "id": entry["id"],
        "entry": entry,
        "source": entry.get("lab") or bases[entry["basis"]],
        "specimen": entry.get("specimen", ""),
        "at": words.when(at.partition("T")[0]),
        "struck": _struck(entry),
        "notes": notes(entry),
    }


_PERSON = {
    "deceased": "Died", "names": "Other names", "birth": "Birth", "sex_at_birth": "Sex at birth",
    "gender_identity": "Gender, in their words", "pronouns": "Pronouns", "found_at": "Found", "contacts": "Contact",
    "addresses": "Address", "next_of_kin": "Next of kin", "identifiers": "Numbers", "language": "Language",
    "interpreter_needed": "Interpreter", "marital_status": "Marital status", "occupation": "Occupation", "note": "Note",
}  # fmt: skip


def person(details: Plain) -> list[tuple[str, str, str]]:
    """How to reach somebody and who is near: (address of who says so, label, value)."""
    return [
        (f"demographics.{name}", label, text)
        for name, label in _PERSON.items()
        if (text := "; ".join(filter(None, (_told(name, one) for one in _listed(name, details.get(name))))))
    ]


def _born(birth: Plain) -> str:
    """How a birth is known, where it was told otherwise than as a date."""
    if "unknown" in birth:
        return f"Not known: {birth['unknown']}"
    told = f"told on {words.when(birth['stated_on'])}" if "stated_on" in birth else ""
    return ", ".join(part for part in (f"“{birth['original']}”" if "original" in birth else "", told) if part)


def _listed(name: str, value: Any) -> list[Any]:
    """The things that are told; of the names, those besides the one that heads the record."""
    every = value if isinstance(value, list) else [value] if value is not None else []
    return every[1:] if name == "names" else every


def _told(name: str, one: Any) -> str:
    match name:
        case "contacts":
            return str(one["value"])
        case "names":
            return f"{one['text']} ({USES[use].lower()})" if (use := one.get("use")) else str(one["text"])
        case "birth":
            return _born(one)
        case "deceased":
            parts = (words.when(one.get("when")) or "when is not known", one.get("cause"), one.get("told_by"))
            return ", ".join(part for part in parts if part)
        case "interpreter_needed":
            return "Needed" if one else "Not needed"
        case "next_of_kin":
            guardian, near = "guardian" if one.get("is_guardian") else "", one.get("relationship")
            record = f"record {mrn.shown(one['record'])}" if "record" in one else ""
            return ", ".join(part for part in (one["name"], near, guardian, one.get("phone"), record) if part)
        case "identifiers":
            gone = " (retired)" if one.get("retired") else ""
            return " ".join(part for part in (one.get("issuer"), one["value"]) if part) + gone
        case "sex_at_birth":
            return {"F": "Female", "M": "Male", "X": "Not clear"}.get(one, str(one))
        case _:
            return words.value(one)
