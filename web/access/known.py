"""By what a browser is known again from which somebody has come in before: a cookie that lets nobody in, and spares
its holder from waiting for what others have tried (OWASP, device cookies)."""

from __future__ import annotations

import secrets
from hashlib import sha256
from hmac import compare_digest, digest

LASTS = 90 * 24 * 3600  # seconds
_SIZE = 16  # octets, in hex


def cookie(login: str, secure: bool) -> str:
    """Its name: one for each who signs in at this browser, without saying who; over TLS, one that this host alone may
    set."""
    host = "__Host-" if secure else ""
    return f"{host}caretrail-known-{sha256(login.encode(errors='replace')).hexdigest()[:8]}"


class Known:
    def __init__(self, key: bytes) -> None:
        self._key = key

    def told(self, login: str) -> str:
        """To be kept in the cookie."""
        browser = secrets.token_hex(_SIZE)
        return f"{browser}.{self._sign(login, browser)}"

    def read(self, login: str, told: str) -> str:
        """The browser; an empty text where it is none of this account's."""
        browser, _, sign = told.partition(".")
        return browser if compare_digest(sign.encode(), self._sign(login, browser).encode()) else ""

    def _sign(self, login: str, browser: str) -> str:
        return digest(self._key, f"known browser\n{login}\n{browser}".encode(errors="replace"), "sha256").hex()
