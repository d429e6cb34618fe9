"""Sources that are damaged or no FHIR: said with their place and reason; nothing half written, the good ones go in."""

from __future__ import annotations

import ctypes
import gzip
import io
import json
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.fhir import PATIENT, WEIGHT, bundle, file, imported, told
from web.importing import import_fhir, sources
from web.importing.account import REFUSED
from web.service import Service

_VERSION_3 = 0x20080522  # of capget(2)
_READS_ALL = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH (capabilities(7))


@pytest.mark.parametrize(("content", "name", "why"), [
    (b"", "a.json", "it is empty"),
    (b"  \n ", "a.json", "it is empty"),
    (b"Good morning.", "a.json", "not JSON: Expecting value at line 1 column 1"),
    (b'{"resourceType": "Patient", "id": "p1"', "a.json", "not JSON: Expecting"),
    (b"{}", "a.json", "it has no resourceType"),
    (b"[]", "a.json", "it has no resourceType"),
    (b'"Bundle"', "a.json", "it has no resourceType"),
    (b'{"resourceType": ["Bundle"]}', "a.json", "it has no resourceType"),
    (b'{"resourceType": "Bundle", "entry": {"resource": {}}}', "a.json", "the entry of a Bundle is a list"),
    (b'{"resourceType": "Patient", "id": "a", "id": "b"}', "a.json", "the field 'id' stands twice"),
    (b'{"resourceType": "Patient", "a": {"b": 1, "c": 2, "b": 3}}', "a.json", "the field 'b' stands twice"),
    (b'{"resourceType": "Patient", "a": [{"b": 1, "b": "\\u0022\\u0022"}]}', "a.json", "the field 'b' stands twice"),
    (b'{"resourceType": "Patient", "x": NaN}', "a.json", "NaN is no number"),
    (b'{"resourceType": "Patient", "x": -Infinity}', "a.json", "-Infinity is no number"),
    (b'{"resourceType": "Patient", "x": ' + b"9" * 5000 + b"}", "a.json", "4300 digits"),
    (b'{"resourceType": "Patient", "x": "\\ud800"}', "a.json", "half of a character"),
    ('{"resourceType": "Patient", "id": "Ren\xe9"}'.encode("latin-1"), "a.json", "not UTF-8 at byte 38"),
    ('{"resourceType": "Patient"}'.encode("utf-16"), "a.json", "not UTF-8 at byte 0"),
    (b"[" * 100_000, "a.json", "nested too deeply"),
    (b'{"a":' * 100_000, "a.json", "nested too deeply"),
    (gzip.compress(b'{"resourceType": "Bundle"}' * 99, mtime=0)[:40], "a.json.gz", "cut off or damaged"),
    (b"\x1f\x8b" + b"x" * 40, "a.json.gz", "cut off or damaged"),
], ids=lambda value: str(value)[:40])  # fmt: skip
def test_a_source_that_cannot_be_read_is_named_with_the_reason(
    untouched: Service, tmp_path: Path, content: bytes, name: str, why: str
) -> None:
    before = untouched.store.log.position

    account = import_fhir(untouched, [file(tmp_path, content, name)])

    (finding,) = account.as_json()["findings"]
    assert (account.unreadable, account.seen, finding["outcome"]) == (1, 0, REFUSED)
    assert finding["source"].endswith(name)
    assert why in finding["reason"]
    assert untouched.store.log.position == before


@pytest.mark.parametrize("name", ["nowhere.json", "nowhere.ndjson", "nowhere/"])
def test_a_source_that_is_not_there_is_named(untouched: Service, tmp_path: Path, name: str) -> None:
    account = import_fhir(untouched, [str(tmp_path / name)])

    (finding,) = account.as_json()["findings"]
    assert account.unreadable == 1
    assert "nowhere" in finding["source"]
    assert finding["reason"].endswith("No such file or directory")


@contextmanager
def as_anybody() -> Iterator[None]:
    """Without the two capabilities by which a thread of root's reads what nobody may; others have none to put aside."""
    if os.geteuid() != 0:
        yield
        return
    libc, header = ctypes.CDLL(None), struct.pack("Ii", _VERSION_3, 0)
    held = ctypes.create_string_buffer(24)
    assert libc.capget(header, held) == 0
    effective, *others = struct.unpack("6I", held.raw)
    assert libc.capset(header, struct.pack("6I", effective & ~_READS_ALL, *others)) == 0
    try:
        yield
    finally:
        assert libc.capset(header, held.raw) == 0


