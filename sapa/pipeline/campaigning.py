"""Campaigns, events and exhibitions, and the public forms by which people make themselves known."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from sapa.events.recording import changes, record
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.lib.text import slug
from sapa.pipeline.defaults import consent_text
from sapa.pipeline.models import Campaign, CaptureForm
from sapa.team.models import Member

CHANGED = _("Somebody else has changed this since you opened it.")
TAKEN = _("There is one of this name, or with this address, already.")


def own_form() -> CaptureForm | None:
    """The organisation's own form: the first that belongs to no campaign."""
    return CaptureForm.objects.filter(campaign=None).order_by("pk").first()


def add_campaign(*, fields: Mapping[str, Any], with_form: bool = False, by: Member) -> Campaign:
    """A campaign, event or exhibition, with a form and QR code of its own if asked for. Raises Refused."""
    campaign = Campaign(**fields)
    try:
        with transaction.atomic():
            campaign.save(force_insert=True)
            record("campaign.added", campaign, by=by)
            if with_form:
                form_for(campaign, by=by)
    except IntegrityError as error:
        raise Refused(TAKEN) from error
    return campaign


def change_campaign(campaign: Campaign, *, version: int, fields: Mapping[str, Any], by: Member) -> Campaign:
    """Write over the version that the person read. Raises Conflict and Refused."""
    return _change(campaign, "campaign.changed", version=version, fields=fields, by=by)


@transaction.atomic
def set_archived(campaign: Campaign, *, archived: bool, by: Member, now: datetime) -> None:
    """Archive it, which closes its forms, or bring it back. Raises AlreadyDone."""
    rows = Campaign.objects.filter(pk=campaign.pk, archived_at__isnull=archived)
    if rows.update(archived_at=now if archived else None) != 1:
        raise AlreadyDone(_("This has been done already."))
    if archived:
        CaptureForm.objects.filter(campaign=campaign, closed_at=None).update(closed_at=now)
    record("campaign.archived" if archived else "campaign.restored", campaign, by=by, at=now)


@transaction.atomic
def form_for(campaign: Campaign, *, by: Member) -> CaptureForm:
    """The form of a campaign or event, made at the first time of asking, with the words of the organisation's own."""
    if known := CaptureForm.objects.filter(campaign=campaign).order_by("pk").first():
        return known
    own = own_form()
    usual = own.owner if own and own.owner and own.owner.left_at is None else by
    fields = {
        "slug": free_slug(campaign.code),
        "title": campaign.name,
        "source": campaign.source,
        "campaign": campaign,
        "owner": usual,
        "question": own.question if own else "",
        "thanks": own.thanks if own else "",
        "consent_text": own.consent_text if own else consent_text(campaign.organization.name),
    }
    return add_form(fields=fields, by=by)


def add_form(*, fields: Mapping[str, Any], by: Member) -> CaptureForm:
    """A new public form. Raises Refused where its address is taken."""
    form = CaptureForm(**fields)
    try:
        with transaction.atomic():
            form.save(force_insert=True)
            record("capture_form.added", form, by=by)
    except IntegrityError as error:
        raise Refused(TAKEN) from error
    return form


def give_own_form(to: Member) -> None:
    """The organisation's own form, where it has no owner, to its first director: whoever comes by it is theirs."""
    CaptureForm.objects.filter(campaign=None, owner=None).update(owner=to, version=F("version") + 1)


def change_form(form: CaptureForm, *, version: int, fields: Mapping[str, Any], by: Member) -> CaptureForm:
    """Write over the version that the person read; another text of consent is a new version of it."""
    text_changes = fields.get("consent_text", form.consent_text) != form.consent_text
    more = {"consent_version": form.consent_version + 1} if text_changes else {}
    return _change(form, "capture_form.changed", version=version, fields={**fields, **more}, by=by)


@transaction.atomic
def set_closed(form: CaptureForm, *, closed: bool, by: Member, now: datetime) -> None:
    """Close a form: its address says so. Or open it again. Raises AlreadyDone."""
    rows = CaptureForm.objects.filter(pk=form.pk, closed_at__isnull=closed)
    if rows.update(closed_at=now if closed else None) != 1:
        raise AlreadyDone(_("This has been done already."))
    record("capture_form.closed" if closed else "capture_form.opened", form, by=by, at=now)


def free_slug(name: str) -> str:
    """An address that no form has, made of the name: "pameran-desa", then "pameran-desa-2"."""
    base = slug(name, 36) or "formulir"
    taken = set(CaptureForm.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(one for number in range(1, len(taken) + 3) if (one := _numbered(base, number)) not in taken)


def free_code(name: str) -> str:
    """A code that no campaign has, made of its name."""
    base = slug(name, 36) or "kampanye"
    taken = set(Campaign.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(one for number in range(1, len(taken) + 3) if (one := _numbered(base, number)) not in taken)


def _numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base}-{number}"


def _change[Row: (Campaign, CaptureForm)](
    row: Row, kind: str, *, version: int, fields: Mapping[str, Any], by: Member
) -> Row:
    before = {name: getattr(row, name) for name in fields}
    try:
        with transaction.atomic():
            rows = type(row).objects.filter(pk=row.pk, version=version)
            if rows.update(**fields, version=F("version") + 1) != 1:
                raise Conflict(CHANGED)
            for name, value in fields.items():
                setattr(row, name, value)
            row.version = version + 1
            if found := changes(before, dict(fields)):
                record(kind, row, by=by, changes=found)
    except IntegrityError as error:
        raise Refused(TAKEN) from error
    return row
