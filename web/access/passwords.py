"""Passwords as hashes: Argon2id (RFC 9106), with as many at a time as the memory is meant for."""

from __future__ import annotations

import secrets
from threading import BoundedSemaphore
from unicodedata import normalize

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerifyMismatchError

LEAST, MOST = 10, 1000  # characters of a password
_AT_ONCE = 2  # hashes, each with 64 MiB
_SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]


def fresh_password() -> str:
    """Easy to read and to type: `kuve-sila-nora-dipo`, 49 bits."""
    return "-".join(secrets.choice(_SYLLABLES) + secrets.choice(_SYLLABLES) for _ in range(4))


def as_login(typed: str) -> str:
    """However it is typed, as it stands in the account."""
    return normalize("NFC", typed).strip().casefold()


class Passwords:
    """What they are hashed with, and whether one is that of a hash."""

    def __init__(self) -> None:
        self._hasher, self._hashing = PasswordHasher(), BoundedSemaphore(_AT_ONCE)
        self._nobody = ""

    @property
    def nobody(self) -> str:
        """The hash of a password that nobody knows, against which that of an unknown name is held."""
        self._nobody = self._nobody or self.hashed(secrets.token_urlsafe())
        return self._nobody

    def agrees(self, stored: str, password: str) -> bool:
        try:
            with self._hashing:
                return self._hasher.verify(stored, password[: MOST + 1])
        except (VerifyMismatchError, InvalidHashError):
            return False

    def hashed(self, password: str) -> str:
        with self._hashing:
            return self._hasher.hash(password)

    def outgrown(self, stored: str) -> bool:
        """Whether it cost less than one that is made today."""
        was = extract_parameters(stored)
        return was.time_cost < self._hasher.time_cost or was.memory_cost < self._hasher.memory_cost
