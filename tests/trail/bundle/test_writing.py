"""Bundles of a real store: whatever is asked for, what is written is what the reader finds proved."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import RecordAccessed
from domain.export import PROFILES
from tests.support.clock import StandingClock
from tests.support.office import AMA, RUTH, everything, register
from trail import sealed
from trail.bundle.reader import verify
from trail.bundle.scope import Scope
from trail.bundle.writing import Contents, write
from trail.entry import canonical
from trail.rows import quick
from web.service import Service

Verdict = dict[str, Any]
VIEWS = {"events.csv": b"i,t\r\n1,2\r\n"}


def bundle(service: Service, path: Path, profile: str = "full", **narrow: Any) -> Path:
    """As an auditor asks for it: requested, sealed, signed, written."""
    more: dict[str, Any] = {"patients": ["somebody"]} if profile == "patient-copy" else {}
    asked = service.exporting.request(profile, narrow, 0, "HCOMPL", "An auditor", RUTH, **more)
    digests = {name: sha256(content).hexdigest() for name, content in VIEWS.items()}
    at = service.exporting.seal(UUID(asked.id), asked.position, digests, RUTH).position
    scope = Scope(profile, narrow, asked.position, at)
    write(path, service.store, Contents(scope, sealed.checkpoint(service.store), "tests", VIEWS))
    return path


def read(service: Service, *paths: Path) -> Verdict:
    key = verify.read_key(sealed.signer_of(service.store).verifier_key)
    return verify.together([str(path) for path in paths], verify.Asked(keys=[key]), map)


def told(path: Path) -> list[dict[str, Any]]:
    with zipfile.ZipFile(path) as zipped:
        return [json.loads(line) for line in zipped.read("payloads.jsonl").splitlines()]


def test_a_whole_store_is_taken_home_and_proved(service: Service, tmp_path: Path) -> None:
    everything(service)
    service.store.access.note(RecordAccessed, AMA, section="record", medium="page", address="/", outcome="shown",
                              known=1, patients=[])  # fmt: skip

    path = bundle(service, tmp_path / "b.zip")

    verdict = read(service, path)
    assert (verdict["verdict"], verdict["findings"]) == ("proved", [])
    assert verdict["events"] == verdict["size"] == verdict["disclosed"] == service.store.log.position
    assert verdict["root"] == service.store.log.head()[1].hex()
    assert any("2 entries of the log of reads" in line for line in verdict["proved"])


def test_its_entries_are_the_logs_own_octets_and_its_payloads_what_was_recorded(
    service: Service, tmp_path: Path
) -> None:
    everything(service)

    path = bundle(service, tmp_path / "b.zip")

    rows = service.store.log.rows(0, 10_000)
    with zipfile.ZipFile(path) as zipped:
        assert zipped.testzip() is None
        assert zipped.read("entries.jsonl") == b"".join(row.entry + b"\n" for row in rows)
    payloads = [json.loads(service.store.log.opened(row)[1]) for row in rows]
    shown = [{name: json.loads(value) for name, (_, value) in one["fields"].items()} for one in told(path)]
    assert shown == payloads


def test_without_a_key_that_is_trusted_it_stays_undecided_and_says_what_is_missing(
    service: Service, tmp_path: Path
) -> None:
    path = bundle(service, tmp_path / "b.zip")

    verdict = verify.together([str(path)], verify.Asked(keys=[]), map)

    assert (verdict["verdict"], verdict["findings"]) == ("undecided", [])
    assert any("give the fingerprint" in one for one in verdict["not_proved"])
    assert not any("signed" in one for one in verdict["proved"])


@pytest.mark.parametrize("profile", PROFILES)
def test_each_profile_shows_what_it_says_and_is_proved(service: Service, tmp_path: Path, profile: str) -> None:
    who = everything(service)
    key = service.store.log.key_of(who)
    narrow = {"keys": [key]} | ({"fields": ["kind", "what"]} if profile == "minimum" else {})

    path = bundle(service, tmp_path / "b.zip", profile, **narrow)

    assert read(service, path)["verdict"] == "proved"
    entries = {row.position: quick(row.entry) for row in service.store.log.rows(0, 10_000)}
    own = [one for one in told(path) if entries[one["i"]].key == key]
    assert bool(own) == (profile != "envelope")
    assert all(one["hidden"] for one in own) == (profile == "minimum") or not own
    assert all(set(one["fields"]) <= {"kind", "what"} for one in own) or profile != "minimum"
    others = {entries[one["i"]].kind for one in told(path) if entries[one["i"]].key != key}
    assert others <= {"config", "checkpoint-ref", "clock-anomaly", "erasure", "export-requested", "export-sealed"}


def test_a_later_bundle_extends_an_earlier_one_and_not_the_other_way_round(service: Service, tmp_path: Path) -> None:
    register(service.records)
    earlier = bundle(service, tmp_path / "1.zip")
    register(service.records, names=[{"text": "Ngozi Adeyemi"}], identifiers=[])
    later = bundle(service, tmp_path / "2.zip")

    forth, back = read(service, earlier, later), read(service, later, earlier)

    assert forth["verdict"] == "proved"
    assert any("extends the earlier bundle" in line for line in forth["proved"])
    assert (back["verdict"], [one["kind"] for one in back["findings"]]) == ("broken", ["order"])


def test_bundles_of_two_logs_do_not_extend_each_other(tmp_path: Path) -> None:
    paths, keys = [], []
    for name in ("one", "two"):
        with Service.create(tmp_path / name, f"{name}.example/log") as service:
            paths.append(str(bundle(service, tmp_path / f"{name}.zip")))
            keys.append(verify.read_key(sealed.signer_of(service.store).verifier_key))

    verdict = verify.together(paths, verify.Asked(keys=keys), map)

    assert (verdict["verdict"], [one["kind"] for one in verdict["findings"]]) == ("broken", ["log"])


def test_written_again_it_is_the_same_to_the_octet(service: Service, tmp_path: Path) -> None:
    everything(service)
    asked = service.exporting.request("full", {}, 0, "HCOMPL", "An auditor", RUTH)
    at = service.exporting.seal(UUID(asked.id), asked.position, {}, RUTH).position
    contents = Contents(Scope("full", {}, asked.position, at), sealed.checkpoint(service.store), "tests")

    for name in ("1.zip", "2.zip"):
        write(tmp_path / name, service.store, contents)
        register(service.records, names=[{"text": f"Somebody {name}"}], identifiers=[])

    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


def test_what_breaks_off_leaves_nothing(service: Service, tmp_path: Path) -> None:
    everything(service)
    heard = []

    def stop(done: int, total: int) -> None:
        heard.append((done, total))
        raise KeyboardInterrupt

    contents = Contents(Scope("full", {}, 1, 1), sealed.checkpoint(service.store), "tests")
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "b.zip", service.store, contents, stop)

    assert heard == [(service.store.log.position, 2 * service.store.log.position)]
    assert list(tmp_path.glob("*b.zip*")) == []


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    clock = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))
    with Service.create(tmp_path_factory.mktemp("office") / "store", "test.example/log", clock) as service:
        everything(service)
        yield service


narrowing = st.fixed_dictionaries(
    {},
    optional={
        "keys": st.lists(st.integers(1, 12), max_size=4),
        "without": st.lists(st.integers(1, 12), max_size=4),
        "actors": st.lists(st.sampled_from(["u-00000001", "u-00000002", "u-00000003", "system"]), max_size=2),
        "types": st.lists(st.sampled_from(["patient.registered", "visit.opened", "measurements.recorded"]), max_size=2),
        "since": st.sampled_from(["2026", "2026-03-07T09:30", "2026-03-08", "2025-12"]),
        "until": st.sampled_from(["2026", "2026-03-07T09:30", "2026-03-06", "2027-01"]),
    },
)


@given(profile=st.sampled_from(list(PROFILES)), narrow=narrowing, which=st.integers(0, 10**6))
def test_whatever_is_asked_for_is_proved_and_a_line_that_is_taken_out_is_missed(
    office: Service, tmp_path_factory: pytest.TempPathFactory, profile: str, narrow: dict[str, Any], which: int
) -> None:
    more = {"fields": ["meta", "kind"]} if profile == "minimum" else {}
    folder = tmp_path_factory.mktemp("random")
    path = bundle(office, folder / "b.zip", profile, **narrow, **more)
    with zipfile.ZipFile(path) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    lines = files["payloads.jsonl"].splitlines(keepends=True)
    del lines[which % len(lines)]
    files["payloads.jsonl"] = b"".join(lines)

    whole, less = read(office, path), read(office, forged(folder / "less", files))

    assert (whole["verdict"], whole["findings"]) == ("proved", [])
    assert (less["verdict"], {one["kind"] for one in less["findings"]} <= {"missing", "request", "sealed"}) == (
        "broken", True,
    )  # fmt: skip


def forged(folder: Path, files: dict[str, bytes]) -> Path:
    """A folder whose manifest was made anew, as whoever forges a bundle would."""
    manifest = json.loads(files["manifest.json"])
    for one in manifest["files"]:
        content = files[one["name"]]
        rows = content.count(b"\n") if one["rows"] is not None else None
        one |= {"bytes": len(content), "rows": rows, "sha256": sha256(content).hexdigest()}
    for name, content in (files | {"manifest.json": canonical(manifest) + b"\n"}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder
