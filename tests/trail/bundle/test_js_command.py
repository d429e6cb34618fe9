"""The verifier as a command of Node's own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.bundles import NEW, office
from tests.support.node import Node
from tests.support.notes import WITNESS, Signer, vkey


def run(script: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["node", str(script), *map(str, words)], capture_output=True, text=True, encoding="utf-8")


def test_a_verdict_is_told_in_words_and_by_the_exit(verify_js: Path, tmp_path: Path) -> None:
    bundle = office().zip(tmp_path / "bundle.zip")

    proved, undecided = run(verify_js, bundle, "--key", NEW.vkey), run(verify_js, bundle)
    bundle.write_bytes(bundle.read_bytes()[:-1])
    broken = run(verify_js, bundle)

    assert (proved.returncode, undecided.returncode, broken.returncode) == (0, 2, 1)
    assert proved.stdout.startswith("PROVED\n")
    assert undecided.stdout.startswith("UNDECIDED\n")
    assert broken.stdout.startswith("BROKEN\nFindings\n  - container:")


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--json"],
        ["a", "b", "c"],
        ["nowhere.zip"],
        ["{bundle}", "--key"],
        ["{bundle}", "--what", "x"],
        ["{bundle}", "--key", "x"],
        ["{bundle}", "--key", NEW.vkey + "A"],
        ["{bundle}", "--key", Signer("w", 1, WITNESS).vkey],
        ["{bundle}", "--key", vkey("a", (1).to_bytes(32, "little"))],
        ["{bundle}", "--witness", NEW.vkey],
        ["{bundle}", "--fingerprint", NEW.fingerprint[:31]],
        ["{bundle}", "--fingerprint", NEW.fingerprint + "0"],
        ["{bundle}", "--fingerprint", "g" * 32],
        ["{bundle}", "--threshold", "-1"],
        ["{bundle}", "--threshold", "many"],
    ],
)
def test_wrong_usage_is_no_verdict(node: Node, tmp_path: Path, words: list[str]) -> None:
    bundle = office().zip(tmp_path / "bundle.zip")

    told = node.verify(*(word.replace("{bundle}", str(bundle)) for word in words))

    assert (told.code, told.printed) == (3, "")
    assert told.complained
