"""What kind of thing an event is, in one word, by its stored name."""

from __future__ import annotations

from domain.fact import registry

_WORDS = {
    "retracted": "Entered in error",
    "entry-added": "Added",
    "none-declared": "None known",
    "addendum-added": "Addendum",
    "status-changed": "Status changed",
    "role-changed": "Role changed",
    "identifier-added": "Identifier added",
    "identifier-retired": "Identifier retired",
    "death-revoked": "Death revoked",
}
_FIXES = frozenset(("corrected", "retracted", "revoked", "death-revoked", "amended", "identifier-retired", "cancelled"))
_NEWS = frozenset(("updated", "status-changed", "settled", "closed", "reopened"))


def bare(stored: str) -> str:
    """The stored name without its schema number: `entry.corrected/1` is `entry.corrected`."""
    return stored.partition("/")[0]


def word(stored: str) -> str:
    """`visit.opened/1` is `Opened`."""
    verb = bare(stored).rpartition(".")[2]
    return _WORDS.get(verb, verb.replace("-", " ").capitalize())


def fixes(stored: str) -> bool:
    """Whether it put something right that the record had wrong."""
    return bare(stored).rpartition(".")[2] in _FIXES


def chip(stored: str) -> str:
    """The class of its chip: dusk for what was wrong, pine for what is new, plain otherwise."""
    verb = bare(stored).rpartition(".")[2]
    return "ct-chip--was" if verb in _FIXES else "ct-chip--is" if verb in _NEWS else ""


def every() -> list[str]:
    """The stored names there are, without their numbers, in the order of the alphabet."""
    return sorted({topic for topic, _ in registry()})
