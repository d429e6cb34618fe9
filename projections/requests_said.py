"""Facts about what patients and others ask for, each as the rest of a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain import export, release, reviews
from domain.fact import Fact, Plain
from projections.phrases import because, small, when


def _many(entries: int) -> str:
    return "one entry" if entries == 1 else f"{entries:,} entries"


SAYS: Mapping[type[Fact], Callable[[Any, Plain], str]] = {
    reviews.AmendmentRequested: lambda fact, _: f"wrote down that the patient asks: {fact.text.rstrip('.')}",
    reviews.AmendmentDecided: lambda fact, _: f"decided what the patient asked for: {fact.outcome}",
    reviews.AmendmentDenied: lambda fact, _: (
        f"denied what the patient asked for, {small(reviews.DENIALS[fact.ground])}: {fact.basis.rstrip('.')}"
    ),
    reviews.AmendmentExtended: lambda fact, _: (
        f"took {reviews.LONGER.days} days more to decide what the patient asks for: {fact.why.rstrip('.')}"
    ),
    reviews.DisagreementFiled: lambda fact, _: f"wrote down that the patient disagrees: {fact.text.rstrip('.')}",
    export.ExportRequested: lambda fact, _: (
        f"asked for an export to {fact.recipient}, {small(export.PROFILES[fact.profile])}"
    ),
    export.ExportSealed: lambda fact, _: "sealed an export",
    export.ExportGivenUp: lambda fact, _: f"gave up an export{because(fact.why)}",
    release.ReleaseRequested: lambda fact, _: (
        f"wrote down that {fact.requester} asks for a part of the record: {fact.purpose.rstrip('.')}"
    ),
    release.RecordDisclosed: lambda fact, _: (
        f"disclosed {_many(sum(map(len, fact.entries.values())))}, {small(release.WAYS[fact.how])}{when(fact.at)}"
    ),
    release.ReleaseRefused: lambda fact, _: (
        f"refused a request for a part of the record, {small(release.REFUSALS[fact.ground])}: {fact.text.rstrip('.')}"
    ),
}
