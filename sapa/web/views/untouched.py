"""What nobody has touched for a day: the supervisor's list, with what can be done about it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from sapa.activities.reminding import remind
from sapa.customers import sharing
from sapa.customers.models import Customer
from sapa.customers.views.chosen import ids_of
from sapa.lib import keyset
from sapa.lib.answers import done, form_page
from sapa.team.access import MemberRequest, requires
from sapa.web.reminder_form import ReminderForm

MOST = 100  # reminders at once


@require_safe
@requires("customers.assign")
def listing(request: MemberRequest) -> HttpResponse:
    """Who waits longest comes first, with the owner and how it came to them; above them who is nobody's at all."""
    rows = sharing.untouched(request.member, timezone.now())
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    shown = rows.select_related("owner", "region").only(
        "name", "honorific", "assigned_at", "organization", "owner__name", "region__name"
    )
    page = keyset.page(shown, ("assigned_at", "pk"), after=after, before=before)
    givers = sharing.givers([row.pk for row in page.rows])
    context = {
        "rows": [(row, *givers.get(row.pk, ("", ""))) for row in page.rows],
        "page": page,
        "unowned": keyset.count_up_to(Customer.objects.visible_to(request.member).unowned()),
        "total": keyset.count_up_to(rows) if page.next or page.previous else len(page.rows),
    }
    return render(request, "web/untouched.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("customers.assign")
def reminders(request: Any) -> HttpResponse:
    """Plan a call for the owner of each that was ticked."""
    ids = ids_of(request.GET if request.method != "POST" else request.POST)[:MOST]
    rows = sharing.untouched(request.member, timezone.now()).filter(pk__in=ids).select_related("owner")
    form = ReminderForm(request.POST or None, initial={"due_on": timezone.localdate()})
    back = reverse("web:untouched")
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "web/reminder_form.html", form, customers=list(rows), back=back)
    given = form.cleaned_data
    told = {"title": given["title"], "due_on": given["due_on"], "purpose": given["purpose"]}
    made = remind(rows, **told, by=request.member, token=given["once"], now=timezone.now())
    words = ngettext("%(number)s reminder planned.", "%(number)s reminders planned.", len(made))
    return done(request, back, words % {"number": len(made)})
