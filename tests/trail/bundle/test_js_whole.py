"""What the verifier in JavaScript says of whole bundles, by what the reader was given."""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.bundles import NEW, OLD, ORIGIN, WITNESSES, Bundle, office
from tests.support.faults.entries import entry
from tests.support.faults.signed import broken
from tests.support.faults.table import BETWEEN
from tests.support.node import Node
from tests.support.notes import Signer, plain64

OTHER = Signer(ORIGIN, 66)
LUCIA = {"keys": [1]}
WISHES: dict[str, dict[str, Any]] = {
    "all": {},
    "an envelope": {"profile": "envelope"},
    "the minimum": {"profile": "minimum", "filter": {"fields": ["name", "value"]}},
    "the minimum of a patient": {"profile": "minimum", "filter": {"fields": ["name"], **LUCIA}},
    "the minimum of no field": {"profile": "minimum", "filter": {"fields": []}},
    "the minimum of nothing named": {"profile": "minimum"},
    "a copy for a patient": {"profile": "patient-copy", "filter": LUCIA},
    "nobody": {"filter": {"keys": []}},
    "all but a patient": {"filter": {"without": [1]}},
    "one without all of it": {"filter": {"keys": [1, 3], "without": [1]}},
    "two actors": {"filter": {"actors": ["u-00000001", "u-00000003"]}},
    "two types": {"filter": {"types": ["patient.registered", "result.recorded"]}},
    "a day": {"filter": {"since": "2026-03-01", "until": "2026-03-01"}},
    "some seconds": {"filter": {"since": "2026-03-01T08:00:04", "until": "2026-03-01T08:00:09.000000Z and later"}},
    "everything at once": {
        "filter": {
            "keys": [1, 3],
            "types": ["patient.registered"],
            "since": "",
            "fields": ["name"],
            "actors": ["u-00000003"],
        }
    },
}


@pytest.fixture
def zipped(tmp_path: Path) -> Path:
    return office().zip(tmp_path / "bundle.zip")


@pytest.mark.parametrize("wish", WISHES.values(), ids=WISHES)
def test_a_whole_bundle_is_proved(node: Node, tmp_path: Path, wish: dict[str, Any]) -> None:
    bundle = office(**wish)

    for made in (bundle.zip(tmp_path / "bundle.zip"), bundle.folder(tmp_path / "bundle")):
        told = node.verify(made, "--key", NEW.vkey)
        assert told.answer["findings"] == []
        assert told.code == 0
        assert told.answer["verdict"] == "proved"
        assert told.answer["disclosed"] == len(bundle.payloads)


def test_an_answer_counts(node: Node, zipped: Path) -> None:
    answer = node.verify(zipped, "--key", NEW.vkey).answer

    assert list(answer) == [
        *("verdict", "events", "erased", "disclosed", "size", "root", "findings", "proved", "not_proved")
    ]
    assert (answer["events"], answer["size"], answer["erased"], answer["disclosed"]) == (16, 16, 1, 14)
    assert answer["proved"]
    assert answer["not_proved"]


def test_what_came_after_the_request_may_be_told(node: Node, tmp_path: Path) -> None:
    bundle = office()
    bundle.payloads.insert(-1, bundle.log.payload(BETWEEN))

    assert node.verify(bundle.zip(tmp_path / "bundle.zip"), "--key", NEW.vkey).code == 0


def test_a_bundle_may_have_no_views(node: Node, tmp_path: Path) -> None:
    bundle = office()
    bundle.views = {}
    bundle.seal()

    assert node.verify(bundle.zip(tmp_path / "bundle.zip"), "--key", NEW.vkey).code == 0


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ([], 2),
        (["--key", NEW.vkey], 0),
        (["--key", OLD.vkey], 0),
        (["--key", OTHER.vkey], 1),
        (["--key", OTHER.vkey, "--key", NEW.vkey], 0),
        (["--key", Signer("other", 2).vkey], 1),
        (["--fingerprint", NEW.fingerprint], 0),
        (["--fingerprint", OLD.fingerprint[:32]], 0),
        (["--fingerprint", " ".join(OLD.fingerprint[n : n + 4].upper() for n in range(0, 40, 4))], 0),
        (["--fingerprint", "-".join(NEW.fingerprint[n : n + 8] for n in range(0, 64, 8))], 0),
        (["--fingerprint", OTHER.fingerprint], 1),
        (["--fingerprint", OLD.fingerprint[1:]], 1),
        (["--fingerprint", OTHER.fingerprint, "--key", OLD.vkey], 0),
    ],
)
def test_trust_comes_from_outside(node: Node, zipped: Path, given: list[str], code: int) -> None:
    told = node.verify(zipped, *given)

    assert told.code == code
    assert told.kinds == ({"signature"} if code == 1 else set())


