"""What Today shows of goals: the member's own that run now, or those they answer for."""

from datetime import date

from sapa.insight.target_rows import draw_row
from sapa.insight.targets import progress
from sapa.lib.panel import Panel
from sapa.team.models import Member, Target
from sapa.team.querysets import OF_ALL
from sapa.team.roles import Role
from sapa.team.targeting import WHOSE

SHOWN = 3


def strip(member: Member, on: date) -> Panel | None:
    """At most three goals: one's own, then one's team's, then for a director the organisation's. Three queries."""
    running = Target.objects.running(on)
    mine = running.filter(member=member) | running.filter(team_of=member)
    if member.role == Role.DIRECTOR:
        mine = mine | running.filter(OF_ALL)
    targets = sorted(mine.select_related(*WHOSE), key=lambda one: (not one.member_id, not one.team_of_id, one.length))
    if not targets:
        return None
    organization = member.organization
    shown = progress(member, on, targets[:SHOWN])
    rows = [draw_row(one, member, organization.currency, organization.name) for one in shown]
    return Panel("insight/_targets_strip.html", {"targets": rows, "more_targets": len(targets) > SHOWN})
