"""Somebody whose record is erased, and what is still to be found of them afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile, is_zipfile

import orjson
from psycopg import connect

from domain.chapter import EVERYTHING
from tests.support.office import AMA, PRIYA, SAM, SUGAR, WHY, looked_at
from trail.rows import Erased
from web.keeping.erasing import carry_out
from web.service import Service

LETTER = b"Dear colleague, Quirinius Vandermolen complains of palpitations since the thunderstorm."
SHORTEST = 6  # characters of what is looked for


def lived(service: Service) -> UUID:
    """Quirinius Vandermolen, in whose record every word is his own, and none could be a part of a number in hex;
    somebody saw it, and had it on paper."""
    records = service.records
    told = {
        "names": ["Quirinius Vandermolen", "Quirin Vandermolen"],
        "birth": {"value": "1931-11-23", "basis": "stated"},
        "gender": "male",
        "identifiers": [{"type": "INS", "issuer": "Zephyr Mutual", "value": "ZM-Q7K4V2"}],
        "contacts": [{"system": "phone", "value": "+999 777 4321"}],
        "addresses": ["17 Ferryman's Yard, Oxmouth"],
        "next_of_kin": [{"name": "Philomena Vandermolen", "relationship": "daughter"}],
        "language": "nl",
    }
    by = AMA._replace(request="registers-quirinius")
    who = UUID(records.register(told, by).id)
    visit = records.open_visit(
        who, {"visit_class": "AMB", "start": "2026-03-07T08:13Z", "reason": "Palpitations"}, AMA, EVERYTHING
    ).entries[0]
    records.update_visit(who, visit, {"site": "Lighthouse Surgery"}, AMA)
    weight = records.measure(who, [{"kind": "weight", "value": "91.37", "unit": "kg"}], AMA, "2026-03-07T08:20Z")
    records.correct(
        who, "measurements", weight.entries[0], {"value": "91.73"}, WHY._replace(because="Seven and three.")
    )
    records.add_history(who, {"kind": "allergy", "what": "Strawberries", "clinical_status": "active"}, AMA)
    sugar = {**SUGAR, "what": {"text": "Fructosamine"}, "value": "271.4"}
    header = {"kind": "laboratory", "what": "Serum proteins"}
    records.issue_report(who, {"performed_at": "2026-03-07T08:31Z"}, AMA, header=header, results=[sugar])
    attach(service, who)
    looked_at(service, who, address="/patients/" + mrn_of(service, who))
    return who


def attach(service: Service, who: UUID) -> str:
    """The address of a letter of his."""
    address = service.store.attachments.put(LETTER, who)
    told = {"address": address, "digest": "cd" * 32, "size": len(LETTER), "mime": "text/plain", "title": "Cardiologist"}
    service.records.attach(who, told, AMA)
    return address


def mrn_of(service: Service, who: UUID) -> str:
    service.views.ready(60)
    return service.views.current.head(who).mrn


def approved(service: Service, who: UUID) -> None:
    service.erasing.ask(who, "court-order", SAM._replace(role="privacy-officer"), "By letter of the court.")
    service.erasing.approve(who, PRIYA)


def erased(service: Service, who: UUID) -> int:
    """The position of the erasure."""
    approved(service, who)
    return carry_out(service, who, PRIYA)


def told_of(service: Service, who: UUID) -> set[str]:
    """Every text of six characters or more in what is sealed for a patient, and every word of it, that nothing else in
    the store tells as well; a stream's own id is none of these."""
    kid, own, others = service.store.log.key_of(who), set[str](), set[str]()
    for log in (service.store.log, service.store.access.log):
        for row in log.rows(0, 100_000):
            try:
                entry, payload = log.opened(row)
            except Erased:
                continue
            mine = log is service.store.log and entry.key == kid
            (own if mine else others).update(_texts(orjson.loads(payload)))
            others.update(_pieces(row.entry.decode()))
    return {text for text in own - others if len(text) >= SHORTEST and text != str(who)}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield from _pieces(value)
    elif isinstance(value, int):
        yield str(value)


def _pieces(text: str) -> Iterator[str]:
    yield text
    yield from re.findall(r"\w+", text)


def left_in(folder: Path, texts: set[str]) -> dict[str, set[str]]:
    """Which of these texts stand in which file of a folder, in whatever case; what is packed is opened."""
    return found_in(_files(folder), texts)


def found_in(held: Iterable[tuple[str, bytes]], texts: set[str]) -> dict[str, set[str]]:
    """Which of these texts stand in which of these octets, by their name."""
    wanted = {text: {text.encode(), text.casefold().encode()} for text in texts}
    found: dict[str, set[str]] = {}
    for name, octets in held:
        if here := {text for text, forms in wanted.items() if any(form in octets for form in forms)}:
            found[name] = found.get(name, set()) | here
    return found


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in (path for path in folder.rglob("*") if path.is_file()):
        yield str(path.relative_to(folder)), path.read_bytes()
        if is_zipfile(path):
            with ZipFile(path) as packed:
                yield from ((f"{path.name}/{name}", packed.read(name)) for name in packed.namelist())


def rows_of(database: str) -> Iterator[tuple[str, bytes]]:
    """Every row of every table of a database, whichever schema it is in, by the table's name."""
    with connect(database) as db:
        for schema, name in db.execute(_TABLES).fetchall():
            for row in db.execute(f'select * from "{schema}"."{name}"'.encode()).fetchall():
                yield f"{schema}.{name}", b"\0".join(map(_octets, row))


def pages_of(database: str) -> Iterator[tuple[str, bytes]]:
    """Every file in which the server keeps that database; what was deleted stands there until it is vacuumed."""
    with connect(database, autocommit=True) as db:
        db.execute("checkpoint")
        ((place,),) = db.execute(_PLACE).fetchall()
    yield from _files(Path(place))


_TABLES = (
    "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE' "
    "and table_schema not in ('pg_catalog', 'information_schema')"
)
_PLACE = (
    "select current_setting('data_directory') || '/base/' || oid from pg_database where datname = current_database()"
)


def _octets(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
