from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader

from domain.by import By
from domain.staff import StaffAccount
from web import timeline, words
from web.moments import since, until
from web.pages import review
from web.service import Service

BASE = "<title>{% block title %}{% endblock %}</title>{% block main %}{% endblock %}"


class Clock:
    """A day an event, from 1 March 2026 on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def tomorrow(self) -> None:
        self.now += timedelta(days=1)


class Room:
    """A record with a weight that was wrong for a day, and a reviewer who looks at it."""

    def __init__(self, service: Service, clock: Clock) -> None:
        self.service, self.role = service, "reviewer"
        by = By(actor="s1", name="Ama Boateng", role="clerk")
        asha = {"names": ["Asha <b>Iyer</b>"], "birth": {"value": "1984-03-07", "basis": "stated"}, "gender": "female"}
        registered = service.records.register(asha, by)
        self.mrn, self.id = registered.mrn, UUID(registered.id)
        clock.tomorrow()
        weighed = service.records.measure(
            self.id, [{"kind": "weight", "value": "172", "unit": "kg"}], taken_at="2026-03-02", by=by
        )
        clock.tomorrow()
        why = By(actor="s2", name="Kwabena Ofori", role="senior-clerk", reason="typing-error")
        fixed = service.records.correct(self.id, "measurements", weighed.entries[0], {"value": "72", "unit": "kg"}, why)
        self.positions = [fact.by.position for fact in service.store.journal.history(self.id)]
        self.entry, self.last = weighed.entries[0], fixed.position

    def client(self) -> FlaskClient:
        app = Flask("web.app")
        pages = FileSystemLoader(Path(review.__file__).parents[1] / "templates")
        app.jinja_loader = ChoiceLoader([DictLoader({"base.html": BASE}), pages])
        app.extensions["caretrail"] = self.service
        app.register_blueprint(review.bp)
        app.add_url_rule("/patients/<who>", "file", review.past_page)

        @app.before_request
        def sign_in() -> None:
            g.account = None
            if self.role:
                g.account = StaffAccount.__new__(StaffAccount)
                g.account.role = self.role

        return app.test_client()

    def read(self, path: str, status: int = 200) -> str:
        answer = self.client().get(f"/patients/{self.mrn}{path}")
        assert answer.status_code == status
        return answer.text


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    clock = Clock()
    with Service.create(tmp_path / "store", "clinic.example", clock) as service:
        yield Room(service, clock)


def test_the_trail_tells_every_event_newest_first(room: Room) -> None:
    page = room.read("/trail")

    places = [page.index(f'id="e{position}"') for position in reversed(room.positions)]
    assert places == sorted(places)
    assert "3 events" in page


def test_the_trail_is_narrowed_by_what_happened_who_and_when(room: Room) -> None:
    corrected = room.read("/trail?kind=Corrected")
    by_ama = room.read("/trail?actor=s1")
    on_the_second = room.read("/trail?since=2026-03-02&until=2026-03-02")

    assert "1 event of 3" in corrected
    assert "2 events of 3" in by_ama
    assert "1 event of 3" in on_the_second
    assert f'id="e{room.positions[1]}"' in on_the_second


def test_a_filter_that_cannot_be_read_says_how_to_write_it(room: Room) -> None:
    assert "Write a day as 2026-11-21" in room.read("/trail?since=yesterday")


def test_the_past_shows_what_was_known_then_and_what_it_is_now(room: Room) -> None:
    page = room.read(f"?known={room.positions[1]}")

    assert "This is the past." in page
    assert "event 2 of 3" in page
    assert ">172 kg</a>" in page
    assert "now 72 kg" in page
    assert f"known={room.positions[0]}" in page
    assert f"known={room.positions[2]}" in page


def test_the_past_can_be_named_by_position_moment_or_event_alike(room: Room) -> None:
    by_position, by_event = room.read(f"?known={room.positions[1]}"), room.read("?event=2")

    assert by_position == by_event == room.read("?known=2026-03-02")


def test_before_the_first_event_there_is_nothing_to_show(room: Room) -> None:
    assert "Nothing had been recorded" in room.read("?known=2020-01-01", 404)
    assert "Write a day as" in room.read("?known=long+ago", 400)


def test_compare_tells_each_field_that_differs(room: Room) -> None:
    page = room.read(f"/compare?from={room.positions[1]}&to={room.positions[2]}")

    assert '<del class="ct-was">172</del>' in page
    assert '<ins class="ct-now">72</ins>' in page
    assert "Identical" in room.read(f"/compare?from={room.last}&to={room.last}")


def test_blame_names_who_wrote_each_value_and_why(room: Room) -> None:
    page = room.read(f"/blame/measurements/{room.entry}/value")

    assert page.index("Kwabena Ofori") < page.index("Ama Boateng")
    assert "Typing error" in page


def test_blame_of_a_field_that_never_was_is_not_found(room: Room) -> None:
    room.read("/blame/measurements/m99/value", 404)


def test_a_name_cannot_become_markup(room: Room) -> None:
    assert "<b>Iyer" not in room.read("/trail")


@pytest.mark.parametrize(("role", "status"), [("", 401), ("clerk", 403), ("auditor", 200), ("senior-clerk", 200)])
def test_only_reviewing_roles_may_open_the_trail(room: Room, role: str, status: int) -> None:
    room.role = role

    room.read("/trail", status)


def test_an_allergy_is_told_in_its_own_words_alone() -> None:
    assert words.value({"kind": "allergy", "what": {"text": "Penicillin"}}) == "Penicillin"
    assert words.value({"what": {"text": "Potassium"}, "not_done": "clotted"}) == "Potassium: not done, clotted"
    assert words.value({"what": {"text": "Potassium"}, "value": "4.4", "unit": "mmol/L"}) == "Potassium: 4.4 mmol/L"


def test_days_are_meant_whole() -> None:
    assert since("2026-03-02", "since") == datetime(2026, 3, 2, tzinfo=UTC)
    assert until("2026-03-02", "until") == datetime(2026, 3, 3, tzinfo=UTC)
    assert until("2026-03-02 10:12", "until") == datetime(2026, 3, 2, 10, 13, tzinfo=UTC)


def test_lateness_is_told_from_a_day_on() -> None:
    recorded = datetime(2026, 3, 5, 9, tzinfo=UTC)

    assert timeline.late(recorded, "2026-03-04") == ""
    assert timeline.late(recorded, "2026-03-01") == "3 days later"
    assert timeline.late(recorded, None) == ""
