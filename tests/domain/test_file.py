"""A patient's file as a thing in memory."""

from __future__ import annotations

import gc
from weakref import ref

from domain.file import CHAPTERS, File


def test_a_file_that_nobody_needs_is_gone_at_once_and_not_when_garbage_is_looked_for() -> None:
    gc.disable()  # as while much is imported
    try:
        file = File()
        kept = [ref(file), *(ref(file.chapter(chapter.NAME)) for chapter in CHAPTERS)]

        del file

        assert [one() for one in kept] == [None] * len(kept)
    finally:
        gc.enable()
