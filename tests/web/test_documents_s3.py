"""Documents in a bucket, as clerks and operators meet them: attached, erased, moved, and out of reach for a while."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.bucket import Bucket, bucket, moved_into, s3
from tests.support.erased import LETTER, approved, lived
from tests.support.office import PRIYA, register
from tests.web.clerk_desk import Desk, text
from tests.web.command import answer, caretrail, office
from tests.web.test_clerk_documents import PDF, attach
from web.keeping.erasing import carry_out
from web.service import Service

__all__ = ["bucket", "s3"]


@pytest.fixture
def service(tmp_path: Path, bucket: Bucket) -> Iterator[Service]:
    Service.create(tmp_path / "store").close()
    moved_into(tmp_path / "store", bucket)
    with Service.open(tmp_path / "store") as opened:
        yield opened


def test_a_document_is_attached_on_its_page_and_comes_back_unchanged(service: Service, bucket: Bucket) -> None:
    desk, who = Desk(service), register(service.records)

    assert attach(desk, who, PDF).status_code == 303

    assert desk.client.get(f"/patients/{who}/attachments/a1/content").data == PDF
    assert len(bucket.contents()) == 1


def test_while_the_bucket_is_away_nothing_is_recorded_and_nothing_typed_is_lost(
    service: Service, bucket: Bucket
) -> None:
    desk, who = Desk(service), register(service.records)
    attach(desk, who, PDF)
    before = service.store.log.position
    key = next(iter(bucket.contents())).split(" ")[0]
    bucket.client.delete_object(Bucket=bucket.name, Key=key)
    bucket.client.delete_bucket(Bucket=bucket.name)

    refused = attach(desk, who, b"%PDF-1.7 another one %%EOF", title="Discharge letter")
    shown = desk.client.get(f"/patients/{who}/attachments/a1/content")

    assert (refused.status_code, shown.status_code) == (503, 503)
    assert f"Nothing was recorded: the bucket {bucket.name} refused (NoSuchBucket)." in text(refused.text)
    assert 'value="Discharge letter"' in refused.text
    assert service.store.log.position == before


def test_an_erased_record_leaves_nothing_in_the_bucket(service: Service, bucket: Bucket) -> None:
    bucket.keep_versions()
    who = lived(service)
    before = len(bucket.contents())
    approved(service, who)

    carry_out(service, who, PRIYA)

    assert (before, bucket.contents()) == (1, {})


def test_the_doctor_asks_the_bucket(tmp_path: Path, bucket: Bucket) -> None:
    folder = office(tmp_path / "store")
    moved_into(folder, bucket)

    def documents() -> dict[str, str]:
        told = caretrail(folder, "doctor", "--json").stdout
        return next(one for one in json.loads(told)["checks"] if one["name"] == "documents")

    good = documents()
    bucket.client.delete_bucket(Bucket=bucket.name)

    assert (good["state"], good["detail"]) == ("ok", bucket.url)
    assert (documents()["state"], "refused (NoSuchBucket)" in documents()["fix"]) == ("fail", True)


def test_a_copied_store_goes_on_with_the_same_bucket(tmp_path: Path, bucket: Bucket) -> None:
    Service.create(tmp_path / "store").close()
    moved_into(tmp_path / "store", bucket)
    with Service.open(tmp_path / "store") as service:
        who = lived(service)

    told = answer(tmp_path, "store", "copy", str(tmp_path / "store"), str(tmp_path / "copy"), "--json")

    assert (told["proof"]["verdict"], len(bucket.contents())) == ("proved", 1)
    with Service.open(tmp_path / "copy") as copy:
        copy.views.ready()
        entry = next(one for one in copy.views.current.file(who)["chapters"]["attachments"].values())
        assert copy.store.attachments.get(entry["address"], who) == LETTER
