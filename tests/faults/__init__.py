"""What befalls machines: each fault of the design's table, at chosen points, and what came of it (docs/faults.md)."""
