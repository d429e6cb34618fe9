"""The `caretrail` command."""

from web.cli.main import main

__all__ = ["main"]
