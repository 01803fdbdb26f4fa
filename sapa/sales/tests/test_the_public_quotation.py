"""The public page of a quotation: read, accepted, refused and asked about without a login."""

from base64 import b64encode
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageDraw

from sapa.activities.models import Activity, Interaction
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.sales import quoting
from sapa.sales.lines import Wanted
from sapa.sales.models import Quotation, QuotationQuestion
from sapa.sales.views import public_quotations
from sapa.testing import Cast

pytestmark = pytest.mark.django_db
Status = Quotation.Status


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins with nobody having asked."""
    for name in ("LOOKS", "ANSWERS"):
        old = getattr(public_quotations, name)
        monkeypatch.setattr(public_quotations, name, type(old)(limit=old.limit, seconds=old.seconds))


def sent(cast: Cast, **fields: Any) -> Quotation:
    customer = Customer.objects.create(name="PT KITA", name_key="pt kita", search="pt kita", owner=cast.budi)
    wanted = [Wanted(product=None, description="Nasi kotak <b>", quantity=Decimal(50), price=25_000)]
    today, now = timezone.localdate(), timezone.now()
    made = quoting.draft(uuid=uuid4(), customer=customer, lines=wanted, by=cast.budi, on=today, now=now, **fields)
    quoting.send(made, by=cast.budi, on=today, now=now)
    return made


def address(made: Quotation, act: str = "") -> str:
    return f"/public/quotations/maju-bersama/{made.token}/{act}"


def drawing() -> str:
    picture, out = Image.new("RGBA", (300, 120)), BytesIO()
    ImageDraw.Draw(picture).line([(10, 100), (150, 10), (280, 90)], fill=(0, 0, 0, 255), width=4)
    picture.save(out, "PNG")
    return f"data:image/png;base64,{b64encode(out.getvalue()).decode()}"


def test_it_shows_the_quotation_and_notes_the_first_opening(cast: Cast) -> None:
    made = sent(cast)
    response = Client().get(address(made))
    page = response.content.decode()
    assert "Rp1.250.000" in page and "Nasi kotak &lt;b&gt;" in page and made.number in page
    assert response["X-Robots-Tag"] == "noindex, nofollow" and "script-src" not in page
    Client().get(address(made))
    made.refresh_from_db()
    assert made.opened_at is not None and Event.objects.filter(kind="quotation.opened").count() == 1


def test_previews_and_our_own_looks_are_no_opening(cast: Cast) -> None:
    made = sent(cast)
    Client().get(address(made), headers={"user-agent": "WhatsApp/2.24"})
    cast.client(cast.budi).get(address(made))
    made.refresh_from_db()
    assert made.opened_at is None


def test_it_is_accepted_with_a_name_and_a_signature_once(cast: Cast) -> None:
    made, client = sent(cast), Client()
    data = {"name": "Bu Ani", "agreed": "on", "drawing": drawing()}
    for _time in range(2):
        assert client.post(address(made, "acceptance/"), data).status_code == 303
    made.refresh_from_db()
    assert (made.status, made.accepted_name, made.signature is not None) == (Status.ACCEPTED, "Bu Ani", True)
    assert "Bu Ani" in client.get(address(made)).content.decode()
    shown = cast.client(cast.budi).get(f"/maju-bersama/quotations/{made.pk}/signature/")
    assert shown.status_code == 200 and shown["X-Content-Type-Options"] == "nosniff"


def test_a_name_and_a_tick_are_enough_and_needed(cast: Cast) -> None:
    made = sent(cast)
    assert Client().post(address(made, "acceptance/"), {"name": "Bu Ani"}).status_code == 422
    assert Client().post(address(made, "acceptance/"), {"agreed": "on"}).status_code == 422
    made.refresh_from_db()
    assert made.status == Status.SENT
    Client().post(address(made, "acceptance/"), {"name": "Bu Ani", "agreed": "on"})
    made.refresh_from_db()
    assert made.status == Status.ACCEPTED


def test_what_is_no_signature_is_not_kept(cast: Cast) -> None:
    made = sent(cast)
    data = {"name": "Bu Ani", "agreed": "on", "drawing": "data:image/png;base64,AAAA"}
    assert Client().post(address(made, "acceptance/"), data).status_code == 422
    made.refresh_from_db()
    assert made.status == Status.SENT


def test_it_is_refused_with_a_reason(cast: Cast) -> None:
    made = sent(cast)
    assert Client().post(address(made, "refusal/"), {"reason": ""}).status_code == 422
    assert Client().post(address(made, "refusal/"), {"reason": "Mahal"}).status_code == 303
    made.refresh_from_db()
    assert (made.status, made.refused_reason) == (Status.REFUSED, "Mahal")


def test_a_question_is_an_interaction_and_a_task_once(cast: Cast) -> None:
    made = sent(cast)
    for _time in range(2):
        Client().post(address(made, "questions/"), {"name": "Bu Ani", "text": "Bisa hari Minggu?"})
    asked = QuotationQuestion.objects.get()
    said = Interaction.objects.get()
    assert (asked.text, said.direction, said.touch_point, said.by) == ("Bisa hari Minggu?", "in", "web", cast.budi)
    assert Activity.objects.get().assigned_to == cast.budi
    assert "Bisa hari Minggu?" in cast.client(cast.budi).get(f"/maju-bersama/quotations/{made.pk}/").content.decode()


def test_what_is_over_says_so_and_cannot_be_accepted(cast: Cast) -> None:
    made = sent(cast)
    Quotation.objects.filter(pk=made.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    page = Client().get(address(made)).content.decode()
    assert "acceptance/" not in page and "questions/" in page
    Client().post(address(made, "acceptance/"), {"name": "Bu Ani", "agreed": "on"})
    made.refresh_from_db()
    assert made.status == Status.SENT


def test_an_old_version_leads_to_the_new_one(cast: Cast) -> None:
    old = sent(cast)
    new = quoting.revise(old, by=cast.budi, on=timezone.localdate(), now=timezone.now())
    assert "acceptance/" in Client().get(address(old)).content.decode()
    quoting.send(new, by=cast.budi, on=timezone.localdate(), now=timezone.now())
    page = Client().get(address(old)).content.decode()
    assert new.token in page and "acceptance/" not in page


def test_a_cancelled_one_says_so_and_unknown_links_are_nothing(cast: Cast) -> None:
    made = sent(cast)
    quoting.cancel(made, reason="Salah", by=cast.budi, now=timezone.now())
    page = Client().get(address(made)).content.decode()
    assert "acceptance/" not in page and "Salah" not in page
    assert Client().get(f"/public/quotations/maju-bersama/{'0' * 43}/").status_code == 404
    assert Client().get(f"/public/quotations/ud-asing/{made.token}/").status_code == 404
    assert Client().get("/public/quotations/maju-bersama/x/").status_code == 404


def test_a_draft_has_no_page(cast: Cast) -> None:
    sent(cast)
    assert Client().get("/public/quotations/maju-bersama//").status_code == 404


def test_guessing_is_slowed_down(cast: Cast) -> None:
    made = sent(cast)
    statuses = [Client().post(address(made, "questions/"), {"name": "x", "text": ""}).status_code for _n in range(9)]
    assert statuses == [422] * 8 + [429]


def test_it_is_light_and_speaks_both_languages(cast: Cast) -> None:
    made = sent(cast)
    response = Client().get(f"{address(made)}?lang=en")
    assert 'lang="en"' in response.content.decode() and len(response.content) < 30_000
    assert "unsafe" not in response["Content-Security-Policy"]


def test_the_pdf_comes_by_the_same_link(cast: Cast) -> None:
    made = sent(cast)
    response = Client().get(address(made, "document.pdf"))
    assert response["Content-Type"] == "application/pdf" and response.content.startswith(b"%PDF")
