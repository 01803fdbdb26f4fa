"""The settings of sales, and the templates of numbers."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from sapa.events.models import Event
from sapa.lib import qris
from sapa.sales.lines import settings_of
from sapa.sales.models import NumberTemplate
from sapa.testing import Cast

pytestmark = pytest.mark.django_db
HERE, NUMBERS = "/maju-bersama/settings/sales/", "/maju-bersama/settings/numbers/"
PLAIN = (
    "00020101021126570011ID.DANA.WWW011893600915302259148102090225914810303UMI51440014ID.CO.QRIS.WWW0215ID10190000000010303UMI"
    "5204581453033605802ID5912WARUNG MAJU 6013JAKARTA PUSAT61051051062070703A016304"
)
STICKER = PLAIN + qris.checksum(PLAIN)


def given(**more: Any) -> dict[str, Any]:
    return {
        "version": settings_of().version, "is_taxable": "", "oversell": "warn", "credit_rule": "approve",
        "terms_days": 14, "valid_days": 30, **more,
    }  # fmt: skip


def test_it_keeps_tax_rules_and_terms(cast: Cast) -> None:
    data = given(is_taxable="true", npwp="01.234.567.8-901.000", oversell="refuse", bank_account="BRI 123")
    assert cast.client(cast.sari).post(HERE, data).status_code == 303
    kept = settings_of()
    assert (kept.is_taxable, kept.npwp, kept.oversell, kept.valid_days) == (True, "0012345678901000", "refuse", 30)
    assert Event.objects.filter(kind="sales_settings.changed").count() == 1


def test_whether_it_is_taxable_is_never_guessed(cast: Cast) -> None:
    assert settings_of().is_taxable is None
    cast.client(cast.sari).post(HERE, given())
    assert settings_of().is_taxable is None
    cast.client(cast.sari).post(HERE, given(is_taxable="false"))
    assert settings_of().is_taxable is False


def test_only_who_manages_settings_may(cast: Cast) -> None:
    assert cast.client(cast.budi).post(HERE, given()).status_code == 403
    assert cast.client(cast.asing).get(HERE).status_code == 404
    assert settings_of().version == 1


def test_the_second_writer_sees_both_versions(cast: Cast) -> None:
    client = cast.client(cast.sari)
    client.post(HERE, given(bank_account="BRI 1", version=1))
    again = client.post(HERE, given(bank_account="BNI 2", version=1))
    assert again.status_code == 409 and "BRI 1" in again.content.decode() and "BNI 2" in again.content.decode()
    assert settings_of().bank_account == "BRI 1"


def test_a_good_qris_is_kept_and_a_bad_one_names_its_tag(cast: Cast) -> None:
    client = cast.client(cast.sari)
    assert client.post(HERE, given(qris=f" {STICKER}\n")).status_code == 303
    assert settings_of().qris == STICKER
    bad = client.post(HERE, given(qris=STICKER.replace("5303360", "5303840")))
    assert bad.status_code == 422 and settings_of().qris == STICKER


def test_a_photo_of_the_sticker_is_read(cast: Cast) -> None:
    photo = SimpleUploadedFile("stiker.png", qris.png(STICKER), "image/png")
    response = cast.client(cast.sari).post(HERE, given(qris_photo=photo))
    assert response.status_code == 303 and settings_of().qris == STICKER


def test_a_logo_is_stored_shown_and_removed(cast: Cast) -> None:
    out, client = BytesIO(), cast.client(cast.sari)
    Image.new("RGB", (900, 300), "navy").save(out, "PNG")
    client.post(HERE, given(logo=SimpleUploadedFile("logo.png", out.getvalue(), "image/png")))
    logo = settings_of().logo
    assert logo is not None and (logo.width, logo.height) == (480, 160)
    assert client.get(f"{HERE}logo/")["Content-Type"] == "image/webp"
    client.post(HERE, given(remove_logo="on"))
    assert settings_of().logo is None and client.get(f"{HERE}logo/").status_code == 404


def test_a_template_is_set_for_all_and_for_a_unit_and_removed(cast: Cast) -> None:
    client, year = cast.client(cast.sari), timezone.localdate().year
    data = {"template": "{kind}-{year}-{seq:04}", "restart": "yearly"}
    client.post(f"{NUMBERS}invoice/0/", data)
    client.post(f"{NUMBERS}invoice/{cast.catering.pk}/", data | {"template": "{unit}{seq}/{year2}"})
    page = client.get(NUMBERS).content.decode()
    assert f"INV-{year}-0001" in page and f"K1/{year % 100}" in page
    client.post(f"{NUMBERS}invoice/0/", data)
    assert NumberTemplate.objects.count() == 2 and Event.objects.filter(kind="number_template.set").count() == 2
    assert client.post(f"{NUMBERS}invoice/0/removal/").status_code == 303
    client.post(f"{NUMBERS}invoice/0/removal/")
    assert NumberTemplate.objects.get().unit == cast.catering
    assert Event.objects.filter(kind="number_template.removed").count() == 1


def test_a_template_whose_numbers_come_twice_is_refused(cast: Cast) -> None:
    client = cast.client(cast.sari)
    response = client.post(f"{NUMBERS}invoice/0/", {"template": "{seq}/{month}", "restart": "yearly"})
    assert response.status_code == 422 and not NumberTemplate.objects.exists()


def test_the_example_follows_what_is_typed(cast: Cast) -> None:
    client = cast.client(cast.sari)
    good = client.get(f"{NUMBERS}order/0/example/", {"template": "{seq:05}-{year}", "restart": "yearly"})
    assert f"00001-{timezone.localdate().year}" in good.content.decode()
    bad = client.get(f"{NUMBERS}order/0/example/", {"template": "{nothing}", "restart": "yearly"})
    assert "<strong>" not in bad.content.decode() and bad.status_code == 200
