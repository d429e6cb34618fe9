"""An office full of invented people, so that a newcomer sees records with a past. None of them ever lived."""

from web.demo.fill import fill

__all__ = ["fill"]
