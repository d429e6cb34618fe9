"""A clerk's day in a browser, step by step, with the keyboard alone.

The steps are those of a clerk from the search for a patient to a value that was wrong; each walk begins where one
would, at the search box, and reaches every field, button and link with the Tab key. test_clerk_keyboard has the last
step, two clerks at one field.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.web.keyboard import IN_FOCUS, Keys, begin, office
from web.service import Service

pytestmark = pytest.mark.browser
__all__ = ["office"]
DOT = bytes.fromhex(  # a picture of one dot; what follows its end makes it a document of its own
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8ffff3f0005fe02fe"
    "0def46b80000000049454e44ae426082"
)


@dataclass(frozen=True)
class Walk:
    """How somebody works, and whom they have before them."""

    script: bool
    width: int
    name: str
    later: str  # the name they have afterwards
    phone: str
    born: str
    said: str  # what the form says back of the birth
    gender: tuple[str, ...]
    shown: str  # what the record then says of the birth
    more: str = ""  # what is looked for beside the name
    body: bool = True  # whether anything is known of it
    blood: str = ""


WALKS = {
    "wide, with scripts, from right to left, about 30": Walk(
        True, 1280, "فاطمة بنت محمد", "فاطمة الزهراء", "0612 340 178", "about 30", "from an age of 30 told today",
        ("Space",), "30 y", blood="O",
    ),
    "on a phone, without scripts, a mononym, a year": Walk(
        False, 375, "Wulandari", "Kusumawati", "0613 552 017", "1980", "day and month are not known", ("Space",),
        "1980", " 1980",
    ),
    "on a phone, with scripts, and nothing known but a letter": Walk(
        True, 375, "O", "Ö", "0614 909 333", "unknown", "none is made up", ("ArrowLeft",), "not known", body=False,
    ),
}  # fmt: skip
ANSWERS = {
    "born": lambda keys: keys.write("#born", "1991"),
    "gender": lambda keys: keys.choose("gender", "ArrowLeft"),
    "abo": lambda keys: [keys.choose(name) for name in ("abo", "rhd", "basis")],
    "complaint": lambda keys: keys.write("#complaint", "Cough"),
    "weight": lambda keys: keys.write("#weight", "71"),
    "height": lambda keys: keys.write("#height", "158"),
    "text": lambda keys: [keys.write("#text", "The slip came by post."), keys.to(".ct-form__end button")],
}
"""What is told where a line of the work list leads, by the field."""


@pytest.mark.slow
@pytest.mark.parametrize("name", WALKS)
def test_a_clerks_day_with_the_keyboard_alone(browser: Browser, office: tuple[str, Service], name: str) -> None:
    (address, service), walk = office, WALKS[name]
    keys = begin(browser, address, walk.script, walk.width)

    record = _registered(keys, walk)
    _visited(keys, walk)
    _measured(keys)
    _remembered(keys)
    _reported(keys, walk)
    _seen_through(keys, walk)
    _missing(keys, walk, record)
    _corrected(keys, record)
    _renamed(keys, walk, record)

    service.views.ready()
    (hit,) = service.views.directory.search(walk.name)
    assert (hit["name"], hit["former"]) == (walk.later, [walk.name])


def _registered(keys: Keys, walk: Walk) -> str:
    """Steps 1 to 6: looked for, not found, registered with what was typed, and found by the label that was printed."""
    if walk.script:
        keys.page.keyboard.press("/")
        assert keys.page.evaluate(IN_FOCUS, "#q")
    keys.write("#q", f"{walk.name}{walk.more}")
    assert "Nobody on file fits" in keys.enter()
    keys.enter("main a[href^='/patients/new']")
    assert keys.page.locator("#name").input_value() == walk.name
    keys.to("#born")
    refused = keys.enter()
    assert "Everything you typed is still here" in refused
    keys.write("#born", walk.born)
    keys.choose("gender", *walk.gender)
    keys.write("#phone", walk.phone)
    _weighed(keys, walk)
    keys.to("#address")
    assert walk.shown in keys.enter()
    record = keys.page.url
    _scanned(keys, record)
    _doubled(keys, walk)
    keys.go(record)
    return record


def _weighed(keys: Keys, walk: Walk) -> None:
    """Step 5: blood group, weight and height on the same page; pounds that were taken for kilograms, with one press."""
    if walk.blood:
        keys.choose("blood", walk.blood)
        keys.choose("basis")
    if not walk.body:
        return
    keys.write("#weight", "165")
    keys.write("#height", "158")
    asked = keys.enter()
    assert "165 kg with 158 cm is a BMI of 66.1" in asked
    assert "Use 165 lb" in asked
    said = keys.enter("button[name=fix]")
    assert "Nothing is recorded yet" in said
    assert "Weight 75 kg, height 158 cm (BMI 30" in said
    assert keys.page.locator("#weight_unit").input_value() == "[lb_av]"
    if walk.blood:
        assert "Blood group O+, told" in said


def _scanned(keys: Keys, record: str) -> None:
    """A scanner types the number of a label, and Enter: that is the record, and no list of one."""
    keys.go(f"{record}/label")
    number = "".join(filter(str.isdigit, keys.page.locator(".lb-number").inner_text()))
    keys.go(record.partition("/patients/")[0])
    keys.write("#q", number)
    keys.enter()
    assert keys.page.url == record


def _doubled(keys: Keys, walk: Walk) -> None:
    """Step 4: the same once more is asked about, with what fits, and what was understood of the birth."""
    keys.enter(".ct-nav a[href='/patients/new']")
    keys.write("#name", walk.name)
    keys.write("#born", walk.born)
    keys.choose("gender", *walk.gender)
    keys.write("#phone", walk.phone)
    asked = keys.enter()
    assert "Is it a different person?" in asked
    assert "same phone" in asked.casefold()
    assert walk.said in asked
    keys.to("#already a[href^='/patients/']")


def _visited(keys: Keys, walk: Walk) -> None:
    """Step 6: the visit opens with one key, where scripts run."""
    came = keys.press("v") if walk.script else keys.enter(".ct-in button")
    assert "Recorded." in came
    assert "No reason written" in came


def _measured(keys: Keys) -> None:
    """Step 5, later: ten times the last weight is asked about, and put right with one press."""
    for weight in ("72", "7.1"):
        keys.add("measurements")
        keys.write("#weight", weight)
        keys.choose("weight_unit", "k")  # it was in pounds before
        keys.to("#systolic")
        asked = keys.enter()
    assert "Confirm what is unusual" in asked
    assert "Nothing is recorded yet" in keys.enter("button[name=fix]")
    assert keys.page.locator("#weight").input_value() == "71"
    keys.to("#weight")
    assert "71" in keys.enter()


def _remembered(keys: Keys) -> None:
    """Step 7: none known, and who was asked; then what there is after all, for short, asked back in full."""
    keys.add("none-known")
    keys.pick("[name=kind]", "Allergy")
    keys.write("#asked_of", "mother")
    assert "No known allergies" in keys.enter()
    keys.add("history-entries")
    keys.write("#what", "pcn rash")
    assert "is this Penicillin, rash (allergy)?" in keys.enter()
    keys.enter("button[name=fix]")
    keys.to("#what")
    told = keys.enter()
    assert "Penicillin" in told
    assert "No known allergies" not in told


def _reported(keys: Keys, walk: Walk) -> None:
    """Step 8: a slip is pasted, becomes lines, and is recorded with its flag."""
    keys.add("reports")
    keys.write("#what", "Blood count")
    keys.to(".ct-begin > summary")
    keys.page.keyboard.press("Enter")
    keys.write("#paste", "Haemoglobin\t11.2\tg/dL\t12.0-16.0\nPlatelets\t250\t10*9/L\t150-400")
    assert "2 lines were made of it" in keys.enter("button[name=fill][value=paste]")
    if walk.script:
        keys.to("#r0_value")
        for key, cell in (("Down", "r1_value"), ("Left", "r1_what"), ("Up", "r0_what"), ("Right", "r0_value")):
            keys.page.keyboard.press("Home" if key == "Left" else "End")
            keys.page.keyboard.press(f"Arrow{key}")
            assert keys.page.evaluate(IN_FOCUS, f"#{cell}"), key
    keys.write("#performer", "Harbour Laboratory")
    keys.write("#collected_at", "2026-01-05")
    keys.write("#reported_at", "2026-01-06")
    told = keys.enter()
    assert "Haemoglobin 11.2" in " ".join(told.split())
    assert "Low" in told


def _seen_through(keys: Keys, walk: Walk) -> None:
    """Step 8: a picture was read, and its scan is put beside it."""
    keys.add("reports")
    keys.choose("kind", "ArrowRight")
    keys.write("#what", "X-ray of the wrist")
    keys.choose("modality", "X")
    keys.write("#body_site", "Wrist")
    keys.choose("laterality")
    keys.write("#performed_at", "2026-01-07")
    keys.write("#impression", "No fracture is seen.")
    keys.to("#performer")
    assert "No fracture is seen." in keys.enter()
    keys.enter("#reports a[href$='/reports/r2']")
    keys.enter("#main a[href*='attachments?entry=']")
    assert keys.page.locator("#entry").input_value() == "r2"
    keys.to("#file")
    keys.page.set_input_files(
        "#file", {"name": "wrist.png", "mimeType": "image/png", "buffer": DOT + walk.name.encode()}
    )
    keys.write("#title", "Scan of the wrist")
    assert "Scan of the wrist" in keys.enter()
    keys.page.go_back()


def _missing(keys: Keys, walk: Walk, record: str) -> None:
    """Step 9: each line of the work list leads to the field that is missing, and goes away by itself."""
    place = urlsplit(record).path
    own = f".ct-todos__what > a[href^='{place}/']"
    keys.go(record)
    listed = keys.press("g", "w") if walk.script else keys.enter("nav a[href='/worklist']")
    assert "Work list" in listed
    gone = []
    while lines := [line.get_attribute("href") for line in keys.page.locator(own).all()]:
        line = lines[0]
        assert line not in gone
        keys.enter(f".ct-todos__what > a[href='{line}']")
        field = urlsplit(keys.page.url).fragment
        assert keys.page.evaluate(IN_FOCUS, f"#{field}"), line
        ANSWERS[field](keys)
        assert "Recorded." in keys.enter()
        keys.enter(".ct-nav a[href='/worklist']")
        gone.append(line)
    assert len(gone) >= (1 if walk.blood else 2), gone


def _corrected(keys: Keys, record: str) -> None:
    """Step 10: a value leads to its card, the card to the question, and the old value stays, struck."""
    keys.go(record)
    assert "Who says so?" in keys.enter("#measurements .ct-val[href*='says=measurements']")
    assert "Did it change, or was it wrong?" in keys.enter("#says a[href$='#change']")
    keys.enter("#change a[href$='/correct']")
    keys.write("#value", "71.5")
    keys.choose("reason", "T")
    keys.to("#because")
    assert "71.5" in keys.enter()
    struck = keys.page.locator("del.ct-was", has_text="71").first
    assert "line-through" in struck.evaluate("one => getComputedStyle(one).textDecorationLine")


def _renamed(keys: Keys, walk: Walk, record: str) -> None:
    """Step 1, later: by the name that was, with both."""
    keys.add("edit")
    keys.write("#name", walk.later)
    assert walk.later in keys.enter()
    keys.write("#q", walk.name)
    assert f"formerly {walk.name}" in keys.enter()
    keys.enter(f"main a[href='{urlsplit(record).path}']")
    assert keys.page.url == record
