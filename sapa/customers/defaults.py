"""What customers start with in a new organisation."""

from sapa.customers.models import Source
from sapa.tenancy.models import Organization

# Data of the organisation, in its people's language: they may rename or archive each.
SOURCES = [
    "Situs web",
    "Kontak telepon",
    "Pertemanan",
    "Pameran",
    "Acara",
    "Kartu anggota",
    "Tenaga penjual",
    "Lokapasar",
    "Lainnya",
]


def provide_sources(organization: Organization) -> None:
    """Give a new organisation its first sources. Call it once, inside the organisation's scope."""
    Source.objects.bulk_create([Source(organization=organization, name=name) for name in SOURCES])
