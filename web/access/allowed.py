"""Which passwords may be chosen: long enough, and none that is tried first (NIST SP 800-63B, 3.1.1.2).

Of what letters, digits or signs it is made, and how old it gets, nobody is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from domain.refusal import Refused
from domain.text import folded
from web.access.passwords import LEAST, MOST

_LIST = Path(__file__).with_name("commonest.txt")
_FOR = str.maketrans("0134578@$!|€", "oieastbasiie")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop")
_OWN = 4  # letters of a name from which on it counts
_LEFT = 4  # characters that have to be left of a password beside what is known
_ADVICE = "Take three or four words that do not belong together."
COMMON = f"This is one of the passwords that are tried first. {_ADVICE}"
EASY = f"This is a run of the keyboard, or the same again and again. {_ADVICE}"
OWN = "Leave out your name, the name you sign in with and the name of the clinic: they are tried first."


def check(password: str, own: Iterable[str] = ()) -> None:
    """`Refused` with what is the matter. `own`: names of the person and the place, which are no part of it."""
    if not LEAST <= len(password) <= MOST:
        raise Refused("password", f"Take at least {LEAST} characters, and at most {MOST}. Spaces are fine.")
    plain = folded(password).replace(" ", "")
    if _is_common(plain):
        raise Refused("password", COMMON)
    if _is_easy(plain):
        raise Refused("password", EASY)
    if any(word in form for word in _words(own) for form in (plain, plain.translate(_FOR))):
        raise Refused("password", OWN)


@lru_cache
def commonest() -> frozenset[str]:
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _is_common(plain: str) -> bool:
    """Itself, or hardly more than one or two of the list with digits and signs around them."""
    return any(_left(form) < _LEFT for form in {plain, plain.translate(_FOR), *_cores(plain)})


def _cores(plain: str) -> set[str]:
    """Without what is put before or after a word to please a rule."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    return {core, core.translate(_FOR)} if core else {plain}


def _left(form: str) -> int:
    """How many characters are none of the list's, the longest of it taken away first, twice at most; beside what is of
    it, letters alone count."""
    before = form
    for _ in range(2):
        sizes = range(min(len(form), 30), 3, -1)
        parts = ((n, at) for n in sizes for at in range(len(form) - n + 1))
        found = next(((n, at) for n, at in parts if form[at : at + n] in commonest()), None)
        if found is None:
            break
        size, at = found
        form = form[:at] + form[at + size :]
    return len(form) if form == before else sum(map(str.isalpha, form))


def _is_easy(plain: str) -> bool:
    if len(set(plain)) < _LEFT or plain in (plain * 2)[1:-1]:
        return True
    rows = [row * 2 for row in _ROWS] + [row[::-1] * 2 for row in _ROWS]
    core = plain.strip("0123456789")
    return any(plain in row or (len(core) >= _LEFT and core in row) for row in rows)


def _words(own: Iterable[str]) -> set[str]:
    return {word for one in own for word in re.split(r"\W+", folded(one)) if len(word) >= _OWN}
