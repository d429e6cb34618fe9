"""The gaps as the policy in force counts them: a table that follows from the log, policies being events of it as well.

No time of day is in here. Whoever asks for another policy than that which is kept is answered from the gaps themselves,
see `projections.worklist`; how the rows come about is told in `projections.keeping`.
"""

from __future__ import annotations

from sqlalchemy import Index

from projections.view import key, maybe, number, table, text

DUE = table(
    "due", key("patient"), key("rule"), key("about"), text("told"), text("author"), text("owner"), maybe("waived"),
    text("disputed"), number("since"), maybe("due"), number("how"), number("severity"), number("at"), maybe("ends"),
    text("whose"), text("holder"),
)  # fmt: skip
"""`holder` is whom it was given to, or else whose it is by the policy: a role, or the name of its author."""
_d = DUE.c
_ORDER = (_d.severity.desc(), _d.due, _d.at, _d.patient, _d.rule, _d.about)
Index("due_order", *_ORDER)
Index("due_holder", _d.holder, *_ORDER)
Index("due_tally", _d.rule, _d.patient, _d.since, _d.due, _d.ends, _d.waived, _d.holder)
_waived = _d.waived.is_not(None)
Index("due_waived", _d.waived, sqlite_where=_waived, postgresql_where=_waived)


TERMS = table("terms", key("name"), text("told"))
"""One row: the policy by which the others were made."""
