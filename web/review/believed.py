"""What was believed of a time, where it is known to have been otherwise: two files about the same time, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from domain import blood
from domain.chapter import IN_ERROR
from domain.fact import Plain
from domain.identity import KEY
from web.record import banner, lines
from web.record.lines import Line

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


class Learned:
    """What was not known at all. It is put in words when somebody reads it: of a long life there are thousands."""

    was = ""

    def __init__(self, chapter: str, entry: str, item: Plain) -> None:
        self._told = chapter, entry, item

    @cached_property
    def line(self) -> Line:
        return lines.line(*self._told)

    @property
    def what(self) -> str:
        return _what(self.line)

    @property
    def now(self) -> str:
        return _text(self._told[2], self.line)


def beliefs(then: Plain, now: Plain) -> list[Belief | Learned]:
    """What was believed and is not any more, then what was not known; the files are about the same time."""
    found = [one for chapter in _ORDER for one in _chapter(chapter, then, now)]
    return sorted(found, key=lambda one: not one.was)


def _chapter(name: str, then: Plain, now: Plain) -> Iterator[Belief | Learned]:
    was, came = then["chapters"].get(name, {}), now["chapters"].get(name, {})
    if was == came:
        return
    if name == KEY:
        yield from _details(then, now)
        return
    settled = was.get(blood.KEY) != came.get(blood.KEY)  # then the determinations behind it need not be told
    for id in [blood.KEY] if settled else came:
        old, item = was.get(id), came[id]
        if old is item or (old is None and (id == blood.KEY or item.get("status") == IN_ERROR)):
            continue
        if one := Learned(name, id, item) if old is None else _entry(name, id, old, item):
            yield one


def _details(then: Plain, now: Plain) -> Iterator[Belief]:
    was, came = lines.lines(then, KEY), lines.lines(now, KEY)
    for key in dict.fromkeys((*was, *came)):
        old, new = was.get(key), came.get(key)
        one = old or new
        if one and (old.text if old else "") != (new.text if new else ""):
            yield Belief(one.what, old.text if old else "", new.text if new else "", one)


def _entry(name: str, id: str, was: Plain, item: Plain) -> Belief | None:
    new, old = lines.line(name, id, item), lines.line(name, id, was)
    text = "" if new.struck else _text(item, new)
    if old.struck:
        return Belief(_what(new), "", text, new) if text else None
    before = _text(was, old)
    return Belief(_what(new), before, text, new) if before != text else None


def _what(line: Line) -> str:
    if line.entry == blood.KEY:
        return "Blood group"
    return f"{line.what}, {line.when}" if line.when else line.what


def _text(item: Plain, line: Line) -> str:
    """A blood group alone: how sure it is, is told beside it."""
    return (banner.group(item) if line.entry == blood.KEY else "") or line.text or line.what
