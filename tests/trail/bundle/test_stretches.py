"""A long bundle is examined in stretches, and by several processes: wherever one ends, the same is found."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.support.bundles import NEW, OLD, office
from tests.support.faults import FAULTS
from tests.support.notes import canonical, root
from tests.trail.bundle.test_faults import judged
from trail.bundle.reader import verify

BLOCKS = (1, 200, 700, 1500)  # octets; an entry has about 300


@pytest.fixture(params=BLOCKS)
def block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(verify, "BLOCK", request.param)
    return int(request.param)


@pytest.mark.parametrize("wish", [{}, {"profile": "envelope"}, {"filter": {"keys": [1]}}])
def test_a_whole_bundle_is_proved_in_stretches(tmp_path: Path, block: int, wish: dict[str, object]) -> None:
    bundle = office(**wish)  # type: ignore[arg-type]

    told = judged(bundle.zip(tmp_path / "bundle.zip"))

    assert (told["verdict"], told["findings"]) == ("proved", [])
    assert (told["events"], told["disclosed"]) == (16, len(bundle.payloads))


@pytest.mark.parametrize("turned", [0, 1, 7, 16])
def test_the_root_is_known_at_any_size(tmp_path: Path, block: int, turned: int) -> None:
    told = judged(office(turned=turned).zip(tmp_path / "bundle.zip"), keys=(OLD.vkey,))

    assert told["verdict"] == "proved"


@pytest.mark.slow
def test_what_is_damaged_is_found_in_stretches(tmp_path: Path, block: int) -> None:
    for fault in FAULTS:
        told = judged(fault.zip(tmp_path / "bundle.zip"))
        assert told["verdict"] == "broken", fault.name
        assert fault.kind in {one["kind"] for one in told["findings"]}, fault.name


@pytest.mark.parametrize("seed", range(20))
def test_subtrees_make_the_root(seed: int) -> None:
    random = Random(seed)
    lines = [canonical(n) for n in range(random.randrange(1, 300))]
    leaves = [verify.sha256(b"\0" + line).digest() for line in lines]
    cuts = sorted(random.choices(range(len(lines) + 1), k=4))
    tree = verify.Tree()
    for low, high in zip([0, *cuts], [*cuts, len(lines)], strict=True):
        for one, count in verify.subtrees(low, leaves[low:high]):
            tree.push(one, count)

    assert (tree.n, tree.root()) == (len(lines), root(lines))


def test_the_lines_of_an_entry_are_reached(tmp_path: Path, block: int) -> None:
    """Some entries have no line, and lines are as long as they like."""
    random, path = Random(block), tmp_path / "payloads.jsonl"
    told = [(n, canonical({"fields": {}, "hidden": ["x" * random.randrange(99)], "i": n})) for n in range(1, 200, 3)]
    path.write_bytes(b"".join(line + b"\n" for _, line in told))
    part = verify.Part(str(path), 0, path.stat().st_size)

    for n in range(202):
        assert verify.reach(part, 0, n) == sum(len(line) + 1 for i, line in told if i <= n)


def test_a_request_whose_line_stands_elsewhere_is_read(tmp_path: Path, block: int) -> None:
    bundle = office()
    bundle.payloads.insert(0, bundle.payloads.pop(bundle.payloads.index(bundle.line(bundle.asked))))

    told = judged(bundle.zip(tmp_path / "bundle.zip"), keys=(NEW.vkey,))

    assert "payload" in {one["kind"] for one in told["findings"]}
    assert "request" not in {one["kind"] for one in told["findings"]}
