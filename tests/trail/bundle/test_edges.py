"""Where readers of notes differ, these two do not: signed-note, tlog-checkpoint and tlog-cosignature, rule by rule."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from tests.support.bundles import NEW, ORIGIN, WITNESSES, Bundle, Raw, office
from tests.support.node import Node
from tests.support.notes import WITNESS, canonical, note, plain64, signed, vkey
from tests.support.readers import both
from trail.checkpoint import NoteError, verified

PROVED, BROKEN, UNDECIDED, USAGE = 0, 1, 2, 3
SOME = b"\x58" + b"\x66" * 31  # the base point, a key like any
TEXT = office().checkpoint()
LINE, MARK = NEW.line(TEXT), bytes.fromhex(NEW.vkey.split("+")[1])
WHOLE = f"{TEXT}\n{LINE}"
FIRST, SECOND = WITNESSES[:2]
ZEROS = plain64(bytes(68))


def by(name: str, encoded: str = ZEROS) -> str:
    """A stranger's line."""
    return f"— {name} {encoded}\n"


def resigned(old: str, new: str) -> str:
    """Another text, and its key's signature of that."""
    return note(TEXT.replace(old, new, 1), [NEW])


GOOD = {
    "the line of the key alone": WHOLE,
    "the same line twice": WHOLE + LINE,
    "the name of the key with another mark": WHOLE + by(ORIGIN),
    "the mark of the key with another name": WHOLE + signed("other", MARK, bytes(64)),
    "sixteen lines of strangers": WHOLE + by("w.example/w", plain64(bytes(2420))) * 16,
    "lines of strangers before it": f"{TEXT}\n{by('a')}{by('b', plain64(bytes(5)))}{LINE}",
    "a name in other letters": WHOLE + by("zürich.example/Ω😀"),
    "a name with invisible letters that are no spaces": WHOLE + by("a\u200bb\ufeff\u180e"),
    "a name with a character that is deleted": WHOLE + by("a\x7fb"),
}
BAD = {
    "one line that holds and one that does not": WHOLE + signed(ORIGIN, MARK, bytes(64)),
    "one line that holds and one that is cut": WHOLE + signed(ORIGIN, MARK, b"x"),
    "an empty line between two lines": f"{WHOLE}\n{LINE}",
    "an empty line before the text": f"\n{WHOLE}",
    "an empty line in the text": resigned("\n16", "\n\n16"),
    "an extension": note(f"{TEXT}more\n", [NEW]),
    "no empty line": f"{TEXT}{LINE}",
    "no line": f"{TEXT}\n",
    "no text": f"\n{LINE}",
    "no end of the last line": WHOLE[:-1],
    "two spaces": WHOLE.replace("— ", "—  "),
    "a space at the end": f"{WHOLE[:-1]} \n",
    "a hyphen": WHOLE.replace("—", "-"),
    "half a character": WHOLE + "\udc00",
    "a mark in front": f"\ufeff{WHOLE}",
    "no signature": WHOLE + "— a \n",
    **{f"a name with {one!a}": WHOLE + by(f"a{one}b") for one in "+ \t\r\0\1\x1c\x1f\x85\xa0\u1680\u2003\u2028\u3000"},
    **{
        f"a signature of {one}": WHOLE + by("a", one)
        for one in ("AAAAAAAA==", "AAA=AAAA", "AA__--AA", "AAAAAAB=", "AAAAAAA", "AAAAAA")
    },
    **{
        f"a size of {size!a}": resigned("\n16\n", f"\n{size}\n")
        for size in ("016", "0", "-16", "16.0", "1e1", "٣", "", " 16", "15", "17", 2**53, 2**63, 2**64 + 16)
    },
    "a root in the other alphabet": resigned(TEXT.split("\n")[2], "-" * 42 + "8="),
    "a root of 33 octets": resigned(TEXT.split("\n")[2], plain64(bytes(33))),
    "a root of 31 octets": resigned(TEXT.split("\n")[2], plain64(bytes(31))),
    "no root": resigned(TEXT.split("\n")[2], ""),
}  # fmt: skip


