"""The settings pages; every verb by every role is walked in web/tests/test_every_address.py."""

import pytest

from sapa.events.models import Event
from sapa.places import channels
from sapa.places.models import Channel, OutletType
from sapa.testing import Cast

PAGE = "/maju-bersama/settings/channels/"
HTMX = {"HX-Request": "true"}


def test_the_page_shows_each_channel_with_its_types_in_order(
    cast: Cast, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    channels.archive(OutletType.objects.get(name="Star outlet"), by=cast.sari)
    channels.archive(Channel.objects.get(code="DG"), by=cast.sari)
    client = cast.client(cast.sari)
    client.get(PAGE)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        answer = client.get(PAGE)
    assert [channel.code for channel in answer.context["channels"]] == ["MT", "GT", "IN", "AB", "KH"]
    assert [channel.code for channel in answer.context["archived"]] == ["DG"]
    text = answer.content.decode()
    assert text.index("Hypermarket") < text.index("Supermarket") < text.index("Toko kelontong")
    assert text.index("Los pasar") < text.index("Star outlet")


def test_a_channel_is_added_with_its_code(cast: Cast) -> None:
    client = cast.client(cast.sari)
    assert client.get(f"{PAGE}new/").status_code == 200
    answer = client.post(f"{PAGE}new/", {"code": "pr", "name": "Proyek"})
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert Channel.objects.get(code="PR").name == "Proyek"


@pytest.mark.parametrize(
    "fields", [{"code": "MT", "name": "Lain"}, {"code": "toolong", "name": "x"}, {"code": "A B", "name": ""}]
)
def test_a_channel_that_cannot_be_comes_back_as_it_was_typed(cast: Cast, fields: dict[str, str]) -> None:
    answer = cast.client(cast.sari).post(f"{PAGE}new/", fields)
    assert answer.status_code == 422
    assert f'value="{fields["code"]}"' in answer.content.decode()
    assert Channel.objects.count() == 6


def test_an_outlet_type_is_added_to_its_channel_once(cast: Cast) -> None:
    client, channel = cast.client(cast.sari), Channel.objects.get(code="GT")
    assert client.post(f"{PAGE}{channel.pk}/new/", {"name": "Kedai"}).status_code == 303
    assert client.post(f"{PAGE}{channel.pk}/new/", {"name": "kedai"}).status_code == 422
    assert channel.outlet_types.filter(name__iexact="kedai").count() == 1


def test_an_outlet_type_is_renamed(cast: Cast) -> None:
    client, warung = cast.client(cast.sari), OutletType.objects.get(name="Warung")
    url = f"/maju-bersama/settings/outlet-types/{warung.pk}/"
    assert 'value="Warung"' in client.get(url).content.decode()
    assert client.post(url, {"name": "Warung kecil"}).status_code == 303
    assert client.post(url, {"name": "Warung kecil"}).status_code == 303
    assert client.post(url, {"name": "Kios"}).status_code == 422
    warung.refresh_from_db()
    assert warung.name == "Warung kecil"
    assert Event.objects.filter(kind="outlet_type.renamed").count() == 1


def test_archiving_twice_archives_once_and_can_be_undone(cast: Cast) -> None:
    client, warung = cast.client(cast.sari), OutletType.objects.get(name="Warung")
    url = f"/maju-bersama/settings/outlet-types/{warung.pk}/"
    for _time in range(2):
        assert client.post(f"{url}archiving/").status_code == 303
    assert Event.objects.filter(kind="outlet_type.archived").count() == 1
    client.post(f"{url}restoring/")
    warung.refresh_from_db()
    assert warung.archived_at is None


def test_htmx_gets_the_lists_alone_with_the_way_back(cast: Cast) -> None:
    client, warung = cast.client(cast.sari), OutletType.objects.get(name="Warung")
    answer = client.post(f"/maju-bersama/settings/outlet-types/{warung.pk}/archiving/", headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="channels"' in text
    assert "<html" not in text
    assert f"/outlet-types/{warung.pk}/restoring/" in text


def test_moving_by_the_page(cast: Cast) -> None:
    client, grosir = cast.client(cast.sari), OutletType.objects.get(name="Grosir")
    url = f"/maju-bersama/settings/outlet-types/{grosir.pk}/moving/"
    client.post(url, {"to": "up"})
    assert list(grosir.channel.outlet_types.values_list("name", flat=True))[2:4] == ["Grosir", "Agen"]
    client.post(url, {"to": "down"})
    assert list(grosir.channel.outlet_types.values_list("name", flat=True))[2:4] == ["Agen", "Grosir"]


def test_only_who_manages_settings_may(cast: Cast) -> None:
    warung = OutletType.objects.get(name="Warung")
    for member in (cast.budi, cast.tono, cast.darma, cast.rina):
        assert cast.client(member).get(PAGE).status_code == 403
        answer = cast.client(member).post(f"/maju-bersama/settings/outlet-types/{warung.pk}/archiving/")
        assert answer.status_code == 403
    assert cast.client(cast.asing).get(PAGE).status_code == 404
    warung.refresh_from_db()
    assert warung.archived_at is None
