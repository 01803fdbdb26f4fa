"""The lifecycle stage of a customer as a badge: on the card, in lists, and where customers are found."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sapa.customers.models import LifecycleStage

LOOKS = {
    LifecycleStage.SUSPECT: "badge-plain",
    LifecycleStage.PROSPECT: "badge-soft-accent",
    LifecycleStage.FIRST: "badge-soft-info",
    LifecycleStage.REPEAT: "badge-soft-info",
    LifecycleStage.MAJORITY: "badge-soft-primary",
    LifecycleStage.LOYAL: "badge-soft-success",
    LifecycleStage.ADVOCATE: "badge-success",
}


def stage_badge(stage: str) -> SafeString:
    return _drawn(stage, get_language())


@lru_cache(maxsize=64)
def _drawn(stage: str, _language: str | None) -> SafeString:
    if stage not in LifecycleStage.values:
        return SafeString("")
    known = LifecycleStage(stage)
    return format_html('<span class="badge {}">{}</span>', LOOKS[known], known.label)
