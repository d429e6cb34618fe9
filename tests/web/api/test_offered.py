"""Whatever a page does, a program does as well, or it is said here why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from web.access.step_up import is_grave
from web.api.duties import DUTIES
from web.app import create_app
from web.entering import amending, casework, commands, disposing, entry_commands, missing, releasing
from web.pages import staff
from web.service import Service

ACTS: Mapping[str, Collection[str]] = {
    "clerk.command": commands.ON_FILE, "clerk.entry_command": entry_commands.NAMES, "office.decide": missing.DECISIONS,
    "amendments.decide": amending.DECISIONS, "releases.act": releasing.ACTS, "cases.act": casework.ACTS,
    "erasing.act": disposing.ACTS, "staff.act": staff.ACTS,
}  # fmt: skip
"""What is done at an address whose last word says what."""
OF = "patients/{who}"
OFFERED: Mapping[str, Collection[str]] = {
    "clerk.register": ["patients"],
    "clerk.register_unidentified": ["unidentified-patients"],
    **{f"clerk.command {act}": [f"{OF}/{path}"] for act, path in {
        "edit": "updates", "correct": "corrections", "identify": "identifications", "death": "deaths",
        "revoke-death": "death-revocations", "visits": "visits", "check-in": "check-ins",
        "measurements": "measurements", "blood-groups": "blood-groups", "history-entries": "history-entries",
        "none-known": "none-known", "reports": "reports",
    }.items()},
    **{f"clerk.entry_command {act}": [f"{OF}/{path}" for path in paths] for act, paths in {
        "correct": ["corrections"], "retract": ["retractions"], "move": ["moves"], "note": ["addenda"],
        "affirm": ["reaffirmations"], "close": ["visit-closures"], "change": ["visit-changes"],
        "reopen": ["visit-reopenings"], "cancel": ["visit-cancellations", "report-cancellations"],
        "status": ["status-changes"], "amend": ["report-amendments"], "issue": ["report-issues"],
        "acknowledge": ["acknowledgements"],
    }.items()},
    "documents.attachments": [f"{OF}/attachments"],
    "duplicates.deny": [f"{OF}/not-duplicates"],
    "office.undo": [f"{OF}/undoings"],
    "office.review": [f"{OF}/reviews"],
    "office.decide waive": [f"{OF}/waivers"],
    "office.decide assign": [f"{OF}/assignments"],
    "office.decide dispute": [f"{OF}/disputes"],
    "amendments.new": [f"{OF}/amendment-requests"],
    "amendments.decide accept": [f"{OF}/amendment-acceptances"],
    "amendments.decide deny": [f"{OF}/amendment-denials"],
    "amendments.decide extend": [f"{OF}/amendment-extensions"],
    "amendments.disagree": [f"{OF}/disagreements"],
    "releases.new": [f"{OF}/release-requests"],
    "releases.act disclose": [f"{OF}/disclosures"],
    "releases.act refuse": [f"{OF}/release-refusals"],
    "glass.label": [f"{OF}/labels"],
    "glass.broken": [f"{OF}/emergency-openings"],
    "glass.end": [f"{OF}/emergency-endings"],
    "glass.review": [f"{OF}/emergency-reviews"],
    "erasing.act ask": [f"{OF}/erasure-requests"],
    "erasing.act refuse": [f"{OF}/erasure-refusals"],
    "erasing.act hold": [f"{OF}/holds"],
    "erasing.lift": [f"{OF}/hold-liftings"],
    "cases.new": ["cases"],
    **{f"cases.act {act}": [f"cases/{{number}}/{path}"] for act, path in {
        "pin": "pins", "ask": "questions", "finding": "findings", "people": "people", "told": "tellings",
        "close": "closures", "reopen": "reopenings",
    }.items()},
    "cases.pin": ["cases/{number}/pins"],
    "cases.unpin": ["cases/{number}/unpinnings"],
    "flags.aside": ["flags/{flag}/set-asides"],
    "verification.new": ["samples"],
    "verification.key": ["samples/{sample}/keyings"],
    "verification.close": ["samples/{sample}/closures"],
    "staff.invite": ["accounts"],
    "staff.limit": ["accounts/{login}/validities"],
    "staff.role": ["accounts/{login}/roles"],
    "staff.delegate": ["accounts/{login}/delegations"],
    "staff.end_delegation": ["accounts/{login}/delegation-ends"],
    "staff.act lock": ["accounts/{login}/locks"],
    "staff.act unlock": ["accounts/{login}/unlockings"],
    "tokens.revoke": ["tokens/{token}/revocations"],
    "policies.policy": ["policies/{name}/adoptions"],
    "exports.new": ["exports"],
    "exports.give_up": ["exports/{export}/give-ups"],
    "exports.go_on": ["exports/{export}/resumptions"],
    "exports.take_away": ["exports/{export}/removals"],
}  # fmt: skip
_WAY_IN = "No token makes a way in: whoever stole one would stay when it is revoked."
_BROWSER = "It is about the sign-in of a browser, and a program has none."
_OWN = "What somebody gives away of themselves they give in person, with their password."
NOT_OFFERED: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "door.sign_in",
            "door.code",
            "door.welcome",
            "account.password",
            "account.second_factor",
            "account.remove",
            "account.renew",
            "tokens.new",
            "provider.link",
            "provider.unlink",
            "passkeys.ask",
            "passkeys.enter",
            "passkeys.offer",
            "passkeys.add",
            "passkeys.remove",
            "staff.reset",
            "staff.act remove-second-factor",
            "staff.act remove-passkeys",
        ),
        _WAY_IN,
    ),
    **dict.fromkeys(
        (
            "door.sign_out",
            "account.again",
            "account.act",
            "account.end",
            "account.end_others",
            "purpose.tell",
            "keys.switch",
        ),
        _BROWSER,
    ),
    **dict.fromkeys(("account.delegate", "account.end_delegation"), _OWN),
    "staff.act end-sessions": "A lock ends them as well; ended alone, they begin anew with the same password.",
    "asked.question": "A person is asked what they did, and a person answers.",
    "erasing.act approve": "Nothing brings the record back: the second of two people is there in person.",
    "audit.sign": "The program signs by itself, and whoever has the machine by `caretrail trail checkpoint`.",
    **dict.fromkeys(("searches.save", "searches.change", "searches.remove"), "A kept search is a link on a page."),
}
"""What a page does and no program, each with the reason."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with Service.create(tmp_path_factory.mktemp("offered") / "store", "test.example/log") as service:
        yield create_app(service)


