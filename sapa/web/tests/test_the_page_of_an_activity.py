"""The page of an activity tells who, what, why, and which deal it is about."""

from datetime import date

from django.utils import timezone

from sapa.activities import planning
from sapa.customers.tests.making import make
from sapa.pipeline.tests.deals import deal
from sapa.testing import Cast

ACTIVITIES = "/maju-bersama/activities/"
LATER = date(2026, 11, 27)


def test_its_page_tells_who_what_why_and_which_deal(cast: Cast) -> None:
    ani = make(cast.budi, "Ani")
    opportunity = deal(cast.budi, customer=ani, title="Katering rapat")
    made = planning.plan(
        title="Tanya jumlah", due_on=LATER, customer=ani, subject=opportunity, by=cast.budi, purpose="Rapat hari Jumat"
    )
    page = cast.client(cast.budi).get(f"{ACTIVITIES}{made.pk}/").content.decode()
    for words in ("Tanya jumlah", "Rapat hari Jumat", "Katering rapat", f"/opportunities/{opportunity.pk}/", "Ani"):
        assert words in page
    planning.hand_over(made, to=cast.wati, reason="", by=cast.budi, now=timezone.now())
    page = cast.client(cast.wati).get(f"{ACTIVITIES}{made.pk}/").content.decode()
    assert "Katering rapat" not in page
    assert f"/customers/{ani.pk}/" not in page