@pytest.mark.parametrize(("given", "code"), [([], 2), (["--key", NEW.vkey], 0), (["--key", OLD.vkey], 1)])
def test_without_a_policy_a_key_has_to_be_given(node: Node, tmp_path: Path, given: list[str], code: int) -> None:
    bundle = office()
    bundle.keys = []

    assert node.verify(bundle.zip(tmp_path / "bundle.zip"), *given).code == code


def test_without_a_policy_a_fingerprint_tells_nothing(node: Node, tmp_path: Path) -> None:
    bundle = office()
    bundle.keys = []

    told = node.verify(bundle.zip(tmp_path / "bundle.zip"), "--fingerprint", NEW.fingerprint)

    assert told.kinds == {"signature"}


def test_a_key_does_not_lead_back(node: Node, tmp_path: Path) -> None:
    bundle = office()
    bundle.signers = [OLD]

    assert node.verify(bundle.zip(tmp_path / "bundle.zip"), "--key", NEW.vkey).kinds == {"signature"}
    assert node.verify(tmp_path / "bundle.zip", "--key", OLD.vkey).code == 0


def test_keys_lead_on_over_several_rotations(node: Node, tmp_path: Path) -> None:
    bundle = office()
    bundle.keys, bundle.turned, bundle.signers = [OLD, OTHER, NEW], [0, 16], [NEW]

    assert node.verify(bundle.zip(tmp_path / "bundle.zip"), "--key", OLD.vkey).code == 0


def test_what_nobody_asked_for_is_passed_over(node: Node, tmp_path: Path) -> None:
    bundle = office()
    bundle.signers = [Signer("elsewhere.example", 5), OTHER, NEW, *WITNESSES]
    bundle.instead["checkpoint.note"] = broken(bundle.note()).encode()

    assert node.verify(bundle.zip(tmp_path / "bundle.zip"), "--key", NEW.vkey).code == 0


# witnesses


@pytest.mark.parametrize(
    ("signed", "asked", "threshold", "code"),
    [
        (3, 3, None, 0),
        (3, 1, None, 0),
        (2, 3, None, 2),
        (2, 3, "2", 0),
        (0, 3, "0", 0),
        (0, 1, None, 2),
        (0, 0, "1", 2),
    ],
)
def test_witnesses_are_counted(
    node: Node, tmp_path: Path, signed: int, asked: int, threshold: str | None, code: int
) -> None:
    bundle = office()
    bundle.signers = [*WITNESSES[:signed], NEW]
    words = [word for witness in WITNESSES[:asked] for word in ("--witness", witness.vkey)]

    told = node.verify(
        bundle.zip(tmp_path / "b.zip"), "--key", NEW.vkey, *words, *(["--threshold", threshold] if threshold else [])
    )

    assert told.code == code


def test_a_witness_counts_once(node: Node, tmp_path: Path) -> None:
    bundle = office()
    bundle.signers = [NEW, WITNESSES[0], WITNESSES[0]]
    words = ["--key", NEW.vkey, "--witness", WITNESSES[0].vkey, "--witness", WITNESSES[0].vkey]

    assert node.verify(bundle.zip(tmp_path / "bundle.zip"), *words, "--threshold", 2).code == 2
    assert node.verify(tmp_path / "bundle.zip", *words).code == 0


def later(text: str) -> str:
    """The witness says another time than it signed."""
    head, value = text.rstrip("\n").rsplit(" ", 1)
    octets = bytearray(base64.b64decode(value))
    octets[11] ^= 1
    return f"{head} {plain64(bytes(octets))}\n"


def shorter(text: str) -> str:
    head, value = text.rstrip("\n").rsplit(" ", 1)
    return f"{head} {plain64(base64.b64decode(value)[:-1])}\n"


