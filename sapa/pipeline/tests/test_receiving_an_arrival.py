"""People make themselves known by a public form."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client

from sapa.activities import touching
from sapa.customers import keeping, sharing
from sapa.customers.models import Consent, Customer, Source
from sapa.events.models import Event
from sapa.lib.throttle import Throttle
from sapa.pipeline import campaigning, capturing, screening
from sapa.pipeline.models import Campaign, CaptureForm, Inquiry
from sapa.testing import Cast

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ADDRESS = "/public/forms/maju-bersama/"


@pytest.fixture(autouse=True)
def nobody_came_before(monkeypatch: pytest.MonkeyPatch) -> None:
    forget(monkeypatch)


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """The throttles live as long as the process, and in the cache: each test begins with its own."""
    cache.clear()
    for name in ("PER_MINUTE", "MARKED_PER_DAY", "MARKED_OF_FORM", "STAMP_USES"):
        old = getattr(screening, name)
        monkeypatch.setattr(screening, name, Throttle(old.limit, old.seconds, name=old.name, certain=old.certain))


def own(cast: Cast) -> CaptureForm:
    form = campaigning.own_form()
    assert form is not None
    return form


def stamp_on(page: Any) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', page.text)
    assert found
    return found[1]


def send(address: str = ADDRESS, client: Client | None = None, **given: str) -> Any:
    """Open the form and send it, as a browser without JavaScript does."""
    client = client or Client()
    fields = {"name": "Bu Sumi", "phone": "0812 3456 7890", "consent": "on", "stamp": stamp_on(client.get(address))}
    return client.post(address, {name: value for name, value in (fields | given).items() if value})


def test_it_makes_a_prospect_of_the_forms_source_and_owner(cast: Cast) -> None:
    form = own(cast)
    CaptureForm.objects.filter(pk=form.pk).update(owner=cast.budi)
    answer = send(message="Nasi kotak 50", email="Sumi@Example.id", village="Karanganyar Timur")
    assert (answer.status_code, answer["Location"]) == (303, "/public/forms/maju-bersama/kenalan/thanks/")
    made = Customer.objects.get()
    assert (made.name, made.email, made.owner, made.unit, made.step) == (
        "Bu Sumi", "sumi@example.id", cast.budi, cast.catering, "prospect",
    )  # fmt: skip
    assert made.source == Source.objects.get(name="Situs web")
    assert [phone.number for phone in made.phones.all()] == ["+6281234567890"]
    kept = Inquiry.objects.get()
    assert (kept.state, kept.door, kept.customer, kept.phone) == ("new", "form", made, "0812 3456 7890")
    assert (kept.message, kept.data["village"], len(kept.visitor)) == ("Nasi kotak 50", "Karanganyar Timur", 64)


def test_the_word_given_is_kept_with_its_text(cast: Cast) -> None:
    send()
    word, form = Consent.objects.get(), own(cast)
    assert (word.text, word.version, word.channel, word.by) == (form.consent_text, "1", "web", None)
    assert "BUM Desa Maju Bersama" in word.text


def test_the_timeline_tells_it(cast: Cast) -> None:
    send(message="Nasi kotak 50")
    event = Event.objects.get(kind="inquiry.received")
    assert (event.customer_id, event.by_name, event.data["note"]) == (Customer.objects.get().pk, "", "Nasi kotak 50")
    page = cast.client(cast.sari).get(f"/maju-bersama/customers/{event.customer_id}/").text
    assert "Bu Sumi mengisi formulir “Kenalan dengan kami”" in page
    assert "Nasi kotak 50" in page


@pytest.mark.parametrize("given", [{"phone": "+62 812-3456-7890"}, {"phone": "0819999999", "email": "SUMI@example.id"}])
def test_a_known_customer_is_recognised_and_not_doubled(cast: Cast, given: dict[str, str]) -> None:
    known = keeping.create(
        by=cast.budi, fields={"name": "Warung Sumi", "email": "sumi@example.id"}, phones=[("+6281234567890", "")]
    )
    send(**given)
    assert Inquiry.objects.get().state == "known"
    assert Inquiry.objects.get().customer == Customer.objects.get() == known
    assert Customer.objects.get().name == "Warung Sumi"


def test_the_same_phone_within_a_day_is_a_double(cast: Cast) -> None:
    form, given = own(cast), {"name": "Sumi", "phone": "081234567890"}
    for hours, state in [(0, "new"), (23, "double"), (72, "known")]:
        made = capturing.receive(form, given=given, now=NOW + timedelta(hours=hours))
        assert made.state == state
    assert Customer.objects.count() == 1
    assert Consent.objects.count() == 2


def test_the_same_uuid_is_the_same_arrival(cast: Cast) -> None:
    form, uuid = own(cast), UUID(int=7)
    one, two = (capturing.receive(form, given={"name": "Sumi", "phone": "081234567890"}, uuid=uuid) for _ in "ab")
    assert one == two
    assert (Inquiry.objects.count(), Customer.objects.count(), Consent.objects.count()) == (1, 1, 1)


def test_a_double_tap_arrives_once_and_a_mended_digit_is_not_lost(cast: Cast) -> None:
    client = Client()
    stamp = stamp_on(client.get(ADDRESS))
    for phone in ("081234567890", "081234567890", "081234567891"):
        client.post(ADDRESS, {"name": "Sumi", "phone": phone, "consent": "on", "stamp": stamp})
    assert sorted(Inquiry.objects.exclude(state="spam").values_list("phone", flat=True)) == ["081234567890"]
    assert Inquiry.objects.get(state="spam").phone == "081234567891"  # quicker than a person, but kept


def test_source_and_campaign_come_from_the_address(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    fair = Source.objects.get(name="Pameran")
    campaign = campaigning.add_campaign(
        fields={"name": "Pekan Raya", "code": "pekan-raya", "source": fair, "unit": cast.shop}, by=cast.sari
    )
    send(f"{ADDRESS}?campaign=PEKAN-RAYA&ref=spanduk&utm_source=ig")
    forget(monkeypatch)
    send(f"{ADDRESS}?source=pertemanan&campaign=pekan-raya&lang=en", phone="081234567891")
    first, second = Inquiry.objects.order_by("pk")
    assert (first.campaign, first.source, first.customer.unit) == (campaign, fair, cast.shop)
    assert (first.data["ref"], first.data["utm_source"]) == ("spanduk", "ig")
    assert second.source == Source.objects.get(name="Pertemanan")
    assert second.customer.source == second.source


def test_what_is_missing_comes_back_with_nothing_lost(cast: Cast) -> None:
    answer = send(name="Sumi", phone="12", message="Halo < b", consent="")
    assert answer.status_code == 422
    assert 'value="Sumi"' in answer.text
    assert "Halo &lt; b" in answer.text
    assert "menyetujui" in answer.text
    assert not Inquiry.objects.exists()


def test_another_text_is_read_before_it_is_agreed_to(cast: Cast) -> None:
    client, form = Client(), own(cast)
    stamp = stamp_on(client.get(ADDRESS))
    campaigning.change_form(form, version=1, fields={"consent_text": "Teks baru"}, by=cast.sari)
    given = {"name": "Sumi", "phone": "081234567890", "consent": "on"}
    again = client.post(ADDRESS, given | {"stamp": stamp})
    assert again.status_code == 422
    assert "Teks baru" in again.text
    assert stamp_on(again) != stamp


@pytest.mark.parametrize("address", ["/public/forms/tidak-ada/", f"{ADDRESS}tidak-ada/", "/public/forms/forms/"])
def test_what_is_not_there_says_so_kindly(cast: Cast, address: str) -> None:
    for method in ("get", "post"):
        answer = getattr(Client(), method)(address)
        assert answer.status_code == 404
        assert "Formulir ini ditutup" in answer.text


def test_a_closed_form_takes_nothing(cast: Cast) -> None:
    client = Client()
    stamp = stamp_on(client.get(ADDRESS))
    campaigning.set_closed(own(cast), closed=True, by=cast.sari, now=NOW)
    given = {"name": "Sumi", "phone": "081234567890", "consent": "on", "stamp": stamp}
    assert client.post(f"{ADDRESS}kenalan/", given).status_code == 404
    assert not Inquiry.objects.exists()


def test_each_organisation_has_its_own(cast: Cast) -> None:
    send("/public/forms/ud-asing/")
    assert not Inquiry.objects.exists()
    assert not Customer.objects.exists()


def test_it_can_be_framed_by_any_site_and_only_there(cast: Cast) -> None:
    framed, alone = Client().get(f"{ADDRESS}kenalan/embed/"), Client().get(f"{ADDRESS}kenalan/")
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors 'none'" in alone["Content-Security-Policy"]
    assert alone["X-Frame-Options"] == "DENY"
    for page in (framed, alone):
        assert not page.cookies
        assert "<script" not in page.text
    sent = send(f"{ADDRESS}kenalan/embed/")
    assert sent["Location"] == f"{ADDRESS}kenalan/embed/thanks/"
    assert "frame-ancestors *" in Client().get(sent["Location"])["Content-Security-Policy"]


def test_it_speaks_both_languages(cast: Cast) -> None:
    assert "Nama Anda" in Client().get(f"{ADDRESS}?lang=id").text
    assert "Your name" in Client().get(f"{ADDRESS}?lang=en").text
    assert "Thank you" in Client().get(f"{ADDRESS}kenalan/thanks/?lang=en").text


def test_spam_can_be_let_in_and_what_is_real_can_be_marked(cast: Cast) -> None:
    CaptureForm.objects.update(owner=None)
    form = own(cast)
    spam = capturing.receive(form, given={"name": "Sumi", "phone": "081234567890", "website": "x"})
    assert (spam.state, spam.why, spam.customer) == ("spam", "trap", None)
    capturing.accept(spam, by=cast.tono, now=NOW)
    assert (spam.state, spam.why, spam.settled_by) == ("new", "", cast.tono)
    assert Customer.objects.get().owner == cast.tono
    with pytest.raises(capturing.AlreadyDone):
        capturing.accept(spam, by=cast.tono, now=NOW)
    capturing.reject(spam, by=cast.sari, now=NOW)
    assert (spam.state, spam.why) == ("spam", "person")
    assert Customer.objects.count() == 1


def test_who_came_as_spam_is_set_aside_and_taken_up_again(cast: Cast) -> None:
    real = capturing.receive(own(cast), given={"name": "Sumi", "phone": "081234567890"})
    capturing.reject(real, by=cast.sari, now=NOW)
    made = Customer.objects.get()
    assert (made.set_aside_at, made.set_aside_reason) == (NOW, "Datang sebagai spam")
    capturing.accept(real, by=cast.sari, now=NOW)
    made.refresh_from_db()
    assert (made.set_aside_at, made.set_aside_reason) == (None, "")
    real.refresh_from_db()
    assert (real.state, "aside" in real.data) == ("new", False)
    assert Event.objects.filter(kind="customer.taken_up", customer_id=made.pk).count() == 1


def test_whom_somebody_has_spoken_with_stays_when_the_arrival_is_spam(cast: Cast) -> None:
    real = capturing.receive(own(cast), given={"name": "Sumi", "phone": "081234567890"})
    made = Customer.objects.get()
    touching.log(made, touch_point="phone", outcome="talked", by=cast.sari)
    capturing.reject(real, by=cast.sari, now=NOW)
    made.refresh_from_db()
    assert made.set_aside_at is None
    capturing.accept(real, by=cast.sari, now=NOW)
    assert not Event.objects.filter(kind="customer.taken_up").exists()


def test_whom_we_knew_before_stays_when_the_arrival_is_spam(cast: Cast) -> None:
    keeping.create(by=cast.budi, fields={"name": "Sumi"}, phones=[("+6281234567890", "")])
    known = capturing.receive(own(cast), given={"name": "Sumi", "phone": "081234567890"})
    capturing.reject(known, by=cast.sari, now=NOW)
    assert Customer.objects.get().set_aside_at is None


def test_the_director_who_founds_the_organisation_has_its_form(cast: Cast) -> None:
    capturing.receive(own(cast), given={"name": "Sumi", "phone": "081234567890"})
    assert Customer.objects.get().owner == cast.sari


def test_who_came_by_a_form_without_owner_is_on_the_directors_list(cast: Cast) -> None:
    CaptureForm.objects.update(owner=None)
    capturing.receive(own(cast), given={"name": "Sumi", "phone": "081234567890"})
    page = cast.client(cast.sari).get("/maju-bersama/untouched/").text
    assert "1 prospek belum diberikan kepada siapa pun" in page
    assert "/maju-bersama/customers/?state=unowned" in page
    listed = cast.client(cast.sari).get("/maju-bersama/customers/?state=unowned").text
    assert "Sumi" in listed
    sharing.assign(Customer.objects.get(), cast.budi, by=cast.sari, how=sharing.How.HAND)
    assert "belum diberikan" not in cast.client(cast.sari).get("/maju-bersama/untouched/").text
    assert "belum punya pemilik" in cast.client(cast.sari).get("/maju-bersama/capture/").text


def test_a_campaigns_form_goes_to_whom_the_own_form_goes(cast: Cast) -> None:
    CaptureForm.objects.update(owner=cast.budi)
    fields = {"name": "Pameran", "code": "pameran"}
    campaign = campaigning.add_campaign(fields=fields, with_form=True, by=cast.tono)
    assert campaign.forms.get().owner == cast.budi


def test_a_campaign_that_is_over_is_not_credited(cast: Cast) -> None:
    campaign = campaigning.add_campaign(fields={"name": "Lama", "code": "lama"}, by=cast.sari)
    campaigning.set_archived(campaign, archived=True, by=cast.sari, now=NOW)
    made = capturing.receive(own(cast), given={"name": "Sumi", "phone": "081234567890", "campaign": "lama"})
    assert made.campaign is None
    assert made.data["campaign"] == "lama"
    assert Campaign.objects.count() == 1
