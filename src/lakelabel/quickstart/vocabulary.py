"""What fills the slots of a sentence: products, people, places, dates, amounts, order numbers.

Not here: the lists they are drawn from (``names``), and the sentences with the slots (``sentences``).
"""

from __future__ import annotations

from collections.abc import Callable

from lakelabel.quickstart import names
from lakelabel.quickstart.dice import Dice


def product(dice: Dice) -> str:
    """Return a product of the old range: a plain noun, or a brand, a noun and sometimes a model."""
    noun = dice.favour(names.NOUNS)
    if dice.chance(0.45):
        return noun
    brand = dice.favour(names.BRAND_HEADS) + dice.favour(names.BRAND_TAILS)
    if dice.chance(0.5):
        return f"{brand} {noun}"
    if dice.chance(0.5):
        return f"{brand} {dice.favour(names.LINES)} {noun}"
    return f"{brand} {noun} {dice.pick('ABCEKMRSTX')}{dice.between(1, 99) * 10}"


def new_product(dice: Dice) -> str:
    """Return a product of the line launched in 2026; none of its names occurs before."""
    name = f"{dice.favour(names.NEW_LINES)} {dice.favour(names.NEW_NOUNS)}"
    return f"Zyntera {name}" if dice.chance(0.4) else name


def person(dice: Dice) -> str:
    """Return a first name, often with a last name."""
    first = dice.favour(names.FIRST_NAMES)
    return f"{first} {dice.favour(names.LAST_NAMES)}" if dice.chance(0.6) else first


def _order(dice: Dice) -> str:
    number = dice.between(100_000, 999_999)
    return dice.pick((f"{number}", f"#{number}", f"ORD-{number}", f"{number // 1000}-{number % 1000:03d}"))


def _amount(dice: Dice) -> str:
    whole, cents = dice.between(3, 60) * dice.between(1, 8), dice.pick(("00", "50", "90", "95", "99"))
    return dice.favour(
        (
            f"€{whole}.{cents}",
            f"{whole} euros",
            f"£{whole}.{cents}",
            f"${whole}",
            f"{whole},{cents} €",
            f"{whole}",
        )
    )


def _date(dice: Dice) -> str:
    day, month = dice.between(1, 28), dice.between(1, 12)
    name = names.MONTHS[month - 1]
    return dice.favour((f"{day} {name}", f"{name} {day}", f"{day:02d}/{month:02d}", f"{day}.{month}"))


_DRAWN: dict[str, Callable[[Dice], str]] = {
    "product": product,
    "person": person,
    "order": _order,
    "amount": _amount,
    "date": _date,
    "city": lambda dice: dice.favour(names.CITIES),
    "brand": lambda dice: dice.favour(names.BRAND_HEADS) + dice.favour(names.BRAND_TAILS),
    "new_product": new_product,
}


class Slots:
    """Values for ``str.format_map``: every look-up of a slot draws a new value.

    Args:
        dice: Where the draws come from.
        new_line: The share of products that come from the line launched in 2026.
    """

    def __init__(self, dice: Dice, new_line: float = 0.0) -> None:
        self._dice = dice
        self._new_line = new_line

    def __getitem__(self, slot: str) -> str:
        if slot in names.PHRASES:
            return self._dice.favour(names.PHRASES[slot])
        if slot == "product" and self._dice.chance(self._new_line):
            return new_product(self._dice)
        return _DRAWN[slot](self._dice)
