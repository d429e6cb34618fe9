"""Who vouches for the log outside, as whoever runs it and whoever audits it are told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.clock import StandingClock
from tests.support.listening import listening
from tests.support.office import AMA, register
from tests.support.pages import looking
from tests.support.stores import created
from tests.support.witnessed import gone
from tests.web.command import answer, caretrail
from trail.bundle.reader.verify import main as read_bundle
from trail.checkpoint import parse
from trail.outside import Came, remember
from trail.policy import Policy, Watcher
from trail.sealed import verifier_key_of
from trail.witness.cosignature import cosigned
from trail.witness.folder import Witness
from web.service import Service
from web.witnessing import create_app


@pytest.fixture
def store(tmp_path: Path) -> Path:
    answer(tmp_path / "store", "init", "--origin", "test.example/log", "--json")
    return tmp_path / "store"


@pytest.fixture
def witness(store: Path, tmp_path: Path) -> Iterator[Witness]:
    """One that the store knows, and that answers."""
    key = answer(store, "trail", "key", "--json")["verifier_key"]
    made = Witness.create(tmp_path / "w", "witness.example/w", [key])
    (tmp_path / "w.key").write_text(caretrail(store, "witness", "key", str(tmp_path / "w")).stdout)
    with listening(create_app(made)) as url:
        assert caretrail(store, "trail", "anchor", "witness", f"{url}/", str(tmp_path / "w.key")).exit_code == 0
        yield made


def checks(folder: Path) -> dict[str, tuple[str, str]]:
    told = json.loads(caretrail(folder, "doctor", "--json").stdout)["checks"]
    return {one["name"]: (one["state"], one["detail"]) for one in told if one["name"] in ("outside", "vouches")}


# on the command line


def test_a_checkpoint_has_the_witnesss_line_and_status_says_who_vouches(store: Path, witness: Witness) -> None:
    note = caretrail(store, "trail", "checkpoint").stdout

    assert cosigned(note, witness.verifier_key)
    status, told = caretrail(store, "trail", "status").stdout, answer(store, "trail", "status", "--json")
    assert "\nok          witness.example/w took 2 events" in status
    assert (told["anchored"], told["outside"][0]["size"], told["outside"][0]["late"]) == (2, 2, False)
    assert checks(store)["outside"] == ("ok", "2 events anchored")
    assert checks(store)["vouches"][0] == "ok"


def test_a_witness_that_is_gone_is_told_and_keeps_nothing_from_being_signed(store: Path, witness: Witness) -> None:
    Policy().with_witness(gone(), witness.verifier_key).write(store)

    done = caretrail(store, "trail", "checkpoint")

    assert done.exit_code == 0
    assert parse(done.stdout)[0].size == 2
    assert "Not vouched for by witness.example/w: it does not answer" in done.stderr
    assert "\nLATE        witness.example/w took nothing yet; last time: it does not answer" in (
        caretrail(store, "trail", "status").stdout
    )
    assert checks(store)["outside"] == ("fail", "0 events anchored, none for a day")
    assert caretrail(store, "doctor").exit_code == 1


def test_a_store_that_nobody_vouches_for_is_a_warning(store: Path) -> None:
    assert checks(store) == {"outside": ("warn", "nobody vouches for this log on another machine")}


def test_a_witness_that_contradicts_is_a_failure(store: Path, witness: Witness) -> None:
    caretrail(store, "trail", "checkpoint")
    came = Came(2, datetime.now(UTC).isoformat().replace("+00:00", "Z"), "the log was cut or put back", True)
    remember(store, {witness.verifier_key: came})

    assert checks(store)["outside"][0] == "ok"
    assert checks(store)["vouches"][0] == "fail"
    assert "cut or put back" in checks(store)["vouches"][1]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("witness", "ftp://w.example/", "{key}"), 2, "is no address"),
        (("witness", "http://w.example/", "nonsense"), 2, "a verifier key reads"),
        (("witness", "http://w.example/", "{key}", "--threshold", "2"), 2, "threshold"),
        (("mail", "nobody", "--server", "localhost"), 2, "one address"),
        (("mail", "a@b.c", "--server", ":25"), 2, "a `server`"),
    ],
)
def test_what_cannot_be_set_is_refused_and_nothing_is_changed(
    store: Path, tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    key = Witness.create(tmp_path / "other", "witness.example/o", []).verifier_key

    done = caretrail(store, "trail", "anchor", *(word.format(key=key) for word in words))

    assert done.exit_code == code
    assert says in done.stderr
    assert not (store / "anchors.toml").exists()


def test_settings_stand_in_one_file(store: Path, witness: Witness, tmp_path: Path) -> None:
    second = Witness.create(tmp_path / "w2", "witness.example/w2", []).verifier_key

    caretrail(store, "trail", "anchor", "mail", "a@clinic.example", "--server", "localhost:25")
    caretrail(store, "trail", "anchor", "witness", "https://w2.example", second, "--threshold", "2")

    policy = Policy.read(store)
    assert (policy.threshold, policy.witnesses[1]) == (2, Watcher("https://w2.example/", second))
    assert policy.mail
    assert (policy.mail.to, policy.mail.server) == ("a@clinic.example", "localhost:25")


def test_settings_that_cannot_be_read_are_named_and_the_rest_goes_on(store: Path) -> None:
    (store / "anchors.toml").write_text("threshold = 'many'\n")

    signed = caretrail(store, "trail", "checkpoint")

    assert (signed.exit_code, "anchors.toml cannot be read" in signed.stderr) == (1, True)
    assert checks(store)["outside"][0] == "fail"
    assert caretrail(store, "trail", "verify").exit_code == 0


# in what an auditor takes home


def test_an_export_leads_from_the_first_key_to_the_one_that_signs_and_shows_who_vouches(
    store: Path, witness: Witness, tmp_path: Path
) -> None:
    first = answer(store, "trail", "key", "--json")["fingerprint"]
    caretrail(store, "staff", "add", "amal", "--name", "Amal Haddad", "--role", "auditor", actor="admin")
    for _ in range(2):
        witness.trust(answer(store, "trail", "rotate-key", "--json")["verifier_key"])
    (tmp_path / "other.key").write_text(Witness.create(tmp_path / "o", "witness.example/o", []).verifier_key)

    exported = caretrail(store, "trail", "export", str(tmp_path / "b.zip"), "--purpose", "HCOMPL", actor="amal")

    assert exported.exit_code == 0, exported.stderr
    asked = [str(tmp_path / "b.zip"), "--json", "--fingerprint"]
    assert read_bundle([*asked, first, "--witness", witness.verifier_key]) == 0
    assert read_bundle([*asked, first, "--witness", str(tmp_path / "other.key")]) == 2
    assert read_bundle([*asked, "0" * 64]) == 1


# on the page


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with created(tmp_path / "served", "test.example/log") as made:
        yield made


@pytest.fixture
def auditor(service: Service) -> FlaskClient:
    return looking(service, "auditor")


def signed(auditor: FlaskClient) -> str:
    page = auditor.get("/audit/verify").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0] if "csrf_token" in page else ""
    return auditor.post("/audit/checkpoints", data={"csrf_token": token}, follow_redirects=True).text


def test_the_page_shows_key_and_fingerprint(service: Service, auditor: FlaskClient) -> None:
    signed(auditor)

    page = auditor.get("/audit/verify").text

    key = verifier_key_of(service.store)
    assert key
    assert key.replace("+", "&#43;") in page or key in page
    assert "Fingerprint" in page


def test_signing_on_the_page_asks_the_witness(service: Service, auditor: FlaskClient, tmp_path: Path) -> None:
    alone = signed(auditor)
    key = verifier_key_of(service.store)
    assert key
    witness = Witness.create(tmp_path / "w", "witness.example/w", [key])
    with listening(create_app(witness)) as url:
        Policy().with_witness(f"{url}/", witness.verifier_key).write(service.folder)

        before, after = auditor.get("/audit/verify").text, signed(auditor)

    size = service.store.log.position
    assert "Every event is signed, and the notes are kept on this machine: nobody elsewhere vouches for them." in alone
    assert "Every event is anchored." in after
    assert "Fewer than it takes have vouched for this log for a day." in before
    assert "Sign one now" in before
    assert "once 1 of 1 witness has signed it" in after
    assert f"</b> took {size} entries" in after.replace("\n", "")
    assert "Fewer than it takes" not in after


def test_a_witness_that_does_not_answer_is_told_on_the_page(
    service: Service, auditor: FlaskClient, tmp_path: Path
) -> None:
    witness = Witness.create(tmp_path / "w", "witness.example/w", [])
    Policy().with_witness(gone(), witness.verifier_key).write(service.folder)

    page = signed(auditor)

    assert "Signed, but not by witness.example/w." in page
    assert "Last time: it does not answer" in page
    assert "has taken none yet" in page
    assert 'class="ct-outside--late"' in page


def test_settings_that_cannot_be_read_are_told_on_the_page(service: Service, auditor: FlaskClient) -> None:
    (service.folder / "anchors.toml").write_text("threshold = 'many'\n")

    page = signed(auditor)

    assert "Signed, and sent to nobody." in page
    assert "anchors.toml cannot be read" in auditor.get("/audit/verify").text
    assert auditor.get("/audit/log").status_code == 200


def test_a_day_without_a_witness_is_red(service: Service, auditor: FlaskClient, tmp_path: Path) -> None:
    key = (signed(auditor), verifier_key_of(service.store))[1]
    assert key
    yesterday = StandingClock(datetime.now(UTC) - timedelta(hours=25))
    Witness.create(tmp_path / "w", "witness.example/w", [key])
    witness = Witness(tmp_path / "w", yesterday)
    with listening(create_app(witness)) as url:
        Policy().with_witness(f"{url}/", witness.verifier_key).write(service.folder)
        signed(auditor)

    assert "Fewer than it takes" in auditor.get("/audit/verify").text


def test_nothing_that_is_sent_to_a_witness_names_anybody(
    service: Service, auditor: FlaskClient, tmp_path: Path
) -> None:
    register(service.records)
    signed(auditor)
    key, sent = verifier_key_of(service.store), list[bytes]()
    assert key
    witness = Witness.create(tmp_path / "w", "witness.example/w", [key])
    app = create_app(witness)

    def heard(environ: dict[str, Any], start: Any) -> Any:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        sent.append(body)
        return app({**environ, "wsgi.input": BytesIO(body)}, start)

    with listening(heard) as url:
        Policy().with_witness(f"{url}/", witness.verifier_key).write(service.folder)
        service.records.register({"names": ["Kofi Mensah"], "birth": "1994", "gender": "male"}, AMA)
        assert "once 1 of 1 witness has signed it" in signed(auditor)

    # of a root and a signature it is a matter of chance which short words stand in them
    told = re.sub(r"[\w+/]{40,}=*", "#", b"".join(sent).decode())
    assert told == f"old 0\n\ntest.example/log\n{service.store.log.position}\n#\n\n\u2014 test.example/log #\n"
