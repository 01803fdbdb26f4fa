"""Public forms, campaigns and the list of arrivals, as those who manage them see them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.lib.errors import AlreadyDone
from sapa.pipeline import campaigning, capturing
from sapa.pipeline.models import Campaign, CaptureForm, Inquiry
from sapa.pipeline.reachable import Address, qr_svg
from sapa.testing import Cast

ROOT = "/maju-bersama/capture/"
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def own() -> CaptureForm:
    form = campaigning.own_form()
    assert form is not None
    return form


def campaign_fields(**given: Any) -> dict[str, Any]:
    return {"kind": "campaign", "name": "Pekan Raya", "code": "", "cost": "1.500.000", **given}


def test_every_organisation_begins_with_its_own_form(cast: Cast) -> None:
    assert (own().slug, own().consent_version, own().campaign) == ("kenalan", 1, None)
    assert "UU No. 27 Tahun 2022" in own().consent_text
    page = cast.client(cast.sari).get(ROOT).text
    assert "/public/forms/maju-bersama" in page


def test_an_event_gets_its_form_at_once_and_a_campaign_at_a_tap(cast: Cast) -> None:
    client = cast.client(cast.tono)
    client.post(f"{ROOT}campaigns/new/", campaign_fields(kind="exhibition"))
    fair = Campaign.objects.get()
    assert (fair.code, fair.cost) == ("pekan-raya", 1_500_000)
    form = CaptureForm.objects.get(campaign=fair)
    assert (form.slug, form.consent_text) == ("pekan-raya", own().consent_text)
    client.post(f"{ROOT}campaigns/new/", campaign_fields(name="Iklan radio"))
    radio = Campaign.objects.get(name="Iklan radio")
    assert not CaptureForm.objects.filter(campaign=radio).exists()
    for _tap in "ab":
        client.post(f"{ROOT}campaigns/{radio.pk}/form/")
    assert CaptureForm.objects.get(campaign=radio).slug == "iklan-radio"


def test_a_name_that_is_taken_comes_back(cast: Cast) -> None:
    for status in (303, 422):
        assert cast.client(cast.sari).post(f"{ROOT}campaigns/new/", campaign_fields()).status_code == status
    assert Campaign.objects.count() == 1


def test_an_event_does_not_end_before_it_begins(cast: Cast) -> None:
    days = {"starts_on": "2026-11-22", "ends_on": "2026-11-21"}
    assert cast.client(cast.sari).post(f"{ROOT}campaigns/new/", campaign_fields(**days)).status_code == 422


def test_another_text_of_consent_is_a_new_version_and_other_changes_are_none(cast: Cast) -> None:
    form = own()
    campaigning.change_form(form, version=1, fields={"title": "Halo"}, by=cast.sari)
    assert (form.version, form.consent_version) == (2, 1)
    campaigning.change_form(form, version=2, fields={"consent_text": "Lain"}, by=cast.sari)
    form.refresh_from_db()
    assert (form.version, form.consent_version, form.consent_text) == (3, 2, "Lain")


def test_whoever_is_second_sees_both_versions(cast: Cast) -> None:
    form = own()
    fields = {"title": "Halo", "slug": "kenalan", "consent_text": "Saya setuju.", "version": "1"}
    url = f"{ROOT}forms/{form.pk}/"
    assert cast.client(cast.sari).post(url, fields).status_code == 303
    second = cast.client(cast.tono).post(url, fields | {"title": "Hai"})
    assert second.status_code == 409
    assert "Halo" in second.text


def test_an_archived_campaign_closes_its_form(cast: Cast) -> None:
    fair = campaigning.add_campaign(fields={"name": "Pekan", "code": "pekan"}, with_form=True, by=cast.sari)
    campaigning.set_archived(fair, archived=True, by=cast.sari, now=NOW)
    assert CaptureForm.objects.get(campaign=fair).closed_at == NOW
    with pytest.raises(AlreadyDone):
        campaigning.set_archived(fair, archived=True, by=cast.sari, now=NOW)


def test_it_is_shared_by_address_code_and_snippet(cast: Cast) -> None:
    page = cast.client(cast.sari).get(f"{ROOT}forms/{own().pk}/sharing/").text
    assert "/public/forms/maju-bersama/</p>" in page
    assert "&lt;iframe src=&quot;" in page
    assert "/public/forms/maju-bersama/kenalan/embed/&quot;" in page
    picture = cast.client(cast.sari).get(f"{ROOT}forms/{own().pk}/qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture.content == qr_svg(Address(cast.organization, own(), is_own=True).url)
    assert b"<svg" in picture.content
    assert b"style" not in picture.content


def test_the_list_hides_spam_until_it_is_asked_for(cast: Cast) -> None:
    arrive()
    client, url = cast.client(cast.sari), "/maju-bersama/arrivals/"
    shown = {state: client.get(f"{url}?state={state}").text for state in ("", "new", "spam", "all")}
    assert {state: ("Bu Sumi" in page, "Robot" in page) for state, page in shown.items()} == {
        "": (True, False), "new": (True, False), "spam": (False, True), "all": (True, True),
    }  # fmt: skip
    assert "mengisi kolom yang tidak terlihat orang" in shown["spam"]


def test_a_tap_lets_spam_in_and_another_marks_it(cast: Cast) -> None:
    CaptureForm.objects.update(owner=None)
    arrive()
    spam = Inquiry.objects.get(state="spam")
    url = f"/maju-bersama/arrivals/{spam.pk}/"
    for _tap in "ab":
        cast.client(cast.tono).post(f"{url}acceptance/")
    spam.refresh_from_db()
    assert (spam.state, spam.customer.name, spam.customer.owner) == ("new", "Robot", cast.tono)
    for _tap in "ab":
        cast.client(cast.tono).post(f"{url}rejection/")
    spam.refresh_from_db()
    assert (spam.state, spam.why, spam.settled_by) == ("spam", "person", cast.tono)


def test_a_supervisor_sees_what_is_nobodys_and_no_other_teams(cast: Cast) -> None:
    CaptureForm.objects.update(owner=None)
    arrive()
    CaptureForm.objects.update(owner=cast.wati)
    capturing.receive(own(), given={"name": "Pak Lain", "phone": "081299999999"}, now=NOW)
    page = cast.client(cast.tono).get("/maju-bersama/arrivals/?state=all").text
    assert "Bu Sumi" in page
    assert "Pak Lain" not in page


def test_the_list_asks_as_much_for_three_as_for_thirty(cast: Cast) -> None:
    client = cast.client(cast.sari)
    asked = []
    for count in (3, 30):
        for number in range(count):
            capturing.receive(own(), given={"name": f"Bu {count}", "phone": f"0812345{count:02}{number:03}"}, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/maju-bersama/arrivals/").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12


def arrive() -> None:
    """One person, and one robot."""
    capturing.receive(own(), given={"name": "Bu Sumi", "phone": "081234567890"}, now=NOW)
    capturing.receive(own(), given={"name": "Robot", "phone": "081234567899", "website": "x"}, now=NOW)


def test_a_director_sees_the_arrivals_of_every_team(cast: Cast) -> None:
    CaptureForm.objects.update(owner=cast.wati)
    capturing.receive(own(), given={"name": "Pak Lain", "phone": "081299999999"}, now=NOW)
    assert "Pak Lain" in cast.client(cast.sari).get("/maju-bersama/arrivals/").text
