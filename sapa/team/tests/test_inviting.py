"""Members are invited by a link, which works once, for seven days, for whoever holds it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Refused
from sapa.team import joining, staffing
from sapa.team.models import Invitation, InvitationState, Member, User
from sapa.team.roles import Role
from sapa.tenancy.current import no_organization
from sapa.testing import PASSWORD, Cast

INVITE = "/maju-bersama/team/invitations/new/"
FORM = {"name": "Dewi", "phone": "0813 1111 2222", "email": "", "role": "salesperson", "once": "form-1"}
PERSON = {"name": "Dewi Lestari", "phone": "0813 1111 2222", "email": "", "password": PASSWORD}


@pytest.fixture(autouse=True)
def no_tries_yet() -> None:
    cache.clear()


def invite(cast: Cast, **fields: Any) -> tuple[Invitation, str]:
    """An open invitation and its address."""
    given = {"name": "Dewi", "role": Role.SALESPERSON, "once": "one"} | fields
    link = joining.invite(by=cast.sari, now=timezone.now(), **given)
    return link.invitation, f"/join/maju-bersama/{link.token}/"


def follow(url: str, client: Client | None = None, **person: str) -> Any:
    with no_organization():
        return (client or Client()).post(url, PERSON | person)


def test_inviting_shows_the_link_once_and_keeps_only_its_hash(cast: Cast) -> None:
    answer = cast.client(cast.sari).post(INVITE, FORM | {"unit": cast.catering.pk, "supervisor": cast.tono.pk})
    page = answer.content.decode()
    token = re.search(r"/join/maju-bersama/([0-9a-f]{40})/", page)
    assert answer.status_code == 200
    assert token is not None
    invitation = Invitation.objects.get()
    assert token[1] not in invitation.token_hash
    assert joining.invitation_of(token[1]) == invitation
    assert (invitation.phone, invitation.unit, invitation.supervisor) == ("+6281311112222", cast.catering, cast.tono)
    assert "https://wa.me/6281311112222?text=" in page
    assert "data:image/svg+xml" in page
    assert Event.objects.filter(kind="member.invited", by_id=cast.sari.pk).count() == 1
    assert token[1] not in cast.client(cast.sari).get("/maju-bersama/team/invitations/").content.decode()


def test_the_same_form_twice_gives_the_same_link(cast: Cast) -> None:
    client = cast.client(cast.sari)
    first, second = client.post(INVITE, FORM), client.post(INVITE, FORM)
    assert first.context["share"].url == second.context["share"].url
    assert Invitation.objects.count() == 1


def test_the_link_goes_by_email_if_there_is_one(cast: Cast) -> None:
    answer = cast.client(cast.sari).post(INVITE, FORM | {"email": "dewi@example.id"})
    assert [message.to for message in mail.outbox] == [["dewi@example.id"]]
    assert answer.context["share"].url in str(mail.outbox[0].body)


def test_a_wrong_form_comes_back_whole(cast: Cast) -> None:
    answer = cast.client(cast.sari).post(INVITE, FORM | {"phone": "12"})
    assert answer.status_code == 422
    assert 'value="Dewi"' in answer.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", ["tono", "budi", "tini", "cici", "rina", "joko", "darma"])
def test_only_a_director_invites(cast: Cast, role: str) -> None:
    assert cast.client(getattr(cast, role)).post(INVITE, FORM).status_code == 403
    assert not Invitation.objects.exists()


def test_the_outsider_finds_nothing(cast: Cast) -> None:
    invitation, _url = invite(cast)
    client = cast.client(cast.asing)
    assert client.post(INVITE, FORM).status_code == 404
    assert client.post(f"/ud-asing/team/invitations/{invitation.pk}/withdraw/").status_code == 404
    assert Invitation.objects.get().state(timezone.now()) == InvitationState.OPEN


def test_a_new_person_joins_and_is_let_in(cast: Cast) -> None:
    _invitation, url = invite(cast, unit=cast.shop, supervisor=cast.tono, territory=cast.budi.territory)
    client = Client()
    assert "Dewi" in client.get(url).content.decode()
    answer = follow(url, client)
    assert answer["Location"] == "/maju-bersama/"
    member = Member.objects.get(name="Dewi Lestari")
    assert (member.role, member.unit, member.supervisor) == (Role.SALESPERSON, cast.shop, cast.tono)
    assert member.territory == cast.budi.territory
    assert member.user is not None
    assert member.user.phone == "+6281311112222"
    assert list(member.user.organizations.all()) == [cast.organization]
    assert client.session["_auth_user_id"] == str(member.user_id)
    assert Event.objects.get(kind="member.joined", subject_id=member.pk).by_id == member.pk


def test_joining_twice_joins_once(cast: Cast) -> None:
    _invitation, url = invite(cast)
    client = Client()
    first, replay = follow(url, client), follow(url, client)
    again = follow(url)  # the twin that left before the first had answered
    assert first["Location"] == replay["Location"] == again["Location"] == "/maju-bersama/"
    assert Member.objects.filter(name="Dewi Lestari").count() == 1


def test_a_used_link_lets_nobody_else_in(cast: Cast) -> None:
    _invitation, url = invite(cast)
    follow(url)
    answer = follow(url, name="Maling", phone="0815 9999 8888")
    assert answer.status_code == 410
    assert not User.objects.filter(name="Maling").exists()
    assert Client().get(url).status_code == 410


def test_who_is_logged_in_joins_with_one_tap(cast: Cast) -> None:
    _invitation, url = invite(cast, role=Role.VOLUNTEER)
    client = cast.client(cast.asing)
    assert "Asing" in client.get(url).content.decode()
    assert client.post(url)["Location"] == "/maju-bersama/"
    member = Member.objects.get(user=cast.asing.user)
    assert (member.name, member.role) == ("Asing", Role.VOLUNTEER)
    assert cast.asing.user is not None
    assert cast.asing.user.organizations.count() == 2


def test_a_member_who_follows_a_link_is_simply_let_in(cast: Cast) -> None:
    invitation, url = invite(cast)
    assert cast.client(cast.budi).post(url)["Location"] == "/maju-bersama/"
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_an_old_link_is_explained(cast: Cast) -> None:
    invitation, url = invite(cast)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(url).status_code == follow(url).status_code == 410
    assert not Member.objects.filter(name="Dewi Lestari").exists()


def test_a_withdrawn_link_is_explained(cast: Cast) -> None:
    invitation, url = invite(cast)
    address = f"/maju-bersama/team/invitations/{invitation.pk}/withdraw/"
    assert cast.client(cast.budi).post(address).status_code == 403
    assert cast.client(cast.sari).post(address).status_code == 303
    assert follow(url).status_code == 410
    with pytest.raises(AlreadyDone):
        joining.withdraw(invitation, by=cast.sari, now=timezone.now())
    assert Event.objects.filter(kind="invitation.withdrawn").count() == 1


def test_an_unknown_link_is_explained(cast: Cast) -> None:
    with no_organization():
        assert Client().get(f"/join/maju-bersama/{'0' * 40}/").status_code == 404
        assert Client().get(f"/join/ud-asing/{'0' * 40}/").status_code == 404
        assert Client().get(f"/join/nobody/{'0' * 40}/").status_code == 404


def test_a_link_of_one_organisation_opens_no_other(cast: Cast) -> None:
    _invitation, url = invite(cast)
    with no_organization():
        assert Client().get(url.replace("maju-bersama", "ud-asing")).status_code == 404


def test_a_new_link_ends_the_old_one(cast: Cast) -> None:
    invitation, old = invite(cast)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(days=1))
    answer = cast.client(cast.sari).post(f"/maju-bersama/team/invitations/{invitation.pk}/renew/", {"once": "another"})
    new = answer.context["share"].url
    assert Client().get(old).status_code == 404
    assert follow("/join" + new.partition("/join")[2])["Location"] == "/maju-bersama/"
    invitation.refresh_from_db()
    with pytest.raises(AlreadyDone):
        joining.renew(invitation, by=cast.sari, once="third", now=timezone.now())


def test_a_name_without_a_login_gets_one_with_all_that_is_theirs(cast: Cast) -> None:
    agent = joining.add_member(user=None, name="Agen Lama", role=Role.SALESPERSON, by=cast.sari, unit=cast.shop)
    answer = cast.client(cast.sari).post(f"/maju-bersama/team/{agent.pk}/invite/", {"once": "agent"})
    url = "/join" + answer.context["share"].url.partition("/join")[2]
    assert follow(url)["Location"] == "/maju-bersama/"
    agent.refresh_from_db()
    assert agent.user is not None
    assert (agent.user.phone, agent.unit, agent.name) == ("+6281311112222", cast.shop, "Agen Lama")
    assert cast.client(cast.sari).post(f"/maju-bersama/team/{agent.pk}/invite/").status_code == 404


def test_two_links_for_one_name_join_one_person(cast: Cast) -> None:
    agent = joining.add_member(user=None, name="Agen Lama", role=Role.SALESPERSON, by=cast.sari)
    _first, url = invite(cast, member=agent, once="a")
    _second, other = invite(cast, member=agent, once="b")
    follow(url)
    assert follow(other, phone="0815 9999 8888").status_code == 410
    assert not User.objects.filter(phone="+6281599998888").exists()


def test_who_left_comes_back_by_a_new_link(cast: Cast) -> None:
    staffing.leave(cast.budi, by=cast.sari, now=timezone.now())
    _invitation, url = invite(cast, role=Role.TELESALES)
    assert cast.client(cast.budi).get("/maju-bersama/").status_code == 404
    assert cast.client(cast.budi).post(url)["Location"] == "/maju-bersama/"
    cast.budi.refresh_from_db()
    assert (cast.budi.left_at, cast.budi.role) == (None, Role.TELESALES)
    assert Member.objects.filter(user=cast.budi.user).count() == 1


def test_a_phone_that_logs_in_already_is_sent_to_the_login(cast: Cast) -> None:
    User.objects.create_user(name="Lain", phone="+6281311112222", password="lain-sekali-7")
    invitation, url = invite(cast)
    answer = follow(url)
    assert answer.status_code == 422
    assert f"/account/login/?next={url}" in answer.content.decode()
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_accepting_for_a_member_is_refused(cast: Cast) -> None:
    invitation, _url = invite(cast)
    assert cast.budi.user is not None
    with pytest.raises(Refused):
        joining.accept(invitation, user=cast.budi.user, now=timezone.now())
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
