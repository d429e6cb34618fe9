"""What is known of every cell: who notices, where it is found, and why nobody can."""

from __future__ import annotations

from tests.trail.tampering.matrix import (
    BUNDLE,
    CHECKPOINT,
    COSIGNED,
    EARLIER,
    EVENT,
    FIRST,
    LOG,
    NOTE,
    PAYLOADS,
    READER,
    SEAL,
    SIGNER,
    STORE,
    VERIFY,
    VIEWS,
    WITNESS_409,
    WITNESS_422,
    Cell,
    Table,
    seen,
)

LAST = "nobody outside has a later checkpoint"
OLD = "it is genuine, only old"
LIE = "it was recorded as it was entered"
NEVER = "what never came in is nowhere"

_payload, _entry = seen(VERIFY, PAYLOADS, at=EVENT), seen(VERIFY, at=EVENT)
_moved = seen(VERIFY, PAYLOADS, SIGNER, NOTE, at=EVENT)
_made_to_fit = seen(VERIFY, PAYLOADS, SIGNER, NOTE, at=CHECKPOINT)
_cut = seen(VERIFY, SIGNER, NOTE, at=EVENT)
_outside, _shorter = seen(NOTE, WITNESS_422), seen(NOTE, WITNESS_409)
_foreign = seen(VERIFY, PAYLOADS, SIGNER, NOTE, at=FIRST)
_named = seen(VERIFY, PAYLOADS, NOTE, WITNESS_422, at=FIRST)
_rebuilt, _nobody = seen(VIEWS), seen(why=LAST)
_lie, _never = seen(why=LIE), seen(why=NEVER)

_STORE: dict[str, tuple[Cell, Cell, Cell, Cell]] = {
    "edited payload": (_payload, _made_to_fit, _outside, _nobody),
    "edited envelope": (_entry, seen(VERIFY, SIGNER, NOTE, at=CHECKPOINT), _outside, _nobody),
    "deleted event": (_cut, _made_to_fit, _outside, _nobody),
    "reordered events": (seen(VERIFY, PAYLOADS, NOTE, at=EVENT), _made_to_fit, _outside, _nobody),
    "back-dated insert": (_moved, _made_to_fit, _outside, _nobody),
    "truncated tail": (_cut, _cut, _shorter, _nobody),
    "restored old backup": (_cut, _cut, _shorter, _nobody),
    "swapped database": (_foreign, _foreign, _named, _named),
    "merged logs": (_moved, _made_to_fit, _outside, _nobody),
    "columns beside the entry changed": (_payload, _payload, _payload, _payload),
    "edited projection": (_rebuilt, _rebuilt, _rebuilt, _rebuilt),
    "payload missing without an erasure entry": (_entry, _entry, _entry, _entry),
    "forked history": (_entry, seen(VERIFY, SIGNER, NOTE, at=CHECKPOINT), _outside, _nobody),
    "clock set back": (seen(LOG), _cut, seen(VERIFY, NOTE, WITNESS_422, at=EVENT), _entry),
    "lie entered by an authorised clerk": (_lie, _lie, _lie, _lie),
    "event suppressed before it was recorded": (_never, _never, _never, _never),
}

_found, _unsigned, _there = seen(READER, at=EVENT), seen(READER), seen(READER, at=FIRST)
_another, _late = seen(EARLIER, COSIGNED), seen(why=LAST)

_BUNDLE: dict[str, tuple[Cell, Cell, Cell, Cell]] = {
    "edited payload": (_found, _unsigned, _another, _late),
    "edited envelope": (_unsigned, _unsigned, _another, _late),
    "deleted event": (_found, _unsigned, _another, _late),
    "reordered events": (_found, _unsigned, _another, _late),
    "back-dated insert": (_found, _unsigned, _another, _late),
    "truncated tail": (_found, _unsigned, _another, _late),
    "restored old backup": (seen(EARLIER), seen(EARLIER), seen(EARLIER), seen(why=OLD)),
    "swapped database": (_there, _there, _there, _there),
    "merged logs": (_found, _unsigned, _another, _late),
    "columns beside the entry changed": (_unsigned, _unsigned, _unsigned, _unsigned),
    "edited projection": (seen(READER, at=SEAL), _unsigned, seen(COSIGNED), _late),
    "payload missing without an erasure entry": (_found, _found, _found, _found),
    "forked history": (_unsigned, _unsigned, _another, _late),
    "clock set back": (seen(LOG), _found, _found, _found),
    "lie entered by an authorised clerk": (_lie, _lie, _lie, _lie),
    "event suppressed before it was recorded": (_never, _never, _never, _never),
}

TABLE: Table = {
    (row, medium): cells for medium, told in ((STORE, _STORE), (BUNDLE, _BUNDLE)) for row, cells in told.items()
}
