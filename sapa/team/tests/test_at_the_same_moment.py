"""What two people do at one moment leaves a director, no circle, and one member per link."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from sapa.lib.errors import Refused
from sapa.team import joining, staffing
from sapa.team.models import Member
from sapa.team.roles import Role
from sapa.tenancy.current import organization_scope
from sapa.testing import Cast, assemble, person

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL"),
    pytest.mark.django_db(transaction=True),
]


def race(cast: Cast, *verbs: Callable[[], Any]) -> list[str]:
    """Run them in a thread each, with connections of their own: how each ended, sorted."""
    gate, results = Barrier(len(verbs)), []

    def run(verb: Callable[[], Any]) -> None:
        with organization_scope(cast.organization):
            gate.wait()
            try:
                verb()
                results.append("done")
            except Refused:
                results.append("refused")
            finally:
                connection.close()

    threads = [Thread(target=run, args=[verb]) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def test_two_directors_who_leave_at_once_leave_one() -> None:
    cast = assemble()
    with organization_scope(cast.organization):
        staffing.change_member(cast.tono, by=cast.sari, version=1, role=Role.DIRECTOR)
        now = timezone.now()
        results = race(
            cast,
            lambda: staffing.leave(cast.sari, by=cast.sari, now=now),
            lambda: staffing.change_member(cast.tono, by=cast.sari, version=2, role=Role.AUDITOR),
        )
        assert results == ["done", "refused"]
        assert Member.objects.directors().count() == 1


def test_two_who_are_put_under_each_other_at_once_make_no_circle() -> None:
    cast = assemble()
    with organization_scope(cast.organization):
        results = race(
            cast,
            lambda: staffing.change_member(cast.wati, by=cast.sari, version=1, supervisor=cast.tini),
            lambda: staffing.change_member(cast.tini, by=cast.sari, version=1, supervisor=cast.wati),
        )
        assert results == ["done", "refused"]


def test_one_link_used_twice_at_once_makes_one_member() -> None:
    cast = assemble()
    with organization_scope(cast.organization):
        link = joining.invite(by=cast.sari, once="a", now=timezone.now(), name="Baru", role=Role.CARE)
        guests = [person("Satu"), person("Dua")]
        before = Member.objects.count()
        accepting = [
            lambda guest=guest: joining.accept(link.invitation, user=guest, now=timezone.now()) for guest in guests
        ]
        assert race(cast, *accepting) == ["done", "refused"]
        assert Member.objects.count() == before + 1
