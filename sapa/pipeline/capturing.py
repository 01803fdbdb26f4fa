"""Arrivals: whoever makes themselves known, through whatever door, is kept with where they came from."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sapa.activities.models import Activity, Interaction, TouchPoint
from sapa.customers import keeping
from sapa.customers.models import Consent, Customer, FunnelStep, Phone, Source
from sapa.events.recording import record
from sapa.lib import phones
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lib.invalid import Invalid
from sapa.lib.text import search_key, slug, tidy
from sapa.pipeline import funnel
from sapa.pipeline.models import Campaign, CaptureForm, Inquiry, Opportunity
from sapa.pipeline.screening import LENGTHS, Why, readable, suspicion
from sapa.places.models import Region
from sapa.places.regions import VILLAGE
from sapa.team.models import Member

DOUBLE_WITHIN = timedelta(hours=24)
JUST_MADE = timedelta(minutes=1)
TOLD = ("ref", "utm_source", "utm_medium", "utm_campaign")  # of the address, kept as they are
ASIDE = "aside"  # of an arrival's data: the customer was set aside with it
REAL = (Inquiry.State.NEW, Inquiry.State.KNOWN, Inquiry.State.DOUBLE)


def receive(
    form: CaptureForm,
    *,
    given: Mapping[str, Any],
    visitor: str = "",
    now: datetime | None = None,
    uuid: UUID | None = None,
    why: str = "",
) -> Inquiry:
    """Somebody has sent a public form: a new prospect, a customer whom we know already, the same again, or spam.

    `given` has name and phone or e-mail, and may have village, message, and of the address source (a name),
    campaign (a code), ref and utm_…; consent is taken as given unless it is False. `visitor` is
    lib.visitors.visitor_key. The same uuid again is the same arrival. `why` says that it is spam (see
    screening.Why); otherwise the words are looked at.
    """
    uuid, now = uuid or uuid4(), now or timezone.now()
    if known := Inquiry.objects.filter(uuid=uuid).first():
        return known
    made = _as_typed(form, given, visitor)
    made.uuid, made.at, made.door = uuid, now, Inquiry.Door.FORM
    made.why = why or suspicion(given)
    if not made.why and not _number(made.phone) and not made.email:
        made.why = Why.ENCODING  # nobody can be reached by this
    try:
        with transaction.atomic():
            if made.why:
                made.state = Inquiry.State.SPAM
                made.save(force_insert=True)
            else:
                _settle(made, by=None, now=now)
    except IntegrityError:
        return Inquiry.objects.get(uuid=uuid)  # this request's twin was quicker
    return made


def note_arrival(
    customer: Customer,
    *,
    door: str,
    by: Member,
    source: Source | None = None,
    campaign: Campaign | None = None,
    introduced_by: Customer | None = None,
    uuid: UUID | None = None,
    now: datetime | None = None,
) -> Inquiry:
    """A member has written somebody down: by hand, from a phone's contacts, or as a friend of a customer.

    A customer made in this moment is new, any other is known already.
    """
    uuid, now = uuid or uuid4(), now or timezone.now()
    if known := Inquiry.objects.filter(uuid=uuid).first():
        return known
    new = abs(now - customer.created_at) < JUST_MADE
    first = Phone.objects.filter(customer=customer).values_list("number", flat=True).first()
    made = Inquiry(
        uuid=uuid,
        at=now,
        door=door,
        state=Inquiry.State.NEW if new else Inquiry.State.KNOWN,
        customer=customer,
        source=source,
        campaign=campaign,
        name=customer.name,
        phone=first or "",
        email=customer.email,
        by=by,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            if introduced_by is not None:
                introduce(customer, introduced_by)
            told = {"door": door, "source": source.name if source else ""}
            record("inquiry.noted", customer, by=by, customer_id=customer.pk, at=now, **told)
    except IntegrityError:
        return Inquiry.objects.get(uuid=uuid)
    return made


def introduce(customer: Customer, introduced_by: Customer) -> None:
    """Remember who brought them. Who is known to have been brought by somebody stays so."""
    if customer.pk in {introduced_by.pk, introduced_by.introduced_by_id}:
        return
    if customer.introduced_by_id is None:
        Customer.objects.filter(pk=customer.pk, introduced_by=None).update(introduced_by=introduced_by)
        customer.introduced_by = introduced_by


@transaction.atomic
def accept(inquiry: Inquiry, *, by: Member, now: datetime | None = None) -> Inquiry:
    """It is no spam: make the prospect, or link the customer whom we know. Raises Refused, AlreadyDone."""
    now = now or timezone.now()
    if not _number(inquiry.phone) and not inquiry.email:
        raise Refused(_("It has neither a phone number nor an e-mail address."))
    if not search_key(inquiry.name):
        raise Refused(_("It has no name."))
    rows = Inquiry.objects.filter(pk=inquiry.pk, state=Inquiry.State.SPAM)
    if rows.update(settled_at=now, settled_by=by, why="", state=Inquiry.State.NEW) != 1:
        raise AlreadyDone(_("This arrival is not marked as spam."))
    inquiry.refresh_from_db()
    waits = inquiry.data.pop(ASIDE, False)
    _settle(inquiry, by=by, now=now)
    if waits and inquiry.customer and inquiry.customer.set_aside_at is not None:
        funnel.take_up(inquiry.customer, by=by, now=now)
    return inquiry


@transaction.atomic
def reject(inquiry: Inquiry, *, by: Member, now: datetime | None = None) -> Inquiry:
    """It is spam: kept, marked, and left out of every figure. Raises AlreadyDone.

    The customer whom it made is set aside, where nothing else has happened to them; `accept` takes them up again.
    """
    now = now or timezone.now()
    rows = Inquiry.objects.filter(pk=inquiry.pk).exclude(state=Inquiry.State.SPAM)
    if rows.update(settled_at=now, settled_by=by, why=Why.PERSON, state=Inquiry.State.SPAM) != 1:
        raise AlreadyDone(_("This arrival is marked as spam already."))
    record("inquiry.rejected", inquiry, by=by, customer_id=inquiry.customer_id, at=now)
    inquiry.refresh_from_db()
    if (customer := inquiry.customer) and _is_all_there_is(inquiry, customer):
        funnel.set_aside(customer, reason=gettext("Came as spam"), by=by, now=now)
        inquiry.data[ASIDE] = True
        inquiry.save(update_fields=["data"])
    return inquiry


def _is_all_there_is(inquiry: Inquiry, customer: Customer) -> bool:
    """Whether the customer was made by this arrival, and nobody has done anything with them since."""
    if customer.uuid != inquiry.uuid or customer.step != FunnelStep.PROSPECT or customer.set_aside_at is not None:
        return False
    others = Inquiry.objects.filter(customer=customer, state__in=REAL).exclude(pk=inquiry.pk)
    happened = (Interaction, Activity, Opportunity)
    return not others.exists() and not any(row.objects.filter(customer=customer).exists() for row in happened)


def count_flood(form: CaptureForm, visitor: str, times: int) -> None:
    """So many more came from this visitor than are kept: add them up on the last that was."""
    last = Inquiry.objects.filter(form=form, visitor=visitor, state=Inquiry.State.SPAM).order_by("-at").first()
    if last is not None:
        last.data["more"] = last.data.get("more", 0) + times
        Inquiry.objects.filter(pk=last.pk).update(data=last.data)


def recognise(number: str, email: str) -> Customer | None:
    """The customer who has this number (E.164), else this e-mail; the oldest, where several have."""
    if number and (found := Customer.objects.filter(phones__number=number).order_by("pk").first()):
        return found
    return Customer.objects.filter(email=email).order_by("pk").first() if email else None


def _as_typed(form: CaptureForm, given: Mapping[str, Any], visitor: str) -> Inquiry:
    """The arrival as it came, cut to its columns."""
    typed = {name: readable(given.get(name), most, lines=name == "message") for name, most in LENGTHS.items()}
    village = typed.pop("village")
    told = {name: readable(given[name], 80) for name in (*TOLD, "source", "campaign") if given.get(name)}
    made = Inquiry(form=form, visitor=visitor, **typed)
    made.data = told | ({"village": village} if village else {})
    if given.get("consent", True):
        made.data["consent"] = form.consent_version
    made.email = made.email.lower()
    code = told.get("campaign", "").lower()
    found = Campaign.objects.filter(code__in={code, code.replace(" ", "-")}, archived_at=None).first() if code else None
    made.campaign = found or form.campaign
    named = _source(told.get("source", ""))
    made.source_id = named or (found.source_id if found else None) or form.source_id
    return made


def _settle(made: Inquiry, *, by: Member | None, now: datetime) -> None:
    """Find or make the customer of a real arrival, keep their word, and tell it. Saves the arrival."""
    number = _number(made.phone)
    customer = made.customer or recognise(number, made.email)
    if customer is None:
        made.state = Inquiry.State.NEW
        phone = [(number, "")] if number else []
        customer = keeping.create(by=by, fields=_fields(made, by), phones=phone, uuid=made.uuid, now=now)
    else:
        made.state = Inquiry.State.DOUBLE if _came_lately(made, customer) else Inquiry.State.KNOWN
        if customer.uuid == made.uuid:  # it made them, and was taken for spam meanwhile
            made.state = Inquiry.State.NEW
    made.customer = customer
    made.save()
    form = made.form
    agreed = form is not None and made.data.get("consent") == form.consent_version
    if form is not None and agreed and made.state != Inquiry.State.DOUBLE:
        word = {"text": form.consent_text, "version": str(form.consent_version), "channel": TouchPoint.WEB}
        Consent.objects.create(customer=customer, at=made.at, **word)
    kind = "inquiry.accepted" if by else "inquiry.received"
    told = {"form": form.title if form else "", "note": made.message}
    record(kind, made, by=by, customer_id=customer.pk, at=now, **told)


def _fields(made: Inquiry, by: Member | None) -> dict[str, Any]:
    """The model's fields of a customer who made themselves known: the form's owner's, or of whom let them in."""
    form, region = made.form, _village(made.data.get("village", ""))
    owner = form.owner if form and form.owner and form.owner.left_at is None else by
    unit_id = made.campaign.unit_id if made.campaign else None
    return {
        "name": tidy(made.name),
        "email": made.email,
        "source_id": made.source_id,
        "owner_id": owner.pk if owner else None,
        "unit_id": unit_id or (owner.unit_id if owner else None),
        "region_id": region.pk if region else None,
        "postal_code": region.postal_code if region else "",
    }


def _came_lately(made: Inquiry, customer: Customer) -> bool:
    """Whether the same customer has sent the same form within a day."""
    earlier = Inquiry.objects.filter(customer=customer, form=made.form, at__gt=made.at - DOUBLE_WITHIN, at__lte=made.at)
    return earlier.filter(state__in=REAL).exclude(pk=made.pk).exists()


def _village(text: str) -> Region | None:
    """The village, if the words mean just one."""
    found = Region.objects.named(text, (VILLAGE,), limit=2) if len(text) > 2 else []
    return found[0] if len(found) == 1 else None


def _source(text: str) -> int | None:
    """The id of the source that an address names: ?source=situs-web."""
    if not (wanted := slug(text)):
        return None
    sources = Source.objects.filter(archived_at=None).values_list("pk", "name")
    return next((pk for pk, name in sources if slug(name) == wanted), None)


def _number(text: str) -> str:
    try:
        return phones.normalise(text) if text.strip() else ""
    except Invalid:
        return ""
