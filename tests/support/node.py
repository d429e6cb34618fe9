"""One Node that lives as long as the tests do, and runs the verifier's command line as often as it is asked to."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HARNESS = Path(__file__).with_name("node.js")


@dataclass
class Told:
    """What the verifier said: its exit code, what it printed, and that read as JSON."""

    code: int
    printed: str
    complained: str

    @property
    def answer(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.printed)
        return read

    @property
    def kinds(self) -> set[str]:
        return {one["kind"] for one in self.answer["findings"]}

    @property
    def places(self) -> set[tuple[str, int | None]]:
        return {(one["kind"], one["position"]) for one in self.answer["findings"]}


class Node:
    def __init__(self, script: Path) -> None:
        words = ["node", str(HARNESS), str(script)]
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def ask(self, call: str, *words: object) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([call, *map(str, words)]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def verify(self, *words: object) -> Told:
        return Told(*self.ask("verify", "--json", *words))

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()
