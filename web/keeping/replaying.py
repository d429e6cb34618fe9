"""Every file folded by two versions of the program over the same log, and held against each other, before an upgrade.

The other version is asked as a process: it hears the ids of records, a line each, and answers each with its file.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import IO, Any, NamedTuple
from uuid import UUID

import orjson

from domain.fact import Plain
from domain.identity import PatientRegistered
from domain.refusal import Gone, NotFound
from projections.past import file_at
from trail.errors import StoreError
from trail.mapper import UnknownType, stream_of
from trail.store import Store

_PAGE = 1000
_RECORDS = (
    "select position, stream from event where type = ? and position > ? and position <= ? order by position limit ?"
)
_NOTHING = object()
Folded = Plain
"""`{"file"}`, or `{"failed"}` where there is none: what became of the record, or why it could not be folded."""
Told = Callable[[int, int], None]


class Different(NamedTuple):
    """One value of one record: `place` names it, `here` and `there` are its JSON, None where there is no such value."""

    record: str
    place: str
    here: str | None
    there: str | None


class Against(NamedTuple):
    """The other version, and what it answers for the record of each id, in their order."""

    version: str
    answers: Iterator[Folded]


def records(store: Store, upto: int) -> Iterator[UUID]:
    """The ids of all records that were on file at a position, the oldest first."""
    at, ask = 0, store.log.recorder.ask
    while rows := ask(_RECORDS, PatientRegistered.stored_name(), at, upto, _PAGE):
        yield from (stream_of(sid) for _, sid in rows)
        at = rows[-1][0]


def folded(store: Store, id: UUID, upto: int) -> Folded:
    try:
        return {"file": file_at(store.journal, id, upto)}
    except Gone:
        return {"failed": "erased"}
    except (NotFound, UnknownType) as error:
        return {"failed": str(error)}
    except Exception as error:  # a fold that breaks is a difference like any other, and not the last to be told
        return {"failed": f"{type(error).__name__} while it was folded"}


def answer(store: Store, upto: int, ids: Iterable[str], version: str) -> Iterator[bytes]:
    """What this version says, for another one that asks; first which it is."""
    yield orjson.dumps({"caretrail": version}) + b"\n"
    for line in ids:
        yield orjson.dumps(folded(store, UUID(line.strip()), upto)) + b"\n"


def replay(store: Store, upto: int, against: Against, told: Told) -> Iterator[Different]:
    """Every value that would differ. `told` hears how many records were compared, of how many."""
    total = sum(1 for _ in records(store, upto))
    for n, id in enumerate(records(store, upto), start=1):
        here = orjson.loads(orjson.dumps(folded(store, id, upto)))
        there = next(against.answers, {"failed": "it ended before this record"})
        yield from (Different(str(id), *one) for one in differences(here, there))
        told(n, total)


@contextmanager
def other(program: Path, folder: Path, store: Store, upto: int) -> Iterator[Against]:
    """Another version at work on the same store, read-only. `StoreError` where it cannot answer."""
    command = [str(_found(program)), "--data", str(folder), "replay", "--answer", "--upto", str(upto)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        feeder = Thread(target=_feed, args=(process.stdin, records(store, upto)), daemon=True)
        feeder.start()
        try:
            first = process.stdout.readline()
            if not first:
                why = process.stderr.read().decode(errors="replace").strip().splitlines()[-1:]
                raise StoreError(f"{program} cannot be asked: {' '.join(why) or 'it said nothing'}")
            yield Against(json.loads(first)["caretrail"], map(orjson.loads, process.stdout))
        finally:
            process.kill()
            feeder.join()  # else the pipe may be closed here with ids in it that nobody will hear: a broken pipe


def differences(here: Any, there: Any, place: str = "") -> Iterator[tuple[str, str | None, str | None]]:
    """Value by value, lists and objects taken apart."""
    if type(here) is type(there) and isinstance(here, (dict, list)):
        for name in _names(here, there):
            inner = f"{place}.{name}" if place else str(name)
            yield from differences(_at(here, name), _at(there, name), inner)
    elif here != there or type(here) is not type(there):
        yield place, _written(here), _written(there)


def _names(here: Any, there: Any) -> Iterable[Any]:
    return range(max(len(here), len(there))) if isinstance(here, list) else dict.fromkeys((*here, *there))


def _at(whole: Any, name: Any) -> Any:
    try:
        return whole[name]
    except LookupError:
        return _NOTHING


def _written(value: Any) -> str | None:
    return None if value is _NOTHING else json.dumps(value, ensure_ascii=False)


def _found(program: Path) -> Path:
    """A `caretrail`, or the environment that has one."""
    command = program / "bin" / "caretrail" if program.is_dir() else program
    if not command.exists():
        raise StoreError(f"There is no Caretrail at {program}. Name its environment, or its command.")
    return command.absolute()


def _feed(pipe: IO[bytes], ids: Iterator[UUID]) -> None:
    """It may end before it has heard all of them."""
    try:
        with pipe:
            for id in ids:
                pipe.write(f"{id}\n".encode())
    except OSError:
        return
