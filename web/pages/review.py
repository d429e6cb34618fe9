"""The reviewer's pages of one record: its trail, what differs between two moments, and who said what."""

from __future__ import annotations

from flask import Blueprint

from web.pages import blaming, comparing, trail

bp = Blueprint("review", __name__, url_prefix="/patients")
for _rule, _page in (
    ("/<who>/trail", trail.trail),
    ("/<who>/trail.<form>", trail.trail_file),
    ("/<who>/compare", comparing.compare),
    ("/<who>/compare.<form>", comparing.compare_file),
    ("/<who>/blame/<chapter>/<entry>/<field>", blaming.blame),
):
    bp.add_url_rule(_rule, view_func=_page)
