"""The people at an organisation: added once, changed by version, archived and back."""

from uuid import uuid4

import pytest

from sapa.customers import contacting
from sapa.customers.models import Contact, Customer
from sapa.customers.tests.making import make
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Conflict
from sapa.testing import Cast

FIELDS = {"name": "Siti", "honorific": "Bu", "job": "", "part": "decides", "email": "", "birthday": None, "note": ""}


@pytest.fixture
def school(cast: Cast) -> Customer:
    return make(cast.budi, "SD Negeri 3", "", kind="organization")


def test_a_contact_is_added_once_and_found_by_searching(cast: Cast, school: Customer) -> None:
    url = f"/maju-bersama/customers/{school.pk}/contacts/new/"
    data = {
        "name": " Siti  Aminah",
        "part": "pays",
        "phones": "0857-0000-1111",
        "phones_label": "",
        "once": str(uuid4()),
    }
    for _again in range(2):
        assert cast.client(cast.budi).post(url, data).status_code == 303
    contact = Contact.objects.get()
    assert (contact.name, contact.part, contact.customer) == ("Siti Aminah", "pays", school)
    assert [phone.number for phone in contact.phones.all()] == ["+6285700001111"]
    assert Customer.objects.matching("aminah").get() == school
    assert Customer.objects.matching("0857-0000").get() == school
    assert Event.objects.get(kind="contact.added").customer_id == school.pk


def test_a_change_is_told_and_an_older_version_refused(cast: Cast, school: Customer) -> None:
    contact = contacting.add_contact(school, by=cast.budi, fields=FIELDS, phones=[("+6281200000001", "")])
    client, url = cast.client(cast.budi), f"/maju-bersama/customers/contacts/{contact.pk}/edit/"
    data = {"name": "Siti A", "part": "uses", "honorific": "Bu", "phones": "081200000002", "version": 1}
    assert client.post(url, data).status_code == 303
    told = Event.objects.get(kind="contact.changed").data["changes"]
    assert told == {
        "name": ["Siti", "Siti A"],
        "part": ["decides", "uses"],
        "phones": ["+6281200000001", "+6281200000002"],
    }
    conflict = client.post(url, {**data, "name": "Siti B"})
    assert conflict.status_code == 409
    assert "Siti A" in conflict.content.decode()
    assert client.post(url, {**data, "name": "Siti B", "version": 2}).status_code == 303
    with pytest.raises(Conflict):
        contacting.change_contact(contact, version=1, by=cast.budi, fields=FIELDS, phones=[])


def test_archived_and_back(cast: Cast, school: Customer) -> None:
    contact = contacting.add_contact(school, by=cast.budi, fields=FIELDS)
    url = f"/maju-bersama/customers/contacts/{contact.pk}"
    assert cast.client(cast.budi).post(f"{url}/archiving/").status_code == 303
    assert not Customer.objects.matching("siti").exists()
    with pytest.raises(AlreadyDone):
        contacting.archive_contact(contact, by=cast.budi)
    assert cast.client(cast.budi).post(f"{url}/restoring/").status_code == 303
    assert Customer.objects.matching("siti").exists()
    assert Event.objects.filter(kind="contact.archived").count() == 1


def test_who_does_not_see_the_customer_gets_404_and_who_may_not_403(cast: Cast, school: Customer) -> None:
    contact = contacting.add_contact(school, by=cast.budi, fields=FIELDS)
    urls = [f"/maju-bersama/customers/{school.pk}/contacts/new/"]
    urls += [f"/maju-bersama/customers/contacts/{contact.pk}/{verb}/" for verb in ("edit", "archiving", "restoring")]
    for url in urls:
        assert cast.client(cast.wati).post(url, {"name": "X"}).status_code == 404
        assert cast.client(cast.asing).post(url, {"name": "X"}).status_code == 404
        assert cast.client(cast.darma).post(url, {"name": "X"}).status_code == 403
    contact.refresh_from_db()
    assert (contact.name, contact.archived_at) == ("Siti", None)


def test_nothing_typed_is_lost(cast: Cast, school: Customer) -> None:
    url = f"/maju-bersama/customers/{school.pk}/contacts/new/"
    answer = cast.client(cast.budi).post(
        url, {"name": "Siti", "phones": ["12"], "phones_label": ["toko"], "part": "uses"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="12"' in page and 'value="toko"' in page and 'value="Siti"' in page
