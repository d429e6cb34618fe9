"""After an erasure no text of six characters or more of the record is left anywhere: not in a file, a row or a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from psycopg import connect

from tests.support.clock import StandingClock
from tests.support.erased import erased, found_in, left_in, lived, mrn_of, pages_of, rows_of, told_of
from tests.support.given import NOON
from tests.support.made import verdict
from tests.support.office import AMA, RUTH, everything, looked_at
from tests.support.pages import looking
from tests.support.postgres import cluster
from tests.support.stores import ENGINES, as_owner, database_of
from tests.test_docs import DOCUMENTS
from trail import snapshots
from web.bundling import kept
from web.bundling.job import make
from web.service import Service

OWN = {"Vandermolen", "Strawberries", "ZM-Q7K4V2", "Philomena", "Fructosamine", "Cardiologist"}


class Traces(NamedTuple):
    """A store in which somebody left traces wherever one can, before and after their record was erased."""

    service: Service
    texts: set[str]
    before: set[str]
    export: UUID
    snapshots: int


@pytest.fixture(scope="module", params=ENGINES)
def traces(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traces]:
    folder = tmp_path_factory.mktemp("traces") / "store"
    with (
        pytest.MonkeyPatch.context() as patch,
        database_of(request.param) as url,
        Service.create(folder, "test.example/log", StandingClock(NOON), url) as service,
    ):
        patch.setattr(snapshots, "LONG", 5)
        patch.setattr(snapshots, "EVERY", 1)
        everything(service)
        who = lived(service)
        _read_and_sought(service, who)
        export = _exported(service)
        number = mrn_of(service, who)
        texts = told_of(service, who) | {number, "Quirinius", "CARD-55-4711"}
        before = set[str]().union(*held(service, texts).values())
        taken = len(list((folder / "exports").rglob("*.zip")))
        _sampled(service)
        erased(service, who)
        yield Traces(service, texts, before, export, taken)


def _sampled(service: Service) -> None:
    """The server has looked at what stands in each column, as it does by itself now and then."""
    if service.store.config.database:
        with connect(as_owner(service.store.config.database), autocommit=True) as db:
            db.execute("analyze")


def _read_and_sought(service: Service, who: UUID) -> None:
    """Looked at, printed, searched for by name, kept half-way, asked for by others, and told apart from another."""
    for path in (f"/patients/{who}", f"/patients/{mrn_of(service, who)}/print", "/patients?q=vandermolen"):
        assert looking(service, "clerk").get(path).status_code == 200
    looked_at(service, who, address=f"/patients/{mrn_of(service, who)}/trail")
    asked = {"requester": "Court of Vandermolen", "ground": "court", "purpose": "CARD-55-4711", "chapters": ["visits"]}
    service.releasing.request(who, asked, AMA)
    service.office.request_amendment(who, "Vandermolen is written with one n.", AMA)
    service.lives.of(who)
    service.reads.ready(60)


def _exported(service: Service) -> UUID:
    """A bundle of everything, kept here."""
    id = UUID(service.exporting.request("full", {}, 1, "HCOMPL", "Harbour Review Board", RUTH).id)
    kept.keep(service, id, make(service, id, kept.place(service, id), RUTH)["size"])
    return id


def held(service: Service, texts: set[str]) -> dict[str, set[str]]:
    """In files, in what they pack, and in rows."""
    found = left_in(service.folder, texts)
    if service.store.config.database:
        found |= found_in(rows_of(as_owner(service.store.config.database)), texts)
    return found


def test_before_it_they_stand_in_plain_words_in_views_and_in_exports(traces: Traces) -> None:
    assert traces.before >= OWN
    assert traces.snapshots == 1


def test_nothing_is_left_in_any_file_nor_in_any_row(traces: Traces) -> None:
    assert held(traces.service, traces.texts) == {}
    assert not kept.place(traces.service, traces.export).exists()


def test_nothing_comes_back_with_what_is_made_afterwards(traces: Traces, tmp_path: Path) -> None:
    service = traces.service
    for engine in (service.views.engine, service.reads.engine):
        engine.catch_up(60)
        engine.rebuild()
    id = _exported(service)

    made = kept.place(service, id)
    told = verdict(made.read_bytes(), service, tmp_path)
    assert (told["verdict"], told["findings"]) == ("proved", [])
    assert held(service, traces.texts) == {}


@pytest.mark.parametrize("traces", ["postgresql"], indirect=True)
def test_nothing_is_left_in_the_pages_of_the_database_once_it_was_vacuumed_as_the_guide_says(traces: Traces) -> None:
    database = traces.service.store.config.database
    assert database
    owner, own = as_owner(database), found_in(pages_of(cluster().url()), traces.texts)
    with connect(owner, autocommit=True) as db:
        for statement in _of_the_guide():
            db.execute(statement.encode())

    said = set[str]().union(*own.values())  # by the server itself, in every database: "requiring" holds "Quirin"
    assert found_in(pages_of(owner), traces.texts - said) == {}


def _of_the_guide() -> list[str]:
    (guide,) = (one for one in DOCUMENTS if one.name == "operator.md")
    return re.findall(r"^vacuum .*;$", guide.read_text(), re.MULTILINE)
