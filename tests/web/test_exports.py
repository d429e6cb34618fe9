import csv
import json
import re
import shutil
import subprocess
from io import StringIO
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from web.exports import cell, csv_lines, json_lines, ndjson_lines, table

DANGEROUS = tuple("=+-@\t\r\n\0＝＋－＠")
plain = some.recursive(some.none() | some.booleans() | some.integers() | some.text(), some.lists)
rows = some.lists(some.dictionaries(some.sampled_from(["a", "b", "c"]), plain))
risky = some.builds(lambda sign, rest: sign + rest, some.sampled_from(DANGEROUS), some.text())
numbers = some.from_regex(r"-?\d+(\.\d+)?", fullmatch=True, alphabet=some.characters(max_codepoint=127))


@given(risky | some.text())
@example("-1+1")
@example("-1.5e3")
@example("＝1")
@example("-٣")
def test_no_cell_begins_as_a_formula_unless_it_is_a_plain_number(text: str) -> None:
    shown = cell(text)

    assert not shown.startswith(DANGEROUS) or re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", shown)
    assert shown in (text, f"'{text}")


@given(numbers)
def test_a_plain_number_stays_a_number(text: str) -> None:
    assert cell(text) == text


def test_a_formula_gets_an_apostrophe_in_csv_and_stays_raw_in_json() -> None:
    row = {"now": "=1+1"}

    assert list(csv_lines([row], ["now"])) == ['\ufeff"now"\r\n', '"\'=1+1"\r\n']
    assert list(ndjson_lines([row])) == ['{"now":"=1+1"}\n']


@given(rows)
def test_json_and_ndjson_hold_the_same_rows(told: list[dict[str, object]]) -> None:
    assert json.loads("".join(json_lines(told))) == told
    assert [json.loads(line) for line in ndjson_lines(told)] == told


@given(some.lists(some.fixed_dictionaries({"a": some.text() | risky, "b": some.text()})))
def test_csv_reads_back_cell_by_cell(told: list[dict[str, str]]) -> None:
    written = "".join(csv_lines(told, ["a", "b"]))

    read = list(csv.reader(StringIO(written.removeprefix("\ufeff"), newline="")))

    assert read == [["a", "b"], *([cell(row["a"]), cell(row["b"])] for row in told)]


@given(some.lists(some.fixed_dictionaries({"a": some.text(), "b": plain}), max_size=5))
def test_csv_has_one_mark_quotes_every_cell_and_ends_every_line_alike(told: list[dict[str, str]]) -> None:
    lines = list(csv_lines(told, ["a", "b"]))

    assert "".join(lines).encode().startswith(b"\xef\xbb\xbf")
    assert all(line.removeprefix("\ufeff").startswith('"') and line.endswith('"\r\n') for line in lines)
    assert len(lines) == len(told) + 1


def test_an_endless_table_starts_at_once() -> None:
    endless = ({"a": str(n)} for n in iter(int, 1))

    first = next(iter(islice(table(endless, "csv", "endless", ["a"]).response, 1)))

    assert isinstance(first, bytes)
    assert first.startswith(b'\xef\xbb\xbf"a"\r\n"0"\r\n')


def test_a_file_has_a_name_a_type_and_is_not_stored() -> None:
    answer = table([{"a": 1}], "ndjson", "change-log", ["a"])

    assert answer.mimetype == "application/x-ndjson"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="change-log.ndjson"'
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.slow
def test_a_spreadsheet_finds_no_formula_in_it(tmp_path: Path) -> None:
    if not (office := shutil.which("soffice") or shutil.which("libreoffice")):
        pytest.skip("libreoffice is not here: apt-get install libreoffice-calc")
    risks = [f"{sign}1+1" for sign in DANGEROUS if sign != "\0"] + ["=cmd|' /C calc'!A0", "-7.5", "Ólafsdóttir"]
    (tmp_path / "log.csv").write_bytes("".join(csv_lines([{"a": risk} for risk in risks], ["a"])).encode())

    command = [office, "--headless", "--convert-to", "fods", "--outdir", str(tmp_path), str(tmp_path / "log.csv")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)

    sheet = (tmp_path / "log.fods").read_text()
    assert "table:formula" not in sheet
    assert "Ólafsdóttir" in sheet
