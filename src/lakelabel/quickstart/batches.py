"""The later messages: monthly batches from 2026 that drift step by step, and their true labels apart.

Not here: the labelled messages of 2025 (``messages``), and what is new in 2026 (``novelties``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from lakelabel.quickstart.arguments import at_least
from lakelabel.quickstart.compose import TOPICS, Author
from lakelabel.quickstart.dice import Dice
from lakelabel.quickstart.messages import message_ids, moments

FIRST_MONTH = "2026-01"

# Where the mix of topics ends: the new product line is sold, asked about, and breaks.
_LATE_TOPICS = {
    "delivery": 0.18,
    "billing": 0.13,
    "technical": 0.39,
    "returns": 0.11,
    "account": 0.08,
    "product_question": 0.11,
}


@dataclass(frozen=True)
class LaterBatch:
    """One month of unlabelled messages, and the labels that come in later.

    Args:
        month: Like ``2026-01``.
        drift: From 0, as in 2025, to 1.
        messages: A table of strings ``id, text, created_at, channel``, in order of time.
        feedback: A table of strings ``id, true_label, labelled_at``, one row for each message; no noise.
    """

    month: str
    drift: float
    messages: pa.Table
    feedback: pa.Table


def later_batches(
    batches: int = 6, rows: int = 2_000, seed: int = 7, first_number: int = 20_001
) -> Iterator[LaterBatch]:
    """Yield monthly batches from ``FIRST_MONTH`` on; the first has no drift, the last has all of it.

    With the drift, one topic more than doubles, a new product line takes over, and new sentences and slang
    appear whose words never occur in 2025.

    Args:
        batches: How many months.
        rows: How many messages a month.
        seed: The same seed gives the same batches.
        first_number: The number in the first message's ``id``; one more than the labelled rows.

    Yields:
        One batch after the other.

    Raises:
        ConfigError: If ``rows`` is below 1, or another number negative.
    """
    at_least(1, rows=rows)
    at_least(0, batches=batches, seed=seed, first_number=first_number)
    for index, month in enumerate(months(batches)):
        dice = Dice(seed, 1, index)
        yield _batch(month, index / max(1, batches - 1), rows, first_number + index * rows, dice)


def months(batches: int) -> list[str]:
    """Return the months of so many batches, like ``2026-01``."""
    return [str(np.datetime64(FIRST_MONTH, "M") + index) for index in range(batches)]


def _batch(month: str, drift: float, rows: int, first_number: int, dice: Dice) -> LaterBatch:
    author = Author(dice, novelty=drift)
    shares = {topic: (1 - drift) * share + drift * _LATE_TOPICS[topic] for topic, share in TOPICS.items()}
    topics = [dice.weighted(shares) for _ in range(rows)]
    texts, channels = zip(*(author.write(topic) for topic in topics), strict=True)
    created = moments(month, str(np.datetime64(month, "M") + 1), rows, dice)
    labelled = [str(np.datetime64(moment) + _delay(dice)) for moment in created]
    ids = message_ids(first_number, rows)
    return LaterBatch(
        month=month,
        drift=drift,
        messages=pa.table({"id": ids, "text": texts, "created_at": created, "channel": channels}),
        feedback=pa.table({"id": ids, "true_label": topics, "labelled_at": labelled}),
    )


def _delay(dice: Dice) -> np.timedelta64:
    """Return how long a true label takes: from an hour to two weeks."""
    return np.timedelta64(dice.between(3_600, 14 * 86_400), "s")
