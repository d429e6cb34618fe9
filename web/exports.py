"""Tables as files: CSV, JSON and NDJSON, written row by row and never cut short."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from flask import Response

Row = Mapping[str, Any]
Told = Row | str
"""A row, or one that is JSON already."""
_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")  # what a spreadsheet would calculate (OWASP, CSV injection; ASVS 1.2.10)
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_MARK = "\ufeff"  # without it a spreadsheet takes UTF-8 for an older encoding
_CHUNK = 64 * 1024  # characters sent at once


def cell(value: Any) -> str:
    """A value as CSV text. One that a spreadsheet would take for a formula gets an apostrophe; JSON keeps it raw."""
    text = _text(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case _:
            return _json(value)


def csv_lines(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    """A byte order mark, a header row, every cell in quotes, CRLF. A column that a row lacks is empty."""
    write = csv.writer(_Line(), quoting=csv.QUOTE_ALL).writerow
    yield f"{_MARK}{write(columns)}"
    for row in rows:
        yield write([cell(row.get(name)) for name in columns])


def ndjson_lines(rows: Iterable[Told]) -> Iterator[str]:
    for row in rows:
        yield f"{row if isinstance(row, str) else _json(row)}\n"


def json_lines(rows: Iterable[Told]) -> Iterator[str]:
    """One JSON array, a row a line."""
    before = "[\n"
    for row in rows:
        yield before + (row if isinstance(row, str) else _json(row))
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


_FORMATS: dict[str, tuple[str, Callable[[Iterable[Told]], Iterator[str]]]] = {
    "json": ("application/json", json_lines),
    "ndjson": ("application/x-ndjson", ndjson_lines),
}
FORMATS = ("csv", *_FORMATS)


def table(rows: Iterable[Row], form: str, name: str, columns: Sequence[str]) -> Response:
    """Stream rows as a file called `name`; `form` is one of `FORMATS`."""
    return as_file(lines(rows, form, columns), form, name)


def as_file(lines: Iterable[str], form: str, name: str) -> Response:
    """Stream lines that are written already."""
    kind = _FORMATS[form][0] if form in _FORMATS else "text/csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "no-store"}
    return Response(_chunks(lines), mimetype=kind, headers=headers)


def document(told: Row | list[Any]) -> Response:
    """One JSON document, to be read by a program."""
    return Response(orjson.dumps(told), mimetype="application/json")


def lines(rows: Iterable[Row], form: str, columns: Sequence[str]) -> Iterator[str]:
    """The same text, line by line."""
    return csv_lines(rows, columns) if form == "csv" else formatted(rows, form)


def formatted(rows: Iterable[Told], form: str) -> Iterator[str]:
    """Rows as `json` or `ndjson`."""
    return _FORMATS[form][1](rows)


def _chunks(lines: Iterable[str]) -> Iterator[bytes]:
    """The same text in larger pieces: a write to the network a row would be slow."""
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _CHUNK:
            yield "".join(held).encode()
            held, size = [], 0
    if held:
        yield "".join(held).encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


class _Line:
    """What `csv.writer` writes to: it hands each line back."""

    def write(self, text: str) -> str:
        return text
