"""One tap on a row of Today, and its undo."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from sapa.activities.models import Activity, Interaction
from sapa.activities.planning import plan
from sapa.customers import keeping
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.pipeline import funnel
from sapa.team.models import Member
from sapa.testing import Cast
from sapa.web.today import todays

HOME = "/maju-bersama/"


def customer(owner: Member, **fields: Any) -> Customer:
    return keeping.create(by=owner, fields={"name": "Bu Tini", **fields}, phones=[("+6281234567890", "")])


def born_today() -> date:
    return timezone.localdate().replace(year=1992)


def tap(cast: Cast, member: Member, path: str) -> str:
    """Taps, follows, and gives the address that undoes it."""
    response = cast.client(member).post(f"{HOME}today/{path}", {"next": HOME})
    assert (response.status_code, response["Location"]) == (303, HOME)
    page = cast.client(member).get(HOME)
    return next((m.extra_tags.removeprefix("undo:") for m in page.context["messages"] if m.extra_tags), "")


def titles(member: Member) -> list[str]:
    return [item.title for item in todays(member, timezone.localdate()).items]


def test_an_activity_goes_to_tomorrow_and_comes_back(cast: Cast) -> None:
    on = timezone.localdate()
    late = plan(title="Antar", due_on=on - timedelta(days=2), by=cast.budi)
    undo = tap(cast, cast.budi, f"activities/{late.pk}/tomorrow/")
    assert Activity.objects.get().due_on == on + timedelta(days=1)
    assert titles(cast.budi) == []
    cast.client(cast.budi).post(undo)
    assert Activity.objects.get().due_on == on - timedelta(days=2)
    assert titles(cast.budi) == ["Antar"]


def test_a_second_tap_puts_nothing_off_twice(cast: Cast) -> None:
    late = plan(title="Antar", due_on=timezone.localdate(), by=cast.budi)
    tap(cast, cast.budi, f"activities/{late.pk}/tomorrow/")
    tap(cast, cast.budi, f"activities/{late.pk}/tomorrow/")
    assert Activity.objects.get().postponed == 1
    assert Event.objects.filter(kind="task.postponed").count() == 1


def test_a_prospect_for_tomorrow_is_planned_then_and_stands_here_no_more(cast: Cast) -> None:
    made = customer(cast.budi)
    undo = tap(cast, cast.budi, f"prospects/{made.pk}/tomorrow/")
    planned = Activity.objects.get()
    assert (planned.kind, planned.due_on) == ("call", timezone.localdate() + timedelta(days=1))
    assert titles(cast.budi) == []
    cast.client(cast.budi).post(undo, {"reason": ""})
    assert titles(cast.budi) == ["Bu Tini"]


def test_a_second_tap_plans_one_greeting_and_after_its_undo_another(cast: Cast) -> None:
    made = customer(cast.budi)
    undo = [tap(cast, cast.budi, f"prospects/{made.pk}/tomorrow/") for _ in range(2)]
    assert (undo[0], Activity.objects.count()) == (undo[1], 1)
    cast.client(cast.budi).post(undo[0], {"reason": ""})
    tap(cast, cast.budi, f"prospects/{made.pk}/tomorrow/")
    assert Activity.objects.open().count() == 1


def test_a_birthday_greeting_is_noted_once_and_taken_back(cast: Cast) -> None:
    made = customer(cast.budi, birthday=born_today())
    undo = tap(cast, cast.budi, f"birthdays/{made.pk}/greeting/")
    tap(cast, cast.budi, f"birthdays/{made.pk}/greeting/")
    found = Interaction.objects.get()
    assert (found.purpose, found.touch_point, found.by) == ("relationship", "phone", cast.budi)
    assert titles(cast.budi) == []
    cast.client(cast.budi).post(undo)
    assert not Interaction.objects.exists()
    assert Customer.objects.get().touched_at is None
    assert titles(cast.budi) == ["Bu Tini"]


def aside(cast: Cast, **fields: Any) -> Customer:
    made = customer(cast.budi)
    now, on = timezone.now(), timezone.localdate()
    funnel.set_aside(made, reason="belum panen & sibuk", try_again_on=on, by=cast.budi, now=now, **fields)
    return made


def test_a_customer_is_taken_up_again_and_set_aside_as_before(cast: Cast) -> None:
    made = aside(cast)
    undo = tap(cast, cast.budi, f"again/{made.pk}/taking-up/")
    assert Customer.objects.get().set_aside_at is None
    cast.client(cast.budi).post(undo)
    found = Customer.objects.get()
    assert (found.set_aside_reason, found.try_again_on) == ("belum panen & sibuk", timezone.localdate())


def test_another_try_waits_until_tomorrow_or_a_chosen_day(cast: Cast) -> None:
    made, on = aside(cast), timezone.localdate()
    undo = tap(cast, cast.budi, f"again/{made.pk}/later/")
    assert Customer.objects.get().try_again_on == on + timedelta(days=1)
    cast.client(cast.budi).post(undo)
    assert Customer.objects.get().try_again_on == on
    browser = cast.client(cast.budi)
    assert browser.get(f"{HOME}today/again/{made.pk}/later/").status_code == 200
    assert browser.post(f"{HOME}today/again/{made.pk}/later/", {"to": "kapan-kapan"}).status_code == 422
    browser.post(f"{HOME}today/again/{made.pk}/later/", {"to": (on + timedelta(days=30)).isoformat()})
    assert Customer.objects.get().try_again_on == on + timedelta(days=30)


PATHS = ["prospects/{}/tomorrow/", "birthdays/{}/greeting/", "again/{}/taking-up/", "again/{}/later/"]


@pytest.mark.parametrize("path", PATHS)
def test_nobody_else_taps_on_it_and_nothing_changes(cast: Cast, path: str) -> None:
    made = aside(cast)
    before = Event.objects.count()
    answers = {
        name: cast.client(getattr(cast, name)).post(f"{HOME}today/{path.format(made.pk)}").status_code
        for name in ("wati", "asing", "darma")
    }
    assert answers == {"wati": 404, "asing": 404, "darma": 403}
    assert Event.objects.count() == before
