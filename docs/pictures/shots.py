"""Every picture that a document shows: whose page it is, what is done on it, and how much of it is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import Page

from docs.pictures import acts
from docs.pictures.office import Office

WIDE, PHONE = (1280, 900), (375, 812)


class Shot(NamedTuple):
    """`path` may name the record of the `{chosen}`, the `{child}`, the `{ill}`, the `{lacking}` or the `{quiet}`; or of
    the one whose blood group was `{wrong}`, the event by which it was `{fixed}`, and the `{third}` read meanwhile.

    Taken is what a screen shows; or down to the foot of the element `until`; or, of a print, the `sheets`. `by_lot`
    where what is due at the same moment comes in the order of ids, which differ from one office to the next.
    """

    name: str
    login: str
    path: str
    act: Callable[[Page, Office], None] = lambda page, office: None
    until: str = ""
    size: tuple[int, int] = WIDE
    sheets: tuple[int, ...] = ()
    by_lot: bool = False


SHOTS = (
    Shot("sign-in", "", "/", size=(480, 700)),
    Shot("start", "ama", "/"),
    Shot("find", "ama", "/patients?q=ratna", until=".ct-sheet"),
    Shot("register", "ama", "/patients/new", acts.register, until="fieldset:has(#blood)"),
    Shot("twice", "ama", "/patients/new", acts.twice),
    Shot("duplicates", "ama", "/duplicates", until=".ct-pair"),
    Shot("record", "ama", "/patients/{chosen}", acts.card),
    Shot("record-phone", "ama", "/patients/{chosen}", size=PHONE),
    Shot("measure", "ama", "/patients/{chosen}/measurements", acts.measure, until="tr:has(#temperature)"),
    Shot("history", "ama", "/patients/{chosen}/history-entries", acts.history, until="fieldset.ct-part"),
    Shot("report", "ama", "/patients/{chosen}/reports", acts.like_before, until="tr:has(#r5_what)"),
    Shot("pasted", "ama", "/patients/{chosen}/reports", acts.pasted, until=".ct-grid"),
    Shot("x-ray", "ama", "/patients/{chosen}/reports", acts.xray, until="section:has(#modality)"),
    Shot("documents", "ama", "/patients/{chosen}/attachments", until="form.ct-sheet"),
    Shot("missing", "ama", "/patients/{lacking}/missing"),
    Shot("worklist", "ama", "/worklist", by_lot=True),
    Shot("put-right", "ama", "/patients/{chosen}", acts.put_right, until="#change"),
    Shot("corrected", "ama", "/patients/{chosen}", acts.corrected, until="form.ct-sheet"),
    Shot("day", "ama", "/register", until=".ct-page > :last-child"),
    Shot("chart", "ama", "/patients/{chosen}/chart", size=(1280, 1130)),
    Shot("growth", "ama", "/patients/{child}/growth"),
    Shot("life", "ama", "/patients/{ill}/life", until=".ct-sheet"),
    Shot("print", "ama", "/patients/{chosen}/print", sheets=(1, 3)),
    Shot("label", "ama", "/patients/{chosen}/label", size=(560, 300)),
    Shot("keys", "ama", "/keys", until=".ct-page > :last-child"),
    Shot("policy", "ines", "/policies/completeness", acts.dry_run, until="form.ct-sheet"),
    Shot("quality", "ines", "/quality"),
    Shot("trail", "ruth", "/patients/{chosen}/trail"),
    Shot("past", "ruth", "/patients/{chosen}?event=12"),
    Shot("compare", "ruth", "/patients/{chosen}/compare?from=2026-03-01&to=now"),
    Shot("blame", "ruth", "/patients/{wrong}?blame=all"),
    Shot("who-looked", "ruth", "/patients/{wrong}/access?until=2026-11-26"),
    Shot("impact", "ruth", "/patients/{wrong}/impact/{fixed}", until=".ct-seers > li:nth-child(3)"),
    Shot("seen", "ruth", "/audit/access/{third}/seen"),
    Shot("own-report", "ama", "/patients/{wrong}/own-report", sheets=(1,)),
    Shot("flags", "ruth", "/audit/flags"),
    Shot("activity", "ruth", "/audit/activity"),
    Shot("log", "amal", "/audit/log"),
    Shot("event", "amal", "/audit/log/{fixed}", until=".ct-tree"),
    Shot("proof", "amal", "/audit/verify?run=yes", acts.proved, until=".ct-cols"),
    Shot("export-asked", "amal", "/audit/exports/new", acts.asked, until="form.ct-sheet"),
    # those that record something come last, so that no other picture depends on them
    Shot("clash", "ama", "/patients/{quiet}/edit", acts.clash),
    Shot("undo", "ama", "/patients/{quiet}/measurements", acts.undone, until=".ct-trail"),
    Shot("export", "amal", "/audit/exports/new", acts.made, until=".ct-cols"),
    Shot("request", "ines", "/patients/{quiet}/releases/new", acts.released, until=".ct-cols"),
    Shot("amendments", "ines", "/patients/{quiet}/amendments/new", acts.amended, until=".ct-one"),
    Shot("retention", "piotr", "/erasures/retention", acts.long_gone, until=".ct-cols"),
    Shot("certificate", "piotr", "/erasures", acts.certified, until="section:last-of-type"),
)
