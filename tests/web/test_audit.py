from __future__ import annotations

import csv
import json
import time
from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from flask import g
from flask.testing import FlaskClient

from domain.by import By
from tests.support.altered import alter
from tests.support.made import Held
from tests.support.pages import looking, marked
from trail.checkpoint import parse
from trail.sealed import checkpoint
from trail.signed import last_signed
from trail.store import Config
from web.keeping.proofs import Proof, Proofs
from web.pages import audit
from web.review import tallied
from web.service import Service

AMA = By(actor="s1", name="Ama Boateng", role="clerk")
FIXING = AMA._replace(reason="typing-error", because="Two digits changed places.")
KILOGRAMS = {"kind": "weight", "value": "72", "unit": "kg"}


def registered(service: Service) -> list[str]:
    """The record numbers of sixty, the first with a weight, and all with a name that a spreadsheet would calculate."""
    wanted = {"birth": {"value": "1984", "basis": "stated"}, "gender": "female"}
    receipts = [service.records.register({"names": [f"=Person {n}"], **wanted}, AMA) for n in range(60)]
    service.records.measure(UUID(receipts[0].id), [KILOGRAMS], taken_at="2026-03-02", by=AMA)
    return [receipt.mrn for receipt in receipts]


@pytest.fixture
def mrns(service: Service) -> list[str]:
    return registered(service)


@pytest.fixture
def client(service: Service) -> FlaskClient:
    return looking(service, "auditor")


@pytest.fixture(scope="module")
def sixty(untouched: Service) -> list[str]:
    return registered(untouched)


@pytest.fixture(scope="module")
def reader(untouched: Service, sixty: list[str]) -> FlaskClient:
    """An auditor who only looks, at the same sixty in all these tests."""
    return looking(untouched, "auditor")


def positions(client: FlaskClient, query: str) -> list[int]:
    lines = client.get(f"/audit/log.ndjson{query}").text.splitlines()
    return [json.loads(line)["position"] for line in lines]


# the change log


@pytest.mark.usefixtures("mrns")
def test_pages_of_the_log_leave_no_gap_while_it_grows(client: FlaskClient, service: Service) -> None:
    before = positions(client, "")
    first = client.get("/audit/log").text
    newer = {"names": ["Late"], "birth": {"value": "1990", "basis": "stated"}, "gender": "male"}

    service.records.register(newer, AMA)
    after = int(first.split("after=")[1].split('"')[0])
    second = client.get(f"/audit/log?after={after}").text

    assert f'id="e{after}"' in first
    following = before[before.index(after) + 1]
    assert second.index(f'id="e{following}"') == second.index('id="e')


def test_every_format_holds_the_whole_log(reader: FlaskClient, sixty: list[str]) -> None:
    told = json.loads(reader.get("/audit/log.json").text)
    text = reader.get("/audit/log.csv").text.removeprefix("\ufeff")
    rows = list(csv.DictReader(StringIO(text, newline="")))

    assert len(told) == len(positions(reader, "")) > 2 * audit.PAGE
    assert {int(row["position"]) for row in rows} == {change["position"] for change in told}
    assert len(rows) == sum(max(len(change["changes"]), 1) for change in told)
    assert sixty[0] in {change["mrn"] for change in told}


def test_a_name_that_is_a_formula_is_disarmed_in_csv_alone(reader: FlaskClient) -> None:
    assert "'=Person 7" in reader.get("/audit/log.csv").text
    assert '"=Person 7"' in reader.get("/audit/log.ndjson").text


def test_filters_narrow_page_and_files_alike(reader: FlaskClient, sixty: list[str]) -> None:
    query = f"?patient={sixty[0]}&type=measurements.recorded"

    (only,) = positions(reader, query)
    page = reader.get(f"/audit/log{query}").text

    assert [id for id in marked(page, "e") if id.isdigit()] == [str(only)]
    assert f"/audit/log.csv?patient={sixty[0]}" in page
    assert "<b>1 event</b> recorded from 7 Mar 2026, 09:30:00 UTC to 7 Mar 2026, 09:30:00 UTC" in page


def test_a_facet_counts_what_choosing_it_would_leave(reader: FlaskClient, untouched: Service) -> None:
    with reader.application.test_request_context("/audit/log?actor=s1"):
        g.account = untouched.personnel.account("a-auditor")
        query = audit._query()
    told = tallied.tally(untouched.views.changes, query, 0)

    for _, options in told.facets:
        for option in options:
            chosen = "&".join(f"{name}={value}" for name, value in option.address.items())
            found = len(positions(reader, f"?{chosen}"))
            assert option.on or found == option.count, (option, found)


