"""A clerk at a desk of our own: signs in, opens pages and sends forms as a browser without scripts would."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from domain.by import By
from domain.fact import Fact
from tests.support.serving import ticked
from web.app import create_app
from web.service import Service

AMA = By(actor="s1", name="Ama Boateng", role="clerk")
WHY = By(
    actor="s2", name="Inês Falcão", role="senior-clerk", reason="typing-error", because="Two digits changed places."
)
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


class Desk:
    """`get` and `send` answer with pages; `page` is the text of the last one, as it would be read."""

    def __init__(self, service: Service, role: str = "clerk") -> None:
        self.service = service
        self.app = create_app(service)
        self.login = login = role.replace("-", "")
        service.personnel.add(login, f"{role.capitalize()} Boateng", role, service.system())
        self.client: FlaskClient = self.app.test_client()
        with self.client.session_transaction() as session:
            session["token"] = service.accounts.begin(login)

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return answer.text

    def send(self, path: str, fields: Mapping[str, Any], **more: Any) -> TestResponse:
        """Open the form, fill it in and send it with all that was hidden in it."""
        hidden = {name: html.unescape(value) for name, value in _HIDDEN.findall(self.client.get(path).text)}
        return self.client.post(path, data={**hidden, **more, **fields})

    def again(self, path: str, answer: TestResponse, fields: Mapping[str, Any]) -> TestResponse:
        """Send the page that came back, with other fields."""
        hidden = {name: html.unescape(value) for name, value in _HIDDEN.findall(answer.text)}
        return self.client.post(path, data={**hidden, **fields})

    def found(self, words: str) -> UUID:
        """The likeliest patient to be meant."""
        self.service.views.ready()
        return UUID(self.service.views.directory.search(words)[0]["id"])

    def facts(self, who: UUID) -> list[Fact]:
        return list(self.service.store.journal.history(who))

    def told(self, who: UUID) -> list[tuple[str, dict[str, Any]]]:
        """Each fact of a record as its stored name and its fields."""
        return [(fact.TOPIC, fact.payload()) for fact in self.facts(who)]


def confirmations(answer: TestResponse) -> list[str]:
    """What the boxes of a page would send, were they ticked."""
    return ticked(answer.text)


def text(page: str) -> str:
    """A page as it is read: without its marks, with single spaces."""
    body = page.partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
