"""The diagnoses of a visit on a form: one a line, with its code before it where it has one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.fact import Plain
from web.coding import icd, shorthand
from web.entering.forms import Fix, Values

_MOST = 6  # codes that are offered for a line


def read(text: str, known: Sequence[Plain] = ()) -> list[Plain]:
    """As the commands take them. A line that stands among the `known` ones is that one, with all its codes."""
    as_written = {_line(one): one for one in known}
    return [as_written.get(line) or _coded(line) for line in map(str.strip, text.splitlines()) if line]


def written(told: Sequence[Plain] | None) -> str:
    """As `read` reads them."""
    return "\n".join(_line(one) for one in told or ())


def looked(values: Values) -> Mapping[str, Sequence[Fix]]:
    """The codes that the first line may have of those that have none; it keeps the clerk's own words."""
    lines = values.get("diagnoses", "").splitlines()
    bare = (n for n, line in enumerate(lines) if line.strip() and "codings" not in _coded(line.strip()))
    return {"diagnoses": next(filter(None, (_offered(lines, n) for n in bare)), [])}


def _offered(lines: list[str], n: int) -> list[Fix]:
    said = lines[n].strip()
    found = icd.search(shorthand.plainly(said), _MOST)
    wholes = ("\n".join([*lines[:n], f"{one.code} {said}", *lines[n + 1 :]]) for one in found)
    return [Fix({"diagnoses": it}, f"{one.code} {one.display}") for it, one in zip(wholes, found, strict=True)]


def _line(one: Plain) -> str:
    """`J18.9 Pneumonia`"""
    return f"{icd.code_of(one)} {one['text']}".strip()


def _coded(line: str) -> Plain:
    """A code of ICD-10-CM at the beginning of a line is its code; alone, it is called as the table calls it."""
    code, _, said = line.partition(" ")
    found = icd.diagnosis(code)
    return {"text": said.strip() or found.display, "codings": [found.coding()]} if found else {"text": line}
