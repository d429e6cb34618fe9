"""Programs do the work of the office: cases, flags, samples, accounts, tokens, policies, closed records and holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from domain.permissions import May
from domain.staff import ROLES
from tests.support.office import AMA, everything, looked_at, register
from tests.web.api.program import V1, Program, problem
from tests.web.api.test_errors import signed_in
from web.access import sessions
from web.api.duties import DUTIES, Duty
from web.app import create_app
from web.service import Service

HELD = {"matter": "Otieno v. the clinic"}
GLASS = {"emergency": "other", "why": "Unconscious, and nobody knows what she takes."}
_RECORDS = set(ROLES) - {"admin"}
"""Whose tokens can be for records."""


@pytest.fixture
def app(service: Service) -> Flask:
    return create_app(service)


def facts(service: Service, stream: str, after: int = 0) -> list[tuple[str, dict[str, Any]]]:
    told = list(service.store.journal.history(UUID(stream)))[after:]
    return [(fact.TOPIC, {name: it for name, it in fact.payload().items() if it is not None}) for fact in told]


def pointers(answer: Any, name: str = "invalid") -> list[str]:
    return [one["pointer"] for one in problem(answer, name)["errors"]]


def opened_without_a_visit(service: Service) -> None:
    by = AMA._replace(actor="u-7", name="Tomás Rivera")
    looked_at(service, register(service.records, identifiers=[]), by, purpose=None)


# cases


def test_a_case_is_opened_worked_on_and_closed_with_what_was_found(service: Service, app: Flask, who: UUID) -> None:
    ruth, ama = Program(service, "reviewer", app), Program(service, "clerk", app)
    asked = service.personnel.account(ama.login)
    assert asked
    told = {"title": "A weight", "question": "Who saw it?", "patient": str(who), "log": "record", "position": 2}

    opened = ruth.post("/cases", told)
    number = opened.get_json()["entries"][0]
    for act, body in [
        ("pins", {"log": "record", "position": 1, "note": "Where it began"}),
        ("questions", {"staff": asked.staff, "question": "What stood on the scale?", "pin": "p1"}),
        ("people", {"people": "Dr Otieno"}),
        ("tellings", {"people": "Dr Otieno", "how": "in-person", "at": "2026-01-05"}),
        ("findings", {"kind": "not-substantiated", "text": "She was on duty."}),
        ("unpinnings", {"pin": "p2", "why": "It is about somebody else."}),
        ("closures", {"waived": "She has left."}),
        ("reopenings", {"why": "She wrote."}),
    ]:  # fmt: skip
        seen = ruth.get(f"/cases/{number}").headers["ETag"]
        answer = ruth.post(f"/cases/{number}/{act}", body, if_match=seen)
        assert answer.status_code == 201, (act, answer.text)

    assert opened.headers["Location"] == f"{V1}/cases/{number}"
    assert [topic for topic, _ in facts(service, opened.get_json()["id"])] == [
        "case.opened", "case.pinned", "case.pinned", "case.asked", "case.people-listed", "case.people-told",
        "case.finding-recorded", "case.unpinned", "case.closed", "case.reopened",
    ]  # fmt: skip
    file = ruth.get(f"/cases/{number}").get_json()
    assert (file["case"]["mrn"], file["version"]) == ("0000000195", 10)
    assert [(one["number"], one["state"]) for one in ruth.get("/cases?state=open").get_json()] == [(number, "open")]
    assert ruth.get("/cases?state=closed").get_json() == []


def test_what_changes_a_case_says_which_version_it_has_seen(service: Service, app: Flask) -> None:
    ruth = Program(service, "reviewer", app)
    number = ruth.post("/cases", {"title": "A weight", "question": "Who?"}).get_json()["entries"][0]
    ruth.post(f"/cases/{number}/findings", {"kind": "not-substantiated", "text": "All is well."})

    problem(ruth.post(f"/cases/{number}/closures", {}), "version-required")
    late = problem(ruth.post(f"/cases/{number}/closures", {}, if_match='"1"'), "stale")

    assert late["version"] == 2
    assert ruth.get(f"/cases/{number}").get_json()["case"]["status"] == "open"


def test_what_there_is_not_is_not_found_or_told_at_its_field(service: Service, app: Flask) -> None:
    ruth, admin = Program(service, "reviewer", app), Program(service, "admin", app)
    number = ruth.post("/cases", {"title": "A weight", "question": "Who?"}).get_json()["entries"][0]

    for path in ("/cases/C-1999-0001", f"/samples/{UUID(int=1)}"):
        problem(ruth.get(path), "not-found")
    problem(ruth.post("/cases/C-1999-0001/findings", {"kind": "training", "text": "-"}), "not-found")
    aside = {"why": "She was asked.", "expect": {"views": 1, "events": 1}}
    problem(ruth.post("/flags/self.u-1/set-asides", aside), "not-found")
    for path in ("/accounts/nobody/locks", "/tokens/t-00000000/revocations"):
        problem(admin.post(path, {}), "not-found")
    problem(admin.get("/policies/nothing"), "not-found")
    assert pointers(ruth.post("/cases", {"title": "A", "question": "?", "log": "record"})) == ["/position"]
    assert pointers(ruth.post(f"/cases/{number}/pins", {"log": "record", "position": 10**6})) == ["/position"]
    assert pointers(ruth.post(f"/cases/{number}/questions", {"staff": "u-1", "question": "?"})) == ["/staff"]
    assert pointers(ruth.post(f"/cases/{number}/unpinnings", {"pin": "p9", "why": "-"}, if_match="*")) == ["/pin"]


# samples and flags


def test_a_sample_is_drawn_keyed_by_somebody_else_and_closed(service: Service, app: Flask, who: UUID) -> None:
    ama, vera = Program(service, "clerk", app), Program(service, "verifier", app)
    ama.post(f"/patients/{who}/measurements", {"weight": "72", "weight_unit": "kg", "taken_at": "2026-01-05"})
    drawn = vera.post("/samples", {"size": 1}).get_json()["id"]
    before = vera.get(f"/samples/{drawn}").get_json()["items"]

    keyed = vera.post(f"/samples/{drawn}/keyings", {"n": 1, "value": "27", "value_unit": "kg"})
    again = vera.post(f"/samples/{drawn}/keyings", {"n": 1, "value": "27", "value_unit": "kg"})
    nowhere = vera.post(f"/samples/{drawn}/keyings", {"n": 9, "value": "27"})
    closed = vera.post(f"/samples/{drawn}/closures", {"note": "One of one is wrong."})

    assert [(one["n"], one["what"], one["keyed"], one["differing"]) for one in before] == [(1, "Weight", None, [])]
    assert (keyed.status_code, closed.status_code) == (201, 201)
    assert problem(again, "invalid")["detail"] == "This entry has been keyed already."
    assert pointers(nowhere) == ["/n"]
    sample = vera.get(f"/samples/{drawn}").get_json()
    assert (sample["keyed"], sample["items"][0]["differing"]) == (1, ["value"])
    assert sample["closed"]


def test_whoever_wrote_an_entry_does_not_key_it_again_by_a_program_either(
    service: Service, app: Flask, who: UUID
) -> None:
    ama, vera = Program(service, "clerk", app), Program(service, "verifier", app)
    ama.post(f"/patients/{who}/measurements", {"weight": "72", "weight_unit": "kg", "taken_at": "2026-01-05"})
    drawn = vera.post("/samples", {"size": 1}).get_json()["id"]

    no = problem(ama.post(f"/samples/{drawn}/keyings", {"n": 1, "value": "72", "value_unit": "kg"}), "invalid")

    assert no["detail"] == "You wrote in this entry yourself: somebody else has to key it."


def test_a_flag_is_set_aside_for_what_was_seen_of_it(service: Service, app: Flask) -> None:
    opened_without_a_visit(service)
    petra = Program(service, "privacy-officer", app)
    (flag,) = petra.get("/flags?rule=no-visit").get_json()
    path, body = f"/flags/{flag['flag']}/set-asides", {"why": "She was asked: the wrong record."}

    unseen = problem(petra.post(path, body), "version-required")
    opened_without_a_visit(service)
    answer = petra.post(path, {**body, "expect": flag["upto"]})

    assert [one["pointer"] for one in unseen["errors"]] == ["/expect/views", "/expect/events"]
    assert answer.status_code == 201, answer.text
    (left,) = petra.get("/flags?rule=no-visit").get_json()
    assert (left["flag"], len(left["findings"])) == (flag["flag"], 1)
    assert petra.post(path, {**body, "expect": left["upto"]}).status_code == 201
    assert petra.get("/flags?rule=no-visit").get_json() == []


def test_a_time_that_cannot_be_read_is_said(service: Service, app: Flask) -> None:
    petra = Program(service, "privacy-officer", app)
    body = {"why": "She was asked.", "since": "soon", "expect": {"views": 1, "events": 1}}

    found = problem(petra.get("/flags?since=soon"), "malformed")["errors"]

    assert [(one["in"], one["pointer"]) for one in found] == [("query", "since")]
    assert pointers(petra.post("/flags/self.u-1/set-asides", body)) == ["/since"]


# who works here, and by which rules


def test_an_account_is_added_changed_locked_and_lent_by_a_program_and_has_no_way_in(
    service: Service, app: Flask
) -> None:
    admin, ama = Program(service, "admin", app), Program(service, "clerk", app)
    deputy = service.personnel.account(ama.login)
    assert deputy
    added = admin.post("/accounts", {"login": "zoe", "name": "Zoe Lang", "role": "clerk"})
    ends = (service.clock().date() + timedelta(days=9)).isoformat()

    for act, body in [
        ("roles", {"role": "reviewer"}), ("roles", {"role": "auditor", "begins": ends, "ends": ends}),
        ("validities", {"ends": ends}), ("delegations", {"to": ama.login, "ends": ends}),
        ("delegation-ends", {"to": deputy.staff}), ("locks", {}), ("unlockings", {}),
    ]:  # fmt: skip
        seen = admin.get("/accounts/zoe").headers["ETag"]
        answer = admin.post(f"/accounts/zoe/{act}", body, if_match=seen)
        assert answer.status_code == 201, (act, answer.text)

    assert [topic for topic, _ in facts(service, added.get_json()["id"])] == [
        "staff.added", "staff.role-changed", "staff.role-lent", "staff.validity-changed", "staff.delegated",
        "staff.delegation-ended", "staff.locked", "staff.unlocked",
    ]  # fmt: skip
    told = admin.get("/accounts/zoe").get_json()
    assert (told["role"], told["lent"], told["ends"], told["locked"]) == ("reviewer", "auditor", ends, False)
    assert "zoe" in [one["login"] for one in admin.get("/accounts").get_json()]
    assert service.accounts.check("zoe", "") is None
    assert not added.get_json().keys() & {"code", "password"}


def test_a_role_that_was_changed_meanwhile_is_not_changed_over_that(service: Service, app: Flask) -> None:
    admin = Program(service, "admin", app)
    admin.post("/accounts", {"login": "zoe", "name": "Zoe Lang", "role": "clerk"})
    seen = admin.get("/accounts/zoe").headers["ETag"]
    assert admin.post("/accounts/zoe/roles", {"role": "verifier"}, if_match=seen).status_code == 201

    problem(admin.post("/accounts/zoe/roles", {"role": "reviewer"}, if_match=seen), "stale")
    problem(admin.post("/accounts/zoe/roles", {"role": "reviewer"}), "version-required")

    assert admin.get("/accounts/zoe").get_json()["role"] == "verifier"


def test_with_a_token_nobody_gives_themselves_anything_and_the_last_administrator_stays(
    service: Service, app: Flask
) -> None:
    admin = Program(service, "admin", app)
    admin.post("/accounts", {"login": "zoe", "name": "Zoe Lang", "role": "privacy-officer"})
    own, ends = f"/accounts/{admin.login}", service.clock().date().isoformat()

    for path, body in [
        (f"{own}/roles", {"role": "auditor"}), (f"{own}/locks", {}), (f"{own}/validities", {"ends": ends}),
        ("/accounts/zoe/delegations", {"to": admin.login, "ends": ends}),
    ]:  # fmt: skip
        problem(admin.post(path, body, if_match="*"), "invalid")

    account = service.personnel.account(admin.login)
    assert account
    assert (account.role, account.locked, account.ends) == ("admin", False, None)


def test_an_administrators_token_sees_no_record(service: Service, app: Flask, who: UUID) -> None:
    admin = Program(service, "admin", app)

    for path in (f"/patients/{who}", "/patients?q=nunez", "/worklist", "/log", "/access-log", "/cases"):
        problem(admin.get(path), "not-allowed")


def test_a_stolen_token_is_revoked_by_a_program(service: Service, app: Flask) -> None:
    admin, stolen = Program(service, "admin", app), Program(service, "clerk", app)
    assert stolen.get("/worklist").status_code == 200

    assert admin.post(f"/tokens/{stolen.token}/revocations", {}).status_code == 201

    problem(stolen.get("/worklist"), "not-signed-in")


def test_a_policy_is_adopted_over_the_version_that_was_seen_and_over_no_other(service: Service, app: Flask) -> None:
    admin = Program(service, "admin", app)
    path, body = "/policies/corrections/adoptions", {"text": {"undo_minutes": 30}, "approved_by": "The board"}
    first = admin.get("/policies/corrections")

    problem(admin.post(path, body), "version-required")
    adopted = admin.post(path, body, if_match=first.headers["ETag"])
    late = admin.post(path, {**body, "text": {"undo_minutes": 5}}, if_match=first.headers["ETag"])
    wrong = admin.post(path, {**body, "text": {"undo_minutes": "soon"}}, if_match="*")

    assert (first.get_json()["version"], first.get_json()["in_force"]) == (0, {"undo_minutes": 15})
    assert adopted.status_code == 201, adopted.text
    problem(late, "stale")
    assert pointers(wrong) == ["/text"]
    odd = admin.post("/policies/sign-in/adoptions", {**body, "text": {"second_factor": [{}]}}, if_match="*")
    assert pointers(odd) == ["/text"]
    now = admin.get("/policies/corrections").get_json()
    assert (now["number"], now["text"], now["in_force"]) == (1, {"undo_minutes": 30}, {"undo_minutes": 30})
    assert now.items() <= next(one for one in admin.get("/policies").get_json() if one["name"] == "corrections").items()


# closed records, holds, and what is grave


def test_a_closed_record_is_opened_in_an_emergency_by_a_token_for_that_alone(
    service: Service, app: Flask, who: UUID
) -> None:
    petra = Program(service, "privacy-officer", app)
    link, board = Program(service, "clerk", app, ["read", "record"]), Program(service, "clerk", app)
    label = {"confidentiality": "V", "reason": "late-information"}
    assert petra.post(f"/patients/{who}/labels", label, if_match="*").status_code == 201

    problem(link.get(f"/patients/{who}"), "closed")
    problem(link.post(f"/patients/{who}/emergency-openings", GLASS), "not-allowed")
    problem(board.get(f"/patients/{who}"), "closed")
    assert pointers(board.post(f"/patients/{who}/emergency-openings", {**GLASS, "why": "Soon."})) == ["/why"]
    opened = board.post(f"/patients/{who}/emergency-openings", GLASS)

    assert opened.status_code == 201, opened.text
    assert board.get(f"/patients/{who}").status_code == 200
    problem(link.get(f"/patients/{who}"), "closed")
    looked = {"entry": f"reviews.{opened.get_json()['entries'][0]}", "finding": "It was right."}
    assert petra.post(f"/patients/{who}/emergency-reviews", looked).status_code == 201
    assert pointers(petra.post(f"/patients/{who}/emergency-reviews", looked)) == ["/entry"]
    assert pointers(petra.post(f"/patients/{who}/emergency-reviews", {**looked, "entry": "reviews.q99"})) == ["/entry"]


def test_a_record_is_held_and_its_erasure_asked_for_and_refused_and_never_approved_by_a_program(
    service: Service, app: Flask, who: UUID
) -> None:
    petra, admin = Program(service, "privacy-officer", app), Program(service, "admin", app)
    path = f"/patients/{who}"

    held = petra.post(f"{path}/holds", HELD)
    no = petra.post(f"{path}/erasure-requests", {"ground": "court-order"})
    lifted = petra.post(f"{path}/hold-liftings", {"hold": "h1", "why": "It is settled."})
    asked = petra.post(f"{path}/erasure-requests", {"ground": "court-order"})
    refused = admin.post(f"{path}/erasure-refusals", {"basis": "archive"})

    assert [one.status_code for one in (held, lifted, asked, refused)] == [201] * 4
    assert problem(no, "invalid")["detail"] == "There is nothing of this kind to be done now."
    assert pointers(petra.post(f"{path}/hold-liftings", {"hold": "h9", "why": "-"})) == ["/hold"]
    assert [topic for topic, _ in facts(service, held.get_json()["id"])] == [
        "disposition.opened", "hold.placed", "hold.lifted", "erasure.requested", "erasure.refused",
    ]  # fmt: skip
    problem(admin.post(f"{path}/erasure-approvals", {"number": "0000000195"}), "not-found")


def test_with_a_cookie_what_is_grave_takes_the_password_that_a_page_would_take(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(service, "admin")
    token = client.get("/account").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    body = {"login": "zoe", "name": "Zoe Lang", "role": "clerk"}

    def post(path: str, told: Any, key: str) -> Any:
        return client.post(f"{V1}{path}", json=told, headers={"Idempotency-Key": key, "X-CSRFToken": token})

    fresh = post("/accounts", body, "one")
    monkeypatch.setattr(sessions, "FRESH", timedelta(seconds=-1))
    late = post("/accounts", {**body, "login": "yan"}, "two")
    locked = post("/accounts/zoe/locks", {}, "three")

    assert fresh.status_code == 201, fresh.text
    problem(late, "not-proved")
    assert locked.status_code == 201, locked.text
    assert service.personnel.account("yan") is None


# all of them


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with Service.create(tmp_path_factory.mktemp("duties") / "store", "test.example/log") as service:
        everything(service)
        service.views.ready()
        yield create_app(service)


@pytest.mark.parametrize("duty", DUTIES, ids=lambda one: one.path)
def test_every_duty_refuses_nonsense_with_the_place_and_records_nothing(full: Flask, duty: Duty) -> None:
    service: Service = full.extensions["caretrail"]
    named = {"number": "C-2026-0001", "flag": "self.u-1", "login": "ama", "token": "t-1", "name": "corrections"}
    sample = service.views.verifications.newest(2**53, 1)[0].id
    path = duty.path.replace("<uuid:sample>", sample).replace("<", "{").replace(">", "}").format(**named)
    role = "admin" if duty.may is May.KEEP_ACCOUNTS else "privacy-officer" if "admin" in duty.may.roles else ""
    program = Program(service, role if role in duty.may.roles else "reviewer", full)
    before = service.store.log.position

    answer = program.post(f"/{path}", {"nonsense": "x"}, if_match="*")

    found = problem(answer, "invalid")["errors"]
    assert {"in": "body", "pointer": "/nonsense", "detail": "There is no such field."} in found
    assert service.store.log.position == before


@pytest.mark.parametrize("duty", [one for one in DUTIES if one.may.roles & _RECORDS and one.may is not May.KEY_AGAIN],
                         ids=lambda one: one.path)  # fmt: skip
def test_a_token_for_records_alone_does_nothing_of_an_office(full: Flask, duty: Duty) -> None:
    service: Service = full.extensions["caretrail"]
    program = Program(service, min(duty.may.roles & _RECORDS), full, ["read"])
    path = duty.path.replace("<uuid:sample>", str(UUID(int=1))).replace("<", "").replace(">", "")

    problem(program.post(f"/{path}", {}), "not-allowed")
