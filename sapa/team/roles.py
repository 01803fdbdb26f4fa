"""What each role may do, and how much of the organisation it sees."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(StrEnum):
    """How far a member sees: rows of their own, of those they lead, of their unit, or all."""

    OWN = "own"
    TEAM = "team"
    UNIT = "unit"
    ALL = "all"


class Role(models.TextChoices):
    DIRECTOR = "director", _("Director")
    SUPERVISOR = "supervisor", _("Supervisor")
    SALESPERSON = "salesperson", _("Salesperson")
    TELESALES = "telesales", _("Telesales")
    CARE = "care", _("Customer care")
    FINANCE = "finance", _("Finance")
    VOLUNTEER = "volunteer", _("Volunteer")
    AUDITOR = "auditor", _("Auditor")


# What a role is for, beside its name where one is chosen.
ROLE_HINTS = {
    Role.DIRECTOR: _("sees everything and may change everything"),
    Role.SUPERVISOR: _("leads a team and sees what it does"),
    Role.SALESPERSON: _("sells to their own customers"),
    Role.TELESALES: _("calls the customers of a business unit"),
    Role.CARE: _("looks after all customers, does not sell"),
    Role.FINANCE: _("sees all customers and what they owe"),
    Role.VOLUNTEER: _("a villager who sees only what is given to them"),
    Role.AUDITOR: _("reads everything, changes nothing"),
}

# One name per right. `…view` shows, `…change` writes, the rest say what they are.
PERMISSIONS = {
    "customers.view",
    "customers.change",
    "customers.assign",  # give customers and opportunities to another member
    "customers.judge",  # set a stage by hand, mark as bad
    "customers.sensitive",  # NPWP, NIK, debts
    "customers.export",
    "opportunities.view",
    "opportunities.change",
    "opportunities.reopen",
    "activities.change",
    "catalogue.view",
    "catalogue.change",
    "catalogue.cost",  # what products cost us
    "catalogue.stock",  # purchases, adjustments, opening stock
    "sales.view",
    "sales.change",  # quotations, orders, deliveries, returns
    "sales.approve",  # an order over the credit limit, credit limits
    "sales.cancel",  # an order, a delivery, an invoice or a payment that was posted
    "invoices.change",  # invoices and credit notes
    "payments.change",  # receive money, pay back
    "campaigns.manage",  # campaigns, public forms, arrivals
    "reports.view",
    "targets.manage",
    "team.view",
    "team.manage",
    "settings.manage",
    "audit.view",
}


@dataclass(frozen=True)
class Rights:
    scope: Scope
    permissions: frozenset[str]


_SELLING = {
    "customers.view",
    "customers.change",
    "opportunities.view",
    "opportunities.change",
    "activities.change",
    "catalogue.view",
    "sales.view",
    "sales.change",
    "invoices.change",
    "payments.change",
}
_LEADING = _SELLING | {
    "catalogue.stock",
    "sales.approve",
    "sales.cancel",
    "customers.assign",
    "customers.judge",
    "customers.sensitive",
    "customers.export",
    "opportunities.reopen",
    "catalogue.change",
    "catalogue.cost",
    "campaigns.manage",
    "reports.view",
    "targets.manage",
    "team.view",
}

RIGHTS: dict[str, Rights] = {
    Role.DIRECTOR: Rights(Scope.ALL, frozenset(PERMISSIONS)),
    Role.SUPERVISOR: Rights(Scope.TEAM, frozenset(_LEADING)),
    Role.SALESPERSON: Rights(Scope.OWN, frozenset(_SELLING | {"customers.judge", "reports.view"})),
    Role.TELESALES: Rights(Scope.UNIT, frozenset(_SELLING)),
    Role.CARE: Rights(
        Scope.ALL,
        frozenset(
            {
                "customers.view",
                "customers.change",
                "customers.judge",
                "opportunities.view",
                "activities.change",
                "catalogue.view",
                "sales.view",
            }
        ),
    ),
    Role.FINANCE: Rights(
        Scope.ALL,
        frozenset(
            {
                "customers.view",
                "customers.sensitive",
                "customers.export",
                "opportunities.view",
                "catalogue.view",
                "catalogue.change",
                "catalogue.cost",
                "catalogue.stock",
                "sales.view",
                "sales.cancel",
                "invoices.change",
                "payments.change",
                "reports.view",
            }
        ),
    ),
    Role.VOLUNTEER: Rights(
        Scope.OWN, frozenset({"customers.view", "customers.change", "opportunities.view", "activities.change"})
    ),
    Role.AUDITOR: Rights(
        Scope.ALL,
        frozenset({name for name in PERMISSIONS if name.endswith(".view")} | {"catalogue.cost", "customers.sensitive"}),
    ),
}
