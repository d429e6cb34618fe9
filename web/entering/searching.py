"""Keeping a search under a name, as forms; and how a search was narrowed, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.searches import PAGES
from projections.searches import Kept
from web.entering.forms import Form, Typed
from web.review.log_query import FILTERS
from web.schemas import clinical, office
from web.service import Service
from web.wording import addresses
from web.wording.addresses import Facets


def asked(page: str, args: Mapping[str, str]) -> dict[str, str]:
    """The filters of an address that can be kept; a trail's is for any record."""
    names = [name for name in FILTERS if page == "log" or name != "patient"]
    return {name: args[name].strip() for name in names if args.get(name, "").strip()}


def said(filters: Mapping[str, str], named: Facets) -> str:
    """`Corrected, Typing error, since 2026-03-01`"""
    return ", ".join(text for text, _ in addresses.loosened(filters, named))


def save(service: Service, page: str, filters: Mapping[str, str], named: Facets) -> Form:
    def run(typed: Typed) -> Any:
        return service.searching.save(typed.data["name"], page, filters, typed.by, typed.data["seen"] == "office")

    lead = f"{PAGES[page]}, narrowed to: {said(filters, named)}." if filters else f"{PAGES[page]}, not narrowed."
    return Form("Keep this search", office.Search, run, lead, "Keep it", initial={"seen": "own"})


def change(service: Service, kept: Kept, named: Facets) -> Form:
    def run(typed: Typed) -> Any:
        return service.searching.change(kept.search, typed.data["name"], typed.data["seen"] == "office", typed.by)

    lead = f"{PAGES[kept.page]}, narrowed to: {said(kept.address, named)}."
    start = {"name": kept.name, "seen": "office" if kept.shared else "own"}
    return Form("Change a kept search", office.Search, run, lead, "Record", initial=start)


def remove(service: Service, kept: Kept) -> Form:
    def run(typed: Typed) -> Any:
        return service.searching.remove(kept.search, typed.by)

    gone = "It goes from everybody’s list" if kept.shared else "It goes from your list"
    lead = f"“{kept.name}”. {gone}; that it was kept stays in the change log."
    return Form("Take a search away", clinical.Nothing, run, lead, "Take it away", places=lambda field: "")
