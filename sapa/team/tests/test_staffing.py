"""Members change their place, leave and come back; there is always a director, and nobody leads themselves."""

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.team import staffing
from sapa.team.joining import add_member
from sapa.team.models import Member, User
from sapa.team.roles import Role
from sapa.testing import PASSWORD, Cast, person


def address(member: Member, verb: str) -> str:
    return f"/maju-bersama/team/{member.pk}/{verb}/"


def form(member: Member, **changed: Any) -> dict[str, Any]:
    place = {"name": member.name, "phone": member.phone, "role": member.role, "version": member.version}
    others = {name: getattr(member, f"{name}_id") or "" for name in ("unit", "supervisor", "territory")}
    return place | others | changed


def test_a_director_gives_a_member_another_place(cast: Cast) -> None:
    answer = cast.client(cast.sari).post(
        address(cast.wati, "edit"),
        form(cast.wati, role="telesales", unit=cast.catering.pk, supervisor=cast.tono.pk, phone="0811 2222 333"),
    )
    assert answer.status_code == 303
    wati = Member.objects.get(pk=cast.wati.pk)
    assert (wati.role, wati.unit, wati.supervisor, wati.phone) == (
        Role.TELESALES,
        cast.catering,
        cast.tono,
        "+628112222333",
    )
    event = Event.objects.get(kind="member.changed")
    assert event.by_id == cast.sari.pk
    assert event.data["changes"] == {
        "phone": ["", "+628112222333"],
        "role": ["salesperson", "telesales"],
        "unit": [cast.shop.pk, cast.catering.pk],
        "supervisor": [None, cast.tono.pk],
    }


def test_the_same_again_writes_no_second_story(cast: Cast) -> None:
    client = cast.client(cast.sari)
    client.post(address(cast.wati, "edit"), form(cast.wati, role="telesales"))
    client.post(address(cast.wati, "edit"), form(Member.objects.get(pk=cast.wati.pk)))
    assert Event.objects.filter(kind="member.changed").count() == 1


def test_the_second_of_two_who_change_sees_both_versions(cast: Cast) -> None:
    client = cast.client(cast.sari)
    stale = form(cast.wati, role="care")
    staffing.change_member(cast.wati, by=cast.sari, version=1, role=Role.FINANCE)
    answer = client.post(address(cast.wati, "edit"), stale)
    assert answer.status_code == 409
    assert answer.context["conflict"]["version"] == 2
    assert Member.objects.get(pk=cast.wati.pk).role == Role.FINANCE
    assert client.post(address(cast.wati, "edit"), stale | {"version": 2}).status_code == 303
    assert Member.objects.get(pk=cast.wati.pk).role == Role.CARE


@pytest.mark.parametrize("role", ["tono", "budi", "tini", "cici", "rina", "joko", "darma"])
def test_nobody_else_may_change_a_member(cast: Cast, role: str) -> None:
    client = cast.client(getattr(cast, role))
    for verb in ("edit", "leave", "return", "invite", "password"):
        assert client.post(address(cast.wati, verb), form(cast.wati, role="director")).status_code == 403
    assert Member.objects.get(pk=cast.wati.pk).role == Role.SALESPERSON


def test_the_outsider_finds_no_member(cast: Cast) -> None:
    for verb in ("edit", "leave", "return", "invite", "password"):
        assert cast.client(cast.asing).post(f"/ud-asing/team/{cast.wati.pk}/{verb}/").status_code == 404
        assert cast.client(cast.asing).post(address(cast.wati, verb)).status_code == 404


def test_nobody_leads_their_own_leader(cast: Cast) -> None:
    with pytest.raises(Refused):
        staffing.change_member(cast.tono, by=cast.sari, version=1, supervisor=cast.budi)
    with pytest.raises(Refused):
        staffing.change_member(cast.tono, by=cast.sari, version=1, supervisor=cast.tono)
    answer = cast.client(cast.sari).post(address(cast.tono, "edit"), form(cast.tono, supervisor=cast.budi.pk))
    assert answer.status_code == 422
    assert answer.context["form"].has_error("supervisor")
    assert Member.objects.get(pk=cast.tono.pk).supervisor is None


def test_the_only_director_stays_director(cast: Cast) -> None:
    client = cast.client(cast.sari)
    assert client.post(address(cast.sari, "edit"), form(cast.sari, role="auditor")).status_code == 422
    client.post(address(cast.sari, "leave"))
    assert Member.objects.directors().get() == cast.sari


def test_of_two_directors_one_may_go(cast: Cast) -> None:
    staffing.change_member(cast.tono, by=cast.sari, version=1, role=Role.DIRECTOR)
    staffing.leave(cast.sari, by=cast.sari, now=timezone.now())
    assert Member.objects.directors().get() == cast.tono
    with pytest.raises(Refused):
        staffing.leave(cast.tono, by=cast.tono, now=timezone.now())


def test_a_director_who_cannot_log_in_does_not_count(cast: Cast) -> None:
    add_member(user=None, name="Direktur Lama", role=Role.DIRECTOR, by=cast.sari)
    with pytest.raises(Refused):
        staffing.leave(cast.sari, by=cast.sari, now=timezone.now())


