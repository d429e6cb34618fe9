"""The bundle that an auditor takes home: see trail/bundle/reader/FORMAT.md."""
