"""A witness: it has seen logs only ever grow, and signs that with the time (C2SP tlog-witness, tlog-cosignature)."""
