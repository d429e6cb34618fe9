"""What somebody does who goes around a peer or owns its database, and whether the peer notices."""

from __future__ import annotations

from contextlib import suppress

from benchmarks.day.player import Player

FALSE = "+1999000000"
"""The phone number that is put in."""
KINDS = ("bulk", "live", "edited", "middle", "tail")
"""The library's own way to change many rows; SQL on the row of today; on the history: one row of it edited, one deleted
in the middle, and the last one deleted."""


def attacked(player: Player) -> dict[str, str]:
    """What came of each, by kind: a patient of its own for each of them, the last ones."""
    return {kind: _attacked(player, kind, len(player.plans) - 1 - n) for n, kind in enumerate(KINDS)}


def _attacked(player: Player, kind: str, n: int) -> str:
    adapter, patient = player.adapter, player.id_of(n)
    try:
        adapter.attack(kind, patient)  # type: ignore[attr-defined]
    except NotImplementedError as error:
        return str(error)
    try:
        return _seen(player, patient) if kind == "bulk" else _noticed(player, kind, patient)
    finally:
        with suppress(AttributeError):
            adapter.heal()  # type: ignore[attr-defined]


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
