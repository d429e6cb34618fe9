"""Whether a database that hosts share keeps what it acknowledges, and lets nobody change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from trail.postgres.server import Server
from trail.store import Store
from web.cli.checks import Check, check

_SETTINGS = ("fsync", "full_page_writes", "synchronous_commit")
_APART = 2.0  # seconds between this host's clock and the database's
_RIGHTS = "select has_table_privilege('log.event', 'update') or has_table_privilege('log.event', 'delete')"
_TLS = "select coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false)"
_SEES = "select pg_has_role(current_user, 'pg_read_all_stats', 'usage')"
_FOLLOW = "select application_name, sync_state from pg_stat_replication order by sync_state desc, application_name"
_NOBODY = "Commits wait for a standby, and none is in step: start one"
_IN_STEP = ("sync", "quorum")


def shared(store: Store, server: Server) -> Iterator[Check]:
    with server.raw() as db:

        def told(question: str) -> object:
            return db.execute(question.encode()).fetchall()[0][0]

        yield check("database", True, f"{server.name}, PostgreSQL {told('show server_version')}", "")
        may = bool(told(_RIGHTS))
        role = f"{told('select current_user')} {'may change the log' if may else 'may add to the log only'}"
        fix = "Serve by a role of its own: caretrail store migrate-schema --role ROLE"
        yield check("role", not may, role, fix, "warn")
        off = [name for name in _SETTINGS if told(f"show {name}") == "off"]
        fix = "Switch it on in postgresql.conf: what was acknowledged may be lost"
        yield check("durable", not off, f"{', '.join(off)} off" if off else "commits wait for the disk", fix)
        yield standby(str(told("show synchronous_standby_names")), bool(told(_SEES)), db.execute(_FOLLOW).fetchall())
        local = not db.info.host or db.info.host.startswith("/") or db.info.host in ("localhost", "127.0.0.1", "::1")
        fix = "Add sslmode=verify-full to the database's URL"
        yield check("tls", local or bool(told(_TLS)), "on this machine" if local else db.info.host, fix, "warn")
        before, now, after = datetime.now(UTC), told("select clock_timestamp()"), datetime.now(UTC)
    if isinstance(now, datetime):
        seconds = apart(before, now, after)
        yield check("clock", seconds < _APART, f"{seconds:.1f} s from the database's", "Keep time by NTP", "warn")


def apart(before: datetime, told: datetime, after: datetime) -> float:
    """Seconds between two clocks at least, where the other one was asked between two looks at this one: a database
    that is slow to answer has no wrong clock."""
    return max(0.0, (before - told).total_seconds(), (told - after).total_seconds())


def standby(names: str, sees: bool, follow: Sequence[tuple[str | None, str | None]]) -> Check:
    """Who follows is told to every role, who of them is in step only to some."""
    if not names:
        fix = "One server holds everything: add a synchronous standby (docs/operator.md)"
        told = f"none that commits wait for, {len(follow)} out of step" if follow else "none that commits wait for"
        return check("standby", False, told, fix, "warn")
    if not sees:
        return check("standby", bool(follow), f"{names}: {len(follow)} follow", _NOBODY)
    told = ", ".join(f"{name} {'in step' if state in _IN_STEP else 'follows'}" for name, state in follow)
    return check("standby", any(state in _IN_STEP for _, state in follow), told or "none follows", _NOBODY)
