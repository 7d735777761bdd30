"""The labelled messages of 2025, as one table.

Not here: the unlabelled batches of 2026 (``batches``), and files (``files``, ``folder``).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from lakelabel.quickstart.arguments import at_least
from lakelabel.quickstart.compose import TOPICS, Author
from lakelabel.quickstart.dice import Dice
from lakelabel.quickstart.imperfections import Row, imperfect, noisy


def labelled_messages(rows: int = 20_000, seed: int = 7) -> pa.Table:
    """Return labelled customer messages of the year 2025.

    About 4 % of the labels are wrong; about 1 % of the texts are repeats; a handful of texts are blank, a
    handful of labels missing, and three texts stand twice with different labels (see ``imperfections``).

    Args:
        rows: How many rows.
        seed: The same seed gives the same table.

    Returns:
        A table of strings ``id, text, topic, created_at, channel``, in order of time; ``topic`` may be null.

    Raises:
        ConfigError: If ``rows`` is below 1 or ``seed`` negative.
    """
    at_least(1, rows=rows)
    at_least(0, seed=seed)
    dice = Dice(seed, 0)
    author = Author(dice)
    topics = [dice.weighted(TOPICS) for _ in range(rows)]
    labels = noisy(topics, TOPICS, dice)
    written = [author.write(topic) for topic in topics]
    kept = imperfect(
        [Row(text, label, channel) for (text, channel), label in zip(written, labels, strict=True)],
        TOPICS,
        dice,
    )
    return pa.table(
        {
            "id": pa.array(message_ids(1, rows), pa.string()),
            "text": pa.array([row.text for row in kept], pa.string()),
            "topic": pa.array([row.topic for row in kept], pa.string()),
            "created_at": pa.array(moments("2025-01-01", "2026-01-01", rows, dice), pa.string()),
            "channel": pa.array([row.channel for row in kept], pa.string()),
        }
    )


def message_ids(first: int, rows: int) -> list[str]:
    """Return consecutive identifiers like ``m-0000001``."""
    return [f"m-{number:07d}" for number in range(first, first + rows)]


def moments(start: str, end: str, count: int, dice: Dice) -> list[str]:
    """Return sorted moments from ``start`` to just before ``end``: ISO 8601, UTC, no zone written."""
    first, last = np.datetime64(start, "s"), np.datetime64(end, "s")
    span = int((last - first).astype(int))
    seconds = sorted(dice.between(0, span - 1) for _ in range(count))
    texts: list[str] = np.datetime_as_string(first + np.array(seconds, "timedelta64[s]")).tolist()
    return texts
