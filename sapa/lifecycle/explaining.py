"""What each figure and group on the card is, and how it came about: the answer to “why?”."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sapa.lib.dates import format_date, relative_day
from sapa.lib.money import format_money
from sapa.lib.numbers import format_number
from sapa.lifecycle import saying
from sapa.lifecycle.figures import of_row
from sapa.lifecycle.life import Life
from sapa.lifecycle.models import Activity, CustomerMetrics, Potential, Size
from sapa.team.models import Member


@dataclass(frozen=True)
class Figure:
    """A line of the card: what it is, what it comes to, and why."""

    label: str
    value: str
    why: str
    is_late: bool = False


@dataclass(frozen=True)
class Group:
    """A group that a customer is in, how it looks, and why."""

    name: str
    why: str
    look: str = "badge-plain"


class Explainer:
    """Tells a member the figures of one customer's life, as much as the member's role may know."""

    def __init__(self, member: Member, life: Life, row: CustomerMetrics, on: date) -> None:
        self.life, self.row, self.rules, self.on = life, row, life.rules, on
        self.currency = member.organization.currency
        self.sees_sales, self.sees_cost = member.may("sales.view"), member.may("catalogue.cost")

    def groups(self) -> Sequence[Group]:
        """Active or not, how big, what they could bring, and RFM. Nothing of who never bought."""
        row = self.row
        found = []
        if row.activity:
            found.append(Group(str(Activity(row.activity).label), self._activity(), LOOKS[row.activity]))
        if row.size:
            found.append(Group(str(row.get_size_display()), self._size(), LOOKS.get(row.size, "badge-plain")))
        if row.potential and row.potential != Potential.MUCH:
            found.append(Group(str(row.get_potential_display()), self._potential()))
        if row.rfm_group:
            found.append(Group(str(row.get_rfm_group_display()), self._rfm(), "badge-soft-primary"))
        return found

    def figures(self) -> Sequence[Figure]:
        """Everything that is known; what nobody can know yet is left out."""
        told = [self._rhythm(), self._year(), self._profit(), self._expected(), self._balance(), self._satisfaction(),
                self._payment(), self._supply(), self._discounts(), self._spending()]  # fmt: skip
        return [one for one in told if one]

    def _activity(self) -> str:
        row = self.row
        if row.activity == Activity.BAD:
            if self.life.mark:
                return _("Marked as bad by %(by)s: %(why)s") % {
                    "by": self.life.mark.by.name,
                    "why": self.life.mark.reason,
                }
            words = {"due": self._day(row.oldest_due_on), "days": self.rules.bad_days}
            return _("Owes since %(due)s. Bad is who owes for more than %(days)s days after the due date.") % words
        if row.slips_on:
            words = {"slips": self._day(row.slips_on), "last": self._day(row.last_on)}
            if row.activity == Activity.ACTIVE:
                return _("Last bought on %(last)s: within their own rhythm, which ends on %(slips)s.") % words
            return _("Last bought on %(last)s: their own rhythm ended on %(slips)s.") % words
        words = {"days": self.rules.passive_days, "last": self._day(row.last_on)}
        return _("Last bought on %(last)s. Who has no rhythm yet is active for %(days)s days after a purchase.") % words

    def _size(self) -> str:
        told = {
            Size.BIG: _("Big are those who together bring the first %(big)s%% of what all bring in a year."),
            Size.REGULAR: _(
                "Regular are those who follow the big ones, up to %(regular)s%% of what all bring in a year."
            ),
            Size.MICRO: _("Micro are all who come after the first %(regular)s%% of what all bring in a year."),
        }[Size(self.row.size)]
        percents = {"big": self.rules.big_percent, "regular": self.rules.regular_percent}
        return f"{told % percents} {self._contribution()}".strip()

    def _potential(self) -> str:
        told = {
            Potential.COULD: _("Brings little, but what they need in a year is worth what a big customer brings."),
            Potential.LITTLE: _("Brings less than the big ones, and no need is known that would make it much."),
            Potential.NONE: _("What they bought in a year brought nothing after its cost."),
        }.get(Potential(self.row.potential), "")
        return f"{told} {self._contribution()}".strip()

    def _contribution(self) -> str:
        if not self.sees_cost:
            return ""
        row = self.row
        words = {
            "sum": self._money(row.revenue_year - row.cost_year),
            "sales": self._money(row.revenue_year),
            "cost": self._money(row.cost_year),
        }
        return _("Theirs: sales %(sales)s − goods %(cost)s = %(sum)s.") % words

    def _rfm(self) -> str:
        row = self.row
        words = {
            "days": (self.on - row.last_on).days if row.last_on else 0,
            "times": row.purchases_year,
            "recency": row.recency_score,
            "frequency": row.frequency_score,
            "money": row.money_score,
        }
        said = _(
            "Recency %(recency)s of 5 (%(days)s days ago), frequency %(frequency)s of 5 (%(times)s times in a year),"
            " money %(money)s of 5. Each score is a fifth of all who ever bought."
        )
        return said % words

    def _rhythm(self) -> Figure | None:
        row = self.row
        if not row.usual_days or not row.due_on:
            return None
        said = _("every %(usual)s days, give or take %(spread)s") if row.spread_days else _("every %(usual)s days")
        due = _("due on %(day)s, %(when)s") % {
            "day": self._day(row.due_on),
            "when": relative_day(row.due_on, self.on, get_language()),
        }
        why = _(
            "The middle one of the intervals between their %(purchases)s purchases, counted from the last on %(last)s."
            " A warning comes on %(late)s; their rhythm is missed on %(slips)s."
        ) % {
            "purchases": row.purchases,
            "last": self._day(row.last_on),
            "late": self._day(row.late_on),
            "slips": self._day(row.slips_on),
        }
        value = f"{said % {'usual': row.usual_days, 'spread': row.spread_days}}; {due}"
        return Figure(_("Buys"), value, why, is_late=bool(row.late_on and row.late_on <= self.on))

    def _year(self) -> Figure | None:
        row = self.row
        if not self.sees_sales or not row.purchases:
            return None
        times = ngettext("%(n)s purchase", "%(n)s purchases", row.purchases_year) % {"n": row.purchases_year}
        why = _(
            "The last 365 days, less returns and discounts. The last half year brought %(half)s,"
            " the one before %(before)s."
        )
        halves = {"half": self._money(row.revenue_half), "before": self._money(row.revenue_half_before)}
        return Figure(_("In a year"), f"{self._money(row.revenue_year)}, {times}{self._trend()}", why % halves)

    def _trend(self) -> str:
        """ ", rising by 12%" """
        now, before = self.row.revenue_half, self.row.revenue_half_before
        if before <= 0 or now == before:
            return ""
        percent = (abs(now - before) * 200 + before) // (2 * before)
        return (_(", rising by %(n)s%%") if now > before else _(", falling by %(n)s%%")) % {"n": percent}

    def _profit(self) -> Figure | None:
        row = self.row
        if not self.sees_cost or not row.purchases:
            return None
        words = {
            "sales": self._money(row.revenue_year),
            "cost": self._money(row.cost_year),
            "service": self._money(row.service_cost_year),
        }
        why = _("Of the last 365 days: sales %(sales)s − their cost %(cost)s − what serving them cost %(service)s.")
        return Figure(_("Profit in a year"), self._money(row.profit_year), why % words, is_late=row.profit_year < 0)

    def _expected(self) -> Figure | None:
        value = self.life.expected
        if value is None or not self.sees_sales:
            return None
        words = {
            "alive": round(value.alive * 100),
            "purchases": format_number(value.purchases, get_language(), 1),
            "days": value.days,
        }
        said = _("%(purchases)s purchases in %(days)s days") % words
        if value.worth and self.sees_cost:
            said = f"{said}, {self._money(value.worth)}"
        if value.is_old(self.on):
            said = _("%(expected)s (as of %(day)s)") % {"expected": said, "day": self._day(value.on)}
        why = _(
            "By how often and how lately they bought, compared with all customers; still a customer with %(alive)s%%"
            " probability. The worth is that of the margin."
        )
        return Figure(_("Expected"), said, why % words)

    def _balance(self) -> Figure | None:
        row = self.row
        if not row.touches:
            return None
        words = {"greeted": row.relationship_year, "sold": row.selling_year}
        said = _("greeted %(greeted)s : sold to %(sold)s") % words
        why = _("Our calls, messages and visits of 365 days, by their aim. Greet at least as often as you sell.")
        return Figure(_("Relationship"), said, why, is_late=row.selling_year > row.relationship_year)

    def _satisfaction(self) -> Figure | None:
        row = self.row
        if row.satisfaction is None or row.score_on is None:
            return None
        said = _("%(score)s of 5 on %(on)s") % {"score": row.satisfaction, "on": self._day(row.score_on)}
        words = {"days": self.rules.feedback_days, "from": self.rules.satisfied_from, "times": row.scores}
        why = _("What they said last; asked %(times)s times. Satisfied is %(from)s and more, for %(days)s days.")
        is_low = row.satisfaction < self.rules.satisfied_from
        return Figure(_("Satisfaction"), said, why % words, is_late=is_low)

    def _payment(self) -> Figure | None:
        row = self.row
        if not self.sees_sales or not row.paid_invoices:
            return None
        late = ngettext("%(n)s day late", "%(n)s days late", row.late_days) % {"n": row.late_days}
        said = late if row.late_days else _("on time")
        why = _("The mean of %(n)s paid invoices: days from the due date to the last payment; early counts as none.")
        return Figure(_("Pays"), said, why % {"n": row.paid_invoices}, is_late=row.late_days > 7)

    def _supply(self) -> Figure | None:
        share = self.row.supply_percent
        if share is None or not self.sees_sales:
            return None
        why = _(
            "Of what they need in a year of the products whose need is noted, at our prices."
            " Their usual supplier is who supplies %(percent)s%% and more."
        )
        return Figure(_("We supply"), f"{share}%", why % {"percent": self.rules.supply_percent})

    def _discounts(self) -> Figure | None:
        if not self.sees_sales or not self.row.purchases:
            return None
        why = saying.discount_test(of_row(self.row, self.on), self.rules, self.currency)
        rule = _("Dependent is who spends %(percent)s%% of their money on discount; less than %(least)s%% off is none.")
        told = f"{why} {rule % {'percent': self.rules.discount_percent, 'least': self.rules.promo_percent}}"
        return Figure(_("Discounts"), str(self.row.get_discount_verdict_display()), told)

    def _spending(self) -> Figure | None:
        if not self.sees_sales or not self.row.purchases:
            return None
        why = saying.spending_test(of_row(self.row, self.on), self.rules, self.currency)
        rule = _("Dependent is who, left alone, buys less than %(percent)s%% as often as over all.")
        told = f"{why} {rule % {'percent': self.rules.spend_percent}}"
        return Figure(_("Visits and calls"), str(self.row.get_spending_verdict_display()), told)

    def _money(self, amount: int) -> str:
        return format_money(amount, self.currency, get_language())

    def _day(self, day: date | None) -> str:
        return format_date(day, get_language()) if day else "–"


LOOKS: dict[str, str] = {
    Activity.ACTIVE: "badge-soft-success",
    Activity.PASSIVE: "badge-soft-accent",
    Activity.BAD: "badge-soft-error",
    Size.BIG: "badge-soft-primary",
}
