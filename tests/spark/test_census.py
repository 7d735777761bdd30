"""Counts and fingerprint of a corpus."""

from typing import Any

from pyspark.sql import SparkSession

from lakelabel.data.census import Census, take_census

ROWS = [
    ("1", "my card", "card", "train"),
    ("2", "café", "card", "test"),
    ("3", "the app", "app", "train"),
    ("4", "lost", "card", "train"),
]


def census(spark: SparkSession, rows: list[tuple[Any, ...]]) -> Census:
    return take_census(spark.createDataFrame(rows, "id string, text string, label string, split string"))


def test_the_census_counts_rows_by_split_and_class_and_bytes(spark: SparkSession) -> None:
    counted = census(spark, ROWS)
    assert counted == Census(
        rows={"test": {"card": 1}, "train": {"app": 1, "card": 2}},
        text_bytes=7 + 5 + 7 + 4,
        fingerprint="28d4a39813199268",  # kept with models: another digest of the same rows would confuse
    )
    assert counted.classes("train", "test") == {"app": 1, "card": 3}
    assert counted.classes("test") == {"card": 1}
    assert counted.classes("validation") == {}
    assert counted.rows_by_split() == {"test": 1, "train": 3}


def test_the_fingerprint_does_not_depend_on_the_order_of_rows(spark: SparkSession) -> None:
    assert census(spark, ROWS[::-1]) == census(spark, ROWS)


def test_the_fingerprint_changes_with_any_part_of_a_row(spark: SparkSession) -> None:
    changes = [
        ("5", "my card", "card", "train"),
        ("1", "my cart", "card", "train"),
        ("1", "my card", "cart", "train"),
        ("1", "my card", "card", "test"),
        ("1m", "y card", "card", "train"),
    ]
    fingerprints = [census(spark, [first, *ROWS[1:]]).fingerprint for first in [ROWS[0], *changes]]
    fingerprints.append(census(spark, ROWS[1:]).fingerprint)
    assert len(set(fingerprints)) == 7


def test_an_empty_corpus_has_a_census_too(spark: SparkSession) -> None:
    nothing = census(spark, [])
    assert (nothing.rows, nothing.text_bytes, nothing.rows_by_split()) == ({}, 0, {})
