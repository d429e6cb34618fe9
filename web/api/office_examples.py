"""What a body looks like of what is done beside the chapters of a record; each is taken as it stands, too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PATHS: Mapping[str, Any] = {
    "number": "C-2026-0001", "flag": "no-visit.u-0a1b2c3d", "sample": "7d1e9a52-3c4b-4f60-8a7d-5e6f7a8b9c0d",
    "login": "zoe.lang", "token": "t-0a1b2c3d", "name": "corrections",
}  # fmt: skip
BODIES: Mapping[str, Mapping[str, Any]] = {
    # closed records, and what becomes of a record
    "record_emergency_openings": {"emergency": "care", "why": "Unconscious, and nobody knows what she takes."},
    "record_emergency_endings": {"entry": "reviews.q1"},
    "record_emergency_reviews": {"entry": "reviews.q1", "finding": "It was an emergency, and nothing follows."},
    "record_erasure_requests": {"ground": "court-order", "note": "Order 12/2026, by letter."},
    "record_erasure_refusals": {"basis": "retention", "note": "Four years are left."},
    "record_holds": {"matter": "Otieno v. the clinic"},
    "record_hold_liftings": {"hold": "h1", "why": "The court has decided."},
    # cases and flags
    "open_case": {
        "title": "A weight of 27 kg", "question": "Who saw the weight while it was wrong?", "log": "record",
        "position": 1, "people": "Dr Otieno",
    },
    "pin_evidence": {"log": "record", "position": 2, "note": "The weight as it was first written."},
    "unpin_evidence": {"pin": "p1", "why": "It is about somebody else."},
    "ask_somebody": {"staff": "u-0a1b2c3d", "question": "Was it read from the scales?"},
    "record_finding": {"kind": "record-wrong", "text": "Two digits changed places."},
    "list_people": {"people": "Dr Haddad"},
    "tell_people": {"people": "Dr Otieno", "how": "phone", "at": "2026-01-07", "note": "He had not relied on it."},
    "close_case": {"waived": "Whoever has not answered has left the house."},
    "reopen_case": {"why": "A letter came."},
    "set_aside_flag": {"why": "She was asked: it was the wrong record.", "expect": {"views": 1, "events": 1}},
    # what is keyed again
    "draw_sample": {"size": 20, "chapter": "blood_group", "seed": "spring-2026"},
    "key_again": {"n": 1, "abo": "O", "rhd": "positive"},
    "close_sample": {"note": "All of it agrees."},
    # who works here, and by which rules
    "add_account": {"login": "yan.weber", "name": "Yan Weber", "role": "clerk"},
    "change_role": {"role": "verifier"},
    "limit_account": {"ends": "2099-12-31"},
    "lock_account": {},
    "unlock_account": {},
    "delegate": {"to": "ama", "ends": "2099-12-31"},
    "end_delegation": {"to": "u-0a1b2c3d"},
    "revoke_token": {},
    "adopt_policy": {"text": {"undo_minutes": 30}, "approved_by": "The head of the office"},
    # exports on their way
    "give_up_export": {"why": "Nobody came for it."},
    "resume_export": {},
    "remove_export": {},
}  # fmt: skip
"""By the name of the call."""
