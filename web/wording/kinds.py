"""What kind of thing an event is, in one word, by its stored name."""

from __future__ import annotations

from functools import cache

from domain.fact import registry

_WORDS = {
    "retracted": "Entered in error",
    "moved-out": "Moved out",
    "moved-in": "Moved in",
    "entry-added": "Added",
    "none-declared": "None known",
    "addendum-added": "Addendum",
    "status-changed": "Status changed",
    "role-changed": "Role changed",
    "identifier-added": "Identifier added",
    "identifier-retired": "Identifier retired",
    "death-revoked": "Death revoked",
    "duplicate.decided": "Told apart",
    "denied": "Not the same person",
    "changed": "Label changed",
    "reaffirmed": "Still right",
    "case.opened": "Case opened",
    "case.closed": "Case closed",
    "case.reopened": "Case reopened",
    "finding-recorded": "Finding",
    "people-listed": "To be told",
    "amendment.requested": "Asked for a change",
    "amendment.decided": "Request decided",
    "amendment.denied": "Request denied",
    "amendment.extended": "Time extended",
    "amendment.disagreed": "Disagreement",
    "release.requested": "Asked for the record",
    "release.refused": "Release refused",
}
_FIXES = frozenset((
    "corrected", "retracted", "moved-out", "revoked", "death-revoked", "amended", "identifier-retired", "cancelled",
))  # fmt: skip
_NEWS = frozenset(("updated", "identified", "changed", "status-changed", "settled", "closed", "reopened"))
MARKS = {
    "late": "Written down later",
    "reasoned": "With a reason",
    "warned": "Kept over a warning",
    "flagged": "Odd, and kept",
    "safety": "May do harm",
    "import": "From an import",
    "unanchored": "Not yet anchored",
}
"""What events are looked for by, beside who, what and when."""
CHANNELS = {
    "form": "on a form",
    "api": "through the API",
    "import": "from an import",
    "cli": "from the command line",
    "job": "by the program itself",
}
_FLAGS = {
    "before-birth": "before the birth on record",
    "after-death": "after the death on record",
    "future": "still to come when it was recorded",
    "identifier-shared": "an identifier that another patient has as well",
    "impossible-value": "a value that no person has",
    "unit-missing": "a unit is missing",
    "results-missing": "it came without results",
    "damaged-file": "a file that is damaged",
}


def bare(stored: str) -> str:
    """The stored name without its schema number: `entry.corrected/1` is `entry.corrected`."""
    return stored.partition("/")[0]


def word(stored: str) -> str:
    """`visit.opened/1` is `Opened`."""
    own = _WORDS.get(bare(stored))
    return own or _WORDS.get(verb(stored), verb(stored).replace("-", " ").capitalize())


def verb(stored: str) -> str:
    """`visit.opened/1` is `opened`: what happened, whatever it happened to."""
    return bare(stored).rpartition(".")[2]


@cache
def fixes(stored: str) -> bool:
    """Whether it put something right that the record had wrong."""
    return verb(stored) in _FIXES


def chip(stored: str) -> str:
    """The class of its chip: dusk for what was wrong, pine for what is new, plain otherwise."""
    return "ct-chip--was" if fixes(stored) else "ct-chip--is" if verb(stored) in _NEWS else ""


def slug(stored: str) -> str:
    """Its word as it stands in an address: `entered-in-error`."""
    return word(stored).lower().replace(" ", "-")


def by_slug() -> dict[str, list[str]]:
    """Stored names by the word for what happened."""
    found: dict[str, list[str]] = {}
    for name in every():
        found.setdefault(slug(name), []).append(name)
    return found


def every() -> list[str]:
    """The stored names there are, without their numbers, in the order of the alphabet."""
    return sorted({topic for topic, _ in registry()})


def named(stored: str) -> str:
    """`Visit: opened`"""
    return stored.replace(".", ": ").replace("-", " ").capitalize()


def channel(code: str, operator: str | None = None) -> str:
    """`from the command line, as root`"""
    told = CHANNELS.get(code, code)
    return f"{told}, as {operator}" if operator else told


def flag(code: str) -> str:
    """What was odd about something and was kept, in words."""
    return _FLAGS.get(code, code.replace("-", " "))
