"""Prospects by hand, from friends, and out of a phone's contacts."""

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from sapa.customers import keeping
from sapa.customers.models import Customer, Source
from sapa.events.models import Event
from sapa.pipeline.models import Inquiry
from sapa.team.models import Member
from sapa.testing import Cast

NEW = "/maju-bersama/prospects/new/"
CONTACTS = "/maju-bersama/prospects/contacts/"
CARDS = """BEGIN:VCARD
VERSION:3.0
FN:Bu Sumi
TEL:0812 3456 7890
EMAIL:Sumi@Example.id
BDAY:1990-11-22
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Tanpa Nomor
END:VCARD
BEGIN:VCARD
VERSION:3.0
ORG:UD Maju
TEL:021 765 4321
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Sumi lagi
TEL:+62 812-3456-7890
END:VCARD
"""


def write(cast: Cast, member: Member, **given: Any) -> Any:
    fields = {"name": "Pak Karto", "phones": "0812 3456 7890", "once": str(uuid4())}
    return cast.client(member).post(NEW, fields | given)


def test_a_name_and_a_number_are_enough(cast: Cast) -> None:
    source = Source.objects.get(name="Acara")
    answer = write(cast, cast.budi, source=source.pk, note="Ketemu di pasar")
    made = Customer.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/maju-bersama/customers/{made.pk}/")
    assert (made.name, made.owner, made.unit, made.source) == ("Pak Karto", cast.budi, cast.catering, source)
    assert (made.step, made.note, made.phones.get().number) == ("prospect", "Ketemu di pasar", "+6281234567890")
    kept = Inquiry.objects.get()
    assert (kept.door, kept.state, kept.by, kept.source, kept.customer) == ("hand", "new", cast.budi, source, made)
    assert Event.objects.get(kind="inquiry.noted").data == {"door": "hand", "source": "Acara"}


def test_the_source_is_remembered_until_next_time(cast: Cast) -> None:
    source = Source.objects.get(name="Acara")
    write(cast, cast.budi, source=source.pk, another="yes")
    assert f'<option value="{source.pk}" selected>' in cast.client(cast.budi).get(NEW).text


def test_a_double_tap_makes_one(cast: Cast) -> None:
    once = str(uuid4())
    for _tap in "ab":
        assert write(cast, cast.budi, once=once).status_code == 303
    assert (Customer.objects.count(), Inquiry.objects.count()) == (1, 1)


def test_a_known_number_is_asked_about_once(cast: Cast) -> None:
    known = keeping.create(by=cast.budi, fields={"name": "Warung Karto"}, phones=[("+6281234567890", "")])
    answer = write(cast, cast.budi)
    assert answer.status_code == 422
    assert f'name="known" value="{known.pk}"' in answer.text
    assert write(cast, cast.budi, known=known.pk)["Location"] == f"/maju-bersama/customers/{known.pk}/"
    assert Inquiry.objects.get().customer == known
    assert write(cast, cast.budi, despite="yes").status_code == 303
    assert Customer.objects.count() == 2


def test_a_customer_whom_one_does_not_see_cannot_be_named(cast: Cast) -> None:
    hers = keeping.create(by=cast.wati, fields={"name": "Warung Karto"}, phones=[("+6281234567890", "")])
    answer = write(cast, cast.budi)
    assert answer.status_code == 422
    assert "Warung Karto" not in answer.text
    assert write(cast, cast.budi, known=hers.pk).status_code == 404
    assert not Inquiry.objects.exists()


def test_a_friend_is_remembered_on_both_cards(cast: Cast) -> None:
    friend = keeping.create(by=cast.budi, fields={"name": "Bu Tini"})
    write(cast, cast.budi, introduced_by=friend.pk)
    made = Customer.objects.get(name="Pak Karto")
    assert made.introduced_by == friend
    assert Inquiry.objects.get().door == "referral"
    pages = {one: cast.client(cast.budi).get(f"/maju-bersama/customers/{one.pk}/").text for one in (made, friend)}
    assert f'<a href="/maju-bersama/customers/{friend.pk}/">Bu Tini</a>' in pages[made]
    assert f'<a href="/maju-bersama/customers/{made.pk}/">Pak Karto</a>' in pages[friend]


