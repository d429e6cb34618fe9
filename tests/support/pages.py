"""Pages as somebody sees them, and what stands where on them."""

from __future__ import annotations

from html.parser import HTMLParser

from flask import g, request, session
from flask.testing import FlaskClient

from web.app import create_app
from web.service import Service

_VOID = frozenset(("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"))


def looking(service: Service, role: str) -> FlaskClient:
    """A browser at which somebody of this role has signed in; with no role, nobody has."""
    app = create_app(service)
    app.config["WTF_CSRF_ENABLED"] = False
    login = f"a-{role}"
    if role and service.personnel.account(login) is None:
        service.personnel.add(login, "Ruth Adeyemi", role, service.system())

    @app.before_request
    def enter() -> None:
        g.account = service.personnel.account(login) if role else None
        if role and request.method == "POST":
            session["token"] = service.accounts.begin(login)  # what is grave asks when the password was given last

    return app.test_client()


class _Marked(HTMLParser):
    def __init__(self, prefix: str) -> None:
        super().__init__()
        self.prefix, self.open, self.found = prefix, list[tuple[str, str | None]](), dict[str, str]()
        self.classes = dict[str, set[str]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        id = told.get("id") or ""
        if id.startswith(self.prefix):
            self.found[id.removeprefix(self.prefix)] = ""
        for _, inside in self.open:
            if inside is not None:
                self.classes.setdefault(inside, set()).update((told.get("class") or "").split())
        if tag not in _VOID:
            self.open.append((tag, id.removeprefix(self.prefix) if id.startswith(self.prefix) else None))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for _, inside in self.open:
            if inside is not None:
                self.found[inside] += data


def marked(page: str, prefix: str) -> dict[str, str]:
    """The text of every element whose id begins so, by the rest of its id."""
    reader = _Marked(prefix)
    reader.feed(page)
    return {id: " ".join(text.split()) for id, text in reader.found.items()}


def holding(page: str, prefix: str, name: str) -> set[str]:
    """Of these elements those that hold something of a class."""
    reader = _Marked(prefix)
    reader.feed(page)
    return {id for id, names in reader.classes.items() if name in names}
