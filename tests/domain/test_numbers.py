"""The next free record number, counted in memory, and looked up once more where others may have drawn some."""

from __future__ import annotations

import time
from threading import Thread

from domain.mrn import mrn
from domain.numbers import Numbers


def test_numbers_follow_those_that_are_taken_and_each_other() -> None:
    numbers = Numbers(range(1, 42).__contains__)

    assert [numbers.draw() for _ in range(3)] == [mrn(n) for n in (42, 43, 44)]


def test_what_others_have_taken_is_passed_over_once_one_looks_again() -> None:
    taken = {1}
    numbers = Numbers(taken.__contains__)
    assert numbers.draw() == mrn(2)
    taken |= set(range(2, 30))

    numbers.look_again()

    assert numbers.draw() == mrn(30)


def test_who_wants_a_look_while_somebody_is_looking_gets_one_of_his_own() -> None:
    """The other one may have looked at a number before it was taken."""
    taken, asked = {1}, list[int]()
    again = Thread(target=lambda: numbers.look_again())

    def slow(n: int) -> bool:
        asked.append(n)
        if len(asked) == 1:
            again.start()
            time.sleep(0.2)
        return n in taken

    numbers = Numbers(slow)
    assert numbers.draw() == mrn(2)
    again.join(20)
    taken |= {2, 3}

    assert numbers.draw() == mrn(4)
