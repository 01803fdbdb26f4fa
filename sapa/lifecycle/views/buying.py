"""What a customer buys, product by product."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sapa.lifecycle.buying import bought_by
from sapa.lifecycle.views.finding import find
from sapa.team.access import requires


@require_safe
@requires("sales.view")
def products(request: Any, pk: int) -> HttpResponse:
    """Pages of 25, those first for which they paid most."""
    customer, on = find(request, pk), timezone.localdate()
    page = bought_by(
        request.member, customer, on, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {
        "customer": customer,
        "page": page,
        "rows": [(row, row.is_late(on)) for row in page.rows],
        "may_change": request.member.may("customers.change"),
        "may_see_products": request.member.may("catalogue.view"),
    }
    return render(request, "lifecycle/products.html", context)
