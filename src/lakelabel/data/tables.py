"""lakelabel's own Delta tables: where they are, whether they are there, reading a version, creating.

The only module that names the Delta format for them. Merging lies in ``corpus`` and ``quarantine``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType

from lakelabel.config.tables import Tables
from lakelabel.data.places import absolute, has_scheme
from lakelabel.data.spark_errors import condition_of, words_of
from lakelabel.errors import TableError

_ABSENT = ("PATH_NOT_FOUND", "TABLE_OR_VIEW_NOT_FOUND", "SCHEMA_NOT_FOUND", "DELTA_TABLE_NOT_FOUND")


@dataclass(frozen=True)
class Table:
    """A Delta table: a folder, or a name in a catalog.

    Attributes:
        name: How a person names it.
        sql: How SQL names it.
        path: Its folder; null for a table of a catalog.
    """

    name: str
    sql: str
    path: str | None = None


def table(tables: Tables, name: str) -> Table:
    """Gives one of the tables.

    Args:
        tables: The configuration's section.
        name: Its name there, `corpus` for example.
    """
    if tables.schema_ is not None:
        parts = [part for part in (tables.catalog, tables.schema_, name) if part is not None]
        return Table(".".join(parts), ".".join(f"`{part}`" for part in parts))
    path = absolute(f"{tables.root.rstrip('/')}/{name}")
    return Table(path, f"delta.`{path}`", path)


def require_writable(tables: Tables) -> None:
    """Checks, before any work, that a local folder of tables can be written.

    Args:
        tables: The configuration's section.

    Raises:
        TableError: If it cannot.
    """
    if tables.schema_ is not None or has_scheme(tables.root):
        return
    folder = Path(tables.root).absolute()
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise TableError(
            "The folder of the tables cannot be written.",
            where=str(folder),
            seen=f"{there} is " + ("not a folder" if not there.is_dir() else "not writable by this user"),
            fix="give another folder: --set tables.root=…",
        )


def exists(spark: SparkSession, table: Table, schema: StructType | None = None) -> bool:
    """Tells whether a table is there.

    Args:
        spark: The session.
        table: The table.
        schema: Columns by which it is known as ours; further ones do not matter.

    Raises:
        TableError: If its place holds something else.
    """
    try:
        found = _load(spark, table, None).schema
    except Exception as error:  # py4j does not translate all
        if condition_of(error) not in _ABSENT:
            raise _unusable(table, error) from None
        if table.path is not None and (seen := _files_at(Path(table.path))):
            raise _taken(table, seen) from None
        return False
    names = [field.name for field in found]
    if any(field.name not in names or found[field.name].dataType != field.dataType for field in schema or ()):
        raise _taken(table, "a table with the columns " + ", ".join(names))
    return True


def read(spark: SparkSession, table: Table, version: int | None = None) -> DataFrame:
    """Reads a table.

    Args:
        spark: The session.
        table: The table.
        version: One of its versions; the newest by default.

    Raises:
        TableError: If the table or the version is not there.
    """
    try:
        frame = _load(spark, table, version)
        _ = frame.schema
    except Exception as error:  # py4j does not translate all
        if condition_of(error) in _ABSENT:
            raise TableError(
                "The table does not exist yet.", where=table.name, fix="run `lakelabel prepare`"
            ) from None
        raise _unusable(table, error) from None
    return frame


def current_version(spark: SparkSession, table: Table) -> int:
    """Gives the newest version of a table that is there."""
    row = spark.sql(f"DESCRIBE HISTORY {table.sql} LIMIT 1").first()
    assert row is not None  # noqa: S101 - a Delta table has a history
    return int(row["version"])


def notes(spark: SparkSession, table: Table, version: int) -> str | None:
    """Gives what was noted with the last commit up to a version that has a note.

    Args:
        spark: The session.
        table: The table.
        version: The version.
    """
    history = spark.sql(f"DESCRIBE HISTORY {table.sql}").where(
        f"version <= {version} AND userMetadata IS NOT NULL"
    )
    row = history.orderBy("version", ascending=False).select("userMetadata").first()
    return None if row is None else str(row[0])


def create(rows: DataFrame, table: Table, schema: StructType, *, note: str | None = None) -> None:
    """Creates an empty table with its NOT NULL constraints, then writes the rows in one transaction.

    Args:
        rows: The rows, with the columns of the schema.
        table: The table, which is not there.
        schema: Its schema.
        note: Kept with the commit of the rows.

    Raises:
        TableError: If it cannot be written.
    """
    columns = ", ".join(
        f"`{field.name}` {field.dataType.simpleString()}{'' if field.nullable else ' NOT NULL'}"
        for field in schema
    )
    with _explained(table):
        rows.sparkSession.sql(f"CREATE TABLE IF NOT EXISTS {table.sql} ({columns}) USING delta")
        writer = rows.select(*schema.fieldNames()).writeTo(table.sql)
        (writer if note is None else writer.option("userMetadata", note)).append()


def merge(
    rows: DataFrame, table: Table, on: str, *, set_: Mapping[str, str], note: str | None = None
) -> None:
    """Merges rows into a table in one transaction: rows that match are updated, others inserted.

    Args:
        rows: The rows (alias `s`).
        table: The table (alias `t`).
        on: The condition of a match.
        set_: What to set where it matches.
        note: Kept with the commit.

    Raises:
        TableError: If it cannot be written.
    """
    spark, view = rows.sparkSession, "lakelabel_rows_to_merge"
    rows.createOrReplaceTempView(view)
    assignments = ", ".join(f"t.`{column}` = {value}" for column, value in set_.items())
    names = ", ".join(f"`{name}`" for name in rows.columns)
    values = ", ".join(f"s.`{name}`" for name in rows.columns)
    try:
        with _explained(table), _noting(spark, note):
            spark.sql(
                f"MERGE INTO {table.sql} t USING {view} s ON {on} "
                f"WHEN MATCHED THEN UPDATE SET {assignments} "
                f"WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({values})"
            )
    finally:
        spark.catalog.dropTempView(view)


def add_columns(spark: SparkSession, table: Table, schema: StructType) -> None:
    """Adds the columns of a schema that a table does not have yet.

    Args:
        spark: The session.
        table: The table.
        schema: The schema it should have.

    Raises:
        TableError: If it cannot be changed.
    """
    there = set(read(spark, table).columns)
    missing = [field for field in schema.fields if field.name not in there]
    if missing:
        columns = ", ".join(f"`{field.name}` {field.dataType.simpleString()}" for field in missing)
        with _explained(table):
            spark.sql(f"ALTER TABLE {table.sql} ADD COLUMNS ({columns})")


def _load(spark: SparkSession, table: Table, version: int | None) -> DataFrame:
    reader = spark.read.format("delta")
    if version is not None:
        reader = reader.option("versionAsOf", version)
    return reader.table(table.sql) if table.path is None else reader.load(table.path)


def _files_at(place: Path) -> str:
    if place.is_dir():
        return ", ".join(sorted(path.name for path in place.iterdir())[:5])
    return "a file" if place.exists() else ""


@contextmanager
def _noting(spark: SparkSession, note: str | None) -> Iterator[None]:
    """Lets the commits inside the block carry a note."""
    if note is None:
        yield
        return
    key = "spark.databricks.delta.commitInfo.userMetadata"
    spark.conf.set(key, note)
    try:
        yield
    finally:
        spark.conf.unset(key)


@contextmanager
def _explained(table: Table) -> Iterator[None]:
    """Turns a failure to write into an error that names the table."""
    try:
        yield
    except Exception as error:
        raise _unusable(table, error) from error


def _taken(table: Table, seen: str) -> TableError:
    return TableError(
        "The place of a table holds something else.",
        where=table.name,
        seen=seen,
        fix="give the tables another place (--set tables.root=…), or move away what is there",
    )


def _unusable(table: Table, error: Exception) -> TableError:
    return TableError(
        "The table cannot be used.",
        where=table.name,
        seen=words_of(error),
        fix="check that its folder or schema exists, holds this table and can be written by this user",
    )
