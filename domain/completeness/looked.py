"""Rules about looking: reviews, requests of the patient, records opened in an emergency."""

from __future__ import annotations

from domain.completeness.gap import Gap, Gaps, Seen, recorded

_LOOKED = 200  # office decisions of one record


def not_reviewed(seen: Seen) -> Gaps:
    """DQ23: never, or something came in since."""
    reviews = [one for one in seen.newest("reviews", _LOOKED) if one["kind"] == "review" and one["scope"] == "record"]
    if not reviews:
        yield Gap("DQ23", "record", recorded(seen.details), "never")
    elif seen.changed > max(one["seen"] for one in reviews):
        yield Gap("DQ23", "record", max(map(recorded, reviews)), "changed")


def undecided(seen: Seen) -> Gaps:
    """DQ28 and DQ29"""
    rules = {"glass": "DQ28", "amendment": "DQ29"}
    for one in seen.newest("reviews", _LOOKED):
        if one["kind"] in rules and one["status"] == "open":
            told = {"by": one["recorded"]["by"]}
            group = "extended" if "extended" in one else ""
            yield Gap(rules[one["kind"]], f"reviews.{one['id']}", recorded(one), group, told=told)
