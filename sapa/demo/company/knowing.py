"""What is known of everybody by now: what serving costs, and each customer's figures, stage and path."""

from datetime import datetime

from django.db import transaction

from sapa.demo.company.asking import ask_everybody, make_segments
from sapa.demo.company.setting import Setting
from sapa.demo.company.standing import this_morning
from sapa.lifecycle import backfilling, keeping, ruling, valuing

RATES = {"visit": 15_000, "phone": 1_500, "whatsapp": 200, "sms": 400}
DELIVERY = 8_000


def set_rates(setting: Setting, began: datetime) -> None:
    """What serving costs, before there is anybody to serve."""
    values = {"rates": RATES, "delivery_rate": DELIVERY}
    ruling.change_rules(version=ruling.rules_of().version, values=values, by=setting.boss, now=began)


def know_everybody(setting: Setting, seed: str) -> None:
    """As the nights since the first day would have done it."""
    now, organization = this_morning(setting), setting.boss.organization
    with transaction.atomic():
        ask_everybody(setting, seed)
    backfilling.tell_afterwards(organization, on=setting.today, now=now)
    keeping.run_pass(organization, on=setting.today, now=now)
    with transaction.atomic():
        make_segments(setting)
    valuing.fit(organization, on=setting.today, now=now)
