"""What the timeline says of one kind of event."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Telling:
    """A sentence, lazily translated, and the icon before it."""

    sentence: str | Promise
    icon: str
