"""What the village's customers are expected to buy: as a fit would have left it, for which a village is too small."""

from datetime import date, timedelta

from sapa.customers.models import Customer
from sapa.lifecycle.models import CustomerValue, ValueModel


def expect(customers: list[Customer], today: date) -> None:
    """A model and its hold-out, and what it says of each of these."""
    middle = today - timedelta(days=120)
    rows = [
        {"repeats": number, "customers": 40 - 4 * number, "actual": 20 + number, "expected": 21.4 + number * 0.9}
        for number in range(8)
    ]
    ValueModel.objects.create(
        on=today,
        customers=len(customers),
        parameters={
            "r": 0.9, "alpha": 3.2, "a": 0.4, "b": 4.1, "log_likelihood": -2345.6, "customers": len(customers),
            "totals": {"alive": 6.2, "purchases": 41.5, "value": 7_350_000},
        },
        money={"p": 6, "q": 3.7, "gamma": 154_000, "log_likelihood": -900.0, "customers": 6, "correlation": 0.4},
        holdout={"calibration_end": middle.isoformat(), "end": today.isoformat(), "rows": rows, "refused": ""},
    )  # fmt: skip
    for number, customer in enumerate(customers):
        CustomerValue.objects.create(
            customer=customer, alive=1 / (1 + number), expected_purchases=9.5 / (1 + number), value=1_250_000 - number
        )
