"""How people come to a public form: its address, its QR code, and the snippet for another site."""

from dataclasses import dataclass
from io import BytesIO

from django.utils.html import format_html

from sapa.pipeline.models import CaptureForm
from sapa.team.links import root_address
from sapa.tenancy.models import Organization


@dataclass(frozen=True)
class Address:
    """The organisation's own form has a shorter address, which stays when another becomes its own."""

    organization: Organization
    form: CaptureForm
    is_own: bool = False

    @property
    def url(self) -> str:
        if self.is_own:
            return root_address("public_form_own", organization=self.organization.slug)
        return root_address("public_form", organization=self.organization.slug, slug=self.form.slug)

    @property
    def shown(self) -> str:
        """As it is written on paper."""
        return self.url.partition("://")[2].rstrip("/")

    @property
    def snippet(self) -> str:
        """What another site puts into its page."""
        url = root_address("public_form_embedded", organization=self.organization.slug, slug=self.form.slug)
        frame = '<iframe src="{}" title="{}" width="100%" height="760" loading="lazy"></iframe>'
        return format_html(frame, url, self.form.title)


def qr_svg(url: str) -> bytes:
    """A QR code, black on white whatever the theme, readable with a seventh of it gone."""
    import segno  # 5 MB, seldom needed

    picture = BytesIO()
    segno.make(url, error="m", micro=False).save(
        picture, kind="svg", border=4, scale=8, light="#fff", xmldecl=False, omitsize=True
    )
    return picture.getvalue()
