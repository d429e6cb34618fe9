"""What a fuzzer cannot know from a description; schemathesis reads it in our long runs (`SCHEMATHESIS_HOOKS`).

Each command has a key of its own, and none is about an account by which the machine itself calls: locked, it would be
out. Most bodies are the example of the description with a little made up in it: one that is made up throughout is
refused for its first field, and nothing behind that is ever reached. Whom it asks is somebody who is there, and a name
to sign in with is a new one. What is to be wrong stays so.
"""

from __future__ import annotations

import re
from random import Random
from typing import Any
from uuid import uuid4

import schemathesis
from hypothesis import strategies as st
from schemathesis.generation.value import GeneratedValue

from tests.web.api.program import ROLES

KEY, ANOTHER = "Idempotency-Key", "ama"
_AS_MADE = 0.25  # of all bodies
_WELL_FORMED = re.compile(r"[!-~]{1,200}")
_OWN = re.compile(rf"({'|'.join(ROLES)})-[0-9]+")


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    if _WELL_FORMED.fullmatch((case.headers or {}).get(KEY, "")):
        case.headers[KEY] = str(uuid4())
    if _OWN.fullmatch((case.path_parameters or {}).get("login", "")):
        case.path_parameters["login"] = ANOTHER


@schemathesis.hook
def before_generate_body(context: Any, strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    content = context.operation.definition.raw["requestBody"]["content"]["application/json"]
    examples = [one["value"] for one in content["examples"].values()]
    return st.builds(_mixed, strategy, st.just(examples), st.randoms(use_true_random=True))


def _mixed(made: Any, examples: list[dict[str, Any]], chance: Random) -> Any:
    """By true chance, as the fuzzer takes examples itself: what it goes by is no other for what was answered."""
    value = made.value if isinstance(made, GeneratedValue) and made.meta is None else made
    if not isinstance(value, dict) or not value or chance.random() < _AS_MADE:
        return made  # it is to be wrong, or to be tried
    names = chance.sample(sorted(value), min(len(value), chance.randint(0, 2)))
    names += ["staff"] if "staff" in value else []
    new = {"login": f"yan.{uuid4().hex}"} if "login" in value else {}
    return {**chance.choice(examples), **new, **{name: value[name] for name in names}}
