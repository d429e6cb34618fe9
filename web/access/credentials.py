"""The tables for signing in: passwords, tokens and codes as hashes alone, how often somebody has tried, and of which
emergencies the privacy officer was mailed.

The first three are as every version had them, and a store that is opened has the others made: a session without a line
in `presence` was begun by an earlier one.
"""

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
PRESENCE = Table(
    "presence",
    METADATA,
    Column("token", Exact, primary_key=True),
    Column("seen", Exact, nullable=False),  # at most a minute ago, or the session was idle since
    Column("proved", Exact, nullable=False),  # when the password, or a code, was given last
    Column("mark", Exact, nullable=False),  # by which the log tells it from others
    Column("device", Exact, nullable=False),
    Column("behalf", Exact),  # the login of whom somebody acts for
    sqlite_strict=True,
)
HALF = Table(
    "half",
    METADATA,
    Column("token", Exact, primary_key=True),
    Column("login", Exact, nullable=False),
    Column("begun", Exact, nullable=False),
    sqlite_strict=True,
)
INVITATION = Table(
    "invitation",
    METADATA,
    Column("login", Exact, primary_key=True),
    Column("hash", Exact, nullable=False),
    Column("until", Exact, nullable=False),
    sqlite_strict=True,
)
FACTOR = Table(
    "factor",
    METADATA,
    Column("login", Exact, primary_key=True),
    Column("sealed", Exact, nullable=False),
    Column("step", Whole, nullable=False),  # of the last code that was taken: none is taken twice
    Column("since", Exact),  # None until a first code has shown that the secret arrived
    sqlite_strict=True,
)
RECOVERY = Table(
    "recovery",
    METADATA,
    Column("login", Exact, primary_key=True),
    Column("hash", Exact, primary_key=True),
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
NOTICE = Table(
    "notice",
    METADATA,
    Column("event", Whole, primary_key=True),
    Column("tried", Exact, nullable=False),
    Column("sent", Exact),
    Column("failed", Exact, nullable=False),
    sqlite_strict=True,
)
ALONE = "sign-in"
"""Whoever changes something here does so alone, over all hosts, as in a file: what was read holds until it is written.

Row locks would do for most of it; but a try that is nobody's yet has no row to lock.
"""
