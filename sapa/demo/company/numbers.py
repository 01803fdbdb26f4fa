"""Numbers of documents for many at once: those that `sales.numbering` would give, one after another."""

from datetime import date

from sapa.lib import document_numbers
from sapa.sales.models import DOCUMENT_CODES, DocumentKind, NumberCounter
from sapa.sales.numbering import MONTHLY, code_of, parsed, template_of
from sapa.team.models import BusinessUnit


class Numbers:
    """Counts in memory; `keep` writes the counters from which the verbs go on."""

    def __init__(self) -> None:
        self.templates: dict[tuple[str, int | None], tuple[str, str]] = {}
        self.last: dict[tuple[str, str, str], int] = {}

    def give(self, kind: DocumentKind, unit: BusinessUnit | None, on: date) -> str:
        """The next one of the series. Ask in the order of the days."""
        key = (str(kind), unit.pk if unit else None)
        if key not in self.templates:
            self.templates[key] = template_of(kind, unit)
        text, restart = self.templates[key]
        template, code = parsed(text, monthly=restart == MONTHLY), code_of(unit)
        period = document_numbers.period(on, monthly=restart == MONTHLY)
        series = (str(kind), template.series(kind=DOCUMENT_CODES[kind], unit=code), period)
        self.last[series] = self.last.get(series, 0) + 1
        return template.render(self.last[series], kind=DOCUMENT_CODES[kind], unit=code, on=on)

    def keep(self) -> None:
        NumberCounter.objects.bulk_create(
            NumberCounter(kind=kind, series=series, period=period, last=last)
            for (kind, series, period), last in sorted(self.last.items())
        )
