"""A log as whoever owns it sees it: read out, changed, and put back with as much made to fit as an attacker can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import orjson

from tests.trail.owner import Run, owner
from trail.backend import backend_of
from trail.checkpoint import Checkpoint, parse, sign
from trail.commitment import SEED, commit, serialised
from trail.entry import Entry, b64, decode, encode
from trail.files import put_in_place
from trail.keys import Keys
from trail.sealing import SealBroken, place, seal, unseal
from trail.signed import last_signed, remember
from trail.signer import KEY, read_key
from trail.store import Config
from trail.tiles import WIDTH
from trail.tree import Range, leaf_hash

_ALL = "select stream, version, type, entry, leaf, payload from event order by position"
_PUT = "insert into event (position, stream, version, type, entry, leaf, payload) values (?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True)
class Event:
    """`body` is the payload in clear; `columns` stand beside the entry: stream, version, type. `leaf` is as stored."""

    entry: Entry
    payload: bytes | None
    body: bytes
    columns: tuple[str, int, str]
    leaf: bytes

    def told(self, **other: object) -> Event:
        """The entry says something else, and the columns follow it."""
        entry = self.entry._replace(**other)
        return replace(self, entry=entry, columns=(entry.stream, entry.version, entry.type))

    def saying(self, **fields: object) -> Event:
        """Other fields in the payload, whatever its promise."""
        payload = orjson.loads(self.body[SEED:]) | fields
        return replace(self, body=self.body[:SEED] + orjson.dumps(payload, option=orjson.OPT_SORT_KEYS))


def read(folder: Path) -> list[Event]:
    with owner(folder) as run, _keys(folder) as keys:
        return [_event(row, position, keys) for position, row in enumerate(run(_ALL), start=1)]


def _event(row: Sequence[bytes], position: int, keys: Keys) -> Event:
    stream, version, type_, line, leaf, payload = row
    entry = decode(bytes(line))
    bound = place(keys._origin, position, entry.stream, entry.version, entry.type)
    body = b"".join(unseal(keys.cipher(entry.key), bytes(payload), bound))
    return Event(entry, bytes(payload), body, (str(stream), int(version), str(type_)), bytes(leaf))


def _keys(folder: Path) -> closing[Keys]:
    config = Config.read(folder)
    return closing(Keys.open(folder, backend_of(folder, config.database), config.origin))


def fitting(events: Sequence[Event]) -> list[Event]:
    """Places, versions, times, digests and leaves made to fit, without any key."""
    seen, made = Counter[str](), list[Event]()
    for position, one in enumerate(events, start=1):
        seen[one.entry.stream] += 1
        content = b64(sha256(one.payload).digest()) if one.payload is not None else one.entry.content
        fits = one.told(position=position, version=seen[one.entry.stream], content=content)
        made.append(replace(fits, leaf=leaf_hash(encode(fits.entry))))
    return made


def sealed(events: Sequence[Event], folder: Path) -> list[Event]:
    """Sealed anew, promises included, where something else is said or the place is another: it takes the keys."""
    with _keys(folder) as keys:
        return fitting([_sealed(one, keys) for one in fitting(events)])


def _sealed(one: Event, keys: Keys) -> Event:
    entry = one.entry
    bound = place(keys._origin, entry.position, entry.stream, entry.version, entry.type)
    if one.payload is None or _opens(one, keys, bound):
        return one
    seed, payload = one.body[:SEED], orjson.loads(one.body[SEED:])
    promise = b64(commit(seed, serialised(payload)))
    return replace(one.told(commitment=promise), payload=seal(keys.cipher(entry.key), one.body, bound))


def _opens(one: Event, keys: Keys, bound: bytes) -> bool:
    try:
        return b"".join(unseal(keys.cipher(one.entry.key), one.payload or b"", bound)) == one.body
    except SealBroken:
        return False


def put(run: Run, events: Sequence[Event]) -> None:
    """The rows alone: the tree is what it was. Where no two want one place, each stays where its entry says."""
    own = [one.entry.position for one in events]
    places = own if own == sorted(set(own)) else range(1, len(events) + 1)
    run("begin")
    run("delete from event")
    for position, one in zip(places, events, strict=True):
        run(_PUT, position, *one.columns, encode(one.entry), one.leaf, one.payload)
    run("commit")


def grow(run: Run) -> None:
    """The tree as it would be over the leaves that are there, fewer than two tiles of them."""
    leaves = [bytes(row[0]) for row in run("select leaf from event order by position")]
    tree = tree_of(leaves)
    run("update tree_head set n = ?, stack = ?", tree.n, tree.encode())
    run("delete from tree_tile")
    if len(leaves) >= WIDTH:
        run("insert into tree_tile values (0, 0, ?)", b"".join(leaves[:WIDTH]))


def tree_of(leaves: Sequence[bytes]) -> Range:
    whole = Range()
    for leaf in leaves:
        whole.push(leaf)
    return whole


def sign_anew(folder: Path, leaves: Sequence[bytes]) -> None:
    """Signer's state and anchors say, with the log's own key, that it was never otherwise."""
    config, key = Config.read(folder), read_key(folder / KEY)
    for path in sorted((folder / "anchors").glob("*.note")):
        size = parse(path.read_text())[0].size
        path.unlink()
        if size <= len(leaves):
            put_in_place(path, sign(_at(config.origin, leaves[:size]), key).encode())
    last = last_signed(folder, config.origin)
    assert last
    now = _at(config.origin, leaves[: last.checkpoint.size])
    remember(folder, now)
    if config.database:
        with owner(folder, "signer") as run:
            run("update signed set size = ?, root = ?", now.size, now.root)


def _at(origin: str, leaves: Sequence[bytes]) -> Checkpoint:
    return Checkpoint(origin, len(leaves), tree_of(leaves).root())


def without(events: Sequence[Event], at: int) -> list[Event]:
    return [*events[: at - 1], *events[at:]]


def instead(events: Sequence[Event], at: int, other: Event) -> list[Event]:
    return [*events[: at - 1], other, *events[at:]]
