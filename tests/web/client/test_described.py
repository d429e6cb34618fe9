"""The client says what the server's own description says: no more, no less."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from tests.support.pages import looking
from web.client import Client, answers, api, office
from web.client.api import V1, Command
from web.client.office import AccountAct, CaseAct, SampleAct
from web.service import Service

OF = f"{V1}/patients/{{who}}"
METHODS = {
    "find_patients": "find", "register_patient": "register", "register_unidentified": "register_unidentified",
    "get_patient": "file", "get_history": "history", "get_blame": "blame", "compare_patient": "compare",
    "get_chart": "chart", "get_access": "access", "get_attachment": "attachment", "get_log": "log",
    "get_access_log": "access_log", "get_event": "event", "get_proof": "proof", "get_checkpoint": "checkpoint",
    "request_export": "request_export", "get_export": "export", "get_export_file": "save_export",
    "get_worklist": "worklist", "find_terms": "terms", "give_up_export": "give_up_export",
    "resume_export": "resume_export", "remove_export": "remove_export",
    "get_cases": "cases", "get_case": "case", "open_case": "open_case", "get_flags": "flags",
    "set_aside_flag": "set_aside", "draw_sample": "draw_sample", "get_sample": "sample", "get_accounts": "accounts",
    "get_account": "account", "add_account": "add_account", "revoke_token": "revoke_token",
    "get_policies": "policies", "get_policy": "policy", "adopt_policy": "adopt",
}  # fmt: skip
FILTERS = {
    "get_history": api.ChangeFilters, "get_access": api.Filters, "get_log": api.LogFilters,
    "get_access_log": api.AccessFilters, "get_worklist": api.WorkFilters, "get_cases": office.CaseFilters,
    "get_flags": office.FlagFilters,
}  # fmt: skip
ACTS = {
    OF: ("record", Command), f"{V1}/cases/{{number}}": ("on_case", CaseAct),
    f"{V1}/accounts/{{login}}": ("on_account", AccountAct), f"{V1}/samples/{{sample}}": ("on_sample", SampleAct),
}  # fmt: skip
"""Where several commands stand, the method that gives them, and which there are."""
ANSWERS = {name: it for name, it in vars(answers).items() if is_typeddict(it)}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with Service.create(tmp_path_factory.mktemp("described") / "store", "test.example/log") as service:
        told: dict[str, Any] = looking(service, "").get("/api/openapi.json").get_json()
    return told


def operations(document: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    return {
        told["operationId"]: (path, told)
        for path, methods in document["paths"].items() for told in methods.values()
        if isinstance(told, dict) and "operationId" in told
    }  # fmt: skip


@pytest.mark.parametrize("at", ACTS)
def test_every_command_is_one_that_the_client_knows(document: dict[str, Any], at: str) -> None:
    posted = {path for path, told in document["paths"].items() if "post" in told}

    assert {path.removeprefix(f"{at}/") for path in posted if path.startswith(f"{at}/")} == set(get_args(ACTS[at][1]))


def test_every_other_operation_is_a_method(document: dict[str, Any]) -> None:
    every = operations(document)
    others = {name for name, (path, told) in every.items()
              if "requestBody" not in told or not any(path.startswith(f"{at}/") for at in ACTS)}  # fmt: skip

    assert others == METHODS.keys()
    assert {name for name, _ in inspect.getmembers(Client, inspect.isfunction) if name[0] != "_"} == {
        *METHODS.values(), *(method for method, _ in ACTS.values()), "close",
    }  # fmt: skip


@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_of_a_list_is_one_that_the_client_knows(document: dict[str, Any], name: str) -> None:
    _, told = operations(document)[name]
    asked = {one["name"]: one["schema"] for one in told["parameters"] if one["in"] == "query"}
    hints = get_type_hints(FILTERS[name])

    assert asked.keys() - {"cursor"} == hints.keys()
    for one, hint in hints.items():
        closed = {it for it in get_args(hint) if isinstance(it, str)}
        assert not closed or closed == set(asked[one]["enum"]), one


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_has_the_members_that_are_described_and_those_that_are_always_there(
    document: dict[str, Any], name: str
) -> None:
    told = document["components"]["schemas"][name]

    hints = get_type_hints(ANSWERS[name], include_extras=True)
    always = {one for one, hint in hints.items() if get_origin(hint) is not NotRequired}

    assert hints.keys() == told["properties"].keys()
    assert (always if ANSWERS[name].__total__ else set()) == set(told.get("required", ()))


def test_the_client_knows_each_problem_by_the_name_in_its_address(document: dict[str, Any]) -> None:
    source = Path(inspect.getfile(api)).parent.joinpath("transport.py").read_text()

    assert '"in-progress"' in source
    assert document["components"]["schemas"]["ProblemDocument"]["properties"].keys() >= {"type", "errors", "instance"}
