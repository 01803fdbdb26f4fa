"""`/healthz/`: whether this server can do its work, for whoever watches it."""

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sapa.web import heartbeat


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 `{"status": "ok"}`, or 503 with the reason. The reason names a part and no detail of it."""
    reason = _reason()
    if reason:
        return JsonResponse({"status": "unwell", "reason": reason}, status=503)
    return JsonResponse({"status": "ok"})


def _reason() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        age = heartbeat.age()
    except Error:
        return "the database does not answer"
    if age is None:
        return "the worker has not started"
    if age > heartbeat.DEAD_AFTER:
        return f"the worker has been silent for {age:.0f} seconds"
    return ""
