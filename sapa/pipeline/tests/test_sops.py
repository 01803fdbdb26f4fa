"""SOPs: written by the organisation, shown beside the work, ticked with who and when."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.pipeline import procedures
from sapa.pipeline.first_procedures import use_ready_made
from sapa.pipeline.models import Opportunity, Procedure, ProcedureItem, ProcedureTick
from sapa.testing import Cast
from sapa.web.tests.rows import build

NOW = datetime(2026, 11, 22, 7, 5, tzinfo=UTC)
SETTINGS = "/maju-bersama/settings/procedures"


@pytest.fixture
def sop(cast: Cast) -> Procedure:
    Procedure.objects.all().delete()
    return procedures.add_procedure(
        by=cast.sari, title="Menyapa", text="Sapa dulu.", step="prospect", lines=["Salam", "Tanya kabar", "Izin"]
    )


def lines(sop: Procedure) -> list[str]:
    return list(sop.items.filter(archived_at__isnull=True).values_list("text", flat=True))


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="procedure.").order_by("pk").values_list("kind", flat=True))


def test_a_new_organisation_has_an_sop_for_each_step_and_for_calls_and_visits(cast: Cast) -> None:
    found = list(Procedure.objects.values_list("step", "kind"))
    assert found == [
        ("prospect", ""), ("contact", ""), ("account", ""), ("opportunity", ""), ("", "call"), ("", "visit"),
    ]  # fmt: skip
    assert {3 <= len(lines(sop)) <= 6 for sop in Procedure.objects.all()} == {True}


def test_an_organisation_without_sops_takes_the_ready_made_ones_once(cast: Cast) -> None:
    first = list(Procedure.objects.values_list("title", "step", "kind"))
    Procedure.objects.all().delete()
    client = cast.client(cast.sari)
    assert f'action="{SETTINGS}/ready-made/"' in client.get(f"{SETTINGS}/").content.decode()
    for _twice in range(2):
        assert client.post(f"{SETTINGS}/ready-made/").status_code == 303
    assert list(Procedure.objects.values_list("title", "step", "kind")) == first
    assert kinds() == ["procedure.added"] * len(first)
    assert {3 <= len(lines(sop)) <= 6 for sop in Procedure.objects.all()} == {True}
    assert "/ready-made/" not in client.get(f"{SETTINGS}/").content.decode()


def test_ready_made_sops_come_to_nobody_else(cast: Cast) -> None:
    Procedure.objects.all().delete()
    assert cast.client(cast.asing).post(f"{SETTINGS}/ready-made/").status_code == 404
    assert cast.client(cast.budi).post(f"{SETTINGS}/ready-made/").status_code == 403
    assert not Procedure.objects.exists()


def test_ready_made_sops_are_not_mixed_with_own_ones(cast: Cast, sop: Procedure) -> None:
    with pytest.raises(AlreadyDone):
        use_ready_made(by=cast.sari)
    assert list(Procedure.objects.all()) == [sop]


def test_a_title_stands_once(cast: Cast, sop: Procedure) -> None:
    with pytest.raises(Refused):
        procedures.add_procedure(by=cast.sari, title="Menyapa", text="", kind="call")
    assert Procedure.objects.count() == 1


def test_a_change_wants_the_version_that_was_read(cast: Cast, sop: Procedure) -> None:
    given: dict[str, Any] = {"title": "Salam dulu", "text": "", "step": "", "stage": None, "kind": "visit"}
    procedures.change_procedure(sop, version=1, by=cast.sari, **given)
    with pytest.raises(Conflict):
        procedures.change_procedure(sop, version=1, by=cast.sari, **{**given, "text": "Lain"})
    assert Procedure.objects.values_list("title", "step", "kind", "version").get() == ("Salam dulu", "", "visit", 2)


def test_lines_are_added_changed_moved_and_archived(cast: Cast, sop: Procedure) -> None:
    added = procedures.add_line(sop, text="Terima kasih", by=cast.sari)
    with pytest.raises(AlreadyDone):
        procedures.add_line(sop, text="Terima kasih", by=cast.sari)
    procedures.change_line(added, text="Ucapkan terima kasih", by=cast.sari)
    procedures.move_line(added, up=True, by=cast.sari)
    first = sop.items.get(text="Salam")
    with pytest.raises(AlreadyDone):
        procedures.move_line(first, up=True, by=cast.sari)
    procedures.archive_line(first, by=cast.sari, now=NOW)
    with pytest.raises(AlreadyDone):
        procedures.archive_line(first, by=cast.sari, now=NOW)
    assert lines(sop) == ["Tanya kabar", "Ucapkan terima kasih", "Izin"]
    procedures.restore_line(first, by=cast.sari, now=NOW)
    assert kinds()[-5:] == [
        "procedure.line_added", "procedure.line_changed", "procedure.line_moved", "procedure.line_archived",
        "procedure.line_restored",
    ]  # fmt: skip


def test_a_tick_is_kept_with_who_and_when_and_once(cast: Cast, sop: Procedure) -> None:
    customer, line = build("customer", cast.budi), sop.items.get(text="Salam")
    procedures.tick(line, customer, by=cast.budi, now=NOW)
    with pytest.raises(AlreadyDone):
        procedures.tick(line, customer, by=cast.wati, now=NOW)
    with CaptureQueriesContext(connection) as queries:
        (shown,) = procedures.beside(customer, step="prospect")
    assert len(queries) == 1
    assert [(one.text, one.by, one.at) for one in shown.lines] == [
        ("Salam", "Budi", NOW), ("Tanya kabar", "", None), ("Izin", "", None),
    ]  # fmt: skip
    assert (shown.ticked, shown.is_done) == (1, False)
    procedures.untick(line, customer, by=cast.wati, now=NOW)
    with pytest.raises(AlreadyDone):
        procedures.untick(line, customer, by=cast.wati, now=NOW)
    assert kinds()[-2:] == ["procedure.ticked", "procedure.unticked"]
    assert {event.customer_id for event in Event.objects.filter(kind__endswith="ticked")} == {customer.pk}


def test_a_customer_may_bring_the_sops_along(cast: Cast, sop: Procedure) -> None:
    customer = build("customer", cast.budi)
    procedures.add_procedure(by=cast.sari, title="Hanya kata", text="Tanpa daftar.", step="prospect")
    procedures.move_line(sop.items.get(text="Izin"), up=True, by=cast.sari)
    procedures.archive_line(sop.items.get(text="Salam"), by=cast.sari, now=NOW)
    procedures.tick(sop.items.get(text="Tanya kabar"), customer, by=cast.budi, now=NOW)
    assert connection.features.supports_json_field  # which the first to ask has SQLite try out
    with CaptureQueriesContext(connection) as queries:
        found = procedures.beside(procedures.carrying(Customer.objects.filter(pk=customer.pk)).get(), step="prospect")
    assert len(queries) == 1
    assert found == procedures.beside(customer, step="prospect")
    assert [[line.text for line in one.lines] for one in found] == [["Izin", "Tanya kabar"], []]
    Customer.objects.filter(pk=customer.pk).update(step="account")
    assert procedures.beside(procedures.carrying(Customer.objects.filter(pk=customer.pk)).get()) == []


def test_an_opportunity_brings_the_sops_of_its_stage_along(cast: Cast) -> None:
    deal = build("opportunity", cast.budi)
    made = procedures.add_procedure(by=cast.sari, title="Bertanya", text="", stage=deal.stage, lines=["Anggaran?"])
    procedures.tick(made.items.get(), deal, by=cast.budi, now=NOW)
    (found,) = procedures.beside(procedures.carrying(Opportunity.objects.filter(pk=deal.pk)).get())
    assert found == procedures.beside(deal, stage=deal.stage_id)[0]
    assert found.is_done


def test_a_tick_is_for_one_row_alone(cast: Cast, sop: Procedure) -> None:
    customer, other = build("customer", cast.budi), build("customer", cast.budi)
    procedures.tick(sop.items.get(text="Salam"), customer, by=cast.budi, now=NOW)
    assert procedures.beside(other, step="prospect")[0].ticked == 0
    with pytest.raises(Refused):
        procedures.tick(sop.items.get(text="Izin"), build("opportunity", cast.budi), by=cast.budi, now=NOW)


def test_an_archived_sop_is_not_shown_and_its_lines_are_gone(cast: Cast, sop: Procedure) -> None:
    customer, line = build("customer", cast.budi), sop.items.get(text="Salam")
    procedures.archive_procedure(sop, by=cast.sari, now=NOW)
    with pytest.raises(AlreadyDone):
        procedures.archive_procedure(sop, by=cast.sari, now=NOW)
    assert procedures.beside(customer, step="prospect") == []
    with pytest.raises(Refused):
        procedures.tick(ProcedureItem.objects.get(pk=line.pk), customer, by=cast.budi, now=NOW)
    procedures.restore_procedure(sop, by=cast.sari, now=NOW)
    assert procedures.beside(customer, step="prospect")[0].title == "Menyapa"


def test_one_tap_ticks_and_another_takes_it_back(cast: Cast, sop: Procedure) -> None:
    customer, line = build("customer", cast.budi), sop.items.get(text="Salam")
    url = f"/maju-bersama/procedures/lines/{line.pk}/customer/{customer.pk}/"
    browser = cast.client(cast.budi)
    page = f"/maju-bersama/customers/{customer.pk}/"
    answer = browser.post(url, {"next": page})
    assert (answer.status_code, answer["Location"]) == (303, page)
    assert browser.post(url).status_code == 303
    assert ProcedureTick.objects.values_list("by__name", flat=True).get() == "Budi"
    fragment = browser.post(url, {"undo": "1", "next": page}, headers={"HX-Request": "true"})
    assert (fragment.status_code, ProcedureTick.objects.count()) == (200, 0)
    assert "Menyapa" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()


def test_who_may_not_tick_changes_nothing(cast: Cast, sop: Procedure) -> None:
    customer, line = build("customer", cast.budi), sop.items.get(text="Salam")
    url = f"/maju-bersama/procedures/lines/{line.pk}/customer/{customer.pk}/"
    answers = {name: cast.client(getattr(cast, name)).post(url).status_code for name in ("asing", "wati", "darma")}
    assert answers == {"asing": 404, "wati": 404, "darma": 403}
    for wrong in ("opportunity", "activity", "member"):
        assert cast.client(cast.sari).post(url.replace("customer", wrong)).status_code == 404
    assert ProcedureTick.objects.count() == 0


def test_the_sop_stands_on_the_card_of_its_step_and_on_the_opportunity_of_its_stage(cast: Cast) -> None:
    customer, deal = build("customer", cast.budi), build("opportunity", cast.budi)
    procedures.add_procedure(by=cast.sari, title="Bertanya dulu", text="", stage=deal.stage, lines=["Anggaran?"])
    browser = cast.client(cast.budi)
    assert "Menyapa prospek baru" in browser.get(f"/maju-bersama/customers/{customer.pk}/").content.decode()
    assert "Bertanya dulu" in browser.get(f"/maju-bersama/opportunities/{deal.pk}/").content.decode()
    Customer.objects.filter(pk=customer.pk).update(step="account")
    page = browser.get(f"/maju-bersama/customers/{customer.pk}/").content.decode()
    assert ("Menyapa prospek baru" in page, "Mencocokkan dengan yang kita punya" in page) == (False, True)


def test_the_settings_write_an_sop_down_as_a_new_user_would(cast: Cast) -> None:
    Procedure.objects.all().delete()
    browser = cast.client(cast.sari)
    given = {"what": "kind:meeting", "title": "Rapat", "text": "Datang tepat waktu.", "lines": "Salam\n\nSalam\nCatat"}
    assert browser.post(f"{SETTINGS}/new/", given).status_code == 303
    sop = Procedure.objects.get()
    assert (sop.kind, lines(sop)) == ("meeting", ["Salam", "Catat"])
    assert browser.post(f"{SETTINGS}/new/", given).status_code == 422
    url = f"{SETTINGS}/{sop.pk}"
    edited = {"what": "step:contact", "title": "Rapat", "text": "", "version": 1}
    assert browser.post(f"{url}/edit/", edited).status_code == 303
    assert browser.post(f"{url}/edit/", {**edited, "text": "Lain"}).status_code == 409
    assert browser.post(f"{url}/lines/new/", {"text": "Pulang"}).status_code == 303
    assert browser.post(f"{url}/archiving/").status_code == 303
    assert browser.post(f"{url}/archiving/?restore=1").status_code == 303
    for path in ("/", f"/{sop.pk}/", f"/{sop.pk}/edit/", f"/{sop.pk}/lines/new/"):
        assert browser.get(f"{SETTINGS}{path}").status_code == 200
    assert cast.client(cast.tono).post(f"{url}/archiving/").status_code == 403
    assert Procedure.objects.values_list("step", "kind", "version", "archived_at").get() == ("contact", "", 2, None)
