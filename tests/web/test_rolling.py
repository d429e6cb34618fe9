"""Two versions at work on one database: what only the newer one knows, the older one neither misreads nor writes to."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from domain.patient import Patient
from tests.support.office import AMA, register
from tests.support.versions import Version, another
from tests.web.clerk_desk import Desk, text
from tests.web.test_away import filled, typed
from trail.mapper import UnknownType
from web.keeping.erasing import proved
from web.service import Service

NEWER = {
    "domain/documents.py": ('    TOPIC = "document.attached"\n', '    TOPIC = "document.attached"\n    VERSION = 2\n'),
}  # fmt: skip
ATTACH = """
import sys
from pathlib import Path
from uuid import UUID
from web.service import Service

with Service.open(Path(sys.argv[1])) as service:
    told = {"address": "ab" * 32, "digest": "cd" * 32, "size": 7, "mime": "text/plain", "title": "Letter"}
    print(service.records.attach(UUID(sys.argv[2]), told, service.system()).version)
"""
READ = """
import sys
from pathlib import Path
from uuid import UUID
from web.service import Service
from web.keeping.erasing import proved

with Service.open(Path(sys.argv[1])) as service:
    service.views.ready(60)
    for who in sys.argv[2:]:
        file = service.views.current.file(UUID(who))["chapters"]
        print(file["demographics"]["demographics"].get("occupation"), len(file["attachments"]))
    print(proved(service).verdict, list(service.views.engine.check()))
"""


@pytest.fixture
def engine() -> str:
    """Files are one process's alone."""
    return "postgresql"


@pytest.fixture
def newer(tmp_path: Path) -> Version:
    return another(tmp_path / "newer", NEWER)


@pytest.fixture
def people(service: Service) -> tuple[UUID, UUID]:
    return register(service.records), register(service.records, identifiers=[])


@pytest.mark.slow
def test_until_the_newer_one_records_what_is_new_both_work(
    service: Service, newer: Version, people: tuple[UUID, UUID]
) -> None:
    desk = Desk(service)

    told = newer.run(READ, str(service.folder), *map(str, people))

    assert told.splitlines() == ["None 0", "None 0", "proved []"]
    assert desk.get(f"/patients/{people[0]}")
    assert desk.client.get("/readyz").status_code == 200


def test_from_then_on_the_older_one_shows_nothing_and_says_so_and_what_was_typed_is_kept(
    service: Service, newer: Version, people: tuple[UUID, UUID]
) -> None:
    desk, (ada, _) = Desk(service), people
    visit = {"start": "2026-03-07 08:20 UTC", "visit_class": "AMB", "complaint": "Cough"}
    form = filled(desk, f"/patients/{ada}/visits", visit)
    newer.run(ATTACH, str(service.folder), str(ada))
    before = service.store.log.position

    pages = [desk.client.get(f"/patients/{who}") for who in people]
    refused = desk.client.post(f"/patients/{ada}/visits", data=form)
    ready = desk.client.get("/readyz")

    assert [one.status_code for one in (*pages, refused)] == [503, 503, 503]
    assert all("A later version of Caretrail has recorded something" in text(one.text) for one in pages)
    assert typed(refused).items() >= visit.items()
    assert ready.json is not None
    assert (ready.status_code, [one["code"] for one in ready.json["reasons"]]) == (503, ["outdated"])
    assert service.store.log.position == before


@pytest.mark.slow
def test_it_writes_to_no_record_that_it_cannot_read_and_what_it_still_writes_the_newer_one_reads(
    service: Service, newer: Version, people: tuple[UUID, UUID]
) -> None:
    ada, ben = people
    service.records.update(ada, {"occupation": "pilot"}, AMA)  # it is in memory here
    newer.run(ATTACH, str(service.folder), str(ada))

    with pytest.raises(UnknownType, match=r"is a document\.attached/2, which this version does not know"):
        service.records.update(ada, {"occupation": "ferryman"}, AMA)
    service.records.update(ben, {"occupation": "ferryman"}, AMA)

    with pytest.raises(UnknownType):
        service.store.journal.load(Patient, ada)
    assert proved(service).verdict == "proved"  # a proof needs to know no facts
    told = newer.run(READ, str(service.folder), str(ada), str(ben))
    assert told.splitlines() == ["pilot 1", "ferryman 0", "proved []"]
