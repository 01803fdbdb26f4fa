"""What a member has to do today, in the order in which to do it: the first page after logging in."""

from sapa.web.today.day import SHOWN, Today, todays
from sapa.web.today.order import Item, Kind, Rank

__all__ = ["SHOWN", "Item", "Kind", "Rank", "Today", "todays"]
