"""Whoever reads meets that a record was erased."""

from __future__ import annotations

from uuid import UUID

import pytest

from domain.chapter import EVERYTHING
from domain.patient import Patient
from domain.refusal import Gone, NotFound, Refused
from projections.life import Life
from projections.past import file_at
from tests.support.erased import erased, lived, mrn_of
from tests.support.office import AMA, everything, looked_at, register
from tests.web.erasing.proof import proof
from trail.verify import PROVED
from web.service import Service


def test_whoever_asks_for_the_record_is_told_that_it_was_erased(service: Service, who: UUID) -> None:
    erased(service, who)
    journal = service.store.journal

    for ask in (
        lambda: journal.load(Patient, who),
        lambda: file_at(journal, who),
        lambda: list(journal.history(who)),
        lambda: service.lives.of(who),
        lambda: Life(who, journal.history(who)),
        lambda: service.records.open_visit(who, {"visit_class": "AMB", "start": "2026-03-07"}, AMA, EVERYTHING),
    ):
        with pytest.raises(Gone):
            ask()


def test_the_change_log_tells_who_and_when_and_not_what(service: Service, who: UUID) -> None:
    service.views.ready(60)
    before = list(service.views.changes.rows({"patient": str(who), "type": "measurements.recorded"}))

    erased(service, who)
    service.views.ready(60)

    (row,) = service.views.changes.rows({"patient": str(who), "type": "measurements.recorded"})
    assert row["erased"]
    assert (row["changes"], row["mrn"], row["reason"]) == ([], "", None)
    assert {name: row[name] for name in ("position", "recorded_at", "actor")} == {
        name: before[0][name] for name in ("position", "recorded_at", "actor")
    }


def test_views_that_are_grown_anew_are_what_they_were(service: Service) -> None:
    everything(service)
    who = lived(service)
    erased(service, who)
    service.views.ready(60)

    assert list(service.views.engine.check()) == []
    assert list(service.reads.engine.check()) == []


def test_nobody_finds_them_and_nobody_is_like_them(service: Service, who: UUID) -> None:
    register(service.records, names=["Quirinius Vandermolen"], birth="1931-11-23", identifiers=[], gender="male")
    service.views.ready(60)
    assert service.views.duplicates.of(who)

    erased(service, who)

    assert len(service.views.directory.search("vandermolen")) == 1
    assert service.views.duplicates.of(who) == []
    with pytest.raises(NotFound):
        service.views.current.head(who)


def test_who_looked_at_it_is_still_known_without_its_number(service: Service, who: UUID) -> None:
    looked_at(service, who, address=f"/patients/{who}/trail")

    erased(service, who)
    service.reads.ready(60)

    addresses = [row["address"] for row in service.reads.accesses.rows({"patient": str(who)}, newest=False)]
    assert addresses == ["/patients/erased", f"/patients/{who}/trail"]


def test_an_identifier_is_free_for_somebody_else_and_a_record_number_is_not(service: Service, who: UUID) -> None:
    number = mrn_of(service, who)
    erased(service, who)

    other = {"type": "INS", "issuer": "Zephyr Mutual", "value": "ZM-Q7K4V2"}
    next_one = register(service.records, names=["Cam Ode"], identifiers=[other])

    desk = service.records.desk
    assert desk.holder(desk.key_of(other)) == next_one
    assert mrn_of(service, next_one) > number
    assert proof(service.folder).verdict == PROVED


def test_what_passed_on_to_somebody_else_stays_theirs(service: Service, who: UUID) -> None:
    passport = {"type": "PPN", "issuer": "XX", "value": "P-4711"}
    service.records.add_identifier(who, passport, AMA)
    service.records.retire_identifier(who, 1, AMA._replace(reason="typing-error", because="It is Cam's."))
    heir = register(service.records, names=["Cam Ode"], identifiers=[passport])

    erased(service, who)

    desk = service.records.desk
    assert desk.holder(desk.key_of(passport)) == heir
    with pytest.raises(Refused, match="belongs to another patient"):
        register(service.records, names=["Dee Fox"], identifiers=[passport])
