"""The tables by which people are compared, and the questions to them."""

from __future__ import annotations

from sqlalchemy import Index, bindparam, delete, func, or_, select

from projections.view import key, number, table, text
from trail.tables import Statement, given

BEARER = table("bearer", key("patient"), text("details"), text("former"), text("apart"))
BLOCK = table("block", key("key"), text("members"))
BORNE = table("borne", key("word"), number("people"))
PAIR = table("pair", key("one"), key("other"), number("score"), text("verdict"), text("reasons"))
Index("pair_other", PAIR.c.other, PAIR.c.one)
EVERYBODY = ""
"""The word that all people bear, so that they are counted too."""

_given = given("given")
_of = or_(PAIR.c.one.in_(_given), PAIR.c.other.in_(_given))
BLOCKS = Statement(select(BLOCK).where(BLOCK.c.key.in_(_given)))
BEARERS = Statement(select(BEARER).where(BEARER.c.patient.in_(_given)))
COUNTS = Statement(select(BORNE).where(BORNE.c.word.in_(_given)))
_order = (PAIR.c.score.desc(), PAIR.c.one, PAIR.c.other)
PAIRS_OF = Statement(select(PAIR).where(_of).order_by(*_order))
FORGET = Statement(delete(PAIR).where(_of))
PAIRS = Statement(select(PAIR).order_by(*_order).limit(bindparam("most")).offset(bindparam("skip")))
HOW_MANY = Statement(select(PAIR.c.verdict, func.count()).group_by(PAIR.c.verdict))
