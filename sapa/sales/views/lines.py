"""What the form of a document asks the server while it is filled in: its rows, and what they come to."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from sapa.lib.numbers import row_id
from sapa.sales.forms.document import DocumentForm
from sapa.sales.forms.lines import rearranged
from sapa.team.access import requires

REARRANGING = {"add_line", "remove_line", "open_line", "recount"}


@require_POST
@requires("sales.change")
def lines(request: Any) -> HttpResponse:
    """All rows, with one more, one less or one opened; or with ?row=2 what is told beneath that row, and the sums."""
    form = DocumentForm(rearranged(request.POST), member=request.member, on=timezone.localdate())
    form.say_nothing_yet()
    place = row_id(request.GET.get("row", ""))
    if place is None or place >= len(form.rows.forms) or rearranges(request):
        form.rows.close_the_done()
        return render(request, "sales/_lines.html", {"form": form})
    row = form.rows.forms[place]
    known = row.product.pk if row.product else 0
    other = row_id(request.POST.get(row.for_name, "")) or 0
    return render(request, "sales/_line_answer.html", {"form": form, "row": row, "remeasure": known != other})


def rearranges(request: Any) -> bool:
    """Whether a button asks for the rows rather than for saving."""
    return request.method == "POST" and bool(REARRANGING & request.POST.keys())
