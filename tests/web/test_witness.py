"""`caretrail witness` as a program: what it answers, and that it remembers whenever it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from tests.conftest import ROOT
from tests.support.witnessed import ORIGIN, Told, witnessing
from tests.web.command import answer, caretrail
from trail.checkpoint import fingerprint, parse
from trail.witness.cosignature import cosigned
from trail.witness.folder import Witness
from trail.witness.request import MOST
from web.witnessing import create_app

HASHED = sha256(ORIGIN.encode()).hexdigest()
KILLED = """
import os, signal, sys
from pathlib import Path
import trail.files
from trail.witness.folder import Witness
real = os.replace
def put(old, new):
    if sys.argv[2] == "after":
        real(old, new)
    os.kill(os.getpid(), signal.SIGKILL)
os.replace = put
Witness(Path(sys.argv[1])).add(sys.stdin.buffer.read())
"""


@pytest.fixture
def log() -> Told:
    return Told()


@pytest.fixture
def folder(tmp_path: Path, log: Told) -> Path:
    Witness.create(tmp_path / "witness", "witness.example/w1", [log.verifier_key])
    return tmp_path / "witness"


# the process


def test_it_answers_as_the_protocol_says(folder: Path, log: Told) -> None:
    with witnessing(folder) as witness:
        first = witness.ask(log.grown(3).asks(0))
        second = witness.ask(log.grown(7).asks(3))
        again = witness.ask(log.grown(7).asks(0))
        fork = witness.ask(log.grown(2).grown(9, "another").asks(7))
        unknown, unsigned = witness.ask(Told("o.example/l").grown(3).asks(0)), witness.ask(Told().grown(3).asks(0))
        seen, none = witness.get(f"{HASHED}/checkpoint"), witness.get(f"{'0' * 64}/checkpoint")

        assert (first[0], second[0]) == (200, 200)
        assert cosigned(log.grown(7).note() + second[1], witness.verifier_key)
        assert again == (409, "7\n", "text/x.tlog.size")
        assert [one[0] for one in (fork, unknown, unsigned)] == [422, 404, 403]
        assert (seen[0], seen[1], none[0]) == (200, log.grown(7).note() + second[1], 404)


def test_each_refusal_has_the_kind_of_content_that_it_should(tmp_path: Path, log: Told) -> None:
    Witness.create(tmp_path / "w", "witness.example/w1", [log.verifier_key])
    client = create_app(Witness(tmp_path / "w")).test_client()
    asked = {
        200: log.grown(9).asks(0), 400: b"old 9\n\n", 403: Told().grown(3).asks(0),
        404: Told("o.example/l").grown(3).asks(0), 409: log.grown(12).asks(3),
        422: log.grown(2).grown(12, "another").asks(9),
    }  # fmt: skip

    told = {status: client.post("/add-checkpoint", data=body) for status, body in asked.items()}

    assert [one.status_code for one in told.values()] == list(told)
    assert told[409].data == b"9\n"
    assert told[409].headers["Content-Type"] == "text/x.tlog.size"
    assert all(one.mimetype == "text/plain" for status, one in told.items() if status != 409)


def test_no_body_whatever_makes_it_stumble(tmp_path: Path, log: Told) -> None:
    """Requests with octets that are others, twice there, or not there."""
    Witness.create(tmp_path / "w", "witness.example/w1", [log.verifier_key])
    client, chance = create_app(Witness(tmp_path / "w")).test_client(), Random(7)
    client.post("/add-checkpoint", data=log.grown(5).asks(0))
    seen = set()

    for _ in range(300):
        body = bytearray(chance.choice((log.grown(5).asks(5), log.grown(9).asks(5), log.grown(7).asks(0))))
        for _ in range(chance.choice((1, 1, 2, 9))):
            at, size = chance.randrange(len(body)), chance.randrange(4)
            more = chance.choice((b"", b"\n", b"0", b"=", bytes(body[at : at + 40]), chance.randbytes(1)))
            body[at : at + size] = more
        answer = client.post("/add-checkpoint", data=bytes(body))
        seen.add(answer.status_code)

    assert seen <= {200, 400, 403, 404, 409, 413, 422}
    assert {400, 403, 404, 409} <= seen


def test_what_nobody_asks_is_refused_in_a_line(folder: Path, log: Told) -> None:
    with witnessing(folder) as witness:
        assert witness.ask(b"nonsense")[0] == 400
        assert witness.ask(log.grown(3).asks(0) + b"x" * MOST)[0] == 413
        assert witness.get("add-checkpoint")[0] == 405
        assert witness.get("../witness.key/checkpoint")[0] == 404
        assert [witness.get(path)[0] for path in ("", "patients", "static/kit.css")] == [404, 404, 404]


def test_a_second_process_on_the_same_folder_is_told_who_has_it(folder: Path) -> None:
    with witnessing(folder):
        done = caretrail(folder, "witness", "serve", str(folder), "--port", "0")

    assert done.exit_code == 1
    assert "is in use by process" in done.stderr


def test_sigterm_ends_it_and_kill_loses_nothing(folder: Path, log: Told) -> None:
    with witnessing(folder) as witness:
        witness.ask(log.grown(3).asks(0))
        os.killpg(witness.process.pid, signal.SIGKILL)
        witness.process.wait(60)

    with witnessing(folder) as witness:
        assert witness.ask(log.grown(2).asks(0))[:2] == (409, "3\n")
        assert witness.ask(log.grown(9).asks(3))[0] == 200
        witness.process.send_signal(signal.SIGTERM)
        assert witness.process.wait(60) == 0


@pytest.mark.parametrize(("when", "remembered"), [("before", 3), ("after", 5)])
def test_killed_between_its_memory_and_its_answer_it_never_answers_without_remembering(
    folder: Path, log: Told, when: str, remembered: int
) -> None:
    Witness(folder).add(log.grown(3).asks(0))

    run = [sys.executable, "-c", KILLED, str(folder), when]
    done = subprocess.run(run, input=log.grown(5).asks(3), capture_output=True, cwd=ROOT)

    assert (done.returncode, done.stdout) == (-signal.SIGKILL, b"")
    last = Witness(folder).last(ORIGIN)
    assert last == parse(log.grown(remembered).note())[0]
    Witness(folder).add(log.grown(5).asks(remembered))


# its commands


def test_init_makes_a_witness_of_the_logs_in_files_or_told(tmp_path: Path, log: Told) -> None:
    other = Told("other.example/log")
    (tmp_path / "clinic.key").write_text(f"{log.verifier_key}\n0123 4567\n")
    words = ("--name", "witness.example/w1", "--log", str(tmp_path / "clinic.key"), "--log", other.verifier_key)

    told = answer(tmp_path, "witness", "init", str(tmp_path / "w"), *words, "--json")

    made = Witness(tmp_path / "w")
    assert told == {
        "name": "witness.example/w1",
        "verifier_key": made.verifier_key,
        "fingerprint": fingerprint(made.verifier_key),
        "logs": [log.verifier_key, other.verifier_key],
    }
    key = caretrail(tmp_path, "witness", "key", str(tmp_path / "w")).stdout.splitlines()
    assert (key[0], key[1].replace(" ", "")) == (told["verifier_key"], told["fingerprint"])
    assert (tmp_path / "w/witness.key").stat().st_mode & 0o777 == 0o600


def test_trust_adds_a_log_once(folder: Path, log: Told) -> None:
    other = Told("other.example/log").verifier_key

    for _ in range(2):
        assert caretrail(folder, "witness", "trust", str(folder), other).exit_code == 0

    assert Witness(folder).logs == [log.verifier_key, other]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("init", "{new}", "--name", "two words"), 2, "--name"),
        (("init", "{new}", "--name", "a+b"), 2, "--name"),
        (("init", "{new}", "--name", "w", "--log", "nonsense"), 2, "--log"),
        (("init", "{old}", "--name", "w"), 3, "is not empty"),
        (("trust", "{old}", "nonsense"), 2, "nonsense: a verifier key reads"),
        (("trust", "{new}", "nonsense"), 3, "caretrail witness init"),
        (("serve", "{new}"), 3, "caretrail witness init"),
        (("key", "{new}"), 3, "caretrail witness init"),
    ],
)
def test_a_command_that_cannot_be_done_says_why(folder: Path, words: tuple[str, ...], code: int, says: str) -> None:
    places = {"new": str(folder.parent / "new"), "old": str(folder)}

    done = caretrail(folder, "witness", *(word.format(**places) for word in words))

    assert (done.exit_code, done.stdout) == (code, "")
    assert says in done.stderr
