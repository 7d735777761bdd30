"""The corpus: merging good rows into it by id, in one transaction, and reading it back.

Not here: which rows are good (``contract``).
"""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lakelabel.data import tables
from lakelabel.data.tables import Table
from lakelabel.schema import ID, SPLIT, TEXT, corpus_schema


@dataclass(frozen=True)
class Merged:
    """What a merge did.

    Attributes:
        version: The table's version afterwards.
        inserted: New rows.
        updated: Changed rows.
    """

    version: int
    inserted: int
    updated: int


def merge_corpus(rows: DataFrame, table: Table, slices: tuple[str, ...], *, note: str) -> Merged:
    """Merges good rows into the corpus; rows that it holds already, unchanged, are not written again.

    A row keeps the split that it has in the corpus unless its text changed.

    Args:
        rows: Good rows, with unique ids and texts; cached by the caller.
        table: The corpus.
        slices: Names of its slice columns.
        note: Kept with the commit, if there is one.

    Returns:
        What was done; where nothing changed, nothing is committed.
    """
    spark, schema = rows.sparkSession, corpus_schema(slices)
    rows = rows.select(*schema.fieldNames())
    if not tables.exists(spark, table, corpus_schema()):
        tables.create(rows, table, schema, note=note)
        return Merged(tables.current_version(spark, table), rows.count(), 0)

    tables.add_columns(spark, table, schema)
    changes = changed_rows(rows, tables.read(spark, table).select(*schema.fieldNames())).persist()
    try:
        counts = {row["inserted"]: row["count"] for row in changes.groupBy("inserted").count().collect()}
        if counts:
            columns = {name: f"s.`{name}`" for name in schema.fieldNames() if name != ID}
            tables.merge(changes.drop("inserted"), table, on=f"t.`{ID}` = s.`{ID}`", set_=columns, note=note)
    finally:
        changes.unpersist()
    return Merged(tables.current_version(spark, table), counts.get(True, 0), counts.get(False, 0))


def changed_rows(rows: DataFrame, corpus: DataFrame) -> DataFrame:
    """Gives the rows that the corpus lacks or holds otherwise, with the split that they are to have.

    Args:
        rows: Good rows.
        corpus: The corpus, with the same columns.

    Returns:
        Rows to merge, with the column `inserted`: true for a new id, false for a changed row.
    """
    names = rows.columns
    before = corpus.select(*(F.col(name).alias(f"old_{name}") for name in names))
    joined = rows.join(before, F.col(ID) == F.col(f"old_{ID}"), "left")
    same_text = F.col(TEXT) == F.col(f"old_{TEXT}")
    joined = joined.withColumn(SPLIT, F.when(same_text, F.col(f"old_{SPLIT}")).otherwise(F.col(SPLIT)))
    new = F.col(f"old_{ID}").isNull()
    differs = F.lit(False)
    for name in names:
        differs = differs | ~F.col(name).eqNullSafe(F.col(f"old_{name}"))
    return joined.where(new | differs).select(*names, new.alias("inserted"))
