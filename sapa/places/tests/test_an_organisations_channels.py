import pytest

from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Refused
from sapa.places import channels
from sapa.places.models import Channel, OutletType
from sapa.tenancy.current import organization_scope
from sapa.testing import Cast


def names(channel: str = "") -> list[str]:
    """Outlet types of a channel, or the channels' codes, in their order."""
    if not channel:
        return list(Channel.objects.values_list("code", flat=True))
    return list(OutletType.objects.filter(channel__code=channel).values_list("name", flat=True))


def kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def test_an_organisation_begins_with_six_channels_and_56_outlet_types(cast: Cast) -> None:
    assert names() == ["MT", "GT", "DG", "IN", "AB", "KH"]
    assert list(Channel.objects.values_list("name", flat=True)) == [
        "Modern",
        "Tradisional",
        "Saluran maya",
        "Institusi",
        "Arus bawah",
        "Khusus",
    ]
    assert OutletType.objects.count() == 56
    assert names("MT")[:3] == ["Hypermarket", "Supermarket", "Minimarket jaringan"]
    assert names("KH")[-2:] == ["Agen LPG", "Ekspor"]
    every = set(OutletType.objects.values_list("name", flat=True))
    assert {"Grosir", "Semi-grosir", "Toko kelontong", "Warung", "BUMDesMart", "Gerai koperasi", "Reseller"} <= every
    assert {"Sekolah", "Dinas", "Hotel", "Katering", "Pedagang keliling", "Kelompok tani", "Saprotan"} <= every


def test_defaults_are_given_once(cast: Cast) -> None:
    channels.archive(Channel.objects.get(code="DG"), by=cast.sari)
    channels.provide_defaults(cast.organization)
    assert Channel.objects.count() == 6
    assert OutletType.objects.count() == 56


def test_a_channel_and_a_type_are_added_at_the_end(cast: Cast) -> None:
    channel = channels.add_channel(code=" pr ", name="  Proyek  besar ", by=cast.sari)
    assert (channel.code, channel.name, channel.position) == ("PR", "Proyek besar", 6)
    added = channels.add_outlet_type(channel, name="Kontraktor", by=cast.sari)
    assert (added.name, added.position) == ("Kontraktor", 0)
    assert channels.add_outlet_type(channel, name="Pengembang", by=cast.sari).position == 1
    assert kinds()[-3:] == ["channel.added", "outlet_type.added", "outlet_type.added"]


def test_a_name_or_code_that_is_taken_is_refused(cast: Cast) -> None:
    modern = Channel.objects.get(code="MT")
    before = Event.objects.count()
    with pytest.raises(Refused):
        channels.add_channel(code="mt", name="Lain", by=cast.sari)
    with pytest.raises(Refused):
        channels.add_outlet_type(modern, name="SUPERMARKET", by=cast.sari)
    with pytest.raises(Refused):
        channels.rename(modern.outlet_types.all()[0], name="Supermarket", by=cast.sari)
    assert channels.add_outlet_type(Channel.objects.get(code="GT"), name="Supermarket", by=cast.sari)
    assert Event.objects.count() == before + 1


def test_renaming_keeps_both_names_in_the_event(cast: Cast) -> None:
    outlet_type = OutletType.objects.get(name="Warung")
    channels.rename(outlet_type, name="Warung kecil", by=cast.sari)
    event = Event.objects.latest("pk")
    assert (event.kind, event.data) == ("outlet_type.renamed", {"changes": {"name": ["Warung", "Warung kecil"]}})
    with pytest.raises(AlreadyDone):
        channels.rename(outlet_type, name="Warung kecil", by=cast.sari)
    assert Event.objects.filter(kind="outlet_type.renamed").count() == 1


def test_archiving_and_restoring_twice_changes_once(cast: Cast) -> None:
    outlet_type = OutletType.objects.get(name="Warung")
    channels.archive(outlet_type, by=cast.sari)
    with pytest.raises(AlreadyDone):
        channels.archive(outlet_type, by=cast.sari)
    outlet_type.refresh_from_db()
    assert outlet_type.archived_at is not None
    channels.restore(outlet_type, by=cast.sari)
    with pytest.raises(AlreadyDone):
        channels.restore(outlet_type, by=cast.sari)
    assert kinds()[-2:] == ["outlet_type.archived", "outlet_type.restored"]


def test_moving_changes_the_order_of_its_siblings_alone(cast: Cast) -> None:
    channels.move(Channel.objects.get(code="KH"), step=-1, by=cast.sari)
    assert names() == ["MT", "GT", "DG", "IN", "KH", "AB"]
    kiosk = OutletType.objects.get(name="Kios")
    channels.move(kiosk, step=1, by=cast.sari)
    assert names("GT")[-3:] == ["Toko pasar", "Kios", "Los pasar"]
    assert names("MT")[0] == "Hypermarket"
    channels.move(kiosk, step=1, by=cast.sari)
    with pytest.raises(AlreadyDone):
        channels.move(kiosk, step=1, by=cast.sari)
    assert names("GT")[-1] == "Kios"
    assert kinds()[-3:] == ["channel.moved", "outlet_type.moved", "outlet_type.moved"]


def test_what_is_in_the_archive_does_not_move(cast: Cast) -> None:
    kiosk = OutletType.objects.get(name="Kios")
    channels.archive(kiosk, by=cast.sari)
    with pytest.raises(Refused):
        channels.move(kiosk, step=-1, by=cast.sari)


def test_another_organisations_channels_are_its_own(cast: Cast) -> None:
    channels.rename(Channel.objects.get(code="MT"), name="Toko modern", by=cast.sari)
    with organization_scope(cast.other):
        assert Channel.objects.get(code="MT").name == "Modern"
