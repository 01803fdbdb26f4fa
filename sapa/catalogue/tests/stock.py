"""Products whose stock is counted, and what the ledger says of them: shared by the tests of stock."""

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone
from PIL import Image

from sapa.catalogue.counting import open_stock
from sapa.catalogue.keeping import create
from sapa.catalogue.models import Product, StockLevel, StockMove
from sapa.files.models import StoredFile
from sapa.files.storing import store
from sapa.lib.pictures import shrink
from sapa.team.models import Member

NOW = timezone.now()


def product(by: Member, name: str = "Beras 5 kg", **fields: Any) -> Product:
    """A product whose stock is not counted."""
    return create(uuid=uuid4(), by=by, now=NOW, fields={"name": name, "price": 70_000, **fields})


def counted(by: Member, stock: str | Mapping[int, str] = "10", name: str = "Beras 5 kg", **fields: Any) -> Product:
    """A product with this stock, which belongs to no unit; or with each unit's, by its id."""
    made = product(by, name, **fields)
    given = stock if isinstance(stock, Mapping) else {0: stock}
    quantities = {unit: Decimal(quantity) for unit, quantity in given.items()}
    open_stock(made, quantities=quantities, by=by, now=NOW)
    return made


def photo(by: Member, colour: str = "red") -> StoredFile:
    """A stored photo of one colour."""
    return store(shrink(photo_file(colour)), name="beras.jpg", by=by, now=NOW)


def photo_file(colour: str = "red") -> bytes:
    """A JPEG of one colour, as a phone sends it."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return out.getvalue()


def figures(product: Product) -> tuple[Decimal | None, Decimal]:
    """On hand and promised, as the product says."""
    row = Product.objects.get(pk=product.pk)
    return row.stock, row.promised


def assert_sums_agree(product: Product) -> None:
    """The product's figures are the sums of its levels, and each level's is the sum of its moves."""
    stock, promised = figures(product)
    rows = list(StockLevel.objects.filter(product=product))
    if stock is not None:
        assert stock == sum((row.on_hand for row in rows), Decimal(0))
    assert promised == sum((row.promised for row in rows), Decimal(0))
    for row in rows:
        moves = StockMove.objects.filter(product=product, unit=row.unit_id or None).values_list("quantity", flat=True)
        assert row.on_hand == sum(moves, Decimal(0))
