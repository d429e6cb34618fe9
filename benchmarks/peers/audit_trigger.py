"""PostgreSQL with one trigger that writes what was and is as JSON, with who and why out of the session's settings."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.day.oracle import Change
from benchmarks.day.plan import Values
from benchmarks.disk import stored
from benchmarks.peers import rows
from benchmarks.peers.attacks import FALSE
from benchmarks.peers.statements import TABLES, Statements, tables

_AUDIT = """
create table audit (n bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(), who text, why text,
  tab text not null, rid bigint not null, patient_id bigint, op "char" not null, old jsonb, new jsonb);
create index of_audit on audit (patient_id, n);
create function audit_row() returns trigger language plpgsql as $$
declare r record; o jsonb; n jsonb; owner bigint;
begin
  if tg_op = 'DELETE' then r := old; else r := new; end if;
  if tg_op = 'INSERT' then n := to_jsonb(new);
  elsif tg_op = 'DELETE' then o := to_jsonb(old);
  else
    select jsonb_object_agg(key, value) into n from jsonb_each(to_jsonb(new))
      where to_jsonb(old) -> key is distinct from value;
    if n is null then return null; end if;
    select jsonb_object_agg(key, to_jsonb(old) -> key) into o from jsonb_object_keys(n) as key;
  end if;
  if tg_table_name = 'patient' then owner := r.id;
  elsif tg_table_name = 'result' then select patient_id into owner from report where id = r.report_id;
  else owner := (to_jsonb(r) ->> 'patient_id')::bigint; end if;
  insert into audit (who, why, tab, rid, patient_id, op, old, new)
  values (nullif(current_setting('app.who', true), ''), nullif(current_setting('app.why', true), ''),
    tg_table_name, r.id, owner, left(tg_op, 1)::"char", o, n);
  return null;
end $$;
"""
_ASK = "select at, who, why, tab, rid, op, old, new from audit"
_SAID = "select set_config('app.who', %s, true), set_config('app.why', %s, true)"
_KINDS = {table: kind for kind, table in TABLES.items()}
_ONE = "where n = (select {}(n) from audit where patient_id = %s and op = 'U')"


class AuditTrigger(Statements):
    MARK = "%s"
    ATTACKS = {
        "bulk": f"update patient set phone = '{FALSE}' where id = %s",
        "live": f"update patient set phone = '{FALSE}' where id = %s",
        "edited": f"update audit set new = jsonb_build_object('phone', '{FALSE}') {_ONE.format('min')}",
        "middle": f"delete from audit {_ONE.format('min')}",
        "tail": f"delete from audit {_ONE.format('max')}",
    }

    def __init__(self, database: str) -> None:
        self._database = database
        self.db = psycopg.connect(database, autocommit=True, prepare_threshold=1)
        for statement in tables("bigint generated always as identity primary key"):
            self.db.execute(statement.replace("family_name text", 'family_name text collate "C"'))
        self.db.execute(_AUDIT)
        for table in TABLES.values():
            self.db.execute(
                f"create trigger {table}_audit after insert or update or delete on {table} "
                "for each row execute function audit_row()"
            )

    def versions(self) -> dict[str, str]:
        return {"python": platform.python_version(), "psycopg": version("psycopg")}

    @contextmanager
    def command(self, who: str, reason: str | None = None) -> Iterator[None]:
        with self.db.transaction():
            self.db.execute(_SAID, (who, reason or ""))
            yield

    def changes(self, patient: str) -> list[Change]:
        return list(_told(self.db.execute(f"{_ASK} where patient_id = %s order by n", (int(patient),))))

    def past(self, patient: str, moment: float) -> Values:
        """It has no query for this: what changed, done again."""
        at = datetime.fromtimestamp(moment, UTC)
        found = self.db.execute(f"{_ASK} where patient_id = %s and at <= %s order by n", (int(patient), at))
        return rows.replayed(_told(found))

    def export(self, path: Path) -> None:
        with self.db.transaction(), self.db.cursor(name="export") as cursor:
            cursor.itersize = 5000
            rows.export(_told(cursor.execute(f"{_ASK} order by n")), path)

    def octets(self) -> int:
        return stored(self._database)


def _told(found: Iterable[Any]) -> Iterator[Change]:
    for at, who, why, table, record, op, old, new in found:
        about = {"who": who, "when": at.isoformat(), "reason": why, "record": _KINDS[table], "record_id": record}
        if op in ("I", b"I"):
            yield {**about, "action": "create", "field": None, "old": None, "new": new}
        else:
            for field, value in new.items():
                yield {**about, "action": "update", "field": field, "old": old[field], "new": value}


def opened(folder: Path, database: str) -> AuditTrigger:
    return AuditTrigger(database)
