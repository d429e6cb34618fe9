"""Whether a database that hosts share keeps what it acknowledges, and lets nobody change it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from trail.postgres.server import Server
from trail.store import Store
from web.cli.checks import Check, check

_SETTINGS = ("fsync", "full_page_writes", "synchronous_commit")
_APART = 2.0  # seconds between this host's clock and the database's
_RIGHTS = "select has_table_privilege('log.event', 'update') or has_table_privilege('log.event', 'delete')"
_TLS = "select coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false)"


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
        names = str(told("show synchronous_standby_names"))
        fix = "One server holds everything: add a synchronous standby"
        yield check("standby", bool(names), names or "none that commits wait for", fix, "warn")
        local = not db.info.host or db.info.host.startswith("/") or db.info.host in ("localhost", "127.0.0.1", "::1")
        fix = "Add sslmode=verify-full to the database's URL"
        yield check("tls", local or bool(told(_TLS)), "on this machine" if local else db.info.host, fix, "warn")
        now = told("select clock_timestamp()")
    if isinstance(now, datetime):
        apart = abs((datetime.now(UTC) - now).total_seconds())
        yield check("clock", apart < _APART, f"{apart:.1f} s from the database's", "Keep time by NTP", "warn")
