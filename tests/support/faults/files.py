"""What can be wrong with the manifest, and with the files that it names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.bundles import Bundle, Json
from tests.support.faults.table import Make, left_out, manifest, plain_manifest, table, written


def _octets(change: Callable[[bytes], bytes]) -> Make:
    return written("manifest.json", change)


def _files(change: Callable[[list[Json]], list[Json]]) -> Make:
    return lambda bundle: manifest(files=change(plain_manifest(bundle)["files"]))(bundle)


def _listed(name: str, **other: Any) -> Make:
    return _files(lambda files: [one | (other if one["name"] == name else {}) for one in files])


def _missing(bundle: Bundle) -> dict[str, bytes]:
    return {name: octets for name, octets in bundle.files().items() if name != "changes.csv"}


FAULTS = [
    *table(
        "manifest",
        None,
        {
            "a manifest that is no JSON": _octets(lambda octets: b"{" + octets),
            "a manifest with a space": _octets(lambda octets: octets.replace(b",", b", ", 1)),
            "a manifest without its line's end": _octets(lambda octets: octets[:-1]),
            "a manifest of two lines": _octets(lambda octets: octets + b"\n"),
            "a manifest with a mark": _octets(lambda octets: b"\xef\xbb\xbf" + octets),
            "a manifest that is no UTF-8": _octets(lambda octets: octets.replace(b"tests", b"t\xffsts")),
            "a manifest with a key twice": _octets(lambda octets: b'{"asked":14,' + octets[1:]),
            "a manifest with an escape too many": _octets(lambda octets: octets.replace(b"tests", b"t\\u0065sts")),
            "a manifest with half a character": _octets(lambda octets: octets.replace(b"tests", b"\\ud800")),
            "a manifest with a number beyond all": _octets(lambda octets: octets.replace(b":16,", b":1e999,")),
            "a manifest with a number that is none": _octets(lambda octets: octets.replace(b":16,", b":NaN,")),
            "a manifest with keys out of order": _octets(lambda octets: b'{"tool":"tests",' + octets[1:-17] + b"}\n"),
            "a manifest that is a list": _octets(lambda octets: b"[]\n"),
            "a manifest that is null": _octets(lambda octets: b"null\n"),
            "a manifest of nothing": _octets(lambda octets: b""),
            "a manifest with deep brackets": _octets(lambda octets: b"[" * 50_000 + b"]" * 50_000 + b"\n"),
            "a manifest of another format": manifest(format="caretrail-bundle/2"),
            "a manifest with one thing more": manifest(more=1),
            "a manifest whose tool is a number": manifest(tool=1),
            "a manifest that lists no files": manifest(files={}),
            "a manifest with a size below 0": manifest(size=-16),
            "a manifest with a size of 2^53": manifest(size=2**53),
            "a manifest that was asked for by a text": manifest(asked="14"),
            "a manifest out of order": _files(lambda files: files[::-1]),
            "a manifest that lists a file twice": _files(lambda files: [files[0], *files]),
            "a manifest that lists itself": _files(
                lambda files: sorted([*files, files[0] | {"name": "manifest.json"}], key=lambda one: str(one["name"]))
            ),
            "a manifest with rows of a file that has none": _listed("changes.csv", rows=1),
            "a manifest without rows of a file that has some": _listed("entries.jsonl", rows=None),
            "a manifest with a digest in capitals": _listed("changes.csv", sha256="A" * 64),
            "a manifest with an octet and a half": _listed("changes.csv", bytes=4.5),
        },
    ),
    *table(
        "file",
        None,
        {
            "other octets in a file": lambda bundle: bundle.files() | {"changes.csv": b"i,u\r\n"},
            "a file that is longer": lambda bundle: bundle.files() | {"changes.csv": b"i,t\r\n\r\n"},
            "a file that nobody named": lambda bundle: bundle.files() | {"report.html": b""},
            "a file that is named and not there": _missing,
        },
        "sealed",
    ),
    *table(
        "file",
        None,
        {
            "another number of octets": _listed("changes.csv", bytes=4),
            "another digest": _listed("changes.csv", sha256="0" * 64),
            "another number of lines": _listed("fhir/Patient.ndjson", rows=3),
            "no manifest": left_out("manifest.json"),
            "no entries": left_out("entries.jsonl"),
            "no payloads": left_out("payloads.jsonl"),
            "no checkpoint": left_out("checkpoint.note"),
        },
    ),
]
