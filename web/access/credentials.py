"""The tables for signing in: passwords and tokens as hashes alone, and how often somebody has tried."""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table

from trail.tables import Exact, Whole

ROOM = "credentials"
METADATA = MetaData()
CREDENTIAL = Table(
    "credential",
    METADATA,
    Column("login", Exact, primary_key=True),
    Column("hash", Exact, nullable=False),
    sqlite_strict=True,
)
SESSION = Table(
    "session",
    METADATA,
    Column("token", Exact, primary_key=True),
    Column("login", Exact, nullable=False),
    Column("begun", Exact, nullable=False),
    sqlite_strict=True,
)
TRY = Table(
    "try",
    METADATA,
    Column("kind", Exact, primary_key=True),
    Column("who", Exact, primary_key=True),
    Column("count", Whole, nullable=False),
    Column("first", Exact, nullable=False),
    Column("last", Exact, nullable=False),
    sqlite_strict=True,
)
API_TOKEN = Table(
    "api_token",
    METADATA,
    Column("token", Exact, primary_key=True),
    Column("hash", Exact, nullable=False),
    Column("used", Exact),
    sqlite_strict=True,
)
CHALLENGE = Table(
    "challenge",
    METADATA,
    Column("token", Exact, primary_key=True),
    Column("kind", Exact, nullable=False),
    Column("told", Exact, nullable=False),
    Column("begun", Exact, nullable=False),
    sqlite_strict=True,
)
PASSKEY = Table(
    "passkey",
    METADATA,
    Column("credential", Exact, primary_key=True),
    Column("passkey", Exact, nullable=False),
    Column("login", Exact, nullable=False),
    Column("name", Exact, nullable=False),
    Column("public_key", Exact, nullable=False),
    Column("uses", Whole, nullable=False),
    Column("made", Exact, nullable=False),
    Column("used", Exact),
    sqlite_strict=True,
)
ALONE = "sign-in"
"""Whoever changes something here does so alone, over all hosts, as in a file: what was read holds until it is written.

Row locks would do for most of it; but a try that is nobody's yet has no row to lock.
"""
