"""What a body looks like: of every command one that is taken as it stands, where the entry that it names is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from web.api import office_examples

_SLIPPED: Mapping[str, Any] = {"reason": "typing-error"}
_ADA: Mapping[str, Any] = {
    "name": "Ada Young", "born": "1990-02-28", "gender": "female", "phone": "+999 555 0142",
    "address": "4 Mill Lane, Hollins", "weight": "61.5", "weight_unit": "kg",
}  # fmt: skip
_LINE = {"what": "Glucose", "value": "5.4", "unit": "mmol/L", "low": "3.9", "high": "5.5"}
_PENICILLIN: Mapping[str, Any] = {
    "kind": "allergy", "what": "Penicillin", "allergy_type": "allergy", "category": "medication",
    "reaction": "Rash", "clinical_status": "active", "onset": "2019",
}  # fmt: skip
WHO = "0000000195"
PATHS: Mapping[str, Any] = {
    "who": WHO, "position": 120, "entry": "a1", "export": "0b8f5c1e-6d7a-4c2b-9e3f-1a2b3c4d5e6f",
    **office_examples.PATHS,
}  # fmt: skip

BODIES: Mapping[str, Mapping[str, Any]] = {
    # the person
    "register_patient": _ADA,
    "register_unidentified": {"gender": "male", "born": "about 60", "found_at": "Harbour Bridge"},
    "record_updates": {"changes": {"occupation": "Baker", "phone": "+999 555 0143"}},
    "record_corrections": {"changes": {"occupation": "Carpenter"}, **_SLIPPED},
    "record_identifications": {
        "name": "Kofi Adjei", "born": "1964-07-03", "gender": "male", "evidence": "A passport",
    },
    "record_labels": {"confidentiality": "R", "reason": "other", "because": "She works here herself."},
    "record_deaths": {"died": "2026-01-05", "cause": "Not known", "told_by": "Her sister"},
    "record_death_revocations": {"reason": "wrong-patient"},
    "record_not_duplicates": {"other": WHO, "note": "They came in together."},
    # visits
    "record_visits": {
        "start": "2026-01-05 09:00", "visit_class": "AMB", "complaint": "Cough", "seen_by": "Dr Otieno",
        "reason": "paper-first",
    },
    "record_check_ins": {"confirm": ["second-visit"]},
    "record_visit_changes": {"entry": "visits.v1", "changes": {"seen_by": "Dr Otieno", "site": "Room 2"}},
    "record_visit_closures": {"entry": "visits.v1", "end": "2026-01-05 09:20", "disposition": "home"},
    "record_visit_reopenings": {"entry": "visits.v1", **_SLIPPED},
    "record_visit_cancellations": {"entry": "visits.v1", **_SLIPPED},
    # what is measured, known and reported
    "record_measurements": {
        "taken_at": "2026-01-05 09:10", "weight": "61.5", "weight_unit": "kg", "systolic": "118", "diastolic": "76",
        "position": "sitting", "cuff": "left arm",
    },
    "record_blood_groups": {"abo": "O", "rhd": "positive", "basis": "lab", "specimen": "S-4711"},
    "record_history_entries": _PENICILLIN,
    "record_none_known": {"kind": "medication", "asked_of": "The patient"},
    "record_status_changes": {"entry": "history.h1", "now": "resolved", "on": "2026-01"},
    "record_reports": {
        "kind": "laboratory", "what": "Glucose, fasting", "status": "registered", "collected_at": "2026-01-05",
    },
    "record_report_issues": {
        "entry": "reports.r1", "status": "final", "reported_at": "2026-01-06", "results": [_LINE],
        "conclusion": "Within the range.",
    },
    "record_report_amendments": {
        "entry": "reports.r1", "amendment": "corrected", "unseen": "yes", "results": [{**_LINE, "value": "4.5"}],
        "reason": "result-revised",
    },
    "record_report_cancellations": {"entry": "reports.r1", "reason": "wrong-sample"},
    "record_acknowledgements": {"entry": "reports.r1"},
    "record_attachments": {
        "title": "A letter of the clinic", "filename": "letter.txt", "content": "R3LDvMOfZQ==",
        "taken_at": "2026-01-05",
    },
    # any entry
    "record_retractions": {"entry": "measurements.m1", **_SLIPPED},
    "record_addenda": {"entry": "measurements.m1", "text": "With shoes on."},
    "record_reaffirmations": {"entry": "measurements.m1"},
    "record_moves": {
        "entry": "measurements.m1", "to": WHO, "along": "no", "confirm": ["right-patient"], "reason": "wrong-patient",
    },
    "record_undoings": {"event": 120},
    # the office
    "record_reviews": {"findings": "All of it reads well."},
    "record_waivers": {"missing": "DQ09~history~allergy", "until": "2027-06-30", "reason": "late-information"},
    "record_assignments": {"missing": "DQ09~history~allergy", "owner": "clerk"},
    "record_disputes": {"missing": "DQ09~history~allergy", "text": "She was asked; it is in the letter."},
    "record_amendment_requests": {"about": "record", "text": "I never smoked."},
    "record_amendment_acceptances": {"request": "q1", "basis": "A letter was shown; it is put right."},
    "record_amendment_denials": {"request": "q1", "ground": "right", "basis": "The letter of 2019 says so."},
    "record_amendment_extensions": {"request": "q1", "why": "The doctor who wrote it is away until April."},
    "record_disagreements": {"request": "q1", "text": "I never smoked, whatever it says."},
    "record_release_requests": {
        "requester": "The district court", "ground": "court", "authority": "Order 7/2026", "purpose": "A lawsuit",
        "asks": "What was measured in January.", "part_measurements": "yes", "part_visits": "yes", "since": "2026-01",
        "address": "1 Court Square, Hollins",
    },
    "record_disclosures": {
        "request": "00000000-0000-0000-0000-000000000000", "how": "paper", "at": "2026-01-07", "note": "Sealed.",
    },
    "record_release_refusals": {
        "request": "00000000-0000-0000-0000-000000000000", "ground": "no-right", "text": "They have no order.",
    },
    "request_export": {"profile": "minimum", "shown": "kind, value", "patient": WHO, "recipient": "An auditor",
                       "purpose": "HCOMPL"},
    **office_examples.BODIES,
}  # fmt: skip
"""By the name of the call."""
CONFIRMED: Mapping[str, Mapping[str, Any]] = {
    "record_history_entries": {**_PENICILLIN, "confirm": ["duplicate"]},
    "register_patient": {**_ADA, "confirm": ["different-person"], "because": "Her cousin of the same name."},
    "record_visits": {
        "start": "2026-01-05 09:00", "visit_class": "AMB", "end": "2026-01-05 09:20", "disposition": "home",
        "confirm": ["second-visit", "late:start"], "reason": "paper-first",
    },
}  # fmt: skip
"""The same after a doubt."""
