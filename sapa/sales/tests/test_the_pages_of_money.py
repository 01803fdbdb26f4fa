"""The pages of invoices, payments, receivables and the counter, as people use them."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from sapa.events.models import Event
from sapa.lib.tests.test_qris import payload
from sapa.sales import crediting, ordering
from sapa.sales.lines import Wanted
from sapa.sales.models import CreditNote, CustomerCredit, Invoice, Order, Payment, SalesSettings
from sapa.sales.tests.money import NOW, an_invoice, be_taxable, books_balance, credit_of, customer, invoiced, paid
from sapa.tenancy.current import no_organization
from sapa.testing import Cast

SLUG = "/maju-bersama/"


def place(name: str, *args: Any) -> str:
    return SLUG + reverse(f"sales:{name}", urlconf="sapa.urls_organization", args=args).lstrip("/")


def an_order(cast: Cast, **more: Any) -> Order:
    given = {"customer": customer(cast.budi), "lines": [Wanted(None, "Nasi kotak", Decimal(10), 25_000)]} | more
    return ordering.order(uuid=uuid4(), by=cast.budi, on=timezone.localdate(), now=timezone.now(), **given)


def sent(cast: Cast, name: str, *args: Any, by: Any = None, query: str = "", **data: Any) -> Any:
    return cast.client(by or cast.rina).post(place(name, *args) + query, data)


def test_an_order_becomes_an_invoice_which_is_paid_half_by_qris_and_the_rest_in_cash(cast: Cast) -> None:
    order = an_order(cast)
    (line,) = order.lines.all()
    form = cast.client(cast.budi).get(place("invoice_new", order.pk))
    assert b'value="10"' in form.content  # nothing was delivered yet: all that was ordered is proposed
    answer = sent(cast, "invoice_new", order.pk, by=cast.budi, **{f"line-{line.pk}": "10", "terms_days": "14"})
    made = Invoice.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, place("invoice", made.pk))
    assert made.due_on == timezone.localdate() + timedelta(days=14)
    half = {"amount": "125.000", "method": "qris", "on": timezone.localdate(), "pay": made.pk, "reference": "QR-9"}
    sent(cast, "payment_new", query=f"?invoice={made.pk}", **half)
    rest = {"amount": "125.000", "handed": "150.000", "method": "cash", "on": timezone.localdate(), "pay": made.pk}
    answer = cast.client(cast.rina).post(place("payment_new") + f"?invoice={made.pk}", rest, follow=True)
    assert "Rp25.000" in answer.content.decode()  # the change
    made.refresh_from_db()
    assert (made.balance, made.paid_on) == (0, timezone.localdate())
    assert [p.method for p in Payment.objects.order_by("pk")] == ["qris", "cash"]
    assert "Seratus dua puluh lima ribu rupiah" in answer.content.decode()
    assert books_balance()


def test_the_amount_is_shared_out_over_the_oldest_while_it_is_typed(cast: Cast) -> None:
    whose = customer(cast.budi)
    old = an_invoice(cast.budi, whose=whose, on=timezone.localdate() - timedelta(days=9))
    new = an_invoice(cast.budi, whose=whose)
    answer = sent(cast, "payment_shares", query=f"?customer={whose.pk}", amount="300000", pay=[old.pk, new.pk])
    text = answer.content.decode()
    assert text.index(old.number) < text.index(new.number)
    assert "Rp50.000" in text and "Rp200.000" in text
    only = sent(cast, "payment_shares", query=f"?customer={whose.pk}", amount="300000", pay=[new.pk])
    assert "Rp50.000" in only.content.decode()  # kept as the deposit
    assert not Payment.objects.exists()
    sent(cast, "payment_new", query=f"?customer={whose.pk}", amount="300000", method="transfer",
         on=timezone.localdate(), pay=[old.pk, new.pk])  # fmt: skip
    assert list(Invoice.objects.order_by("pk").values_list("balance", flat=True)) == [0, 200_000]
    assert books_balance()


def test_a_wrong_form_comes_back_with_what_was_typed(cast: Cast) -> None:
    made = an_invoice(cast.budi)
    wrong = {"amount": "nol koma", "method": "cash", "on": timezone.localdate(), "reference": "BCA-7", "pay": made.pk}
    answer = sent(cast, "payment_new", query=f"?invoice={made.pk}", **wrong)
    assert answer.status_code == 422
    assert b"nol koma" in answer.content and b"BCA-7" in answer.content
    little = {"amount": "10.000", "handed": "5.000", "method": "cash", "on": timezone.localdate()}
    assert sent(cast, "payment_new", query=f"?invoice={made.pk}", **little).status_code == 422
    late = {"amount": "1", "method": "cash", "on": timezone.localdate() + timedelta(days=1)}
    assert sent(cast, "payment_new", query=f"?invoice={made.pk}", **late).status_code == 422
    assert not Payment.objects.exists()


def test_the_photo_of_the_proof_is_kept(cast: Cast) -> None:
    made = an_invoice(cast.budi)
    buffer = io.BytesIO()
    Image.new("RGB", (800, 600), "teal").save(buffer, "JPEG")
    given = {"amount": "250.000", "method": "transfer", "on": timezone.localdate(), "pay": made.pk}
    photo = SimpleUploadedFile("bukti.jpg", buffer.getvalue(), "image/jpeg")
    sent(cast, "payment_new", query=f"?invoice={made.pk}", **given, proof=photo)
    payment = Payment.objects.get()
    shown = cast.client(cast.budi).get(place("payment_proof", payment.pk))
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
    assert cast.client(cast.wati).get(place("payment_proof", payment.pk)).status_code == 404
    fake = SimpleUploadedFile("bukti.jpg", b"no picture", "image/jpeg")
    again = sent(cast, "payment_new", query=f"?customer={made.customer_id}", amount="1", method="cash",
                 on=timezone.localdate(), proof=fake)  # fmt: skip
    assert again.status_code == 422


def test_a_payment_is_shared_out_paid_back_and_cancelled(cast: Cast) -> None:
    made = an_invoice(cast.budi)
    payment = paid(made, 300_000, cast.rina)
    two = an_invoice(cast.budi, whose=made.customer)
    assert cast.client(cast.rina).get(place("payment_allocation", payment.pk)).status_code == 200
    sent(cast, "payment_allocation", payment.pk, amount="30.000", pay=two.pk)
    assert credit_of(made.customer) == (220_000, 20_000)
    assert sent(cast, "payment_refund", payment.pk, amount="20.001", reason="Lebih").status_code == 422
    sent(cast, "payment_refund", payment.pk, amount="5.000", reason="Lebih")
    assert credit_of(made.customer) == (220_000, 15_000)
    page = cast.client(cast.budi).get(place("payment", payment.pk))
    assert "Rp15.000" in page.content.decode()
    other = paid(two, 10_000, cast.rina)
    sent(cast, "payment_cancel", other.pk, reason="Salah ketik")
    other.refresh_from_db()
    assert other.is_cancelled
    assert books_balance()


def test_an_invoice_is_credited_and_cancelled(cast: Cast) -> None:
    made = an_invoice(cast.budi)
    line = made.lines.get()
    url = ("credit_note_new", made.pk)
    assert cast.client(cast.rina).get(place(*url)).status_code == 200
    assert sent(cast, *url, reason="Rusak").status_code == 422
    assert sent(cast, *url, reason="Rusak", **{f"line-{line.pk}": "1", f"amount-{line.pk}": "1"}).status_code == 422
    sent(cast, *url, reason="Rusak", **{f"line-{line.pk}": "2"})
    sent(cast, *url, reason="Terlambat", **{f"amount-{line.pk}": "10.000"})
    assert [note.total for note in CreditNote.objects.order_by("pk")] == [50_000, 10_000]
    note = CreditNote.objects.latest("pk")
    assert "Rp10.000" in cast.client(cast.budi).get(place("credit_note", note.pk)).content.decode()
    sent(cast, "invoice_cancel", made.pk, reason="Salah")
    assert not Invoice.objects.get().is_cancelled  # it has credit notes
    for one in CreditNote.objects.all():
        assert sent(cast, "credit_note_cancel", one.pk, by=cast.budi, reason="Keliru").status_code == 403
        sent(cast, "credit_note_cancel", one.pk, reason="Keliru")
    assert "Dibatalkan" in cast.client(cast.budi).get(place("credit_note", note.pk)).content.decode()
    assert Invoice.objects.get().balance == made.total
    other = an_invoice(cast.budi, whose=made.customer)
    assert sent(cast, "invoice_cancel", other.pk, by=cast.budi, reason="Salah").status_code == 403
    sent(cast, "invoice_cancel", other.pk, reason="Salah")
    assert Invoice.objects.get(pk=other.pk).is_cancelled
    assert books_balance()


def test_a_down_payment_is_a_share_of_the_order(cast: Cast) -> None:
    order = an_order(cast)
    assert sent(cast, "down_payment", order.pk, amount="101%", terms_days="0").status_code == 422
    assert sent(cast, "down_payment", order.pk, amount="250.001", terms_days="0").status_code == 422
    sent(cast, "down_payment", order.pk, amount="30%", terms_days="0")
    down = Invoice.objects.get()
    assert (down.kind, down.total) == ("down", 75_000)
    assert "Rp75.000" in cast.client(cast.rina).get(place("invoice_new", order.pk)).content.decode()
    assert invoiced(order, cast.rina).total == 175_000


def test_the_invoice_shows_the_qris_with_what_is_still_owed(cast: Cast) -> None:
    SalesSettings.objects.update_or_create(defaults={"qris": payload(), "bank_account": "BRI 0012-34"})
    made = an_invoice(cast.budi)
    paid(made, 50_000, cast.rina)
    page = cast.client(cast.budi).get(place("invoice", made.pk)).content.decode()
    assert "data:image/svg+xml" in page and "WARUNG BU SRI" in page and "BRI 0012-34" in page
    paid(made, 200_000, cast.rina)
    assert "data:image/svg+xml" not in cast.client(cast.budi).get(place("invoice", made.pk)).content.decode()


def test_the_customer_reads_it_behind_a_link_nobody_can_guess(cast: Cast) -> None:
    SalesSettings.objects.update_or_create(defaults={"qris": payload()})
    made = an_invoice(cast.budi)
    assert sent(cast, "invoice_sending", made.pk, by=cast.budi).status_code == 303
    sent(cast, "invoice_sending", made.pk, by=cast.budi)
    made.refresh_from_db()
    assert Event.objects.filter(kind="invoice.sent").count() == 1
    assert made.token in cast.client(cast.budi).get(place("invoice_sending", made.pk)).content.decode()
    from django.test import Client

    with no_organization():
        page = Client().get(f"/public/invoices/maju-bersama/{made.token}/")
        assert page.status_code == 200
        assert page["X-Robots-Tag"] == "noindex, nofollow"
        assert made.number in page.content.decode() and "data:image/svg+xml" in page.content.decode()
        for wrong in (f"maju-bersama/{made.token[:-1]}x", f"ud-asing/{made.token}", "maju-bersama/x"):
            assert Client().get(f"/public/invoices/{wrong}/").status_code == 404


def test_everything_is_sold_at_the_counter_on_one_page(cast: Cast) -> None:
    assert cast.client(cast.budi).get(place("counter")).status_code == 200
    line = {"lines-count": "1", "lines-0-what": "?Kopi", "lines-0-what_text": "Kopi", "lines-0-quantity": "2",
            "lines-0-price": "15.000"}  # fmt: skip
    answer = cast.client(cast.budi).post(
        place("counter"), {**line, "method": "cash", "handed": "50.000", "once": uuid4()}, follow=True
    )
    assert answer.status_code == 200
    assert "Rp20.000" in answer.content.decode()  # the change
    assert (Payment.objects.get().amount, Invoice.objects.get().balance) == (30_000, 0)
    debt = cast.client(cast.budi).post(place("counter"), {**line, "method": "cash", "paid": "10.000"})
    assert debt.status_code == 422
    assert books_balance()


def test_receivables_are_listed_narrowed_and_taken_away(cast: Cast) -> None:
    made = an_invoice(cast.budi, on=timezone.localdate() - timedelta(days=40))
    page = cast.client(cast.rina).get(place("receivables")).content.decode()
    assert "PT KITA" in page and "Rp250.000" in page
    assert "PT KITA" not in cast.client(cast.rina).get(place("receivables") + f"?owner={cast.wati.pk}").content.decode()
    taken = cast.client(cast.rina).get(place("receivables_export"))
    assert "PT KITA" in b"".join(taken).decode("utf-8-sig")
    assert cast.client(cast.budi).get(place("receivables_export")).status_code == 403
    account = cast.client(cast.rina).get(place("statement", made.customer_id)).content.decode()
    assert made.number in account
    assert cast.client(cast.wati).get(place("statement", made.customer_id)).status_code == 404
    wrong = cast.client(cast.rina).get(place("statement", made.customer_id) + "?since=2026-02-01&until=2026-01-01")
    assert wrong.status_code == 422


def test_a_supervisor_sets_what_a_customer_may_owe(cast: Cast) -> None:
    whose = customer(cast.budi)
    given = {"limit": "5.000.000", "terms_days": "14", "version": "1"}
    assert sent(cast, "credit", whose.pk, by=cast.budi, **given).status_code == 403
    assert not CustomerCredit.objects.exists()
    assert sent(cast, "credit", whose.pk, by=cast.tono, **given).status_code == 303
    assert CustomerCredit.objects.get().limit == 5_000_000
    sent(cast, "credit", whose.pk, by=cast.tono, **given | {"limit": "1"})  # an old form
    assert CustomerCredit.objects.get().limit == 5_000_000


def test_the_months_tax_invoices_are_taken_out(cast: Cast) -> None:
    be_taxable()
    page = cast.client(cast.rina).get(place("tax_invoices"))
    assert page.status_code == 200
    SalesSettings.objects.update(exports_tax_invoices=True, npwp="0012345678901000")
    whose = customer(cast.budi, npwp="3171234567890123", street="Jl. Rawasari 5")
    made = an_invoice(cast.budi, whose=whose, on=timezone.localdate())
    month = f"{timezone.localdate():%Y-%m}"
    assert made.number in cast.client(cast.rina).get(place("tax_invoices") + f"?month={month}").content.decode()
    assert sent(cast, "tax_invoices_file", by=cast.budi, month=month).status_code == 303  # sees only a part
    answer = sent(cast, "tax_invoices_file", month=month)
    assert (answer["Content-Type"], made.number.encode() in answer.content) == ("application/xml", True)
    made.refresh_from_db()
    assert made.tax_exported_at is not None


PAGES = ["invoices", "payments", "receivables", "invoice", "payment", "credit_note", "statement", "payment_new"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_the_same_few_questions_however_much_there_is(cast: Cast, name: str) -> None:
    counts = []
    whose = customer(cast.budi)
    for many in (1, 5):
        for number in range(many):
            made = an_invoice(cast.budi, whose=whose if number % 2 else customer(cast.budi, f"Warung {many}{number}"))
            payment = paid(made, 300_000 if name == "payment" else 100_000, cast.rina)
            note = crediting.credit(made, uuid=uuid4(), quantities={made.lines.get().pk: Decimal(1)}, reason="Rusak",
                                    by=cast.rina, on=timezone.localdate(), now=NOW)  # fmt: skip
        args = {
            "invoice": [made.pk],
            "payment": [payment.pk],
            "credit_note": [note.pk],
            "statement": [made.customer_id],
        }
        query = f"?customer={whose.pk}" if name == "payment_new" else ""
        client = cast.client(cast.sari)
        client.get(place(name, *args.get(name, [])) + query)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(place(name, *args.get(name, [])) + query).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 12, [q["sql"][:150] for q in queries]


def test_the_form_of_an_invoice_sent_twice_leads_to_the_invoice_twice(cast: Cast) -> None:
    order = an_order(cast)
    (line,) = order.lines.all()
    data = {f"line-{line.pk}": "10", "terms_days": "0", "once": uuid4()}
    places = {sent(cast, "invoice_new", order.pk, **data)["Location"] for _time in range(2)}
    assert places == {place("invoice", Invoice.objects.get().pk)}
