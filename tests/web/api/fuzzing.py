"""What a fuzzer cannot know from a description; schemathesis reads it in our long runs (`SCHEMATHESIS_HOOKS`).

Each command has a key of its own. Most bodies are the example of the description with a little made up in it: one that
is made up throughout is refused for its first field, and nothing behind that is ever reached. What is to be wrong
stays so.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import schemathesis
from hypothesis import strategies as st
from schemathesis.generation.value import GeneratedValue

KEY = "Idempotency-Key"
_WELL_FORMED = re.compile(r"[!-~]{1,200}")


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    if _WELL_FORMED.fullmatch((case.headers or {}).get(KEY, "")):
        case.headers[KEY] = str(uuid4())


@schemathesis.hook
def before_generate_body(context: Any, strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    content = context.operation.definition.raw["requestBody"]["content"]["application/json"]
    examples = [one["value"] for one in content["examples"].values()]
    return strategy.flatmap(lambda made: _mixed(made, examples))


def _mixed(made: Any, examples: list[dict[str, Any]]) -> st.SearchStrategy[Any]:
    value = made.value if isinstance(made, GeneratedValue) and made.meta is None else made
    if not isinstance(value, dict) or not value:
        return st.just(made)  # it is to be wrong
    some = st.lists(st.sampled_from(sorted(value)), max_size=2)
    mixed = st.builds(
        lambda usual, names: {**usual, **{name: value[name] for name in names}}, st.sampled_from(examples), some
    )
    return st.one_of(mixed, mixed, mixed, st.just(made))
