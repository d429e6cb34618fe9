"""The invented office's log of reads: what people look at as the days go by, and what is planted in the last month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from domain.access import OUTCOMES, PURPOSES
from tests.support.pages import looking
from tests.web.test_demo import NOW, planted
from web.app import create_app
from web.demo.planted import CASES, KNOWN, LEAST, WRONG
from web.reads.shown import MEDIA, SECTIONS, SHOWS
from web.service import Service

Row = dict[str, Any]


@pytest.fixture(scope="module", params=[1, 7])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with planted(tmp_path_factory.mktemp("reading") / "store", 24, request.param) as service:
        service.reads.ready(600)
        yield service


def rows(service: Service, **asked: Any) -> list[Row]:
    return list(service.reads.accesses.rows(asked, newest=False))


def held(service: Service, row: Row) -> list[str]:
    return service.reads.accesses.patients([row["position"]])[row["position"]]


def staff(service: Service) -> dict[str, str]:
    """Who is meant by the id in the log."""
    return {one["staff"]: one["login"] for one in service.views.staff.all()}


def corrected(service: Service) -> Row:
    """The one blood group that was put right."""
    (found,) = service.views.changes.rows({"type": "entry.corrected", "chapter": "blood_group"})
    return found


# day by day


def test_reading_goes_on_as_time_does_and_ends_by_now(office: Service) -> None:
    times = [row["at"] for row in rows(office)]

    assert times == sorted(times)
    assert datetime.fromisoformat(times[-1]) <= NOW
    assert len({time[:7] for time in times}) > 60  # months
    assert 1 < len(times) / len(list(office.views.changes.rows({"type": "visit.opened"}))) < 6


def test_what_is_noted_is_what_the_pages_would_note(office: Service) -> None:
    shown = {(one.section, one.medium) for one in SHOWS.values()}

    for row in rows(office):
        assert (row["section"], row["medium"]) in shown
        assert row["section"] in SECTIONS
        assert row["medium"] in MEDIA
        assert row["outcome"] in OUTCOMES
        assert row["purpose"] in (None, *PURPOSES)
        assert 0 < row["known"] <= office.store.log.position


def test_every_address_leads_to_the_page_that_was_looked_at(office: Service) -> None:
    matching = create_app(office).url_map.bind("localhost")

    for row in rows(office):
        endpoint, _ = matching.match(urlsplit(row["address"]).path, method="GET")
        assert (row["section"], row["medium"]) == SHOWS[endpoint]


def test_what_was_known_at_a_look_had_been_recorded_by_then(office: Service) -> None:
    recorded = {one["position"]: one["recorded_at"] for one in office.views.changes.rows()}

    assert all(recorded[row["known"]] <= row["at"] for row in rows(office))


def test_everybody_signs_in_once_a_day(office: Service) -> None:
    days = {(row["actor"], row["at"][:10], row["session"]) for row in rows(office)}

    assert len({(actor, day) for actor, day, _ in days}) == len(days) == len({session for *_, session in days})


def test_whoever_opens_a_visit_has_opened_the_record_on_that_day(office: Service) -> None:
    seen = {(row["at"][:10], patient) for row in rows(office, section="record") for patient in held(office, row)}
    opened = [(one["recorded_at"][:10], one["patient"]) for one in office.views.changes.rows({"type": "visit.opened"})]

    missing = [one for one in opened if one not in seen]
    assert len(missing) <= 1 + len(opened) // 100  # the planted visit, and what a mistake opened again


# what is planted


def test_there_is_a_case_for_every_rule_in_the_last_month(office: Service) -> None:
    assert len({case.rule for case in CASES}) == len(CASES) == 13
    assert all(3 < case.days < 28 for case in CASES)
    assert {rule for rule, _, _ in KNOWN.values()} <= {case.rule for case in CASES}


def test_a_wrong_blood_group_stands_for_nine_days_and_is_put_right_with_a_reason(office: Service) -> None:
    right, names = corrected(office), staff(office)
    entered = next(iter(office.views.changes.rows({"patient": right["patient"], "type": "blood-group.recorded"})))

    assert names[entered["actor"]["id"]] == WRONG["entered_by"]
    assert names[right["actor"]["id"]] == WRONG["corrected_by"]
    assert right["reason"]["code"] == "transcription"
    assert right["reason"]["text"]
    stood = datetime.fromisoformat(right["recorded_at"]) - datetime.fromisoformat(entered["recorded_at"])
    assert timedelta(days=8) < stood < timedelta(days=10)
    assert NOW - datetime.fromisoformat(entered["recorded_at"]) < timedelta(days=25)


def test_it_was_seen_while_wrong_by_these_people_and_left_on_paper_and_as_a_file(office: Service) -> None:
    right, names = corrected(office), staff(office)
    seen = [row for row in rows(office, patient=right["patient"], outcome="shown") if _while_wrong(office, row, right)]

    assert list(dict.fromkeys(names[row["actor"]] for row in seen)) == list(WRONG["seen_by"])
    assert {row["medium"] for row in seen} == {"page", "print", "form", "file"}


def _while_wrong(office: Service, row: Row, right: Row) -> bool:
    entered = next(iter(office.views.changes.rows({"patient": right["patient"], "type": "blood-group.recorded"})))
    return bool(entered["position"] <= row["known"] < right["position"])


def test_the_page_of_each_of_them_can_be_opened_as_it_was(office: Service) -> None:
    right, page = corrected(office), looking(office, "reviewer")
    (change,) = right["changes"]

    for row in rows(office, patient=right["patient"], outcome="shown"):
        if _while_wrong(office, row, right) and row["section"] == "record":
            answer = page.get(f"{row['address']}?known={row['known']}")
            assert answer.status_code == 200
            assert change["was"] in answer.text


def test_those_whom_the_staff_know_are_on_file_under_their_names(office: Service) -> None:
    named = {f"{given} {family}" for _, given, family in KNOWN.values()}

    assert named <= {hit["name"] for name in named for hit in office.views.directory.search(name)}
    home = [hit["id"] for hit in office.views.directory.search("Boateng") if hit["name"] in named]
    phones = {office.views.current.file(UUID(id))["chapters"]["demographics"]["demographics"]["contacts"][0]["value"]
              for id in home}  # fmt: skip
    assert len(home) == 2
    assert len(phones) == 1


def test_numbers_are_tried_in_order_and_some_were_never_given_out(office: Service) -> None:
    tried = [row for row in rows(office) if row["outcome"] != "shown"]

    numbers = [int(row["address"].rpartition("/")[2][:8]) for row in tried]
    assert numbers == list(range(numbers[0], numbers[0] + 13))
    assert [row["outcome"] for row in tried].count("absent") == 4
    assert {staff(office)[row["actor"]] for row in tried} == {"sam"}


def test_what_is_typed_to_search_stands_nowhere_and_the_same_words_are_known_again(office: Service) -> None:
    probed = rows(office, section="log")

    assert len({row["sought"] for row in probed}) == 16
    assert all("q=" not in row["address"] for row in rows(office))


def test_a_small_office_has_nothing_planted(tmp_path: Any) -> None:
    with planted(tmp_path / "store", LEAST - 1, 3) as service:
        service.reads.ready(600)
        assert {row["outcome"] for row in rows(service)} == {"shown"}
        assert not list(service.views.changes.rows({"type": "glass.broken"}))
