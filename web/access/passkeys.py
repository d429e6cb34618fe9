"""Passkeys (W3C Web Authentication): what they are checked with is kept here, and no secret is.

The library for it, an extra, is loaded when somebody uses one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from importlib.util import find_spec
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, select, update

from domain.by import By
from domain.fact import Plain
from domain.passkeys import Keyring
from domain.personnel import Personnel
from domain.receipt import Receipt
from domain.refusal import Refused
from domain.staff import StaffAccount
from trail.tables import Tables, known, put
from web.access.credentials import ALONE, PASSKEY

_c = PASSKEY.c
_ONE = select(PASSKEY).where(_c.credential == bindparam("credential"))
_OWN = select(PASSKEY).where(_c.login == bindparam("login")).order_by(_c.made)
_GONE = delete(PASSKEY).where(_c.passkey == bindparam("id"))
_USED = (
    update(PASSKEY)
    .where(_c.credential == bindparam("id"), _c.uses == bindparam("was"))
    .values(uses=bindparam("now"), used=bindparam("at"))
)
_NAME = "Caretrail"
_PATIENCE = 5 * 60 * 1000  # milliseconds that the browser waits for somebody


class Place(NamedTuple):
    """Where pages are shown: the host's name, which a passkey is for, and the origin that its answers name."""

    host: str
    origin: str


class Kept(NamedTuple):
    """`credential` is its id for the browser, `uses` how often it said that it was used."""

    credential: str
    passkey: str
    login: str
    name: str
    public_key: str
    uses: int
    made: str
    used: str | None = None


def here() -> bool:
    """Whether the library is installed."""
    return find_spec("webauthn") is not None


class Passkeys:
    def __init__(self, tables: Tables, keyring: Keyring, personnel: Personnel, clock: Callable[[], datetime]) -> None:
        self._tables, self._keyring, self._personnel, self._clock = tables, keyring, personnel, clock

    def of(self, login: str) -> list[Kept]:
        return [Kept._make(row) for row in self._tables.all(_OWN, {"login": login})]

    # adding and removing

    def offer(self, account: StaffAccount, place: Place) -> tuple[str, Plain]:
        """What the browser makes a new one from (JSON), and what its answer is judged by."""
        from webauthn import generate_registration_options, options_to_json
        from webauthn.helpers.structs import (
            AuthenticatorSelectionCriteria,
            ResidentKeyRequirement,
            UserVerificationRequirement,
        )

        options = generate_registration_options(
            rp_id=place.host, rp_name=_NAME, user_id=account.staff.encode(), user_name=account.login,
            user_display_name=account.name, timeout=_PATIENCE,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[_descriptor(one) for one in self.of(account.login)],
        )  # fmt: skip
        return options_to_json(options), _asked(options.challenge, place, account.login)

    def add(self, account: StaffAccount, asked: Plain, answer: str, name: str, by: By) -> Receipt:
        """`Refused` where the answer is not one to what was asked."""
        from webauthn import verify_registration_response

        made = _verified(verify_registration_response, answer, asked, require_user_verification=True)
        credential = _text(made.credential_id)
        if asked["login"] != account.login or self._known(credential):
            raise Refused("answer", "This passkey is on an account already.")
        receipt = self._keyring.add(account, name, by)
        row = Kept(
            credential, receipt.entries[0], account.login, name.strip(), _text(made.credential_public_key),
            made.sign_count, self._clock().isoformat(),
        )  # fmt: skip
        with self._tables.begin(ALONE) as db:
            if known(db, PASSKEY, [(credential,)]):
                raise Refused("answer", "This passkey is on an account already.")
            put(db, PASSKEY, [row])
        return receipt

    def remove(self, passkey: str, by: By) -> Receipt:
        receipt = self._keyring.remove(passkey, by)
        with self._tables.begin(ALONE) as db:
            db.execute(_GONE, {"id": passkey})
        return receipt

    # signing in

    def ask(self, place: Place) -> tuple[str, Plain]:
        """What the browser looks for one with (JSON), and what its answer is judged by; nobody has said a name."""
        from webauthn import generate_authentication_options, options_to_json
        from webauthn.helpers.structs import UserVerificationRequirement

        options = generate_authentication_options(
            rp_id=place.host, timeout=_PATIENCE, user_verification=UserVerificationRequirement.REQUIRED
        )
        return options_to_json(options), _asked(options.challenge, place, "")

    def holder(self, asked: Plain, answer: str) -> StaffAccount:
        """Whose passkey has answered, locked or not; `Refused`."""
        from webauthn import verify_authentication_response

        told = _read(answer)
        kept = self._known(str(told.get("id", "")))
        passkey = self._keyring.passkey(kept.passkey) if kept else None
        if kept is None or passkey is None or passkey.removed:
            raise Refused("answer", "This passkey belongs to no account here.")
        if (account := self._personnel.account(kept.login)) is None or not _is_of(told, account):
            raise Refused("answer", "This passkey belongs to no account here.")
        done = _verified(
            verify_authentication_response, answer, asked, credential_public_key=_bytes(kept.public_key),
            credential_current_sign_count=kept.uses, require_user_verification=True,
        )  # fmt: skip
        self._used(kept, done.new_sign_count)
        return account

    def _used(self, kept: Kept, now: int) -> None:
        """A count that another answer has moved on meanwhile is one that went back."""
        at = self._clock().isoformat()
        with self._tables.begin(ALONE) as db:
            if db.execute(_USED, {"id": kept.credential, "was": kept.uses, "now": now, "at": at}).rowcount != 1:
                raise Refused("answer", _NOT_TRUSTED)

    def _known(self, credential: str) -> Kept | None:
        row = None if "\0" in credential else self._tables.first(_ONE, {"credential": credential})
        return Kept._make(row) if row else None


_NOT_TRUSTED = "What this passkey answered cannot be trusted. Try again, or sign in with your password."


def _asked(challenge: bytes, place: Place, login: str) -> Plain:
    return {"challenge": _text(challenge), "host": place.host, "origin": place.origin, "login": login}


def _verified(verify: Callable[..., Any], answer: str, asked: Plain, **told: Any) -> Any:
    """Signed by this passkey, in answer to what was asked, on this very site, by somebody who showed who they are."""
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return verify(
            credential=_read(answer), expected_challenge=_bytes(asked["challenge"]), expected_rp_id=asked["host"],
            expected_origin=asked["origin"], **told,
        )  # fmt: skip
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        raise Refused("answer", _NOT_TRUSTED) from None


def _read(answer: str) -> Plain:
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Refused("answer", "Your browser has sent no passkey.")
    return told


def _is_of(told: Plain, account: StaffAccount) -> bool:
    """Whether it names this account as its holder."""
    response = told.get("response")
    handle = response.get("userHandle") if isinstance(response, dict) else None
    return isinstance(handle, str) and handle == _text(account.staff.encode())


def _descriptor(kept: Kept) -> Any:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return PublicKeyCredentialDescriptor(id=_bytes(kept.credential))


def _text(octets: bytes) -> str:
    from webauthn.helpers import bytes_to_base64url

    return bytes_to_base64url(octets)


def _bytes(text: str) -> bytes:
    from webauthn.helpers import base64url_to_bytes

    return base64url_to_bytes(text)
