"""An OpenID provider of our own (pyop), with a page to sign in on, and the ways in which one can be wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from Cryptodome.PublicKey import RSA
from flask import Flask, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from jwkest.jwk import RSAKey as SigningKey
from pyop.authz_state import AuthorizationState
from pyop.exceptions import InvalidAuthenticationRequest, InvalidClientAuthentication, OAuthError
from pyop.provider import Provider
from pyop.subject_identifier import HashBasedSubjectIdentifierFactory
from pyop.userinfo import Userinfo

from tests.support.listening import listening

CLIENT, SECRET = "caretrail", "a secret of both"
PEOPLE = {"ruth": {"sub": "ruth-at-the-hospital", "name": "Ruth A."}, "eve": {"sub": "eve", "name": "Eve"}}
Claims = dict[str, Any]
_FORM = """<!doctype html><html lang="en"><title>Harbour Hospital</title><form method="post">
<label for="who">Who are you?</label><input id="who" name="who"><button>Sign in</button></form></html>"""


class OpenId:
    """`claims` and `sign` change what it signs, `answers` what it sends back with the browser, `fails` an address."""

    def __init__(self) -> None:
        self.address, self.tokens, self.asked = "", list[str](), dict[str, int]()
        self.claims: Callable[[Claims], Claims] = lambda told: told
        self.sign: Callable[[Claims], str] = self.signed
        self.answers: Callable[[dict[str, str]], dict[str, str]] = lambda told: told
        self.fails: set[str] = set()
        self.algorithms = ["RS256"]

    def open(self, address: str, back: str) -> None:
        """At this address, for a client that is called back at another."""
        self.address = address
        client = {
            "client_secret": SECRET, "redirect_uris": [back], "response_types": ["code"],
            "token_endpoint_auth_method": "client_secret_basic", "subject_type": "public",
        }  # fmt: skip
        endpoints = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        self.about = {
            "issuer": address, **{name: f"{address}/{path}" for name, path in endpoints.items()},
            "scopes_supported": ["openid", "profile"], "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "grant_types_supported": ["authorization_code"],
            "code_challenge_methods_supported": ["S256"],
        }  # fmt: skip
        state = AuthorizationState(HashBasedSubjectIdentifierFactory("salt"))
        safe = {**self.about, "issuer": address.replace("http:", "https:")}  # it takes no other
        self.provider = Provider(self.new_key(), safe, state, {CLIENT: client}, Userinfo(PEOPLE))
        self.provider.configuration_information["issuer"] = address

    def new_key(self) -> SigningKey:
        """Others are gone: what is signed from now on is signed with this one."""
        key = SigningKey(key=RSA.generate(2048), alg="RS256", use="sig", kid=f"key-{time.monotonic_ns()}")
        if hasattr(self, "provider"):
            self.provider.signing_key = key
        return key

    def signed(self, claims: Claims) -> str:
        key: Any = self.provider.signing_key
        own = RSAKey.import_key(key.key.export_key().decode())
        return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, own)

    def unsigned(self, claims: Claims) -> str:
        return jwt.encode({"alg": "none"}, claims, OctKey.import_key("x" * 32), algorithms=["none"])

    def signed_with_the_secret(self, claims: Claims) -> str:
        """With what is public of its key, as if that were a secret of both (CVE-2015-9235)."""
        key: Any = self.provider.signing_key
        public = key.key.publickey().export_key()
        return jwt.encode({"alg": "HS256", "kid": key.kid}, claims, OctKey.import_key(public), algorithms=["HS256"])

    def signed_by_another(self, claims: Claims) -> str:
        key: Any = self.provider.signing_key
        return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, RSAKey.generate_key(2048))

    def again(self, claims: Claims) -> str:
        """The first token that it ever gave out."""
        return self.tokens[0]


@contextmanager
def provided(back: str) -> Iterator[OpenId]:
    """A provider that listens, for a client that is called back at `back`."""
    made = OpenId()
    with listening(_app(made)) as address:
        made.open(address, back)
        yield made


def _app(made: OpenId) -> Flask:
    app = Flask("provider")

    @app.before_request
    def count() -> ResponseReturnValue | None:
        made.asked[request.path] = made.asked.get(request.path, 0) + 1
        return ("no", 503) if request.path in made.fails else None

    @app.get("/.well-known/openid-configuration")
    def about() -> ResponseReturnValue:
        return jsonify({**made.about, "id_token_signing_alg_values_supported": made.algorithms})

    @app.get("/jwks")
    def jwks() -> ResponseReturnValue:
        return jsonify(made.provider.jwks)

    @app.get("/authorize")
    def page() -> ResponseReturnValue:
        try:
            made.provider.parse_authentication_request(request.query_string.decode())
        except InvalidAuthenticationRequest as error:
            return str(error), 400
        return _FORM

    @app.post("/authorize")
    def authorize() -> ResponseReturnValue:
        asked = made.provider.parse_authentication_request(request.query_string.decode())
        if request.form["who"] not in PEOPLE:
            return _to(asked["redirect_uri"], {"error": "access_denied", "state": asked["state"]})
        told = made.provider.authorize(asked, request.form["who"]).to_dict()
        return _to(asked["redirect_uri"], made.answers(told))

    @app.post("/token")
    def token() -> ResponseReturnValue:
        try:
            told = made.provider.handle_token_request(request.get_data().decode(), dict(request.headers)).to_dict()
        except (InvalidClientAuthentication, OAuthError) as error:
            return jsonify({"error": getattr(error, "oauth_error", "invalid_client")}), 400
        key: Any = made.provider.signing_key
        claims = jwt.decode(told["id_token"], RSAKey.import_key(key.key.export_key().decode())).claims
        told["id_token"] = made.sign(made.claims(dict(claims)))
        made.tokens.append(told["id_token"])
        return jsonify(told)

    return app


def _to(address: str, told: dict[str, str]) -> ResponseReturnValue:

    return redirect(f"{address}?{urlencode(told)}")
