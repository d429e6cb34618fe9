"""What is small and becomes large: refused in a clear word, within a known memory and time, at every way in."""

from __future__ import annotations

import gzip
import json
import re
import struct
import sys
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest

from tests.support.costs import Cost, cost
from tests.support.fhir import PATIENT, file
from tests.support.serving import COMMAND
from tests.web.clerk_desk import Desk, text
from tests.web.server.clinic import made
from tests.web.test_clerk_documents import attach
from web.importing import import_fhir, sources
from web.service import Service

MB = 2**20
BARE = 160 * MB  # what the command takes that does nothing
ROOT = Path(__file__).parents[3]


@pytest.fixture
def engine() -> str:
    """Neither engine has a part in this."""
    return "sqlite"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("bombs") / "store")


def run(store: Path, *words: str, given: Path | None = None) -> Cost:
    return cost([*COMMAND, "--data", str(store), *words], given)


def packed(path: Path, start: bytes, again: bytes, size: int) -> Path:
    """`again` so often that it unpacks to so many octets."""
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(start)
        piece = again * (MB // len(again))
        for _ in range(size // len(piece)):
            out.write(piece)
    return path


# imports


@pytest.mark.slow
@pytest.mark.parametrize(
    ("start", "again", "why"),
    [
        (b"", b" ", "larger than 256 MB"),
        (b"[", b"[],", "more than 12,000,000 values"),
        (b'{"resourceType":"Bundle","entry":[', b"{},", "more than 12,000,000 values"),
    ],
    ids=["blanks", "empty lists", "empty entries"],
)
def test_a_bundle_that_unpacks_to_a_quarter_of_a_gigabyte_is_refused(
    store: Path, tmp_path: Path, start: bytes, again: bytes, why: str
) -> None:
    size = 300 * MB if again == b" " else 250 * MB
    bomb = packed(tmp_path / "bomb.json.gz", start, again, size)
    assert bomb.stat().st_size < 2 * MB

    done = run(store, "--as", "ama", "import", "fhir", str(bomb), "--dry-run")

    assert done.code == 1
    assert why in done.said, done.said[-500:]
    assert done.memory < BARE + 1100 * MB, f"{done.memory // MB} MB"
    assert done.seconds < 120


def test_values_are_counted_before_they_are_read(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MANY", 100)
    whole = import_fhir(service, [file(tmp_path, json.dumps(PATIENT).encode(), "few.json")]).as_json()
    many = import_fhir(service, [file(tmp_path, b"[" + b"[]," * 60 + b"[]]", "many.json")]).as_json()

    assert (whole["recorded"], many["recorded"]) == (1, 0)
    assert "many.json: more than 100 values; split it, or send NDJSON" in many["findings"][0]["reason"]


@pytest.mark.parametrize("name", ["../../../etc/passwd.json", "..\\..\\x.json", "a\nb.json", "a;b$(x).json", "-.json"])
def test_the_name_of_a_source_leads_nowhere_else(service: Service, tmp_path: Path, name: str) -> None:
    (tmp_path / "inner").mkdir()
    there = tmp_path / "inner" / name.replace("/", "_")
    there.write_bytes(json.dumps(PATIENT).encode())

    account = import_fhir(service, [str(there), str(tmp_path / "inner" / name)]).as_json()

    assert account["recorded"] == 1
    assert not list(tmp_path.parent.glob("passwd*"))


# bundles


@pytest.mark.slow
def test_a_zip_that_unpacks_to_a_gigabyte_is_no_bundle(store: Path, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out, out.open("manifest.json", "w") as part:
        for _ in range(1024):
            part.write(bytes(MB))

    ours = run(store, "trail", "verify", str(bomb))
    alone = cost([sys.executable, str(ROOT / "trail/bundle/reader/verify.py"), str(bomb)])

    for done in (ours, alone):
        assert done.code in (1, 2)
        assert "Traceback" not in done.said
        assert done.memory < BARE + 40 * MB, f"{done.memory // MB} MB"
        assert done.seconds < 20


@pytest.mark.parametrize("name", ["../../evil.json", "/etc/evil.json", "C:\\evil.json", "a\0b", "manifest.json\n"])
def test_no_name_in_a_zip_writes_anything_anywhere(store: Path, tmp_path: Path, name: str) -> None:
    bad = tmp_path / "in" / "bad.zip"
    bad.parent.mkdir()
    with zipfile.ZipFile(bad, "w") as out:
        out.writestr(zipfile.ZipInfo(name), b"{}")
    before = sorted(tmp_path.rglob("*"))

    done = run(store, "trail", "verify", str(bad))

    assert done.code in (1, 2)
    assert "Traceback" not in done.said
    assert sorted(tmp_path.rglob("*")) == before


def test_a_zip_of_which_most_is_a_hole_costs_no_more_than_what_is_in_it(tmp_path: Path) -> None:
    """Its end says that the directory is four gigabytes long."""
    sparse = tmp_path / "sparse.zip"
    with sparse.open("wb") as out:
        out.truncate(4 * 2**30)
        out.seek(4 * 2**30 - 98)
        out.write(struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 1, 1, 46, 4 * 2**30 - 200)[:56])
        out.write(struct.pack("<IIQI", 0x07064B50, 0, 4 * 2**30 - 98, 1))
        out.write(struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0))

    done = cost([sys.executable, str(ROOT / "trail/bundle/reader/verify.py"), str(sparse)])

    assert done.code in (1, 2)
    assert "Traceback" not in done.said
    assert done.memory < BARE, f"{done.memory // MB} MB"


def test_a_scanner_that_never_ends_is_read_as_far_as_a_foot_may_be_long(store: Path, tmp_path: Path) -> None:
    endless = tmp_path / "endless.txt"
    with endless.open("wb") as out:
        out.truncate(2 * 2**30)

    done = run(store, "trail", "check-paper", given=endless)

    assert (done.code, done.said.count("\n")) == (2, 1)
    assert done.memory < BARE, f"{done.memory // MB} MB"


# documents


def png(width: int, height: int) -> bytes:
    """A picture of one colour, as small as it can be packed."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packing, row = zlib.compressobj(9), bytes(width // 8 + 2)
    rows = b"".join(packing.compress(row) for _ in range(height)) + packing.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def dicom(rows: int, columns: int, deflated: bool = False) -> bytes:
    """A DICOM file that says so much of itself, and holds nothing, or is packed whole."""
    pydicom = pytest.importorskip("pydicom")
    uid = pydicom.uid.DeflatedExplicitVRLittleEndian if deflated else pydicom.uid.ExplicitVRLittleEndian
    made = pydicom.Dataset()
    made.file_meta = pydicom.dataset.FileMetaDataset()
    made.file_meta.TransferSyntaxUID = uid
    made.SOPClassUID = made.file_meta.MediaStorageSOPClassUID = pydicom.uid.SecondaryCaptureImageStorage
    made.SOPInstanceUID = made.file_meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid()
    made.Rows, made.Columns, made.SamplesPerPixel, made.BitsAllocated = rows, columns, 3, 16
    made.BitsStored, made.HighBit, made.PixelRepresentation, made.PhotometricInterpretation = 16, 15, 0, "RGB"
    made.PixelData = bytes(256 * MB if deflated else 16)
    out = BytesIO()
    pydicom.dcmwrite(out, made, enforce_file_format=True)
    return out.getvalue()


LOOK = """
import sys
from pathlib import Path
from web.drawing.pictures import header, preview
data = Path(sys.argv[1]).read_bytes()
print(preview(data, sys.argv[2]) is None, header(data) is None)
"""


_VAST = ("many rows", "a scan that is packed", "a scan that is vast")


@pytest.mark.parametrize("kind", ["a picture", *(pytest.param(one, marks=pytest.mark.slow) for one in _VAST)])
def test_a_picture_that_unpacks_to_gigabytes_has_no_preview(tmp_path: Path, kind: str) -> None:
    every = {
        "a picture": lambda: (png(50_000, 50_000), "image/png"),
        "many rows": lambda: (png(8, 9_000_000), "image/png"),
        "a scan that is packed": lambda: (dicom(100, 100, deflated=True), "application/dicom"),
        "a scan that is vast": lambda: (dicom(60_000, 1_000), "application/dicom"),
    }
    data, mime = every[kind]()
    (tmp_path / "bomb").write_bytes(data)
    assert len(data) < 2 * MB

    done = cost([sys.executable, "-c", LOOK, str(tmp_path / "bomb"), mime])

    assert done.said.split()[-2] == "True", done.said
    assert done.memory < 200 * MB, f"{done.memory // MB} MB"


def test_a_document_that_unpacks_to_much_is_kept_as_it_is_and_never_unpacked(desk: Desk, who: UUID) -> None:
    bomb = png(50_000, 50_000)
    attach(desk, who, bomb, "bomb.png")

    page = text(desk.get(f"/patients/{who}/attachments"))
    preview = desk.client.get(f"/patients/{who}/attachments/a1/preview").status_code

    assert "bomb.png" in page or "Referral letter" in page
    assert preview == 404
    assert desk.client.get(f"/patients/{who}/attachments/a1/content").data == bomb


@pytest.mark.parametrize(
    ("content", "name", "sent", "kept"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg", "image/svg+xml", "text/plain"),
        (b"<?xml version='1.0'?><svg onload='alert(1)'/>", "a.svg", "image/svg+xml", "application/octet-stream"),
        (b"<!doctype html><script>alert(1)</script>", "a.html", "text/html", "text/plain"),
        (b"%PDF-1.7 <script>alert(1)</script> %%EOF", "a.html", "text/html", "application/pdf"),
        (b"GIF89a/*<script>alert(1)</script>*/;", "a.js", "text/javascript", "image/gif"),
        (b"\x7fELF" + bytes(60), "a.png", "image/png", "application/octet-stream"),
        (b"MZ\x90\0" + bytes(60), "scan.dcm", "application/dicom", "application/octet-stream"),
    ],
)
def test_a_document_is_handed_out_as_what_its_bytes_say_and_never_as_a_page(
    desk: Desk, who: UUID, content: bytes, name: str, sent: str, kept: str
) -> None:
    desk.send(f"/patients/{who}/attachments", {"title": "It", "file": (BytesIO(content), name, sent)})

    answer = desk.client.get(f"/patients/{who}/attachments/a1/content")

    assert answer.data == content
    assert answer.mimetype == kept
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))


def test_a_billion_laughs_are_a_text_like_any_other(desk: Desk, who: UUID) -> None:
    """Nothing here reads XML: it is kept, and handed out."""
    laughs = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]><x>&l9;</x>'.encode()

    done = attach(desk, who, laughs, "laughs.xml")

    assert done.status_code == 303
    assert desk.client.get(f"/patients/{who}/attachments/a1/content").data == laughs


def test_no_module_reads_xml_or_unpickles_or_evaluates() -> None:
    """What cannot be told to unfold itself needs no limit."""
    code = [path for room in ("domain", "trail", "projections", "web") for path in (ROOT / room).rglob("*.py")]
    bad = r"\b(?:pickle|marshal|shelve|xml\.\w+|lxml|yaml|tarfile|extractall|render_template_string|os\.system)\b"
    worse = r"(?<![\w.])(?:eval|exec)\(|shell=True"

    found = [(path, word) for path in code for word in re.findall(f"{bad}|{worse}", path.read_text())]
    assert {(path.name, word) for path, word in found} == {("spool.py", "marshal")}, "which reads what it wrote itself"
