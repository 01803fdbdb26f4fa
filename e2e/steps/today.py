"""The day's list, done to its end, with an undo."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from e2e.person import Person
from sapa.activities.models import Activity
from sapa.customers.models import Customer


def the_day_is_done_to_its_end(siti: Person) -> None:
    """Yuli waits for her greeting; two tasks are for today: one is done, one put off, and both after an undo."""
    ani = Customer.objects.get(name="Ibu Ani")
    plan_for_today(siti, ani, "Antar contoh nasi kotak")
    plan_for_today(siti, ani, "Kirim ucapan terima kasih")
    siti.go("Today")
    lines = siti.page.locator("main .todo")
    expect(lines).to_have_count(3)
    for _time in range(2):  # done, undone, done again
        siti.starting("button", "Done", ": Antar contoh nasi kotak").click()
        expect(lines).to_have_count(2)
        if _time == 0:
            siti.tap("button", "Undo")
            expect(lines).to_have_count(3)
    for _time in range(2):
        siti.starting("button", "Tomorrow", ": Kirim ucapan").click()
        expect(lines).to_have_count(1)
        if _time == 0:
            siti.tap("button", "Undo")
            expect(lines).to_have_count(2)
    siti.starting("link", "Done", ": Mbak Yuli").click()
    siti.tap("button", "Interested", siti.dialog)
    siti.tap("link", "Nothing for now", siti.dialog)
    siti.sees("Everybody has been greeted today")
    activities = {one.title: one for one in Activity.objects.all()}
    assert activities["Antar contoh nasi kotak"].completed_at is not None
    put_off = activities["Kirim ucapan terima kasih"]
    assert (put_off.completed_at, put_off.due_on) == (None, timezone.localdate() + timedelta(days=1))
    assert Customer.objects.get(name="Mbak Yuli").touched_at is not None


def plan_for_today(siti: Person, customer: Customer, title: str) -> None:
    siti.page.goto(f"{siti.root}customers/{customer.pk}/")
    siti.page.locator("main").get_by_role("link", name=siti.say("Task"), exact=True).first.click()
    siti.fill("What is to be done?", title, siti.dialog)
    siti.tap("button", "Today", siti.dialog)
    siti.tap("button", "Save", siti.dialog)
    expect(siti.page.locator("main")).to_contain_text(title)
