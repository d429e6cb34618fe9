"""Programs open a closed record in an emergency, hold records, and ask for erasures, which none approves."""

from __future__ import annotations

from unittest.mock import ANY
from uuid import UUID

from flask import Flask

from tests.web.api.duties.answers import facts, pointers
from tests.web.api.program import Program, problem
from web.service import Service

HELD = {"matter": "Otieno v. the clinic"}
GLASS = {"emergency": "other", "why": "Unconscious, and nobody knows what she takes."}


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


def test_a_program_closes_again_what_it_has_opened_and_nobody_elses(service: Service, app: Flask, who: UUID) -> None:
    petra, board = Program(service, "privacy-officer", app), Program(service, "clerk", app)
    other = Program(service, "senior-clerk", app)
    path, label = f"/patients/{who}", {"confidentiality": "V", "reason": "late-information"}
    assert petra.post(f"{path}/labels", label, if_match="*").status_code == 201
    opened, theirs = (one.post(f"{path}/emergency-openings", GLASS).get_json() for one in (board, other))
    wanted, foreign = ({"entry": f"reviews.{one['entries'][0]}"} for one in (opened, theirs))

    assert pointers(board.post(f"{path}/emergency-endings", foreign)) == ["/entry"]
    assert board.post(f"{path}/emergency-endings", wanted).status_code == 201

    problem(board.get(path), "closed")
    problem(board.post(f"{path}/emergency-endings", wanted), "closed")
    assert facts(service, str(who))[-1] == ("glass.ended", {"glass": opened["entries"][0], "was": ANY})


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
