"""An office in which every text that anybody may write carries a piece of HTML, put there by the real commands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from domain.by import By
from domain.refusal import Refused
from tests.support import fhir

PAYLOAD = "<img src=x onerror=alert(1)>'\"&lt;b>"
INJECTED = "img[src='x'], [onerror], [onload], [onclick], iframe, object, embed"
"""What there is on no page of ours."""
_TRIED = 12
_CODED = frozenset(("system", "use", "country", "issuer"))
_FREE = re.compile(r"[A-ZÀ-ÞΑ-ωА-я].*[a-zß-ÿ]|.+ .+", re.DOTALL)  # a word with a capital letter, or two words
_DATE = re.compile(r"\d{4}-\d\d|\d\d:\d\d")
_PARTS = (
    "records", "personnel", "office", "rulebook", "cases", "searching", "flagging", "verifying", "exporting",
    "releasing", "erasing", "issuing", "linking", "keyring", "tokens",
)  # fmt: skip
Path = tuple[Any, ...]


class Poisoned:
    """A part of the service. Each text that a command takes is made longer, but for those that it refuses so."""

    def __init__(self, plain: Any) -> None:
        self._plain = plain

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._plain, name)
        return self._giving(found) if callable(found) and not name.startswith("_") else found

    def _giving(self, command: Callable[..., Any]) -> Callable[..., Any]:
        def given(*args: Any, **named: Any) -> Any:
            left: set[str] = set()
            for _ in range(_TRIED):
                told = [poisoned(one, frozenset(left)) for one in args]
                more = {name: poisoned(one, frozenset(left), name) for name, one in named.items()}
                try:
                    return command(*told, **more)
                except Refused as no:
                    left |= set(no.field.split("."))
                except (ValueError, TypeError, LookupError):
                    break
            return command(*args, **named)

        return given


class PoisonedService(Poisoned):
    def __getattr__(self, name: str) -> Any:
        found = getattr(self._plain, name)
        return Poisoned(found) if name in _PARTS else found


def poisoned(told: Any, left: frozenset[str] = frozenset(), key: str = "") -> Any:
    """The same with every free text made longer, but for those that have one of these names."""
    match told:
        case By():
            return told._replace(**{
                name: poisoned(getattr(told, name), left, name) for name in ("name", "because") if name not in left
            })  # fmt: skip
        case str() if key not in left | _CODED and _FREE.match(told) and not _DATE.search(told):
            return f"{told} {PAYLOAD}"
        case dict():
            return {name: poisoned(one, left, str(name)) for name, one in told.items()}
        case list():
            return [poisoned(one, left, key) for one in told]
        case _:
            return told


def resources() -> Iterator[fhir.Resource]:
    """What an import takes, every text of it made longer."""
    free = ("text", "display", "family", "line", "city", "given", "conclusion", "title")
    for one in fhir.EVERY:
        yield _marked(one, free)


def _marked(told: Any, free: tuple[str, ...], key: str = "") -> Any:
    match told:
        case str():
            return f"{told} {PAYLOAD}" if key in free else told
        case dict():
            return {name: _marked(one, free, name) for name, one in told.items()}
        case list():
            return [_marked(one, free, key) for one in told]
        case _:
            return told