def test_beyond_the_most_that_is_counted_unasked_the_page_says_so(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = len(positions(reader, ""))
    monkeypatch.setattr(tallied, "MOST", 25)

    capped, exact = reader.get("/audit/log").text, reader.get("/audit/log?count=exact").text

    assert "<b>More than 25 events</b>" in capped
    assert 'href="/audit/log?count=exact"' in capped
    assert f"<b>{whole} events</b>" in exact


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since=soon", "Write a day as 2026-11-21"),
        ("until=9999-12-31", "Write a day as 2026-11-21"),
        ("patient=0000000000", "No record has this number."),
        ("type=made.up", "There is no such kind of event."),
        ("what=dreamt", "Nothing of this kind can happen."),
        ("marked=odd", "There is no such mark."),
        ("marked=lat", "There is no such mark. Did you mean late?"),
        ("reason=typo", "There is no such reason."),
        ("reason=typing-eror", "There is no such reason. Did you mean typing-error?"),
        ("channel=pigeon", "Nothing comes in like that."),
        ("chapter=measurement", "A record has no such part. Did you mean measurements?"),
        ("order=random", "The order is newest or oldest."),
        ("after=last", "is no position in the log."),
        ("after=-1", "is no position in the log."),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused_in_words(reader: FlaskClient, query: str, words: str) -> None:
    page, file = reader.get(f"/audit/log?{query}"), reader.get(f"/audit/log.csv?{query}")

    assert page.status_code == file.status_code == 400
    assert words in page.text
    assert words in file.text


def test_a_log_that_nothing_fits_offers_to_loosen_each_filter(reader: FlaskClient) -> None:
    page = reader.get("/audit/log?since=2999-01-01&what=corrected").text

    assert "No event fits. Loosen:" in page
    assert 'href="/audit/log?what=corrected">since 2999-01-01' in page
    assert 'href="/audit/log?since=2999-01-01">Corrected' in page


def test_an_unknown_format_or_event_is_not_found(reader: FlaskClient) -> None:
    for path in ("log.xlsx", "log/0", "log/9999", "log/first", "checkpoints/7.note"):
        assert reader.get(f"/audit/{path}").status_code == 404


def test_lateness_flags_channel_and_operator_are_in_the_log(client: FlaskClient, service: Service) -> None:
    person = {"names": ["Zoë"], "birth": {"value": "1990"}, "gender": "female"}
    who = UUID(service.records.register(person, AMA).id)
    imported = AMA._replace(channel="import", flags=("after-death",), source=("Condition/1",))
    told = {"kind": "problem", "what": "Gout", "onset": "2020"}
    service.records.add_history(who, told, imported)
    service.records.measure(who, [KILOGRAMS], AMA._replace(channel="cli", operator="root"), "2020")

    rows = list(marked(client.get("/audit/log").text, "e").values())

    assert "from the command line, as root" in rows[0]
    assert "true on 2020" in rows[0]
    assert "from an import" in rows[1]
    assert "after the death on record" in rows[1]
    assert len(positions(client, "?marked=flagged")) == len(positions(client, "?marked=import")) == 1
    assert len(positions(client, "?marked=late")) == 1


# one event


def test_an_event_tells_all_that_is_known_about_it_and_its_leaf(client: FlaskClient, service: Service) -> None:
    person = {"names": ["Zoë"], "birth": {"value": "1990"}, "gender": "female"}
    who = UUID(service.records.register(person, AMA).id)
    service.records.measure(who, [KILOGRAMS], AMA, "2026-03-02")
    fixed = service.records.correct(who, "measurements", "m1", {"value": "71", "unit": "kg"}, FIXING)

    page = client.get(f"/audit/log/{fixed.position}").text

    stored = service.store.log.rows(fixed.position - 1, 1)[0]
    assert sha256(b"\0" + stored.entry).hexdigest() in page
    for text in ("Weight", "Ama Boateng, clerk", "Two digits changed places.", "On a form", "entry.corrected"):
        assert text in page
    assert '<del class="ct-was">72</del>' in page
    assert "Not yet anchored" in page


# the proof


def proved(client: FlaskClient) -> str:
    """The page with the proof's outcome, however long it takes."""
    client.get("/audit/verify?run=yes")
    _until(lambda: "Proving the log" not in client.get("/audit/verify").text)
    return client.get("/audit/verify").text


def test_verify_proves_an_untouched_store_and_names_what_it_cannot_prove(client: FlaskClient, service: Service) -> None:
    page = proved(client)

    assert f"Proved up to event {service.store.log.position}" in page
    assert "This is not" in page
    assert service.store.log.head()[1].hex() in page


def blank(service: Service, position: int) -> None:
    """Somebody overwrites the payload of an event where it is stored."""
    alter(service.folder, f"update event set payload = leaf where position = {position}")


def test_a_page_that_meets_an_altered_event_says_so_and_leads_to_the_proof(
    client: FlaskClient, service: Service, mrns: list[str]
) -> None:
    blank(service, service.store.log.position)

    page = client.get(f"/patients/{mrns[-1]}/trail")

    assert page.status_code == 500
    assert "What is stored is not what was recorded" in page.text
    assert "ask an auditor for Proof" in page.text


@pytest.mark.usefixtures("mrns")
def test_a_changed_byte_is_found_and_named_at_its_position(client: FlaskClient, service: Service) -> None:
    blank(service, 20)

    page = proved(client)

    assert "Broken at position 20" in page
    assert 'href="/audit/log?after=21#e20"' in page


@pytest.mark.usefixtures("mrns")
def test_a_long_proof_shows_how_far_it_is_and_holds_nobody_up(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "_PATIENCE", 0.0)
    hold, told = Held(), Proofs._told

    def held(proof: Proof, line: dict[str, object]) -> Proof:
        hold(UUID(int=0))
        return told(proof, line)

    monkeypatch.setattr(Proofs, "_told", staticmethod(held))
    answer = client.get("/audit/verify?run=yes")
    meanwhile = client.get("/audit/verify")
    log = client.get("/audit/log")
    hold.go.set()

    assert (answer.status_code, answer.location) == (303, "/audit/verify")
    assert "Proving the log" in meanwhile.text
    assert "<progress" in meanwhile.text
    assert meanwhile.headers["Refresh"] == "2; url=/audit/verify"
    assert log.status_code == 200
    _until(lambda: "Proved up to event" in client.get("/audit/verify").text)


def _until(holds: object, seconds: float = 120) -> None:
    """The process that proves is a patient one: everybody else comes first."""
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_proof_that_cannot_be_told_says_why(tmp_path: Path) -> None:
    proofs = Proofs(tmp_path / "nowhere", lambda: datetime(2026, 3, 7, tzinfo=UTC))

    proofs.start()
    proofs.wait(120)

    assert proofs.last
    assert not proofs.last.running
    assert proofs.last.verdict is None
    assert "nowhere" in proofs.last.failed


def test_a_proof_of_a_database_that_is_not_there_says_so(tmp_path: Path) -> None:
    Config("test.example/log", "postgresql://caretrail@127.0.0.1:1/nowhere").write(tmp_path)
    proofs = Proofs(tmp_path, lambda: datetime(2026, 3, 7, tzinfo=UTC))

    proofs.start()
    proofs.wait(120)

    assert proofs.last
    assert proofs.last.verdict is None
    assert "nowhere at 127.0.0.1 cannot be reached" in proofs.last.failed


def test_a_checkpoint_is_signed_on_request_and_taken_home(client: FlaskClient, service: Service) -> None:
    before = client.get("/audit/verify").text

    answer = client.post("/audit/checkpoints")
    size = service.store.log.position
    note = client.get(f"/audit/checkpoints/{size}.note")

    assert "nobody but this machine" in before
    assert answer.status_code == 303
    signed = last_signed(service.folder, "test.example/log")
    assert signed
    assert parse(note.text)[0] == signed.checkpoint
    assert note.headers["Content-Disposition"] == f'attachment; filename="caretrail-{size}.note"'
    assert f"/audit/checkpoints/{size}.note" in client.get("/audit/verify").text


def test_what_is_not_anchored_yet_is_counted_and_listed(client: FlaskClient, service: Service) -> None:
    checkpoint(service.store)
    signed = service.store.log.position
    person = {"names": ["Zoë"], "birth": {"value": "1990"}, "gender": "female"}
    service.records.register(person, AMA)

    page = client.get("/audit/verify").text

    size = service.store.log.position
    assert f'href="/audit/log?marked=unanchored">{size - signed} events</a>' in page
    assert positions(client, "?marked=unanchored&order=oldest") == list(range(signed + 1, size + 1))
    assert positions(client, "?marked=unanchored") == list(range(size, signed, -1))


def test_a_rewritten_log_is_not_signed(client: FlaskClient, service: Service) -> None:
    checkpoint(service.store)
    (service.folder / "signer.json").write_text('{"size": 9999, "root": "' + "A" * 43 + '="}')

    client.post("/audit/checkpoints")

    assert "Nothing was signed." in client.get("/audit/verify").text
