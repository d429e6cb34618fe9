"""A page that was read of a database server which leads no more is shown to nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import before_render_template

from tests.support.office import AMA, register
from tests.support.standby import standing_by
from tests.web.clerk_desk import Desk
from web.service import Service

pytestmark = pytest.mark.slow


def test_what_was_read_before_another_took_over_is_not_shown_and_is_read_anew_when_asked_for_again(
    tmp_path: Path,
) -> None:
    """The look is recorded where the other one leads; what the page holds comes from the former, which goes on."""
    servers, store = tmp_path / "servers", tmp_path / "store"
    with standing_by(servers) as (standby, url), Service.create(store, database=url) as service:
        who = register(service.records)
        desk, path = Desk(service), f"/patients/{who}"
        before = desk.get(path)
        standby.in_step()
        taken = list[str]()

        def takes_over(app: Any, template: Any, **told: Any) -> None:
            if not taken:
                taken.append(template.name)
                standby.promote()

        with before_render_template.connected_to(takes_over, desk.app):
            answer = desk.client.get(path)
        service.records.update(who, {"language": "fr", "next_of_kin": [{"name": "Iván Núñez", "phone": "1"}]}, AMA)

        assert (taken, answer.status_code, answer.headers.get("Retry-After")) == (["record.html"], 503, "10")
        assert "Lucía" in before
        assert "Lucía" not in answer.text
        assert "Iván Núñez" in desk.get(path)
