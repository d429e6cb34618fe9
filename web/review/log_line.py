"""The change log's filters as one line to type: `actor:ruth kind:corrected since:2026-03-01 "two digits"`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import NamedTuple

from domain.refusal import Refused


class Word(NamedTuple):
    """What stands before a colon: the filter that it sets, an example, and what it means."""

    filter: str
    example: str
    says: str


LINE, TEXT = "line", "q"
"""The arguments of an address that hold a whole line, and text that is looked for."""
WORDS: Mapping[str, Word] = {
    "actor": Word("actor", "actor:ruth", "Who recorded it: an id, or a part of the name"),
    "patient": Word("patient", 'patient:"10 4821 7736"', "Whose record: its number"),
    "kind": Word("what", "kind:corrected", "What happened"),
    "type": Word("type", "type:entry.corrected", "What happened, by its stored name"),
    "part": Word("chapter", "part:measurements", "The part of the record"),
    "field": Word("field", "field:birth.value", "A field that changed, or a part of its name"),
    "reason": Word("reason", "reason:typing-error", "Why"),
    "channel": Word("channel", "channel:import", "How it came in: form, import, cli, job"),
    "session": Word("session", "session:t-1a2b3c4d", "One sign-in, or the token it was done with"),
    "marked": Word("marked", "marked:warned", "late, reasoned, warned, flagged, safety, import or unanchored"),
    "since": Word("since", "since:2026-03-01", "From that day or moment on, which is included"),
    "until": Word("until", "until:2026-03-31", "Up to that day or moment, which is included"),
    "order": Word("order", "order:oldest", "Newest or oldest first"),
}
"""Those of a line as it is written."""
ALSO: Mapping[str, Word] = {
    "after": Word("since", "after:2026-03-01", "The same as since"),
    "before": Word("until", "before:2026-03-01", "Up to that day or moment, which is not included"),
    "late": Word("marked", "late:yes", "Written down later: the same as marked:late"),
}
"""Those that are read as well."""
_PHRASE = r'"(?P<phrase>(?:\\.|[^"\\])*)(?:"|\\?\Z)'
_PART = re.compile(rf'\s*(?:(?P<word>[^\s":]+):)?(?:{_PHRASE}|(?P<bare>\S*))', re.DOTALL)
_TERM = re.compile(rf"\s*(?:{_PHRASE}|(?P<bare>\S+))", re.DOTALL)
_PLAIN = re.compile(r'[^\s":\\“”„«»]+')
_CURLED = re.compile(r"(^|[\s:])[“”„«»]([^“”„«»]*)[“”„«»]")  # as texts from elsewhere have them
_SECOND = timedelta(seconds=1)


def read(line: str) -> dict[str, str]:
    """The filters, as an address has them; `Refused` names what cannot be read."""
    asked, by, texts = dict[str, str](), dict[str, str](), list[str]()
    for typed, value in _parts(line):
        if not typed:
            texts.append(value)
            continue
        word = typed.casefold()
        filter = _known(typed, word).filter
        if not value:
            raise Refused(LINE, f"Write what is looked for right behind {word}: without a space.")
        if filter in by:
            first = by[filter]
            raise Refused(LINE, f"{word}: and {first}: set the same filter." if word != first else f"{word}: is twice.")
        asked[filter], by[filter] = _READ.get(word, str)(value), word
    return {**asked, **({TEXT: _joined(texts)} if any(texts) else {})}


def written(asked: Mapping[str, str]) -> str:
    """The same filters as a line; of what cannot be read as well."""
    told = [f"{word}:{_quoted(asked[filter])}" for word, (filter, *_) in WORDS.items() if filter in asked]
    return " ".join([*told, *map(_quoted, terms(asked.get(TEXT, "")))])


def terms(text: str) -> list[str]:
    """The words and quoted phrases of a text that is looked for; each must be found, in any order."""
    return [told for found in _TERM.finditer(text) if (told := _told(found))]


def word_of(filter: str) -> str:
    """How a filter is written in a line."""
    return next((word for word, told in WORDS.items() if told.filter == filter), "")


def _parts(line: str) -> Iterator[tuple[str, str]]:
    for found in _PART.finditer(line if '"' in line else _CURLED.sub(r'\1"\2"', line)):
        if found["word"] or _told(found):
            yield found["word"] or "", _told(found)


def _told(found: re.Match[str]) -> str:
    phrase = found["phrase"]
    return (found["bare"] if phrase is None else re.sub(r"\\(.)", r"\1", phrase, flags=re.DOTALL)).strip()


def _known(typed: str, word: str) -> Word:
    every = {**WORDS, **ALSO}
    if word in every:
        return every[word]
    near = get_close_matches(word, every, 1)
    meant = f" Did you mean {near[0]}:?" if near else ""
    listed = ", ".join(f"{one}:" for one in every)
    raise Refused(LINE, f"There is no word {typed}:.{meant} There are {listed}. Text with a colon goes in quotes.")


def _joined(texts: list[str]) -> str:
    return " ".join(map(_quoted, filter(None, texts)))


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _kind(value: str) -> str:
    return "-".join(value.lower().split())


def _late(value: str) -> str:
    if value.casefold() != "yes":
        raise Refused(LINE, "late: takes yes, and nothing else.")
    return "late"


def _before(value: str) -> str:
    """The last day or second before it, as `moments.until` has it; what is no moment is left for it to refuse."""
    try:
        moment = datetime.fromisoformat(value)
        if len(value) <= len("2026-03-01"):
            return (moment - timedelta(days=1)).date().isoformat()
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        return (moment - _SECOND).replace(tzinfo=None).isoformat(" ", "auto")
    except (ValueError, OverflowError):
        return value


_READ: Mapping[str, Callable[[str], str]] = {"kind": _kind, "late": _late, "before": _before}