def done_by_pages(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and not rule.rule.startswith("/api/"):
            acts = ACTS.get(rule.endpoint)
            yield from [rule.endpoint] if acts is None else (f"{rule.endpoint} {act}" for act in acts)


def does(app: Flask, named: str) -> Callable[..., Any]:
    endpoint, _, act = named.partition(" ")
    return staff.ACTS[act][0] if endpoint == "staff.act" else app.view_functions[endpoint]


def done_by_programs(app: Flask) -> set[str]:
    every = (rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ()))
    return {described(path.removeprefix("/api/v1/")) for path in every if path.startswith("/api/")}


def described(path: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)


def test_whatever_a_page_does_is_offered_to_programs_or_it_is_said_why_not(app: Flask) -> None:
    assert set(done_by_pages(app)) == OFFERED.keys() | NOT_OFFERED.keys()
    assert not OFFERED.keys() & NOT_OFFERED.keys()


def test_what_is_offered_is_what_pages_do_and_nothing_else(app: Flask) -> None:
    assert {path for paths in OFFERED.values() for path in paths} == done_by_programs(app)


def test_what_takes_the_password_once_more_on_a_page_takes_it_of_a_program_too(app: Flask) -> None:
    paths = {path for named, offered in OFFERED.items() if is_grave(does(app, named)) for path in offered}

    grave = {described(duty.path) for duty in DUTIES if duty.grave}
    assert grave == paths - {"exports"}  # which asks by what is chosen: tests/web/api/test_exporting.py
    assert "accounts/{login}/unlockings" in grave


@pytest.mark.parametrize("named", sorted(NOT_OFFERED))
def test_what_no_program_does_is_told_in_the_decision_too(named: str) -> None:
    """As the page that does it, so that whoever reads it finds out of what it speaks."""
    told = Path("docs/decisions/0025-the-api.md").read_text()

    assert NOT_OFFERED[named].endswith(".")
    assert NOT_OFFERED[named] in " ".join(told.split())
