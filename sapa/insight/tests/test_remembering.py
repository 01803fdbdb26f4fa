"""Boards remember for whom they found something out."""

import pytest

from sapa.events import answers
from sapa.insight.tests.boards import asked
from sapa.team.roles import Role
from sapa.team.staffing import change_member
from sapa.testing import Cast


def test_whose_role_was_changed_meanwhile_is_not_told_what_they_were_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, asks_anew: None
) -> None:
    """Their page was still being made when they ceased to lead."""
    monkeypatch.setattr(answers, "LEAST", 0)
    before = cast.tono
    after = change_member(before, by=cast.sari, version=before.version, role=Role.SALESPERSON)
    assert asked().remembered("steps", before, lambda: "the team's") == "the team's"
    assert asked().remembered("steps", before, lambda: "nobody's") == "the team's"
    assert asked().remembered("steps", after, lambda: "their own") == "their own"
