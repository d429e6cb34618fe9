"""Another key: whoever trusts the old one is led to it; broken off anywhere, it is finished by the same call."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest

from tests.support.clock import StandingClock
from tests.support.crowd import cheap
from tests.support.given import NOON
from tests.support.listening import listening
from trail.anchored import satisfied
from trail.checkpoint import NoteError, parse, verified
from trail.entry import decode
from trail.errors import KeysMissing
from trail.log import Log
from trail.opened import ROTATED
from trail.policy import Policy
from trail.rotation import keys_of, rotate
from trail.sealed import anchors_of, checkpoint, outside, signer_of
from trail.signer import Rewritten
from trail.store import Store
from trail.verify import verify
from trail.witness.folder import Witness
from web.keeping.proving import kept, source
from web.service import Service
from web.witnessing import create_app


class Killed(BaseException):
    """As a process is: nothing is tidied up."""


@contextmanager
def killed_at(step: int) -> Iterator[None]:
    """Before the so manyth time that anything is written to the disk or the log."""
    numbers = count()

    def watched(call: Any) -> Any:
        def called(*words: Any, **named: Any) -> Any:
            if next(numbers) == step:
                raise Killed
            return call(*words, **named)

        return called

    with pytest.MonkeyPatch.context() as patch:
        for name in ("fsync", "replace", "mkdir"):
            patch.setattr(os, name, watched(getattr(os, name)))
        patch.setattr(Log, "append", watched(Log.append))
        yield


def grow(store: Store) -> None:
    store.log.append([cheap(UUID(int=1000 + store.log.position))])


def rotations(store: Store) -> list[dict[str, str]]:
    rows = [row for row in store.log.rows(0, 10_000) if row.type == ROTATED]
    assert all(decode(row.entry).kind == "key-rotation" for row in rows)
    return [orjson.loads(store.log.opened(row)[1]) for row in rows]


def leads(store: Store) -> None:
    """From the first key to the one that signs, link by link, and the log is proved."""
    keys, notes = keys_of(store)
    assert len(notes) == len(keys) - 1
    for before, after, note in zip(keys, keys[1:], notes, strict=False):
        assert verified(note, before) == verified(note, after)
        size, leaves = parse(note)[0].size, store.log.leaves(parse(note)[0].size)
        assert len(leaves) == size
    assert verified(checkpoint(store), keys[-1])
    verdict = verify(source(store.folder), kept(store.folder))
    assert (verdict.verdict, verdict.findings) == ("proved", [])


# what a rotation does


def test_a_rotation_names_the_key_in_the_log_and_both_sign_over_it(service: Service) -> None:
    store = service.store
    was = signer_of(store).verifier_key
    checkpoint(store)

    done = rotate(store)

    now = signer_of(store).verifier_key
    assert (done.was, done.now) == (was, now)
    assert rotations(store) == [{"was": was, "verifier_key": now}]
    assert verified(done.note, was) == verified(done.note, now)
    assert parse(done.note)[0].size == store.log.position
    assert [text for _, text in anchors_of(store).notes()][-1] == done.note
    assert (store.folder / "rotations/001.note").read_text() == done.note
    assert not (store.folder / "signing.key.next").exists()
    leads(store)


def test_the_old_key_signs_nothing_more(service: Service) -> None:
    store = service.store
    was = rotate(store).was
    grow(store)

    with pytest.raises(NoteError, match="no signature"):
        verified(checkpoint(store), was)


def test_keys_lead_from_one_to_the_next(service: Service) -> None:
    store = service.store
    expected = [signer_of(store).verifier_key]
    assert keys_of(store) == (expected, [])

    for _ in range(3):
        grow(store)
        expected.append(rotate(store).now)

    assert keys_of(store)[0] == expected
    assert [parse(note)[0].size for note in keys_of(store)[1]] == [3, 5, 7]
    leads(store)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_log_that_was_put_back_keeps_its_key(service: Service) -> None:
    """What hosts remember is in their database."""
    store = service.store
    checkpoint(store)
    was = signer_of(store).verifier_key
    state = store.folder / "signer.json"
    state.write_text(state.read_text().replace('"size": 1', '"size": 9000'))

    with pytest.raises(Rewritten):
        rotate(store)

    assert signer_of(store).verifier_key == was
    assert keys_of(store) == ([was], [])


def test_a_witness_signs_the_rotation_and_then_wants_to_be_told(service: Service, tmp_path: Path) -> None:
    store = service.store
    witness = Witness.create(tmp_path / "w", "witness.example/w", [signer_of(store).verifier_key])
    with listening(create_app(witness)) as url:
        Policy().with_witness(f"{url}/", witness.verifier_key).write(store.folder)

        done = rotate(store)
        grow(store)
        alone = checkpoint(store)
        told = outside(store)[0]["failed"]
        witness.trust(done.now)
        both = checkpoint(store)

    policy = Policy.read(store.folder)
    assert [satisfied(policy, note) for note in (done.note, alone, both)] == [True, False, True]
    assert "does not know the key of this log" in told


@pytest.mark.parametrize("harm", ["changed", "gone", "other"])
def test_a_note_that_leads_nowhere_is_named(service: Service, harm: str) -> None:
    store = service.store
    for _ in range(2):
        rotate(store)
    first, second = (store.folder / "rotations" / f"00{n}.note" for n in (1, 2))
    {"changed": lambda: second.write_text(second.read_text().replace("test.example", "best.example")),
     "gone": first.unlink,
     "other": lambda: second.write_text(first.read_text())}[harm]()  # fmt: skip

    if harm == "gone":  # the second alone is a whole chain: from the second key on
        assert len(keys_of(store)[0]) == 2
        return
    with pytest.raises(KeysMissing, match=r"rotations: note 2 is damaged"):
        keys_of(store)


# broken off


def test_broken_off_at_any_step_it_is_finished_by_the_same_call(tmp_path: Path) -> None:
    steps = 0
    for step in count():
        folder = tmp_path / str(step)
        with Service.create(folder, "test.example/log", StandingClock(NOON)) as service:
            checkpoint(service.store)
            was = signer_of(service.store).verifier_key
            with suppress(Killed), killed_at(step):
                rotate(service.store)
                steps = step
        with Service.open(folder, StandingClock(NOON)) as service:
            leads(service.store)
            if steps:
                break

            done = rotate(service.store)

            assert done.now == signer_of(service.store).verifier_key
            assert keys_of(service.store)[0][0] == was
            assert not (folder / "signing.key.next").exists()
            assert len(keys_of(service.store)[0]) == len(rotations(service.store)) + 1
            leads(service.store)
    assert steps > 12


def test_the_key_that_was_made_first_is_the_one_that_is_put_in_place(service: Service) -> None:
    store = service.store
    checkpoint(store)
    with suppress(Killed), killed_at(3):
        rotate(store)
    made = (store.folder / "signing.key.next").read_bytes()

    rotate(store)

    assert (store.folder / "signing.key").read_bytes() == made


def test_a_next_key_that_is_damaged_is_named_and_the_old_one_stays(service: Service) -> None:
    was = signer_of(service.store).verifier_key
    (service.folder / "signing.key.next").write_bytes(b"no key")

    with pytest.raises(KeysMissing, match=r"signing\.key\.next is damaged"):
        rotate(service.store)

    assert signer_of(service.store).verifier_key == was


def test_what_was_signed_by_the_old_key_meanwhile_is_still_led_to(service: Service) -> None:
    store = service.store
    was = checkpoint(store) and signer_of(store).verifier_key
    with suppress(Killed), killed_at(4):
        rotate(store)
    grow(store)
    assert verified(checkpoint(store), was)

    rotate(store)

    leads(store)
