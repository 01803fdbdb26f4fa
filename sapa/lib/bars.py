"""A small chart of a few amounts, drawn by the server: no script is fetched for it. Its numbers stand beside it."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

STEP, BAR, HEIGHT, LABEL = 24, 16, 56, 14  # of the drawing's own units


def draw_bars(amounts: Sequence[int], labels: Sequence[str], texts: Sequence[str], height: int = HEIGHT) -> SafeString:
    """A bar for each amount (none for what is below zero), with its label below; `texts` show on pointing at one.

    The highest is `height` tall, and each stands STEP wide.
    """
    most = max([*amounts, 1])
    bars = format_html_join(
        "",
        '<g><title>{}</title><rect class="series-0" x="{}" y="{}" width="{}" height="{}" rx="2"/>'
        '<text x="{}" y="{}">{}</text></g>',
        (_bar(place, amount, most, height, (labels[place], texts[place])) for place, amount in enumerate(amounts)),
    )
    ground = format_html('<path class="chart-ground" d="M0 {0}.5H{1}"/>', height, STEP * len(amounts))
    return format_html(
        '<svg class="bars" viewBox="0 0 {} {}" aria-hidden="true">{}{}</svg>',
        STEP * len(amounts),
        height + LABEL,
        bars,
        ground,
    )


def _bar(place: int, amount: int, most: int, height: int, words: tuple[str, str]) -> tuple[str | int, ...]:
    tall = max(round(amount * height / most), 1) if amount > 0 else 0
    left = place * STEP + (STEP - BAR) // 2
    label, text = words
    return text, left, height - tall, BAR, tall, left + BAR // 2, height + LABEL - 3, label
