"""The sales of the report: lists, pages and papers, and one sale from its quotation to the money, step by step."""

import itertools
import re
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bench.browser import Answer, fields_of

if TYPE_CHECKING:
    from bench.measure import Pages

Step = Callable[[], Answer]
MADE = re.compile(r"/(\d+)/$")
UNFILLED = {"handed", "paid_by", "purpose", "reference", "proof"}


@dataclass
class Selling:
    """Each verb takes up what the verb before it made, and makes that first where there is none left."""

    pages: "Pages"
    made: dict[str, deque[int]] = field(default_factory=dict)

    def steps(self) -> dict[str, Step]:
        get, row = self.pages.browser.get, self.pages.next
        return {
            "invoice list": lambda: get("/ukur/invoices/"),
            "open invoices": lambda: get("/ukur/invoices/?state=open"),
            "receivables by age": lambda: get("/ukur/receivables/"),
            "stock moves": lambda: get("/ukur/catalogue/moves/"),
            "purchases only": lambda: get("/ukur/catalogue/moves/?kind=purchase"),
            "card of a buyer": lambda: get(f"/ukur/customers/{row('buyers')}/"),
            "order page": lambda: get(f"/ukur/orders/{row('orders')}/"),
            "invoice page": lambda: get(f"/ukur/invoices/{row('invoices')}/"),
            "quotation form": lambda: get(f"/ukur/quotations/new/?customer={row('buyers')}"),
            "price of a line": self.price,
            "PDF of 3 lines": lambda: get(f"/ukur/invoices/{row('invoices')}/document.pdf"),
            "PDF of 60 lines": lambda: get(f"/ukur/invoices/{row('longest')}/document.pdf"),
            "quote": self.quote,
            "confirm": self.confirm,
            "deliver": self.deliver,
            "invoice": self.invoice,
            "pay": self.pay,
        }

    def price(self) -> Answer:
        return self.pages.post("/ukur/quotations/lines/?row=2", *self._lines())

    def quote(self) -> Answer:
        """Three lines, as the form sends them."""
        fields = self._lines()
        until = date.today() + timedelta(days=14)
        fields += [("valid_until", f"{until}"), ("terms_days", "30"), ("once", str(uuid.uuid4()))]
        return self._keep("quotation", self.pages.post("/ukur/quotations/new/", *fields))

    def confirm(self) -> Answer:
        return self._keep("order", self.pages.post(f"/ukur/quotations/{self._take('quotation')}/confirmation/"))

    def deliver(self) -> Answer:
        order = self._take("order")
        answer = self._fill(f"/ukur/orders/{order}/deliveries/new/")
        self.made.setdefault("delivered", deque()).append(order)
        return answer

    def invoice(self) -> Answer:
        return self._keep("invoice", self._fill(f"/ukur/orders/{self._take('delivered')}/invoices/new/"))

    def pay(self) -> Answer:
        return self._fill(f"/ukur/payments/new/?invoice={self._take('invoice')}")

    def _lines(self) -> list[tuple[str, str]]:
        products = itertools.islice(itertools.cycle(self.pages.ids["products"]), 3)
        fields = [("customer", str(self.pages.next("buyers"))), ("lines-count", "3")]
        for place, product in enumerate(products):
            fields += [(f"lines-{place}-what", str(product)), (f"lines-{place}-quantity", "24")]
        return fields

    def _fill(self, path: str) -> Answer:
        """Open a form and send it as it is. What is timed is the sending."""
        html = self.pages.browser.get(path).text
        start = html.rindex("<form", 0, html.rindex('method="post"'))
        fields = fields_of(html[start : html.find("</form>", start)])
        return self.pages.browser.post(path, [(name, value) for name, value in fields if name not in UNFILLED])

    def _keep(self, what: str, answer: Answer) -> Answer:
        found = MADE.search(answer.headers.get("location", ""))
        if found is None:
            raise RuntimeError(f"no {what} was made: {answer.status} {answer.headers}")
        self.made.setdefault(what, deque()).append(int(found[1]))
        return answer

    def _take(self, what: str) -> int:
        before = {"quotation": self.quote, "order": self.confirm, "delivered": self.deliver, "invoice": self.invoice}
        if not self.made.get(what):
            before[what]()
        return self.made[what].popleft()
