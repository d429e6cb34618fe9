"""A fault: how it is made in a whole bundle, and what kind of finding it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.archive import Files, archive
from tests.support.bundles import Bundle, Json, office
from tests.support.notes import canonical

Made = Files | bytes | None
Make = Callable[[Bundle], Made]
CONFIG, FIRST = 1, 2
REF, RENAMED, CLOCK, TURNED, RESULT, ERASURE, PROVED, LAST_REF, LAST, ASKED, BETWEEN, SEALED = range(5, 17)
"""Where things stand in `office()`."""


@dataclass
class Fault:
    """`make` edits the bundle, or gives the files (the manifest is made already), or the octets of the zip.

    `at` is where the finding stands (None: nowhere), `also` are kinds that follow, `wish` is what was asked for.
    """

    name: str
    kind: str
    at: int | None
    make: Make
    also: tuple[str, ...] = ()
    wish: Json = field(default_factory=dict)

    def zip(self, path: Path) -> Path:
        bundle = office(**self.wish)
        made = self.make(bundle)
        path.write_bytes(made if isinstance(made, bytes) else archive(bundle.files() if made is None else made))
        return path


def table(kind: str, at: int | None, cases: dict[str, Make], *also: str, **wish: Any) -> list[Fault]:
    return [Fault(name, kind, at, make, also, wish) for name, make in cases.items()]


def plain_manifest(bundle: Bundle) -> Json:
    files = bundle.files()
    del files["manifest.json"]
    return bundle.manifest(files)


def manifest(**other: Any) -> Make:
    """The manifest says something else here."""

    def make(bundle: Bundle) -> None:
        bundle.instead["manifest.json"] = canonical(plain_manifest(bundle) | other) + b"\n"

    return make


def written(name: str, change: Callable[[bytes], bytes]) -> Make:
    """Other octets in a file, and (if it is another one) a manifest that knows them."""

    def make(bundle: Bundle) -> None:
        bundle.instead[name] = change(bundle.files()[name])

    return make


def left_out(*names: str) -> Make:
    """The manifest knows nothing of these files either."""
    return lambda bundle: bundle.instead.update(dict.fromkeys(names))


def both(*makes: Make) -> Make:
    def make(bundle: Bundle) -> None:
        for one in makes:
            one(bundle)

    return make
