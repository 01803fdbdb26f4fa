"""The cast of the tests, and how they come to a page.

Sari is the director, Tono supervises Budi the salesperson; Wati is Budi's colleague in another
territory; Joko is a volunteer, Rina does finance, Tini phones, Cici cares for customers and Pak Darma
is the auditor. Asing is the director of another organisation and must see nothing.
"""

import pickle
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.test import Client

from sapa.team.joining import add_member
from sapa.team.models import BusinessUnit, Member, Territory, User
from sapa.team.roles import Role
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization
from sapa.tenancy.remembering import RememberedRows
from sapa.web.founding import found_organization

PASSWORD = "rahasia-desa-9"  # noqa: S105


@dataclass
class Cast:
    """`cast.sari` and the others are members; `cast.client(cast.sari)` is her browser."""

    organization: Organization
    other: Organization
    sari: Member
    tono: Member
    budi: Member
    wati: Member
    joko: Member
    rina: Member
    tini: Member
    cici: Member
    darma: Member
    asing: Member
    catering: BusinessUnit
    shop: BusinessUnit
    clients: dict[int, Client] = field(default_factory=dict)

    def client(self, member: Member) -> Client:
        """A browser in which this member is logged in."""
        if member.pk not in self.clients:
            client = Client()
            assert member.user is not None
            client.force_login(member.user)
            self.clients[member.pk] = client
        return self.clients[member.pk]

    def by_role(self) -> dict[str, Member]:
        """One member of each role, for the tests that walk all of them."""
        members = [self.sari, self.tono, self.budi, self.tini, self.cici, self.rina, self.joko, self.darma]
        return {member.role: member for member in members}


@dataclass
class Rehearsal:
    """What the first founding of a process left: the rows, and the members as they stepped forward."""

    rows: RememberedRows
    members: bytes


SHARED: list[type[models.Model]] = [User, User.organizations.through]  # rows of no organisation that come with the cast
rehearsals: list[Rehearsal] = []


def assemble() -> Cast:
    """Both organisations with everyone in them: founded the first time, put back as they were from then on.

    Where somebody is there already, they are founded beside them.
    """
    if Organization.objects.exists() or User.objects.exists():
        return found_and_join()
    if not rehearsals:
        cast = found_and_join()
        rows = RememberedRows(SHARED)
        rows.remember()
        rehearsals.append(Rehearsal(rows, pickle.dumps(cast)))
        return cast
    rehearsals[0].rows.put_back()
    cast = pickle.loads(rehearsals[0].members)  # noqa: S301, our own, of this process
    assert isinstance(cast, Cast)
    return cast


def found_and_join() -> Cast:
    """Found both organisations and let everyone join, through the real verbs."""
    organization = found_organization(
        name="BUM Desa Maju Bersama", slug="maju-bersama", legal_form="bumdes", director=person("Sari")
    )
    other = found_organization(name="UD Asing", slug="ud-asing", legal_form="ud", director=person("Asing"))
    with organization_scope(other):
        asing = Member.objects.get()
    with organization_scope(organization):
        sari = Member.objects.get()
        catering = BusinessUnit.objects.create(name="Katering")
        shop = BusinessUnit.objects.create(name="Toko")
        north = Territory.objects.create(name="Utara", region_codes=["31.71.05"])
        south = Territory.objects.create(name="Selatan", region_codes=["31.71.08"])

        def join(name: str, role: Role, **fields: Any) -> Member:
            return add_member(user=person(name), name=name, role=role, by=sari, **fields)

        tono = join("Tono", Role.SUPERVISOR, unit=catering)
        return Cast(
            organization=organization,
            other=other,
            sari=sari,
            tono=tono,
            budi=join("Budi", Role.SALESPERSON, unit=catering, supervisor=tono, territory=north),
            wati=join("Wati", Role.SALESPERSON, unit=shop, territory=south),
            joko=join("Joko", Role.VOLUNTEER),
            rina=join("Rina", Role.FINANCE),
            tini=join("Tini", Role.TELESALES, unit=shop),
            cici=join("Cici", Role.CARE),
            darma=join("Pak Darma", Role.AUDITOR),
            asing=asing,
            catering=catering,
            shop=shop,
        )


def person(name: str) -> User:
    """Somebody who can log in with `<first name>@example.id` and PASSWORD."""
    return User.objects.create_user(name=name, email=f"{name.split()[-1].lower()}@example.id", password=PASSWORD)
