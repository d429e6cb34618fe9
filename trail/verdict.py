"""What a verification found, what it proved, and what it did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

PROVED, BROKEN, UNDECIDED = "proved", "broken", "undecided"
_MOST = 100  # findings that are told


class Finding(NamedTuple):
    """`position` is the event that does not fit, None where that cannot be said."""

    kind: str
    position: int | None
    detail: str


class Signed(NamedTuple):
    """A size and root that somebody vouches for: the signer's state, an anchor, a checkpoint that was kept."""

    name: str
    size: int
    root: bytes


@dataclass
class Verdict:
    """`findings` are `{"kind", "position", "detail"}`, the first bad position first; `erasures` are
    `{"position", "payloads"}`: where one is told, and how many payloads went under it."""

    verdict: str = PROVED
    events: int = 0
    erased: int = 0
    size: int = 0
    root: str = ""
    findings: list[dict[str, Any]] = field(default_factory=list)
    proved: list[str] = field(default_factory=list)
    not_proved: list[str] = field(default_factory=list)
    erasures: list[dict[str, int]] = field(default_factory=list)

    def undecided(self, why: str) -> None:
        """What is broken stays so."""
        self.verdict = UNDECIDED if self.verdict == PROVED else self.verdict
        self.not_proved.append(why)

    def found(self, kind: str, position: int | None, detail: str) -> None:
        self.verdict = BROKEN
        self.findings.append({"kind": kind, "position": position, "detail": detail})

    def settle(self, signed: Sequence[Signed], opened: bool) -> None:
        """Put the findings in order and, where there are none, say what that means."""
        self.findings = sorted(self.findings, key=lambda one: one["position"] or 2**63)[:_MOST]
        if self.verdict in (PROVED, UNDECIDED):
            self._tell(signed, opened)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def erasure(self) -> str:
        """What was erased, in a sentence."""
        under = ", ".join(f"{one['position']:,}" for one in self.erasures)
        entries = "entry" if len(self.erasures) == 1 else "entries"
        return f"{self.erased:,} payloads were erased, under {entries} {under}; no other payload is missing."

    def _tell(self, signed: Sequence[Signed], opened: bool) -> None:
        self.proved.append(f"All {self.events:,} events are there, in their order, as the tree remembers them.")
        if self.erasures:
            self.proved.append(self.erasure)
        there = " that is there" if self.erased else ""
        self.proved.append(f"Every payload{there} is the one that its entry names.")
        if opened:
            told = "opens with its key, at its place in the log, and keeps what it promised."
            self.proved.append(f"Every payload{there} {told}")
        else:
            self.not_proved.append("The payloads were not opened; --payloads does that.")
        most = max((one.size for one in signed), default=0)
        if signed:
            self.proved.append(f"The first {most:,} events are those that {len(signed)} kept checkpoints vouch for.")
        if most < self.size:
            self.not_proved.append(f"No checkpoint vouches for the newest {self.size - most:,} events yet.")
        self.not_proved.append(
            "Whoever could rewrite this whole machine, checkpoints and signing key included, would not be noticed "
            "here: compare with a checkpoint kept elsewhere."
        )
