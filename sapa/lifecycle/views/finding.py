"""What the pages of a customer's life begin with: the customer, or 404 where the member may not see them."""

from typing import Any

from django.shortcuts import get_object_or_404

from sapa.customers.models import Customer


def find(request: Any, pk: int) -> Customer:
    found: Customer = get_object_or_404(Customer.objects.visible_to(request.member), pk=pk)
    return found
