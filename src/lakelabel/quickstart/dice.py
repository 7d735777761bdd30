"""Seeded random decisions: every choice the generator makes is drawn here.

Not here: what is chosen from (see ``vocabulary`` and the sentence modules).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import TypeVar

import numpy as np

T = TypeVar("T")

_BLOCK = 4096


class Dice:
    """One stream of random decisions, the same for the same seed on every machine.

    Only uniform doubles are drawn from numpy, a block at a time: their stream is exact on every platform,
    and a decision costs no call into numpy.

    Args:
        seed: One or more non-negative integers; different sequences give independent streams.
    """

    def __init__(self, *seed: int) -> None:
        self._uniform = _uniform(seed)

    def chance(self, probability: float) -> bool:
        """Return whether an event of this probability happens."""
        return next(self._uniform) < probability

    def between(self, low: int, high: int) -> int:
        """Return an integer from ``low`` to ``high``, both included."""
        return low + int(next(self._uniform) * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        """Return one item, all equally likely."""
        return items[int(next(self._uniform) * len(items))]

    def favour(self, items: Sequence[T]) -> T:
        """Return one item, the first ones far more often than the last: a long tail."""
        u = next(self._uniform)
        return items[int(u * u * len(items))]

    def weighted(self, shares: Mapping[T, float]) -> T:
        """Return one key, as likely as its share of the total."""
        left = next(self._uniform) * math.fsum(shares.values())
        for item, share in shares.items():
            left -= share
            if left < 0:
                return item
        return item

    def sample(self, population: int, size: int) -> list[int]:
        """Return ``size`` different integers below ``population``, in the order drawn."""
        drawn: dict[int, None] = {}
        while len(drawn) < min(size, population):
            drawn[self.between(0, population - 1)] = None
        return list(drawn)


def _uniform(seed: tuple[int, ...]) -> Iterator[float]:
    generator = np.random.default_rng(seed)
    return chain.from_iterable(generator.random(size).tolist() for size in repeat(_BLOCK))
