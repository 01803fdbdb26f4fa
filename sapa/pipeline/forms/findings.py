"""What was found out: writing it down, and which of it we can serve with what."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product
from sapa.lib.forms import Combobox, LineField, Segments
from sapa.pipeline.finding_out import LENGTH
from sapa.pipeline.forms.funnel import LinesField
from sapa.pipeline.forms.lines import ProductField, read_number
from sapa.pipeline.funnel import Answer
from sapa.pipeline.models import Finding
from sapa.team.models import Member

ANSWERS = [("yes", _("We can")), ("no", _("We cannot")), ("", _("Not decided"))]


class FindingsForm(forms.Form):
    """Several of one kind, each on a line of its own."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Finding.Kind.choices, widget=Segments, initial="need")
    texts = LinesField(label=_("What was found out?"), required=True, help_text=_("Each on a line of its own."))
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    @property
    def findings(self) -> list[tuple[str, str]]:
        return [(self.cleaned_data["kind"], text) for text in self.cleaned_data["texts"]]


class WithField(ProductField):
    """A product of the catalogue, or a solution in one's own words. Who does not see the catalogue writes words."""

    def __init__(self, *, member: Member, known: dict[int, Product], **options: Any) -> None:
        if member.may("catalogue.view"):
            said = _("Product, or a solution in your own words")
            options["widget"] = Combobox(lambda: reverse("catalogue:options"), _named(known), said)
        else:
            options["widget"] = forms.TextInput({"maxlength": 200})
        super().__init__(label=_("With what?"), required=False, **options)
        self.known, self._by_words = known, not member.may("catalogue.view")

    def clean(self, value: Any) -> tuple[Product | None, str]:
        if self._by_words:
            return None, str(value or "").strip()[:200]
        return super().clean(value)


def _named(known: dict[int, Product]) -> Any:
    return lambda value: known[read_number(value)].name if read_number(value) in known else ""


class AccountForm(forms.Form):
    """Which of what was found out we can serve, with what; and one thing more that is not written down yet."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Finding.Kind.choices, widget=Segments, initial="need")
    text = LineField(label=_("What was found out?"), max_length=LENGTH, required=False)
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def __init__(self, data: Any, *, findings: Sequence[Finding], member: Member) -> None:
        super().__init__(data)
        self.findings = findings
        known = {one.product_id: one.product for one in findings if one.product}
        asked = {read_number(data.get(f"with_{one.pk}", "")) for one in findings} if data else set()
        asked |= {read_number(data.get("with", ""))} if data else set()
        known |= Product.objects.in_bulk(asked - {0} - known.keys()) if asked - {0} - known.keys() else {}
        for one in findings:
            self.fields[f"answer_{one.pk}"] = forms.ChoiceField(
                label=_("Can we serve it?"), choices=ANSWERS, required=False, widget=Segments, initial=one.answer
            )
            told = one.product_id or (f"?{one.solution}" if one.solution else None)
            if not member.may("catalogue.view"):
                told = one.solution
            self.fields[f"with_{one.pk}"] = WithField(member=member, known=known, initial=told)
        self.fields["with"] = WithField(member=member, known=known)

    @property
    def rows(self) -> list[tuple[Finding, Any, Any]]:
        """Each finding with its two fields."""
        return [(one, self[f"answer_{one.pk}"], self[f"with_{one.pk}"]) for one in self.findings]

    @property
    def with_what(self) -> Any:
        return self["with"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        served = any(given.get(f"answer_{one.pk}") == Finding.Answer.YES for one in self.findings)
        if not self.errors and not served and not given.get("text"):
            raise forms.ValidationError(_("Say of one thing at least that we can serve it, and with what."))
        return given

    @property
    def answers(self) -> dict[Finding, Answer]:
        """For `funnel.make_account`. What we cannot serve is served with nothing."""
        found = {}
        for one in self.findings:
            answer = self.cleaned_data[f"answer_{one.pk}"]
            product, words = self.cleaned_data[f"with_{one.pk}"]
            kept = words or (one.solution if product is not None and product == one.product else "")
            found[one] = Answer(answer, product, kept) if answer != Finding.Answer.NO else Answer(answer)
        return found

    @property
    def more(self) -> tuple[str, str, Answer] | None:
        """The thing that was not written down yet (kind, text, answer), if there is one."""
        text = self.cleaned_data["text"].strip()
        answer = Answer(Finding.Answer.YES, *self.cleaned_data["with"])
        return (self.cleaned_data["kind"], text, answer) if text else None


class FindingForm(forms.Form):
    """One finding: its words, whether we can serve it, and with what."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Finding.Kind.choices, widget=Segments)
    text = LineField(label=_("What was found out?"), max_length=LENGTH)
    answer = forms.ChoiceField(label=_("Can we serve it?"), choices=ANSWERS, required=False, widget=Segments)
    solution = LineField(label=_("solution"), max_length=200, required=False)

    def __init__(self, data: Any, *, finding: Finding, member: Member) -> None:
        names = ("kind", "text", "answer", "solution")
        super().__init__(data, initial={name: getattr(finding, name) for name in names})
        self.finding = finding
        if member.may("catalogue.view"):
            chosen = read_number(data.get("product", "")) if data else 0
            known = {finding.product_id: finding.product} if finding.product else {}
            if chosen and chosen not in known:
                known |= Product.objects.in_bulk([chosen])
            label = _("product")
            field = WithField(member=member, known=known, initial=finding.product_id)
            field.label, field.widget.placeholder = label, _("part of its name")
            self.fields["product"] = field
            self.order_fields(["kind", "text", "answer", "product", "solution"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        _product, typed = given.get("product") or (None, "")
        if typed:
            self.add_error("product", _("This product is gone. Choose another."))
        return given

    @property
    def product(self) -> Product | None:
        given: tuple[Product | None, str] | None = self.cleaned_data.get("product")
        return given[0] if given else self.finding.product
