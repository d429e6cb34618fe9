"""What somebody does who goes around a peer or owns its database, and whether the peer notices."""

from __future__ import annotations

from typing import Protocol

from benchmarks.day.adapter import Adapter
from benchmarks.day.player import Player

FALSE = "+1999000000"
"""The phone number that is put in."""
KINDS = ("bulk", "live", "edited", "middle", "tail")
"""The library's own way to change many rows; SQL on the row of today; on the history: one row of it edited, one deleted
in the middle, and the last one deleted."""


class Untried(Exception):
    """Why a peer was not attacked so."""


class Peer(Adapter, Protocol):
    def attack(self, kind: str, patient: str) -> None:
        """Do it; `Untried` where it cannot be done."""
        ...

    def heal(self) -> None:
        """Take it back, where what comes next would meet it."""
        ...


def attacked(player: Player, peer: Peer) -> dict[str, str]:
    """What came of each, by kind: a patient of its own for each of them, the last ones. The player plays this peer."""
    return {kind: _attacked(player, peer, kind, len(player.plans) - 1 - n) for n, kind in enumerate(KINDS)}


def _attacked(player: Player, peer: Peer, kind: str, n: int) -> str:
    patient = player.id_of(n)
    try:
        peer.attack(kind, patient)
    except Untried as why:
        return str(why)
    try:
        return _seen(player, patient) if kind == "bulk" else _noticed(player, kind, patient)
    finally:
        peer.heal()


def _seen(player: Player, patient: str) -> str:
    """Whether the change stands in the history, and by whom."""
    told = player.adapter.changes_of(player.adapter.changes(patient))
    found = [one for one in told if one["new"] == FALSE]
    if not found:
        return "not recorded"
    return "recorded" if found[-1]["who"] else "recorded, by nobody"


def _noticed(player: Player, kind: str, patient: str) -> str:
    if hasattr(player.adapter, "check_log"):
        try:
            player.check()
        except AssertionError as error:
            return f"detected: {error}"[:160]
        return "unseen"
    if kind == "live":
        return _seen(player, patient)
    try:
        player.adapter.file(patient)
        player.adapter.changes(patient)
    except Exception as error:
        return f"unseen until that record is read, which fails: {type(error).__name__}"
    return "unseen"
