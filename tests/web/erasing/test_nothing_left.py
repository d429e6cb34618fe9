"""A record erased by law, by whoever may: nothing of it is left in any file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from domain.refusal import NotFound, Refused
from tests.support.clock import StandingClock
from tests.support.erased import approved, attach, erased, left_in, lived, mrn_of, told_of
from tests.support.office import AMA, PRIYA, SAM, everything, register
from tests.support.stores import created
from trail import snapshots
from web.keeping.erasing import carry_out
from web.service import Service

# nothing is left


def test_no_text_of_a_record_is_left_in_any_file_of_the_store(files: Service) -> None:
    """The words that all records share are not his: everything happened to somebody else as well."""
    everything(files)
    who = lived(files)
    files.views.ready(60)
    files.reads.ready(60)
    number = mrn_of(files, who)
    texts = told_of(files, who) | {number}
    before = set[str]().union(*left_in(files.folder, texts).values())

    erased(files, who)

    assert {"Vandermolen", "Strawberries", "ZM-Q7K4V2", number} <= before
    assert left_in(files.folder, texts) == {}


def test_nothing_is_left_once_the_store_was_closed_and_opened_again(tmp_path: Path, clock: StandingClock) -> None:
    folder = tmp_path / "store"
    with created(folder, "test.example/log", clock) as service:
        everything(service)
        who = lived(service)
        service.views.ready(60)
        texts = told_of(service, who) | {mrn_of(service, who)}
        erased(service, who)

    with Service.open(folder, clock) as service:
        service.views.ready(60)
        service.reads.ready(60)
        assert list(service.views.engine.check()) == []
    assert left_in(folder, texts) == {}


def test_the_wrapped_key_is_in_no_file_any_more(files: Service) -> None:
    who = lived(files)
    kid = files.store.log.key_of(who)
    with closing(sqlite3.connect(files.folder / "keys.db")) as db:
        (wrapped,) = db.execute("select wrapped from key where kid = ?", (kid,)).fetchone()

    erased(files, who)

    held = b"".join(path.read_bytes() for path in files.folder.glob("keys.db*"))
    assert wrapped not in held
    assert wrapped[12:28] not in held


def test_half_of_a_long_file_is_not_kept_either(files: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "LONG", 5)
    monkeypatch.setattr(snapshots, "EVERY", 1)
    who = lived(files)

    erased(files, who)

    with closing(sqlite3.connect(files.folder / "snapshots.db")) as db:
        assert db.execute("select count(*) from piece").fetchone() == (0,)


def test_what_a_check_of_the_views_has_left_when_it_died_is_gone_too(files: Service) -> None:
    who, left = lived(files), files.folder / "views.db.check"
    files.views.ready(60)
    left.write_bytes((files.folder / "views.db").read_bytes())

    erased(files, who)

    assert not left.exists()


def test_documents_are_removed_and_others_stay(service: Service, who: UUID) -> None:
    other = register(service.records, names=["Cam Ode"], identifiers=[])
    mine, theirs = attach(service, who), attach(service, other)

    erased(service, who)

    folder = service.folder / "attachments"
    assert not (folder / mine[:2] / mine).exists()
    assert (folder / theirs[:2] / theirs).exists()
    with pytest.raises(NotFound):
        service.store.attachments.get(mine, who)


def test_a_request_is_not_answered_any_more_as_it_was(service: Service, who: UUID) -> None:
    assert service.store.log.response("registers-quirinius")

    erased(service, who)

    assert service.store.log.response("registers-quirinius") is None


# who may


def test_nothing_is_erased_that_was_not_approved(service: Service, who: UUID) -> None:
    service.erasing.ask(who, "consent-withdrawn", SAM)

    with pytest.raises(Refused, match="Nobody has approved"):
        carry_out(service, who, SAM)

    service.records.update(who, {"occupation": "ferryman"}, AMA)
    assert service.store.keys.doom.unfinished() == []


def test_a_hold_that_came_after_the_approval_keeps_the_record(service: Service, who: UUID) -> None:
    approved(service, who)
    service.erasing.hold(who, "Vandermolen against the ferry", SAM)

    with pytest.raises(Refused, match="Vandermolen against the ferry"):
        carry_out(service, who, PRIYA)

    service.records.update(who, {"occupation": "ferryman"}, AMA)
    service.erasing.lift(who, "h1", "It was settled.", SAM)
    carry_out(service, who, PRIYA)
    assert service.erasing.erased(str(who))
