"""Parts of an amount that add up to it again, however it is divided."""

from decimal import Decimal

from sapa.lib.numbers import round_half_up


def share(whole: int, part: Decimal | int, of: Decimal | int) -> int:
    """So much of `whole` (minor units) as `part` is of `of`, half up; the whole where `of` is nothing.

    Parts taken one after another as the difference of two shares add up to the whole: the last one takes the rest.
    """
    if not of or part == of:
        return whole
    return int(round_half_up(Decimal(whole) * part / of))
