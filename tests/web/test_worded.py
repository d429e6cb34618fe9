"""Texts word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from web.wording.worded import IN, OUT, SAME, Run, runs, sides

word = some.sampled_from(["the", "heart", "is", "not", "enlarged", "No", "fracture", ",", ".", "5.4", "ö"])
texts = some.lists(word, max_size=40).map(" ".join) | some.text(max_size=60)


def read(told: list[Run], without: str) -> str:
    return "".join(text for kind, text in told if kind != without)


@given(texts, texts)
def test_both_texts_can_be_read_from_what_differs(was: str, now: str) -> None:
    told = runs(was, now)

    assert read(told, IN) == was
    assert read(told, OUT) == now


@given(texts, texts)
def test_side_by_side_each_text_is_whole_and_says_nothing_of_the_other(was: str, now: str) -> None:
    left, right = sides(was, now)

    assert "".join(text for _, text in left) == was
    assert "".join(text for _, text in right) == now
    assert {kind for kind, _ in left} <= {SAME, OUT}
    assert {kind for kind, _ in right} <= {SAME, IN}


@given(texts)
def test_a_text_that_stayed_is_one_run(text: str) -> None:
    assert runs(text, text) == ([Run(SAME, text)] if text else [])


@given(texts, texts)
def test_no_run_is_empty(was: str, now: str) -> None:
    assert all(text for _, text in runs(was, now))


def test_only_the_words_that_changed_are_marked() -> None:
    assert runs("The heart is enlarged.", "The heart is not enlarged.") == [
        Run(SAME, "The heart is "), Run(IN, "not "), Run(SAME, "enlarged."),
    ]  # fmt: skip
    assert runs("Take two tablets daily", "Take one capsule daily") == [
        Run(SAME, "Take "), Run(OUT, "two tablets"), Run(IN, "one capsule"), Run(SAME, " daily"),
    ]  # fmt: skip


def test_texts_with_little_in_common_stand_one_after_the_other() -> None:
    assert runs("Asthma", "Penicillin") == [Run(OUT, "Asthma"), Run(IN, "Penicillin")]
    assert runs("", "New") == [Run(IN, "New")]
    assert runs("Old", "") == [Run(OUT, "Old")]


def test_very_long_texts_are_held_against_each_other_where_they_begin_to_differ() -> None:
    same, was, now = "word " * 4000, "a b " * 2000, "a c " * 2000

    assert runs(f"{same}old. {same}", f"{same}new. {same}") == [
        Run(SAME, same), Run(OUT, "old"), Run(IN, "new"), Run(SAME, f". {same}"),
    ]  # fmt: skip
    assert [kind for kind, _ in runs(was, now)] == [OUT, IN]
