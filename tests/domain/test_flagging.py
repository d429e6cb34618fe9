"""A flag is set aside with a reason, for what was known then, and both stay readable."""

from __future__ import annotations

from typing import Any

import pytest

from domain.fact import Decisions
from domain.flagging import FlagFile, FlagSetAside
from domain.refusal import Refused
from tests.support.given import ADA, CLERK, refused
from tests.support.office import RUTH
from web.service import Service

WHY = "She was asked: it was the wrong record."


def flag(*aside: tuple[int, int]) -> FlagFile:
    one = FlagFile.begin(ADA, FlagFile.begin_flag("no-visit", "u-1", "Ama Boateng"), CLERK)
    for views, events in aside:
        one.record(one.set_aside(views, events, WHY), CLERK)
    return one


def told(decisions: Decisions) -> list[tuple[Any, Any]]:
    return [(kind, fields) for kind, fields in decisions]


def test_it_is_set_aside_up_to_where_its_evidence_was_seen() -> None:
    assert told(flag().set_aside(7, 3, f"  {WHY} ")) == [
        (FlagSetAside, {"rule": "no-visit", "about": "u-1", "views": 7, "events": 3, "why": WHY})
    ]


def test_again_for_what_came_since_and_never_for_less() -> None:
    assert flag((7, 3)).set_aside(7, 3, WHY) == ()
    assert flag((7, 3)).set_aside(6, 2, WHY) == ()
    assert told(flag((7, 3)).set_aside(9, 2, WHY))[0][1] == {
        "rule": "no-visit", "about": "u-1", "views": 9, "events": 3, "why": WHY,
    }  # fmt: skip


@pytest.mark.parametrize(("why", "words"), [
    ("", "Fill this in."), ("   ", "Fill this in."),
    ("fine", "Say in at least 10 characters why this may be left alone."),
], ids=("nothing", "blank", "short"))  # fmt: skip
def test_a_reason_is_due(why: str, words: str) -> None:
    with refused("why", words):
        flag().set_aside(7, 3, why)


def test_there_is_no_flag_without_a_rule() -> None:
    with pytest.raises(Refused):
        FlagFile.begin_flag("gossip", "u-1", "")


# as a command


def rows(service: Service, type: str) -> list[dict[str, Any]]:
    service.views.ready()
    return [{one["field"]: one["now"] for one in row["changes"]} for row in service.views.changes.rows({"type": type})]


def test_the_first_time_opens_the_flag_and_every_time_is_an_event(service: Service) -> None:
    for views in (7, 7, 12):
        service.flagging.set_aside("bulk", "u-9", "Vera Lindqvist", views, 0, WHY, RUTH)

    assert rows(service, "flag.opened") == [{"rule": "bulk", "about": "u-9", "name": "Vera Lindqvist"}]
    assert [one["views"] for one in rows(service, "flag.set-aside")] == [7, 12]


def test_flags_of_another_rule_or_person_are_others(service: Service) -> None:
    for rule, about in (("bulk", "u-9"), ("self", "u-9"), ("bulk", "u-8")):
        service.flagging.set_aside(rule, about, "", 1, 1, WHY, RUTH)

    assert len(rows(service, "flag.opened")) == len(rows(service, "flag.set-aside")) == 3


def test_the_same_form_sent_twice_is_one_event(service: Service) -> None:
    by = RUTH._replace(request="r-1")

    first, again = (service.flagging.set_aside("self", "u-9", "", 5, 0, WHY, by) for _ in range(2))

    assert first == again
    assert len(rows(service, "flag.set-aside")) == 1


def test_what_is_refused_leaves_nothing(service: Service) -> None:
    with pytest.raises(Refused):
        service.flagging.set_aside("self", "u-9", "", 5, 0, "no", RUTH)

    assert rows(service, "flag.opened") == []
