"""The profile of the company, or of a product, as a page and as a PDF with a letterhead."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sapa.catalogue.models import Product
from sapa.lib.money import format_money
from sapa.lib.phones import format_national
from sapa.lib.typesetting import typeset
from sapa.tenancy.models import Organization


@dataclass(frozen=True)
class Profile:
    """What is sent with a proposal. Without a product it is the company's."""

    organization: Organization
    product: Product | None

    @property
    def title(self) -> str:
        return self.product.name if self.product else self.organization.name

    @property
    def kind(self) -> str:
        return _("Product profile") if self.product else _("Company profile")

    @property
    def text(self) -> str:
        return self.product.profile if self.product else self.organization.profile

    @property
    def price(self) -> str:
        """ "Rp25.000 / kotak", for a product."""
        if self.product is None:
            return ""
        return f"{format_money(self.product.price, self.organization.currency, get_language())} / {self.product.unit}"

    @property
    def reach(self) -> list[str]:
        """How the organisation is reached, one way a line."""
        ours = self.organization
        phone = format_national(ours.phone) if ours.phone else ""
        return [way for way in (ours.address, phone, ours.email, ours.website) if way]

    @property
    def file_name(self) -> str:
        return f"{self.kind} {self.title}.pdf"

    def pdf(self) -> bytes:
        """The PDF, in the active language. Texts reach typst as data, never as markup."""
        inputs = {
            "language": get_language() or "id",
            "organization": self.organization.name,
            "kind": self.kind,
            "title": self.title,
            "text": self.text or _("Nothing has been written here yet."),
            "price": self.price,
            "reach": "\n".join(self.reach),
        }
        return typeset(_template(), inputs)


@cache
def _template() -> bytes:
    return files("sapa.pipeline").joinpath("templates/pipeline/profile.typ").read_bytes()
