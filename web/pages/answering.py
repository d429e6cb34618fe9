"""A command's form as an answer: shown, or carried out and left for where it leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from domain.by import By
from domain.receipt import Receipt
from web.entering import form_page, forms
from web.pages.access import patient_id, service
from web.pages.head import head, reading

NOTHING = "Nothing was different; nothing was recorded."
Recorded = Callable[[Receipt], ResponseReturnValue]


def by(**more: Any) -> By:
    """A command by whoever is signed in."""
    return service().by(g.account, **{"session": g.session, "channel": g.get("channel", "form"), **more})


def answer(form: forms.Form, who: str | None, back: str, recorded: Recorded) -> ResponseReturnValue:
    """Show the form, or carry it out. `who` is the patient it is about; `recorded` says where it leads then."""
    if request.method == "POST":
        done = forms.submit(form, by)
        if not isinstance(done, Receipt):
            return page(form, done, who, back)
        service().views.ready()
        return recorded(done)
    return page(form, None, who, back)


def page(form: forms.Form, shown: forms.Shown | None, who: str | None, back: str) -> ResponseReturnValue:
    about: dict[str, Any] = head(who, reading(patient_id(who))) if who else {"details": None}
    told = render_template(form.view, **about, **form_page.context(form, shown), back=back)
    return told, status(shown)


def status(shown: forms.Shown | None) -> int:
    """Of a form as it stands there: new, refused, or given back because its token was of another sign-in."""
    return 400 if g.get("given_back") else shown.status if shown else 200


def leading_to(address: str, words: str = "Recorded.", nothing: str = NOTHING) -> Recorded:
    """Say so, and go there."""

    def recorded(done: Receipt) -> ResponseReturnValue:
        flash(words if done else nothing)
        return redirect(address, 303)

    return recorded
