"""A small chart of a few amounts, drawn by the server: no script is fetched for it. Its numbers stand beside it."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

STEP, BAR, HEIGHT, LABEL = 24, 16, 56, 14  # of the drawing's own units


def draw_bars(amounts: Sequence[int], labels: Sequence[str], texts: Sequence[str]) -> SafeString:
    """A bar for each amount (none for what is below zero), with its label below; `texts` show on pointing at one."""
    most = max([*amounts, 1])
    bars = format_html_join(
        "",
        '<g><title>{}</title><rect class="series-0" x="{}" y="{}" width="{}" height="{}" rx="2"/>'
        '<text x="{}" y="{}">{}</text></g>',
        (_bar(place, amount, most, labels[place], texts[place]) for place, amount in enumerate(amounts)),
    )
    ground = format_html('<path class="chart-ground" d="M0 {0}.5H{1}"/>', HEIGHT, STEP * len(amounts))
    return format_html(
        '<svg class="bars" viewBox="0 0 {} {}" aria-hidden="true">{}{}</svg>',
        STEP * len(amounts),
        HEIGHT + LABEL,
        bars,
        ground,
    )


def _bar(place: int, amount: int, most: int, label: str, text: str) -> tuple[str | int, ...]:
    height = max(round(amount * HEIGHT / most), 1) if amount > 0 else 0
    left = place * STEP + (STEP - BAR) // 2
    return text, left, HEIGHT - height, BAR, height, left + BAR // 2, HEIGHT + LABEL - 3, label
