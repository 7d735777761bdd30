"""lakelabel's own Delta tables: made, read, merged, and what is said when a place is not theirs."""

import re
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from pyspark.sql.types import IntegerType, StringType, StructField, StructType

from frames import assert_rows, files_below, write
from lakelabel.config.tables import Tables
from lakelabel.data import tables
from lakelabel.data.tables import Table
from lakelabel.errors import TableError

SCHEMA = StructType([StructField("id", StringType(), nullable=False), StructField("n", IntegerType())])
ID_N = "id string, n int"


def at(root: Path, name: str = "t") -> Table:
    return tables.table(Tables(root=str(root)), name)


@pytest.fixture(scope="module")
def one(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Table:
    """A table of one row; no test changes it."""
    table = at(tmp_path_factory.mktemp("tables") / "a folder")
    tables.create(spark.createDataFrame([(1, "a")], "n int, id string"), table, SCHEMA, note="the first")
    return table


def test_a_table_lies_in_a_folder_or_in_a_schema(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    place = f"{tmp_path}/lake/corpus"
    assert tables.table(Tables(root="lake/"), "corpus") == Table(place, f"delta.`{place}`", place)
    far = "s3://bucket/lake/corpus"
    assert tables.table(Tables(root="s3://bucket/lake"), "corpus") == Table(far, f"delta.`{far}`", far)
    named = Tables.model_validate({"catalog": "main", "schema": "support-bot"})
    assert tables.table(named, "corpus") == Table("main.support-bot.corpus", "`main`.`support-bot`.`corpus`")


def test_a_table_is_created_with_its_rows_and_a_note(spark: SparkSession, one: Table) -> None:
    assert tables.exists(spark, one, SCHEMA)
    assert_rows(tables.read(spark, one), ID_N, [("a", 1)])
    assert_rows(tables.read(spark, one, 0), ID_N, [])
    assert tables.current_version(spark, one) == 1
    assert tables.notes(spark, one, 1) == "the first"
    assert tables.notes(spark, one, 0) is None


def test_a_merge_updates_what_matches_and_inserts_the_rest(spark: SparkSession, tmp_path: Path) -> None:
    table = at(tmp_path)
    tables.create(spark.createDataFrame([("a", 1), ("b", 2)], ID_N), table, SCHEMA, note="the first")
    changes = spark.createDataFrame([("b", 20), ("c", 30)], ID_N)
    tables.merge(changes, table, "t.id = s.id", set_={"n": "t.n + s.n"})
    assert_rows(tables.read(spark, table), ID_N, [("a", 1), ("b", 22), ("c", 30)])
    assert tables.current_version(spark, table) == 2
    assert tables.notes(spark, table, 2) == "the first"  # the last one there is

    nobody = spark.createDataFrame([(None, 1)], ID_N)
    with pytest.raises(TableError, match="NOT NULL constraint violated for column: id") as caught:
        tables.merge(nobody, table, "t.id = s.id", set_={"n": "s.n"}, note="never committed")
    assert f"  where: {table.path}\n" in str(caught.value)
    assert "org.apache" not in str(caught.value)
    assert tables.notes(spark, table, 2) == "the first"
    assert not [view for view in spark.catalog.listTables() if view.isTemporary]

    wider = StructType([*SCHEMA, StructField("channel", StringType())])
    tables.add_columns(spark, table, wider)
    tables.add_columns(spark, table, wider)  # once is enough
    assert tables.current_version(spark, table) == 3
    rows = [("a", 1, None), ("b", 22, None), ("c", 30, None)]
    assert_rows(tables.read(spark, table), f"{ID_N}, channel string", rows)


def test_a_table_that_is_not_there_yet_is_no_error_until_it_is_read(
    spark: SparkSession, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    assert not tables.exists(spark, at(tmp_path, "absent"))
    assert not tables.exists(spark, at(tmp_path, "empty"))
    assert not tables.exists(spark, tables.table(Tables.model_validate({"schema": "nowhere"}), "corpus"))
    with pytest.raises(TableError, match=re.escape("The table does not exist yet.\n  where: ")) as caught:
        tables.read(spark, at(tmp_path, "absent"))
    assert str(caught.value).endswith("/absent\n  do:    run `lakelabel prepare`")


def test_a_version_that_is_not_there_is_answered_with_those_that_are(spark: SparkSession, one: Table) -> None:
    with pytest.raises(
        TableError, match=r"cannot be used\.\n.*\n.*to version 9\. Available versions: \[0, 1\]"
    ):
        tables.read(spark, one, 9)


def test_a_place_that_holds_something_else_is_left_alone(
    spark: SparkSession, one: Table, tmp_path: Path
) -> None:
    write(tmp_path / "folder" / "letter.txt", "mine")
    write(tmp_path / "file", "mine")
    write(tmp_path / "half" / "_delta_log" / "00000000000000000000.json", "no log\n")
    before = files_below(tmp_path)
    taken = "The place of a table holds something else.\n  where: {}\n  seen:  {}\n  do:    give the tables"
    for name, seen in (("folder", "letter.txt"), ("file", "a file")):
        table = at(tmp_path, name)
        with pytest.raises(TableError, match=re.escape(taken.format(table.name, seen))):
            tables.exists(spark, table)
    with pytest.raises(
        TableError, match=r"The table cannot be used\.\n  where: .*half\n  seen:  \[FAILED_READ"
    ):
        tables.exists(spark, at(tmp_path, "half"))
    other = StructType([StructField("id", IntegerType())])
    with pytest.raises(TableError, match=re.escape(taken.format(one.name, "a table with the columns id, n"))):
        tables.exists(spark, one, other)
    assert files_below(tmp_path) == before


def test_a_folder_that_cannot_be_written_is_known_before_any_work(
    spark: SparkSession, tmp_path: Path
) -> None:
    write(tmp_path / "file", "a regular file")
    root = tmp_path / "file" / "deeper"
    message = (
        "The folder of the tables cannot be written.\n"
        f"  where: {root}\n"
        f"  seen:  {tmp_path}/file is not a folder\n"
        "  do:    give another folder: --set tables.root=…"
    )
    with pytest.raises(TableError, match=f"^{re.escape(message)}$"):
        tables.require_writable(Tables(root=str(root)))
    tables.require_writable(Tables(root=str(tmp_path / "new" / "folder")))
    tables.require_writable(Tables(root="s3://bucket/lake"))
    rows = spark.createDataFrame([("a", 1)], ID_N)
    with pytest.raises(
        TableError, match=r"cannot be used\.\n  where: .*\n  seen:  .*Cannot create file:.*deeper"
    ):
        tables.create(rows, at(root), SCHEMA)
