"""What somebody would use instead does the same day, each in an environment of its own, judged by the same oracle."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from benchmarks import page
from benchmarks.measured import Measured
from benchmarks.peers import contest, environment
from benchmarks.peers.attacks import KINDS
from benchmarks.peers.contest import FLOOR, OURS, PEERS, POSTGRES, SQLITE, Peer, Standing, judged
from benchmarks.peers.remote import Failed, Remote
from tests.support.measured import WHERE, stale

PATIENTS = 6  # of whom each attack has one
WORKS = {"W1 register", "W2 write", "W3 current file", "W4 search", "W5 changes of a patient", "W6 file as it was"}
NOTICED = {"recorded", "detected", "recorded, by nobody"}
LOSES = {"sqlite-history": ["created by", "reason", "who"]}


def standing(name: str, rate: float, loses: tuple[str, ...] = (), store: str = SQLITE) -> Standing:
    works = [*sorted(WORKS), "W7 export"]
    return Standing(name, store, {}, dict.fromkeys(works, rate), 1000.0, list(loses), dict.fromkeys(KINDS, "unseen"))


def made(peer: Peer) -> None:
    try:
        assert peer.requirements is None or environment.python(peer.requirements).exists()
    except environment.NotMade as error:
        pytest.skip(f"no environment for {peer.name}: {error}")


@pytest.mark.slow
@pytest.mark.parametrize(("peer", "store"), [(one, store) for one in PEERS for store in one.stores])
def test_a_peer_does_the_whole_day_and_the_oracle_judges_it(peer: Peer, store: str) -> None:
    made(peer)

    with TemporaryDirectory() as folder:  # pytest closes its own to the server's account as another session begins
        found = contest.contest(Path(folder), store, PATIENTS, [peer], told=print)

    assert [one.name for one in found] == [peer.name]
    assert found[0].loses == LOSES.get(peer.name, [])
    assert {*WORKS, "W7 export"} <= set(found[0].rates)
    assert ("W9 check" in found[0].rates) == (peer.name in (OURS, FLOOR))
    assert all(rate > 0 for rate in found[0].rates.values())
    assert found[0].octets > 0
    assert set(found[0].attacks) == set(KINDS)
    if peer.name in (OURS, FLOOR) and store == SQLITE:
        assert all("detected" in told for kind, told in found[0].attacks.items() if kind != "bulk")


def test_a_player_in_another_process_is_judged_there(tmp_path: Path) -> None:
    remote = Remote(Path(sys.executable), "benchmarks.peers.floor", tmp_path / "floor")
    try:
        remote.file(0)

        with pytest.raises(Failed, match="IndexError"):
            remote.take()
        assert remote.ask("can") == {"rebuild", "check_log", "check_views"}
    finally:
        remote.close()


def test_a_process_that_dies_says_why(tmp_path: Path) -> None:
    remote = Remote(Path(sys.executable), "benchmarks.peers.nobody", tmp_path / "nobody")

    with pytest.raises(Failed, match=r"No module named .*nobody"):
        remote.ask("can")
    remote.close()


@pytest.mark.slow
def test_an_environment_that_cannot_be_made_leaves_a_peer_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nothing.txt").write_text("./no-such-folder\n")
    monkeypatch.setattr(environment, "REQUIREMENTS", tmp_path)
    said: list[str] = []
    monkeypatch.setattr(contest, "python", lambda name: environment.python(name, tmp_path / "kept"))

    found = contest.contest(
        tmp_path, SQLITE, PATIENTS, [Peer(FLOOR, "floor", None), Peer("nobody", "nobody", "nothing")], said.append
    )

    assert [one.name for one in found] == [FLOOR]
    assert len(said) == 1
    assert "nobody is left out" in said[0]
    assert "no-such-folder" in said[0]


def test_ours_is_held_against_the_best_that_loses_nothing() -> None:
    every = [
        standing(OURS, 100.0), standing(FLOOR, 900.0), standing("slow", 20.0), standing("quick", 160.0),
        standing("lossy", 800.0, ("who",)), standing("elsewhere", 700.0, store=POSTGRES),
    ]  # fmt: skip

    found = {one.name: one for one in judged(every)}

    register, read = found["W1 register, SQLite, against quick"], found["W4 search, SQLite, against quick"]
    assert register == Measured("W1 register, SQLite, against quick", 10.0, 6.25, "ms", 1.5, below=True)
    assert (register.holds, read.holds) == (False, False)
    assert (read.ours, read.limit) == (100.0, 160.0)
    assert len(found) == 7


def test_the_page_tells_of_all_that_took_part(tmp_path: Path) -> None:
    every = [standing(OURS, 100.0), standing("slow & old", 20.0), standing("lossy", 800.0, ("who", "reason"))]
    told = {**WHERE, "patients": 40, "peers": [one._asdict() for one in every]}
    told["measured"] = [{"work": "peers", **one.as_json()} for one in judged(every)]
    (tmp_path / "peers.json").write_text(json.dumps(told))
    stale(tmp_path / "performance.md", "peers")

    page.write(tmp_path / "peers.json", tmp_path)

    written = (tmp_path / "performance.md").read_text()
    assert "| slow & old | 20 | 20 |" in written
    assert "| lossy | reason, who |" in written
    assert "a load of 9.5" in written
    assert "40 patients" in written
    assert "stale" not in written
    drawing = (tmp_path / "pictures" / "peers.svg").read_text()
    assert "slow &amp; old" in drawing


def test_the_page_of_this_project_tells_of_the_peers_what_was_measured() -> None:
    told = json.loads((Path(page.__file__).parent / "peers.json").read_text())

    shown = (Path(page.__file__).parents[1] / "docs" / "performance.md").read_text()

    assert page.peers(told) in shown
    assert {one["name"] for one in told["peers"]} == {one.name for one in PEERS}
    assert re.search(r"!\[[^]]+\]\(pictures/peers\.svg\)", shown)
