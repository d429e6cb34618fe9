"""How things are drawn: inline SVG, and what it stands on."""
