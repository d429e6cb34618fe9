"""What docs/limits.md tells readers is what the table says, and the table is what is tried."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from tests.trail.tampering.limits import WORDS, table
from tests.trail.tampering.matrix import ATTACKERS, BUNDLE, LATE, MEDIA, ROWS, STORE
from tests.trail.tampering.table import TABLE

TEXT = (ROOT / "docs/limits.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("medium", MEDIA)
def test_the_document_has_the_table(medium: str) -> None:
    """Where it differs: `python -m tests.trail.tampering.limits` prints it as it should be."""
    assert f"\n\n{table(medium)}\n" in TEXT


def test_everybody_who_notices_anything_is_explained() -> None:
    assert {who for cells in TABLE.values() for one in cells for who in one.by} == set(WORDS)
    heads = [line[2:].partition(":")[0].split(", ") for line in TEXT.splitlines() if line.startswith("- ")]
    assert set(WORDS.values()) - {word for head in heads for word in head} == set()


def test_whatever_a_key_does_not_help_with_is_noticed_without_anybody_outside() -> None:
    """The document says so in words: without a key nothing is silent, but for the three that no log can prove."""
    silent = {row for row in ROWS for cells in [TABLE[row, STORE]] if not cells[ATTACKERS.index("recomputing")].by}
    late = {row for row in ROWS if not TABLE[row, BUNDLE][ATTACKERS.index(LATE)].by}
    assert silent == {"lie entered by an authorised clerk", "event suppressed before it was recorded"}
    assert silent < late


def test_the_document_can_be_found() -> None:
    assert "(docs/limits.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(limits.md" in (ROOT / "docs/auditor.md").read_text(encoding="utf-8")
