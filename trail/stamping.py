"""A checkpoint time-stamped by an authority: its token says by when these entries were there (RFC 3161)."""

from __future__ import annotations

from datetime import datetime
from http.client import HTTPException
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple
from urllib.request import Request, urlopen

from cryptography.x509 import load_pem_x509_certificates

from trail.checkpoint import body_of
from trail.policy import Authority

if TYPE_CHECKING:
    from rfc3161_client import VerifierBuilder

PATIENCE = 5.0  # seconds
LARGEST = 64 * 1024  # octets of a token
INSTALL = "pip install 'caretrail[timestamps]'"
_HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class NotStamped(Exception):
    """There is no token that holds; the text says why."""


class Stamp(NamedTuple):
    """`token` is the authority's whole answer (DER, TimeStampResp), `at` the time in it."""

    token: bytes
    at: datetime


def stamp(authority: Authority, note: str) -> Stamp:
    """`NotStamped`. What is stamped is the SHA-256 of what the note signs, whoever has signed it."""
    _needed()
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, VerifierBuilder

    asked = TimestampRequestBuilder().data(body_of(note)).hash_algorithm(HashAlgorithm.SHA256).build()
    token = _sent(authority, asked.as_bytes())
    return Stamp(token, _checked(authority, note, token, VerifierBuilder.from_request(asked)))


def stamped(authority: Authority, note: str, token: bytes) -> datetime:
    """When the authority had the note, as a token says that was kept; `NotStamped` where it does not hold."""
    _needed()
    from rfc3161_client import VerifierBuilder

    return _checked(authority, note, token, VerifierBuilder())


def _needed() -> None:
    if not find_spec("rfc3161_client"):
        raise NotStamped(f"what asks for timestamps is not installed here: {INSTALL}")


def _sent(authority: Authority, query: bytes) -> bytes:
    try:
        with urlopen(Request(authority.url, query, _HEADERS), timeout=PATIENCE) as answer:
            token: bytes = answer.read(LARGEST + 1)
    except (OSError, HTTPException) as error:
        raise NotStamped(f"it does not answer: {getattr(error, 'reason', None) or error}") from None
    if len(token) > LARGEST:
        raise NotStamped("its answer is too long for a token")
    return token


def _checked(authority: Authority, note: str, token: bytes, checks: VerifierBuilder) -> datetime:
    """The signature leads to one of the certificates that are trusted, and the hash is that of this note."""
    from rfc3161_client import VerificationError, decode_timestamp_response

    for one in load_pem_x509_certificates(authority.certificates.encode()):
        checks = checks.add_root_certificate(one)
    try:
        answer = decode_timestamp_response(token)
        checks.build().verify_message(answer, body_of(note))
        return answer.tst_info.gen_time
    except (VerificationError, ValueError) as error:
        raise NotStamped(f"its answer does not hold: {error}") from None
