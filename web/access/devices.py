"""What somebody signs in with, as it says itself: enough to know one's own sessions by."""

from __future__ import annotations

from flask import request

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS", "a Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def here() -> str:
    """Of whoever asks now."""
    return named(request.headers.get("User-Agent", ""))


def named(agent: str) -> str:
    """`Firefox on Linux`; the first that is meant of what a browser pretends to be."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return f"{browser or 'A browser'} on {system}" if system else browser or "Something that does not say what it is"
