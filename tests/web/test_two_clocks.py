"""The two clocks on the page of the past and in its twin."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from projections.documents import document
from tests.projections import slow_clocks
from tests.projections.test_two_clocks import office
from tests.support.clock import StandingClock
from tests.support.office import AMA, WHY, register
from tests.support.pages import holding, looking, marked
from tests.support.times import times
from tests.web.clerk_desk import Desk, text
from web.record import lines
from web.review import believed
from web.service import Service
from web.wording.moments import whole

DAYS = ("2026-01", "2026-01-20", "2026-02-11 10:00", "2026-02-28", "2025", "199X")


@settings(max_examples=12)
@given(times, some.sampled_from(DAYS), some.data())
def test_page_and_twin_show_what_a_slow_fold_finds(
    told: list[tuple[str, int, int]], day: str, data: some.DataObject
) -> None:
    with office(told) as (service, who):
        facts, client = list(service.store.journal.history(who)), looking(service, "reviewer")
        number = data.draw(some.integers(1, len(facts)))
        place = f"known={facts[number - 1].by.position}&true={day}"

        twin = client.get(f"/patients/{who}.json?{place}").json
        page = client.get(f"/patients/{who}?{place}").text
        file = service.lives.of(who).file(number)

    slow = {**file, "chapters": slow_clocks.about(facts[:number], whole(day, "true"))}
    assert twin == json.loads(json.dumps(document(slow))) | {"true_on": day}
    expected = {key: line for name in lines.TITLES for key, line in lines.lines(slow, name).items()}
    shown = marked(page, "k-")
    assert shown.keys() <= expected.keys()
    assert all(" ".join(expected[key].text.split()) in shown[key] for key in shown)
    assert all(key in shown for key in expected if not key.startswith("measurements."))


class Room:
    """A blood group that was believed wrongly for ten days, and who looks at it."""

    def __init__(self, service: Service, clock: StandingClock) -> None:
        self.who = register(service.records)
        self.service, self.clock = service, clock
        group = {"abo": "A", "rhd": "positive", "basis": "card"}
        service.records.record_blood_group(self.who, group, AMA)
        clock.on(days=10)
        service.records.correct(self.who, "blood_group", "b1", {"abo": "O"}, WHY)
        move = AMA._replace(effective="2026-03-12")
        service.records.update(self.who, {"addresses": ["9 Long Acre"]}, move)
        self.reviewer = Desk(service, "reviewer")

    def read(self, query: str, status: int = 200) -> str:
        return self.reviewer.get(f"/patients/{self.who}?{query}", status)

    def json(self, query: str, status: int = 200) -> Any:
        return json.loads(self.reviewer.get(f"/patients/{self.who}.json?{query}", status))


@pytest.fixture
def room(service: Service, clock: StandingClock) -> Room:
    return Room(service, clock)


def believes(page: str) -> str:
    return text("<main" + page[page.index(' id="h-believed"') : page.index('class="ct-legend"')])


def test_what_was_believed_on_a_day_is_said_beside_what_is_known_now(room: Room) -> None:
    told = believes(room.read("true=2026-03-07"))

    assert "Blood group : on 7 Mar 2026 we believed A+ ; we now know it was O+ ." in told
    assert told.count("we believed") == 1
    assert "What was true on 7 Mar 2026" in told
    assert "9 Long Acre" not in told


def test_the_first_clock_says_who_is_asked(room: Room) -> None:
    page = room.read("event=3&true=2026-03-07")

    assert "on 7 Mar 2026 we believed A+" in believes(page)


def test_where_nothing_was_believed_wrongly_that_is_said(room: Room) -> None:
    assert "This is what is known now." in believes(room.read("true=2026-03"))
    room.service.records.add_to(room.who, "blood_group", "b1", "The card was shown.", AMA)
    assert "What was believed of it on 17 Mar 2026 is what is known of it now." in believes(
        room.read(f"event={len(room.service.lives.of(room.who).facts) - 1}&true=2026-03")
    )
    assert "Nothing had been recorded in this record by then." in believes(room.read("true=2020"))


def test_what_came_later_is_not_shown_and_an_event_about_it_says_so(room: Room) -> None:
    page = room.read("true=2026-03-11")

    shown = marked(page, "k-")
    assert "4 Mill Lane, Hollins" in shown["demographics.demographics.addresses"]
    assert "9 Long Acre" not in shown["demographics.demographics.addresses"]
    assert "is about a later time" in believes(page)
    assert holding(page, "k-", "ct-glow") == set()
    assert "9 Long Acre" in marked(room.read("true=2026-03-12"), "k-")["demographics.demographics.addresses"]


def test_every_way_on_keeps_the_second_clock(room: Room) -> None:
    page = room.read("event=3&true=2026-03-11")

    ways = re.findall(r'rel="(?:prev|next)" href="[^"]+&(?:amp;)?true=2026-03-11"', page)
    assert len(ways) == 2
    assert page.count("&amp;true=2026-03-11") > 5
    assert '<input type="hidden" name="true" value="2026-03-11">' in page


@pytest.mark.parametrize(
    "query", ["true=soon", "true=2026-13", "true=2026-02-30", "true=2026-03-01+25:00", "true=9999-12-31+24:00"]
)
def test_a_time_that_is_none_is_refused_in_words(room: Room, query: str) -> None:
    page = room.read(query, 400)

    assert "There is nothing to show at that moment" in page
    assert set(room.json(query, 400)["errors"]) == {"true"}


def test_the_twin_says_which_time_it_is_about(room: Room) -> None:
    then, now = room.json("known=2026-03-07&true=2026-03"), room.json("true=2026-03-11")

    assert (then["true_on"], now["true_on"], room.json("known=2026-03-07")["true_on"]) == (
        "2026-03",
        "2026-03-11",
        None,
    )
    assert (then["blood_group"]["abo"], now["blood_group"]["abo"]) == ("A", "O")
    assert now["demographics"]["addresses"] == [{"text": "4 Mill Lane, Hollins", "city": "Hollins"}]


def test_a_stop_one_came_from_is_named_and_none_before_the_record_began(room: Room) -> None:
    places = [fact.by.position for fact in room.service.lives.of(room.who).facts]

    assert "What changed since event 1" in text(room.read(f"event=4&from={places[0]}"))
    assert "Not known yet, of what event 4 knew" in text(room.read(f"event=1&from={places[3]}"))
    assert "What changed since" not in text(room.read("event=4&from=1"))
    assert "There is nothing to show at that moment" in text(room.read("event=4&from=soon", 400))


def test_a_clerk_may_not_ask_the_second_clock(room: Room) -> None:
    clerk = Desk(room.service)

    clerk.get(f"/patients/{room.who}?true=2026", 403)
    clerk.get(f"/patients/{room.who}.json?true=2026", 403)


def test_beliefs_are_told_with_what_can_harm_first() -> None:
    def file(**chapters: Any) -> dict[str, Any]:
        return {"chapters": {"demographics": {"demographics": {"mrn": "1"}}, **chapters}}

    weight = {"kind": "weight", "value": "72", "unit": "kg", "taken_at": "2026-01-05", "status": "final"}
    struck = {**weight, "status": "entered-in-error"}
    allergy = {"kind": "allergy", "what": {"text": "Latex"}, "status": "current"}
    then = file(measurements={"m1": weight}, history={})
    now = file(measurements={"m1": struck, "m2": struck}, history={"h1": allergy})

    told = believed.beliefs(then, now)

    assert [(one.what, one.was, one.now) for one in told] == [
        ("Weight, 5 Jan 2026", "72 kg", ""), ("Allergy or intolerance", "", "Latex"),
    ]  # fmt: skip
    assert believed.beliefs(now, now) == []


def test_a_time_is_meant_whole() -> None:
    last = datetime(2026, 12, 31, 23, 59, 59, 999999, UTC)

    assert whole("2026", "true") == whole("2026-12", "true") == whole("2026-12-31 23:59:59", "true") == last
    assert whole("2026-12-31T23:59", "true") == whole("2026-12-31", "true") == last
