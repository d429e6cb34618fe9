"""What programs read is what files, pages and the command line tell: the same shapes, each read recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from projections.documents import document
from projections.past import file_at
from tests.support.erased import erased, lived
from tests.support.office import AMA, WHY, everything
from tests.support.stores import ENGINES, database_of
from tests.web.api.program import Program, problem
from trail import sealed
from web.service import Service


@pytest.fixture(scope="module", params=ENGINES)
def busy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """An office in which everything happened, for tests that record nothing but their reads."""
    place = tmp_path_factory.mktemp("busy") / "store"
    with database_of(request.param) as url, Service.create(place, "test.example/log", database=url) as made:
        everything(made)
        sealed.checkpoint(made.store)
        yield made


@pytest.fixture
def officer(busy: Service) -> Program:
    return Program(busy, "privacy-officer")


@pytest.fixture
def lucia(busy: Service) -> UUID:
    busy.views.ready()
    return busy.views.current.find("0000000195")


def reads(service: Service) -> list[dict[str, Any]]:
    service.reads.ready()
    return list(service.reads.accesses.rows({}, newest=False))


def test_the_file_is_the_one_document_under_its_number_or_its_id(officer: Program, lucia: UUID) -> None:
    file = officer.service.views.current.file(lucia)

    for name in (lucia, "0000000195", "00 000 001-95"):
        answer = officer.get(f"/patients/{name}")
        assert answer.get_json() == document(file)
        assert answer.headers["ETag"] == f'"{file["version"]}"'


def test_a_file_that_the_caller_has_is_not_sent_again(officer: Program, lucia: UUID) -> None:
    tag = officer.get(f"/patients/{lucia}").headers["ETag"]

    same, other = (officer.get(f"/patients/{lucia}", if_none_match=one) for one in (tag, '"1"'))

    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", tag)
    assert other.status_code == 200


def test_the_file_is_read_as_it_was_known_and_about_a_time(officer: Program, lucia: UUID) -> None:
    then = officer.get(f"/patients/{lucia}?known=5")

    assert then.get_json() == document(file_at(officer.service.store.journal, lucia, 5))
    assert then.headers["ETag"] == f'"{then.get_json()["version"]}"'
    assert officer.get(f"/patients/{lucia}?true=2026-03").get_json()["true_on"] == "2026-03"


@pytest.mark.parametrize(
    ("query", "status", "name"),
    [
        ("known=yesterday", 400, "malformed"), ("known=" + "9" * 40, 400, "malformed"), ("known=1", 404, "not-found"),
        ("then=5", 400, "malformed"), ("known=" + "x" * 201, 400, "malformed"),
    ],
)  # fmt: skip
def test_a_moment_that_cannot_be_read_is_said_so(
    officer: Program, lucia: UUID, query: str, status: int, name: str
) -> None:
    answer = officer.get(f"/patients/{lucia}?{query}")

    assert answer.status_code == status
    told = problem(answer, name)
    assert [one["in"] for one in told["errors"]] == ["query"] * (status == 400)


def test_whoever_may_not_look_back_reads_the_present_alone(busy: Service, lucia: UUID) -> None:
    clerk = Program(busy, "clerk")

    assert clerk.get(f"/patients/{lucia}").status_code == 200
    for path in ("?known=5", "/history", "/blame", "/compare", "/access"):
        problem(clerk.get(f"/patients/{lucia}{path}"), "not-allowed")


def test_hits_have_the_shape_of_the_command_line(officer: Program, lucia: UUID) -> None:
    (hit,) = officer.get("/patients?q=nunez 1984").get_json()

    assert list(hit) == ["id", "mrn", "name", "born", "sex", "score"]
    assert (hit["id"], hit["mrn"], hit["name"]) == (str(lucia), "0000000195", "Lucía Núñez")
    assert str(lucia) in [one["id"] for one in officer.get("/patients").get_json()]


def test_a_record_that_was_erased_is_gone_and_one_that_never_was_is_not_found(program: Program) -> None:
    gone = lived(program.service)
    erased(program.service, gone)

    assert program.get(f"/patients/{gone}").status_code == 410
    problem(program.get(f"/patients/{gone}"), "erased")
    problem(program.get("/patients/0000009999"), "not-found")


def test_who_says_so_is_told_value_by_value(officer: Program, lucia: UUID) -> None:
    found = officer.get(f"/patients/{lucia}/blame?field=demographics.birth").get_json()

    basis = next(one for one in found if one["field"] == "demographics.birth.basis")
    assert (basis["value"], basis["actor"]["id"], basis["reason"]["code"]) == ("document", AMA.actor, "typing-error")
    assert [one["value"] for one in basis["earlier"]] == ["stated"]
    problem(officer.get(f"/patients/{lucia}/blame?field=nothing.at.all"), "not-found")


def test_two_moments_are_compared_field_by_field(officer: Program, lucia: UUID) -> None:
    head = officer.service.views.current.head(lucia)

    found = officer.get(f"/patients/{lucia}/compare?from=2&to={head.position}").get_json()

    assert {"field", "was", "now", "positions"} == found[0].keys()
    problem(officer.get(f"/patients/{lucia}/compare?from=soon"), "malformed")


def test_the_readings_of_a_chart_are_told_with_what_stood_there(officer: Program, lucia: UUID) -> None:
    found = officer.get(f"/patients/{lucia}/chart?series=weight-kg").get_json()

    assert [(one["series"], one["value"], one["was"]) for one in found] == [("Weight", "72.0", "27.0")]


def test_one_event_comes_with_its_entry_and_its_proof(officer: Program) -> None:
    event = officer.get("/log/2").get_json()

    assert (event["position"], event["type"]) == (2, "patient.registered")
    assert event["entry"].startswith("{")
    assert officer.get("/log/2/proof").text.startswith("c2sp.org/tlog-proof@v1\nindex 1\n")
    assert officer.get("/checkpoint").text.startswith("test.example/log\n")
    problem(officer.get("/log/999999"), "not-found")
    problem(officer.get("/log/999999/proof"), "not-found")


def test_what_is_missing_names_whose_it_is_and_what_to_decide_about(officer: Program, lucia: UUID) -> None:
    found = officer.get("/worklist?whose=all").get_json()

    mine = [one for one in found if one["patient"] == str(lucia)]
    assert [one["position"] for one in found] == list(range(1, len(found) + 1))
    assert mine[0]["mrn"] == "0000000195"
    assert {"rule", "about", "key", "since", "due", "owner", "severity", "state", "waived", "text"} <= mine[0].keys()


def test_diagnoses_are_found_by_beginnings_of_words(officer: Program) -> None:
    (first, *_) = officer.get("/terms?q=essential hypert").get_json()

    assert (first["code"], first["system"]) == ("I10", "http://hl7.org/fhir/sid/icd-10-cm")
    problem(officer.get("/terms"), "malformed")


# each read is recorded


def test_a_read_is_one_entry_of_the_log_of_reads_with_the_token_as_its_session(officer: Program, lucia: UUID) -> None:
    before = len(reads(officer.service))

    officer.get(f"/patients/{lucia}", if_none_match='"1"')

    (told,) = reads(officer.service)[before:]
    assert (told["section"], told["medium"], told["outcome"]) == ("record", "api", "shown")
    assert (told["session"], told["channel"]) == (officer.token, "api")
    assert str(lucia) in officer.service.reads.accesses.patients([told["position"]])[told["position"]]


def test_what_is_refused_is_recorded_and_what_is_not_sent_again_is_not(busy: Service, lucia: UUID) -> None:
    clerk = Program(busy, "clerk")
    tag = clerk.get(f"/patients/{lucia}").headers["ETag"]
    before = len(reads(busy))

    clerk.get(f"/patients/{lucia}?known=5")
    clerk.get(f"/patients/{lucia}", if_none_match=tag)
    clerk.get("/patients/0000009999")

    assert [one["outcome"] for one in reads(busy)[before:]] == ["denied", "absent"]


def test_a_read_by_a_program_is_shown_again_as_it_was(busy: Service, lucia: UUID) -> None:
    officer = Program(busy, "privacy-officer")
    officer.get(f"/patients/{lucia}")
    position = reads(busy)[-1]["position"]
    with officer.client.session_transaction() as session:
        session["token"] = busy.accounts.begin(officer.login)

    answer = officer.client.get(f"/audit/access/{position}/seen")

    assert answer.status_code == 200
    assert "Lucía" in answer.get_data(as_text=True)


def test_a_correction_is_seen_at_once(program: Program, who: UUID) -> None:
    service = program.service
    service.records.measure(who, [{"kind": "weight", "value": "172", "unit": "kg"}], AMA, "2026-03-02")
    service.records.correct(who, "measurements", "m1", {"value": "72"}, WHY)

    assert program.get(f"/patients/{who}").get_json()["measurements"][0]["value"] == "72"


# closed records


def test_a_closed_record_is_told_to_nobody_it_is_closed_to(program: Program, who: UUID) -> None:
    app = program.client.application
    officer, clerk = Program(program.service, "privacy-officer", app), Program(program.service, "clerk", app)
    body = {"confidentiality": "V", "reason": "other", "because": "She asked for it herself."}
    tag = officer.get(f"/patients/{who}").headers["ETag"]
    assert officer.post(f"/patients/{who}/labels", body, if_match=tag).status_code == 201

    answer = clerk.get(f"/patients/{who}")
    (hit,) = clerk.get("/patients?q=nunez").get_json()

    problem(answer, "closed")
    assert "Lucía" not in answer.text
    assert (hit["mrn"], hit["name"], hit["born"]) == ("0000000195", "Closed record", None)
    problem(clerk.post(f"/patients/{who}/check-ins", {}), "closed")
    assert officer.get(f"/patients/{who}").status_code == 200