@pytest.mark.parametrize("change", [broken, later, shorter])
def test_a_cosignature_that_does_not_hold_is_found(node: Node, tmp_path: Path, change: Callable[[str], str]) -> None:
    bundle = office()
    bundle.signers = [NEW, WITNESSES[0]]
    bundle.instead["checkpoint.note"] = change(bundle.note()).encode()

    told = node.verify(bundle.zip(tmp_path / "b.zip"), "--key", NEW.vkey, "--witness", WITNESSES[0].vkey)

    assert told.places == {("witness", None)}


# two bundles


def longer(bundle: Bundle, more: int = 5) -> Bundle:
    """The same office later, with events after the first export."""
    later = office()
    for n in range(more):
        later.log.add("patient.named/1", "p1", 1, name=n)
        later.entries.append(later.log.entries[-1])
        later.payloads.append(later.log.payload(len(later.entries)))
    return later


def test_a_later_bundle_continues_an_earlier_one(node: Node, tmp_path: Path, zipped: Path) -> None:
    later = longer(office()).zip(tmp_path / "later.zip")

    assert node.verify(zipped, later, "--key", OLD.vkey).code == 0
    assert node.verify(zipped, zipped, "--key", OLD.vkey).code == 0
    assert node.verify(zipped, later).code == 2


def test_an_earlier_bundle_does_not_continue_a_later_one(node: Node, tmp_path: Path, zipped: Path) -> None:
    later = longer(office()).zip(tmp_path / "later.zip")

    assert node.verify(later, zipped, "--key", OLD.vkey).places == {("order", None)}


def test_another_history_is_no_continuation(node: Node, tmp_path: Path, zipped: Path) -> None:
    later = longer(office())
    entry(6, cmd="rewritten")(later)

    assert node.verify(zipped, later.zip(tmp_path / "later.zip"), "--key", OLD.vkey).places == {("order", None)}


def test_bundles_of_two_logs_are_told_apart(node: Node, tmp_path: Path, zipped: Path) -> None:
    other = office()
    other.log.origin = "other.example/log"
    other.keys, other.turned, other.signers = [], [], [Signer("other.example/log", 7)]
    entry(1, log="other.example/log")(other)
    words = ["--key", other.signers[0].vkey, "--key", NEW.vkey]

    assert node.verify(zipped, other.zip(tmp_path / "other.zip"), *words).kinds == {"log"}


def test_what_is_wrong_with_the_earlier_one_is_told(node: Node, tmp_path: Path, zipped: Path) -> None:
    early = office()
    early.line(6)["fields"]["name"][1] = '"Lu"'

    told = node.verify(early.zip(tmp_path / "early.zip"), zipped, "--key", NEW.vkey)

    assert told.places == {("payload", 6)}
    assert "earlier" in told.answer["findings"][0]["detail"]


# folders


def test_a_folder_may_hold_no_link(node: Node, tmp_path: Path) -> None:
    folder = office().folder(tmp_path / "bundle")
    shutil.move(folder / "changes.csv", tmp_path / "changes.csv")
    (folder / "changes.csv").symlink_to(tmp_path / "changes.csv")

    assert "container" in node.verify(folder, "--key", NEW.vkey).kinds


@pytest.mark.parametrize("name", ["ü.txt", "a b", "x" * 101])
def test_a_folder_may_hold_no_file_with_such_a_name(node: Node, tmp_path: Path, name: str) -> None:
    folder = office().folder(tmp_path / "bundle")
    (folder / name).write_bytes(b"")

    assert node.verify(folder, "--key", NEW.vkey).kinds == {"container"}


def test_a_name_that_is_no_text_is_found(node: Node, tmp_path: Path) -> None:
    folder = office().folder(tmp_path / "bundle")
    (Path(os.fsdecode(os.fsencode(folder) + b"/\xff"))).write_bytes(b"")

    assert node.verify(folder, "--key", NEW.vkey).kinds == {"container"}


def test_a_folder_that_is_empty_lacks_everything(node: Node, tmp_path: Path) -> None:
    told = node.verify(tmp_path, "--key", NEW.vkey)

    assert told.code == 1
    assert told.kinds == {"file"}
