"""The client at work, over real sockets: what it asks, what it records, and that a lost answer doubles nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from shutil import copytree
from typing import Any
from zipfile import ZipFile

import pytest

from tests.support.listening import listening
from tests.support.office import everything
from trail.sealed import checkpoint
from trail.tree import leaf_hash
from web import client as package
from web.app import create_app
from web.client import Client, Problem, Unreached
from web.service import Service

SURNAMES = count()
TALL = {"height": "170", "height_unit": "cm", "taken_at": "2026-01-05"}
Wsgi = Callable[..., Iterable[bytes]]


def token(service: Service, role: str, *scopes: str) -> str:
    login = f"{role}-{len(service.tokens.used())}-{service.store.log.position}"
    service.personnel.add(login, "Lab Link", role, service.system())
    until = (service.clock() + timedelta(days=1)).date().isoformat()  # the clock is a real one, and it may be midnight
    _, text = service.tokens.issue(login, "Laboratory", scopes, until, service.system())
    assert text
    return text


class Place:
    """A service of invented people, and where it listens."""

    def __init__(self, service: Service, url: str) -> None:
        self.service, self.url = service, url

    def client(self, role: str, *scopes: str, **how: Any) -> Client:
        return Client(self.url, token(self.service, role, *scopes), **{"sleep": lambda seconds: None, **how})


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with Service.create(tmp_path_factory.mktemp("client") / "store", "test.example/log") as service:
        everything(service, erased=False)
        checkpoint(service.store)
        with listening(create_app(service)) as url:
            yield Place(service, url)


@pytest.fixture(scope="module")
def clerk(place: Place) -> Iterator[Client]:
    with place.client("senior-clerk", "read", "record") as client:
        yield client


@pytest.fixture(scope="module")
def auditor(place: Place) -> Iterator[Client]:
    with place.client("reviewer", "read", "log", "export") as client:
        yield client


def person(name: str = "") -> dict[str, str]:
    """Somebody who is like nobody on file."""
    n = next(SURNAMES)
    surname = "".join(chr(ord("a") + int(digit)) * 2 for digit in str(7919 * (n + 13)))
    return {"name": name or f"{surname.title()} Young", "born": f"{1930 + n}-02-28", "gender": "female"}


def registered(client: Client, name: str = "") -> str:
    return client.register(person(name))["id"]


# a record


def test_somebody_is_registered_measured_and_found(clerk: Client) -> None:
    who = registered(clerk, name="Wanjiru Kamau")

    done = clerk.record(who, "measurements", TALL)

    file = clerk.file(who)
    assert [(one["kind"], one["value"], one["unit"]) for one in file["measurements"]] == [("height", "170", "cm")]
    assert (file["version"], file["mrn"]) == (done["version"], done["mrn"])
    assert who in [hit["id"] for hit in clerk.find("Wanjiru")]


def test_the_file_as_it_was_is_another_than_the_file_as_it_is(clerk: Client) -> None:
    who = registered(clerk)
    before = clerk.file(who)
    clerk.record(who, "measurements", TALL)

    assert clerk.file(who, known=before["position"])["measurements"] == []
    assert len(clerk.file(who)["measurements"]) == 1


def test_what_was_changed_meanwhile_is_stale_and_with_the_version_seen_it_is_recorded(clerk: Client) -> None:
    who = registered(clerk)
    seen = clerk.file(who)["version"]
    clerk.record(who, "measurements", TALL)
    told = {"changes": {"name": "Ada Yong"}, "reason": "typing-error"}

    with pytest.raises(Problem) as no:
        clerk.record(who, "corrections", told, version=seen)
    assert (no.value.status, no.value.name) == (412, "stale")

    clerk.record(who, "corrections", told, version=clerk.file(who)["version"])
    assert clerk.file(who)["demographics"]["names"][0]["text"] == "Ada Yong"


def test_who_changed_what_where_it_comes_from_and_who_looked_is_told(auditor: Client, clerk: Client) -> None:
    who = registered(clerk)
    first = clerk.file(who)["position"]
    done = clerk.record(who, "measurements", TALL)

    assert [one["type"] for one in auditor.history(who, limit=1)] == ["patient.registered", "measurements.recorded"]
    assert any(one["value"] == "170" for one in auditor.blame(who))
    assert {one["field"].split(".")[0] for one in auditor.compare(who, first, done["position"])} == {"measurements"}
    assert [(one["series"], one["value"]) for one in clerk.chart(who)] == [("Height", "170")]
    assert {one["outcome"] for one in auditor.access(who)} == {"shown"}


def test_a_document_goes_in_and_comes_out_as_it_was(clerk: Client) -> None:
    who = registered(clerk)
    told = {"title": "A letter", "filename": "letter.txt", "content": "RGVhciBkb2N0b3I="}

    (entry,) = clerk.record(who, "attachments", told)["entries"]

    assert clerk.attachment(who, entry) == b"Dear doctor"


# what is refused


def test_each_fault_is_named_with_its_place(clerk: Client) -> None:
    with pytest.raises(Problem, match="422 invalid") as no:
        clerk.register({"name": "", "born": "1990-02-28", "gender": "x"})

    assert {one["pointer"] for one in no.value.errors} == {"/name", "/gender"}
    assert all(one["detail"] in str(no.value) for one in no.value.errors)
    assert no.value.request


def test_what_looks_odd_is_asked_about_and_recorded_once_it_is_confirmed(clerk: Client) -> None:
    who = registered(clerk)
    giant = {**TALL, "height": "272"}

    with pytest.raises(Problem) as no:
        clerk.record(who, "measurements", giant)
    codes = [one["code"] for one in no.value.doubts]

    clerk.record(who, "measurements", {**giant, "confirm": codes, "reason": "checked-again"})
    assert clerk.file(who)["measurements"][0]["value"] == "272"


def test_a_scope_that_the_token_has_not_is_refused_by_name(place: Place, clerk: Client) -> None:
    with place.client("senior-clerk", "read") as reader, pytest.raises(Problem) as no:
        reader.register(person())

    assert (no.value.status, no.value.name) == (403, "not-allowed")


def test_an_answer_that_is_not_ours_is_told_as_it_came(place: Place) -> None:
    def gateway(environ: Any, start: Any) -> Iterable[bytes]:
        start("502 Bad Gateway", [("Content-Type", "text/html")])
        return [b"<h1>Bad Gateway</h1>"]

    with listening(gateway) as url, Client(url, "x") as client, pytest.raises(Problem, match="502 unknown") as no:
        client.checkpoint()
    assert "Bad Gateway" in no.value.title


@pytest.mark.parametrize("url", ["records.example", "ftp://records.example", "https://"])
def test_what_is_no_address_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="no address of a server"):
        Client(url, "x")


# what is lost on the way


class Losing:
    """Carries requests to an application, and loses its first answers after they were made."""

    def __init__(self, app: Wsgi, times: int) -> None:
        self.app, self.left, self.seen = app, times, 0

    def __call__(self, environ: Any, start: Any) -> Iterable[bytes]:
        self.seen += 1
        told = self.app(environ, start)
        if self.left:
            self.left -= 1
            list(told)
            environ["werkzeug.socket"].shutdown(2)
        return told


def test_a_command_whose_answer_is_lost_is_sent_again_and_recorded_once(place: Place) -> None:
    losing = Losing(create_app(place.service), 2)
    with listening(losing) as url:
        client = Client(url, token(place.service, "senior-clerk", "read", "record"), sleep=lambda seconds: None)
        done = client.register(person("Una Vez"))

    assert losing.seen == 3
    assert [hit["id"] for hit in place.client("senior-clerk", "read").find("Una Vez")] == [done["id"]]


def test_whoever_is_never_answered_is_told_so_with_the_key_of_the_command(place: Place) -> None:
    waits: list[float] = []
    with listening(Losing(create_app(place.service), 99)) as url:
        text = token(place.service, "senior-clerk", "read", "record")
        client = Client(url, text, tries=3, sleep=waits.append)
        with pytest.raises(Unreached) as no:
            client.register(person("Nunca Jamás"), key="mine")

    assert (no.value.key, waits) == ("mine", [0.25, 0.5])
    with place.client("senior-clerk", "read", "record") as again:
        done = again.find("Nunca Jamás")
        assert len(done) == 1


def test_a_server_that_asks_for_patience_is_given_it(place: Place) -> None:
    app, waits, asked = create_app(place.service), list[float](), [429, 503]

    def busy(environ: Any, start: Any) -> Iterable[bytes]:
        if not asked:
            return app(environ, start)
        start(f"{asked.pop()} Later", [("Retry-After", "7"), ("Content-Type", "application/problem+json")])
        return [b'{"type":"/api/problems/too-many","status":429}']

    with listening(busy) as url:
        text = token(place.service, "reviewer", "read", "log")
        assert Client(url, text, sleep=waits.append).checkpoint()
    assert waits == [7.0, 7.0]


# the log


def test_all_of_the_log_comes_page_by_page(place: Place, auditor: Client) -> None:
    every = [one["position"] for one in auditor.log(limit=7)]

    assert every == sorted(set(every))
    assert len(every) > 20
    assert [one["position"] for one in auditor.log(order="newest", limit=50)][: len(every)] == every[::-1]
    assert {one["type"] for one in auditor.log(type="visit.opened")} == {"visit.opened"}


def test_reads_are_told_and_reading_them_is_one(auditor: Client) -> None:
    first, *_ = auditor.access_log(order="newest", limit=50)
    again, *_ = auditor.access_log(order="newest", limit=50)

    assert again["position"] > first["position"]
    assert {"actor", "at", "view"} <= again.keys()


def test_an_event_is_proved_by_a_checkpoint(auditor: Client, place: Place) -> None:
    newest = [one["position"] for one in auditor.log() if one["position"] <= int(auditor.checkpoint().split()[1])][-1]

    event = auditor.event(newest)

    assert leaf_hash(event["entry"].encode()).hex() == event["leaf"]
    assert auditor.checkpoint().startswith("test.example/log\n")
    assert auditor.proof(newest).startswith("c2sp.org/tlog-proof@v1\n")


def test_an_export_is_made_and_taken_home(auditor: Client, tmp_path: Path) -> None:
    asked = {"profile": "envelope", "recipient": "Amal Haddad", "purpose": "HCOMPL"}
    job = auditor.request_export(asked)
    while not job["file"]:
        assert not job["failed"], job
        time.sleep(0.05)
        job = auditor.export(job["id"])

    size = auditor.save_export(job["id"], tmp_path / "bundle.zip")

    assert size == (tmp_path / "bundle.zip").stat().st_size
    assert "verify.py" in ZipFile(tmp_path / "bundle.zip").namelist()
    assert [one.name for one in tmp_path.iterdir()] == ["bundle.zip"]


def test_an_answer_that_breaks_off_leaves_no_file(tmp_path: Path) -> None:
    def short(environ: Any, start: Any) -> Iterable[bytes]:
        start("200 OK", [("Content-Length", "1000")])
        return [b"PK"]

    with listening(short) as url, pytest.raises(Unreached, match="broke off"):
        Client(url, "x").save_export("e", tmp_path / "bundle.zip")
    assert not (tmp_path / "bundle.zip").exists()


def test_an_export_is_removed_made_again_and_another_given_up(auditor: Client, tmp_path: Path) -> None:
    asked = {"profile": "envelope", "recipient": "The auditor", "purpose": "HCOMPL"}
    job = _made(auditor, auditor.request_export(asked)["id"])

    assert auditor.remove_export(job)["state"] == "away"
    auditor.resume_export(job)
    assert auditor.save_export(_made(auditor, job), tmp_path / "log.zip") > 0
    with pytest.raises(Problem) as no:
        auditor.give_up_export(job, "The auditor is ill.")
    assert no.value.detail == "It is made. Remove its file instead."


def _made(client: Client, job: str) -> str:
    for _ in range(600):
        if client.export(job)["state"] == "ready":
            return job
        time.sleep(0.1)
    raise AssertionError(client.export(job))


# the office


def test_a_case_is_worked_on_and_a_flag_and_a_sample_are_seen(place: Place) -> None:
    with place.client("reviewer", "read", "record", "cases") as ruth:
        (number,) = ruth.open_case({"title": "A weight", "question": "Who saw it?"})["entries"]
        ruth.on_case(number, "findings", {"kind": "training", "text": "It was inches."})
        ruth.on_case(number, "closures", {}, version=ruth.case(number)["version"])

        assert (number, "closed", "training") in [(one["number"], one["state"], one["finding"]) for one in ruth.cases()]
        sample = ruth.draw_sample({"size": 1})["id"]
        assert [one["n"] for one in ruth.sample(sample)["items"]] == [1]
        with pytest.raises(Problem) as early:
            ruth.on_sample(sample, "closures", {})
        with pytest.raises(Problem) as gone:
            ruth.set_aside("self.u-1", {"why": "She was asked.", "expect": {"views": 1, "events": 1}})
        assert (early.value.name, gone.value.name) == ("invalid", "not-found")
        assert ruth.flags(rule="bulk") == []


def test_an_account_and_a_policy_are_changed_from_the_version_that_was_seen(place: Place, clerk: Client) -> None:
    with place.client("admin", "office") as admin:
        admin.add_account({"login": "zoe", "name": "Zoe Lang", "role": "clerk"})
        told = {"text": {"undo_minutes": 20}, "approved_by": "The board"}
        policy = admin.policy("corrections")

        admin.on_account("zoe", "roles", {"role": "verifier"}, version=admin.account("zoe")["version"])
        admin.adopt("corrections", told, version=policy["version"])
        with pytest.raises(Problem) as late:
            admin.adopt("corrections", {**told, "text": {"undo_minutes": 5}}, version=policy["version"])

        assert ("zoe", "verifier") in [(one["login"], one["role"]) for one in admin.accounts()]
        assert (late.value.name, late.value.told["version"]) == ("stale", policy["version"] + 1)
        assert {"corrections"} < {one["name"] for one in admin.policies()}
        with pytest.raises(Problem) as unknown:
            admin.revoke_token("t-00000000")
        assert unknown.value.name == "not-found"


def test_work_and_words_are_found(clerk: Client) -> None:
    assert all(one["rule"] for one in clerk.worklist(limit=20, whose="all"))
    assert all(one["waived"] for one in clerk.worklist(whose="all", waived=True))
    assert {one["system"] for one in clerk.terms("asthma")} != set()


def test_the_folder_works_where_nothing_of_ours_is(place: Place, tmp_path: Path) -> None:
    copytree(Path(package.__file__).parent, tmp_path / "records", ignore=lambda *_: ["__pycache__"])
    text = token(place.service, "senior-clerk", "read")
    asks = f"from records import Client; print(Client({place.url!r}, {text!r}).find('Lucía')[0]['mrn'])"

    told = subprocess.run([sys.executable, "-S", "-c", asks], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert len(told.stdout.strip()) == 10
