"""JSON as it was meant: a number keeps its digits, a field stands once, and there is no NaN."""

from __future__ import annotations

import json
import re
from secrets import token_hex
from typing import Any

import orjson

BOM = b"\xef\xbb\xbf"
_MARK = token_hex(8)  # nobody can have written this into a text beforehand
_MARKED = re.compile(rf'"{_MARK}([^"]*)"')


class Unreadable(Exception):
    """This source cannot be read; the text names the place and the reason."""


class BadLine(Unreadable):
    """One line cannot be read; the next one may be."""


def parsed(content: bytes, place: str) -> Any:
    """The value; a number that has a fraction or an exponent is the octets that stood there."""
    try:
        text = content.removeprefix(BOM).decode()
        value = _QUICK.decode(text)
        return value if _once(value, content) else _with_care(text)
    except UnicodeDecodeError as error:
        raise Unreadable(f"{place}: not UTF-8 at byte {error.start}") from None
    except UnicodeEncodeError:
        raise Unreadable(f"{place}: half of a character (a lone surrogate) stands in it") from None
    except RecursionError:
        raise Unreadable(f"{place}: nested too deeply") from None
    except json.JSONDecodeError as error:
        raise _told(error, place) from None
    except ValueError as error:
        raise Unreadable(f"{place}: {error}") from None


def written(value: Any) -> str:
    """What was read, as JSON again, digit by digit."""
    return _MARKED.sub(r"\1", json.dumps(value, default=lambda digits: f"{_MARK}{digits.decode()}", ensure_ascii=False))


def _once(value: Any, content: bytes) -> bool:
    """Whether every field stands once, as far as a quick look can tell.

    Of two fields with one name the first is lost in reading, and its quotation marks with it. `\\u0022` is the one
    other way to gain or lose a mark.
    """
    try:
        again = orjson.dumps(value, default=float)
    except TypeError:  # a number beyond 64 bits, a lone surrogate, or very deep
        return False
    return again.count(b'"') == content.count(b'"') and b"\\u0022" not in content


def _with_care(text: str) -> Any:
    value = _CAREFUL.decode(text)
    written(value).encode()
    return value


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the field {twice[:60]!r} stands twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _told(error: json.JSONDecodeError, place: str) -> Unreadable:
    if error.msg == "Extra data":
        return Unreadable(f"{place}: something follows the JSON at line {error.lineno} column {error.colno}")
    if not error.doc.strip():
        return Unreadable(f"{place}: it is empty")
    return Unreadable(f"{place}: not JSON: {error.msg} at line {error.lineno} column {error.colno}")


_QUICK = json.JSONDecoder(parse_float=str.encode, parse_constant=_no_number)
_CAREFUL = json.JSONDecoder(parse_float=str.encode, parse_constant=_no_number, object_pairs_hook=_pairs)
