"""Parts of FHIR resources, found as a reader of them would."""

from __future__ import annotations

import json

from tests.support.bundling import Resource


def agent(event: Resource, code: str) -> Resource:
    """The one whose type has this code."""
    found: Resource
    (found,) = [one for one in event["agent"] if one["type"]["coding"][0]["code"] == code]
    return found


def entity(event: Resource, code: str) -> Resource:
    found: Resource
    (found,) = [one for one in event["entity"] if one["type"]["code"] == code]
    return found


def by_place(resources: list[Resource]) -> dict[int, list[Resource]]:
    """By the position of the event that they tell."""
    found: dict[int, list[Resource]] = {}
    for one in resources:
        told = json.dumps(one["entity"])
        found.setdefault(int(told.partition("#")[2].partition('"')[0]), []).append(one)
    return found
