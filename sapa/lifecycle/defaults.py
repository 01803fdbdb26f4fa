"""The rules that a new organisation begins with: those that Sapa ships (ADR 61)."""

from sapa.lifecycle.models import LifecycleRules
from sapa.tenancy.models import Organization


def provide_rules(organization: Organization) -> None:
    """The row of rules of the organisation that is current."""
    LifecycleRules.objects.create(organization=organization)
