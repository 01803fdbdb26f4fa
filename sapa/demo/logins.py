"""Who can log in to the demo: one member of each role, and the director of the empty organisation."""

from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password

from sapa.events.recording import record
from sapa.team.joining import add_member
from sapa.team.models import BusinessUnit, Member, User
from sapa.team.roles import Role
from sapa.tenancy.models import Organization

PASSWORD = "sapa-dulu"  # noqa: S105 - printed on purpose, for a demo on one's own machine


@dataclass(frozen=True)
class Login:
    """A person of the demo, and who they are in the real firm: an agent of its own files, or themselves."""

    role: Role
    email: str
    name: str
    agent: str = ""


LOGINS = (
    Login(Role.DIRECTOR, "direktur@contoh.id", "Sari Wulandari"),
    Login(Role.SUPERVISOR, "supervisor@contoh.id", "Bambang Riyadi", agent="Melvin Marxen"),
    Login(Role.SALESPERSON, "penjual@contoh.id", "Budi Prasetyo", agent="Darcel Schlecht"),
    Login(Role.TELESALES, "telesales@contoh.id", "Tini Lestari"),
    Login(Role.CARE, "layanan@contoh.id", "Cici Amelia"),
    Login(Role.FINANCE, "keuangan@contoh.id", "Rina Puspita"),
    Login(Role.VOLUNTEER, "relawan@contoh.id", "Joko Santoso"),
    Login(Role.AUDITOR, "pengawas@contoh.id", "Darma Wijaya"),
)
NEWCOMER = Login(Role.DIRECTOR, "baru@contoh.id", "Yuni Astuti")


def user_of(name: str) -> User | None:
    """The login of a person of this name, made if it is not there; None for whoever has none."""
    login = next((one for one in (*LOGINS, NEWCOMER) if one.name == name), None)
    if login is None:
        return None
    found = User.objects.filter(email=login.email).first()
    if found is not None:
        return found
    user = User.objects.create_user(name=login.name, email=login.email, password=None)
    user.password = _hashed()
    user.save(update_fields=["password"])
    return user


def join_everyone(organization: Organization) -> None:
    """Let each of them into the real firm. Call it inside the organisation's scope and a transaction."""
    central = BusinessUnit.objects.get(name="Central")
    for login in LOGINS:
        user = user_of(login.name)
        if user is None:
            continue
        if login.agent:
            member = Member.objects.get(name=login.agent)
            Member.objects.filter(pk=member.pk).update(user=user)
            user.organizations.add(organization)
            record("member.joined", member, by=None, role=str(login.role))
        else:
            unit = central if login.role == Role.TELESALES else None
            add_member(user=user, name=login.name, role=login.role, by=None, unit=unit)


def logins_there() -> list[tuple[Login, Member]]:
    """Those of them who can still log in to the current organisation."""
    members = Member.objects.at_work().select_related("user").filter(user__email__in=_emails())
    by_email = {member.user.email: member for member in members if member.user}
    return [(login, by_email[login.email]) for login in (*LOGINS, NEWCOMER) if login.email in by_email]


def are_taken() -> bool:
    """Whether somebody outside the demos has one of these logins: then nothing is made here."""
    people = User.objects.filter(email__in=_emails())
    return people.exclude(organizations__is_demo=True).exists()


@cache
def _hashed() -> str:
    """Once for all of them: it takes a while on purpose."""
    return make_password(PASSWORD)


def _emails() -> list[str]:
    return [one.email for one in (*LOGINS, NEWCOMER)]
