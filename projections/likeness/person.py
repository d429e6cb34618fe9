"""A person as others are compared with: what tells people apart, folded and in no order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from domain.details import ANONYMOUS
from domain.fact import Plain
from domain.text import folded

Words = tuple[str, ...]
_WORD = re.compile(r"[^\W_]+")
_JOINTS = re.compile("['\u2019\u02bc`\u00b4]")
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "dr", "prof"))
_NUMBER = 5  # digits that make a telephone number


@dataclass(frozen=True, slots=True)
class Person:
    """`born` is a partial date as text; `years` is how far off it may be, on either side, where it was estimated."""

    names: tuple[Words, ...] = ()
    former: tuple[Words, ...] = ()
    born: str = ""
    years: int = 0
    gender: str = ""
    phones: Words = ()
    mails: Words = ()
    places: tuple[Words, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    kin: tuple[Words, ...] = ()

    def plain(self) -> Plain:
        """Without what is not known."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def read(cls, plain: Plain) -> Person:
        told: dict[str, Any] = {name: _frozen(value) for name, value in plain.items()}
        return cls(**told)


def of_details(details: Plain, former: Sequence[str] = ()) -> Person:
    """From the details of a file, or those that a form holds so far; `former` are names it had before."""
    birth = details.get("birth", {})
    names = [name for name in details.get("names", ()) if name.get("use") != ANONYMOUS]
    old = [name["text"] for name in names if name.get("use") in ("old", "maiden")]
    contacts = details.get("contacts", ())
    kin = details.get("next_of_kin", ())
    return Person(
        names=_each(words(name["text"]) for name in names if name["text"] not in old),
        former=_each(words(text) for text in (*old, *former)),
        born=birth.get("value") or "",
        years=_YEARS.get(birth.get("basis", ""), 0),
        gender=details.get("gender", ""),
        phones=tuple(dict.fromkeys(n for one in contacts if (n := digits(one["value"])) and "@" not in one["value"])),
        mails=tuple(dict.fromkeys(one["value"].strip().casefold() for one in contacts if "@" in one["value"])),
        places=_each(_place(one) for one in details.get("addresses", ())),
        numbers=tuple(dict.fromkeys(map(_number, _standing(details)))),
        kin=_each(words(one["name"]) for one in kin if "name" in one),
    )


_YEARS = {"age-stated": 1, "estimated": 5}


def words(text: str) -> Words:
    """A name's words: no accents, no case, an apostrophe joins, titles are left out unless nothing else is there."""
    every = tuple(_WORD.findall(_JOINTS.sub("", folded(text))))
    return tuple(word for word in every if word not in _TITLES) or every


def digits(text: str) -> str:
    """A telephone number without its country's prefix, as far as that can be told: its last nine digits."""
    found = re.sub(r"\D", "", text)
    return found[-9:].lstrip("0") if len(found) >= _NUMBER else ""


def _place(address: Plain) -> Words:
    """Without the country and the state, which nearly all here share."""
    told = [address["text"], *(address.get(part) or "" for part in ("city", "postal"))]
    wide = _WORD.findall(folded(" ".join(address.get(part) or "" for part in ("state", "country"))))
    return tuple(word for word in dict.fromkeys(_WORD.findall(folded(" ".join(told)))) if word not in wide)


def _standing(details: Plain) -> Iterable[Plain]:
    return (one for one in details.get("identifiers", ()) if not one.get("retired"))


def _number(identifier: Plain) -> tuple[str, str]:
    kind = f"{identifier.get('type', 'OTH')} {folded(identifier.get('issuer') or '')}".strip()
    return kind, "".join(_WORD.findall(folded(identifier["value"])))


def _each(every: Iterable[Words]) -> tuple[Words, ...]:
    return tuple(dict.fromkeys(filter(None, every)))


def _frozen(value: object) -> object:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value
