"""A long series made short: which readings get a mark of their own, and a line that still goes through all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from web.drawing.readings import Point

Place = tuple[float, float]
_NEWEST = 4  # readings that are marked whatever they say
_COLUMNS = 240  # across a chart that can be told apart


def marked(points: Sequence[Point], most: int) -> list[Point]:
    """At most so many, in their order: the newest, the first, both ends, what is more than a value, some between."""
    if len(points) <= most:
        return list(points)
    wanted = set(list(_telling(points, most))[:most])
    return [point for n, point in enumerate(points) if n in wanted]


def _telling(points: Sequence[Point], most: int) -> Iterator[int]:
    """Places of readings, what must be seen first."""
    newest = range(len(points) - 1, -1, -1)
    by_value = sorted(newest, key=lambda n: (points[n].value, n))
    ends, between = (0, by_value[0], by_value[-1]), (n * len(points) // most for n in range(most))
    yield from dict.fromkeys((*newest[:_NEWEST], *ends, *(n for n in newest if _speaks(points[n])), *between, *newest))


def _speaks(point: Point) -> bool:
    """It was put right, or stands outside its band."""
    return bool(point.was or point.struck or point.side)


def way(places: Iterable[Place], width: float) -> list[Place]:
    """Corners of a line from left to right; of those too near to be told apart, the lowest and the highest."""
    found: list[Place] = []
    for _, of in groupby(places, key=lambda place: int(place[0] * _COLUMNS / width)):
        column = list(of)
        ends = {min(column, key=lambda place: place[1]), max(column, key=lambda place: place[1])}
        found += sorted(ends, key=column.index)
    return found
