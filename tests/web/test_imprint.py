"""The checkpoint in the foot of everything that is printed: read back off the paper, it is held against the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import pytest
from click.testing import Result
from flask.testing import FlaskClient

from tests.support.bundling import report
from tests.support.clock import StandingClock
from tests.support.given import NOON
from tests.support.office import AMA, everything, register
from tests.support.pages import looking
from tests.support.scanned import scanned
from tests.support.stores import created
from tests.web.clerk_desk import Desk, text
from tests.web.command import answer, caretrail
from trail.checkpoint import fingerprint, grouped, parse
from trail.sealed import checkpoint, signer_of
from web.bundling.report import page
from web.record.imprint import NONE, imprint, qr
from web.service import Service

PRINTS = ("/patients/{who}/print", "/patients/{who}/own-report", "/patients/{who}/releases/print", "/register")


@dataclass
class Office:
    """One in which everything has happened, with its newest checkpoint: for tests that only look."""

    service: Service
    who: UUID
    desk: Desk
    auditor: FlaskClient
    note: str


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """In files alone: what is tried is what stands on paper."""
    with created(tmp_path_factory.mktemp("office") / "store", "test.example/log", StandingClock(NOON)) as made:
        who, desk, auditor = everything(made), Desk(made, "reviewer"), looking(made, "auditor")
        yield Office(made, who, desk, auditor, checkpoint(made.store))


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return created(tmp_path / "store", "test.example/log", StandingClock(NOON))


def test_every_print_has_the_newest_checkpoint_in_its_foot(office: Office) -> None:
    size, root = office.service.store.log.head()
    key = grouped(fingerprint(signer_of(office.service.store).verifier_key).upper())

    pages = [office.desk.get(one.format(who=office.who)) for one in PRINTS] + [office.auditor.get("/audit/log").text]

    for shown in pages:
        assert f"Checkpoint of {size:,} events, kept since " in shown
        assert f"Root {grouped(root.hex()[:24].upper())} …" in shown
        assert "Log test.example/log" in shown
        assert f"Key {key}" in shown
        assert qr(office.note) in shown


def test_the_code_on_every_page_of_a_pdf_is_the_signed_note(office: Office) -> None:
    pages = scanned(office.desk.client.get(f"/patients/{office.who}/chart.pdf").data)

    assert len(pages) > 3
    assert pages == [[office.note]] * len(pages)


def test_what_was_recorded_after_the_checkpoint_is_counted(service: Service) -> None:
    checkpoint(service.store)
    size = service.store.log.position
    register(service.records)
    events = service.store.log.position

    assert events > size
    assert imprint(service.store).lines[0].startswith(f"Checkpoint of {size} of the log's {events} events, kept since ")


def test_a_print_that_is_shown_again_has_the_checkpoint_of_then(service: Service) -> None:
    who, desk = everything(service), Desk(service, "reviewer")
    checkpoint(service.store)
    then = imprint(service.store).lines[1:3]
    desk.get(f"/patients/{who}/print")
    seen = service.store.access.log.position
    service.records.update(who, {"language": "fr"}, AMA)
    checkpoint(service.store)

    again = desk.get(f"/audit/access/{seen}/seen")

    assert imprint(service.store).lines[1:3] != then
    assert all(line in again for line in then)


def test_before_the_first_checkpoint_a_print_says_that_nobody_vouches_for_it(service: Service) -> None:
    who = register(service.records)

    shown = Desk(service, "reviewer").get(f"/patients/{who}/print")

    assert NONE in shown
    assert "pr-code" not in shown


def test_the_report_of_an_export_has_the_log_as_it_was_asked_for(service: Service) -> None:
    register(service.records)
    about, gathered = report(service)

    shown = page(about, gathered)

    assert f"Checkpoint of {about.standing.size} events, not signed itself, of " in shown
    assert qr(about.standing.text()) in shown


def test_a_code_needs_nothing_from_elsewhere() -> None:
    code = str(qr("clinic.example/log\n1\n"))

    assert "href" not in code
    assert "style" not in code
    assert code.count("http") == code.count('xmlns="http://www.w3.org/2000/svg"') == 1


# held against the log, on its page and on the command line


def test_the_page_of_the_log_answers_in_plain_words(office: Office) -> None:
    def asked(said: str) -> str:
        return text(office.auditor.get(f"/audit/verify?{urlencode({'paper': said})}").text)

    size, elsewhere = parse(office.note)[0].size, parse(office.note)[0].text().replace("test.example", "b")

    assert f"Matches. The root of this log's first {size} events is the one on the paper." in asked(office.note)
    assert "No such root. The root of this log's first 12 events is another" in asked("12 root " + "1A2B " * 6)
    assert "Larger than the log. The paper tells of 9,999 events" in asked("9,999 root " + "1A2B " * 6)
    assert "Another log. The paper is of b/log" in asked(elsewhere)
    assert "Scan the code, or type the number of events" in asked("<b>hm</b>")


def test_the_command_says_the_same_and_ends_as_a_proof_does(service: Service) -> None:
    note = checkpoint(service.store)
    size, root = service.store.log.head()
    service.close()

    def check(*words: str) -> Result:
        return caretrail(service.folder, "trail", "check-paper", *words)

    typed = [f"{size:,}", "root", *grouped(root.hex()[:24]).split()]
    told = answer(service.folder, "trail", "check-paper", *typed, "--json")
    scanned, wrong = check(note), check("1 root", "1A2B 3C4D 5E6F 7081")

    assert (told["verdict"], told["size"]) == ("matches", size)
    assert "caretrail trail verify" in scanned.stdout
    assert (scanned.exit_code, wrong.exit_code, check("hm").exit_code) == (0, 1, 2)
    assert wrong.stdout.startswith("NO SUCH ROOT  The root of this log's first event is another one")
    assert [one.stdout.count("ROOT  ") + one.stdout.count("MATCHES  ") for one in (scanned, wrong)] == [1, 1]
