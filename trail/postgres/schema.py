"""The tables of a log in PostgreSQL: the same as in a file, and functions that are the only way into them.

A role that serves may read and call; it may not insert, update or delete. What is stored here is stored for ever: this
text may only be added to, by a later step of `trail.postgres.migration`.
"""

from __future__ import annotations

import re

FORMAT = 4
KEPT = ("event", "tree_tile", "command")
CHANNEL = "caretrail"  # on which an append is announced, as a hint

_SCHEMAS = """
create schema log;
create schema access;
create table log.format (version integer primary key, made timestamptz not null default now());
"""
_TABLES = """
create table log.event (
    position bigint primary key, stream text collate "C" not null, version bigint not null,
    type text collate "C" not null, entry bytea not null, leaf bytea not null, payload bytea, unique (stream, version)
);
create table log.tree_head (
    one integer primary key check (one = 1), n bigint not null, stack bytea not null
) with (fillfactor = 10);
create table log.tree_tile (level integer not null, n bigint not null, bytes bytea not null, primary key (level, n));
create table log.command (request text collate "C" primary key, response bytea not null);
insert into log.tree_head values (1, 0, '');
alter table log.event alter entry set storage external, alter payload set storage external;
"""

_REFUSE = """
create function log.refuse() returns trigger language plpgsql as
$$ begin raise exception 'what is in log.% stays as it is', tg_table_name; end $$;
"""

# One call, one commit. The head's row is locked first, so that positions are taken by one host at a time, without gaps.
APPEND = """
create function log.append(
    at bigint, was bytea, new_stack bytea,
    positions bigint[], streams text[], versions bigint[], types text[],
    entries bytea[], leaves bytea[], payloads bytea[],
    levels integer[], numbers bigint[], tiles bytea[],
    expected_streams text[], expected_versions bigint[], requests text[], responses bytea[],
    out moved boolean, out stale text[], out repeated text[]
) language plpgsql security definer set search_path = log, pg_temp as $$
declare
    head tree_head%rowtype;
    size constant bigint := cardinality(positions);
begin
    select * into head from tree_head for update;
    moved := head.n <> at or head.stack <> was;
    stale := '{}';
    repeated := '{}';
    if moved then return; end if;
    if cardinality(expected_streams) > 0 then
        stale := array(
            select e.stream from unnest(expected_streams, expected_versions) as e(stream, version)
            where e.version <> coalesce((select max(v.version) from event v where v.stream = e.stream), 0)
        );
    end if;
    if cardinality(requests) > 0 then
        repeated := array(select c.request from command c where c.request = any(requests));
    end if;
    if cardinality(stale) > 0 or cardinality(repeated) > 0 then return; end if;
    if size > 0 then
        if exists (
            select from unnest(positions) with ordinality as p(position, nth) where p.position is distinct from at + nth
        ) then
            raise exception 'positions do not follow on %', at;
        end if;
        insert into event select * from unnest(positions, streams, versions, types, entries, leaves, payloads);
        update tree_head set n = at + size, stack = new_stack;
        perform pg_notify('caretrail', (at + size)::text);
    end if;
    if cardinality(levels) > 0 then
        insert into tree_tile select * from unnest(levels, numbers, tiles);
    end if;
    if cardinality(requests) > 0 then
        insert into command select * from unnest(requests, responses);
    end if;
end $$;
"""

# The same for one event, as most commands are: nothing is made into arrays, and what does not fit is an error, after
# which the other function says what it was.
APPEND_ONE = """
create function log.append_one(
    at bigint, was bytea, new_stack bytea, new_stream text, new_version bigint, new_type text,
    new_entry bytea, new_leaf bytea, new_payload bytea, expected bigint, new_request text, new_response bytea,
    out moved boolean
) language plpgsql security definer set search_path = log, pg_temp as $$
begin
    update tree_head set n = at + 1, stack = new_stack where n = at and stack = was;
    moved := not found;
    if moved then return; end if;
    if expected <> coalesce((select max(v.version) from event v where v.stream = new_stream), 0) then
        raise exception 'the stream has gone on' using errcode = 'CT001';
    end if;
    insert into event values (
        at + 1, new_stream, new_version, new_type, new_entry, new_leaf, new_payload
    );
    if new_request is not null then
        insert into command values (new_request, new_response);
    end if;
    perform pg_notify('caretrail', (at + 1)::text);
end $$;
"""

