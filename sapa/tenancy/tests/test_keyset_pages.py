"""Walking a long list by its last row: lib.keyset on real rows."""

import pytest
from django.core.paginator import Paginator

from sapa.customers.models import Tag
from sapa.lib.keyset import count_up_to, page
from sapa.testing import Cast

ORDERS = [("name", "pk"), ("-name", "-pk")]


@pytest.fixture
def tags(cast: Cast) -> list[Tag]:
    return Tag.objects.bulk_create([Tag(name=f"tanda {number:02}") for number in range(23)])


@pytest.mark.parametrize("order", ORDERS)
def test_it_walks_every_row_once_in_order(tags: list[Tag], order: tuple[str, str]) -> None:
    seen, after = [], ""
    while True:
        found = page(Tag.objects.all(), order, after=after, size=5)
        seen += [tag.name for tag in found.rows]
        after = found.next
        if not after:
            break
    expected = [tag.name for tag in Paginator(Tag.objects.order_by(*order), 100).page(1)]
    assert seen == expected


@pytest.mark.parametrize("order", ORDERS)
def test_it_walks_back_to_the_same_pages(tags: list[Tag], order: tuple[str, str]) -> None:
    first = page(Tag.objects.all(), order, size=5)
    second = page(Tag.objects.all(), order, after=first.next, size=5)
    third = page(Tag.objects.all(), order, after=second.next, size=5)
    assert [t.pk for t in page(Tag.objects.all(), order, before=third.previous, size=5).rows] == [
        t.pk for t in second.rows
    ]
    back = page(Tag.objects.all(), order, before=second.previous, size=5)
    assert [t.pk for t in back.rows] == [t.pk for t in first.rows]
    assert back.previous == ""
    assert back.next


def test_it_has_no_cursors_where_there_is_nothing_more(tags: list[Tag]) -> None:
    only = page(Tag.objects.all(), ("name", "pk"), size=30)
    assert (only.next, only.previous) == ("", "")
    assert not page(Tag.objects.filter(name="tidak ada"), ("name", "pk"))


@pytest.mark.parametrize("cursor", ["%%%", "bm90IGpzb24", "WzFd", "e30", "W1tdLDFd"])
def test_it_takes_a_mangled_cursor_for_the_first_page(tags: list[Tag], cursor: str) -> None:
    assert page(Tag.objects.all(), ("name", "pk"), after=cursor).rows[0].name == "tanda 00"


def test_it_counts_no_further_than_asked(tags: list[Tag]) -> None:
    assert count_up_to(Tag.objects.all(), 10) == 11
    assert count_up_to(Tag.objects.all(), 100) == 23
