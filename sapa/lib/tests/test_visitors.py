"""Who asks: by their address, or by the one that the trusted proxy saw."""

import pytest
from django.test import RequestFactory

from sapa.lib.visitors import visitor_key, visitor_of


def ask(forwarded: str = "", address: str = "203.0.113.9") -> str:
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return visitor_of(RequestFactory().get("/", REMOTE_ADDR=address, **more))


def test_without_a_proxy_nobody_chooses_their_address(settings) -> None:  # type: ignore[no-untyped-def]
    settings.TRUSTED_PROXY = False
    assert ask("198.51.100.1") == "203.0.113.9"


def test_behind_a_proxy_the_last_hop_counts(settings) -> None:  # type: ignore[no-untyped-def]
    settings.TRUSTED_PROXY = True
    assert ask("10.0.0.1, 198.51.100.7") == "198.51.100.7"
    assert ask() == "203.0.113.9"


def test_the_key_tells_addresses_apart_and_hides_them() -> None:
    key = visitor_key("203.0.113.9")
    assert len(key) == 64
    assert key == visitor_key("203.0.113.9") != visitor_key("203.0.113.8")


@pytest.mark.parametrize("other", ["2001:db8:1:2::99", "2001:0db8:0001:0002:ffff::1"])
def test_a_house_with_ipv6_is_one_visitor(other: str) -> None:
    assert visitor_key("2001:db8:1:2::1") == visitor_key(other)
    assert visitor_key("2001:db8:1:3::1") != visitor_key(other)
