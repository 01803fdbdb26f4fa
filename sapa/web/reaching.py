"""The links that call a number or open a draft to it, as the card has them for each number."""

from django.urls import get_script_prefix
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sapa.customers.panel import Reach
from sapa.web.icons import draw

TAPPED = 'data-tap="{}activities/customers/{}/taps/" data-tap-kind="{}" data-tap-number="{}">{}<span>{}</span>'
EXAMPLE = '<button class="{}" type="button" title="{}" data-tap-example="{}" ' + TAPPED + "</button>"
DRAFT = '<a class="{}" href="{}" target="_blank" rel="noopener" title="WhatsApp" ' + TAPPED + "</a>"
CALL = '<a class="{}" href="{}" ' + TAPPED + "</a>"
LOOKS = {"whatsapp": "message-circle", "phone": "phone"}


def draw_reach(reach: Reach, customer_id: int, point: str, look: str) -> SafeString:
    """WhatsApp or the dialler for one number, `point` being which. A tap is logged where the page has tap.js."""
    words = "WhatsApp" if point == "whatsapp" else _("Call")
    tapped = (get_script_prefix(), customer_id, point, reach.number, draw(LOOKS[point]), words)
    if reach.is_example:
        said = _("Example number: it is not called")
        return format_html(EXAMPLE, look, said, said, *tapped)
    if point == "whatsapp":
        return format_html(DRAFT, look, reach.whatsapp_url, *tapped)
    return format_html(CALL, look, reach.tel_url, *tapped)
