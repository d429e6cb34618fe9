"""A disk that says no."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def full(call: str) -> Iterator[None]:
    """This call of the operating system fails as on a full disk."""

    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, call, fails)
        yield
