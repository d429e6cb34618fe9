"""Who vouches for the log outside: asked with each checkpoint, never in the way of one, and told where they fail."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from werkzeug.wrappers import Request, Response

from tests.support.clock import StandingClock
from tests.support.crowd import cheap
from tests.support.listening import listening
from tests.support.witnessed import Told, gone
from trail.anchored import satisfied
from trail.asking import Contradicted, NotSigned, ask
from trail.checkpoint import parse, verified
from trail.outside import Came, came, overdue, remember
from trail.policy import Mail, Policy, PolicyError, Watcher
from trail.sealed import anchored_size, anchors_of, checkpoint, outside, signer_of, standing
from trail.signer import Rewritten
from trail.store import Store
from trail.tree import consistency_proof
from trail.witness.cosignature import cosign, cosigned
from trail.witness.folder import Witness
from web.service import Service
from web.witnessing import create_app

NOW = datetime(2026, 3, 7, 9, 30, tzinfo=UTC)


class Witnesses:
    """Three of them, that know a store's log; each can be sent away and come back."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.key, self.store, self._up = signer_of(store).verifier_key, store, dict[int, ExitStack]()
        for n in range(3):
            Witness.create(folder / f"w{n}", f"witness.example/w{n}", [self.key])
        self.every = [Witness(folder / f"w{n}", StandingClock(NOW + timedelta(minutes=n))) for n in range(3)]
        for n in range(3):
            self.comes(n)

    def comes(self, n: int) -> None:
        self._up[n] = ExitStack()
        self._at(n, f"{self._up[n].enter_context(listening(create_app(self.every[n])))}/")

    def goes(self, n: int) -> None:
        self._up.pop(n).close()
        self._at(n, gone())

    def policy(self, threshold: int) -> None:
        replace(Policy.read(self.store.folder), threshold=threshold).write(self.store.folder)

    def size(self, n: int) -> int:
        last = self.every[n].last(self.store.config.origin)
        return last.size if last else 0

    def close(self) -> None:
        for one in self._up.values():
            one.close()

    def _at(self, n: int, url: str) -> None:
        Policy.read(self.store.folder).with_witness(url, self.every[n].verifier_key).write(self.store.folder)


@pytest.fixture
def witnesses(service: Service, tmp_path: Path) -> Iterator[Witnesses]:
    made = Witnesses(service.store, tmp_path)
    yield made
    made.close()


@pytest.fixture
def store(service: Service) -> Store:
    return service.store


def grow(store: Store, n: int = 1) -> None:
    for _ in range(n):
        store.log.append([cheap(UUID(int=1000 + store.log.position))])


def failed(store: Store) -> dict[str, str]:
    return {one["name"]: one["failed"] for one in outside(store) if one["failed"]}


# asked with each checkpoint


def test_every_witness_signs_each_checkpoint_and_the_note_keeps_their_lines(store: Store, witnesses: Witnesses) -> None:
    witnesses.policy(3)

    for more in (2, 1, 300):
        grow(store, more)
        note = checkpoint(store)

        times = [cosigned(note, one.verifier_key) for one in witnesses.every]
        assert times == [NOW + timedelta(minutes=n) for n in range(3)]
        assert verified(note, witnesses.key) == parse(note)[0]
        assert [text for _, text in anchors_of(store).notes()][-1] == note
    assert failed(store) == {}
    assert anchored_size(store) == store.log.position == witnesses.size(0)


def test_a_policy_of_two_of_three_is_not_satisfied_by_one(store: Store, witnesses: Witnesses) -> None:
    witnesses.policy(2)
    checkpoint(store)
    anchored = anchored_size(store)
    witnesses.goes(0)
    witnesses.goes(1)
    grow(store, 3)

    note = checkpoint(store)

    now = standing(store)
    assert not satisfied(Policy.read(store.folder), note)
    assert cosigned(note, witnesses.every[2].verifier_key)
    assert (now.signed, now.anchored, now.size) == (anchored + 3, anchored, anchored + 3)
    assert sorted(failed(store)) == ["witness.example/w0", "witness.example/w1"]
    assert all("does not answer" in told for told in failed(store).values())

    witnesses.comes(1)
    checkpoint(store)

    assert anchored_size(store) == anchored + 3
    assert sorted(failed(store)) == ["witness.example/w0"]


def test_no_checkpoint_counts_for_lines_that_stand_under_two(store: Store, witnesses: Witnesses) -> None:
    witnesses.policy(2)
    checkpoint(store)
    anchored = anchored_size(store)
    for away in (0, 2):
        witnesses.goes(away)
    grow(store)
    checkpoint(store)
    witnesses.goes(1)
    witnesses.comes(0)
    grow(store)
    checkpoint(store)

    assert anchored_size(store) == anchored


def test_a_witness_that_comes_back_is_asked_from_where_it_was(store: Store, witnesses: Witnesses) -> None:
    checkpoint(store)
    witnesses.goes(1)
    for _ in range(3):
        grow(store, 5)
        checkpoint(store)
    witnesses.comes(1)
    grow(store)

    checkpoint(store)

    assert witnesses.size(1) == store.log.position
    assert failed(store) == {}


def test_a_log_that_forgot_what_was_signed_is_told_by_the_witness(store: Store, witnesses: Witnesses) -> None:
    checkpoint(store)
    grow(store, 4)
    (store.folder / "outside.json").write_text("{")

    checkpoint(store)

    assert failed(store) == {}
    assert witnesses.size(2) == store.log.position


def test_at_the_same_size_the_first_time_that_a_witness_signed_is_kept(store: Store, witnesses: Witnesses) -> None:
    first = checkpoint(store)
    witnesses.every[0]._clock = StandingClock(NOW + timedelta(days=1))

    again = checkpoint(store)

    assert [text for _, text in anchors_of(store).notes()] == [first]
    assert cosigned(again, witnesses.every[0].verifier_key) == NOW + timedelta(days=1)
    at = {one["name"]: one["at"] for one in outside(store)}
    assert at["witness.example/w0"].startswith("2026-03-08T09:30")


@pytest.mark.parametrize("harm", [b"", b"\xff\xfe", b"no note\n"])
def test_an_anchor_that_is_damaged_is_left_for_a_proof_to_find(store: Store, harm: bytes) -> None:
    checkpoint(store)
    (path,) = anchors_of(store).paths()
    path.write_bytes(harm)

    note = checkpoint(store)

    assert parse(note)[0].size == store.log.position
    assert path.read_bytes() == (harm or note.encode())


def test_nobody_outside_leaves_the_note_as_it_was_signed(store: Store) -> None:
    note = checkpoint(store)

    assert len(parse(note)[1]) == 1
    assert anchored_size(store) == store.log.position
    assert not (store.folder / "outside.json").exists()


def test_settings_that_are_wrong_anchor_nothing_and_do_not_keep_it_from_being_signed(store: Store) -> None:
    (store.folder / "anchors.toml").write_text("threshold = 3\n")

    with pytest.raises(PolicyError, match=r"anchors\.toml cannot be read: threshold"):
        checkpoint(store)

    assert (standing(store).signed, anchored_size(store)) == (store.log.position, 0)


# a log that is not the one that a witness remembers


def test_a_witness_that_has_seen_more_says_that_the_log_was_put_back(store: Store, witnesses: Witnesses) -> None:
    ahead = witnesses.every[0]
    grow(store, 2)
    leaves, size = store.log.leaves(store.log.position), store.log.position
    log = Told(store.config.origin, signer_of(store)._key, leaves)
    ahead.add(log.grown(size + 7).asks(0))

    checkpoint(store)

    told = next(one for one in outside(store) if one["name"] == ahead.name)
    assert told["gravely"]
    assert f"it has signed for {size + 7} entries" in told["failed"]


def test_a_witness_that_saw_another_history_says_that_the_log_was_rewritten(store: Store, witnesses: Witnesses) -> None:
    log = Told(store.config.origin, signer_of(store)._key)
    witnesses.every[1].add(log.grown(1).asks(0))
    grow(store, 2)

    checkpoint(store)

    told = next(one for one in outside(store) if one["name"] == witnesses.every[1].name)
    assert told["gravely"]
    assert "the first 1 entries are not those that it has seen" in told["failed"]


def test_a_log_that_was_put_back_is_offered_to_no_witness(store: Store, witnesses: Witnesses) -> None:
    grow(store, 2)
    checkpoint(store)
    state = store.folder / "signer.json"
    state.write_text(state.read_text().replace(f'"size": {store.log.position}', '"size": 9000'))
    before = witnesses.size(0)
    if not store.backend.shared:
        with pytest.raises(Rewritten):
            checkpoint(store)

    assert witnesses.size(0) == before


# witnesses that do what they should not


def answering(status: int, told: bytes | str) -> Callable[..., Any]:
    @Request.application
    def app(request: Request) -> Response:
        return Response(told, status)

    return app


