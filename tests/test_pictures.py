"""The pictures of the documents: each is taken by the script, each is shown, and none is older than its page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from docs.pictures import take
from docs.pictures.shots import SHOTS
from domain.completeness.rules import RULES
from domain.completeness.terms import DEFAULT
from tests.test_docs import DOCUMENTS
from web.entering.policing import due

FOLDER = take.HERE
TAKEN = {f"{shot.name}.png" for shot in SHOTS}
_SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
_LINK = re.compile(r"\]\(([^)#]*)#([^)]+)\)")


def shown() -> list[tuple[Path, str, Path]]:
    """Each document with the pictures in it: what they are said to show, and where they lie."""
    return [
        (document, words, (document.parent / place).resolve())
        for document in DOCUMENTS
        for words, place in _SHOWN.findall(document.read_text())
    ]


def test_every_picture_that_a_document_shows_is_taken_by_the_script_and_the_script_takes_no_other() -> None:
    pictures = {path.name for _, _, path in shown() if path.parent == FOLDER and path.suffix == ".png"}

    assert pictures == TAKEN
    assert {path.name for path in FOLDER.glob("*.png")} == TAKEN
    assert set(json.loads(take.SEEN.read_text())) == {shot.name for shot in SHOTS}
    assert len(SHOTS) == len(TAKEN)


def test_every_picture_says_in_words_what_it_shows() -> None:
    assert [(document.name, path.name) for document, words, path in shown() if len(words) < 5] == []


def test_all_pictures_together_are_a_few_megabytes() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.png")) < 3_000_000


@pytest.mark.slow
@pytest.mark.browser
def test_no_page_says_anything_else_than_when_its_picture_was_taken(chromium: str) -> None:
    then, now = json.loads(take.SEEN.read_text()), take.looked()

    stale = sorted(name for name in now if now[name] != then.get(name))
    assert stale == [], f"take them again: python -m docs.pictures.take {' '.join(stale)}"


def test_links_within_the_documents_lead_to_headings() -> None:
    for document in DOCUMENTS:
        for place, anchor in _LINK.findall(document.read_text()):
            if not place.startswith("http"):
                target = (document.parent / place) if place else document
                headings = re.findall(r"^#+ (.+)$", target.read_text(), re.M)
                anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
                assert anchor in anchors, f"{document.name}: {place}#{anchor}"


def test_the_clerks_guide_lists_the_rules_as_the_program_has_them() -> None:
    rows = re.findall(r"^\| ([\d.]+) \| (DQ\d\d) \| (.+?) \| (\w+) \| (.+?) \| ([\w-]+) \|$", _guide(), re.M)

    assert sorted(rows) == sorted(
        (one.paragraph, rule, RULES[rule].name, one.severity, due(one.due), one.owner) for rule, one in DEFAULT.items()
    )


def _guide() -> str:
    return next(one for one in DOCUMENTS if one.name == "clerk.md").read_text()
