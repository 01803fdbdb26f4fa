"""The statement of a customer's account as a paper."""

from django.utils.translation import gettext as _

from sapa.sales.lines import settings_of
from sapa.sales.papers.sheet import Column, Note, Sheet, Sum
from sapa.sales.papers.speaking import Speaker, letterhead, recipient
from sapa.sales.statements import Statement
from sapa.tenancy.models import Organization

NOTHING = ("", "")


def statement_paper(statement: Statement, organization: Organization) -> Sheet:
    """What was owed, what came and went, what is owed; in the active language."""
    settings, say = settings_of(), Speaker(organization)
    period = f"{say.day(statement.since)} – {say.day(statement.until)}"
    right = (_("Owed"), _("Paid"), _("Balance"))
    columns = [Column(_("Date")), Column(_("Document")), *(Column(label, is_number=True) for label in right)]
    rows = [
        [(say.day(statement.since), ""), (_("Opening balance"), ""), ("", ""), ("", ""), _cell(say, statement.opening)]
    ]
    for entry in statement.entries:
        debit = _cell(say, entry.debit) if entry.debit else ("", "")
        credit = _cell(say, entry.credit) if entry.credit else ("", "")
        rows.append(
            [(say.day(entry.on), ""), (f"{entry.name} {entry.number}", ""), debit, credit, _cell(say, entry.balance)]
        )
    sums = [
        Sum(_("Owed in the period"), say.money(statement.debits)),
        Sum(_("Paid in the period"), say.money(statement.credits)),
        Sum(_("Balance"), say.money(statement.closing), is_total=True),
    ]
    head = letterhead(organization, settings)
    notes = [Note(_("Pay to"), settings.bank_account)] if settings.bank_account and statement.closing > 0 else []
    return Sheet(
        say.language, head, _("Statement of account"), period, _("For"), recipient(statement.customer),
        [(_("Date"), say.day(statement.until))], columns, rows, sums, notes=notes, page=_("Page"),
    )  # fmt: skip


def _cell(say: Speaker, amount: int) -> tuple[str, str]:
    return say.money(amount), ""
