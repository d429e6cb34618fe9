"""What can be wrong with the checkpoint, with who signed it, and with the policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.bundles import NEW, OLD, ORIGIN, WITNESSES, Bundle
from tests.support.faults.table import Make, manifest, table, written
from tests.support.notes import Signer, canonical, note, plain64, signed, vkey

OTHER = Signer(ORIGIN, 66)
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def _note(change: Callable[[str], str]) -> Make:
    return written("checkpoint.note", lambda octets: change(octets.decode()).encode())


def _bits_over(text: str) -> str:
    """The root's last digit is the next one, which says the same octets."""
    root = text.split("\n")[2]
    return text.replace(root, root[:-2] + DIGITS[DIGITS.index(root[-2]) + 1] + "=")


def _signed_by(*signers: Signer) -> Make:
    return lambda bundle: bundle.signers.__setitem__(slice(None), signers)


def broken(text: str) -> str:
    """The note with another digit in its last signature."""
    at = text.rindex(" ") + 20
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


def _rotation(made: Callable[[str], str]) -> Make:
    """Another text in the place of the one rotation's note, made from the text of the checkpoint of that time."""

    def make(bundle: Bundle) -> None:
        _policy(rotations=[made(bundle.checkpoint(8))])(bundle)

    return make


def _policy(**other: Any) -> Make:
    def make(bundle: Bundle) -> None:
        bundle.instead["policy.json"] = canonical(bundle.policy() | other) + b"\n"

    return make


def _with_point(octets: bytes) -> Make:
    return _policy(keys=[OLD.vkey, vkey(ORIGIN, octets)])


def _more(line: str) -> Make:
    return _note(lambda text: text + line)


FAULTS = [
    *table(
        "checkpoint",
        None,
        {
            "a checkpoint with a line more": _note(lambda text: text.replace("\n\n", "\nmore\n\n")),
            "a checkpoint that nobody signed": _note(lambda text: text[: text.index("—")]),
            "a checkpoint with a zero in front": _note(lambda text: text.replace("\n16\n", "\n016\n")),
            "a checkpoint with a sign": _note(lambda text: text.replace("\n16\n", "\n+16\n")),
            "a checkpoint with a size of 2^53": _note(lambda text: text.replace("\n16\n", f"\n{2**53}\n")),
            "a checkpoint with a short root": _note(lambda text: text.replace(text.split("\n")[2], plain64(bytes(31)))),
            "a checkpoint whose root has bits over": _note(_bits_over),
            "a checkpoint of no log": _note(lambda text: text.replace(ORIGIN + "\n", "\n", 1)),
            "a checkpoint with a tabulator": _note(lambda text: text.replace(ORIGIN + "\n", ORIGIN + "\t\n", 1)),
            "a checkpoint without its last line's end": _note(lambda text: text[:-1]),
            "a checkpoint with a line's end more": _more("\n"),
            "a checkpoint with carriage returns": _note(lambda text: text.replace("\n", "\r\n")),
            "a checkpoint with a mark": _note(lambda text: "\ufeff" + text.replace("—", "-")),
            "a checkpoint that is no UTF-8": written("checkpoint.note", lambda octets: octets + b"\xff"),
            "a checkpoint of more than 64 KiB": _more(f"— a {plain64(bytes(69))}\n" * 700),
            "an empty checkpoint": _note(lambda text: ""),
            "a signature that is no base64": _more("— a AAAA*A==\n"),
            "a signature without padding": _more("— a AAAAAAA\n"),
            "a signature with bits over": _more("— a AAAAAAB=\n"),
            "a signature of four octets": _more(f"— a {plain64(bytes(4))}\n"),
            "a signature with a hyphen": _more(f"- a {plain64(bytes(68))}\n"),
            "a signer with a space that is none of ASCII": _more(f"— a\u00a0b {plain64(bytes(68))}\n"),
            "a signer with a plus": _more(f"— a+b {plain64(bytes(68))}\n"),
            "a signer without a name": _more(f"—  {plain64(bytes(68))}\n"),
        },
    ),
    *table(
        "checkpoint",
        None,
        {
            "a manifest of another log": manifest(log="other"),
            "a manifest of another size": manifest(size=13),
        },
    ),
    *table(
        "signature",
        None,
        {
            "a signature that does not hold": _note(broken),
            "a second signature that does not hold": _note(lambda text: text + broken(text).split("\n")[-2] + "\n"),
            "a signature of 63 octets": _more(signed(ORIGIN, bytes.fromhex(NEW.vkey.split("+")[1]), bytes(63))),
            "a signature of a stranger": _signed_by(OTHER),
            "a signature under another name": _note(lambda text: text.replace(f"— {ORIGIN}", "— other")),
            "a rotation that only the old key signed": _rotation(lambda text: note(text, [OLD])),
            "a rotation that only the new key signed": _rotation(lambda text: note(text, [NEW])),
            "a rotation that a stranger signed": _rotation(lambda text: note(text, [OLD, OTHER])),
            "a rotation with a signature that does not hold": _rotation(lambda text: broken(note(text, [OLD, NEW]))),
            "a rotation over another root": _rotation(lambda text: note(text.replace("\n8\n", "\n9\n"), [OLD, NEW])),
            "a rotation beyond the log": _rotation(lambda text: note(text.replace("\n8\n", "\n17\n"), [OLD, NEW])),
            "a rotation of another log": _rotation(lambda text: note(text.replace(ORIGIN, "other"), [OLD, NEW])),
            "a rotation that is no note": _rotation(lambda text: "what?"),
        },
    ),
    *table(
        "policy",
        None,
        {
            "a policy that is no JSON": written("policy.json", lambda octets: octets[1:]),
            "a policy with a space": written("policy.json", lambda octets: octets.replace(b":", b": ", 1)),
            "a policy without its line's end": written("policy.json", lambda octets: octets[:-1]),
            "a policy of another log": _policy(log="other"),
            "a policy with a key more than rotations": _policy(rotations=[]),
            "a policy without keys": _policy(keys=[], rotations=[]),
            "a policy with something more": _policy(more=[]),
            "a policy with a threshold in words": _policy(threshold="one"),
            "a policy with a rotation that is no text": _policy(rotations=[1]),
            "a policy with a witness that is a log's key": _policy(witnesses=[OLD.vkey]),
            "a policy with a key that is no key": _policy(keys=[OLD.vkey, "x"]),
            "a policy with another key's hash": _policy(
                keys=[OLD.vkey, NEW.vkey.replace(NEW.vkey.split("+")[1], "0" * 8)]
            ),
            "a policy with a key of another log": _policy(keys=[OLD.vkey, Signer("other", 2).vkey]),
            "a policy with a witness among the keys": _policy(keys=[OLD.vkey, WITNESSES[0].vkey]),
            "a key that is the neutral point": _with_point((1).to_bytes(32, "little")),
            "a key of order four": _with_point(bytes(32)),
            "a key whose y is not below p": _with_point((2**255 - 19 + 3).to_bytes(32, "little")),
            "a key on no point": _with_point((2).to_bytes(32, "little")),
            "a key of 31 octets": _with_point(b"\5" * 31),
        },
    ),
]
