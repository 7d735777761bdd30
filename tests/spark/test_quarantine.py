"""Refused rows: what is kept of them, and that a rerun adds nothing."""

import datetime
import hashlib
import json
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from frames import assert_rows, files_below
from lakelabel.config.tables import Tables
from lakelabel.data import tables
from lakelabel.data.quarantine import merge_quarantine, quarantine_rows
from lakelabel.errors import TableError
from lakelabel.schema import QUARANTINE_SCHEMA

REFUSED = "id string, text string, event_time timestamp, source string, reason string"
KEPT = "source string, reason string, rows int, content string"
MAY = datetime.datetime(2025, 5, 1, 12)


def content(id_: str | None, text: str | None, event_time: str | None = None) -> str:
    row = {"id": id_, "text": text, "event_time": event_time}
    return json.dumps(row, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_identical_refused_rows_become_one_with_their_number(spark: SparkSession) -> None:
    refused = spark.createDataFrame(
        [
            ("1", "Grüße", MAY, "a.csv", "conflict"),
            (None, None, None, "a.csv", "null_text"),
            (None, None, None, "a.csv", "null_text"),
            (None, None, None, "b.csv", "null_text"),
        ],
        REFUSED,
    )
    rows = quarantine_rows(refused)
    assert rows.schema.fieldNames() == QUARANTINE_SCHEMA.fieldNames()
    nothing, hello = content(None, None), content("1", "Grüße", "2025-05-01T12:00:00.000Z")
    assert_rows(
        rows,
        f"{KEPT}, row_hash string",
        [
            ("a.csv", "conflict", 1, hello, sha256(hello)),
            ("a.csv", "null_text", 2, nothing, sha256(nothing)),
            ("b.csv", "null_text", 1, nothing, sha256(nothing)),
        ],
    )


def test_bytes_that_are_not_utf8_can_be_kept_and_read(spark: SparkSession) -> None:
    refused = spark.sql("SELECT cast(unhex('636166E9') AS string) AS text, 's' AS source, 'r' AS reason")
    assert_rows(quarantine_rows(refused), KEPT, [("s", "r", 1, '{"text":"caf\ufffd"}')])


def test_a_rerun_adds_nothing_and_another_number_or_reason_is_merged(
    spark: SparkSession, tmp_path: Path
) -> None:
    table = tables.table(Tables(root=str(tmp_path)), "quarantine")
    blank, none = ("1", " ", None, "s", "blank_text"), ("2", None, None, "s", "null_text")

    def merge(*rows: tuple) -> int:
        merge_quarantine(spark.createDataFrame(list(rows), REFUSED).coalesce(1), table)
        return tables.current_version(spark, table)

    assert merge(blank, none, none) == 1
    files = files_below(tmp_path)
    moments = tables.read(spark, table).agg(F.max("quarantined_at")).first()
    assert merge(none, none, blank) == 1
    assert merge(blank) == 1  # what does not come again stays
    assert files_below(tmp_path) == files

    assert merge(none, none, none, (*blank[:4], "conflict")) == 2
    assert_rows(
        tables.read(spark, table),
        KEPT,
        [
            ("s", "blank_text", 1, content("1", " ")),
            ("s", "conflict", 1, content("1", " ")),
            ("s", "null_text", 3, content("2", None)),
        ],
    )
    # a row keeps the moment it first came
    old = tables.read(spark, table).where("reason != 'conflict'").agg(F.max("quarantined_at")).first()
    assert old == moments


def test_a_place_that_holds_another_table_is_left_alone(spark: SparkSession, tmp_path: Path) -> None:
    spark.range(1).write.format("delta").save(str(tmp_path / "quarantine"))
    files = files_below(tmp_path)
    table = tables.table(Tables(root=str(tmp_path)), "quarantine")
    refused = spark.createDataFrame([("1", " ", None, "s", "blank_text")], REFUSED)
    message = r"holds something else\.\n  where: .*quarantine\n  seen:  a table with the columns id\n"
    with pytest.raises(TableError, match=message):
        merge_quarantine(refused, table)
    assert files_below(tmp_path) == files
