"""Frames of literal rows for the tests of the data package, and what becomes of files.

Not here: tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chispa import assert_df_equality
from pyspark.sql import DataFrame, SparkSession

# what a source gives, without slices
RAW = (
    "id string, text string, label string, event_time timestamp, source string, fixed_split string, "
    "split_key string, fault string"
)
CORPUS = "id string, text string, label string, event_time timestamp, split string, source string"


def rows_of(spark: SparkSession, schema: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> DataFrame:
    """Gives rows of a schema of which only some columns are written down: the others are null, but source."""
    fields = [field.split()[0] for field in schema.split(", ")]
    given = columns.split(", ")
    whole = [
        tuple(({"source": "s", "split": "train"} | dict(zip(given, row, strict=True))).get(f) for f in fields)
        for row in rows
    ]
    return spark.createDataFrame(whole, schema)


def assert_rows(frame: DataFrame, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Compares the columns that are written down, with their types, in any order of the rows."""
    names = [column.split()[0] for column in columns.split(", ")]
    expected = frame.sparkSession.createDataFrame(list(rows), columns)
    # one partition each: sorting them takes no shuffle
    both = frame.select(*names).coalesce(1), expected.coalesce(1)
    assert_df_equality(*both, ignore_row_order=True, ignore_nullable=True)


def write(path: Path, content: str | bytes) -> str:
    """Writes a file, with the folders above it, and gives its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def files_below(folder: Path) -> list[str]:
    """Lists all files of a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
