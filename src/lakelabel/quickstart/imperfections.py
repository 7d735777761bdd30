"""What is wrong in real data, put in on purpose: wrong, missing and conflicting labels, repeats, blanks.

Not here: what the contract does about it (see ``lakelabel.data``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from lakelabel.quickstart.dice import Dice

LABEL_NOISE = 0.04

_REPEATS = 0.01
_BLANK_TEXTS = ("", " ", "   ", "\n", " \n ")


class Row(NamedTuple):
    """A message and the topic it was given."""

    text: str
    topic: str | None
    channel: str


def noisy(topics: Sequence[str], classes: Collection[str], dice: Dice) -> list[str]:
    """Return the topics as a careless annotator gives them: a share of ``LABEL_NOISE`` is another class."""
    return [_other(topic, classes, dice) if dice.chance(LABEL_NOISE) else topic for topic in topics]


def imperfect(rows: Sequence[Row], classes: Collection[str], dice: Dice) -> list[Row]:
    """Return the rows with repeats, blank texts, missing labels and conflicting labels put in.

    Bad rows (all but the repeats) stay below 1.4 % of any number of rows, and become a handful in many:
    a contract notices them and does not stop. Fewer than 300 rows get none.

    Args:
        rows: Rows whose texts are all different.
        classes: Every class there is.
        dice: Where the draws come from.

    Returns:
        As many rows, in the same order.
    """
    spoilt = list(rows)
    blanks, missing, conflicts = (min(most, len(rows) // 300) for most in (12, 10, 3))
    repeats = int(_REPEATS * len(rows))
    # All places are drawn at once, so that no row is spoilt twice.
    places = iter(dice.sample(len(rows), blanks + missing + 2 * (conflicts + repeats)))
    for _ in range(blanks):
        at = next(places)
        spoilt[at] = spoilt[at]._replace(text=dice.pick(_BLANK_TEXTS))
    for _ in range(missing):
        at = next(places)
        spoilt[at] = spoilt[at]._replace(topic=None)
    for _ in range(repeats):
        first, again = sorted((next(places), next(places)))
        spoilt[again] = spoilt[first]
    for _ in range(conflicts):
        first, again = sorted((next(places), next(places)))
        spoilt[again] = spoilt[first]._replace(topic=_other(spoilt[first].topic, classes, dice))
    return spoilt


def _other(topic: str | None, classes: Collection[str], dice: Dice) -> str:
    return dice.pick([name for name in classes if name != topic])
