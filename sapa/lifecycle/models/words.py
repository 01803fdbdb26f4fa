"""The words that the figures are told in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    """How regularly they buy."""

    UNKNOWN = "unknown", _("not known yet")
    STEADY = "steady", _("steady")
    UNSTEADY = "unsteady", _("unsteady")


class Verdict(models.TextChoices):
    """Whether their buying depends on something that we give."""

    UNKNOWN = "unknown", _("not known")
    DEPENDENT = "dependent", _("dependent")
    FREE = "free", _("not dependent")


class Reason(models.TextChoices):
    """Why a customer stands where they stand: what holds them back from the next stage."""

    UNKNOWN = "unknown", _("no sign of interest")
    INTERESTED = "interested", _("showed interest")
    ONCE = "once", _("bought once")
    LEFT = "left", _("left us")
    FEW = "few", _("too few purchases")
    SLIPPED = "slipped", _("missed their rhythm")
    UNSTEADY = "unsteady", _("no steady rhythm")
    DISCOUNT = "discount", _("buys on discount")
    DISCOUNT_UNKNOWN = "discount_unknown", _("discounts not known")
    SPENDING = "spending", _("buys when we spend on them")
    SPENDING_UNKNOWN = "spending_unknown", _("spending not known")
    ELSEWHERE = "elsewhere", _("buys more elsewhere")
    NEW = "new", _("not steady for long enough")
    LATE = "late", _("late by their rhythm")
    UNHEARD = "unheard", _("no feedback")
    UNSATISFIED = "unsatisfied", _("not satisfied")
    ALONE = "alone", _("introduced nobody who bought")
    ADVOCATE = "advocate", _("introduced who bought")
    PINNED = "pinned", _("set by hand")


class Activity(models.TextChoices):
    ACTIVE = "active", _("Active")
    PASSIVE = "passive", _("Passive")
    BAD = "bad", _("Bad")


class Size(models.TextChoices):
    BIG = "big", _("Big")
    REGULAR = "regular", _("Regular")
    MICRO = "micro", _("Micro")


class Potential(models.TextChoices):
    MUCH = "much", _("Contributes much")
    COULD = "could", _("Little, could be much")
    LITTLE = "little", _("Contributes little")
    NONE = "none", _("Contributes nothing")


class RfmGroup(models.TextChoices):
    """Named groups of the scores: how long ago, how often and for how much."""

    BEST = "best", _("The best")
    FAITHFUL = "faithful", _("Faithful")
    RISING = "rising", _("Rising")
    NEW = "new", _("Freshly bought")
    GREET = "greet", _("Greet them")
    KEEP = "keep", _("Do not lose them")
    FADING = "fading", _("Fading")
    ASLEEP = "asleep", _("Asleep")