@pytest.mark.parametrize(("told", "code"), [(GOOD, PROVED), (BAD, BROKEN)], ids=["good", "bad"])
def test_both_answer_the_same_of_a_note(node: Node, tmp_path: Path, told: dict[str, str], code: int) -> None:
    for name, text in told.items():
        assert (name, noted(node, tmp_path, text, "--key", NEW.vkey)) == (name, code)


CHECKPOINTS = {"an extension", "a size of '0'", "a size of '15'", "a size of '17'", f"a size of {2**53}"}
"""Of the bad ones, those that are not wrong of themselves: only a bundle cannot have them."""


def test_the_log_itself_takes_no_other() -> None:
    def takes(text: str) -> bool:
        try:
            return bool(verified(text, NEW.vkey))
        except NoteError:
            return False

    assert {name for name, text in (GOOD | BAD).items() if takes(text)} == GOOD.keys() | CHECKPOINTS


def noted(node: Node, folder: Path, text: str, *words: str) -> int:
    bundle = office()
    bundle.instead["checkpoint.note"] = text.encode(errors="surrogatepass")
    return both(node, bundle.zip(folder / "b.zip"), *words)


# cosignatures

ASKS = ("--key", NEW.vkey, "--witness", FIRST.vkey)
TWO = (*ASKS, "--witness", SECOND.vkey)


@pytest.mark.parametrize(
    ("lines", "words", "code"),
    [
        (FIRST.line(TEXT), ASKS, PROVED),
        (FIRST.line(TEXT, 1), ASKS, PROVED),
        (FIRST.line(TEXT, 2**63 - 1), ASKS, PROVED),
        (FIRST.line(TEXT, 2**63), ASKS, BROKEN),
        (FIRST.line(TEXT, 2**64 - 1), ASKS, BROKEN),
        (FIRST.line(TEXT, 5) + FIRST.line(TEXT, 6), ASKS, PROVED),
        (FIRST.line(TEXT, 5) + FIRST.line(TEXT, 2**63), ASKS, BROKEN),
        (FIRST.line(TEXT, 5) + FIRST.line(TEXT, 6), TWO, UNDECIDED),
        (FIRST.line(TEXT) + SECOND.line(TEXT), TWO, PROVED),
        (FIRST.line(TEXT) + SECOND.line(TEXT), (*TWO, "--threshold", "3"), UNDECIDED),
        (FIRST.line(TEXT), (*TWO, "--threshold", "1"), PROVED),
        (FIRST.line(TEXT), (*ASKS, "--witness", FIRST.vkey), PROVED),
        (FIRST.line(TEXT), (*ASKS, "--witness", FIRST.vkey, "--threshold", "2"), UNDECIDED),
        (FIRST.line(TEXT), ASKS[2:], UNDECIDED),
        (FIRST.line(TEXT + "more\n"), ASKS, BROKEN),
        (FIRST.line(TEXT).replace(FIRST.name, SECOND.name), ASKS, UNDECIDED),
        (by(FIRST.name, plain64(bytes.fromhex(FIRST.vkey.split("+")[1]) + bytes(3))), ASKS, BROKEN),
        (by(FIRST.name, plain64(bytes.fromhex(FIRST.vkey.split("+")[1]) + bytes(64))), ASKS, BROKEN),
        ("", ASKS, UNDECIDED),
    ],
)  # fmt: skip
def test_both_count_the_same_witnesses(
    node: Node, tmp_path: Path, lines: str, words: tuple[str, ...], code: int
) -> None:
    assert noted(node, tmp_path, WHOLE + lines, *words) == code


def test_a_cosignature_at_another_time_does_not_hold(node: Node, tmp_path: Path) -> None:
    raw = b64decode(FIRST.line(TEXT, 5).split()[2])
    other = by(FIRST.name, plain64(raw[:4] + (6).to_bytes(8, "big") + raw[12:]))

    assert noted(node, tmp_path, WHOLE + other, *ASKS) == BROKEN


