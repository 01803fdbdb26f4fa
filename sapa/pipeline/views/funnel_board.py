"""The board of the funnel, and moving a customer on it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sapa.customers.filter import Chip, Filter
from sapa.customers.forms.filtering import FilterForm
from sapa.customers.models import FunnelStep
from sapa.lib.answers import done
from sapa.pipeline.funnel_board import COUNTED, Card, Column, FunnelBoard
from sapa.pipeline.knowing import ACTS
from sapa.pipeline.views.funnel_steps import find
from sapa.team.access import requires
from sapa.team.models import Member

OFFERED = ("segment", "source", "market", "field", "owner", "unit", "since", "until")  # filters of the board


@dataclass(frozen=True)
class Drawn:
    """A column in the words of `ui/board.html`."""

    id: str
    name: Any
    count: int
    capped: bool
    cards: list[Card]
    url: str
    more_url: str
    total: int | None = None
    weighted: int | None = None


class Asked:
    """What the board's address asks for: the filter of the customer list, and whether those set aside are shown."""

    def __init__(self, query: QueryDict, member: Member) -> None:
        own = query.copy()
        for name in ("step", "sort"):
            own.pop(name, None)
        self.found, self.aside = Filter(own, member, timezone.now()), query.get("aside") == "1"

    def query(self, **changed: Any) -> str:
        """Its state with some of it changed; None leaves a part out."""
        state = {**self.found.on, "aside": "1" if self.aside else None, **changed}
        return urlencode({name: value for name, value in state.items() if value})

    @property
    def chips(self) -> list[Chip]:
        left_out = [Chip(chip.label, chip.value, f"?{self.query()}") for chip in self.found.left_out]
        on = self.found.chips[: len(self.found.on)]
        return [
            *(Chip(one.label, one.value, f"?{self.query(**{name: None})}")
              for name, one in zip(self.found.on, on, strict=True)),
            *left_out,
        ]  # fmt: skip

    def board(self) -> FunnelBoard:
        return FunnelBoard(self.found, self.found.asking.today, aside=self.aside, query=self.query())


@require_safe
@requires("customers.view")
def board(request: Any) -> HttpResponse:
    """Four columns. Everything that it shows follows from the address."""
    asked = Asked(request.GET, request.member)
    columns = [draw(column, asked) for column in asked.board().columns()]
    context = {
        "found": asked.found,
        "columns": columns,
        "is_empty": not any(column.cards for column in columns),
        "chips": asked.chips,
        "aside": asked.aside,
        "aside_url": f"?{asked.query(aside=None if asked.aside else '1')}",
        "filters_url": f"{reverse('pipeline:funnel_filters')}?{asked.query()}",
        "kept": [*((n, v) for n, v in asked.found.on.items() if n != "q"), *([("aside", "1")] if asked.aside else [])],
    }
    return render(request, "pipeline/funnel/board.html", context)


@require_safe
@requires("customers.view")
def filters(request: Any) -> HttpResponse:
    """The panel of filters, drawn only for who opens it."""
    asked = Asked(request.GET, request.member)
    form = FilterForm(asked.found, OFFERED)
    kept = [(name, value) for name, value in asked.found.on.items() if name not in OFFERED]
    kept += [("aside", "1")] if asked.aside else []
    context = {"form": form, "kept": kept, "action": reverse("pipeline:funnel")}
    return render(request, "pipeline/funnel/filters.html", context)


@require_safe
@requires("customers.view")
def column(request: Any, step: str) -> HttpResponse:
    """The next cards of one column. As a page of its own it is the list of that step."""
    if step not in FunnelStep.values:
        raise Http404
    asked = Asked(request.GET, request.member)
    if not request.htmx:
        return HttpResponseRedirect(_list_url(step, asked))
    more = asked.board().more(step, request.GET.get("after", ""))
    return render(request, "pipeline/funnel/_more_cards.html", {"column": draw(more, asked)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("customers.change")
def move(request: Any, pk: int) -> HttpResponse:
    """POST `stage`: the form of the step that leads there. One step at a time, forward or back."""
    customer = find(request, pk)
    wanted = request.POST.get("stage", "")
    if wanted not in FunnelStep.values or wanted == customer.step:
        status = 422 if request.method == "POST" else 200
        context = {"customer": customer, "steps": FunnelStep.choices}
        return render(request, "pipeline/funnel/move.html", context, status=status)
    back = FunnelStep.values.index(wanted) < FunnelStep.values.index(customer.step)
    act, _name, right = ("pipeline:step_back", "", "customers.change") if back else ACTS[customer.step]
    if not request.member.may(right):
        message = _("Your role does not open opportunities.")
        return render(request, "ui/refused.html", {"message": message}, status=422)
    url = reverse(act, args=[pk])
    if "X-Sapa-Board" not in request.headers:
        return done(request, url)
    response = HttpResponse(status=200)
    board_url = f"{reverse('pipeline:funnel')}?{Asked(request.GET, request.member).query()}"
    response["X-Sapa-Dialog-Url"] = f"{url}?{urlencode({'next': board_url})}"
    return response


def draw(column: Column, asked: Asked) -> Drawn:
    more = reverse("pipeline:funnel_column", args=[column.step])
    return Drawn(
        id=column.step,
        name=FunnelStep(column.step).label,
        count=column.count,
        capped=column.count > COUNTED,
        cards=list(column.cards),
        url=_list_url(column.step, asked),
        more_url=f"{more}?{asked.query(after=column.next)}" if column.next else "",
    )


def _list_url(step: str, asked: Asked) -> str:
    return f"{reverse('customers:list')}?{asked.query(step=step, aside=None)}"
