"""The log of all that was recorded, and its proofs."""