# what the reader is given


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--key", NEW.vkey, "--fingerprint", "0" * 32], PROVED),
        (["--fingerprint", "0" * 32], BROKEN),
        (["--fingerprint", NEW.fingerprint, "--fingerprint", "0" * 64], PROVED),
        (["--fingerprint", f" {NEW.fingerprint[:16].upper()} - {NEW.fingerprint[16:40]}"], PROVED),
        (["--fingerprint", ":".join(NEW.fingerprint)], USAGE),
        (["--key", NEW.vkey, "--threshold", "0"], PROVED),
        (["--key", NEW.vkey, "--threshold", "1"], UNDECIDED),
        (["--threshold", "-1"], USAGE),
        (["--threshold", "1_0"], USAGE),
        (["--threshold", " 1"], USAGE),
        (["--threshold", "10000"], USAGE),
        (["--threshold", "many"], USAGE),
        (["--nothing"], USAGE),
        (["--key"], USAGE),
        (["--key", f" {NEW.vkey}"], USAGE),
        (["--key", NEW.vkey.replace("+", "+0", 1)], USAGE),
        (["--key", NEW.vkey.replace(MARK.hex(), MARK.hex().upper())], USAGE),
        (["--key", NEW.vkey[:-1] + "="], USAGE),
        *((["--key", vkey(name, SOME)], USAGE) for name in ("", "a b", "a\xa0b", "a\1b", "a\nb")),
        *((["--witness", vkey(name, SOME, WITNESS)], USAGE) for name in ("", "a b", "a\u3000b", "a\x1fb")),
        (["--witness", vkey("a", SOME, 6)], USAGE),
    ],
)
def test_both_take_the_same_words(node: Node, tmp_path: Path, words: list[str], code: int) -> None:
    assert both(node, office().zip(tmp_path / "b.zip"), *words) == code


def test_where_nobody_says_whose_a_bundle_is_both_leave_it_open(node: Node, tmp_path: Path) -> None:
    bundle = office()
    bundle.keys, bundle.turned = [], []
    path = bundle.zip(tmp_path / "b.zip")

    assert both(node, path) == UNDECIDED
    assert both(node, path, "--key", NEW.vkey) == PROVED
    assert both(node, path, "--fingerprint", NEW.fingerprint) == BROKEN


def test_two_bundles_are_the_most(node: Node, tmp_path: Path) -> None:
    path = office().zip(tmp_path / "b.zip")

    assert both(node, path, path, "--key", NEW.vkey) == PROVED
    assert both(node, path, path, path, "--key", NEW.vkey) == USAGE


# numbers and lists in JSON

NO_NUMBERS = ("-1", f"{2**53}", "1.0", "1e0", "-0", "01", "NaN", "Infinity", "true", '"1"', "null")


@pytest.mark.parametrize("told", NO_NUMBERS)
def test_both_know_the_same_numbers(node: Node, tmp_path: Path, told: str) -> None:
    for change in (
        lambda bundle: bundle.retell(bundle.asked, filter=Raw(f'{{"keys":[{told}]}}')),
        lambda bundle: bundle.retell(10, keys=Raw(f"[{told}]")),
        lambda bundle: bundle.retell(12, size=Raw(told)),
        lambda bundle: bundle.retell(bundle.sealed, requested=Raw(told)),
    ):
        bundle = office()
        change(bundle)
        assert both(node, bundle.zip(tmp_path / "b.zip"), "--key", NEW.vkey) == BROKEN


@pytest.mark.parametrize(
    "told",
    [
        {"witnesses": {}}, {"witnesses": ""}, {"witnesses": None}, {"keys": [NEW.vkey], "rotations": {}},
        {"keys": [NEW.vkey], "rotations": ""}, {"keys": {NEW.vkey: 1}, "rotations": []}, {"threshold": True},
        {"threshold": -1}, {"threshold": 1.0}, {"keys": [vkey(ORIGIN, SOME, 4)], "rotations": []},
    ],
)  # fmt: skip
def test_both_know_the_same_policies(node: Node, tmp_path: Path, told: dict[str, Any]) -> None:
    bundle: Bundle = office()
    bundle.instead["policy.json"] = canonical(bundle.policy() | told) + b"\n"

    assert both(node, bundle.zip(tmp_path / "b.zip"), "--key", NEW.vkey) == BROKEN