def test_a_friend_whom_one_does_not_see_stays_a_friend(cast: Cast) -> None:
    hers = keeping.create(by=cast.wati, fields={"name": "Bu Tini"})
    mine = keeping.create(by=cast.budi, fields={"name": "Pak Karto", "introduced_by_id": hers.pk})
    assert write(cast, cast.budi, introduced_by=hers.pk).status_code == 422
    url = f"/maju-bersama/customers/{mine.pk}/"
    assert "Bu Tini" not in cast.client(cast.budi).get(url).text
    form = {"name": "Pak Karto", "kind": "person", "market": "b2c", "version": "1", "introduced_by": hers.pk}
    assert cast.client(cast.budi).post(f"{url}edit/", form).status_code == 303
    mine.refresh_from_db()
    assert mine.introduced_by == hers


def test_nobody_introduces_themselves(cast: Cast) -> None:
    mine = keeping.create(by=cast.budi, fields={"name": "Pak Karto"})
    form = {"name": "Pak Karto", "kind": "person", "market": "b2c", "version": "1", "introduced_by": mine.pk}
    assert cast.client(cast.budi).post(f"/maju-bersama/customers/{mine.pk}/edit/", form).status_code == 422


def test_contacts_are_shown_before_they_are_kept(cast: Cast) -> None:
    keeping.create(by=cast.wati, fields={"name": "Maju"}, phones=[("+62217654321", "")])
    page = preview(cast)
    assert page.status_code == 200
    assert [(one.name, one.known, one.twin) for one in page.context["found"]] == [
        ("Bu Sumi", False, False),
        ("UD Maju", True, False),
        ("Sumi lagi", False, True),
    ]
    assert Customer.objects.count() == 1
    assert page.text.count(" checked") == 1


def test_those_ticked_become_prospects_once(cast: Cast) -> None:
    page = preview(cast)
    given = {"cards": page.context["cards"], "card": ["0", "2"], "source": Source.objects.get(name="Kontak telepon").pk}
    for _tap in "ab":
        assert cast.client(cast.budi).post(f"{CONTACTS}creation/", given).status_code == 303
    sumi, firm = Customer.objects.order_by("pk")
    assert (sumi.name, sumi.kind, sumi.email, sumi.birthday.isoformat()) == (
        "Bu Sumi", "person", "sumi@example.id", "1990-11-22",
    )  # fmt: skip
    assert (firm.name, firm.kind, firm.phones.get().number) == ("UD Maju", "organization", "+62217654321")
    assert list(Inquiry.objects.values_list("door", "state", "by")) == [("phonebook", "new", cast.budi.pk)] * 2


def test_cards_that_were_tampered_with_are_refused(cast: Cast) -> None:
    given = {"cards": preview(cast).context["cards"] + "x", "card": ["0"]}
    assert cast.client(cast.budi).post(f"{CONTACTS}creation/", given)["Location"] == CONTACTS
    assert not Customer.objects.exists()


def test_what_is_no_contacts_file_comes_back_with_a_word(cast: Cast) -> None:
    for content in (b"", b"not a card", b"\x00" * 5000, b"\x89PNG\r\n"):
        assert preview(cast, content).status_code == 422
    assert cast.client(cast.budi).post(CONTACTS).status_code == 422


def test_the_browsers_picker_sends_the_same(cast: Cast) -> None:
    page = cast.client(cast.budi).post(CONTACTS, {"text": CARDS})
    assert [one.name for one in page.context["found"]] == ["Bu Sumi", "UD Maju", "Sumi lagi"]


def preview(cast: Cast, content: bytes = CARDS.encode()) -> Any:
    file = SimpleUploadedFile("kontak.vcf", content, content_type="text/vcard")
    return cast.client(cast.budi).post(CONTACTS, {"file": file})
