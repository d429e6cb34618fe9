"""What a bundle is checked with: each reads it for itself, from docs/bundle.md alone."""
