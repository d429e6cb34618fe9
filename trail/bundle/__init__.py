"""What an auditor takes home (docs/bundle.md)."""
