"""Merging into the corpus: what is written, and what is not."""

import datetime
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from frames import CORPUS, assert_rows, files_below, rows_of
from lakelabel.config.tables import Tables
from lakelabel.data import tables
from lakelabel.data.corpus import Merged, changed_rows, merge_corpus

MAY = datetime.datetime(2025, 5, 1, 12)
COLUMNS = "id, text, label, event_time, split"
TYPES = "id string, text string, label string, event_time timestamp, split string"
FIRST = [
    ("1", "my card", "card", MAY, "train"),
    ("2", "the app", "app", None, "test"),
    ("3", "a fee", "card", None, "train"),
]


def test_the_same_input_again_changes_nothing_and_a_change_is_one_commit(
    spark: SparkSession, tmp_path: Path
) -> None:
    table = tables.table(Tables(root=str(tmp_path)), "corpus")

    def merge(rows: list[tuple[Any, ...]], note: str) -> Merged:
        return merge_corpus(rows_of(spark, CORPUS, COLUMNS, rows).coalesce(1), table, (), note=note)

    assert merge(FIRST, "first") == Merged(version=1, inserted=3, updated=0)
    assert_rows(tables.read(spark, table), TYPES, FIRST)
    files = files_below(tmp_path)

    # again, in another order and under another rule of splitting
    again = [(*row[:4], "validation") for row in FIRST[::-1]]
    assert merge(again, "again") == Merged(version=1, inserted=0, updated=0)
    assert files_below(tmp_path) == files
    assert tables.notes(spark, table, 1) == "first"

    # a slice column that comes later, with the changed rows
    changed = [
        ("1", "my card", "card", MAY, "test", "mail"),  # its split stays
        ("2", "the app!", "app", None, "train", None),  # another text: its split is decided anew
        ("4", "new", "app", None, "validation", "mail"),
    ]
    sliced = rows_of(spark, f"{CORPUS}, channel string", f"{COLUMNS}, channel", changed)
    merged = merge_corpus(sliced.coalesce(1), table, ("channel",), note="changed")
    assert merged == Merged(version=3, inserted=1, updated=2)  # version 2 added the column
    rows = [("1", "my card", "card", MAY, "train", "mail"), *changed[1:], (*FIRST[2], None)]
    assert_rows(tables.read(spark, table), f"{TYPES}, channel string", rows)
    assert tables.notes(spark, table, 3) == "changed"


def changes(spark: SparkSession, rows: list[tuple[Any, ...]], corpus: list[tuple[Any, ...]]) -> DataFrame:
    return changed_rows(rows_of(spark, CORPUS, COLUMNS, rows), rows_of(spark, CORPUS, COLUMNS, corpus))


def test_rows_that_differ_in_anything_but_their_split_are_changes(spark: SparkSession) -> None:
    corpus = [(str(n), "text", "a", MAY, "train") for n in range(6)]
    rows = [
        ("0", "text", "a", MAY, "test"),
        ("1", "Text", "a", MAY, "test"),
        ("2", "text", "b", MAY, "test"),
        ("3", "text", "a", None, "test"),
        ("6", "text", "a", MAY, "test"),
    ]
    expected = [
        ("1", "Text", "a", MAY, "test", False),
        ("2", "text", "b", MAY, "train", False),
        ("3", "text", "a", None, "train", False),
        ("6", "text", "a", MAY, "test", True),
    ]
    assert_rows(changes(spark, rows, corpus), f"{TYPES}, inserted boolean", expected)
