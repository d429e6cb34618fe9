"""The events of an export one by one, each with as much of it as the export discloses: for the views that tell them."""

from __future__ import annotations

from collections.abc import Iterator

from domain.export import FULL
from trail.bundle.scope import ALL, Scope
from trail.entry import Entry
from trail.log import Log
from trail.mapper import Mapper
from trail.opened import OWN
from trail.rows import Row
from web.bundling.asking import Heard, fitting, unheard
from web.bundling.told import Told, told


def telling(log: Log, scope: Scope, upto: int, heard: Heard = unheard) -> Iterator[Told]:
    """Those that its filter names, up to a position; nothing is unsealed that is not disclosed.

    With the profile `envelope` they are told as well, by their entries alone.
    `SealBroken`, `KeysMissing`, `EntryError`, `UnknownType`.
    """
    narrow = {name: value for name, value in scope.filter.items() if name != "fields"}
    mapper = Mapper()
    for page in fitting(log, Scope(FULL, narrow), upto, heard):
        for row, entry in page:
            yield _told(log, mapper, scope, row, entry)


def _told(log: Log, mapper: Mapper, scope: Scope, row: Row, entry: Entry) -> Told:
    names = scope.names(entry)
    if row.type in OWN:
        return Told(entry, whole=names is ALL)
    if names is None or row.payload is None:
        return Told(entry)
    return told(entry, mapper.fact(*log.opened(row)), names)
