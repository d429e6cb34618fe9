"""What lists tell of records that are closed to whoever looks: that something is there, and nothing of what it says."""

from __future__ import annotations

from collections.abc import Sequence

from domain.completeness.rules import RULES
from domain.staff import StaffAccount
from projections.register import Came
from projections.worklist import Deficiency
from web.access import closed
from web.service import Service

_OF_A_VISIT = ("id", "visit_class", "status", "start", "end")
"""By which the register of a day is counted."""


def visits(service: Service, account: StaffAccount, found: Sequence[Came]) -> list[Came]:
    return closed.redacted(service, account, found, lambda one: one.patient, _visit)


def lacking(service: Service, account: StaffAccount, found: Sequence[Deficiency]) -> list[Deficiency]:
    """Which rule it is, and not what it says of the record."""
    return closed.redacted(service, account, found, lambda one: one.patient, _rule)


def _visit(one: Came) -> Came:
    told = {name: one.entry[name] for name in _OF_A_VISIT if name in one.entry}
    return Came(one.patient, one.mrn, closed.MASK, None, "", told)


def _rule(one: Deficiency) -> Deficiency:
    return one._replace(text=RULES[one.rule].name, disputed="")