def test_who_leaves_is_shut_out_and_keeps_their_name_on_what_they_owned(cast: Cast) -> None:
    customer = Customer.objects.create(name="Warung", name_key="warung", search="warung", owner=cast.budi)
    budi = cast.client(cast.budi)
    assert cast.client(cast.sari).post(address(cast.budi, "leave")).status_code == 303
    assert budi.get("/maju-bersama/team/").status_code == 404
    assert cast.budi.user is not None
    assert not cast.budi.user.organizations.exists()
    customer.refresh_from_db()
    assert customer.owner == cast.budi
    assert cast.budi not in Member.objects.at_work()
    assert Event.objects.filter(kind="member.left", by_id=cast.sari.pk).count() == 1


def test_leaving_twice_is_leaving_once(cast: Cast) -> None:
    staffing.leave(cast.budi, by=cast.sari, now=timezone.now())
    with pytest.raises(AlreadyDone):
        staffing.leave(cast.budi, by=cast.sari, now=timezone.now())
    cast.client(cast.sari).post(address(cast.budi, "leave"))
    assert Event.objects.filter(kind="member.left").count() == 1


def test_who_left_comes_back_to_the_same_place(cast: Cast) -> None:
    staffing.leave(cast.budi, by=cast.sari, now=timezone.now())
    client = cast.client(cast.sari)
    assert client.post(address(cast.budi, "return")).status_code == 303
    budi = Member.objects.get(pk=cast.budi.pk)
    assert (budi.left_at, budi.role, budi.supervisor) == (None, Role.SALESPERSON, cast.tono)
    assert budi.user is not None
    assert list(budi.user.organizations.all()) == [cast.organization]
    client.post(address(cast.budi, "return"))
    assert Event.objects.filter(kind="member.returned").count() == 1


def test_a_change_of_what_somebody_else_changed_is_a_conflict(cast: Cast) -> None:
    staffing.change_member(cast.wati, by=cast.sari, version=1, role=Role.FINANCE)
    with pytest.raises(Conflict):
        staffing.change_member(cast.wati, by=cast.sari, version=1, role=Role.CARE)


def test_the_list_shows_each_with_role_place_and_state(cast: Cast) -> None:
    add_member(user=None, name="Agen Lama", role=Role.SALESPERSON, by=cast.sari)
    staffing.leave(cast.joko, by=cast.sari, now=timezone.now())
    client = cast.client(cast.tono)
    page = client.get("/maju-bersama/team/").content.decode()
    assert "Agen Lama" in page
    assert "Joko" not in page
    assert "Joko" in client.get("/maju-bersama/team/?left=1").content.decode()
    found = client.get("/maju-bersama/team/?q=wat").content.decode()
    assert "Wati" in found
    assert "Budi" not in found


def test_a_seller_does_not_see_the_team_pages(cast: Cast) -> None:
    for path in ("", f"{cast.wati.pk}/", "invitations/", "units/"):
        assert cast.client(cast.budi).get(f"/maju-bersama/team/{path}").status_code == 403


def test_the_list_costs_the_same_whoever_is_in_it(cast: Cast, django_assert_num_queries: Any) -> None:
    client = cast.client(cast.sari)
    client.get("/maju-bersama/team/")
    # Session, user, organisation, member; the rows and their number. SQLite is asked for the rows' ids first.
    queries = 7 if connection.vendor == "sqlite" else 6
    with django_assert_num_queries(queries):
        client.get("/maju-bersama/team/")
    for number in range(12):
        add_member(user=None, name=f"Agen {number}", role=Role.SALESPERSON, by=cast.sari, unit=cast.shop)
    with django_assert_num_queries(queries):
        client.get("/maju-bersama/team/")


def test_an_empty_page_of_an_organisation_costs_four_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    client = cast.client(cast.sari)
    with django_assert_num_queries(4):
        client.get("/maju-bersama/team/invitations/new/nothing/")


def test_a_director_gives_a_link_for_a_new_password(cast: Cast) -> None:
    page = cast.client(cast.sari).post(address(cast.budi, "password"))
    url = "/account" + page.context["share"].url.partition("/account")[2]
    from django.test import Client

    client = Client()
    form_url = client.get(url)["Location"]
    assert client.post(form_url, {"password1": "sandi-baru-desa-5"}).status_code == 302
    user = User.objects.get(pk=cast.budi.user_id)
    assert user.check_password("sandi-baru-desa-5")
    assert Event.objects.filter(kind="member.password_link_made", by_id=cast.sari.pk).count() == 1
    assert Client().get(url).status_code == 200  # used up: it says so
    assert not user.check_password(PASSWORD)


def test_no_link_opens_a_login_that_has_other_doors(cast: Cast) -> None:
    assert cast.budi.user is not None
    cast.budi.user.organizations.add(cast.other)
    assert cast.client(cast.sari).post(address(cast.budi, "password")).status_code == 403
    assert cast.client(cast.sari).post(address(cast.sari, "password")).status_code == 403
    guest = add_member(user=person("Tamu"), name="Tamu", role=Role.CARE, by=cast.sari)
    staffing.leave(guest, by=cast.sari, now=timezone.now())
    assert cast.client(cast.sari).post(address(guest, "password")).status_code == 403