def test_a_file_that_may_not_be_read_is_named_and_the_next_one_goes_in(service: Service, tmp_path: Path) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    file(folder, bundle(WEIGHT), "a.json")
    (folder / "a.json").chmod(0)
    file(folder, bundle(PATIENT), "b.json")

    with as_anybody():
        account = told(service, str(folder))

    (finding,) = account["findings"]
    assert account["recorded"] == 1
    assert finding["source"].endswith("a.json")
    assert "Permission denied" in finding["reason"]


def test_a_link_that_leads_nowhere_is_named_and_the_next_one_goes_in(service: Service, tmp_path: Path) -> None:
    (tmp_path / "a.json").symlink_to(tmp_path / "gone.json")
    file(tmp_path, bundle(PATIENT), "b.json")

    account = told(service, str(tmp_path / "a.json"), str(tmp_path / "b.json"))

    assert account["recorded"] == 1
    assert "No such file" in account["findings"][0]["reason"]


def test_a_bomb_is_not_unpacked(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LARGEST", 2**20)
    monkeypatch.setattr(sources, "LONGEST", 2**20)
    bomb = gzip.compress(b" " * 2**26)

    whole = imported(service, tmp_path, bomb, "a.json.gz")
    lines = imported(service, tmp_path, bomb + gzip.compress(b"\n" + json.dumps(PATIENT).encode()), "b.ndjson.gz")

    assert "larger than 1 MB" in whole["findings"][0]["reason"]
    assert "line 1: longer than 1 MB" in lines["findings"][0]["reason"]
    assert (lines["refused"], lines["recorded"]) == (1, 1)


def test_a_folder_without_anything_to_read_is_said(service: Service, tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    file(folder, b"Read me.", "README.md")

    account = import_fhir(service, [str(folder)])

    reasons = [one["reason"] for one in account.as_json()["findings"]]
    assert reasons == ["passed over: neither .json nor .ndjson", "there is no .json or .ndjson file in it"]
    assert account.unreadable == 1


def test_other_files_of_a_folder_are_passed_over_and_said(service: Service, tmp_path: Path) -> None:
    folder = tmp_path / "given"
    (folder / "inner").mkdir(parents=True)
    file(folder, b"Read me.", "README.md")
    file(folder / "inner", bundle(PATIENT), "a.JSON")

    account = told(service, str(folder))

    assert account["recorded"] == 1
    assert [Path(one["source"]).name for one in account["findings"]] == ["README.md"]


# some of it can be read


def test_bad_lines_are_named_and_the_good_ones_go_in(service: Service, tmp_path: Path) -> None:
    weight, patient = json.dumps(WEIGHT).encode(), json.dumps(PATIENT).encode()
    lines = [b"nonsense", weight, b"", b'{"a": 1, "a": 2}', "\xe9".encode("latin-1"), b"7", patient, patient[:-1]]

    account = imported(service, tmp_path, b"\n".join(lines), "a.ndjson")

    places = [one["reason"].split("line ")[1][0] for one in account["findings"]]
    assert (account["recorded"], account["refused"], places) == (2, 5, ["1", "4", "5", "6", "8"])


def test_a_line_file_that_is_cut_off_is_read_up_to_there(service: Service, tmp_path: Path) -> None:
    lines = json.dumps(PATIENT).encode() + b"\n" + b"\n".join(os.urandom(500).hex().encode() for _ in range(99))

    account = imported(service, tmp_path, gzip.compress(lines)[:-2000], "a.ndjson.gz")

    assert account["recorded"] == 1
    assert account["findings"][-1]["reason"].endswith("the compressed file is cut off or damaged")


def test_a_byte_order_mark_is_no_fault(service: Service, tmp_path: Path) -> None:
    marked = imported(service, tmp_path, b"\xef\xbb\xbf" + bundle(PATIENT))
    lines = imported(service, tmp_path, b"\xef\xbb\xbf" + json.dumps(WEIGHT).encode(), "a.ndjson")
    assert (marked["recorded"], lines["recorded"]) == (1, 1)


def test_lines_under_the_name_of_a_document_are_read_as_lines(service: Service, tmp_path: Path) -> None:
    content = json.dumps(PATIENT) + "\n{broken\n" + json.dumps(WEIGHT) + "\n"
    account = imported(service, tmp_path, content.encode(), "a.json")
    assert (account["recorded"], account["refused"]) == (2, 1)


@pytest.mark.parametrize("content", [
    bundle(PATIENT, WEIGHT),
    json.dumps(json.loads(bundle(PATIENT, WEIGHT)), indent=2).encode(),
    gzip.compress(bundle(PATIENT, WEIGHT), mtime=0),
    json.dumps(PATIENT).encode() + b"\n" + json.dumps(WEIGHT).encode(),
], ids=["one line", "many lines", "compressed", "lines"])  # fmt: skip
def test_what_comes_through_a_pipe_may_be_either(
    service: Service, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(content))))
    assert told(service, "-")["recorded"] == 2
