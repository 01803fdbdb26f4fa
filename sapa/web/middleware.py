"""Answers that a page's script can follow."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

REDIRECTS = {301, 302, 303, 307, 308}


class ScriptRedirectMiddleware:
    """Turn a redirect into a header for requests made by script, so that the whole page goes there.

    A browser follows a redirect of `fetch` by itself, and the page meant for the window would land in
    the fragment (and use up its messages). Views redirect as ever and need not know who asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        by_script = "HX-Request" in request.headers or "X-Sapa-Dialog" in request.headers
        if not by_script or response.status_code not in REDIRECTS or "HX-Boosted" in request.headers:
            return response
        answer = HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
        answer.cookies = response.cookies
        return answer
