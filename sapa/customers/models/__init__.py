"""Customers, the people at them, their words, and what organisations ask about them."""

from sapa.customers.models.bulk import BulkChange, BulkPart
from sapa.customers.models.consent import Consent
from sapa.customers.models.contact import Contact, Phone
from sapa.customers.models.custom import CustomField
from sapa.customers.models.customer import Customer, CustomerTag, FunnelStep, LifecycleStage, Market, Source, Tag
from sapa.customers.models.segment import Segment, SegmentSize

__all__ = [
    "BulkChange",
    "BulkPart",
    "Consent",
    "Contact",
    "CustomField",
    "Customer",
    "CustomerTag",
    "FunnelStep",
    "LifecycleStage",
    "Market",
    "Phone",
    "Segment",
    "SegmentSize",
    "Source",
    "Tag",
]
