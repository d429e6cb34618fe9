"""Exports and erasure: what is kept here goes, and what is made afterwards is proved and holds nothing of it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest

from domain.refusal import Refused
from tests.support.erased import erased, left_in, lived, mrn_of, told_of
from tests.support.made import held, verdict
from tests.support.office import RUTH, everything
from web.bundling import kept
from web.bundling.job import make
from web.service import Service


@pytest.fixture
def who(service: Service) -> UUID:
    everything(service)
    return lived(service)


def made(service: Service, profile: str = "full", **more: Any) -> UUID:
    narrow: dict[str, Any] = more.pop("narrow", {})
    id = UUID(service.exporting.request(profile, narrow, 1, "HCOMPL", "Harbour Review Board", RUTH, **more).id)
    manifest = make(service, id, kept.place(service, id), RUTH)
    kept.keep(service, id, manifest["size"])
    return id


def test_a_bundle_that_is_made_afterwards_is_proved_and_holds_nothing(
    service: Service, who: UUID, tmp_path: Path
) -> None:
    texts = told_of(service, who) | {mrn_of(service, who)}
    position = erased(service, who)

    bundle = kept.place(service, made(service)).read_bytes()

    told = verdict(bundle, service, tmp_path)
    assert (told["verdict"], told["findings"]) == ("proved", [])
    assert told["erased"] > 5
    assert any(line["i"] == position and "keys" in line["fields"] for line in held(bundle, "payloads.jsonl"))
    (tmp_path / "opened").mkdir()
    for name in ("entries.jsonl", "payloads.jsonl", "changes.csv", "report.html"):
        (tmp_path / "opened" / name).write_bytes(_file(bundle, name))
    assert left_in(tmp_path / "opened", texts) == {}


def _file(bundle: bytes, name: str) -> bytes:
    with ZipFile(io.BytesIO(bundle)) as read:
        return read.read(name) if name in read.namelist() else b""


def test_of_what_is_kept_here_only_what_cannot_hold_it_stays(service: Service, who: UUID) -> None:
    kid, other = service.store.log.key_of(who), service.store.log.key_of(UUID(int=1))
    whole, his, nobodys = (
        made(service),
        made(service, narrow={"keys": [kid]}),
        made(service, narrow={"keys": [other]}),
    )
    envelope = made(service, "envelope")

    erased(service, who)

    here = {id for id in (whole, his, nobodys, envelope) if kept.place(service, id).exists()}
    assert here == {nobodys, envelope}
    assert kept.kept(service, whole) is not None


def test_what_was_sealed_before_cannot_be_made_again(service: Service, who: UUID) -> None:
    id = made(service)
    erased(service, who)

    with pytest.raises(Refused, match="sealed with other files"):
        make(service, id, kept.place(service, id), RUTH)
