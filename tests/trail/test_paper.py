"""What stands on paper is held against the log: scanned or typed, of this log or of another, true or not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.clock import StandingClock
from tests.support.given import NOON
from tests.support.office import register
from tests.support.stores import created
from trail.checkpoint import Checkpoint, parse, sign
from trail.latest import latest, own
from trail.paper import (
    LARGER,
    LEAST,
    MATCHES,
    MOST,
    MOST_SCANNED,
    NO_SUCH_ROOT,
    OTHER_LOG,
    Answer,
    Paper,
    Unreadable,
    held,
    read,
)
from trail.rotation import keys_of, rotate
from trail.sealed import anchors_of, checkpoint
from trail.signer import read_key
from web.record.imprint import lines
from web.service import Service

ROOT = "1a2b3c4d5e6f70818293a4b5"


@pytest.fixture
def store(tmp_path: Path) -> Service:
    """In files alone: what is tried is how paper is read."""
    made = created(tmp_path / "store", "test.example/log", StandingClock(NOON))
    register(made.records)
    return made


def ask(service: Service, text: str) -> Answer:
    return held(read(text), service.store.log, keys_of(service.store)[0])


def signed(service: Service, checkpoint: Checkpoint) -> str:
    """By the key of this log, whatever it says: somebody had the key, or the log was changed afterwards."""
    return sign(checkpoint, read_key(service.folder / "signing.key"))


@pytest.mark.parametrize(
    "text",
    [
        "1,234 root 1A2B 3C4D 5E6F 7081 8293 A4B5",
        "1234 1a2b3c4d5e6f70818293a4b5",
        "1,234 events, root: 1A2B 3C4D 5E6F\r\n7081 8293 A4B5 …",
        "As known at position 9. Printed by Ama.\nCheckpoint of 1,234 of the log's 1,240 events, signed 7 Mar 2026\n"
        "Root 1A2B 3C4D 5E6F 7081 8293 A4B5 …\nKey AAAA BBBB",
    ],
)
def test_what_is_typed_is_read_however_it_is_set(text: str) -> None:
    assert read(text) == Paper(1234, ROOT)


@given(size=st.integers(0, 2**53), root=st.binary(min_size=32, max_size=32))
def test_a_foot_is_read_as_it_was_written(size: int, root: bytes) -> None:
    told = Checkpoint("clinic.example/caretrail/record", size, root)

    foot = "\n".join(lines(f"{size:,} events, signed 7 Mar 2026", told, "a key"))

    assert read(foot) == Paper(size, root.hex()[:24], told.origin)
    assert read(foot.replace("\n", " ")) == read(foot)
    assert read(told.text()) == Paper(size, root.hex(), told.origin)


@pytest.mark.parametrize("text", ["", "hello", "1,234", "1234 root", "12 root 1A2B 3C4D", "root 1A2B 3C4D 5E6F 7081"])
def test_what_is_no_checkpoint_is_asked_for_again(text: str) -> None:
    with pytest.raises(Unreadable, match=rf"Scan the code|at least {LEAST}"):
        read(text)


@pytest.mark.parametrize("letter", [" ", "1", "a", ",111", "root ", "checkpoint of 1 ", "."])
def test_what_is_longer_than_any_foot_is_refused_before_it_is_read(letter: str) -> None:
    with pytest.raises(Unreadable, match="No foot of a print is as long as this"):
        read(f"1{letter * MOST}!")

    with pytest.raises(Unreadable, match=r"^Scan the code|^Type at least"):
        read(f"1{letter * ((MOST - 2) // len(letter))}!")


def test_blanks_between_are_no_matter_and_a_whole_note_may_be_longer() -> None:
    told = Checkpoint("clinic.example/record", 1234, bytes(32))
    note = f"{told.text()}\n— clinic.example/record {'A' * 100}\n"

    assert read(f"1,234{' ' * 1_900}root 1A2B 3C4D 5E6F 7081 8293 A4B5") == Paper(1234, ROOT)
    assert read(note + f"— witness.example/w {'A' * 4_000}\n").size == 1234
    with pytest.raises(Unreadable, match="No foot of a print"):
        read(note + f"— witness.example/w {'A' * MOST_SCANNED}\n")


@given(text=st.text() | st.from_regex(r"(?:[0-9A-F]{1,5}[ ,\n]?){1,30}"))
def test_anything_is_read_or_refused(text: str) -> None:
    try:
        found = read(text)
    except Unreadable:
        return
    assert found.size >= 0
    assert re.fullmatch(rf"[0-9a-f]{{{LEAST},64}}", found.root)


def test_what_was_signed_matches_scanned_or_typed_and_after_the_log_has_grown(store: Service) -> None:
    note = checkpoint(store.store)
    size, root = store.store.log.head()
    register(store.records, names=[{"text": "Ada"}], identifiers=[])

    for text in (note, note.strip().replace("\n", "\r\n"), parse(note)[0].text(), f"{size} root {root.hex()[:16]}"):
        assert ask(store, text) == Answer(
            MATCHES, f"The root of this log's first {size} events is the one on the paper."
        )


def test_another_root_is_told_with_the_one_that_is_there(store: Service) -> None:
    size, root = store.store.log.head()

    answer = ask(store, f"{size} root {ROOT}")

    assert answer.verdict == NO_SUCH_ROOT
    assert root.hex()[:4].upper() in answer.told
    assert "If it was not mistyped, this log was rewritten since." in answer.told


def test_paper_that_the_logs_own_key_signed_is_evidence_against_the_log(store: Service) -> None:
    checkpoint(store.store)
    size = store.store.log.position

    other = ask(store, signed(store, Checkpoint("test.example/log", size, bytes(32))))
    later = ask(store, signed(store, Checkpoint("test.example/log", size + 9, bytes(32))))

    assert (other.verdict, later.verdict) == (NO_SUCH_ROOT, LARGER)
    assert "so it was rewritten since. Keep the paper: it proves that." in other.told
    assert "so it was cut, or put back since. Keep the paper: it proves that." in later.told


def test_paper_that_somebody_else_signed_is_nobodys_evidence(store: Service, tmp_path: Path) -> None:
    checkpoint(store.store)
    with created(tmp_path / "other", "test.example/log", StandingClock(NOON)) as other:
        checkpoint(other.store)
        forged = signed(other, Checkpoint("test.example/log", store.store.log.position, bytes(32)))
        true = signed(other, Checkpoint("test.example/log", *store.store.log.head()))

    assert ask(store, forged).told.endswith("No key of this log has signed it, so anybody may have printed it.")
    assert ask(store, true).verdict == MATCHES
    assert "No key of this log has signed it" in ask(store, true).told


def test_paper_of_another_log_is_not_held_against_this_one(store: Service) -> None:
    answer = ask(store, Checkpoint("elsewhere.example/log", 1, bytes(32)).text())

    assert answer == Answer(OTHER_LOG, "The paper is of elsewhere.example/log, and this log is test.example/log.")


def test_paper_that_an_earlier_key_signed_is_known_after_a_rotation(store: Service) -> None:
    note = checkpoint(store.store)
    rotate(store.store)

    assert ask(store, note).told.endswith("is the one on the paper.")


# the newest checkpoint, as it goes onto paper


def test_the_newest_goes_onto_paper_with_the_logs_own_line_alone(store: Service) -> None:
    checkpoint(store.store)
    register(store.records, names=[{"text": "Ada"}], identifiers=[])
    note = checkpoint(store.store)
    anchors_of(store.store).add(f"{note}— witness.example/w AAAAAAAAAAAAAAAA\n")

    found = latest(store.store)

    assert found
    assert (found.note, found.checkpoint) == (note, parse(note)[0])
    assert own(f"{note}— somebody AAAAAAAAAAAA\n", found.key) == note


def test_a_note_that_does_not_hold_is_passed_over(store: Service) -> None:
    first = checkpoint(store.store)
    register(store.records, names=[{"text": "Ada"}], identifiers=[])
    checkpoint(store.store)
    path = anchors_of(store.store).paths()[-1]
    path.write_text(path.read_text().replace("\n", "\n1", 1))

    found = latest(store.store)

    assert found
    assert found.note == first


def test_before_the_first_checkpoint_there_is_none(store: Service) -> None:
    assert latest(store.store) is None
