"""The data profile: what the incoming rows are like, in two Spark passes.

Not here: whether that is good enough (``contract``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from lakelabel.errors import ContractError
from lakelabel.results import DataProfile, Lengths
from lakelabel.schema import LABEL, REASON, SOURCE, SPLIT, TEXT

TOP_TOKENS = 50
MAX_CLASSES = 10_000
# Edges of the length histogram, in characters: each about a third above the one before.
EDGES = (
    1,
    2,
    4,
    8,
    12,
    16,
    24,
    32,
    48,
    64,
    96,
    128,
    192,
    256,
    384,
    512,
    768,
    1024,
    2048,
    4096,
    8192,
    16384,
    65536,
)


def profile_data(judged: DataFrame, sources: Sequence[str] = ()) -> DataProfile:
    """Computes the profile.

    Pass one counts rows by source, reason, split, label and length; pass two counts tokens of good rows.

    Args:
        judged: Rows with `text, label, source, split, reason`; cached by the caller.
        sources: Sources to name even where no row came from them.

    Returns:
        The profile.

    Raises:
        ContractError: If there are more classes than a classifier can have.
    """
    good = judged.where(F.col(REASON).isNull())
    groups = _count_groups(judged)
    tokens = good.select(F.explode(F.split(F.lower(TEXT), r"\s+")).alias("token")).where("token != ''")
    top = tokens.groupBy("token").count().orderBy(F.desc("count"), F.asc("token")).limit(TOP_TOKENS).collect()

    by_source = {source: rows for (source,), rows in _sum(groups, SOURCE).items()}
    kept = [row for row in groups if row[REASON] is None]
    splits: dict[str, dict[str, int]] = {}
    for (split, label), rows in sorted(_sum(kept, SPLIT, LABEL).items()):
        splits.setdefault(split, {})[label] = rows
    return DataProfile(
        rows=sum(row["rows"] for row in groups),
        kept=sum(row["rows"] for row in kept),
        refused={reason: rows for (reason,), rows in sorted(_sum(groups, REASON, skip=None).items())},
        sources=dict(sorted((dict.fromkeys(sources, 0) | by_source).items())),
        classes={label: rows for (label,), rows in sorted(_sum(kept, LABEL).items())},
        splits=splits,
        lengths=_lengths(kept),
        top_tokens={row["token"]: row["count"] for row in top},
    )


def _count_groups(judged: DataFrame) -> list[Row]:
    """Counts rows by everything the profile tells apart; labels of refused rows are not told apart."""
    chars = F.length(TEXT)
    keys = [
        F.col(SOURCE),
        F.col(REASON),
        F.when(F.col(REASON).isNull(), F.col(SPLIT)).alias(SPLIT),
        F.when(F.col(REASON).isNull(), F.col(LABEL)).alias(LABEL),
        F.when(
            F.col(REASON).isNull(), F.array_max(F.filter(F.array(*map(F.lit, EDGES)), lambda e: e <= chars))
        ).alias("edge"),
    ]
    numbers = [
        F.count("*").alias("rows"),
        F.sum(chars).alias("chars"),
        F.min(chars).alias("shortest"),
        F.max(chars).alias("longest"),
    ]
    limit = MAX_CLASSES * len(EDGES)
    groups = judged.groupBy(*keys).agg(*numbers).limit(limit + 1).collect()
    if len(groups) > limit:
        raise ContractError(
            f"There are more than {MAX_CLASSES:,} classes.",
            where="columns.label",
            fix="name the column that holds the class; this one seems to hold free text or keys",
        )
    return groups


def _sum(groups: Sequence[Row], *keys: str, skip: object = ...) -> Counter[tuple[str, ...]]:
    """Adds up rows by some of the keys, leaving out groups whose first key is `skip`."""
    total: Counter[tuple[str, ...]] = Counter()
    for row in groups:
        if row[keys[0]] is not skip:
            total[tuple(row[key] for key in keys)] += row["rows"]
    return total


def _lengths(kept: Sequence[Row]) -> Lengths:
    histogram = Counter[int]()
    for row in kept:
        histogram[row["edge"] or 0] += row["rows"]
    rows = sum(histogram.values())
    return Lengths(
        shortest=min((row["shortest"] for row in kept), default=0),
        mean=round(sum(row["chars"] for row in kept) / rows, 1) if rows else 0.0,
        longest=max((row["longest"] for row in kept), default=0),
        histogram=dict(sorted(histogram.items())),
    )
