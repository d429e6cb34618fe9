"""Everywhere one can come in there is a rule, and a right that nothing asks for is in no table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask.views import MethodView

from domain.permissions import RULE, May
from domain.staff import ROLES
from tests.support.office import everything
from tests.web.clerk_desk import Desk, text
from tests.web.command import caretrail
from web.app import create_app
from web.cli import main
from web.cli.context import NOT_ALLOWED
from web.pages.access import ANYBODY, only, ruleless
from web.service import Service

MACHINE: set[str] = {
    "backup", "demo", "doctor", "init", "replay", "restore", "serve", "store copy", "store migrate-schema",
    "trail anchor mail",
    "trail anchor timestamp", "trail anchor witness", "trail check-paper", "trail checkpoint", "trail key",
    "trail prove", "trail recover", "trail report", "trail rotate-key", "trail status", "trail verify", "views check",
    "views rebuild", "witness init", "witness key", "witness serve", "witness trust",
}  # fmt: skip
"""For whoever has the machine and the store's folder: they show nothing of any patient, and need no account."""
_MRN, _NOBODY = "0000000195", "nobody"
BACK = {"senior-clerk", "reviewer", "privacy-officer", "auditor"}
AUDIT = BACK - {"senior-clerk"}
READ = BACK | {"clerk", "verifier"}
COMMANDS: dict[str, tuple[list[str], set[str]]] = {
    "access log": ([], AUDIT),
    "import fhir": (["nothing.json", "--dry-run"], {"clerk", "senior-clerk"}),
    "patient blame": ([_MRN], BACK),
    "patient compare": ([_MRN, "2", "3"], BACK),
    "patient erase": ([_MRN, "--refuse", "retention"], {"privacy-officer", "admin"}),
    "patient find": (["lucia"], READ),
    "patient history": ([_MRN], BACK),
    "patient hold": ([_MRN, "--lift", "h9", "--why", "Over."], {"privacy-officer", "admin"}),
    "patient show": ([_MRN], READ),
    "staff add": (["ama", "--name", "Ama", "--role", "clerk"], {"admin"}),
    "staff delegate": ([_NOBODY, _NOBODY], set(ROLES)),
    "staff reset": ([_NOBODY], {"admin"}),
    "staff invite": (["ama", "--name", "Ama", "--role", "clerk"], {"admin"}),
    "staff sessions": ([_NOBODY], {"admin"}),
    "staff unlock": ([_NOBODY], {"admin"}),
    "staff limit": ([_NOBODY, "--until", "2099-01-01"], {"admin"}),
    "staff link": ([_NOBODY, "subject"], {"admin"}),
    "staff list": ([], set(ROLES)),
    "staff lock": ([_NOBODY], {"admin"}),
    "staff password": ([_NOBODY], {"admin"}),
    "staff role": ([_NOBODY, "clerk"], {"admin"}),
    "staff token issue": (
        [_NOBODY, "--name", "Lab", "--scope", "read", "--until", "2099-01-01"],
        {"admin"},
    ),
    "staff token list": ([], set(ROLES)),
    "staff token revoke": (["t-00000000"], set(ROLES)),
    "trail export": (["out.zip", "--purpose", "Audit", "--patient", "9999999999"], AUDIT),
    "trail log": ([], AUDIT),
}
"""What an account is asked for: what to say, and the roles that get further. None of these changes anything here."""


def _commands(group: click.Group, path: str = "") -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        one = group.get_command(context, name)
        if isinstance(one, click.Group):
            yield from _commands(one, f"{path}{name} ")
        else:
            yield f"{path}{name}"


def test_every_command_of_the_command_line_has_a_rule() -> None:
    assert set(_commands(main)) == MACHINE | COMMANDS.keys()
    assert not MACHINE & COMMANDS.keys()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of every role works here."""
    place = tmp_path_factory.mktemp("roles") / "store"
    with Service.create(place, "test.example/log") as service:
        everything(service)
        for role in ROLES:
            service.personnel.add(f"a-{role}", "Ruth Adeyemi", role, service.system())
    return place


@pytest.mark.slow
@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_command_is_for_those_who_may_and_for_nobody_else(
    folder: Path, role: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    codes = {name: caretrail(folder, *name.split(), *said, actor=f"a-{role}") for name, (said, _) in COMMANDS.items()}

    refused = {name for name, done in codes.items() if done.exit_code == NOT_ALLOWED}
    assert refused == {name for name, (_, roles) in COMMANDS.items() if role not in roles}


def test_the_past_is_for_those_who_may_look_back_on_the_command_line_too(folder: Path) -> None:
    done = caretrail(folder, "patient", "show", _MRN, "--known", "2", actor="a-clerk")

    assert (done.exit_code, done.stdout) == (NOT_ALLOWED, "")
    assert "it takes one of: senior-clerk, reviewer, privacy-officer, auditor." in done.stderr


def test_every_address_says_who_may_open_it_or_opens_for_anybody(service: Service) -> None:
    views = create_app(service).view_functions

    assert {name for name in views if name in ANYBODY} == ANYBODY
    assert ruleless(views) == set()
    assert all(isinstance(one, May) for name, view in views.items() for one in getattr(view, RULE, ()))


def test_an_address_without_a_rule_is_found_as_is_a_method_without_one() -> None:
    class Half(MethodView):
        @only(May.OPEN_RECORD)
        def get(self) -> str:
            return ""

        def post(self) -> str:
            return ""

    class Whole(MethodView):
        @only(May.OPEN_RECORD)
        def get(self) -> str:
            return ""

    found = {"none": lambda: "", "half": Half.as_view("half"), "whole": Whole.as_view("whole"), "static": lambda: ""}

    assert ruleless(found) == {"none", "half"}


def test_no_page_is_ruled_by_nothing(service: Service) -> None:
    assert ruleless({"page": only()(lambda: "")}) == {"page"}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_whoever_has_signed_in_reads_what_their_role_may_and_what_others_may(service: Service, role: str) -> None:
    desk = Desk(service, role)

    page = desk.get("/office/roles")

    read = text(page)
    assert f"You are here as {ROLES[role].lower()} ." in read
    assert all(one.says in read and one.code in read for one in May)
    assert page.count('class="is-yes is-mine"') == sum(role in one.roles for one in May)
    assert page.count('class="is-no is-mine"') == sum(role not in one.roles for one in May)
    assert page.count("is-yes") == sum(len(one.roles) for one in May)


def test_a_refusal_leads_to_who_may(service: Service) -> None:
    page = Desk(service, "clerk").get("/audit/log", 403)

    assert '<a href="/office/roles">' in page.partition("<main")[2]
