"""Linking one's own account with a provider, and nobody else's."""

from __future__ import annotations

from flask.testing import FlaskClient

from domain.links import LinkOpened, StaffLinked, StaffUnlinked
from tests.support.listening import employ
from tests.support.openid import OpenId
from tests.support.told import told
from tests.web.clerk_desk import text
from tests.web.provider.going import PASSWORD, RUTH, sign_in
from web.app import create_app
from web.service import Service


def test_whoever_has_signed_in_links_themselves_and_unlinks(service: Service, there: OpenId) -> None:
    employ(service, [("eve", "Eve Okafor", "clerk")], PASSWORD)
    client = create_app(service).test_client()
    client.application.config["WTF_CSRF_ENABLED"] = False
    with client.session_transaction() as session:
        session["token"] = service.accounts.begin("eve")
    before = service.store.log.position

    shown = sign_in(client, "/provider?link=1", "eve")
    none_yet = told(service, before)
    done = client.post("/provider/link")
    stream = service.store.journal.at([service.store.log.position])[0].stream
    listed = text(client.get("/account/ways").text)
    client.post(f"/provider/unlink/{stream}")

    staff = service.personnel.account("eve").staff  # type: ignore[union-attr]
    assert "Is this you at Harbour Hospital?" in text(shown.text)
    assert none_yet == []
    assert (done.status_code, done.location) == (303, "/account/ways")
    assert "eve at http" in listed
    assert told(service, before) == [
        (LinkOpened, {"issuer": there.address, "subject": "eve"}),
        (StaffLinked, {"staff": staff, "login": "eve"}),
        (StaffUnlinked, {"staff": staff, "login": "eve"}),
    ]


def test_nobody_is_two_accounts(service: Service) -> None:
    employ(service, [("eve", "Eve Okafor", "clerk")], PASSWORD)
    client = create_app(service).test_client()
    client.application.config["WTF_CSRF_ENABLED"] = False
    with client.session_transaction() as session:
        session["token"] = service.accounts.begin("eve")
    sign_in(client, "/provider?link=1", RUTH)

    answer = client.post("/provider/link")

    assert answer.status_code == 409
    assert "This sign-in belongs to another account here." in text(answer.text)


def test_nobody_is_linked_by_another_site_or_by_another_hand(client: FlaskClient, service: Service) -> None:
    """The page that is shown is sent by whoever sees it: without its token, or by somebody else, it links nobody."""
    employ(service, [("eve", "Eve Okafor", "clerk")], PASSWORD)
    with client.session_transaction() as session:
        session["token"] = service.accounts.begin("eve")
    sign_in(client, "/provider?link=1", "eve")
    before = service.store.log.position
    by_another_site = client.post("/provider/link")
    client.application.config["WTF_CSRF_ENABLED"] = False
    with client.session_transaction() as session:
        session["token"] = service.accounts.begin(RUTH)
    by_another_hand = client.post("/provider/link")

    assert (by_another_site.status_code, by_another_hand.status_code) == (400, 400)
    assert service.store.log.position == before


def test_to_link_one_has_to_be_signed_in(client: FlaskClient) -> None:
    assert client.get("/provider?link=1").location.startswith("/?next=")
