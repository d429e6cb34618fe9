"""Signing in with an OpenID provider: the authorization code flow with PKCE (RFC 7636), state and nonce.

Authlib speaks with the provider, and joserfc, which comes with it, judges what that has signed; neither is loaded
before somebody signs in so.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any, NamedTuple

from domain.fact import Plain
from web.access.provider import Provider, safe

MISSING = "This server lacks what signing in with a provider takes. Install it: pip install 'caretrail[oidc]'"
_SIGNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""How a token may be signed: never with nothing, and never with a secret that we have as well."""
_SKEW = 120  # seconds that its clock and ours may differ
_WAIT = 10  # seconds for an answer of it
_KNOWN = timedelta(hours=1)  # that what it says of itself is remembered
_LEAST = timedelta(seconds=30)  # between two looks for new keys
_LONGEST = 255  # characters of a subject, by the standard
_BOTH = ("mfa", "http://schemas.openid.net/pape/policies/2007/06/multi-factor")
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Failed(Exception):
    """Nobody is signed in; the text says why, to whoever tried."""


class Identity(NamedTuple):
    """Who somebody is to the provider; `name` is what it calls them, for the eye alone. `both`: it says that they gave
    two factors there."""

    issuer: str
    subject: str
    name: str
    both: bool


class Oidc:
    def __init__(self, provider: Provider, clock: Callable[[], datetime]) -> None:
        self.provider, self._clock = provider, clock
        self._metadata: tuple[datetime, Plain] | None = None
        self._keys: tuple[datetime, Any] | None = None

    def reached(self) -> None:
        """`Failed` unless it says where to sign in, and by which keys it signs."""
        self._key_set()

    def begin(self, back: str) -> tuple[str, Plain]:
        """Where to send the browser, and what its answer, at the address `back`, is judged by. `Failed`."""
        asked = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        with self._session(back) as session:
            url, _ = session.create_authorization_url(
                self._told()["authorization_endpoint"], state=asked["state"], nonce=asked["nonce"],
                code_verifier=asked["verifier"],
            )  # fmt: skip
        return str(url), {**asked, "back": back}

    def finish(self, asked: Plain, answer: Mapping[str, str]) -> Identity:
        """Who it is, as the provider has signed; `answer` are the arguments with which the browser came back."""
        if not compare_digest(asked["state"].encode(), answer.get("state", "").encode()):
            raise Failed("This answer belongs to another sign-in. Begin again.")
        if answer.get("iss", self.provider.issuer) != self.provider.issuer:
            raise Failed("This answer comes from another provider.")
        if "error" in answer:
            raise Failed(f"{self.provider.name} did not sign you in ({_word(answer['error'])}).")
        if not answer.get("code"):
            raise Failed(f"{self.provider.name} sent nothing to sign you in with.")
        return self._identity(self._token(asked, answer["code"]), asked["nonce"])

    def _token(self, asked: Plain, code: str) -> str:
        from authlib.integrations.base_client.errors import OAuthError  # type: ignore[import-untyped]
        from requests import RequestException

        try:
            with self._session(asked["back"]) as session:
                told = session.fetch_token(
                    self._told()["token_endpoint"], code=code, code_verifier=asked["verifier"], timeout=_WAIT
                )
        except OAuthError as error:
            raise Failed(f"{self.provider.name} did not take the code back ({_word(str(error.error))}).") from None
        except (RequestException, ValueError, TypeError):
            raise Failed(f"{self.provider.name} does not answer. Try again, or sign in with your password.") from None
        if not isinstance(token := told.get("id_token"), str):
            raise Failed(f"{self.provider.name} did not say who you are.")
        return token

    def _identity(self, token: str, nonce: str) -> Identity:
        from joserfc.errors import JoseError
        from joserfc.jwt import JWTClaimsRegistry

        issuer, client = self.provider.issuer, self.provider.client_id
        rules = JWTClaimsRegistry(
            now=lambda: int(self._clock().timestamp()), leeway=_SKEW,
            iss={"essential": True, "value": issuer}, aud={"essential": True, "value": client},
            nonce={"essential": True, "value": nonce}, sub={"essential": True}, exp={"essential": True},
            iat={"essential": True},
        )  # fmt: skip
        try:
            claims = self._signed(token)
            rules.validate(claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise Failed(f"What {self.provider.name} has signed cannot be trusted ({type(error).__name__}).") from None
        return self._meant(claims)

    def _meant(self, claims: Plain) -> Identity:
        """Whom it is about, if it is for us alone."""
        provider, several = self.provider, isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", "" if several else provider.client_id) != provider.client_id:
            raise Failed(f"What {provider.name} has signed is for somebody else.")
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST or not subject.isprintable():
            raise Failed(f"{provider.name} did not say who you are.")
        name = str(claims.get("name") or claims.get("preferred_username") or subject)
        return Identity(provider.issuer, subject, name[:_LONGEST], _both(claims))

    def _signed(self, token: str) -> Plain:
        """The claims, if one of its keys signed them; keys that were changed are asked for once more."""
        from joserfc import jws, jwt
        from joserfc.errors import BadSignatureError, InvalidKeyIdError

        registry = jws.JWSRegistry(algorithms=list(_SIGNED), strict_check_header=False)
        try:
            return dict(jwt.decode(token, self._key_set(), registry=registry).claims)
        except (InvalidKeyIdError, BadSignatureError, ValueError):
            return dict(jwt.decode(token, self._key_set(anew=True), registry=registry).claims)

    def _key_set(self, anew: bool = False) -> Any:
        from joserfc.jwk import KeySet

        now = self._clock()
        if self._keys is None or now - self._keys[0] > (_LEAST if anew else _KNOWN):
            self._keys = now, KeySet.import_key_set(self._asked(self._told()["jwks_uri"]))  # type: ignore[arg-type]
        return self._keys[1]

    def _told(self) -> Plain:
        """What it says of itself (OpenID Connect Discovery)."""
        now, issuer = self._clock(), self.provider.issuer
        if self._metadata is None or now - self._metadata[0] > _KNOWN:
            told = self._asked(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if told.get("issuer") != issuer:
                raise Failed(f"{self.provider.name} calls itself something else than it is called here.")
            if not all(isinstance(told.get(name), str) and safe(told[name]) for name in _ENDPOINTS):
                raise Failed(f"{self.provider.name} does not say where it is reached over TLS.")
            self._metadata = now, told
        return self._metadata[1]

    def _asked(self, address: str) -> Plain:
        from requests import RequestException

        try:
            with self._session() as session:
                answer = session.get(address, timeout=_WAIT, withhold_token=True, allow_redirects=False)
            answer.raise_for_status()
            told = answer.json()
        except (RequestException, ValueError):
            raise Failed(f"{self.provider.name} does not answer. Try again, or sign in with your password.") from None
        if not isinstance(told, dict):
            raise Failed(f"{self.provider.name} does not answer as it should.")
        return told

    def _session(self, back: str | None = None) -> Any:
        try:
            from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]
        except ImportError:
            raise Failed(MISSING) from None
        return OAuth2Session(
            self.provider.client_id, self.provider.client_secret, scope="openid profile", redirect_uri=back,
            code_challenge_method="S256",
        )  # fmt: skip


def _both(claims: Plain) -> bool:
    """By `amr` (RFC 8176), or by `acr`; what neither says was one factor."""
    ways = claims.get("amr")
    return (isinstance(ways, list) and "mfa" in ways) or claims.get("acr") in _BOTH


def _word(told: str) -> str:
    """An error's code as the standards have them; nothing else of what came is repeated."""
    return told if told.isascii() and told.replace("_", "").isalnum() and len(told) < 60 else "no reason that is known"
