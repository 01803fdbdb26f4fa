"""Where a person goes back to when a step of the funnel is done."""

from typing import Any

from django.utils.http import url_has_allowed_host_and_scheme

from sapa.customers.models import Customer


def back_to(request: Any, customer: Customer) -> str:
    """Where they came from, if that is one of our pages; else the customer's card."""
    place = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(place, allowed_hosts=None) and place.startswith("/")
    return place if safe else customer.get_absolute_url()
