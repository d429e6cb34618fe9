"""How people are reached against how others are: addresses, telephones, mail, numbers they bear, their kin."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from rapidfuzz.distance import OSA

from projections.likeness.names import worth
from projections.likeness.person import Person, Words
from projections.likeness.spelling import alike

_MOST = 14.0  # bits: an address is shared by those who live there
_WAYS = frozenset(("street", "st", "road", "rd", "lane", "avenue", "ave", "place", "close", "court", "drive", "way",
    "crescent", "circuit", "flat", "unit", "the", "of", "on", "rue", "calle", "strasse", "via"))  # fmt: skip
_WHOLE = 9.0  # bits that a whole address holds
_MANY = 4  # words that two houses of one street and town do not share
_TOWN = 5.0  # bits where the house, or the postcode, is another


class Said(NamedTuple):
    """`home`: those of one household have it in common; `own`: nobody else has that."""

    bits: float
    words: str
    home: bool = False
    own: bool = False


def places(one: Person, other: Person) -> Said | None:
    if not (one.places and other.places):
        return None
    bits = min(_MOST, max(_shared(*sorted((a, b))) for a in one.places for b in other.places))
    if bits >= _WHOLE:
        return Said(bits, "The same address", home=True)
    if bits >= 2:
        return Said(bits, "The address is the same in part", home=True)
    told = min(max(sum(map(_told, place)) for place in who.places) for who in (one, other))
    return Said(-2.0, "Another address") if told >= _WHOLE else Said(max(bits, 0.0), "")


def _shared(one: Words, other: Words) -> float:
    """Bits of the words that both have, each taken once."""
    ranked = sorted(((_close(a, b), a, b) for a in one for b in other), key=lambda near: (-near[0], *sorted(near[1:])))
    left, right, bits, told, figures = list(one), list(other), 0.0, 0, 0
    for near, a, b in ranked:
        if near and a in left and b in right:
            left.remove(a)
            right.remove(b)
            bits += min(_told(a), _told(b)) * worth(near)
            told += _told(a) > 1
            figures += a.isdigit()
    return bits if figures >= min(2, _figures(one), _figures(other)) or told >= _MANY else min(bits, _TOWN)


def _figures(place: Words) -> int:
    return sum(map(str.isdigit, place))


def _close(one: str, other: str) -> float:
    if one.isdigit() or other.isdigit():
        return 1.0 if one == other else 0.85 if len(one) == len(other) > 3 and OSA.distance(one, other) == 1 else 0.0
    return alike(one, other)


def _told(word: str) -> float:
    if word in _WAYS:
        return 0.3
    if word.isdigit():
        return 4.5 if len(word) > 3 else 2.5
    return 3.0 if len(word) > 3 else 1.0


def phones(one: Person, other: Person) -> Said | None:
    least = _least(one.phones, other.phones, OSA.distance)
    if least is None or least > 1:
        return None  # people have several, and change them
    return (
        Said(7.0, "The same phone", home=True) if least == 0 else Said(4.0, "The phone differs by one digit", home=True)
    )


def mails(one: Person, other: Person) -> Said | None:
    least = _least(one.mails, other.mails, OSA.normalized_distance)
    if least is None:
        return None
    if least == 0:
        return Said(11.0, "The same e-mail address")
    if least < 0.2:
        return Said(8.0 if least < 0.1 else 5.0, "The e-mail address is nearly the same")
    return Said(-1.5, "")


def numbers(one: Person, other: Person) -> Said | None:
    """Numbers of the same kind and issuer."""
    mine, theirs = dict(one.numbers), dict(other.numbers)
    told = [_number(kind.split()[0], mine[kind], theirs[kind]) for kind in sorted(mine.keys() & theirs.keys())]
    if not told or len(told) == 1:
        return told[0] if told else None
    first = max(told, key=lambda said: said.bits)
    return first if first.own else first._replace(bits=max(-8.0, sum(said.bits for said in told)))


def _number(kind: str, one: str, other: str) -> Said:
    slips, long = OSA.distance(one, other), min(len(one), len(other))
    name = {"SS": "social security", "NI": "national", "PPN": "passport", "INS": "insurance", "DL": "licence"}.get(kind)
    what = f"{name} number" if name else "number"
    if slips == 0:
        return Said(16.0, f"The same {what}", own=True)
    if slips <= 2 and long >= 5 + slips:
        return Said(9.0 if slips == 1 else 5.0, f"The {what} is nearly the same")
    return Said(-5.0, f"Another {what}")


def genders(one: Person, other: Person) -> Said | None:
    told = {one.gender, other.gender}
    if not told <= {"female", "male"}:
        return None
    return Said(1.0, "") if len(told) == 1 else Said(-3.0, "Another gender")


def kin(one: Person, other: Person) -> Said | None:
    """Next of kin: those of one household have them in common."""
    if any(set(a) == set(b) for a in one.kin for b in other.kin):
        return Said(3.0, "The same next of kin", home=True)
    return None


def _least(one: Iterable[str], other: Iterable[str], apart: Callable[[str, str], float]) -> float | None:
    return min((apart(a, b) for a in one for b in other), default=None)


REACH = (phones, mails, numbers, places, kin, genders)