# Whoever holds the head knows that no append is under way; the lock ends with the transaction.
HOLD = """
create function log.hold(out n bigint) language sql security definer set search_path = log, pg_temp as
$$ select h.n from tree_head h for update $$;
"""


# The one change of what is kept: payloads go, and answers, under an entry that says so and comes after them. What the
# entry says in its payload is sealed, so that the database cannot hold against it which keys are meant.
_REFUSE_BUT_ERASE = """
create or replace function log.refuse() returns trigger language plpgsql as $$
begin
    if current_setting('caretrail.erasing', true) is distinct from 'on' then
        null;
    elsif tg_table_name = 'event' and tg_op = 'UPDATE' then
        if new.payload is null and (old.position, old.stream, old.version, old.type, old.entry, old.leaf)
            = (new.position, new.stream, new.version, new.type, new.entry, new.leaf)
            and exists (select from log.event e where e.position > old.position and e.type = 'record.erased/1')
        then return new; end if;
    elsif tg_table_name = 'command' and tg_op = 'DELETE' then
        return old;
    end if;
    raise exception 'what is in log.% stays as it is', tg_table_name;
end $$;
"""
_ERASE = """
create function log.erase(erasure bigint, payloads bigint[], answers text[]) returns void
language plpgsql security definer set search_path = log, pg_temp as $$
begin
    if not exists (select from event where position = erasure and type = 'record.erased/1') then
        raise exception 'event % erases nothing', erasure;
    end if;
    perform set_config('caretrail.erasing', 'on', true);
    update event set payload = null
        where position = any(payloads) and position < erasure and payload is not null;
    delete from command where request = any(answers);
    perform set_config('caretrail.erasing', 'off', true);
end $$;
revoke all on function log.erase from public;
"""
_DESTROY = """
create schema if not exists keys;
create function keys.destroy(doomed bigint) returns void
language plpgsql security definer set search_path = keys, pg_temp as $$
begin
    if not exists (select from doom where kid = doomed) then
        raise exception 'key % is not to be destroyed', doomed;
    end if;
    update key set wrapped = '' where kid = doomed;
    delete from key where kid = doomed;
end $$;
revoke all on function keys.destroy from public;
"""


def guards() -> str:
    """A seat belt: whoever owns the tables can take it off, and the proof does not rely on it."""
    return _REFUSE + "".join(
        f"create trigger {table}_stays before update or delete on log.{table} for each row "
        f"execute function log.refuse(); "
        f"create trigger {table}_is_not_emptied before truncate on log.{table} execute function log.refuse(); "
        for table in KEPT
    )


_CLOSED = "revoke all on function log.append, log.append_one, log.hold from public;"


def channel(log: str) -> str:
    """On which an append to that log is announced."""
    return CHANNEL if log == "log" else f"{CHANNEL}_{log}"


def first() -> str:
    """Format 1: the log of the records."""
    return _SCHEMAS + _log()


def second() -> str:
    """Format 2: the log of reads, the same in a schema of its own."""
    return _of("access", _log())


def third() -> str:
    """Format 3: erasure, in the log of the records."""
    return _REFUSE_BUT_ERASE + _ERASE + _DESTROY


def fourth() -> str:
    """Format 4: tables beside the log, which the migration makes in any case: no host is to serve without them."""
    return ""


def grants(role: str) -> str:
    """`role` is a quoted name."""
    return "".join(
        f"grant usage on schema {log} to {role}; grant select on all tables in schema {log} to {role}; "
        f"grant execute on function {log}.append, {log}.append_one, {log}.hold to {role};"
        for log in ("log", "access")
    ) + (f"grant usage on schema keys to {role}; grant execute on function log.erase, keys.destroy to {role};")


def _log() -> str:
    return _TABLES + APPEND + APPEND_ONE + HOLD + _CLOSED + guards()


def _of(name: str, statements: str) -> str:
    told = re.sub(r"\blog\b", name, statements)
    return told.replace(f"pg_notify('{CHANNEL}'", f"pg_notify('{channel(name)}'")
