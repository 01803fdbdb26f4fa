"""What a member wishes for themselves."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone
from sapa.team.models import Member


@transaction.atomic
def wish_morning_mail(member: Member, wanted: bool, *, by: Member, now: datetime) -> None:
    """The day's list by e-mail, or no more. Raises AlreadyDone."""
    if Member.objects.filter(pk=member.pk, morning_mail=not wanted).update(morning_mail=wanted) != 1:
        raise AlreadyDone(_("This has been done already."))
    member.morning_mail = wanted
    record("member.mail_wished" if wanted else "member.mail_declined", member, by=by, at=now)
