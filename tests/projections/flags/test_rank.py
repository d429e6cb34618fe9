"""All rules together: gravest first, what is of one person as one flag, and what was set aside not again."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from domain.watching import RULES, watching
from projections.flags.found import Finding
from projections.flags.rank import FIND, Aside, find, ranked
from tests.projections.flags.desk import ADA, BEN, NOON, after, known, look, person

USUAL = watching({})


def finding(rule: str = "no-visit", actor: str = "u-1", **told: Any) -> Finding:
    one = Finding(rule, actor, f"Name of {actor}", "Said.", NOON, NOON, (ADA,), (7,), ())
    return one._replace(**told)


def test_every_rule_of_the_policy_is_found_by_something() -> None:
    assert list(FIND) == [rule for rule in RULES if rule in FIND]
    assert FIND.keys() == RULES.keys()


def test_a_flag_weighs_as_its_rule_times_how_far_beyond_the_limit() -> None:
    (one,) = ranked([finding("bulk", amount=100, limit=40)], USUAL)

    assert (one.score, one.key) == (20.0, "bulk.u-1")


def test_what_one_rule_finds_of_one_person_is_one_flag_the_newest_first() -> None:
    found = [finding(until=after(days=n), views=(n,)) for n in range(3)]

    (one,) = ranked(found, USUAL)

    assert [one.views for one in one.findings] == [(2,), (1,), (0,)]
    assert (one.score, one.upto) == (9.0, (2, 0))


def test_the_gravest_comes_first() -> None:
    flags = ranked([finding("surname"), finding("self"), finding("no-visit"), finding("self", "u-2")], USUAL)

    assert [one.key for one in flags] == ["self.u-1", "self.u-2", "surname.u-1", "no-visit.u-1"]


def test_a_record_that_is_nobodys_doing_is_a_flag_by_its_patient() -> None:
    (one,) = ranked([finding("two-people", "", name="", patients=(BEN,))], USUAL)

    assert (one.key, one.name) == (f"two-people.{BEN}", "")


def test_what_was_set_aside_is_not_shown_and_whatever_comes_to_it_is() -> None:
    old, new = finding(views=(3, 7)), finding(views=(9,), events=())
    aside = [Aside("no-visit", "u-1", 7, 0)]

    assert ranked([old], USUAL, aside) == []
    (one,) = ranked([old, new], USUAL, aside)
    assert one.findings == (new,)
    assert ranked([old._replace(views=(3, 8))], USUAL, aside)
    assert ranked([old._replace(events=(1,))], USUAL, aside)
    assert ranked([old], USUAL, [Aside("no-visit", "u-2", 99, 99), Aside("self", "u-1", 99, 99)])


def test_a_rule_of_no_weight_is_switched_off_and_limits_are_the_policys() -> None:
    looks, told = [look()], known(person(ADA, "Ama Boateng"))
    off = watching({"rules": {"no-visit": {"weight": 0}, "self": {"weight": 3}}})

    assert {one.rule for one in find(looks, told, USUAL)} == {"self", "no-visit"}
    assert {one.rule for one in find(looks, told, off)} == {"self"}
    assert ranked(find(looks, told, off), off)[0].score == 3.0


def test_those_whose_duty_it_is_are_named_by_the_policy() -> None:
    looks = [look(role="verifier")]

    assert {one.rule for one in find(looks, known(), USUAL)} == {"no-visit"}
    assert not list(find(looks, known(), watching({"duty": ["verifier"]})))


@given(some.lists(some.tuples(some.sampled_from(list(RULES)), some.sampled_from(["u-1", "u-2"]), some.integers(1, 99))))
def test_ranking_loses_nothing_and_goes_down(told: list[tuple[str, str, int]]) -> None:
    found = [finding(rule, actor, amount=amount, limit=3) for rule, actor, amount in told]

    flags = ranked(found, USUAL)

    assert sorted(one for flag in flags for one in flag.findings) == sorted(found)
    assert [one.score for one in flags] == sorted((one.score for one in flags), reverse=True)
    assert len({one.key for one in flags}) == len(flags)
