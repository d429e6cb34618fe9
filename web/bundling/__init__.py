"""Exports: asked for, made beside the server, and taken home as a bundle (trail/bundle/reader/FORMAT.md)."""
