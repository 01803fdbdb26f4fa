"""Who can log in to the demo: one member of each role."""

from dataclasses import dataclass

from sapa.events.recording import record
from sapa.team.joining import add_member
from sapa.team.models import BusinessUnit, Member, User
from sapa.team.roles import Role
from sapa.tenancy.models import Organization

PASSWORD = "sapa-dulu"  # noqa: S105 - printed on purpose, for a demo on one's own machine


@dataclass(frozen=True)
class Login:
    """A person of the demo. Who has `is_theirs` stands in the firm's own files."""

    role: Role
    email: str
    name: str
    is_theirs: bool = False


LOGINS = (
    Login(Role.DIRECTOR, "direktur@contoh.id", "Sari Wulandari"),
    Login(Role.SUPERVISOR, "supervisor@contoh.id", "Melvin Marxen", is_theirs=True),
    Login(Role.SALESPERSON, "penjual@contoh.id", "Darcel Schlecht", is_theirs=True),
    Login(Role.TELESALES, "telesales@contoh.id", "Tini Lestari"),
    Login(Role.CARE, "layanan@contoh.id", "Cici Amelia"),
    Login(Role.FINANCE, "keuangan@contoh.id", "Rina Puspita"),
    Login(Role.VOLUNTEER, "relawan@contoh.id", "Joko Santoso"),
    Login(Role.AUDITOR, "pengawas@contoh.id", "Darma Wijaya"),
)


def join_everyone(organization: Organization) -> None:
    """Give each of them a login. Call it inside the organisation's scope and a transaction."""
    central = BusinessUnit.objects.get(name="Central")
    password = ""
    for login in LOGINS:
        user = User.objects.create_user(name=login.name, email=login.email, password=None)
        if not password:
            user.set_password(PASSWORD)
            password = user.password  # hashed once: it takes a while on purpose
        user.password = password
        user.save(update_fields=["password"])
        if login.is_theirs:
            member = Member.objects.get(name=login.name)
            Member.objects.filter(pk=member.pk).update(user=user)
            user.organizations.add(organization)
            record("member.joined", member, by=None, role=str(login.role))
        else:
            unit = central if login.role == Role.TELESALES else None
            add_member(user=user, name=login.name, role=login.role, by=None, unit=unit)


def logins_there(organization: Organization) -> list[tuple[Login, Member]]:
    """Those of them who can still log in with the demo's password, in the organisation's scope."""
    members = Member.objects.at_work().select_related("user").filter(user__email__in=[one.email for one in LOGINS])
    by_email = {member.user.email: member for member in members if member.user}
    return [(login, by_email[login.email]) for login in LOGINS if login.email in by_email]
