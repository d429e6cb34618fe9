"""A policy as a form: what is in force, what would change, and how many records that concerns."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from domain import change
from domain.change import Changes
from domain.completeness.rules import RULES
from domain.completeness.terms import NEXT_VISIT, VISIT_CLOSE, Terms, length, terms
from domain.fact import Plain
from domain.policies import DEFAULTS, NAMES, readable
from domain.refusal import Refused
from domain.watching import LIMITS, Watching, watching
from domain.watching import RULES as WATCHED
from projections.flags.watch import flags
from projections.worklist import Worklist
from web.entering.forms import Form, Typed, Values
from web.review.flagged import USUAL
from web.schemas import office
from web.service import Service
from web.wording import words


class Differs(NamedTuple):
    """A line of a policy in words: what it is about, how it is now and how it would be."""

    name: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a policy would do to one rule: how many records it concerns, or finds in reading, now and then."""

    rule: str
    name: str
    now: int
    then: int

    @property
    def more(self) -> int:
        return self.then - self.now


def policy(service: Service, name: str) -> Form:
    def run(typed: Typed) -> Any:
        told = typed.data
        return service.rulebook.adopt(name, _text(told["text"]), typed.by, told["approved_by"], told.get("note"))

    def beside(values: Values) -> Mapping[str, Any]:
        return {"name": name, "limits": _limits(service) if name == "watching" else (),
                **_tried(service, name, values.get("text", ""))}  # fmt: skip

    known = service.rulebook.set(name)
    start = json.dumps(known.text if known else DEFAULTS[name], indent=2, ensure_ascii=False)
    lead = "Only what differs from the program’s own rules stands here. Try it first: nothing is adopted by that."
    return Form(
        NAMES[name], office.Policy, run, lead, "Adopt it", initial={"text": start}, view="office/policy.html",
        beside=beside, places=lambda field: field if field in ("approved_by", "note") else "text",
    )  # fmt: skip


def in_force(service: Service) -> list[tuple[str, Terms, str, str]]:
    """Each rule with its terms, its name and its due time in words."""
    return [(rule, one, RULES[rule].name, due(one.due)) for rule, one in service.rulebook.terms.items()]


def due(told: str) -> str:
    """`P2D` is `2 days`."""
    if told in (VISIT_CLOSE, NEXT_VISIT):
        return "at visit close" if told == VISIT_CLOSE else "at the next visit"
    time = length(told)
    number, unit = (time.days, "day") if time.days else (time.seconds // 3600, "hour")
    return f"{number} {unit}{'' if number == 1 else 's'}" if number else "at once"


def effects(worklist: Worklist, now: Mapping[str, Terms], then: Mapping[str, Terms], at: Any) -> list[Effect]:
    """Exactly what adoption would show, since the list is counted by the policy when it is read."""
    was, would = worklist.by_rule(now, at), worklist.by_rule(then, at)
    told = [Effect(rule, RULES[rule].name, was.get(rule, (0, 0))[0], would.get(rule, (0, 0))[0]) for rule in RULES]
    return [one for one in told if one.now != one.then]


def _tried(service: Service, name: str, text: str) -> dict[str, Any]:
    """What would be different; nothing where the text cannot be read, which the form itself says."""
    try:
        read = readable(name, _text(text))
    except Refused:
        return {"changes": [], "effects": []}
    changes = differing(change.diff(service.rulebook.text(name), {**DEFAULTS[name], **read}))
    service.views.ready()
    match name:
        case "completeness":
            told = effects(service.views.worklist, service.rulebook.terms, terms(read), service.clock())
        case "watching":
            told = watched(service, watching({**DEFAULTS[name], **read}))
        case _:
            told = []
    return {"changes": changes, "effects": told}


def _limits(service: Service) -> list[tuple[str, str, list[tuple[str, int, str]]]]:
    """Each rule in force by the name that the policy has for it, with its limits and what they mean."""
    return [
        (rule, WATCHED[rule].name, [(name, value, LIMITS[name][0]) for name, value in limits.items()])
        for rule, limits in service.rulebook.watching.rules.items()
    ]


def watched(service: Service, then: Watching) -> list[Effect]:
    """How many findings of the last thirty days each rule has now, and how many it would have."""
    service.reads.ready()
    until = service.clock() + timedelta(seconds=1)
    was, would = (
        Counter(one.rule for flag in flags(service.reads, service.views, limits, until - USUAL, until)
                for one in flag.findings)
        for limits in (service.rulebook.watching, then)
    )  # fmt: skip
    told = [Effect(rule, one.name, was[rule], would[rule]) for rule, one in WATCHED.items()]
    return [one for one in told if one.now != one.then]


def wrong(name: str, text: str) -> dict[str, list[str]]:
    """What is the matter with a text, by field; nothing where it can be adopted."""
    try:
        readable(name, _text(text))
    except Refused as refused:
        return {"text": [refused.reason]}
    return {}


def differing(changes: Changes) -> list[Differs]:
    return [Differs(_named(path), _told(sides.get("was")), _told(sides.get("now"))) for path, sides in changes.items()]


def _named(path: str) -> str:
    """`rules.DQ11.due` is `DQ11 No contact, due`."""
    first, *rest = path.split(".")
    if first == "rules" and rest and rest[0] in RULES:
        return ", ".join([f"{rest[0]} {RULES[rest[0]].name}", *(words.label(name).lower() for name in rest[1:])])
    if first == "rules" and rest and rest[0] in WATCHED:
        return ", ".join([WATCHED[rest[0]].name, *(words.label(name).lower() for name in rest[1:])])
    return words.label(path)


def _told(value: Any) -> str:
    if value is None:
        return "as the program has it"
    if isinstance(value, dict):
        return ", ".join(_part(name, one) for name, one in value.items())
    return str(value)


def _part(name: str, value: Any) -> str:
    match name:
        case "on":
            return "looked for" if value else "not looked for"
        case "due":
            return f"due {due(value)}" if value in (VISIT_CLOSE, NEXT_VISIT) else f"due after {due(value)}"
        case _:
            return f"{words.label(name).lower()} {_told(value)}"


def _text(told: str) -> Plain:
    try:
        read = json.loads(told)
    except ValueError as error:
        raise Refused("text", f"This is no JSON: {error}.") from None
    if not isinstance(read, dict):
        raise Refused("text", "Write the policy as a JSON object, in { and }.")
    return read
