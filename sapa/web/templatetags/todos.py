"""The rows of Today. Django's templates take 12 ms for 25 of them, this 1 (ADR 40)."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sapa.customers.panel import Reach
from sapa.web.icons import draw
from sapa.web.today import Item, Kind
from sapa.web.today.order import Act

register = template.Library()

ROW = (
    '<li class="todo{}">{}<div class="todo-main"><p class="todo-title">{}<a href="{}">{}</a></p>{}'
    '<p class="todo-reason">{}</p></div>{}</li>'
)
POST = '<button class="btn{}" form="act" formaction="{}"{}>{}</button>'
OPEN = '<a class="btn{}" href="{}?next={}" data-dialog title="{}">{}</a>'
TAP = 'data-tap="{}" data-tap-kind="{}" data-tap-number="{}">{}</{}>'
EXAMPLE = '<button class="btn btn-square" type="button" title="{0}" data-tap-example="{0}" '
CALL = '<a class="btn btn-square" href="{}" title="{}" '
DRAFT = '<a class="btn btn-square" href="{}" target="_blank" rel="noopener" title="WhatsApp" '
SAID = '{}<span class="sr-only">{}: {}</span>'
MARKS = {Kind.BIRTHDAY: "cake", Kind.DEAL: "handshake"}


@register.simple_tag(takes_context=True)
def todos(context: Any, items: Iterable[Item], back: str = "") -> SafeString:
    """`{% todos today.items %}`: a line each, whose forms post by the page's `<form id="act">`, and lead back there."""
    row = _Row(escape(back or context["request"].path))
    return mark_safe("".join([row.draw(item) for item in items]))  # noqa: S308 (escaped in _Row)


class _Row:
    """Draws one row after the other. Every text of people is escaped here, by hand."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.call, self.example = escape(_("Call")), escape(_("Example number: it is not called"))

    def draw(self, item: Item) -> str:
        title, about = escape(item.title), item.about
        return ROW.format(
            " todo-late" if item.late else "",
            self._done(item, title),
            f'<b class="todo-hour">{escape(item.hour)}</b> ' if item.hour else "",
            escape(item.url),
            title,
            f'<p class="todo-about">{escape(about)}</p>' if about else "",
            escape(item.reason),
            self._acts(item, title),
        )

    def _done(self, item: Item, title: str) -> str:
        """The act at the thumb's end, or a mark of what sort of thing it is."""
        act = item.done
        if act is None:
            return f'<span class="todo-mark">{draw(MARKS.get(item.kind, "dot"))}</span>'
        name = escape(act.name)
        return self._act(act, " btn-square todo-done", SAID.format(draw(act.icon), name, title), f' title="{name}"')

    def _acts(self, item: Item, title: str) -> str:
        reached = self._reach(item.reach, escape(item.tap_url), title) if item.reach else ""
        others = []
        for act in item.acts:
            name = escape(act.name)
            if act.worded:
                others.append(self._act(act, "", f'{name}<span class="sr-only">: {title}</span>'))
            else:
                others.append(self._act(act, " btn-square", SAID.format(draw(act.icon), name, title)))
        return f'<div class="todo-acts">{reached}{"".join(others)}</div>' if reached or others else ""

    def _act(self, act: Act, look: str, words: str, hint: str = "") -> str:
        if act.how == "post":
            return POST.format(look, escape(act.url), hint, words)
        return OPEN.format(look, escape(act.url), self.path, escape(act.name), words)

    def _reach(self, reach: Reach, tap_url: str, title: str) -> str:
        """The number to call, and a draft to it. Those of a demo are shown and never called."""
        number = escape(reach.number)
        call = SAID.format(draw("phone"), self.call, title)
        write = SAID.format(draw("message-circle"), "WhatsApp", title)
        if reach.is_example:
            call_by = write_by = EXAMPLE.format(self.example)
        else:
            call_by, write_by = CALL.format(escape(reach.tel_url), self.call), DRAFT.format(escape(reach.whatsapp_url))
        end = "button" if reach.is_example else "a"
        drawn = call_by + TAP.format(tap_url, "phone", number, call, end)
        return drawn + (write_by + TAP.format(tap_url, "whatsapp", number, write, end) if reach.is_mobile else "")
