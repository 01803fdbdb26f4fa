"""How Maju Bersama does its work: an SOP of its own beside those of every firm, ticked where the work was done."""

from datetime import timedelta
from itertools import islice
from random import Random

from sapa.customers.models import Customer
from sapa.demo.company.calendar import moment
from sapa.demo.company.setting import Setting
from sapa.pipeline.models import Opportunity, Procedure
from sapa.pipeline.procedures import add_procedure, tick

STAGE_SOP = ("Menawar dengan sopan", "Potongan di atas 10% dibicarakan dengan direktur dulu.",
             ["Tawaran kita tertulis", "Cara bayar disepakati", "Tanggal acara dipastikan"])  # fmt: skip
TICKED = 60  # customers, and as many deals


def write_down(setting: Setting) -> None:
    """The director writes it when the firm begins."""
    title, text, lines = STAGE_SOP
    for market, stages in setting.stages.items():
        stage = next(one for one in stages if one.step == "negotiation")
        add_procedure(by=setting.boss, title=f"{title} ({market.upper()})", text=text, lines=lines, stage=stage)


def tick_some(setting: Setting, random: Random) -> None:
    """Those who stand at a step, or in negotiation, have some of its lines done."""
    by_step = {one.step: one for one in Procedure.objects.exclude(step="").prefetch_related("items")}
    by_stage = {one.stage_id: one for one in Procedure.objects.exclude(stage=None).prefetch_related("items")}
    members = {one.pk: one for one in setting.members.values()}
    customers = Customer.objects.filter(owner__isnull=False, step__in=["contact", "account"]).order_by("-pk")
    deals = Opportunity.objects.open().filter(stage__in=by_stage).order_by("-pk")
    pairs = [(by_step[one.step], one) for one in customers[:TICKED]] + [
        (by_stage[one.stage_id], one) for one in deals[:TICKED]
    ]
    for procedure, subject in pairs:
        day = setting.today - timedelta(random.randint(1, 6))
        for item in islice(procedure.items.all(), random.randint(0, 3)):
            tick(item, subject, by=members[subject.owner_id or setting.boss.pk], now=moment(day, random))
