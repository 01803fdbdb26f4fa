"""Eighteen months of sales: thought out first, then the older ones written in sets and the last weeks' by the verbs."""

from datetime import datetime, time, timedelta

from sapa.demo.company import papers, restocking
from sapa.demo.company.books import Books
from sapa.demo.company.buyers import become_buyers, sales_of_deals, sales_of_regulars
from sapa.demo.company.calendar import ZONE
from sapa.demo.company.debts import set_limits, tell_debts
from sapa.demo.company.lately import Lately
from sapa.demo.company.lateness import stay_away
from sapa.demo.company.pricing import price
from sapa.demo.company.setting import Setting
from sapa.demo.company.standing import this_morning
from sapa.sales import quoting, reminding

LATELY = 14  # days: the verbs take twenty times as long as the sets


def tell_sales(setting: Setting, seed: str) -> None:
    """All of them, until yesterday evening. Call it in a transaction."""
    last = datetime.combine(setting.today - timedelta(1), time(21), ZONE)
    since = datetime.combine(setting.today - timedelta(LATELY), time(0), ZONE)
    sales = stay_away(setting, [*sales_of_deals(setting, seed), *sales_of_regulars(setting, seed)])
    sales += tell_debts(setting, sales, seed)
    become_buyers(sales)
    set_limits(setting, sales)
    price(setting, sales)
    bought = restocking.purchases(setting, sales)
    older = [one for one in bought if one.at < since]
    moves, events = restocking.rows(setting, older)
    books = Books(setting, sales, since)
    books.events += events
    books.write(moves)
    lately = Lately(setting, since, last)
    back = [(one.returned_at, one) for one in sales if one.returned_at and one.returned_at < since]
    for at, sale in sorted(back, key=lambda pair: pair[0]):
        lately.take_back(sale, at)
    lately.go_on(sales, bought[len(older) :], papers.steps(setting, seed))
    morning = this_morning(setting)
    quoting.expire_overdue(on=setting.today, now=morning)
    reminding.plan_reminders(on=setting.today, now=morning, currency="IDR")
