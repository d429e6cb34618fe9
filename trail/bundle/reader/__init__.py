"""What a bundle is checked with: each reads it for itself, from trail/bundle/reader/FORMAT.md alone.

That in JavaScript is put together here from the plain scripts of `js/`: for Node, and as a page that needs no network.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
PROOF: Final = (
    *("sha", "ed25519", "text", "tree", "note", "lines", "container", "entries", "payloads", "manifest", "request"),
    *("disclosure", "sealed", "reads", "trust", "answer", "verify"),
)


@cache
def script() -> bytes:
    """`verify.js`: runs under Node 18 or later."""
    return b"#!/usr/bin/env node\n" + _joined(*PROOF, "node")


@cache
def page() -> bytes:
    """`verify.html`: opened from a disk, and allowed to reach nothing."""
    code, style = _joined(*PROOF, "page").decode(), (HERE / "page.css").read_text()
    page = (HERE / "page.html").read_text()
    allowed = f"default-src 'none'; script-src {_hash(code)}; style-src {_hash(style)}"
    allowed += "; base-uri 'none'; form-action 'none'"
    for mark, text in {"POLICY": allowed, "STYLE": style, "SCRIPT": code}.items():
        page = page.replace(f"[[{mark}]]", text)
    return page.encode()


def _joined(*names: str) -> bytes:
    parts = "\n".join((HERE / "js" / f"{name}.js").read_text() for name in names)
    return f'"use strict";\n(() => {{\n{parts}\n}})();\n'.encode()


def _hash(text: str) -> str:
    """As a Content-Security-Policy names what may stand in the page."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
