"""The census of a corpus: rows of each split and class, size and fingerprint, in one Spark pass.

Not here: the profile of what comes in (``profile``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lakelabel.schema import ID, LABEL, SPLIT, TEXT


@dataclass(frozen=True)
class Census:
    """Counts of a corpus.

    Attributes:
        rows: Rows by split, then label.
        text_bytes: Bytes of all texts.
        fingerprint: Digest of id, text, label and split of all rows, whatever their order.
    """

    rows: Mapping[str, Mapping[str, int]]
    text_bytes: int
    fingerprint: str

    def classes(self, *splits: str) -> dict[str, int]:
        """Gives the rows by label of some splits together.

        Args:
            *splits: The splits.
        """
        total: dict[str, int] = {}
        for split in splits:
            for label, rows in self.rows.get(split, {}).items():
                total[label] = total.get(label, 0) + rows
        return dict(sorted(total.items()))

    def rows_by_split(self) -> dict[str, int]:
        """Gives the rows of each split."""
        return {split: sum(labels.values()) for split, labels in sorted(self.rows.items())}


def take_census(corpus: DataFrame) -> Census:
    """Counts a corpus in one pass.

    Args:
        corpus: Rows with `id, text, label, split`.

    Returns:
        The census. The fingerprint is a digest of count and xor of xxhash64 of the rows, by split and label.
    """
    groups = (
        corpus.groupBy(SPLIT, LABEL)
        .agg(
            F.count("*").alias("rows"),
            F.sum(F.octet_length(TEXT)).alias("bytes"),
            F.bit_xor(F.xxhash64(ID, TEXT, LABEL, SPLIT)).alias("hash"),
        )
        .collect()
    )
    rows: dict[str, dict[str, int]] = {}
    digest = hashlib.sha256()
    for group in sorted(groups, key=lambda g: (g[SPLIT], g[LABEL])):
        rows.setdefault(group[SPLIT], {})[group[LABEL]] = group["rows"]
        digest.update(repr((group[SPLIT], group[LABEL], group["rows"], group["hash"])).encode())
    return Census(rows, sum(group["bytes"] for group in groups), digest.hexdigest()[:16])
