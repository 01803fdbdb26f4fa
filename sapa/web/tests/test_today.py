"""Today: what a member has to do, in the order in which to do it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from sapa.activities.models import Activity, Interaction
from sapa.activities.planning import complete, plan
from sapa.activities.touching import write_note
from sapa.customers import keeping
from sapa.customers.models import Customer, Source
from sapa.customers.sharing import assign
from sapa.pipeline import funnel
from sapa.pipeline.models import Opportunity, Stage
from sapa.pipeline.tallies import recount
from sapa.places.models import Region
from sapa.team.models import Member
from sapa.testing import Cast
from sapa.web.today import Item, Rank, todays

ON = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
SELLING = Interaction.Purpose.SELLING


def customer(owner: Member, name: str = "Tini", *, talked: bool = True, **fields: Any) -> Customer:
    made = keeping.create(by=owner, fields={"name": name, **fields}, phones=[("+6281234567890", "")], now=NOW)
    if talked:
        Customer.objects.filter(pk=made.pk).update(touched_at=NOW - timedelta(days=3))
    return made


def deal(owner: Member, title: str, *, entered: int = 0, closes: int | None = None) -> Opportunity:
    """A deal that entered its stage `entered` days ago and closes in `closes` days."""
    stage = Stage.objects.filter(rots_after=14).order_by("pk")[0]
    made = Opportunity.objects.create(
        customer=customer(owner, f"Of {title}"),
        title=title,
        pipeline=stage.pipeline,
        stage=stage,
        stage_entered_at=NOW - timedelta(days=entered),
        probability=10,
        expected_close=ON + timedelta(days=closes) if closes is not None else None,
        owner=owner,
        unit=owner.unit,
    )
    recount()
    return made


def shown(member: Member, on: date = ON) -> list[tuple[str, str]]:
    with translation.override("id"):
        return [(item.title, item.reason) for item in todays(member, on).items]


def item(member: Member) -> Item:
    (found,) = todays(member, ON).items
    return found


def test_a_full_day_is_done_in_this_order(cast: Cast) -> None:
    budi = cast.budi
    plan(title="Rapikan catatan", due_on=ON, by=budi, aim=SELLING)
    plan(title="Tanya kabar", due_on=ON, by=budi)
    plan(title="Tagih jawaban", due_on=ON - timedelta(days=9), by=budi, aim=SELLING)
    plan(title="Jenguk Bu Siti", due_on=ON - timedelta(days=1), by=budi)
    plan(title="Jenguk Pak Umar", due_on=ON - timedelta(days=3), by=budi)
    plan(title="Rapat siang", due_on=ON, by=budi, starts_at=time(13))
    plan(title="Antar contoh", due_on=ON, by=budi, starts_at=time(8, 30), aim=SELLING)
    customer(budi, "Slamet", birthday=date(1980, 11, 25))
    customer(budi, "Yuli", birthday=date(1990, 11, 22))
    newer = customer(budi, "Baru", talked=False)
    Customer.objects.filter(pk=newer.pk).update(assigned_at=NOW + timedelta(hours=1))
    customer(budi, "Lama menunggu", talked=False)
    aside = customer(budi, "Dulu")
    funnel.set_aside(aside, reason="belum panen", try_again_on=ON, by=budi, now=NOW - timedelta(days=9))
    deal(budi, "Diam", entered=16)
    deal(budi, "Pekan ini", closes=1)
    deal(budi, "Lewat lama", closes=-40)
    deal(budi, "Baru lewat", closes=-1)
    assert shown(budi) == [
        ("Antar contoh", "hari ini pukul 08.30"),
        ("Rapat siang", "hari ini pukul 13.00"),
        ("Yuli", "berulang tahun hari ini"),
        ("Jenguk Pak Umar", "terlambat 3 hari"),
        ("Jenguk Bu Siti", "terlambat 1 hari"),
        ("Tagih jawaban", "terlambat 9 hari"),
        ("Lama menunggu", "prospek baru sejak hari ini"),
        ("Baru", "prospek baru sejak hari ini"),
        ("Baru lewat", "lewat 1 hari dari perkiraan tutup"),
        ("Lewat lama", "lewat 40 hari dari perkiraan tutup"),
        ("Pekan ini", "perkiraan tutup besok"),
        ("Diam", "16 hari tanpa gerak di tahap Calon konsumen"),
        ("Dulu", "saatnya dicoba lagi; disisihkan: belum panen"),
        ("Tanya kabar", "untuk hari ini"),
        ("Rapikan catatan", "untuk hari ini"),
        ("Slamet", "berulang tahun 3 hari lagi"),
    ]


def test_what_comes_later_or_is_done_or_is_not_theirs_is_not_in_it(cast: Cast) -> None:
    plan(title="Later", due_on=ON + timedelta(days=1), by=cast.budi)
    plan(title="Wati's", due_on=ON, by=cast.wati)
    complete(plan(title="Done", due_on=ON, by=cast.budi), by=cast.budi)
    customer(cast.budi, "Eight days", birthday=date(1990, 11, 30))
    customer(cast.wati, "Hers", birthday=date(1990, 11, 22), talked=False)
    later = customer(cast.budi, "Next month")
    funnel.set_aside(later, reason="", try_again_on=ON + timedelta(days=1), by=cast.budi, now=NOW)
    deal(cast.budi, "Calm", closes=30)
    deal(cast.budi, "Next week", closes=7)
    deal(cast.budi, "Not yet silent", entered=14)
    deal(cast.wati, "Hers", closes=-1)
    assert shown(cast.budi) == []


def test_a_new_prospect_says_whence_it_came_and_who_gave_it(cast: Cast) -> None:
    fair = Source.objects.create(name="Pameran Desa")
    made = customer(cast.tono, "Bu Tini", talked=False, source=fair, region=Region.objects.filter(level=4).first())
    assign(made, cast.budi, by=cast.tono, how="hand", now=NOW - timedelta(days=1))
    assert shown(cast.budi) == [("Bu Tini", "prospek baru dari Pameran Desa, diberikan Tono kemarin")]
    assert item(cast.budi).reach is not None
    assert shown(cast.tono) == []


def test_a_member_does_not_see_the_number_of_a_customer_of_another(cast: Cast) -> None:
    theirs = customer(cast.wati)
    plan(title="Antar", due_on=ON, by=cast.wati, assigned_to=cast.budi, customer=theirs)
    assert (item(cast.budi).title, item(cast.budi).reach) == ("Antar", None)


def test_deals_are_shown_to_whom_they_belong(cast: Cast) -> None:
    deal(cast.budi, "Budi's", closes=-1)
    seen = {name: len(todays(getattr(cast, name), ON).items) for name in ("budi", "tono", "sari", "wati", "joko")}
    assert seen == {"budi": 1, "tono": 0, "sari": 0, "wati": 0, "joko": 0}


@pytest.mark.parametrize(("on", "seen"), [(date(2027, 3, 1), 1), (date(2028, 3, 1), 0), (date(2028, 2, 29), 1)])
def test_whoever_was_born_on_a_leap_day_is_greeted_once_a_year(cast: Cast, on: date, seen: int) -> None:
    customer(cast.budi, birthday=date(1992, 2, 29))
    assert sum(one.rank[0] is Rank.BIRTHDAY for one in todays(cast.budi, on).items) == seen


def test_a_birthday_of_nobodys_customer_is_everybodys_who_sees_them(cast: Cast) -> None:
    free = customer(cast.sari, birthday=date(1990, 11, 22))
    Customer.objects.filter(pk=free.pk).update(owner=None)
    seen = {name: len(todays(getattr(cast, name), ON).items) for name in ("sari", "cici", "budi")}
    assert seen == {"sari": 1, "cici": 1, "budi": 0}


def test_a_customer_with_two_reasons_stands_once_at_the_first(cast: Cast) -> None:
    customer(cast.budi, birthday=date(1990, 11, 22), talked=False)
    today = todays(cast.budi, ON)
    assert [(one.rank[0], one.reason) for one in today.items] == [(Rank.BIRTHDAY, "berulang tahun hari ini")]
    assert today.hidden == 0


def test_it_shows_twenty_five_and_says_how_many_are_left(cast: Cast) -> None:
    for number in range(30):
        plan(title=f"Task {number}", due_on=ON, by=cast.budi)
    customer(cast.budi, talked=False)
    customer(cast.budi, talked=False)
    today = todays(cast.budi, ON)
    assert (len(today.items), today.hidden, today.left) == (25, 7, 32)
    assert [more.text for more in today.more] == ["7 aktivitas"]


def test_the_days_progress_is_counted_from_what_was_done_today(cast: Cast) -> None:
    now, on = timezone.now(), timezone.localdate()
    known = customer(cast.budi)
    for _number in range(2):
        complete(plan(title="Call", due_on=on, kind="call", customer=known, by=cast.budi), by=cast.budi, now=now)
    complete(plan(title="Old", due_on=on, by=cast.budi), by=cast.budi, now=now - timedelta(days=2))
    write_note(known, by=cast.budi, note="once more", touch_point="phone", at=now)
    for _number in range(2):
        write_note(customer(cast.budi, "Other"), by=cast.budi, note="Hello", touch_point="phone", at=now)
    plan(title="Left", due_on=on, by=cast.budi)
    today = todays(cast.budi, on)
    assert (today.done, today.left) == (4, 1)
    assert "4 dari 5 selesai" in page(cast, cast.budi)


def page(cast: Cast, member: Member) -> str:
    assert member.user is not None
    member.user.language = "id"
    member.user.save()
    return cast.client(member).get("/maju-bersama/").text


def test_a_new_organisation_is_told_how_to_start(cast: Cast) -> None:
    assert "/maju-bersama/customers/new/" in page(cast, cast.budi)
    assert "/maju-bersama/customers/new/" not in page(cast, cast.darma)


def test_a_day_with_nothing_left_says_so(cast: Cast) -> None:
    write_note(customer(cast.budi), by=cast.budi, note="Halo", touch_point="phone", at=timezone.now())
    assert "Semua sudah disapa hari ini" in page(cast, cast.budi)


def test_who_may_not_act_reads_only(cast: Cast) -> None:
    Activity.objects.create(title="Baca", due_on=date(2020, 1, 1), assigned_to=cast.darma, created_by=cast.sari)
    assert item(cast.darma).done is None
    assert "formaction" not in page(cast, cast.darma)


@pytest.mark.parametrize("name", ["budi", "tono", "sari"])
def test_it_takes_at_most_twelve_queries_however_much_there_is(cast: Cast, name: str) -> None:
    member = getattr(cast, name)
    made = customer(member, birthday=date(1980, 1, 1))
    late, rows = date(2020, 1, 1), []
    for number in range(30):
        theirs = customer(member, f"Prospek {number}", talked=False, birthday=timezone.localdate().replace(year=1980))
        rows.append(Activity(title="Due", due_on=late, customer=made, assigned_to=member, created_by=member))
        if number < 10:
            plan(title="At nine", due_on=timezone.localdate(), starts_at=time(9), customer=theirs, by=member)
        deal(member, f"Past {number}", closes=-5000)
    for count in (0, 5, 30):
        Activity.objects.bulk_create([Activity(**_values(row)) for row in rows[:count]])
        cast.client(member).get("/maju-bersama/")
        with CaptureQueriesContext(connection) as queries:
            assert cast.client(member).get("/maju-bersama/").status_code == 200
        assert len(queries) <= 12, [query["sql"][:300] for query in queries.captured_queries]


def _values(row: Activity) -> dict[str, Any]:
    names = ("title", "due_on", "customer_id", "assigned_to_id", "created_by_id")
    return {name: getattr(row, name) for name in names}
