"""The gate of every view: what one sees but may not do is 403."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from sapa.team.models import Member


class MemberRequest(HttpRequest):
    """A request inside an organisation, as views see it (see team.middleware)."""

    organization: Any
    member: Member
    htmx: Any


def requires[Response: HttpResponseBase](
    permission: str,
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Refuse with 403, before anything is read or written, a member whose role lacks the permission."""

    def decorate(view: Callable[..., Response]) -> Callable[..., Response]:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Response:
            if not request.member.may(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
