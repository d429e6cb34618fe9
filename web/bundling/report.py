"""The report of an export: one page by itself, to be read before anything is checked, on a screen or on paper.

It is made before the export is sealed, so that it tells the state of the log at the request and not the checkpoint that
the bundle ends with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from domain.access import PURPOSES
from domain.export import ENVELOPE, PROFILES, ExportRequested
from domain.fact import Plain
from domain.staff import ROLES
from projections.sentences import sentence
from projections.work import Grid
from trail.checkpoint import Checkpoint
from web.bundling import asking, pictures
from web.bundling.agents import SYSTEM
from web.bundling.gathered import Gathered, Person
from web.bundling.told import Told
from web.drawing import activity
from web.record import imprint
from web.record.imprint import Imprint
from web.wording import kinds, words

_KINDS, _PEOPLE = 20, 200  # rows that are named; the rest are counted together
_NARROWED: dict[str, Callable[[Any], str]] = {
    "keys": lambda some: f"sealed under key {', '.join(map(str, some))}: a patient's events, all of them, have one key",
    "without": lambda some: f"without what was recorded in {asking.records(len(some))} closed to whoever asked",
    "actors": lambda some: f"recorded by {', '.join(some)}",
    "types": lambda some: f"of the kind {', '.join(some)}",
    "since": lambda at: f"recorded in {at} or later, UTC",
    "until": lambda at: f"recorded in {at} or earlier, UTC",
    "fields": lambda some: f"of each, the fields {', '.join(some)}",
}
_PAGES = Environment(loader=PackageLoader("web", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True)


@dataclass(frozen=True)
class About:
    """`standing` is the log as it stood at the request, `key` the verifier key that will sign the bundle's checkpoint,
    `tool` what writes it; `whose` names the patients who were chosen, where they may be named."""

    requested: ExportRequested
    standing: Checkpoint
    key: str
    tool: str
    whose: Sequence[str] = ()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the verifier key, in groups of four as it is read aloud."""
        return grouped(sha256(self.key.encode()).hexdigest().upper())

    @property
    def imprint(self) -> Imprint:
        """Signed by nobody yet: the code holds what the next checkpoint has to continue."""
        asked = f"{self.standing.size:,} events, not signed itself, of {words.moment(self.requested.by.at)}"
        return Imprint(imprint.lines(asked, self.standing, self.key), self.standing.text())

    @property
    def root(self) -> str:
        return grouped(self.standing.root.hex())


@dataclass(frozen=True)
class Row:
    """Of a table that counts: `code` is what stands in the log."""

    name: str
    code: str
    count: int
    more: str = ""
    bar: str = ""


@dataclass(frozen=True)
class Drawn:
    """One event of the sample. `opened` are addresses of the running program, from the start of its own."""

    position: int
    at: str
    who: str
    says: str
    opened: list[str]


def page(about: About, gathered: Gathered) -> str:
    """The whole page, with its styles and its pictures."""
    unit, timeline = pictures.drawn(gathered.days)
    asked = about.requested
    return _PAGES.get_template("bundling/report.html").render(
        about=about, asked=asked, by=asked.by, got=gathered, words=words, styles=_styles(), logo=_logo(),
        role=role(asked.by.role), why=PURPOSES.get(asked.purpose, asked.purpose), profile=PROFILES[asked.profile],
        whose=about.whose or asked.patients or (), narrowed=narrowed(asked.filter), unit=unit, timeline=timeline,
        heat=activity.heat(Grid(gathered.hours, 0)), legend=activity.legend(), kinds=_kinds(gathered),
        people=_people(gathered), roles=_roles(gathered),
        sample=[drawn(one) for one in gathered.sample],
        bare=asked.profile == ENVELOPE,
    )  # fmt: skip


def grouped(text: str) -> str:
    """`1A2B 3C4D …`"""
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def role(code: str) -> str:
    return ROLES.get(code, code).lower()


def narrowed(filter: Plain) -> list[str]:
    """What a filter of trail/bundle/reader/FORMAT.md leaves, in words."""
    return [_NARROWED[name](value) for name, value in filter.items() if name in _NARROWED]


def drawn(told: Told) -> Drawn:
    """What happened as a sentence where all of it is disclosed, as its kind otherwise."""
    entry = told.entry
    opened = [f"/audit/log/{entry.position}"]
    if told.patient:
        opened.append(f"/patients/{told.patient}?known={entry.position}")
    says = sentence(told.fact) if told.whole and told.fact else _kind(kinds.bare(entry.type))
    return Drawn(
        entry.position, words.moment(entry.at), f"{told.name or entry.actor}, {role(entry.role)}", says, opened
    )


def _kinds(gathered: Gathered) -> list[Row]:
    ranked = gathered.kinds.most_common()
    most = ranked[0][1] if ranked else 1
    rows = [Row(_kind(code), code, n, bar=pictures.share(n, most)) for code, n in ranked[:_KINDS]]
    return rows + _others(ranked[_KINDS:], "other kind")


def _kind(code: str) -> str:
    """`Blood group: recorded`, whatever it happened to in front."""
    return f"{words.label(code.partition('.')[0].replace('-', ' '))}: {words.small(kinds.word(code))}"


def _people(gathered: Gathered) -> list[Row]:
    ranked = sorted(gathered.people.values(), key=lambda one: (-one.count, one.actor))
    most = ranked[0].count if ranked else 1
    rows = [_person(one, most) for one in ranked[:_PEOPLE]]
    return rows + _others([(one.actor, one.count) for one in ranked[_PEOPLE:]], "other account")


def _roles(gathered: Gathered) -> list[tuple[str, int]]:
    return [(role(code), count) for code, count in gathered.roles.most_common()]


def _person(one: Person, most: int) -> Row:
    span = " to ".join(dict.fromkeys(words.when(at[:10]) for at in (one.first, one.last)))
    if one.actor == SYSTEM:
        return Row("The program itself", one.actor, one.count, span, pictures.share(one.count, most))
    held = ", ".join(sorted(map(role, one.roles)))
    about = "; ".join([*([one.actor] if one.name else []), held, span])
    return Row(one.name or one.actor, one.actor, one.count, about, pictures.share(one.count, most))


def _others(rest: Sequence[tuple[str, int]], what: str) -> list[Row]:
    return [Row(_some(rest, what), "", sum(count for _, count in rest))] if rest else []


def _some(told: Sequence[object], what: str) -> str:
    return f"{len(told):,} {what}{'' if len(told) == 1 else 's'}"


def _styles() -> Markup:
    """Those of every printed page, and its own."""
    return Markup("".join(_static(name) for name in ("print.css", "bundle.css")))


def _logo() -> Markup:
    return Markup(_static("logo.svg").strip())


def _static(name: str) -> str:
    return files("web").joinpath("static", name).read_text(encoding="utf-8")
