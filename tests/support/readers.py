"""The two verifiers, asked alike: what both of them answer."""

from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

from tests.support.node import Node, Told
from trail.bundle.reader import verify


def python(*words: object) -> Told:
    """`verify.py` with these words, in this process."""
    printed, complained = StringIO(), StringIO()
    with redirect_stdout(printed), redirect_stderr(complained):
        try:
            code = verify.main(["--json", *map(str, words)])
        except SystemExit as end:
            code = int(end.code or 0)
    return Told(code, printed.getvalue(), complained.getvalue())


def both(node: Node, *words: object) -> int:
    """The one exit code of both."""
    one, other = python(*words), node.verify(*words)
    assert one.code == other.code, (one, other)
    assert "could not be read" not in other.printed
    return one.code


def hold(node: Node, public: bytes, message: bytes, signature: bytes) -> bool | None:
    """Whether a signature holds, as both have it; None where both refuse the key."""
    other: bool | None = node.ask("signature", public.hex(), message.hex(), signature.hex())
    try:
        one: bool | None = verify.holds(public, message, signature)
    except ValueError:
        one = None
    assert one is other, (public.hex(), message.hex(), signature.hex(), one, other)
    return one
