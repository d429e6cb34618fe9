"""A witness: it signs a log that only ever grew, with the time, and nothing else; and it remembers before it tells."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as some

from tests.support.clock import StandingClock
from tests.support.disk import full
from tests.support.witnessed import ORIGIN, Told
from trail.checkpoint import Checkpoint, NoteError, body_of, line, parse, sign
from trail.errors import KeysMissing, NoStore
from trail.lock import StoreLocked
from trail.witness.cosignature import cosign, cosigned
from trail.witness.folder import Witness
from trail.witness.judging import Refused
from trail.witness.request import MOST, Request, read

NOW = datetime(2026, 3, 7, 9, 30, 0, 700_000, tzinfo=UTC)
NAME = "witness.example/w1"


@pytest.fixture
def log() -> Told:
    return Told()


@pytest.fixture
def witness(tmp_path: Path, log: Told) -> Witness:
    return made(tmp_path / "witness", log)


def made(folder: Path, *logs: Told) -> Witness:
    Witness.create(folder, NAME, [log.verifier_key for log in logs])
    return Witness(folder, StandingClock(NOW))


def refused(witness: Witness, body: bytes) -> tuple[int, str]:
    with pytest.raises(Refused) as no:
        witness.add(body)
    return no.value.status, str(no.value)


# what it signs


def test_a_log_that_grows_is_signed_for_each_time_with_the_time(witness: Witness, log: Told) -> None:
    for old, size in [(0, 3), (3, 3), (3, 8), (8, 100), (100, 101)]:
        grown = log.grown(size)

        added = witness.add(grown.asks(old))

        assert cosigned(grown.note() + added, witness.verifier_key) == NOW.replace(microsecond=0)
        assert witness.last(ORIGIN) == parse(grown.note())[0]


def test_what_is_signed_is_what_the_specification_says(witness: Witness, log: Told) -> None:
    note = log.grown(3).note()

    dash, name, encoded = witness.add(log.grown(3).asks(0)).removesuffix("\n").split(" ")

    raw, public = b64decode(encoded), b64decode(witness.verifier_key.split("+", 2)[2])
    assert (dash, name, public[0], len(raw)) == ("—", NAME, 4, 4 + 8 + 64)
    assert raw[:4] == sha256(NAME.encode() + b"\n\x04" + public[1:]).digest()[:4]
    seconds = int(NOW.timestamp())
    assert int.from_bytes(raw[4:12], "big") == seconds
    body = note.split("\n\n")[0]
    signed = f"cosignature/v1\ntime {seconds}\n{body}\n".encode()
    Ed25519PublicKey.from_public_bytes(public[1:]).verify(raw[12:], signed)


def test_a_log_may_begin_at_any_size_and_also_with_nothing(witness: Witness, log: Told) -> None:
    witness.add(log.grown(0).asks(0))
    witness.add(log.grown(0).asks(0))

    witness.add(log.grown(1000).asks(0))

    assert witness.last(ORIGIN) == parse(log.grown(1000).note())[0]


def test_each_log_is_watched_by_itself(tmp_path: Path, log: Told) -> None:
    other = Told("other.example/log")
    witness = made(tmp_path / "two", log, other)
    witness.add(log.grown(5).asks(0))

    witness.add(other.grown(3).asks(0))

    assert [last.size for last in map(witness.last, (ORIGIN, "other.example/log")) if last] == [5, 3]


def test_lines_of_others_are_passed_over_and_not_kept(witness: Witness, log: Told) -> None:
    forged = line(NAME, b"junk", bytes(72)) + line(ORIGIN, b"junk", bytes(64))
    body = log.grown(3).asks(0) + forged.encode()

    added = witness.add(body)

    assert witness.note(sha256(ORIGIN.encode()).hexdigest()) == log.grown(3).note() + added


def test_a_line_that_bears_its_own_name_does_not_spoil_what_it_remembers(witness: Witness, log: Told) -> None:
    own = cosign(NAME, Ed25519PrivateKey.generate(), log.grown(3).note(), NOW)
    hashed = b64decode(witness.verifier_key.split("+")[1] + "==")
    body = log.grown(3).asks(0) + own.encode() + line(NAME, hashed, bytes(72)).encode()

    witness.add(body)

    assert witness.last(ORIGIN) == parse(log.grown(3).note())[0]


# what it refuses


def test_a_fork_is_refused_and_kept_as_evidence(witness: Witness, log: Told, tmp_path: Path) -> None:
    witness.add(log.grown(5).asks(0))
    fork = log.grown(2).grown(5, "another")

    assert refused(witness, fork.asks(5))[0] == 422

    (kept,) = (tmp_path / "witness/refused").iterdir()
    seen = witness.note(sha256(ORIGIN.encode()).hexdigest())
    assert kept.read_text() == fork.note()
    assert seen
    assert parse(seen)[0].size == parse(kept.read_text())[0].size
    assert parse(seen)[0].root != parse(kept.read_text())[0].root


@pytest.mark.parametrize("size", [5, 6, 8, 200])
def test_a_fork_that_grew_is_refused_whatever_it_proves(witness: Witness, log: Told, size: int) -> None:
    witness.add(log.grown(5).asks(0))
    fork = log.grown(2).grown(size, "another")

    assert refused(witness, fork.asks(5))[0] == 422
    assert witness.last(ORIGIN) == parse(log.grown(5).note())[0]


@pytest.mark.parametrize("old", [0, 1, 4, 6, 8])
def test_a_rollback_is_told_how_far_the_log_had_come(witness: Witness, log: Told, old: int) -> None:
    witness.add(log.grown(9).asks(0))

    assert refused(witness, log.grown(8).asks(old)) == (409, "9\n")
    assert refused(witness, log.grown(12).asks(old)) == (409, "9\n")


def test_an_old_size_above_the_new_one_is_malformed(witness: Witness, log: Told) -> None:
    witness.add(log.grown(9).asks(0))

    assert refused(witness, Request(9, [], log.grown(8).note()).text().encode())[0] == 400


def test_a_log_that_nobody_told_of_is_unknown(witness: Witness) -> None:
    assert refused(witness, Told("other.example/log").grown(3).asks(0))[0] == 404


def test_another_key_of_the_same_name_is_not_trusted(witness: Witness) -> None:
    assert refused(witness, Told().grown(3).asks(0))[0] == 403


def test_a_signature_of_the_trusted_key_has_to_hold(witness: Witness, log: Told) -> None:
    note = log.grown(3).note()
    other = note.replace("\n3\n", "\n4\n")

    assert refused(witness, Request(0, [], other).text().encode())[0] == 403


def test_one_bad_signature_of_a_trusted_key_spoils_the_note(witness: Witness, log: Told) -> None:
    note = log.grown(3).note()
    bad = line(ORIGIN, parse(note)[1][0].hashed, bytes(64))

    assert refused(witness, Request(0, [], note + bad).text().encode())[0] == 403


def test_an_empty_log_has_one_root_and_no_other(witness: Witness, log: Told) -> None:
    note = sign(Checkpoint(ORIGIN, 0, bytes(32)), log.key)

    assert refused(witness, Request(0, [], note).text().encode())[0] == 422


def test_a_proof_from_nothing_is_empty(witness: Witness, log: Told) -> None:
    assert refused(witness, Request(0, [bytes(32)], log.grown(3).note()).text().encode())[0] == 422
    assert witness.last(ORIGIN) is None


@pytest.mark.parametrize(
    "body",
    [
        b"", b"old 0", b"old 0\n\n", b"old 0\nQQ==\n\nnote", b"old 00\n\n{note}", b"old -1\n\n{note}",
        b"new 0\n\n{note}", b"old  0\n\n{note}", b"old 0\r\n\r\n{note}", b"old 0\n\n{note}\0", b"old 0\n\n\xff",
        b"old 0\n\nclinic\n3\n\n",
        b"old 0\n" + b"A" * 43 + b"=\n" * 1 + (b"A" * 43 + b"=\n") * 63 + b"\n{note}",
    ],
)  # fmt: skip
def test_what_is_no_request_is_malformed(witness: Witness, log: Told, body: bytes) -> None:
    note = log.grown(3).note().encode()

    assert refused(witness, body.replace(b"{note}", note))[0] == 400


NAMED = f"\n\n\u2014 {ORIGIN} "
ODD: dict[str, tuple[str, str]] = {
    "an old size of 2^63": ("old 0\n", f"old {2**63}\n"),
    "an old size with a space": ("old 0\n", "old 0 \n"),
    "an old size in hexadecimal": ("old 0\n", "old 0x0\n"),
    "a hash with bits over": ("old 0\n", f"old 0\n{'A' * 42}B=\n"),
    "a hash without padding": ("old 0\n", f"old 0\n{'A' * 43}\n"),
    "a hash of 31 octets": ("old 0\n", f"old 0\n{'A' * 42}==\n"),
    "a hash in the other alphabet": ("old 0\n", f"old 0\n{'-' * 42}A=\n"),
    "a size of 2^63": ("\n3\n", f"\n{2**63}\n"),
    "a size with a zero in front": ("\n3\n", "\n03\n"),
    "a size with a sign": ("\n3\n", "\n+3\n"),
    "no origin": (f"{ORIGIN}\n3", "\n3"),
    "an empty line in the text": ("\n3\n", "\n\n3\n"),
    "an empty line more": (NAMED, f"\n{NAMED}"),
    "a name with a plus": (NAMED, f"\n\n\u2014 a+b {'A' * 92}{NAMED[1:]}"),
    "a name with a space of another kind": (NAMED, f"\n\n\u2014 a\u2003b {'A' * 92}{NAMED[1:]}"),
    "a name that is empty": (NAMED, f"\n\n\u2014  {'A' * 92}{NAMED[1:]}"),
    "a line that begins with a hyphen": (NAMED, f"\n\n- a {'A' * 92}{NAMED[1:]}"),
    "a signature of four octets": (NAMED, f"\n\n\u2014 a AAAAAA=={NAMED[1:]}"),
    "a signature with bits over": (NAMED, f"\n\n\u2014 a AAAAAAB={NAMED[1:]}"),
    "a signature that is padded twice": (NAMED, f"\n\n\u2014 a AAAAAAAA=={NAMED[1:]}"),
    "a tabulator": ("\n3\n", "\t\n3\n"),
    "a character that is deleted": (ORIGIN, f"\x08{ORIGIN}"),
}


@pytest.mark.parametrize("name", ODD)
def test_a_request_in_another_form_is_malformed(witness: Witness, log: Told, name: str) -> None:
    old, new = ODD[name]
    body = log.grown(3).asks(0).decode()

    assert old in body
    assert refused(witness, body.replace(old, new, 1).encode())[0] == 400
    assert refused(witness, log.grown(3).asks(0)[:-1])[0] == 400
    assert witness.last(ORIGIN) is None


def test_lines_that_only_some_read_are_signed_as_well(witness: Witness, log: Told) -> None:
    body = body_of(log.grown(3).note()).decode() + "an extension\n"
    hashed, raw = parse(log.grown(3).note())[1][0].hashed, log.key.sign(body.encode())
    note = f"{body}\n{line(ORIGIN, hashed, raw)}"

    added = witness.add(Request(0, [], note).text().encode())

    assert cosigned(note + added, witness.verifier_key)
    with pytest.raises(NoteError, match="not of this witness"):
        cosigned(log.grown(3).note() + added, witness.verifier_key)


def test_sixteen_signatures_of_others_are_passed_over(witness: Witness, log: Told) -> None:
    others = "".join(line(f"other.example/{n}", b"pqpq", bytes(2420)) for n in range(16))

    witness.add(log.grown(3).asks(0) + others.encode())

    assert witness.last(ORIGIN) == parse(log.grown(3).note())[0]


@pytest.mark.parametrize(("old", "hashes"), [(0, 1), (3, 1), (2, 0), (2, 2)])
def test_a_proof_of_another_length_proves_nothing(witness: Witness, log: Told, old: int, hashes: int) -> None:
    """From 2 to 3 it is one hash; from nothing, and from 3 to 3, none."""
    if old:
        witness.add(log.grown(old).asks(0))
    proof = [*read(log.grown(3).asks(old)).proof, bytes(32), bytes(32)][:hashes]

    assert refused(witness, Request(old, proof, log.grown(3).note()).text().encode())[0] == 422


@given(some.binary(max_size=300))
def test_any_octets_are_a_request_or_told_to_be_none(body: bytes) -> None:
    try:
        request = read(b"old 3\n" + body)
    except NoteError:
        return
    assert request.old == 3


@given(some.integers(0, 2**62), some.lists(some.binary(min_size=32, max_size=32), max_size=63))
def test_a_request_reads_back(old: int, proof: list[bytes]) -> None:
    request = Request(old, proof, Told().grown(2).note())

    assert read(request.text().encode()) == request
    assert len(request.text().encode()) < MOST


STEPS = some.lists(
    some.tuples(some.integers(0, 12), some.integers(0, 12), some.sampled_from("ab"), some.integers(0, 12)), max_size=12
)


@given(STEPS)
def test_all_that_it_ever_signed_is_one_history(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int, str, int]]
) -> None:
    log = Told()
    witness = made(tmp_path_factory.mktemp("witness") / "w", log)
    seen: list[bytes] = []

    for old, size, branch, since in steps:
        grown = log.grown(min(since, size)).grown(size, branch)
        try:
            witness.add(grown.asks(min(old, size)))
        except Refused:
            continue
        assert grown.leaves[: len(seen)] == seen
        seen = grown.leaves


# what it remembers


def test_what_it_signed_is_on_disk_before_it_is_told(witness: Witness, log: Told, tmp_path: Path) -> None:
    witness.add(log.grown(3).asks(0))

    for call in ("fsync", "replace"):
        with full(call), pytest.raises(OSError, match="No space"):
            witness.add(log.grown(5).asks(3))

    assert Witness(tmp_path / "witness").last(ORIGIN) == parse(log.grown(3).note())[0]
    witness.add(log.grown(5).asks(3))


def test_another_process_goes_on_where_one_was(witness: Witness, log: Told, tmp_path: Path) -> None:
    witness.add(log.grown(9).asks(0))

    again = Witness(tmp_path / "witness")

    assert refused(again, log.grown(5).asks(0)) == (409, "9\n")
    assert again.verifier_key == witness.verifier_key


def test_two_processes_do_not_sign_at_once(witness: Witness, tmp_path: Path) -> None:
    witness.begin()

    with pytest.raises(StoreLocked):
        Witness(tmp_path / "witness").begin()

    witness.end()
    Witness(tmp_path / "witness").begin()


@pytest.mark.parametrize("harm", ["", "{", "note\n3\n", "{cut}", "{other}", "{bare}"])
def test_a_damaged_memory_stops_it(witness: Witness, log: Told, tmp_path: Path, harm: str) -> None:
    witness.add(log.grown(9).asks(0))
    (path,) = (tmp_path / "witness/seen").iterdir()
    whole = path.read_text()
    told = {"{cut}": whole[:-30], "{other}": whole.replace("\n9\n", "\n8\n"), "{bare}": log.grown(9).note()}
    path.write_text(told.get(harm, harm))

    with pytest.raises(KeysMissing, match="is damaged"):
        witness.add(log.grown(10).asks(9))
    with pytest.raises(KeysMissing, match="is damaged"):
        Witness(tmp_path / "witness").begin()


def test_a_key_that_is_trusted_later_signs_for_the_same_log(witness: Witness, log: Told, tmp_path: Path) -> None:
    witness.add(log.grown(3).asks(0))
    next_ = Told(leaves=log.grown(5).leaves)
    rotated = Request(3, read(log.grown(5).asks(3)).proof, log.grown(5).note(next_.key)).text().encode()

    witness.add(rotated)
    assert refused(witness, next_.grown(6).asks(5))[0] == 403
    witness.trust(next_.verifier_key)

    Witness(tmp_path / "witness").add(next_.grown(6).asks(5))


def test_a_rotation_of_which_one_signature_does_not_hold_is_refused_by_whoever_knows_both(
    witness: Witness, log: Told
) -> None:
    next_ = Told()
    witness.trust(next_.verifier_key)
    note = log.grown(3).note() + line(ORIGIN, parse(next_.grown(3).note())[1][0].hashed, bytes(64))

    assert refused(witness, Request(0, [], note).text().encode())[0] == 403


@pytest.mark.parametrize("name", ["witness.toml", "witness.key"])
def test_a_folder_without_its_files_is_no_witness(witness: Witness, tmp_path: Path, name: str) -> None:
    (tmp_path / "witness" / name).unlink()

    with pytest.raises((NoStore, KeysMissing), match="witness"):
        Witness(tmp_path / "witness")


@pytest.mark.parametrize("text", ["", "name = 'w'", "name = 'w'\nlogs = ['x']", "name = 'w'\nlogs = 3", "\udcff"])
def test_settings_that_say_nothing_are_told(witness: Witness, tmp_path: Path, text: str) -> None:
    (tmp_path / "witness/witness.toml").write_bytes(text.encode(errors="surrogateescape"))

    with pytest.raises(NoStore, match="cannot be read"):
        Witness(tmp_path / "witness")


# cosignatures, as whoever checks a note reads them


def test_a_cosignature_of_another_note_or_time_or_key_does_not_hold(witness: Witness, log: Told) -> None:
    note, other = log.grown(3).note(), log.grown(4).note()
    added = witness.add(log.grown(3).asks(0))
    raw = b64decode(added.split(" ")[2])
    later = line(NAME, raw[:4], (int(NOW.timestamp()) + 1).to_bytes(8, "big") + raw[12:])
    never = line(NAME, raw[:4], bytes(8) + raw[12:])

    for wrong in (other + added, note + later, note + never, note + line(NAME, raw[:4], b"short")):
        with pytest.raises(NoteError, match="not of this witness"):
            cosigned(wrong, witness.verifier_key)
    assert cosigned(note, witness.verifier_key) is None


def test_of_two_cosignatures_the_first_one_counts(witness: Witness, log: Told, tmp_path: Path) -> None:
    first = witness.add(log.grown(3).asks(0))
    later = Witness(tmp_path / "witness", StandingClock(NOW + timedelta(hours=1))).add(log.grown(3).asks(3))

    for lines in (first + later, later + first):
        assert cosigned(log.grown(3).note() + lines, witness.verifier_key) == NOW.replace(microsecond=0)


@given(some.data())
def test_no_changed_letter_makes_another_cosignature(data: some.DataObject) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    log = Told(key=key)
    note = log.grown(3).note()
    whole = note + cosign(NAME, key, note, NOW)
    trusted = _witness_key(key)
    at = data.draw(some.integers(len(note) + len(NAME) + 3, len(whole) - 2))
    changed = whole[:at] + data.draw(some.sampled_from("ABab01+/")) + whole[at + 1 :]

    try:
        found = cosigned(changed, trusted)
    except NoteError:
        return
    assert found in (None, NOW.replace(microsecond=0))


def _witness_key(key: Ed25519PrivateKey) -> str:
    public = key.public_key().public_bytes_raw()
    hashed = sha256(NAME.encode() + b"\n\x04" + public).digest()[:4].hex()
    return f"{NAME}+{hashed}+{b64encode(bytes([4]) + public).decode()}"
