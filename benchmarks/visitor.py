"""Somebody who has signed in, at a browser without a network."""

from __future__ import annotations

from flask.testing import FlaskClient

from web.app import create_app
from web.service import Service

PASSWORD = "a benchmark's password"
PEOPLE = {"ama": ("Ama Boateng", "clerk"), "ruth": ("Ruth Adeyemi", "reviewer")}


def visitor(service: Service, login: str) -> FlaskClient:
    """One of `PEOPLE`, on file from the first time on."""
    if service.personnel.account(login) is None:
        service.personnel.add(login, *PEOPLE[login], service.system())
        service.accounts.set_password(login, PASSWORD)
    app = create_app(service)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/", data={"name": login, "pw": PASSWORD})
    return client
