"""The peers' figures as part of docs/performance.md, and as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from benchmarks.measured import written
from benchmarks.peers.attacks import KINDS
from benchmarks.peers.contest import FLOOR, OURS, STORES, Standing
from benchmarks.picture import scale, svg

_WORKS = {
    "W1 register": "W1 register", "W2 write": "W2 write", "W3 current file": "W3 file", "W4 search": "W4 search",
    "W5 changes of a patient": "W5 changes", "W6 file as it was": "W6 past", "W7 export": "W7 export",
    "W8 rebuild": "W8 rebuild", "W9 check": "W9 check",
}  # fmt: skip
_DRAWN = tuple(_WORKS)[:7]
_ATTACKS = ("changed in bulk", "SQL on today's row", "history edited", "one deleted", "the last deleted")
_WIDTH, _NAMES, _TOP, _ROW, _HEAD = 900, 150, 66, 17, 26
_LEAST = 10.0  # a second: where the scale begins


def part(standings: Sequence[Standing]) -> str:
    """Markdown: what each did in a second, then what each loses."""
    return "\n\n".join([*(_rates(store, own) for store, own in _by_store(standings)), _losses(standings)])


def _by_store(standings: Sequence[Standing]) -> list[tuple[str, list[Standing]]]:
    found = [(store, [one for one in standings if one.store == store]) for store in STORES]
    return [(store, own) for store, own in found if own]


def _rates(store: str, own: Sequence[Standing]) -> str:
    head = f"| {store} | {' | '.join(_WORKS.values())} | kB |\n|---|{'--:|' * (len(_WORKS) + 1)}"
    return "\n".join([head, *map(_row, own)])


def _row(one: Standing) -> str:
    rates = (written(one.rates[work]) if work in one.rates else "–" for work in _WORKS)
    return f"| {_named(one)} | {' | '.join(rates)} | {one.octets / 1000:.1f} |"


def _named(one: Standing) -> str:
    about = " ".join(number for name, number in one.versions.items() if name.lower() == one.name.lower())
    return f"{one.name} {about}".strip()


def _losses(standings: Sequence[Standing]) -> str:
    head = f"| | loses | {' | '.join(_ATTACKS)} |\n|---|---|{'---|' * len(KINDS)}"
    rows = dict[str, str]()
    for one in standings:
        told = (_brief(one.attacks[kind]) for kind in KINDS)
        rows.setdefault(one.name, f"| {one.name} | {', '.join(sorted(one.loses)) or 'nothing'} | {' | '.join(told)} |")
    return "\n".join([head, *rows.values()])


def _brief(came: str) -> str:
    """What came of an attack, without its details: what was detected has a place, which changes from run to run."""
    return came.partition(":")[0] if came.startswith("detected") else came


def drawn(standings: Sequence[Standing]) -> str:
    """For each store and work a bar for each peer, quickest first; equal steps to the right are equal factors."""
    columns = _by_store(standings)
    most = max(rate for one in standings for work, rate in one.rates.items() if work in _DRAWN)
    tallest = max(len(own) for _, own in columns)
    wide, each = _WIDTH // len(columns), _HEAD + _ROW * tallest
    lines = ['<text class="title" x="16" y="26">Works in a second: further right is quicker</text>', _legend()]
    for n, (store, own) in enumerate(columns):
        lines.append(f'<text class="section" x="{16 + n * wide}" y="{_TOP - 2}">{store}</text>')
        for m, work in enumerate(_DRAWN):
            lines += _block(own, work, 16 + n * wide, _TOP + 10 + m * each, wide - _NAMES - 90, most)
    height = _TOP + 10 + each * len(_DRAWN) + 8
    return svg(_WIDTH, height, "Works in a second of ours, the floor and the peers", lines)


def _legend() -> str:
    marks = (("ours", "Caretrail"), ("peer", "loses nothing"), ("lossy", "loses who or why"), ("bare", "the floor"))
    lines = []
    for n, (kind, word) in enumerate(marks):
        x = 420 + n * 120
        lines.append(f'<rect class="{kind}" x="{x}" y="16" width="11" height="11"/>')
        lines.append(f'<text class="quiet" x="{x + 16}" y="26">{word}</text>')
    return "".join(lines)


def _block(own: Sequence[Standing], work: str, x: int, y: int, wide: int, most: float) -> Iterator[str]:
    yield f'<text class="work" x="{x}" y="{y + 14}">{work}</text>'
    x_of = scale(_LEAST, most, 0, wide)
    for n, one in enumerate(sorted((one for one in own if work in one.rates), key=lambda one: -one.rates[work])):
        top, rate = y + 20 + n * _ROW, one.rates[work]
        length = max(2.0, x_of(rate))
        yield f'<text class="quiet end" x="{x + _NAMES - 8}" y="{top + 10}">{escape(one.name)}</text>'
        yield f'<rect class="{_kind(one)}" x="{x + _NAMES}" y="{top}" width="{length:.1f}" height="12"/>'
        yield f'<text class="quiet" x="{x + _NAMES + length + 6:.1f}" y="{top + 10}">{written(rate)}</text>'


def _kind(one: Standing) -> str:
    return "ours" if one.name == OURS else "bare" if one.name == FLOOR else "lossy" if one.loses else "peer"
