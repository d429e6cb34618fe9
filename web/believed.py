"""What was believed of a time, where it is known to have been otherwise: two files about the same time, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain import blood
from domain.fact import Plain
from domain.identity import KEY
from web import banner, lines
from web.lines import Line

_ORDER = ("blood_group", "history", KEY, "measurements", "reports", "visits", "attachments")
"""The chapters, what can harm first."""


@dataclass(frozen=True, slots=True)
class Belief:
    """`was` is what was believed, empty where nothing was; `now` what is known, empty where that is that it was wrong.

    `line` leads to who says so.
    """

    what: str
    was: str
    now: str
    line: Line


def beliefs(then: Plain, now: Plain) -> list[Belief]:
    """What was believed and is not any more, then what was not known; the files are about the same time."""
    found = [one for chapter in _ORDER for one in _chapter(chapter, then, now)]
    return sorted(found, key=lambda one: not one.was)


def _chapter(name: str, then: Plain, now: Plain) -> Iterator[Belief]:
    was, came = then["chapters"].get(name, {}), now["chapters"].get(name, {})
    if was == came:
        return
    if name == KEY:
        yield from _details(then, now)
        return
    settled = was.get(blood.KEY) != came.get(blood.KEY)  # then the determinations behind it need not be told
    for id in [blood.KEY] if settled else came:
        if (old := was.get(id)) is not came[id] and (one := _entry(name, id, old, came[id])):
            yield one


def _details(then: Plain, now: Plain) -> Iterator[Belief]:
    was, came = lines.lines(then, KEY), lines.lines(now, KEY)
    for key in dict.fromkeys((*was, *came)):
        old, new = was.get(key), came.get(key)
        one = old or new
        if one and (old.text if old else "") != (new.text if new else ""):
            yield Belief(one.what, old.text if old else "", new.text if new else "", one)


def _entry(name: str, id: str, was: Plain | None, item: Plain) -> Belief | None:
    new = lines.line(name, id, item)
    old = lines.line(name, id, was) if was else None
    text = "" if new.struck else _text(item, new)
    if old is None or old.struck:
        return Belief(_what(new), "", text, new) if text and not (was is None and id == blood.KEY) else None
    before = _text(was or {}, old)
    return Belief(_what(new), before, text, new) if before != text else None


def _what(line: Line) -> str:
    if line.entry == blood.KEY:
        return "Blood group"
    return f"{line.what}, {line.when}" if line.when else line.what


def _text(item: Plain, line: Line) -> str:
    """A blood group alone: how sure it is, is told beside it."""
    return (banner.group(item) if line.entry == blood.KEY else "") or line.text or line.what
