"""The form by which a flag is set aside."""

from __future__ import annotations

from typing import Any

from domain.watching import RULES
from projections.flags.rank import Flag
from web.entering.forms import Form, Typed
from web.schemas import office
from web.service import Service


def set_aside(service: Service, flag: Flag) -> Form:
    """`expect` carries up to where the evidence was shown: what comes in since is flagged again."""

    def run(typed: Typed) -> Any:
        views, events = (_upto(typed.expect.get(name), most) for name, most in zip(_LOGS, flag.upto, strict=True))
        return service.flagging.set_aside(flag.rule, flag.about, flag.name, views, events, typed.data["why"], typed.by)

    said = " ".join(one.says for one in flag.findings[:3])
    lead = f"{said} It is not shown again for what is known now; what is found later is."
    title = f"{RULES[flag.rule].name}{f': {flag.name}' if flag.name else ''}"
    expect = dict(zip(_LOGS, flag.upto, strict=True))
    return Form(title, office.SetAside, run, lead, "Set it aside", expect=expect)


_LOGS = ("views", "events")


def _upto(seen: Any, most: int) -> int:
    return seen if isinstance(seen, int) and 0 <= seen <= most else most
