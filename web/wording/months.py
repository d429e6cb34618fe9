"""Names of months as they are written at a desk in Europe: in eleven languages, in full or begun with three letters."""

from __future__ import annotations

from functools import lru_cache

from domain.text import folded

_NAMES = (
    "january januari januar janvier enero gennaio janeiro styczen stycznia ianuarie",
    "february februari februar fevrier febrero febbraio fevereiro luty lutego februarie",
    "march maart marz maerz mars marts marzo marco marzec marca martie",
    "april avril abril aprile kwiecien kwietnia aprilie",
    "may mai mei maj maja mayo maggio maio",
    "june juni juin junio giugno junho czerwiec czerwca iunie",
    "july juli juillet julio luglio julho lipiec lipca iulie",
    "august augustus augusti aout agosto sierpien sierpnia",
    "september septembre septiembre settembre setembro wrzesien wrzesnia septembrie",
    "october oktober octobre octubre ottobre outubro pazdziernik pazdziernika octombrie",
    "november novembre noviembre novembro listopad listopada noiembrie",
    "december dezember desember decembre diciembre dicembre dezembro grudzien grudnia decembrie",
)
_LEAST = 3  # letters


@lru_cache(1000)
def month(word: str) -> int | None:
    """1 to 12; None where a word begins no month's name, or those of two."""
    plain = folded(word).strip(".")
    found = {n for n, names in enumerate(_NAMES, 1) if any(name.startswith(plain) for name in names.split())}
    return found.pop() if len(found) == 1 and len(plain) >= _LEAST else None
