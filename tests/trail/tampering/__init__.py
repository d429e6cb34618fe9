"""Every manipulation, by every attacker, on the live store and on the bundle: who notices, and where."""
