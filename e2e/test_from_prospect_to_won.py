"""From nothing to a sale, and the day after it, as somebody does it who has just heard of Sapa.

On a phone in Indonesian and at a desk in English: both walk the whole way.
"""

from e2e.newcomer import Newcomer
from e2e.steps.capturing import comes_by_the_public_form, is_written_down
from e2e.steps.deciding import is_lost, is_won
from e2e.steps.joining import a_volunteer_joins_and_sees_their_own
from e2e.steps.knowing import becomes_a_contact, becomes_an_account, becomes_an_opportunity
from e2e.steps.reporting import both_stand_in_the_reports
from e2e.steps.setting_up import sign_up
from e2e.steps.today import the_day_is_done_to_its_end
from sapa.customers.models import Customer
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization


def test_a_newcomer_gets_from_a_prospect_to_a_sale(newcomer: Newcomer) -> None:
    siti = newcomer.siti
    sign_up(siti, "BUM Desa Maju Jaya", "Siti Aminah", "bum-desa-maju-jaya")
    with organization_scope(Organization.objects.get(slug="bum-desa-maju-jaya")):
        ani = comes_by_the_public_form(siti, newcomer.another(), "Ibu Ani", "0812 3000 1001")
        is_written_down(siti, "Pak Slamet", "0812 3000 1002")
        is_written_down(siti, "Mbak Yuli", "0812 3000 1003")
        becomes_a_contact(siti, ani)
        becomes_an_account(siti, ani)
        becomes_an_opportunity(siti, ani)
        is_won(siti, newcomer.size)
        is_lost(siti, Customer.objects.get(name="Pak Slamet"))
        both_stand_in_the_reports(siti)
        the_day_is_done_to_its_end(siti)
        a_volunteer_joins_and_sees_their_own(siti, newcomer.another())
