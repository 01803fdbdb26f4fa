"""Channels and outlet types: how an organisation sorts the ways its goods take. Each has its own, to change."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sapa.events.recording import Actor, record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lib.text import tidy
from sapa.places.models import Channel, OutletType
from sapa.tenancy.models import Organization

# What an organisation begins with. These are rows, not words of the interface: hence in Indonesian alone.
DEFAULTS = """
MT, Modern: Hypermarket, Supermarket, Minimarket jaringan, Minimarket mandiri, Convenience store, BUMDesMart,
    Gerai koperasi, Pusat oleh-oleh, Mart SPBU
GT, Tradisional: Distributor, Subdistributor, Agen, Grosir, Semi-grosir, Star outlet, Toko kelontong, Warung, Kios,
    Toko pasar, Los pasar
DG, Saluran maya: Marketplace, Toko daring sendiri, Reseller, Dropshipper, WhatsApp dan media sosial, Live shopping
IN, Institusi: Sekolah, Pesantren, Puskesmas dan rumah sakit, Dinas, Pemerintah desa, Kantor, Pabrik, Hotel,
    Restoran dan kafe, Katering, Dapur umum, Koperasi karyawan
AB, Arus bawah: Pedagang kaki lima, Asongan, Gerobak, Pedagang keliling, Arisan dan PKK, Kelompok tani, Majelis
KH, Khusus: Apotek, Toko obat, Kosmetik, Baby shop, Toko bangunan, Saprotan, Pakan ternak, Bengkel, Toko kue,
    Agen LPG, Ekspor
"""

type Entry = Channel | OutletType


@transaction.atomic
def provide_defaults(organization: Organization) -> None:
    """Give the organisation the six channels and their outlet types. One that has channels keeps its own."""
    if Channel.objects.filter(organization=organization).exists():
        return
    channels, outlet_types = [], []
    for place, (code, name, names) in enumerate(_defaults()):
        channel = Channel(organization=organization, code=code, name=name, position=place)
        channels.append(channel)
        outlet_types += [
            OutletType(organization=organization, channel=channel, name=one, position=position)
            for position, one in enumerate(names)
        ]
    Channel.objects.bulk_create(channels)
    OutletType.objects.bulk_create(outlet_types)


def _defaults() -> Iterator[tuple[str, str, list[str]]]:
    """Code, name and outlet types of each channel."""
    for line in DEFAULTS.strip().replace("\n   ", "").split("\n"):
        head, names = line.split(": ")
        code, name = head.split(", ")
        yield code, name, names.split(", ")


@transaction.atomic
def add_channel(*, code: str, name: str, by: Actor) -> Channel:
    """A new channel, at the end. Raises Refused when the code is taken."""
    code, name = code.strip().upper(), tidy(name)
    if Channel.objects.filter(code=code).exists():
        raise Refused(_("There is a channel %(code)s already.") % {"code": code})
    last = Channel.objects.aggregate(last=Max("position"))["last"]
    channel = Channel.objects.create(code=code, name=name, position=0 if last is None else last + 1)
    record("channel.added", channel, by=by, code=code)
    return channel


@transaction.atomic
def add_outlet_type(channel: Channel, *, name: str, by: Actor) -> OutletType:
    """A new type at the end of its channel. Raises Refused when the channel has one of this name."""
    name = tidy(name)
    _refuse_twin(channel, name)
    last = channel.outlet_types.aggregate(last=Max("position"))["last"]
    added = OutletType.objects.create(channel=channel, name=name, position=0 if last is None else last + 1)
    record("outlet_type.added", added, by=by, channel=channel.code)
    return added


@transaction.atomic
def rename(entry: Entry, *, name: str, by: Actor) -> None:
    """Give a channel or an outlet type another name. Raises Refused (taken) or AlreadyDone (its own)."""
    before, name = entry.name, tidy(name)
    if isinstance(entry, OutletType):
        _refuse_twin(entry.channel, name, except_for=entry)
    if not type(entry).objects.filter(pk=entry.pk).exclude(name=name).update(name=name):
        raise AlreadyDone(_("It has this name already."))
    entry.name = name
    record(f"{_noun(entry)}.renamed", entry, by=by, changes={"name": [before, name]})


@transaction.atomic
def archive(entry: Entry, *, by: Actor, now: datetime | None = None) -> None:
    """Offer it no more; customers that have it keep it. Raises AlreadyDone."""
    now = now or timezone.now()
    if not type(entry).objects.filter(pk=entry.pk, archived_at__isnull=True).update(archived_at=now):
        raise AlreadyDone(_("It is in the archive already."))
    entry.archived_at = now
    record(f"{_noun(entry)}.archived", entry, by=by, at=now)


@transaction.atomic
def restore(entry: Entry, *, by: Actor) -> None:
    """Offer it again. Raises AlreadyDone."""
    if not type(entry).objects.filter(pk=entry.pk, archived_at__isnull=False).update(archived_at=None):
        raise AlreadyDone(_("It is in use already."))
    entry.archived_at = None
    record(f"{_noun(entry)}.restored", entry, by=by)


@transaction.atomic
def move(entry: Entry, *, step: int, by: Actor) -> None:
    """Move it among its siblings in use: one place up with `step` -1, down with 1.

    Raises AlreadyDone at the end of the list, Refused in the archive.
    """
    siblings: list[Any] = [sibling for sibling in _siblings(entry) if sibling.archived_at is None]
    if entry not in siblings:
        raise Refused(_("It is in the archive."))
    before = siblings.index(entry)
    after = max(0, min(before + step, len(siblings) - 1))
    if before == after:
        raise AlreadyDone(_("It stands there already."))
    siblings.insert(after, siblings.pop(before))
    for position, sibling in enumerate(siblings):
        sibling.position = position
    type(entry).objects.bulk_update(siblings, ["position"])
    record(f"{_noun(entry)}.moved", entry, by=by, changes={"position": [before, after]})


def _siblings(entry: Entry) -> Iterable[Entry]:
    if isinstance(entry, OutletType):
        return OutletType.objects.filter(channel_id=entry.channel_id).order_by("position", "pk")
    return Channel.objects.order_by("position", "pk")


def _refuse_twin(channel: Channel, name: str, except_for: OutletType | None = None) -> None:
    twins = channel.outlet_types.filter(name__iexact=name)
    if except_for:
        twins = twins.exclude(pk=except_for.pk)
    if twins.exists():
        raise Refused(_("%(channel)s has “%(name)s” already.") % {"channel": channel.name, "name": name})


def _noun(entry: Entry) -> str:
    return "outlet_type" if isinstance(entry, OutletType) else "channel"
