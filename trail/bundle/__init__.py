"""The bundle that an auditor takes home: see docs/bundle.md."""
