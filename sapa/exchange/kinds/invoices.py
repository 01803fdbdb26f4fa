"""Past invoices from a file, one row a line. They are known again by their number, or by customer and day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from sapa.exchange import cells
from sapa.exchange.cells import Formats
from sapa.exchange.kinds.invoice_customers import Buyer, Buyers
from sapa.exchange.kinds.invoice_groups import Group, Groups
from sapa.exchange.kinds.invoice_lines import Goods, line_of
from sapa.exchange.kinds.invoice_rows import Past, total_of, write
from sapa.exchange.reading import Field, Reading, Record
from sapa.exchange.references import Names, Seen
from sapa.exchange.running import Importer, Job
from sapa.lib.invalid import Invalid
from sapa.lib.money import MAX_AMOUNT
from sapa.lib.tables import Cell
from sapa.lib.tables import text as plain
from sapa.lib.text import search_key
from sapa.sales.models import Invoice, SalesSettings
from sapa.team.models import BusinessUnit, Member

LONGEST_TERMS = 365
ALL, NOTHING = {"lunas", "sudah", "ya", "paid", "yes", "dibayar"}, {"belum", "tidak", "unpaid", "no", "belum lunas"}


def _paid(cell: Cell, formats: Formats) -> int:
    """Minor units; "lunas" is all of it, which is -1 here."""
    written = search_key(plain(cell))
    return -1 if written in ALL else 0 if written in NOTHING else cells.amount(cell, formats)


FIELDS = (
    Field("external_id", cells.text(80), "Kode transaksi|id transaksi|id faktur|transaction id|invoice id"),
    Field("number", cells.text(60), "Nomor faktur|no faktur|nomor nota|no nota|nomor|faktur|nota|invoice|invoice no"
          "|invoice number|number|no invoice"),
    Field("on", cells.day, "Tanggal|tgl|tanggal faktur|tanggal nota|tgl faktur|tgl nota|date|invoice date"),
    Field("customer", cells.text(160), "Pelanggan|nama pelanggan|pembeli|customer|customer name|buyer|account"),
    Field("customer_id", cells.text(80), "Kode pelanggan|nomor pelanggan|customer id|customer number|account id"),
    Field("customer_phone", cells.phone_list, "Telepon pelanggan|telepon|no telepon|hp|no hp|wa|whatsapp|phone"),
    Field("sku", cells.text(40), "SKU|kode produk|kode barang|barcode|product code|item code"),
    Field("product", cells.text(120), "Produk|nama produk|nama barang|barang|product|item|product name"),
    Field("description", cells.text(300), "Keterangan|uraian|deskripsi|description"),
    Field("measure", cells.text(20), "Satuan|uom|unit of measure"),
    Field("quantity", cells.quantity, "Banyaknya|kuantitas|jumlah barang|qty|units|quantity"),
    Field("price", cells.amount, "Harga|harga satuan|unit price|price"),
    Field("discount", cells.amount, "Potongan|diskon|discount"),
    Field("promotion", cells.text(80), "Promosi|promo|voucher|kode voucher|promotion|coupon"),
    Field("amount", cells.amount, "Jumlah|subtotal|total|nilai|amount|line total"),
    Field("tax", cells.amount, "PPN|pajak|tax|vat"),
    Field("paid", _paid, "Dibayar|bayar|jumlah bayar|terbayar|paid|paid amount|amount paid"),
    Field("paid_on", cells.day, "Tanggal bayar|tgl bayar|tanggal lunas|paid date|paid on|payment date"),
    Field("due_on", cells.day, "Jatuh tempo|tanggal jatuh tempo|tgl jatuh tempo|due|due date"),
    Field("owner", cells.text(120), "Penanggung jawab|sales|salesman|tenaga penjual|salesperson"),
    Field("unit", cells.text(80), "Unit usaha|business unit"),
)  # fmt: skip


class InvoiceImporter(Importer):
    kind = "invoices"
    keys = ()

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._groups = Groups()
        self._buyers = Buyers(job)
        self._seen = Seen()

    def fields(self) -> Sequence[Field]:
        return FIELDS

    def prepare(self, reading: Reading) -> None:
        if not reading.has("on"):
            raise Invalid(_("The file says of no invoice when it was."))
        if not (reading.has("price") or reading.has("amount")):
            raise Invalid(_("The file has neither prices nor amounts."))
        if not any(reading.has(name) for name in ("customer", "customer_id", "customer_phone")):
            raise Invalid(_("The file names no customers."))
        self._says_paid = reading.has("paid") or reading.has("paid_on")
        self._groups.know(reading)
        self._goods = Goods(self.job)
        self._members = Names(Member.objects.all(), _("There is no member “%(name)s”."))
        self._units = Names(BusinessUnit.objects.all(), _("There is no business unit “%(name)s”."))
        settings = SalesSettings.objects.first()
        self._terms = settings.terms_days if settings else 0

    def take(self, records: list[Record]) -> None:
        self._take(self._groups.add(records, self.job.rejected))

    def finish(self) -> None:
        self._take(self._groups.rest())

    def _take(self, groups: list[Group]) -> None:
        rows = [record for group in groups for record in group.records]
        if not rows:
            return
        self._goods.load(rows)
        self._buyers.load(group.records[0] for group in groups)
        understood = [past for group in groups if (past := self._understand(group)) is not None]
        self._name(understood)
        new = [past for past in understood if self._is_new(past, self._known)]
        for past in new:
            past.buyer.bought.append(past.on)
        self._buyers.make()
        new = [past for past in new if self._is_called(past)]
        for past in new:
            past.owner_id = past.owner_id or past.buyer.owner_id
            past.unit_id = past.unit_id or past.buyer.unit_id
            self.job.summary.created += len(past.records)
        write(self.job, new)

    def _understand(self, group: Group) -> Past | None:
        """The invoice that a group of rows is; None where a row is wrong, which rejects them all."""
        if group.problem is not None:
            for record in group.records:
                self.job.reject(record, group.problem)
            return None
        lines: list[dict[str, Any]] = []
        record = group.records[0]
        try:
            for record in group.records:
                group.refuse_another(record)
                lines.append(line_of(record, self._goods))
            record = group.records[0]
            return self._past(group, lines)
        except Invalid as reason:
            self._reject(group.records, record, reason)
            return None

    def _past(self, group: Group, lines: list[dict[str, Any]]) -> Past:
        on = group.first("on")
        if on is None:
            raise Invalid(_("The invoice has no date."))
        if on > self.job.today:
            raise Invalid(_("The invoice is of a day that is still to come."))
        total = total_of(lines)
        if total > MAX_AMOUNT:
            raise Invalid(_("This amount is too large."))
        paid, paid_on = self._payment(group, total, on)
        due_on = group.first("due_on") or on + timedelta(self._terms)
        terms = (due_on - on).days
        if not 0 <= terms <= LONGEST_TERMS:
            raise Invalid(_("It is due before its date, or more than a year after it."))
        owner, unit = group.first("owner"), group.first("unit")
        return Past(
            group.records, lines, self._buyers.find(group.records[0]), on, due_on, terms, paid, paid_on,
            number=group.first("number") or "",
            external_id=group.first("external_id") or group.first("number") or "",
            owner_id=self._members.get(owner).pk if owner else None,
            unit_id=self._units.get(unit).pk if unit else None,
        )  # fmt: skip

    def _payment(self, group: Group, total: int, on: date) -> tuple[int, date]:
        """What was paid and when: all of it on the invoice's day, where the file has no column for it."""
        paid, paid_on = group.first("paid"), group.first("paid_on")
        if paid is None:
            paid = -1 if paid_on or not self._says_paid else 0
        paid = total if paid < 0 else paid
        if paid > total:
            raise Invalid(_("More was paid than it came to."))
        if paid_on is not None and paid_on > self.job.today:
            raise Invalid(_("It was paid on a day that is still to come."))
        return paid, paid_on or on

    def _name(self, invoices: list[Past]) -> None:
        """Give those without a number that of their customer and day, and read which are there already."""
        for past in invoices:
            past.call(_called(past.buyer, past.on))
        wanted = {past.external_id for past in invoices} - {""}  # "": of a customer who is still to be made
        numbers = {past.number for past in invoices} - {""}
        columns = ("external_id", "number", "total")
        self._known = {row[0]: row for row in Invoice.objects.filter(external_id__in=wanted).values_list(*columns)}
        rows = Invoice.objects.filter(number__in=numbers)
        self._numbers = dict(rows.values_list("number", "external_id"))

    def _is_new(self, past: Past, known: dict[str, Any]) -> bool:
        """Whether it is to be written. One that is there is never changed: a file that says otherwise is refused."""
        if not past.external_id:
            return True
        try:
            self._seen.claim((past.external_id,), past.records[0].number)
            there = known.get(past.external_id)
            if there is not None:
                if there[2] != past.total:
                    raise Invalid(_("Invoice %(number)s is there already, with another total."), number=past.number)
                self.job.summary.unchanged += len(past.records)
                return False
            if self._numbers.setdefault(past.number, past.external_id) != past.external_id:
                raise Invalid(_("Another invoice has the number %(number)s."), number=past.number)
        except Invalid as reason:
            self._reject(past.records, past.records[0], reason)
            return False
        return True

    def _is_called(self, past: Past) -> bool:
        """Give those of new customers their number. Two of them may turn out to be the same."""
        if past.external_id:
            return True
        past.call(_called(past.buyer, past.on))
        return self._is_new(past, {})

    def _reject(self, records: Sequence[Record], wrong: Record, reason: Invalid) -> None:
        """An invoice comes whole or not at all."""
        for record in records:
            self.job.reject(record, reason if record is wrong else with_another(wrong.number))


def with_another(number: int) -> Invalid:
    return Invalid(_("Row %(number)d of the same invoice was not taken."), number=number)


def _called(buyer: Buyer, on: date) -> str:
    known = buyer.external_id[:60] or (f"#{buyer.pk}" if buyer.pk else "")
    return f"{known}/{on.isoformat()}" if known else ""
