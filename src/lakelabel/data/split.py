"""The split of each document: by hash, by time or by source.

Not here: keeping the split that a document already has (``corpus``).
"""

from __future__ import annotations

import math
from datetime import UTC, datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lakelabel.config.split import Split
from lakelabel.data.sources import FIXED_SPLIT, SPLIT_KEY
from lakelabel.schema import EVENT_TIME, SPLIT, TEST, TEXT, TRAIN, VALIDATION

_STEPS = 1 << 20


def normalised(text: Column) -> Column:
    """Gives what two texts must share to be the same text: lower case, single blanks, none at the ends.

    Args:
        text: A column of texts.
    """
    return F.trim(F.regexp_replace(F.lower(text), r"\s+", " "))


def assign_split(documents: DataFrame, split: Split) -> DataFrame:
    """Adds the column `split`.

    By hash, the share is that of xxhash64 of the key with the seed, so a document falls into the same split
    wherever and whenever it is seen; test lies lowest, then validation, so changing one share moves as few
    documents as possible. By time, boundaries are the configured ones, or quantiles of the documents (one
    small Spark job); a document without a time is one to train on, as is one that stands on a quantile.

    Args:
        documents: Documents with `text, event_time, fixed_split, split_key`.
        split: The rule.

    Returns:
        The documents with `split`, without `fixed_split` and `split_key`.
    """
    chosen = _by_time(documents, split) if split.by == "time" else _by_hash(split)
    fixed = F.col(FIXED_SPLIT)
    if split.by == "source":
        fixed = F.when(fixed != TRAIN, fixed)  # training rows go on to give validation its share
    return documents.withColumn(SPLIT, F.coalesce(fixed, chosen)).drop(FIXED_SPLIT, SPLIT_KEY)


def _by_hash(split: Split) -> Column:
    key = normalised(F.col(TEXT))
    if split.key != "text":
        key = F.coalesce(F.col(SPLIT_KEY), key)  # without a key, rows do not belong together
    share = F.pmod(F.xxhash64(key, F.lit(split.seed)), F.lit(_STEPS)) / _STEPS
    test, validation = split.fractions.test, split.fractions.validation
    if split.by == "source":
        test, validation = 0.0, validation / (split.fractions.train + validation)
    return F.when(share < test, TEST).when(share < test + validation, VALIDATION).otherwise(TRAIN)


def _by_time(documents: DataFrame, split: Split) -> Column:
    moment = F.unix_micros(F.col(EVENT_TIME)) / 1e6
    if split.boundaries is not None:
        validation, test = (
            _seconds(moment) for moment in (split.boundaries.validation, split.boundaries.test)
        )
        return F.when(moment >= test, TEST).when(moment >= validation, VALIDATION).otherwise(TRAIN)
    train = split.fractions.train
    quantiles = F.percentile_approx(moment, [train, min(1.0, train + split.fractions.validation)], 10_000)
    found = documents.agg(quantiles).first()
    validation, test = found[0] if found is not None and found[0] is not None else (math.inf, math.inf)
    return F.when(moment > test, TEST).when(moment > validation, VALIDATION).otherwise(TRAIN)


def _seconds(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
