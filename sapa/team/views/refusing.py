"""Pages of allauth answer 200 to a form that is wrong; ours 422."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase


def unprocessable(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same view, with status 422 where its form came back with errors."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if request.method == "POST" and response.status_code == 200 and form is not None and form.errors:
            response.status_code = 422
        return response

    return answered
