"""Cases: their list, one of them as a file to be read, what is done with it, and the same on paper and as JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from domain import casefile, mrn
from domain.fact import Plain
from domain.permissions import May
from domain.receipt import Receipt
from domain.staff import ROLES
from projections.cases import Place, place
from projections.sentences import sentence
from trail.sealed import anchored_size
from web import exports
from web.entering import casework
from web.pages.access import allowed, only, patient_id, service
from web.pages.answering import answer, by, leading_to
from web.review import cases as telling
from web.wording import words

bp = Blueprint("cases", __name__)
PAGE = 50
_STATES = {"open": False, "closed": True}


@bp.get("/cases")
@only(May.SEE_CASES)
def cases() -> ResponseReturnValue:
    """`?state=open` or `closed`, `?person=` (whom it is about or who was asked), `?patient=`; `before` a place."""
    told, errors = _filters()
    views = service().views
    views.ready()
    found = [] if errors else views.cases.rows(PAGE + 1, beyond=_beyond(), **told)
    about = {name: told[name] for name in ("person", "patient")}
    page = render_template(
        "cases/list.html", listed=telling.rows(found[:PAGE]), tally=views.cases.tally(**about), errors=errors,
        asked=_asked(), staff=views.staff.all(), formats=exports.FORMATS, keeps=allowed(May.KEEP_CASES),
        older="{}.{}".format(*place(found[PAGE - 1])) if len(found) > PAGE else "", words=words,
    )  # fmt: skip
    return page, 400 if errors else 200


@bp.get("/cases.<form>")
@only(May.SEE_CASES)
def cases_file(form: str) -> ResponseReturnValue:
    """The same list whole, a row for each case."""
    told, errors = _filters()
    if form not in exports.FORMATS:
        abort(404)
    if errors:
        return {"errors": errors}, 400
    service().views.ready()
    return exports.table(map(telling.flat, service().views.cases.every(**told)), form, "cases", telling.COLUMNS)


@bp.route("/cases/new", methods=["GET", "POST"])
@only(May.KEEP_CASES)
def new() -> ResponseReturnValue:
    """`?log=&position=` pins what it begins with; `?people=`, repeated, names who is to be told."""
    service().views.ready()
    return answer(casework.opening(service(), request.args), None, "/cases", _opened)


@bp.route("/cases/pin", methods=["GET", "POST"])
@only(May.KEEP_CASES)
def pin() -> ResponseReturnValue:
    """`?log=record&position=` to a case that is chosen; where none is open, one is opened with it."""
    asked = casework.pinned(request.args) or abort(404)
    service().views.ready()
    form = casework.pinning(service(), request.args, g.account.staff)
    opens = f"/cases/new?log={asked.log}&position={asked.position}"
    return redirect(opens, 303) if form is None else answer(form, None, "/cases", _opened)


@bp.get("/cases/<number>")
@only(May.SEE_CASES)
def case(number: str) -> ResponseReturnValue:
    return render_template("cases/case.html", **_whole(_case(number)))


@bp.get("/cases/<number>/print")
@only(May.SEE_CASES)
def print_page(number: str) -> ResponseReturnValue:
    return render_template("cases/print.html", **_whole(_case(number)))


@bp.get("/cases/<number>/case.json")
@only(May.SEE_CASES)
def case_json(number: str) -> ResponseReturnValue:
    """The case with every event of its evidence whole, as it is stored and as it is told."""
    file = _case(number)
    answered = exports.document(telling.document(service(), g.account, file, anchored_size(service().store)))
    answered.headers["Content-Disposition"] = f'attachment; filename="{file["number"]}.json"'
    return answered


@bp.route("/cases/<number>/<act>", methods=["GET", "POST"])
@only(May.KEEP_CASES)
def act(number: str, act: str) -> ResponseReturnValue:
    make, file = casework.ACTS.get(act) or abort(404), _case(number)
    return answer(make(service(), file, request.args, g.account.staff), None, _at(file), leading_to(_at(file)))


@bp.route("/cases/<number>/evidence/<pin>/unpin", methods=["GET", "POST"])
@only(May.KEEP_CASES)
def unpin(number: str, pin: str) -> ResponseReturnValue:
    file = _case(number)
    found = next((one for one in casefile.standing(file) if one["id"] == pin), None) or abort(404)
    return answer(casework.unpinning(service(), file, found), None, _at(file), leading_to(_at(file)))


def _case(number: str) -> Plain:
    """As the view has it; 404 where there is none."""
    service().views.ready()
    return service().views.cases.one(number.upper())


def _at(file: Plain) -> str:
    return f"/cases/{file['number']}"


def _opened(done: Receipt) -> ResponseReturnValue:
    return leading_to(f"/cases/{done.entries[0]}")(done) if done.entries else redirect("/cases", 303)


def _whole(file: Plain) -> dict[str, Any]:
    """What the page and the print show."""
    facts = service().store.journal.history(service().cases.id_of(file["number"]))
    return {
        "case": file, "pins": telling.pins(service(), g.account, file), "left": telling.left(file),
        "findings": casefile.FINDINGS, "ways": casefile.WAYS, "trail": [(sentence(fact), fact.by) for fact in facts],
        "keeps": allowed(May.KEEP_CASES) and file.get("person") not in by().people, "printed": service().clock(),
        "signed": anchored_size(service().store), "size": service().store.log.position, "mrn": mrn, "words": words,
        "staff_roles": ROLES,
    }  # fmt: skip


def _asked() -> dict[str, str]:
    named = ("state", "person", "patient")
    return {name: request.args[name].strip() for name in named if request.args.get(name, "").strip()}


def _filters() -> tuple[dict[str, Any], dict[str, str]]:
    """For `projections.cases.Cases.rows`, and what could not be read."""
    asked, errors = _asked(), dict[str, str]()
    if asked.get("state", "open") not in _STATES:
        errors["state"] = "A case is open or closed."
    try:
        patient = str(patient_id(asked["patient"])) if "patient" in asked else ""
    except NotFound:
        patient, errors["patient"] = "", "No record has this number."
    closed = _STATES.get(asked.get("state", ""))
    return {"closed": closed, "person": asked.get("person", ""), "patient": patient}, errors


def _beyond() -> Place | None:
    done, dot, opened = request.args.get("before", "").partition(".")
    read = dot and done in ("0", "1") and opened.isascii() and opened.isdecimal() and len(opened) < 19
    return Place(int(done), int(opened)) if read else None
