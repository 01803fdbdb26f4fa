"""What a new organisation sells by until it says otherwise."""

from sapa.sales.models import SalesSettings
from sapa.tenancy.models import Organization


def provide_settings(organization: Organization) -> None:
    """The row of settings of the organisation that is current: cash on delivery, no tax said, warnings."""
    SalesSettings.objects.create(organization=organization)
