"""Exports as they are listed: asked for, sealed, given up."""

from __future__ import annotations

from uuid import UUID

from domain.by import By
from tests.support.office import RUTH, everything, register
from web.service import Service

LAST = 2**62


def asked(service: Service, by: By = RUTH, recipient: str = "Harbour Review Board") -> UUID:
    return UUID(service.exporting.request("full", {"since": "2026"}, 12, "HCOMPL", recipient, by).id)


def test_what_was_asked_for_is_told_with_who_and_when(service: Service) -> None:
    register(service.records)
    id = asked(service)
    service.views.ready()

    one = service.views.exports.one(str(id))

    assert one
    assert (one.position, one.sealed, one.ended) == (service.store.log.position, None, None)
    assert one.by == {
        "by": "Ruth Adeyemi", "actor": "u-00000003", "channel": "form", "at": "2026-03-07T09:30:00+00:00",
        "position": one.position,
    }  # fmt: skip
    assert {name: value for name, value in one.told.items() if value is not None} == {
        "profile": "full", "filter": {"since": "2026"}, "count": 12, "purpose": "HCOMPL",
        "recipient": "Harbour Review Board",
    }  # fmt: skip
    assert service.views.exports.one("nothing") is None


def test_it_tells_who_sealed_it_and_who_gave_it_up_and_why(service: Service) -> None:
    id = asked(service)
    service.exporting.seal(id, service.store.log.position, {"changes.csv": "ab" * 32}, RUTH)
    service.exporting.give_up(id, "Nobody came for it.", RUTH)
    service.views.ready()

    one = service.views.exports.one(str(id))

    assert one
    assert one.sealed
    assert one.ended
    assert (one.sealed["by"], one.sealed["position"]) == ("Ruth Adeyemi", one.position + 1)
    assert (one.ended["by"], one.ended["position"], one.ended["why"]) == (
        "Ruth Adeyemi", one.position + 2, "Nobody came for it.",
    )  # fmt: skip


def test_what_happens_to_one_leaves_the_others_as_they_are(service: Service) -> None:
    first, second = asked(service), asked(service)
    service.exporting.give_up(first, "It was the wrong year.", RUTH)
    service.views.ready()

    told = {one.id: one.ended and one.ended["why"] for one in service.views.exports.newest(LAST, 9)}

    assert told == {str(first): "It was the wrong year.", str(second): None}


def test_exports_are_listed_newest_first_a_page_at_a_time(service: Service) -> None:
    ids = [str(asked(service, recipient=f"Board {n}")) for n in range(5)]
    service.views.ready()
    view, found, before = service.views.exports, list[str](), LAST

    while page := view.newest(before, 2):
        found += [one.id for one in page]
        before = page[-1].position

    assert found == ids[::-1]


def test_the_view_is_what_the_log_says(service: Service) -> None:
    everything(service)
    service.views.ready()

    given_up, sealed = service.views.exports.newest(LAST, 9)

    assert (given_up.told["note"], given_up.sealed, given_up.ended is not None) == ("For the review.", None, True)
    assert (sealed.told["profile"], sealed.sealed is not None, sealed.ended) == ("patient-copy", True, None)
    assert list(service.views.engine.check()) == []
