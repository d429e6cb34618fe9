"""The privacy officer is mailed of an emergency: soon, once, by nobody’s name, never in the way of whoever has it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from tests.support.clock import StandingClock
from tests.support.mailbox import mailbox
from tests.support.office import AMA, PRIYA_WHY, register
from tests.support.witnessed import gone
from tests.web.clerk_desk import Desk, text
from tests.web.command import caretrail
from web.access import credentials
from web.access.notified import AGAIN, Notified
from web.keeping.notices import FILE, Notices, NoticesError, read
from web.service import Service

NAME, WHY = "Efua Quaye", "She is unconscious in the waiting room."
ADDRESS = "https://records.clinic.example"


@pytest.fixture
def efua(service: Service) -> UUID:
    id = register(service.records, names=[NAME], identifiers=[])
    service.records.label(id, "R", PRIYA_WHY)
    return id


def configure(folder: Path, server: str, **more: str) -> None:
    told = {"to": "privacy@clinic.example", "server": server, "address": f"{ADDRESS}/", **more}
    (folder / FILE).write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in told.items()))


def breaks(service: Service, id: UUID) -> int:
    """The position of what was recorded."""
    service.office.break_glass(id, "care", WHY, AMA, timedelta(hours=1))
    return service.store.log.position


def until(told: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not told() and time.monotonic() < end:
        time.sleep(0.05)
    return told()


def test_a_mail_says_that_there_was_one_and_where_to_look_and_names_nobody(service: Service, efua: UUID) -> None:
    number = service.views.current.head(efua).mrn if service.views.ready() == 0 else ""
    with mailbox() as box:
        configure(service.folder, box.server, sender="caretrail@clinic.example")
        at = breaks(service, efua)

        Notices(service).send()

        subject, said = box.note()
        raw = box.taken[0][2].decode()
    assert box.taken[0][:2] == ("caretrail@clinic.example", ["privacy@clinic.example"])
    assert subject == f"A record was opened in an emergency: event {at}"
    assert f"{ADDRESS}/audit/log/{at}\n" in said
    assert service.store.config.origin in said
    assert number
    for told in (*NAME.split(), "1984", number, str(efua), AMA.name.split()[0], AMA.actor, "unconscious"):
        assert told not in said
        assert told not in raw


def test_each_is_mailed_once_and_what_else_is_recorded_is_not(service: Service, efua: UUID) -> None:
    with mailbox() as box:
        configure(service.folder, box.server)
        first = breaks(service, efua)
        notices = Notices(service)
        notices.send()
        service.records.update(efua, {"occupation": "Weaver"}, AMA)
        notices.send()
        second = breaks(service, efua)
        notices.send()
        Notices(service).send()

        subjects = [box.note(n)[0].rpartition(" ")[2] for n in range(len(box.taken))]
    assert subjects == [str(first), str(second)]


def test_while_it_is_served_it_goes_out_by_itself_within_seconds(service: Service, efua: UUID) -> None:
    with mailbox() as box:
        configure(service.folder, box.server)
        notices = Notices(service)
        notices.start()
        at = breaks(service, efua)

        assert until(lambda: bool(box.taken))
        notices.stop()
        assert box.note()[0].endswith(f"event {at}")


def test_a_server_that_takes_its_time_or_nothing_holds_nobody_up(service: Service, efua: UUID) -> None:
    clerk = Desk(service)
    configure(service.folder, urlsplit(gone()).netloc)
    notices = Notices(service)
    notices.start()

    answer = clerk.send(f"/patients/{efua}/break-glass", {"emergency": "care", "why": WHY})

    assert answer.status_code == 303
    assert clerk.client.get(str(answer.location)).status_code == 200
    assert until(lambda: bool(service.notified.unsent()))
    notices.stop()


def test_what_was_not_sent_is_told_to_the_privacy_officer_and_tried_again(
    service: Service, clock: StandingClock, efua: UUID
) -> None:
    officer, clerk = Desk(service, "privacy-officer"), Desk(service)
    quiet = text(officer.get("/")) + text(officer.get("/worklist"))
    with mailbox("451 Later") as box:
        configure(service.folder, box.server)
        at = breaks(service, efua)
        Notices(service).send()
    told = [text(officer.get(page)) for page in ("/", "/worklist")]
    others = text(clerk.get("/"))

    with mailbox() as box:
        configure(service.folder, box.server)
        Notices(service).send()
        early = list(box.taken)
        clock.on(seconds=AGAIN.total_seconds())
        Notices(service).send()
        assert box.note()[0].endswith(f"event {at}")

    assert "You were not mailed" not in quiet + others
    assert all(f"You were not mailed of 1 emergency ( event {at} )" in page for page in told)
    assert all("did not take it: 451 Later, last tried at" in page for page in told)
    assert early == []
    assert "You were not mailed" not in text(officer.get("/"))


def test_what_is_older_than_it_may_wait_is_not_mailed_any_more(
    service: Service, clock: StandingClock, efua: UUID
) -> None:
    breaks(service, efua)
    clock.on(days=3, seconds=1)
    with mailbox() as box:
        configure(service.folder, box.server)

        Notices(service).send()

        assert box.taken == []


def test_where_nobody_is_to_be_mailed_nobody_is(service: Service, efua: UUID) -> None:
    breaks(service, efua)

    notices = Notices(service)
    notices.start()
    notices.send()
    notices.stop()

    assert service.notified.unsent() == []


def test_of_two_hosts_one_mails_it(service: Service, clock: StandingClock) -> None:
    other = Notified(service.store.tables(credentials.ROOM, credentials.METADATA), clock)

    assert [service.notified.claim(7), other.claim(7), other.claim(8)] == [True, False, True]
    service.notified.failed(7, "It was away.")
    assert [(one.event, one.failed) for one in other.unsent()] == [(7, "It was away.")]
    clock.on(seconds=AGAIN.total_seconds())
    assert other.claim(7)
    other.sent(7)
    clock.on(days=1)
    assert not service.notified.claim(7)
    assert service.notified.unsent() == []


def test_one_that_died_while_it_sent_is_followed_by_another(service: Service, clock: StandingClock) -> None:
    assert service.notified.claim(7)

    clock.on(seconds=AGAIN.total_seconds())

    assert service.notified.claim(7)


@pytest.mark.parametrize(("written", "says"), [
    ('to = "privacy@clinic.example"\nserver = "localhost:25"\n', "`address` is that of the pages"),
    ('to = "privacy"\nserver = "localhost:25"\naddress = "https://a.example/"\n', "from one address to one address"),
    ('server = "localhost:25"\naddress = "https://a.example/"\n', "to"),
    ('to = "p@a.example"\naddress = "https://a.example/"\n', "server"),
    ('to = "p@a.example"\nserver = "localhost:25"\naddress = "records"\n', "`address` is that of the pages"),
    ('to = "p@a.example"\nserver = "localhost:25"\naddress = "https://a.example/"\ncc = "b@a.example"\n',
     "cc is not a setting"),
    ('to = "p@a.example', "notices.toml cannot be read"),
    ('to = 7\nserver = "localhost:25"\naddress = "https://a.example/"\n', "notices.toml cannot be read"),
])  # fmt: skip
def test_a_file_that_says_something_that_cannot_be_is_named_with_the_reason(
    tmp_path: Path, written: str, says: str
) -> None:
    (tmp_path / FILE).write_text(written)

    with pytest.raises(NoticesError, match=re.escape(says)):
        read(tmp_path)


def _checked(folder: Path) -> dict[str, str] | None:
    checks = json.loads(caretrail(folder, "doctor", "--json").stdout)["checks"]
    return next((one for one in checks if one["name"] == "notices"), None)


def test_the_doctor_says_whether_the_mails_go_out(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with Service.create(folder, "test.example/log") as service:
        id = register(service.records, identifiers=[])
    without = _checked(folder)
    with mailbox("550 No such box") as box:
        configure(folder, box.server)
        well = _checked(folder)
        with Service.open(folder) as service:
            breaks(service, id)
            Notices(service).send()
        badly = _checked(folder)
    (folder / FILE).write_text("to = 7")
    wrong = _checked(folder)

    assert without is None
    assert well
    assert badly
    assert wrong
    assert (well["state"], well["detail"]) == ("ok", "mailed to privacy@clinic.example")
    assert badly["state"] == "warn"
    assert "1 not sent" in badly["detail"]
    assert "No such box" in badly["detail"]
    assert badly["fix"]
    assert wrong["state"] == "fail"


def test_an_earlier_store_learns_to_remember_what_was_mailed(tmp_path: Path) -> None:
    with Service.create(tmp_path / "store", "test.example/log") as service:
        tables = service.store.tables(credentials.ROOM, credentials.METADATA)
        with tables.begin(credentials.ALONE) as db:
            credentials.NOTICE.drop(db)
        tables.close()

    with Service.open(tmp_path / "store") as service:
        assert service.notified.unsent() == []
        assert service.notified.claim(1)
