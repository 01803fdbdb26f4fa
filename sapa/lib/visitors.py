"""From which address a request comes, and the key by which it is remembered without being known."""

from ipaddress import AddressValueError, IPv6Address

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def visitor_of(request: HttpRequest) -> str:
    """The address of whoever asks. Behind a trusted proxy it is the one that the proxy itself saw.

    That is the last of X-Forwarded-For: what stands before it the visitor may have written.
    """
    direct: str = request.META.get("REMOTE_ADDR", "")
    if not settings.TRUSTED_PROXY:
        return direct
    return request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()[:64] or direct


def visitor_key(address: str) -> str:
    """64 hexadecimal digits that say of two requests whether they come from one address, and not from which.

    Of IPv6 the first half counts: whoever has one such address has all that begin so.
    """
    return salted_hmac("sapa.visitor", _network(address), algorithm="sha256").hexdigest()


def _network(address: str) -> str:
    try:
        return IPv6Address(address.partition("%")[0]).exploded[:19]
    except AddressValueError:
        return address
