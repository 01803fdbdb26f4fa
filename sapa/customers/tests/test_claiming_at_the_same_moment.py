"""What several do with one customer at one moment happens once."""

import pytest
from django.db import connection

from sapa.customers import sharing
from sapa.customers.models import Customer
from sapa.customers.tests.making import make
from sapa.events.models import Event
from sapa.team.tests.test_at_the_same_moment import race
from sapa.tenancy.current import organization_scope
from sapa.testing import assemble

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL"),
    pytest.mark.django_db(transaction=True),
]


def test_of_all_who_claim_one_gets_it() -> None:
    cast = assemble()
    with organization_scope(cast.organization):
        customer = sharing.put_in_pool(make(cast.sari, "Siti", ""), by=cast.sari)
        claiming = [
            lambda by=by: sharing.claim(Customer.objects.get(pk=customer.pk), by=by)
            for by in (cast.joko, cast.budi, cast.wati, cast.tini)
        ]
        assert race(cast, *claiming) == ["done", "refused", "refused", "refused"]
        assert Event.objects.filter(kind="customer.assigned").count() == 1
        assert Customer.objects.get().owner.name == Event.objects.get(kind="customer.assigned").data["owner"]


def test_two_taps_of_a_volunteer_do_not_make_eleven_of_ten() -> None:
    cast = assemble()
    with organization_scope(cast.organization):
        for number in range(9):
            claimed = sharing.put_in_pool(make(cast.sari, f"Tetangga {number}", ""), by=cast.sari)
            sharing.claim(claimed, by=cast.joko)
        two = [sharing.put_in_pool(make(cast.sari, name, ""), by=cast.sari) for name in ("Siti", "Aminah")]
        claiming = [lambda one=one: sharing.claim(one, by=cast.joko) for one in two]
        assert race(cast, *claiming) == ["done", "refused"]
        assert sharing.unfinished_claims(cast.joko).count() == 10


def test_one_customer_given_to_two_goes_to_one() -> None:
    cast = assemble()
    with organization_scope(cast.organization):
        customer = make(cast.sari, "Siti", "")
        giving = [
            lambda to=to: sharing.assign(Customer.objects.get(pk=customer.pk), to, by=cast.sari, how="hand")
            for to in (cast.budi, cast.wati)
        ]
        results = race(cast, *giving)
        told = Event.objects.filter(kind="customer.assigned")
        # the one that read after the other had written gave it on; the one that read before was refused
        assert told.count() == results.count("done") >= 1
