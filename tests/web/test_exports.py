import csv
import json
import re
from io import StringIO
from itertools import islice

import ironcalc
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


def typed(cells: list[str]) -> ironcalc.Model:
    sheet = ironcalc.create("log", "en", "UTC", "en")
    for number, told in enumerate(cells, start=1):
        sheet.set_user_input(0, number, 1, told)
    return sheet


def opened(texts: list[str]) -> ironcalc.Model:
    """A spreadsheet into which these were read as CSV, one a row: column A of its first sheet."""
    written = "".join(csv_lines([{"a": text} for text in texts], ["a"])).removeprefix("\ufeff")
    _, *read = csv.reader(StringIO(written, newline=""))
    sheet = typed([row[0] for row in read])
    sheet.evaluate()
    return sheet


def test_a_spreadsheet_calculates_what_begins_so_when_it_is_not_written_by_us() -> None:
    """So that the next two prove something."""
    sheet = typed(["=1+1", "+1+1", "-1+1", "=cmd|' /C calc'!A0"])

    assert [sheet.get_cell_formula(0, row, 1) for row in (1, 2, 3, 4)] == ["=1+1", "=1+1", "=-1+1", "=cmd"]


@given(some.lists(risky | some.text(), min_size=1, max_size=20))
@example([f"{sign}1+1" for sign in DANGEROUS])
@example(["=cmd|' /C calc'!A0", '=HYPERLINK("http://192.0.2.1")', "'=1+1", " =1+1"])
def test_a_spreadsheet_finds_no_formula_in_what_we_write(texts: list[str]) -> None:
    sheet = opened(texts)

    assert [sheet.get_cell_formula(0, row, 1) for row in range(1, len(texts) + 1)] == [None] * len(texts)


def test_a_spreadsheet_shows_words_and_numbers_as_they_are() -> None:
    told = ["Ólafsdóttir", "=1+1", "@home", "-7.5"]

    sheet = opened(told)

    assert [sheet.get_formatted_cell_value(0, row, 1) for row in (1, 2, 3, 4)] == told
    assert sheet.get_cell_type(0, 4, 1) == ironcalc.CellType.Number
