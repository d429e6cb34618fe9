"""The work list: what counts, in which state, whose it is and in which order, on both engines."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.completeness.terms import DEFAULT, terms
from projections.dues import DUE, TERMS
from projections.gaps import EPOCH, GAP, STAY, moment
from projections.worklist import Deficiency
from tests.projections.rows import rows
from tests.support.clock import StandingClock
from tests.support.missing import ALLERGY, STRICT, WHY, Case
from tests.support.office import AMA, INES, SAM
from web.service import Service

DAY = timedelta(days=1)
KEPT = [GAP, STAY, DUE, TERMS]


@pytest.fixture
def case(service: Service, clock: StandingClock) -> Case:
    made = Case(service, clock)
    made.register(contacts=[])
    return made


def decide(case: Case, command: str, *said: Any, **told: Any) -> None:
    case.entry(command, *ALLERGY, *said, **told)


# states


def test_what_is_due_is_open_then_overdue_and_after_the_limit_delinquent(case: Case) -> None:
    due = case.clock.at + 7 * DAY

    states = [
        case.missing("DQ11", due + later)[0].state
        for later in (timedelta(), timedelta(seconds=1), 30 * DAY, 30 * DAY + timedelta(seconds=1))
    ]

    assert states == ["open", "overdue", "overdue", "delinquent"]


def test_what_is_waived_until_a_day_comes_back_after_it(case: Case) -> None:
    decide(case, "waive", by=WHY, until="2026-06-30")

    evening, morning = datetime(2026, 6, 30, 23, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    assert (case.missing("DQ09", evening), len(case.missing("DQ09", morning))) == ([], 1)
    (aside,) = case.worklist.rows(DEFAULT, evening, str(case.who), rule="DQ09", waived=True)
    assert aside.waived
    assert case.worklist.rows(DEFAULT, morning, str(case.who), rule="DQ09", waived=True) == []


def test_what_is_waived_for_good_stays_away_unless_it_is_waived_anew(case: Case) -> None:
    decide(case, "waive", by=WHY)
    assert case.missing("DQ09", case.clock.at + 9000 * DAY) == []

    decide(case, "waive", by=WHY, until="2026-03-08")

    assert len(case.missing("DQ09", case.clock.at + 2 * DAY)) == 1


def test_what_is_disputed_stays_open_with_what_was_said(case: Case) -> None:
    decide(case, "dispute", "It is in the letter.")

    (one,) = case.missing("DQ09")
    assert (one.disputed, one.state, one.waived) == ("It is in the letter.", "open", False)


def test_a_decision_about_one_entry_is_about_no_other(case: Case) -> None:
    for _ in range(2):
        case.visit(case.ago(), end=case.ago())
    case.entry("waive", "DQ14", "visits.v1.reason", by=WHY)

    assert [one.about for one in case.missing("DQ14")] == ["visits.v1.entries", "visits.v2.entries", "visits.v2.reason"]


# whose it is


def owned(case: Case, *owners: str) -> set[str]:
    case.service.views.ready()
    return {one.rule for one in case.worklist.rows(DEFAULT, case.clock.at, owners=owners)}


def test_it_is_that_of_a_role_of_the_author_or_of_whom_it_was_given_to(case: Case) -> None:
    case.entry("add_history", {"kind": "medication", "what": "Digoxin QD"}, confirmed=("abbreviation-what.text",))
    assert owned(case, "reviewer") == {"DQ23"}
    assert owned(case, AMA.name) == {"DQ26"}
    assert owned(case, "clerk") == {"DQ04", "DQ09", "DQ11"}
    assert owned(case, "u-7") == set()

    decide(case, "assign", "u-7", "Zoë")
    case.entry("assign", "DQ26", "history.h1", "clerk", "Clerks")

    assert owned(case, "u-7") == {"DQ09"}
    assert owned(case, AMA.name) == set()
    assert owned(case, "clerk", "u-7") == {"DQ04", "DQ09", "DQ11", "DQ26"}
    assert [(one.owner, one.owner_given) for one in case.missing("DQ09")] == [("u-7", True)]


def test_where_a_policy_gives_it_to_the_author_whoever_opened_the_record_has_what_nobody_wrote(case: Case) -> None:
    policy = terms({"rules": {"DQ11": {"owner": "author"}, "DQ14": {"owner": "author"}}})
    case.visit(case.ago(), by=INES)

    assert [case.missing(rule, policy=policy)[0].owner for rule in ("DQ11", "DQ14")] == [AMA.name, INES.name]


# order and counts


def every(case: Case, policy: Any = DEFAULT, **asked: Any) -> list[Deficiency]:
    return case.worklist.rows(policy, case.clock.at, most=10_000, **asked)


def test_what_is_overdue_comes_first_then_what_has_a_day_and_of_these_the_gravest_and_longest_due(town: Case) -> None:
    grave = ("safety", "major", "minor", "info")
    never = datetime.max.replace(tzinfo=UTC)

    def rank(one: Deficiency) -> tuple[int, int, datetime]:
        late = 0 if one.state != "open" else 1 if one.due else 2
        return late, grave.index(one.severity), one.due or never

    found = every(town)

    assert [rank(one) for one in found] == sorted(map(rank, found))
    assert len({one.severity for one in found}) == 3
    assert {one.state for one in found} == {"open", "overdue", "delinquent"}
    assert [one for start in range(0, len(found), 7) for one in town.worklist.rows(
        DEFAULT, town.clock.at, most=7, skip=start)] == found  # fmt: skip


@pytest.mark.parametrize("policy", [DEFAULT, terms(STRICT)], ids=["default", "strict"])
def test_the_counts_are_those_of_the_rows(town: Case, policy: Any) -> None:
    for owners in ((), ("clerk",), ("u-1", "reviewer"), (AMA.name,), ("nobody",)):
        found = every(town, policy, owners=owners)
        over = sum(one.state != "open" for one in found)
        assert town.worklist.count(policy, town.clock.at, owners) == {"open": len(found), "overdue": over}
    tallied: dict[str, set[str]] = {}
    for one in every(town, policy):
        tallied.setdefault(one.rule, set()).add(one.patient)
    late = Counter(one.rule for one in every(town, policy) if one.state != "open")
    assert town.worklist.by_rule(policy, town.clock.at) == {
        rule: (len(patients), late[rule]) for rule, patients in tallied.items()
    }


def test_what_a_policy_would_do_is_what_it_does_once_adopted(town: Case) -> None:
    wanted, rulebook = terms(STRICT), town.service.rulebook
    before = town.worklist.by_rule(rulebook.terms, town.clock.at)
    foreseen = every(town, wanted), town.worklist.by_rule(wanted, town.clock.at)

    rulebook.adopt("completeness", STRICT, SAM, "The head of the office")
    town.service.views.ready()

    assert (every(town, rulebook.terms), town.worklist.by_rule(rulebook.terms, town.clock.at)) == foreseen
    assert foreseen[1] != before
    rulebook.adopt("completeness", {"rules": {}}, SAM, "The head of the office")
    assert town.worklist.by_rule(rulebook.terms, town.clock.at) == before


def test_the_rows_are_the_same_however_the_log_was_read(town: Case) -> None:
    views, tables = town.service.views, town.service.views.current.tables
    views.ready()
    followed = rows(tables, KEPT)

    assert list(views.engine.check()) == []
    views.engine.rebuild(["current"])

    assert rows(tables, KEPT) == followed
    assert len(followed["gap"]) > 50


@pytest.mark.parametrize("page", [1, 3, 17])
def test_pages_of_any_size_find_the_same(town: Case, page: int, monkeypatch: pytest.MonkeyPatch) -> None:
    views = town.service.views
    views.ready()
    followed = rows(views.current.tables, KEPT)
    monkeypatch.setattr("projections.pages.PAGE", page)

    views.engine.rebuild(["current"])

    assert rows(views.current.tables, KEPT) == followed


def test_each_moment_is_kept_to_the_microsecond() -> None:
    first, last = datetime(1, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    for at in (EPOCH, first, datetime(2026, 3, 7, 9, 30, 1, 999999, UTC), last):
        assert EPOCH + timedelta(microseconds=moment(at)) == at


# people on file twice


def test_who_is_likely_on_file_twice_is_on_both_lists_and_decided_of_on_each(case: Case) -> None:
    case.other = case.who
    case.clock.on(days=30)
    since = case.register(contacts=[])
    pair = f"duplicates.{case.other}"
    assert [(one.about, one.since, one.owner) for one in case.missing("DQ21")] == [(pair, since, "clerk")]

    case.entry("assign", "DQ21", pair, "reviewer", "Reviewers")
    case.entry("dispute", "DQ21", pair, "They are twins.")
    assert [(one.owner, one.disputed) for one in case.missing("DQ21")] == [("reviewer", "They are twins.")]
    case.entry("waive", "DQ21", pair, by=WHY)

    assert case.missing("DQ21") == []
    case.who = case.other
    assert len(case.missing("DQ21")) == 1


def test_a_policy_may_ask_about_nothing(case: Case) -> None:
    nothing = {rule: one._replace(on=False) for rule, one in DEFAULT.items()}
    case.service.views.ready()

    assert case.worklist.rows(nothing, case.clock.at) == []
    assert case.worklist.count(nothing, case.clock.at) == {"open": 0, "overdue": 0}
    assert case.worklist.by_rule(nothing, case.clock.at) == {}
