"""The parts of a page's frame, drawn once for each language, role and place, and then only filled in.

The bars and dialogs around a page are some hundred template nodes, the same for everyone in a role but for a
few words: names, the address, the token of forms. Drawn with stand-ins for these, they are kept in pieces.
"""

import re
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.template.context import Context
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sapa.team.roles import Role
from sapa.web.context import Shell
from sapa.web.icons import face

STAND_IN = re.compile(r"%%(\w+)%%")
INDENT = re.compile(r"\s*\n\s*")  # of templates: a page says it three hundred times
KEPT = 512  # parts in memory, some 4 kB each


def draw_part(context: Context, template: str) -> SafeString:
    """The part, with this request's words in it."""
    request, shell = context["request"], context["shell"]
    member, organization = getattr(request, "member", None), getattr(request, "organization", None)
    words = {
        "token": context.get("csrf_token", ""),
        "prefix": shell.prefix,
        "path": request.get_full_path(),
        "organization": organization.name if organization else "",
        "member": member.name if member else "",
        "face": face(member.name, "sm") if member else "",
        "searched": context.get("search_text", ""),
    }
    draw = _pieces.__wrapped__ if settings.DEBUG else _pieces  # while a template is worked on, it is read anew
    known = getattr(request, "user", None) is not None and request.user.is_authenticated
    pieces = draw(template, get_language(), replace(shell, prefix="%%prefix%%"), known)
    filled = (str(conditional_escape(words[piece])) if at % 2 else piece for at, piece in enumerate(pieces))
    return SafeString("".join(filled))  # the pieces come from templates, the words between them are escaped


@lru_cache(maxsize=KEPT)
def _pieces(template: str, _language: str | None, shell: Shell, logged_in: bool) -> list[str]:
    """The part as text and, at odd places, the names of the words that stand between."""
    inside = SimpleNamespace(name="%%organization%%") if shell.role else None
    label = Role(shell.role).label if shell.role else ""
    request: Any = SimpleNamespace(
        organization=inside,
        member=SimpleNamespace(name="%%member%%", get_role_display=label) if shell.role else None,
        user=SimpleNamespace(is_authenticated=logged_in),
        get_full_path="%%path%%",
    )
    words = {
        "request": request,
        "shell": shell,
        "csrf_token": "%%token%%",
        "face": "%%face%%",
        "search_text": "%%searched%%",
    }
    return STAND_IN.split(INDENT.sub("\n", get_template(template).render(words)))
