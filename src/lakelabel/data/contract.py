"""The contract: what is wrong with each incoming row, and whether the whole can be used.

A row's `reason` is null where it is good. Pure: frames and numbers in and out.
Not here: reading rows (``sources``), writing refused ones (``quarantine``).
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from lakelabel.config.contract import Contract
from lakelabel.data.sources import FAULT, FIXED_SPLIT
from lakelabel.data.split import normalised
from lakelabel.errors import ContractError
from lakelabel.results import DataProfile
from lakelabel.schema import EVENT_TIME, ID, LABEL, REASON, SOURCE, TEST, TEXT, VALIDATION

REPEAT = "repeat"
NULL_TEXT, MISSING_LABEL = "null_text", "missing_label"

_UNTOUCHED = "Nothing was written to the corpus."

# What each reason means, and what to do about it.
REASONS = {
    "malformed": "the line has too many or too few fields (check separator and quotes), or is no JSON",
    "unclosed_quote": "a quoted text goes on in the next line: set `options: {multiLine: true}`",
    "bad_event_time": "the time cannot be read: write it as 2025-01-31T12:00:00",
    NULL_TEXT: "there is no text",
    "invalid_utf8": "the text holds bytes that are not UTF-8: set `options: {encoding: …}` to the file's own",
    "blank_text": "the text is empty or only blanks",
    "too_long": "the text is longer than `contract.max_chars`",
    MISSING_LABEL: "there is no label",
    "unknown_label": "the label is not in `contract.labels`",
    "duplicate_id": "several texts have this id",
    "conflict": "the same text has different labels",
    "leak": "the same text stands in a fixed test or validation split",
    REPEAT: "the same text with the same label came before (kept once; not counted as bad)",
}

_TEXT_KEY, _KNOWN, _GROUP, _RANK, _INCOMING = "text_key", "known", "group_key", "split_rank", "incoming"


def judge(
    documents: DataFrame, contract: Contract, corpus: DataFrame | None = None, *, with_ids: bool = True
) -> DataFrame:
    """Gives every row its `reason`, and an `id` where it has none.

    Two texts are the same if they are once normalised. Of rows with the same text and label one is kept: the
    one that the corpus has, else the first by time, then by id.

    Args:
        documents: Raw documents (see ``lakelabel.data.sources``).
        contract: The limits.
        corpus: What is kept from before; its texts count as having come before.
        with_ids: Whether the sources give ids; an id that is a hash of the text need not be looked at.

    Returns:
        The documents with `id` filled and `reason`; without `fault`.
    """
    judged = documents.withColumn(REASON, _row_reason(contract)).drop(FAULT)
    good = F.col(REASON).isNull()
    judged = judged.withColumn(_TEXT_KEY, F.when(good, F.sha2(normalised(F.col(TEXT)), 256)))
    judged = judged.withColumn(ID, F.coalesce(F.col(ID), F.col(_TEXT_KEY)))
    judged = judged.withColumn(_INCOMING, F.lit(True))
    judged = judged.withColumn(_KNOWN, F.lit(False)) if corpus is None else _beside(judged, corpus)
    # refused rows must not meet in one group, where there may be very many
    alone = F.concat(F.lit("-"), F.monotonically_increasing_id())
    rank = F.when(F.col(FIXED_SPLIT) == TEST, 2).when(F.col(FIXED_SPLIT) == VALIDATION, 1).otherwise(0)
    judged = judged.withColumn(_GROUP, F.coalesce(_TEXT_KEY, alone)).withColumn(_RANK, rank)

    by_text, by_id = (
        Window.partitionBy(_GROUP),
        Window.partitionBy(F.when(good, F.col(ID)).otherwise(F.col(_GROUP))),
    )
    # a row that is refused for its id does not stand for its text; the text decides where all else agrees
    first_kept = by_text.orderBy(
        F.desc(_KNOWN),
        F.asc("ids_differ"),
        F.desc(_RANK),
        F.asc_nulls_last(EVENT_TIME),
        *map(F.asc, (ID, SOURCE, TEXT)),
    )
    ids_differ = F.min(_TEXT_KEY).over(by_id) != F.max(_TEXT_KEY).over(by_id)
    judged = judged.withColumn("ids_differ", ids_differ if with_ids else F.lit(False))
    judged = judged.withColumns(
        {
            "labels_differ": F.min(LABEL).over(by_text) != F.max(LABEL).over(by_text),
            "leaks": F.col(_RANK) < F.max(_RANK).over(by_text),
            "place": F.row_number().over(first_kept),
        }
    )
    among_rows = (
        F.when(F.col("ids_differ"), "duplicate_id")
        .when(F.col("labels_differ"), "conflict")
        .when(F.col("leaks"), "leak")
        .when(F.col("place") > 1, REPEAT)
    )
    judged = judged.withColumn(REASON, F.when(good, among_rows).otherwise(F.col(REASON)))
    return judged.where(_INCOMING).select(*[name for name in documents.columns if name != FAULT], REASON)


def _row_reason(contract: Contract) -> Column:
    """What is wrong with a row by itself."""
    text, label = F.col(TEXT), F.trim(F.col(LABEL))
    # CSV and text readers put U+FFFD where bytes are not UTF-8; Parquet and Delta hand the bytes on
    broken = ~F.is_valid_utf8(text) | F.contains(text, F.lit("\ufffd"))
    reason = (
        F.when(F.col(FAULT).isNotNull(), F.col(FAULT))
        .when(text.isNull(), NULL_TEXT)
        .when(broken, "invalid_utf8")
        .when(F.length(F.regexp_replace(text, r"[\s\p{Z}\p{Cc}]+", "")) == 0, "blank_text")
        .when(F.length(text) > contract.max_chars, "too_long")
        .when(label.isNull() | (label == ""), MISSING_LABEL)
    )
    if contract.labels is not None:
        reason = reason.when(~F.col(LABEL).isin(*contract.labels), "unknown_label")
    return reason


def _beside(judged: DataFrame, corpus: DataFrame) -> DataFrame:
    """Adds what the corpus holds: marks rows it has already, and lays its other rows beside the incoming."""
    kept = corpus.select(ID, TEXT, LABEL, EVENT_TIME).withColumn(
        _TEXT_KEY, F.sha2(normalised(F.col(TEXT)), 256)
    )
    good = judged.where(F.col(REASON).isNull())
    others = kept.join(good.select(ID).distinct(), ID, "left_anti").drop(TEXT)
    others = others.withColumns({_KNOWN: F.lit(True), _INCOMING: F.lit(False)})
    known = kept.select(ID, _TEXT_KEY, F.lit(True).alias(_KNOWN))
    marked = judged.join(known, [ID, _TEXT_KEY], "left").fillna({_KNOWN: False})
    return marked.unionByName(others, allowMissingColumns=True)


def check(profile: DataProfile, contract: Contract) -> None:
    """Stops a run whose data cannot be used.

    Args:
        profile: What was found.
        contract: The limits.

    Raises:
        ContractError: If too many rows are refused, too few are good, or a class is missing or too small.
    """
    limits = (
        (
            ("null_text", "missing_label"),
            contract.max_null_share,
            "have no text or no label",
            "max_null_share",
        ),
        (None, contract.max_quarantine_share, "are refused", "max_quarantine_share"),
    )
    for reasons, limit, what, key in limits:
        bad = sum(
            n
            for reason, n in profile.refused.items()
            if reason != REPEAT and (reasons is None or reason in reasons)
        )
        if bad > limit * profile.rows:
            raise ContractError(
                f"{bad:,} of {profile.rows:,} rows ({bad / profile.rows:.1%}) {what}. {_UNTOUCHED}",
                where=", ".join(profile.sources),
                seen=_table(profile),
                valid=f"at most {limit:.1%} (`contract.{key}`)",
                fix="look at the table `quarantine`, mend the data or their options, or raise the limit",
            )
    if profile.kept < contract.min_rows:
        raise ContractError(
            f"Only {profile.kept:,} good rows. {_UNTOUCHED}",
            where=", ".join(profile.sources),
            seen=_table(profile) or None,
            valid=f"at least {contract.min_rows:,} (`contract.min_rows`)",
        )
    classes = dict.fromkeys(contract.labels or (), 0) | profile.classes
    if len(classes) < 2:
        raise ContractError(
            f"All rows have the same label; a classifier needs two classes. {_UNTOUCHED}",
            where="columns.label",
            seen=", ".join(classes),
            fix="check that `columns.label` names the right column",
        )
    by_size = sorted(classes.items(), key=lambda item: item[1])
    small = [(label, rows) for label, rows in by_size if rows < contract.min_class_rows]
    if small:
        raise ContractError(
            f"{len(small)} of {len(classes)} classes have too few rows. {_UNTOUCHED}",
            where="columns.label",
            seen=", ".join(f"{label}: {rows}" for label, rows in small[:10]),
            valid=f"at least {contract.min_class_rows} each (`contract.min_class_rows`)",
            fix="collect more rows, merge classes, or lower the limit",
        )


def _table(profile: DataProfile) -> str:
    found = sorted(profile.refused.items(), key=lambda item: -item[1])
    return "".join(f"\n    {rows:>9,}  {reason}: {REASONS[reason]}" for reason, rows in found)
