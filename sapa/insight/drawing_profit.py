"""The board of profit as tables and sentences, on the page and in a file."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.drawing_funnel import percent
from sapa.insight.earners import Earner
from sapa.insight.earnings import Money, Point, is_by_year
from sapa.insight.funnel import share
from sapa.insight.profit import Profit
from sapa.insight.sheets import Cell, Head, Row, Sheet, money_cell
from sapa.lib.dates import format_month
from sapa.lib.money import format_money, to_major

FIGURES = {"profit": gettext_lazy("Revenue and profit"), "costs": gettext_lazy("Discounts and costs")}
WAYS = {"most": lambda: _("The most profit first"), "loss": lambda: _("Who costs more than they bring")}


def money_heads(figure: str = "") -> list[Head]:
    """The columns of Money, with those of a figure in the chart."""
    profit, costs = figure == "profit", figure == "costs"
    return [
        Head(_("Profit"), profit),
        Head(_("Before discounts")),
        Head(_("Discounts"), costs),
        Head(_("Revenue"), profit),
        Head(_("Goods"), costs),
        Head(_("Margin")),
        Head(_("Serving"), costs),
    ]


def money_cells(money: Money, currency: str) -> list[Cell]:
    amounts = (money.profit, money.gross, money.off, money.net, money.goods, money.contribution, money.served)
    return [money_cell(amount, currency) for amount in amounts]


def draw_trend(profit: Profit, asked: AskedOfCustomers, currency: str) -> Sheet:
    """Rows are months, or years."""
    heads = money_heads(asked.choice("figure"))
    by_year = is_by_year(asked.period)

    def name(point: Point) -> str:
        return str(point.first.year) if by_year else format_month(point.first, get_language(), short=True)

    return Sheet(
        title=_("Profit by year") if by_year else _("Profit by month"),
        first=_("Year") if by_year else _("Month"),
        heads=heads,
        rows=[Row(name(point), money_cells(point.money, currency)).labelled(heads) for point in profit.trend],
        total=Row(_("Total"), money_cells(sum((one.money for one in profit.trend), Money()), currency)).labelled(heads),
    )


def draw_earners(rows: Sequence[Earner], currency: str, title: Any) -> Sheet:
    """Rows are customers, those with a loss with the sentence that explains it; without a chart."""
    heads = money_heads()
    cells = []
    for one in rows:
        why = explain(one.money, currency) if one.money.profit < 0 else ""
        cells.append(Row(one.name, money_cells(one.money, currency), one.url, why).labelled(heads))
    return Sheet(title, _("Customer"), heads, cells)


def explain(money: Money, currency: str) -> str:
    """Why a customer costs more than they bring."""
    amounts = {"net": money.net, "goods": money.goods, "served": money.served, "off": money.off,
               "margin": money.contribution, "back": -money.net}  # fmt: skip
    words = {name: format_money(amount, currency, get_language()) for name, amount in amounts.items()}
    if money.net < 0:
        said = _("Gave back %(back)s more than they bought.") % words
    elif not money.net and not money.goods:
        return _("Bought nothing in this period; serving them cost %(served)s.") % words
    elif money.contribution < 0:
        said = _("The goods cost %(goods)s, and were sold for %(net)s.") % words
        if money.served:
            said += " " + _("Serving them cost %(served)s besides.") % words
    else:
        said = _("Of %(net)s sold, %(margin)s was left after the goods; serving them cost %(served)s.") % words
    if money.off > 0 and money.profit + money.off >= 0:
        said += " " + _("Without the discounts of %(off)s they would have brought a profit.") % words
    return said


def of_revenue(money: Money) -> str:
    """The profit in percent of the revenue."""
    return percent(share(money.profit, money.net)).text if money.net > 0 else ""


def export_earners(rows: Iterable[Earner], currency: str) -> tuple[list[Any], list[list[Any]]]:
    """A line for each customer, in major units."""
    header = [_("Customer"), *(f"{head.name} ({currency})" for head in money_heads()), _("Explanation")]
    lines = []
    for one in rows:
        money = one.money
        amounts = (money.profit, money.gross, money.off, money.net, money.goods, money.contribution, money.served)
        why = explain(money, currency) if money.profit < 0 else ""
        lines.append([one.name, *(to_major(amount, currency) for amount in amounts), why])
    return header, lines