def _foreign(note: str) -> str:
    return cosign("witness.example/w", Ed25519PrivateKey.generate(), note, NOW)


@pytest.mark.parametrize(
    ("app", "says"),
    [
        (answering(404, "unknown"), "was not told of this log"),
        (answering(403, "unsigned"), "does not know the key"),
        (answering(500, "x" * 5000), "answered 500: x"),
        (answering(301, ""), "answered 301"),
        (answering(409, "many\n"), "does not say how far"),
        (answering(409, "1\n"), "answered 409"),
        (answering(200, ""), "does not hold"),
        (answering(200, "<html>"), "does not hold"),
        (answering(200, b"\xff\xff"), "does not answer"),
        (answering(200, _foreign(Told().grown(3).note())), "another key"),
    ],
)
def test_an_answer_that_is_none_is_told(app: Callable[..., Any], says: str, tmp_path: Path) -> None:
    log = Told().grown(3)
    key = Witness.create(tmp_path / "w", "witness.example/w", []).verifier_key

    with listening(app) as url, pytest.raises(NotSigned, match=says) as no:
        ask(Watcher(f"{url}/", key), log.note(), lambda old: consistency_proof(old, log.leaves), 0)

    assert not isinstance(no.value, Contradicted)


def test_the_cosignature_of_another_note_does_not_count(tmp_path: Path) -> None:
    log = Told()
    witness = Witness.create(tmp_path / "w", "witness.example/w", [log.verifier_key])
    other = witness.add(log.grown(2).asks(0))

    with listening(answering(200, other)) as url, pytest.raises(NotSigned, match="does not hold"):
        ask(Watcher(f"{url}/", witness.verifier_key), log.grown(3).note(), lambda old: [], 0)


def test_of_an_answer_only_the_lines_of_the_witness_are_taken(tmp_path: Path) -> None:
    log = Told().grown(3)
    witness = Witness.create(tmp_path / "w", "witness.example/w", [log.verifier_key])
    own = witness.add(log.asks(0))

    with listening(answering(200, _foreign(log.note()) + own)) as url:
        assert ask(Watcher(f"{url}/", witness.verifier_key), log.note(), lambda old: [], 0) == own


def test_a_line_that_somebody_wrote_into_an_anchor_vouches_for_nothing(store: Store, witnesses: Witnesses) -> None:
    for n in range(3):
        witnesses.goes(n)
    note = checkpoint(store)
    forged = cosign(witnesses.every[0].name, Ed25519PrivateKey.generate(), note, NOW)
    size = parse(note)[0].size

    (store.folder / "anchors" / f"{size:016d}.note").write_text(note + forged)

    assert anchored_size(store) == 0


def test_a_line_that_comes_within_one_tick_of_the_clock_counts(store: Store, witnesses: Witnesses) -> None:
    """As where somebody looks at the proof while a checkpoint is signed, and the witness is quick."""
    witnesses.policy(3)
    checkpoint(store)
    (path,) = anchors_of(store).paths()
    whole, before = path.read_text(), path.stat()
    path.write_text(whole.rpartition("\n— ")[0] + "\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert anchored_size(store) == 0

    path.write_text(whole)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert anchored_size(store) == store.log.position


# late


def test_late_is_whoever_took_nothing_for_a_day() -> None:
    w = [Watcher("http://w.example/", f"w{n}+key") for n in range(3)]
    policy = Policy(2, tuple(w))
    new, old = Came(5, "2026-03-07T09:00:00.000000Z"), Came(5, "2026-03-06T09:29:59.000000Z", "gone")

    def late(*told: Came) -> bool:
        return overdue(policy, {w[n].key: one for n, one in enumerate(told)}, NOW)

    assert [late(), late(new), late(new, old, old), late(new, new), late(new, old, new)] == [True] * 3 + [False] * 2
    assert not overdue(Policy(), {}, NOW)
    assert overdue(Policy(mail=Mail("a@b.example", "h")), {}, NOW)
    assert not overdue(Policy(mail=Mail("a@b.example", "h")), {"mail to a@b.example": new}, NOW)


def test_a_failure_is_told_beside_what_was_taken_before(tmp_path: Path) -> None:
    took = Came().took(7, NOW)

    remember(tmp_path, {"w": took.lost("gone"), "v": took.lost("forked", True).took(9, NOW)})

    at = "2026-03-07T09:30:00.000000Z"
    assert came(tmp_path) == {"w": Came(7, at, "gone", False), "v": Came(9, at, "", False)}
