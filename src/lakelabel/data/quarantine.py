"""The quarantine: refused rows with their reasons, merged so that a rerun adds nothing.

Not here: which rows are refused (``contract``). Its content is as sensitive as the sources: restrict access.
"""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lakelabel.data import tables
from lakelabel.data.tables import Table
from lakelabel.schema import (
    CONTENT,
    QUARANTINE_SCHEMA,
    QUARANTINED_AT,
    REASON,
    ROW_HASH,
    ROWS,
    SOURCE,
)


def merge_quarantine(refused: DataFrame, table: Table) -> None:
    """Merges refused rows into the quarantine by source, row hash and reason.

    Args:
        refused: Rows with `source`, `reason` and their content; cached by the caller, not empty.
        table: The quarantine.

    Raises:
        TableError: If it cannot be written.
    """
    spark, rows = refused.sparkSession, quarantine_rows(refused)
    if not tables.exists(spark, table, QUARANTINE_SCHEMA):
        tables.create(rows, table, QUARANTINE_SCHEMA)
        return
    keys = (SOURCE, ROW_HASH, REASON)
    held = tables.read(spark, table).select(*keys, ROWS)
    new = rows.join(held, [*keys, ROWS], "left_anti").persist()
    try:
        if not new.isEmpty():
            same = " AND ".join(f"t.`{key}` = s.`{key}`" for key in keys)
            tables.merge(new, table, on=same, set_={ROWS: f"s.`{ROWS}`"})
    finally:
        new.unpersist()


def quarantine_rows(refused: DataFrame) -> DataFrame:
    """Turns refused rows into rows of the quarantine: identical ones become one, with their number.

    Args:
        refused: Rows with `source`, `reason` and their content.

    Returns:
        Rows of the quarantine's schema.
    """
    content = [name for name in refused.columns if name not in (SOURCE, REASON)]
    # a string that is not UTF-8 has no place in JSON
    parts = [F.make_valid_utf8(name).alias(name) if dtype == "string" else F.col(name).alias(name)
             for name, dtype in refused.dtypes if name in content]  # fmt: skip
    as_json = F.to_json(F.struct(*parts), {"ignoreNullFields": "false"})
    rows = refused.select(SOURCE, REASON, as_json.alias(CONTENT))
    rows = rows.groupBy(SOURCE, REASON, CONTENT).agg(F.count("*").cast("int").alias(ROWS))
    return rows.select(
        SOURCE,
        REASON,
        F.sha2(CONTENT, 256).alias(ROW_HASH),
        ROWS,
        CONTENT,
        F.current_timestamp().alias(QUARANTINED_AT),
    )
