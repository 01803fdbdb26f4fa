"""`/ui/`: every component in all its states, with invented but likely content. It holds no data and is public."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace as Sample
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from sapa.lib.answers import done, form_page
from sapa.lib.forms import Combobox, MoneyField, PhoneField, QuantityField, Segments, Several

VILLAGES = (
    ("33.10.14.2003", "Ponggok", "Kec. Polanharjo, Kab. Klaten, Jawa Tengah"),
    ("35.05.04.2006", "Ponggok", "Kec. Ponggok, Kab. Blitar, Jawa Timur"),
    ("51.02.07.2001", "Penebel", "Kec. Penebel, Kab. Tabanan, Bali"),
    ("33.10.14.2010", "Polan", "Kec. Polanharjo, Kab. Klaten, Jawa Tengah"),
)
PEOPLE = (
    ("Hj. Siti Nur Aminah", "Warung Bu Aminah", "+6281234567890", 1250000, 0, "prospect"),
    ("Slamet", "", "+6285700001111", 85000, 3, "account"),
    (
        "Dapur Umum Sehat Sentosa Kecamatan Polanharjo Kabupaten Klaten",
        "Katering",
        "+62272321456",
        98765432100,
        1,
        "won",
    ),
    ("CV Tirta Sumber Makmur", "Distributor", "+6281399998888", 43500000, 12, "account"),
    ("Wayan Sudiarta", "Gerobak kopi", "", 0, 0, "prospect"),
)


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label=_("Name"), help_text=_("As they call themselves. One name is enough."))
    phone = PhoneField(label=_("Phone"), required=False)
    market = forms.ChoiceField(
        label=_("Market"), choices=[("b2c", "B2C"), ("b2b", "B2B"), ("b2g", "B2G")], widget=Segments, initial="b2c"
    )
    channel = forms.ChoiceField(
        label=_("Channel"), choices=[("", "—"), ("gt", "Tradisional"), ("mt", "Modern"), ("in", "Institusi")]
    )
    village = forms.CharField(label=_("Village"), required=False)
    value = MoneyField(label=_("Value"), required=False)
    quantity = QuantityField(label=_("Quantity"), required=False)
    closes = forms.DateField(label=_("Expected close"), required=False)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea)
    tags = forms.MultipleChoiceField(
        label=_("Tags"),
        required=False,
        choices=[("a", "Ramadan"), ("b", "Hajatan")],
        widget=forms.CheckboxSelectMultiple,
    )
    stages = forms.MultipleChoiceField(
        label=_("Stage"),
        required=False,
        choices=[("first", "Pembeli pertama"), ("repeat", "Pelanggan berulang"), ("loyal", "Setia")],
        widget=Several,
        initial=["repeat", "loyal"],
    )
    consent = forms.BooleanField(label=_("May be written to on WhatsApp"), required=False)
    locked = forms.CharField(label=_("Number"), disabled=True, required=False, initial="CUST/0042")
    letter = forms.FileField(label=_("File"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].widget = Combobox(url=reverse("ui_villages"))


class ShortForm(SampleForm):
    """What the dialog asks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {name: self.fields[name] for name in ("name", "phone", "market", "village")}


REFUSED = {
    "name": "",
    "phone": "08x12",
    "village_text": "Pong",
    "value": "dua juta",
    "closes": "2026-02-31",
    "market": "b2b",
    "channel": "gt",
}


def _deals() -> list[Sample]:
    names = ("Katering rapat desa", "Air galon 40 kantor", "Kopi lokal untuk Hotel Tirta", "Sewa tenda hajatan")
    today = timezone.localdate()
    return [
        Sample(
            id=at,
            title=name if at else f"{name} tiga hari untuk 250 orang, termasuk snack pagi dan sore",
            customer=PEOPLE[at % 5][0],
            value=PEOPLE[at % 5][3] or 350000,
            url="#kanban",
            move_url=reverse("ui_move", args=[at]),
            may_quote=True,
            version=1,
            owner="Budi Santoso" if at % 2 else "Wati",
            closes_on=today + timedelta(days=9 * at - 10),
            rotting=16 if at == 1 else 0,
            floating=at == 0,
        )
        for at, name in enumerate(names)
    ]


