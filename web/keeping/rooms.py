"""The tables beside the log that are kept: by room, which is a file on SQLite and a schema in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import MetaData

from trail import keys, signed
from web import once
from web.access import credentials

ROOMS: Mapping[str, MetaData] = {
    keys.ROOM: keys.METADATA,
    signed.ROOM: signed.METADATA,
    credentials.ROOM: credentials.METADATA,
    once.ROOM: once.METADATA,
}
