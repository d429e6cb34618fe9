"""What the rules of completeness miss in each file: a function of the file alone, kept up with it.

Neither the time of day nor the office's policy is in here; see `projections.worklist` for what counts, and since when.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, Connection, Index, Table, bindparam, delete, func, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from domain.completeness.gap import Gap, Seen, active, over, recorded
from domain.completeness.gap import moment as began
from domain.completeness.rules import WITH_ENTRIES, of_entry, of_person
from domain.documents import DocumentAttached, Documents
from domain.entries import EntryMovedIn, EntryMovedOut, EntryRetracted
from domain.fact import Decision, Fact, Plain
from domain.file import chapter_of
from domain.identity import Identity
from domain.receipt import entries_of
from domain.reviews import Reviews, place
from domain.visits import Visits
from projections.entries import Entries
from projections.head import HEAD, Head
from projections.reading import PendingReading, WholeReading
from projections.view import key, maybe, number, table, text
from trail.tables import Line, Statement, given, known, put, run

GAP = table(
    "gap", key("patient"), key("rule"), key("about"), text("scope"), text("kind"), number("amount"), number("at"),
    maybe("met"), maybe("ends"), text("told"), text("author"), text("owner"), maybe("waived"), text("disputed"),
)  # fmt: skip
Index("gap_rule", GAP.c.rule, GAP.c.at)
DIGEST = table("digest", key("digest"), key("patient"), key("item"), number("at"))
Index("digest_patient", DIGEST.c.patient)
STAY = table("stay", key("patient"), number("opened"), text("author"), text("began"), text("ended"))
"""When each patient was put on file and by whom, came, and left, in order: what is due then waits for the next."""
DECIDED = table("decided", key("patient"), key("about"), text("owner"), maybe("waived"), text("disputed"))
"""What was decided about gaps that are found when the work list is read, see `projections.doubles`."""
PAIRED = "DQ21"
"""The one rule that looks at pairs of patients."""
_VISITS = 50  # the newest
EPOCH, _SMALLEST = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
FOR_GOOD = 2**53  # microseconds: later than any day that a record knows
_SHORT = 150  # events: entries of so many are read in the time that thirty questions take
_DECIDED = 1000  # decisions about one record that are looked through
_g, _d = GAP.c, DIGEST.c
_of = _g.patient.in_(given("patients"))
_KNOWN = Statement(select(GAP).where(_of, (_g.patient + " " + _g.scope).in_(given("scopes"))))
_HELD = Statement(select(_d.patient, _d.digest, _d.item, _d.at).where(_d.patient.in_(given("patients"))))
_elsewhere = _d.digest == bindparam("digest"), _d.patient != bindparam("patient")
_OTHERS = Statement(select(_d.patient).where(*_elsewhere).distinct().order_by(_d.patient).limit(bindparam("most")))
_FIRST = Statement(select(func.min(_d.at)).where(*_elsewhere))
_DROP = Statement(delete(DIGEST).where(_d.patient == bindparam("patient"), _d.item == bindparam("item")))


Renewed = dict[str, list[str] | None]
"""By patient: the keys of the rows that are others now, or None where visits moved, on which any may wait."""


def keyed(rows: Table) -> list[ColumnElement[bool]]:
    """That a row is one of those of `keys_of`: found by the parts of its primary key, and told by the whole of it."""
    c = rows.c
    parts = (c.patient, "patients"), (c.rule, "rules"), (c.about, "abouts"), (_whole(c), "keys")
    return [part.in_(given(name)) for part, name in parts]


def keys_of(keys: Iterable[str]) -> dict[str, str]:
    """The values that `keyed` wants, of keys as `find_gaps` answers them."""
    told = list(keys)
    patients, rules, abouts = (sorted(set(part)) for part in zip(*(key.split(" ", 2) for key in told), strict=True))
    return _lists(patients=patients, rules=rules, abouts=abouts, keys=told)


def _whole(c: ReadOnlyColumnCollection[str, Any]) -> ColumnElement[Any]:
    """As `_key` tells it."""
    told: ColumnElement[Any] = c.patient + " " + c.rule + " " + c.about
    return told


_DROP_GAPS = Statement(delete(GAP).where(*keyed(GAP)))


class Found(NamedTuple):
    """What a file lacks by now, in these scopes of it; the decisions about it, and when the patient was here."""

    scopes: list[str]
    rows: list[Line]
    decided: list[Line]
    stay: Line


def find_gaps(db: Connection, facts: Sequence[Fact], heads: Mapping[str, Head], entries: Entries) -> Renewed:
    """The rows of every file that these facts are about, as they are once all of them have happened."""
    touched: dict[str, dict[tuple[str, str], None]] = {}
    for fact in facts:
        touched.setdefault(fact.stream, {}).update(dict.fromkeys(_entries(fact)))
    shared = {other for fact in facts for other in _digests(db, fact)}
    held, found = _held(db, {*touched, *shared}), dict[str, Found]()
    for patient in (*touched, *sorted(shared - touched.keys())):
        if head := heads.get(patient) or _head(db, patient):
            items = {place: entries.at(patient, *place) for place in touched.get(patient, {})}
            seen, doubled = _seen(db, head, entries), held.get(patient, ())
            found[patient] = _found(seen, patient, items, list(_doubled(db, seen, patient, doubled)))
    return _put(db, found)


def _seen(db: Connection, head: Head, entries: Entries) -> Seen:
    """A file that begins with these facts is at hand; a short one is read at once; of a long one, what is asked for."""
    if chapters := entries.whole(head.patient):
        return WholeReading({**head._asdict(), "chapters": chapters})
    return PendingReading(db, head) if head.version > _SHORT else WholeReading.pending(db, head)


def moment(at: datetime) -> int:
    """Microseconds since 1970, before it negative."""
    return (at - EPOCH) // _SMALLEST


def _found(seen: Seen, patient: str, items: Mapping[tuple[str, str], Plain | None], doubled: list[Gap]) -> Found:
    found = {"": [(gap, _author(seen, gap.about)) for gap in (*of_person(seen), *doubled)]}
    for (chapter, id), item in items.items():
        if item:
            found[f"{chapter}.{id}"] = [(gap, item["recorded"]["by"]) for gap in of_entry(seen, chapter, item)]
    reviews = {one["id"]: one for one in seen.newest(Reviews.NAME, _DECIDED)}
    rows = [_row(patient, scope, *one, reviews) for scope, every in found.items() for one in every]
    decided = [(patient, one["about"], *_decided(one)) for one in reviews.values() if one.get("rule") == PAIRED]
    return Found([*found], rows, decided, _stay(seen, patient))


def _put(db: Connection, found: Mapping[str, Found]) -> Renewed:
    """These in the place of what stands there of their scopes."""
    scopes = [f"{patient} {scope}" for patient, one in found.items() for scope in one.scopes]
    old = {_key(row): row for row in run(db, _KNOWN, _lists(patients=[*found], scopes=scopes))}
    rows = {_key(row): row for one in found.values() for row in one.rows}
    gone = [row for key, row in old.items() if key not in rows]
    changed = [row for key, row in rows.items() if old.get(key) != row]
    if gone:
        run(db, _DROP_GAPS, keys_of(map(_key, gone)))
    put(db, GAP, changed)
    put(db, DECIDED, [line for one in found.values() for line in one.decided])
    stood = known(db, STAY, [(patient,) for patient in found])
    moved = {patient: one.stay for patient, one in found.items() if stood.get((patient,)) != one.stay}
    put(db, STAY, moved.values())
    renewed: dict[str, list[str]] = {patient: [] for patient in found}
    for row in (*gone, *changed):
        renewed[row[0]].append(_key(row))
    return {patient: None if patient in moved else keys for patient, keys in renewed.items()}


def _lists(**texts: list[str]) -> dict[str, str]:
    return {name: orjson.dumps(every).decode() for name, every in texts.items()}


def _key(row: Line) -> str:
    """As `_whole` tells it."""
    return " ".join(row[:3])


def _stay(seen: Seen, patient: str) -> Line:
    visits = active(seen.newest(Visits.NAME, _VISITS))
    times = ([began(one["start"]) for one in visits], [over(one.get("end")) for one in visits])
    told = (orjson.dumps(sorted(moment(at) for at in every if at)).decode() for every in times)
    return patient, moment(recorded(seen.details)), seen.details["recorded"]["by"], *told


def _author(seen: Seen, about: str) -> str:
    """Who recorded what it is about, or else opened the record."""
    chapter, _, rest = about.partition(".")
    item = seen.entry(chapter, rest.partition(".")[0]) if chapter != Identity.NAME and rest else None
    name: str = ((item or {}).get("recorded") or seen.details["recorded"])["by"]
    return name


def _row(patient: str, scope: str, gap: Gap, author: str, decisions: Mapping[str, Plain]) -> Line:
    decided = decisions.get(place(gap.rule, gap.about), {})
    met, ends = (moment(at) if at else None for at in (gap.met, gap.until))
    return (
        patient, gap.rule, gap.about, scope, gap.group, gap.amount, moment(gap.at), met, ends,
        orjson.dumps(gap.told).decode(), author, *_decided(decided),
    )  # fmt: skip


def _decided(one: Plain) -> Line:
    """Who sees to it, until when it is waived, and what was said against it."""
    return one.get("owner", ""), _waived(one), one.get("disputed", {}).get("text", "")


def _waived(decided: Plain) -> int | None:
    if "waived" not in decided:
        return None
    until = decided["waived"].get("until")
    return moment(datetime.fromisoformat(f"{until}T23:59:59+00:00")) if until else FOR_GOOD


def _entries(fact: Fact) -> Iterator[tuple[str, str]]:
    chapter = chapter_of(fact)
    if chapter in WITH_ENTRIES:
        for id in entries_of((Decision(type(fact), fact.payload()),)):
            yield chapter, id
    elif chapter == Reviews.NAME and (about := getattr(fact, "about", "")):
        name, _, rest = about.partition(".")
        if name in WITH_ENTRIES and rest:
            yield name, rest.partition(".")[0]


# documents that are in several files


def _digests(db: Connection, fact: Fact) -> list[str]:
    """The other patients whose files hold the same document; what is struck holds nothing."""
    if arrived := _arrived(fact):
        digest, document = arrived
        put(db, DIGEST, [(digest, fact.stream, document, moment(fact.by.at))])
        others = _others(db, digest, fact.stream, 2)
        return others if len(others) == 1 else []  # of several, each has it with another already
    if isinstance(fact, EntryRetracted | EntryMovedOut) and fact.chapter == Documents.NAME:
        held = [digest for digest, item, _ in _held(db, [fact.stream]).get(fact.stream, ()) if item == fact.entry]
        others = [other for one in held for other in _others(db, one, fact.stream)]
        run(db, _DROP, {"patient": fact.stream, "item": fact.entry})
        return others
    return []


def _arrived(fact: Fact) -> tuple[str, str] | None:
    """Digest and id of a document that comes into a file."""
    match fact:
        case DocumentAttached():
            return fact.digest, fact.document
        case EntryMovedIn(chapter=Documents.NAME):
            return fact.item["digest"], fact.entry
        case _:
            return None


def _held(db: Connection, patients: Collection[str]) -> dict[str, list[Line]]:
    """Digest and id of the documents in their files, and since when."""
    found: dict[str, list[Line]] = {}
    for patient, *held in run(db, _HELD, _lists(patients=sorted(patients))):
        found.setdefault(patient, []).append(tuple(held))
    return found


def _doubled(db: Connection, seen: Seen, patient: str, held: Iterable[Line]) -> Iterator[Gap]:
    """DQ30: since it was in both."""
    for digest, item, at in held:
        (first,) = run(db, _FIRST, {"digest": digest, "patient": patient})[0]
        if first is not None and seen.entry(Documents.NAME, item):
            yield Gap("DQ30", f"{Documents.NAME}.{item}", EPOCH + max(at, first) * _SMALLEST)


def _others(db: Connection, digest: str, patient: str, most: int = 2**31) -> list[str]:
    return [row[0] for row in run(db, _OTHERS, {"digest": digest, "patient": patient, "most": most})]


def _head(db: Connection, patient: str) -> Head | None:
    rows = known(db, HEAD, [(patient,)])
    return Head(*rows[(patient,)]) if rows else None