def _columns() -> list[Sample]:
    deals = _deals()
    stages: tuple[tuple[str, list[Sample]], ...] = (
        ("Calon konsumen", deals[:2]),
        ("Kualifikasi", deals[2:3]),
        ("Proposal", deals[3:]),
        ("Negosiasi", []),
    )
    return [
        Sample(
            id=at,
            name=name,
            count=len(cards) or (1001 if at == 3 else 0),
            total=sum(card.value for card in cards),
            weighted=sum(card.value for card in cards) // 4,
            url="",
            cards=cards,
            more_url="",
        )
        for at, (name, cards) in enumerate(stages)
    ]


def _weeks() -> list[list[Sample]]:
    first, today = date(2026, 10, 26), date(2026, 11, 22)
    deal = Sample(title="Kunjungan ke Bu Aminah", url="#month")
    return [
        [
            Sample(
                date=(day := first + timedelta(days=7 * week + at)),
                other=day.month != 11,
                today=day == today,
                rest=at == 6,
                holiday="",
                items=[deal] * (day.day in (5, 24)),
            )
            for at in range(7)
        ]
        for week in range(6)
    ]


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """The page of components."""
    refused = SampleForm(REFUSED)
    refused.is_valid()
    people = [
        Sample(
            name=name, kind=kind, phone=phone, value=value, days=timezone.localdate() - timedelta(days=days), step=step
        )
        for name, kind, phone, value, days, step in PEOPLE
    ]
    months = [("Sep 2026", 12500000, 9000000), ("Okt 2026", 21750000, 14250000), ("Nov 2026", 18000000, 7600000)]
    story = [
        Sample(
            icon="phone", title="Telepon", text="Minta contoh kopi 250 g.", by="Budi", at=timezone.now(), url="#story"
        ),
        Sample(
            icon="badge-check", title="Menang", text="", by="Sari", at=datetime(2026, 11, 20, 3, 5, tzinfo=UTC), url=""
        ),
    ]
    context = {
        "form": SampleForm(initial={"name": "Warung Bu Yuli", "value": 1250000, "phone": "+6281234567890"}),
        "refused": refused,
        "people": people,
        "columns": _columns(),
        "weeks": _weeks(),
        "month": date(2026, 11, 1),
        "weekdays": ["Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"],
        "months": [(name, [(a, f"{a:,}".replace(",", ".")), (b, f"{b:,}".replace(",", "."))]) for name, a, b in months],
        "products": [
            ("Kopi lokal 250 g", [(8200000, "8.200.000"), (1200000, "1.200.000")]),
            ("Paket katering rapat tiga hari untuk 250 orang", [(5100000, "5.100.000"), (4400000, "4.400.000")]),
            ("Air galon", [(900000, "900.000"), (0, "0")]),
        ],
        "channels": [("Tradisional", [(212, "212")]), ("Institusi", [(97, "97")]), ("Modern", [(41, "41")])],
        "channel_columns": [_("Customers")],
        "columns_names": [_("Expected"), _("Weighted")],
        "story": story,
        "clash": {
            "changed_by": "Wati",
            "changed_at": timezone.now(),
            "fields": [
                {"label": _("Phone"), "mine": "0812-3456-7890", "theirs": "0857-0000-1111"},
                {"label": _("Village"), "mine": "", "theirs": "Ponggok, Kec. Polanharjo"},
            ],
        },
        "page": Sample(previous="x", next="y"),
        "icons": ("phone", "message-circle", "map-pin", "handshake", "package", "sprout", "flame", "calendar-check"),
    }
    return render(request, "web/ui.html", context)


@require_safe
def villages(request: HttpRequest) -> HttpResponse:
    """The combobox's answer on the page of components."""
    wanted = request.GET.get("q", "").strip().lower()
    options = [
        {"value": code, "label": name, "detail": detail}
        for code, name, detail in VILLAGES
        if wanted and wanted in name.lower()
    ]
    return render(request, "ui/options.html", {"options": options})


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """The board's answer on the page of components: the last column refuses."""
    if request.POST.get("stage") == "3":
        context = {"message": _("This deal is not ready to be negotiated: nobody who decides is known.")}
        return render(request, "ui/refused.html", context, status=409)
    return HttpResponse("")


def dialog(request: HttpRequest) -> HttpResponse:
    """A page that the page of components opens in a dialog; it refuses a form without a name."""
    form = ShortForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return done(request, reverse("ui"), _("Done: this is what a message looks like."), undo=reverse("ui_dialog"))
    return form_page(request, "web/ui_dialog.html", form)
