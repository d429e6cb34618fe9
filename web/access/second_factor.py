"""The second factor: codes of an authenticator (TOTP, RFC 6238), and recovery codes for when it is lost.

Its secret is sealed with a key of the store, for its holder alone; a code is taken once.
"""

from __future__ import annotations

import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime
from hmac import compare_digest, digest

import pyotp
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, bindparam, delete, func, select, update

from trail.tables import Tables, put
from web.access.credentials import ALONE, FACTOR, RECOVERY

CODES = 10
_STEP = 30  # seconds that a code is shown
_EITHER_WAY = 1  # steps that a clock may be wrong
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that reads like another
_ROW = select(FACTOR).where(FACTOR.c.login == bindparam("login"))
_ON = select(FACTOR.c.since).where(FACTOR.c.login == bindparam("login"))
_TAKEN = update(FACTOR).where(FACTOR.c.login == bindparam("holder")).values(step=bindparam("now"))
_LEFT = select(func.count()).select_from(RECOVERY).where(RECOVERY.c.login == bindparam("login"))
_USED = delete(RECOVERY).where(RECOVERY.c.login == bindparam("login"), RECOVERY.c.hash == bindparam("code"))


class SecondFactors:
    """`key` seals what is kept: 32 octets."""

    def __init__(self, tables: Tables, key: bytes, clock: Callable[[], datetime]) -> None:
        self._tables, self._key, self._seal, self._clock = tables, key, AESGCM(key), clock

    def on(self, login: str) -> bool:
        return self._tables.value(_ON, {"login": login}) is not None

    def left(self, login: str) -> int:
        """How many recovery codes."""
        return int(self._tables.value(_LEFT, {"login": login}))

    def secret(self, login: str) -> str:
        """In Base32, to be set up: the same until it is confirmed, so that a page may be opened again."""
        with self._tables.begin(ALONE) as db:
            row = db.execute(_ROW, {"login": login}).first()
            if row and row.since is None:
                return self._opened(login, row.sealed)
            made = pyotp.random_base32()
            if row is None:
                put(db, FACTOR, [(login, self._sealed(login, made), 0, None)])
            return made

    def confirm(self, login: str, code: str) -> list[str] | None:
        """The recovery codes, to be shown once, if this is a code of the secret that is being set up."""
        with self._tables.begin(ALONE) as db:
            row = db.execute(_ROW, {"login": login}).first()
            step = self._step(self._opened(login, row.sealed), code, row.step) if row and row.since is None else None
            if row is None or step is None:
                return None
            put(db, FACTOR, [(login, row.sealed, step, self._clock().isoformat())])
            return self._new_codes(db, login)

    def renew(self, login: str) -> list[str] | None:
        """New recovery codes, to be shown once; those from before let nobody in. None where nothing is set up."""
        with self._tables.begin(ALONE) as db:
            row = db.execute(_ROW, {"login": login}).first()
            return self._new_codes(db, login) if row and row.since else None

    def take(self, db: Connection, login: str, code: str) -> str | None:
        """`code` or `recovery-code`, whichever this is of theirs; it is used up by that. None for anything else."""
        row = db.execute(_ROW, {"login": login}).first()
        if row is None or row.since is None:
            return None
        if (step := self._step(self._opened(login, row.sealed), code, row.step)) is not None:
            db.execute(_TAKEN, {"holder": login, "now": step})
            return "code"
        used = db.execute(_USED, {"login": login, "code": self._hash(login, code)}).rowcount
        return "recovery-code" if used else None

    def remove(self, login: str) -> None:
        with self._tables.begin(ALONE) as db:
            for table in (FACTOR, RECOVERY):
                db.execute(delete(table).where(table.c.login == login))

    def _new_codes(self, db: Connection, login: str) -> list[str]:
        codes = [_fresh() for _ in range(CODES)]
        db.execute(delete(RECOVERY).where(RECOVERY.c.login == login))
        put(db, RECOVERY, [(login, self._hash(login, one)) for one in codes])
        return codes

    def _step(self, secret: str, code: str, last: int) -> int | None:
        """The step whose code this is, later than the last one that was taken."""
        now, typed = int(self._clock().timestamp()) // _STEP, "".join(code.split()).encode(errors="replace")
        steps = range(now - _EITHER_WAY, now + _EITHER_WAY + 1)
        codes = [(step, pyotp.TOTP(secret).generate_otp(step).encode()) for step in steps]
        return next((step for step, right in codes if compare_digest(right, typed) and step > last), None)

    def _sealed(self, login: str, secret: str) -> str:
        nonce = os.urandom(12)
        return b64encode(nonce + self._seal.encrypt(nonce, secret.encode(), login.encode())).decode()

    def _opened(self, login: str, sealed: str) -> str:
        told = b64decode(sealed)
        return self._seal.decrypt(told[:12], told[12:], login.encode()).decode()

    def _hash(self, login: str, code: str) -> str:
        plain = "".join(one for one in code.lower() if one.isalnum())
        return digest(self._key, f"{login}\n{plain}".encode(errors="replace"), "sha256").hex()


def address(login: str, secret: str, issuer: str) -> str:
    """What an authenticator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def _fresh() -> str:
    """`kq7m-2xvp-9ndc`, 59 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
