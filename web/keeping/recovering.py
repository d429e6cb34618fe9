"""A store that was put back to an earlier moment, begun again in another folder as a log of another name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from trail import policy
from trail.access import origin_of
from trail.backend import Backend
from trail.blobs import blobs_of
from trail.checkpoint import Checkpoint, NoteError, parse
from trail.errors import StoreError
from trail.recovery import Target, begin_again, following
from trail.sealed import anchors_of, last_of
from trail.signer import KEY
from trail.store import Config, Store, empty_folder
from trail.tree import Range
from trail.verify import PROVED, Verdict
from web.keeping import copied
from web.keeping.moving import to_be_filled
from web.keeping.proving import proved


class NotRecovered(StoreError):
    """Why there is nothing to begin again, or nothing that it could be begun from."""


class Recovered(NamedTuple):
    origin: str
    events: int
    signed: Checkpoint
    verdict: Verdict


def recover(folder: Path, to: Path, notes: Sequence[str], database: str | None) -> Recovered:
    """The store in `folder` stays as it is: it is the evidence. `notes` are checkpoints that were kept elsewhere.

    `NotRecovered` where the log continues what was signed last, or is not whole as far as it goes.
    """
    store = Store.open(folder)
    try:
        before, note = _newest(store, notes)
        _whole(store.folder, store.config)
        config = replace(store.config, origin=following(store.config.origin), database=database)
        to = empty_folder(to)
        with to_be_filled(to, database) as backend:
            events = _filled(store, to, config, backend, before, note)
        verdict = _whole(to, config)
        config.write(to)  # last: a folder with it holds a whole store
        return Recovered(config.origin, events, before, verdict)
    finally:
        store.close()


def _filled(store: Store, to: Path, config: Config, backend: Backend, before: Checkpoint, note: str) -> int:
    now = store.log.clock()
    with closing(store.keys.bound_to(to, backend, config.origin)) as own:
        recorder, reads = backend.new_recorder(), backend.reads()
        events = begin_again(store.log, Target(recorder, own, config.origin), before, note, now)
        begin_again(store.access.log, Target(reads, own, origin_of(config.origin)), None, "", now)
        recorder.close(events)
        reads.close(0)
    copied.rooms(store, backend)  # passwords; keys were bound anew, and nothing was signed yet
    copied.files(store.folder, to, [policy.FILE])
    if not store.config.attachments:
        copied.documents(store.attachments.blobs, blobs_of(to, None), lambda done, total: None)
    return events


def _newest(store: Store, notes: Sequence[str]) -> tuple[Checkpoint, str]:
    """The largest checkpoint that this log does not continue, or cannot for want of its key, and its note if known."""
    known = sorted(_known(store, notes), key=lambda one: (one[0].size, one[1]))
    tree, leaves = Range(), store.log.leaves(store.log.position)
    gone = []
    for checkpoint, note in known:
        for leaf in leaves[tree.n : checkpoint.size]:
            tree.push(leaf)
        if (tree.n, tree.root()) != (checkpoint.size, checkpoint.root):
            gone.append((checkpoint, note))
    if not gone and known and not (store.folder / KEY).exists():
        return known[-1]
    if not gone:
        raise NotRecovered(
            "The log continues every checkpoint that is known here: nothing has to be begun again. "
            "If a witness knows another one, name it: --checkpoint NOTE"
        )
    return gone[-1]


def _known(store: Store, notes: Sequence[str]) -> Iterator[tuple[Checkpoint, str]]:
    if last := last_of(store):
        yield last.checkpoint, ""
    for note in [*notes, *(text for _, text in anchors_of(store).notes())]:
        try:
            found = parse(note)[0]
        except NoteError:
            continue
        if found.origin == store.config.origin:
            yield found, note


def _whole(folder: Path, config: Config) -> Verdict:
    """Proved as far as it goes, each payload opened: nothing that is broken is carried on."""
    verdict = proved(folder, config, [])
    if verdict.verdict != PROVED:
        raise NotRecovered(f"{folder} is not whole: {verdict.findings[0]['detail']}. Restore another backup.")
    return verdict
