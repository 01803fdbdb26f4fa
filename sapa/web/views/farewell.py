"""A member leaves, and somebody else takes over."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.team.access import MemberRequest, requires
from sapa.team.models import Member
from sapa.web.farewell import FarewellForm, say_farewell, work_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires("team.manage")
def farewell(request: MemberRequest, pk: int) -> HttpResponse:
    """Who takes over what, then the goodbye. For one who left already: only the taking over."""
    leaver = get_object_or_404(Member.objects.visible_to(request.member), pk=pk)
    form = FarewellForm(request.POST or None, leaver=leaver)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "web/farewell.html", form, leaver=leaver, work=work_of(leaver))
    heir, token = form.cleaned_data["heir"], form.cleaned_data["once"] or uuid4()
    url = reverse("team:member", args=[pk])
    try:
        say_farewell(leaver, heir=heir, by=request.member, token=token, now=timezone.now())
    except Refused as error:
        return refused(request, url, error)
    if heir is None:
        return done(
            request, url, _("%(name)s has left.") % {"name": leaver.name}, undo=reverse("team:return", args=[pk])
        )
    told = {"name": leaver.name, "heir": heir.name}
    return done(request, url, _("What %(name)s looked after is now with %(heir)s.") % told)
