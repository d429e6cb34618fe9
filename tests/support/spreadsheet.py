"""LibreOffice Calc without a window: what is in the cells of a CSV file once a spreadsheet has opened it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from functools import reduce
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from zipfile import ZipFile

AS_TEXT, AS_FOUND = "true", "false"
"""Whether what stands in quotes is text whatever it looks like, or a number or a date where it looks like one."""
_FILTER = "CSV:44,34,76,1,,0,"  # comma, double quote, UTF-8, from the first line on
_IN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"  # ISO/IEC 29500, SpreadsheetML
_COLUMN = re.compile("[A-Z]+")


class Cell(NamedTuple):
    """`formula` is None where nothing is calculated; of a number or a date the text is the number."""

    text: str
    formula: str | None = None


Sheet = list[list[Cell]]
"""Rows, without the empty cells behind the last one that is not."""


def opened(folder: Path, files: Mapping[str, bytes], quoted: str = AS_TEXT) -> dict[str, Sheet]:
    """Each of these CSV files as a sheet, by name; all of them with one start of the program."""
    folder.mkdir()
    for name, octets in files.items():
        (folder / f"{name}.csv").write_bytes(octets)
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += [f"--infilter={_FILTER}{quoted}", "--convert-to", "xlsx", "--outdir", str(folder / "opened")]
    command += [str(folder / f"{name}.csv") for name in files]
    # A desktop's own settings and windows are left alone.
    own = {"PATH": os.environ["PATH"], "HOME": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    subprocess.run(command, check=True, capture_output=True, timeout=300, env=own)
    return {name: list(_rows(folder / "opened" / f"{name}.xlsx")) for name in files}


def here() -> bool:
    return shutil.which("soffice") is not None


def _rows(path: Path) -> Iterator[list[Cell]]:
    with ZipFile(path) as book:
        texts = [_text(one) for one in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    for row in sheet.iter(f"{_IN}row"):
        cells = list[Cell]()
        for one in row:
            value, formula = one.findtext(f"{_IN}v"), one.findtext(f"{_IN}f")
            if value is not None:
                cells += [Cell("")] * (_place(one.attrib["r"]) - len(cells))
                cells.append(Cell(texts[int(value)] if one.get("t") == "s" else value, formula))
        yield cells


def _place(named: str) -> int:
    """How many columns are before this cell's: 0 for `A1`, 26 for `AA1`."""
    found = _COLUMN.match(named)
    assert found
    return reduce(lambda n, letter: n * 26 + ord(letter) - 64, found[0], 0) - 1


def _text(one: ElementTree.Element) -> str:
    return "".join(part.text or "" for part in one.iter(f"{_IN}t"))
