"""An export is taken home, and whoever takes it or looks at it is noted."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask.testing import FlaskClient

from tests.support.pages import looking
from tests.web.bundling.pages.asking import ALL, ASKED, ask, reads, whose
from tests.web.clerk_desk import Desk, text
from tests.web.test_looked import harm


def test_a_download_goes_on_where_it_was_broken_off(auditor: Desk) -> None:
    at = ask(auditor)
    whole = auditor.client.get(f"{at}.zip")
    half = len(whole.data) // 2

    rest = auditor.client.get(f"{at}.zip", headers={"Range": f"bytes={half}-", "If-Range": whole.headers["ETag"]})
    same = auditor.client.get(f"{at}.zip", headers={"If-None-Match": whole.headers["ETag"]})
    beyond = auditor.client.get(f"{at}.zip", headers={"Range": f"bytes={10**9}-"})

    assert (rest.status_code, whole.headers["Accept-Ranges"]) == (206, "bytes")
    assert rest.data == whole.data[half:]
    assert (same.status_code, same.data, beyond.status_code) == (304, b"", 416)


def test_each_download_is_noted_as_a_read_of_all(auditor: Desk) -> None:
    at = ask(auditor)
    before = len(reads(auditor.service))

    auditor.client.get(f"{at}.zip")
    auditor.client.get(f"{at}.zip", headers={"Range": "bytes=5-"})

    told = reads(auditor.service)[before:]
    assert [(one["section"], one["medium"], one["whole"], one["address"]) for one in told] == [
        ("export", "file", True, f"{at}.zip")
    ] * 2


def test_of_chosen_patients_it_is_noted_as_theirs(auditor: Desk, who: UUID) -> None:
    at = ask(auditor, patient=str(who), profile="patient-copy")
    before = len(reads(auditor.service))

    auditor.client.get(at)
    auditor.client.get(f"{at}.zip")

    page, file = reads(auditor.service)[before:]
    assert (page["section"], page["medium"], bool(page["whole"])) == ("exports", "page", False)
    assert (file["section"], file["medium"], bool(file["whole"])) == ("export", "file", False)
    assert whose(auditor.service, page) == whose(auditor.service, file) == [str(who)]


def test_what_was_typed_of_a_recipient_stands_in_no_address(auditor: Desk) -> None:
    ask(auditor, note="A secret note.")
    auditor.send(f"{ALL}/new", {**ASKED, "note": "A secret note."}, then="count")

    assert not [one for one in reads(auditor.service) if "secret" in one["address"] or "Harbour" in one["address"]]


def test_where_the_read_cannot_be_noted_nothing_is_handed_out(auditor: Desk) -> None:
    at = ask(auditor)
    harm(auditor.service)

    assert auditor.client.get(f"{at}.zip").status_code == 503


def _seen(desk: Desk, client: FlaskClient, address: str) -> str:
    client.get(address)
    position = reads(desk.service)[-1]["position"]
    return text(client.get(f"/audit/access/{position}/seen").text)


def test_what_somebody_saw_of_an_export_is_shown_again_as_the_log_had_it(auditor: Desk, who: UUID) -> None:
    at = ask(auditor, patient=str(who))
    client = looking(auditor.service, "reviewer")

    page, listed, form = (_seen(auditor, client, address) for address in (at, ALL, f"{ALL}/new?patient={who}"))
    client.get(f"{at}.zip")
    file = _seen(auditor, client, f"{at}.zip")

    assert "The export was sealed" in page
    assert "Harbour Review Board" in listed
    assert "All of them are of Lucía Núñez" in form
    assert "This cannot be shown again" in file


@pytest.mark.parametrize("role", ["clerk", "senior-clerk", "verifier", "admin"])
def test_others_are_told_that_it_is_not_for_their_role(auditor: Desk, role: str) -> None:
    at = ask(auditor)
    client = looking(auditor.service, role)

    answers = {client.get(address).status_code for address in (ALL, at, f"{at}.zip", f"{ALL}/new")}
    sent = {client.post(f"{at}/{act}").status_code for act in ("give-up", "go-on", "take-away")}

    assert (answers, sent) == ({403}, {403})
    assert "Exports" not in client.get("/").text
