"""What answers look like that are about no record: of cases, flags, samples, accounts and policies."""

from __future__ import annotations

from marshmallow import fields

from web.api.shaping import Shape, count, many, mapping, text


class Case(Shape):
    """One line of the list of cases."""

    position = count("Its place in this list, as it is now.")
    number = text("The number, `C-2026-0001`.")
    title = text("In a few words.")
    question = text("What is to be found out.")
    state = text("open or closed.")
    opened_at = text("When, in UTC.")
    opened_by = text("By whom: name.")
    patient = text("Whose record it is about.", allow_none=True)
    mrn = text("The record number.", allow_none=True)
    person = text("Whom it is about, of those who work here: staff id.", allow_none=True)
    person_name = text("Their name.", allow_none=True)
    evidence = count("How much is pinned.")
    asked = count("How many questions.")
    answered = count("How many of them were answered.")
    waits_for = text("Who has not answered: names.")
    to_tell = count("How many people are to be told.")
    told = count("How many were.")
    finding = text("The kind of the last finding.", allow_none=True)
    closed_at = text("When, in UTC.", allow_none=True)
    closed_by = text("By whom: name.", allow_none=True)


class CaseFile(Shape):
    """A case as it is taken home."""

    case = mapping("All that is said in it: `pins`, `asks`, `people`, `findings`, `turns`.")
    evidence = many(fields.Dict(), "Every event that is pinned, as it is stored and as it is told.")
    trail = many(fields.Dict(), "The events of the case itself.")
    made = mapping("When this was made, and up to where in the log.")
    version = count("How many events made it: its ETag.")


class Flag(Shape):
    """Something that somebody ought to look into: all that one rule found about one person."""

    flag = text("Names it in `POST /flags/…/set-asides`.")
    rule = text("Such as `self`.")
    name = text("About whom.")
    score = fields.Float(required=True, metadata={"description": "How grave; only for comparing."})
    upto = mapping("Up to where in the log of reads (`views`) and of records (`events`) it was found.")
    findings = many(fields.Dict(), "What was found, the newest first.")


class SampleItem(Shape):
    n = count("Which of the sample.")
    mrn = text("Whose: record number.")
    chapter = text("Of which chapter.")
    entry = text("Which entry.")
    what = text("What kind of entry, without what it says.")
    keyed = mapping("What stood there and what was keyed; null before that.", allow_none=True)
    differing = many(fields.String(), "The fields in which they differ.")


class Sample(Shape):
    """Entries that are keyed again by somebody else."""

    id = text("The sample's id.")
    position = count("Where in the log it was drawn.")
    size = count("How many entries.")
    keyed = count("How many of them were keyed.")
    closed = text("When it was closed; null while it is open.", allow_none=True)
    drawn = mapping("How it was drawn: `seed`, `size`, `chapters` and the rest.")
    items = many(fields.Nested(SampleItem), "The entries.")


class Account(Shape):
    """Somebody who may work here."""

    staff = text("The staff id, as in the logs.")
    login = text("The name with which they sign in.")
    name = text("The name.")
    role = text("The role.")
    locked = fields.Boolean(required=True)
    begins = text("The first day, in UTC; null where none is set.", allow_none=True)
    ends = text("The last day, in UTC; null where none is set.", allow_none=True)
    waiting = fields.Boolean(required=True, metadata={"description": "Until a password is chosen with the code."})
    second_factor = fields.Boolean(required=True)
    lent = text("Another role, for a while.", allow_none=True)
    lent_from = text("Its first day.", allow_none=True)
    lent_until = text("Its last day.", allow_none=True)


class AccountFile(Account):
    """The same with who may act for them."""

    delegates = many(fields.Dict(), "Who, and on which days.")
    version = count("How many events made it: its ETag.")


class Policy(Shape):
    """Rules of the office."""

    name = text("Such as `completeness`.")
    says = text("What it is about.")
    number = count("How often it was adopted.")
    version = count("How many events made it, 0 where none did: its ETag.")
    text = mapping("What was adopted: how it differs from the program's own rules.")
    in_force = mapping("What is in force, with what is as the program has it.")
