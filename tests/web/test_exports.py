import csv
import json
from io import StringIO
from itertools import islice

from hypothesis import given
from hypothesis import strategies as some

from web.exports import cell, csv_lines, json_lines, ndjson_lines, table

plain = some.recursive(some.none() | some.booleans() | some.integers() | some.text(), some.lists)
rows = some.lists(some.dictionaries(some.sampled_from(["a", "b", "c"]), plain))


@given(some.text())
def test_no_cell_begins_as_a_formula(text: str) -> None:
    assert not cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_formula_gets_an_apostrophe_in_csv_and_stays_raw_in_json() -> None:
    row = {"now": "=1+1"}

    assert list(csv_lines([row], ["now"])) == ["now\r\n", "'=1+1\r\n"]
    assert list(ndjson_lines([row])) == ['{"now":"=1+1"}\n']


@given(rows)
def test_json_and_ndjson_hold_the_same_rows(told: list[dict[str, object]]) -> None:
    assert json.loads("".join(json_lines(told))) == told
    assert [json.loads(line) for line in ndjson_lines(told)] == told


@given(some.lists(some.fixed_dictionaries({"a": some.text(), "b": some.text()})))
def test_csv_reads_back_cell_by_cell(told: list[dict[str, str]]) -> None:
    written = "".join(csv_lines(told, ["a", "b"]))

    read = list(csv.reader(StringIO(written, newline="")))

    assert read == [["a", "b"], *([cell(row["a"]), cell(row["b"])] for row in told)]


def test_an_endless_table_starts_at_once() -> None:
    endless = ({"a": str(n)} for n in iter(int, 1))

    first = next(iter(islice(table(endless, "csv", "endless", ["a"]).response, 1)))

    assert isinstance(first, bytes)
    assert first.startswith(b"a\r\n0\r\n")


def test_a_file_has_a_name_a_type_and_is_not_stored() -> None:
    answer = table([{"a": 1}], "ndjson", "change-log", ["a"])

    assert answer.mimetype == "application/x-ndjson"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="change-log.ndjson"'
    assert answer.headers["Cache-Control"] == "no-store"
