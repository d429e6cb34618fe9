"""Who else says who somebody is: an OpenID provider, as the store's folder or the environment names it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from trail.errors import StoreError

FILE = "oidc.toml"
_PREFIX = "CARETRAIL_OIDC_"
_NEEDED = ("name", "issuer", "client_id", "client_secret")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ProviderError(StoreError):
    """What is set cannot be."""


@dataclass(frozen=True)
class Provider:
    """`name` is what people call it; `issuer` is its address, by which its tokens are known; the secret was given by
    it with the id."""

    name: str
    issuer: str
    client_id: str
    client_secret: str


def read(folder: Path, environment: Mapping[str, str]) -> Provider | None:
    """None where none is set. What the environment says counts; `…_file` is where a setting is read from."""
    told = {**_in_file(folder / FILE), **_in(environment)}
    if not told:
        return None
    for name in [name for name in told if name.endswith("_file")]:
        told[name.removesuffix("_file")] = _content(told.pop(name), name)
    if unknown := sorted(told.keys() - set(_NEEDED)):
        raise ProviderError(f"{FILE}: {unknown[0]} is not a setting. There are {', '.join(_NEEDED)}.")
    if missing := [name for name in _NEEDED if not told.get(name)]:
        raise ProviderError(f"{FILE}: {missing[0]} is missing; an OpenID provider needs {', '.join(_NEEDED)}.")
    if not safe(told["issuer"]):
        raise ProviderError(f"{FILE}: the issuer {told['issuer']} is not an https address.")
    return Provider(**told)


def safe(address: str) -> bool:
    """Over TLS, or without leaving the machine."""
    parts = urlsplit(address)
    at_home = parts.scheme == "http" and parts.hostname in _LOOPBACK
    return bool(parts.hostname) and (parts.scheme == "https" or at_home)


def _in_file(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProviderError(f"{path} cannot be read: {error}") from None
    for name, value in told.items():
        if not isinstance(value, str):
            raise ProviderError(f"{path}: {name} is no text.")
    return told


def _in(environment: Mapping[str, str]) -> dict[str, str]:
    named = {
        name: environment.get(f"{_PREFIX}{name.upper()}") for name in (*_NEEDED, *(f"{one}_file" for one in _NEEDED))
    }
    return {name: value for name, value in named.items() if value}


def _content(path: str, name: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ProviderError(f"{FILE}: {name}: {path} cannot be read: {error}") from None
