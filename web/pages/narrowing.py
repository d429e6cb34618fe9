"""What the pages of the change log and of a record's trail have in common: the view they ask, and filters in words."""

from __future__ import annotations

from domain.file import CHAPTERS
from domain.reasons import REASONS
from projections.changes import Changes
from web.pages.access import service
from web.wording import addresses, kinds, words


def changes() -> Changes:
    """The change log, once it has followed the log."""
    views = service().views
    views.ready()
    return views.changes


def named() -> addresses.Facets:
    """What a filter's value is called."""
    staff = [(one["staff"], one["name"], 0) for one in service().views.staff.all()]
    return {
        "actor": staff,
        "what": [(slug, kinds.word(names[0]), 0) for slug, names in kinds.by_slug().items()],
        "reason": [(code, text, 0) for code, text in REASONS.items()],
        "marked": [(code, text, 0) for code, text in kinds.MARKS.items()],
        "channel": [(code, text.capitalize(), 0) for code, text in kinds.CHANNELS.items()],
        "chapter": [(chapter.NAME, words.label(chapter.NAME), 0) for chapter in CHAPTERS],
        "order": [("oldest", "Oldest first", 0)],
    }
