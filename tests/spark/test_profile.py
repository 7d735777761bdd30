"""The whole profile of a handful of rows."""

from typing import Any

import pytest
from pyspark.sql import SparkSession

from lakelabel.data import profile as profile_module
from lakelabel.data.profile import profile_data
from lakelabel.errors import ContractError
from lakelabel.results import DataProfile, Lengths

JUDGED = "text string, label string, source string, split string, reason string"


def frame(spark: SparkSession, rows: list[tuple[Any, ...]]):
    return spark.createDataFrame(rows, JUDGED).coalesce(1)


def test_the_profile_counts_rows_classes_splits_lengths_and_tokens(spark: SparkSession) -> None:
    rows = [
        ("The card, the fee", "card", "a.csv", "train", None),
        ("the  APP\nfails", "app", "a.csv", "train", None),
        ("é", "app", "a.csv", "test", None),
        ("card lost", "card", "b.csv", "validation", None),
        ("CARD stolen", "card", "b.csv", "train", None),
        ("the card lost", "card", "b.csv", "train", "repeat"),
        (None, "card", "b.csv", "train", "null_text"),
        (None, None, "b.csv", "test", "null_text"),
        ("x" * 30_000, "app", "a.csv", "train", "too_long"),
    ]
    assert profile_data(frame(spark, rows), ["a.csv", "b.csv", "header.csv"]) == DataProfile(
        rows=9,
        kept=5,
        refused={"null_text": 2, "repeat": 1, "too_long": 1},
        sources={"a.csv": 4, "b.csv": 5, "header.csv": 0},
        classes={"app": 2, "card": 3},
        splits={"test": {"app": 1}, "train": {"app": 1, "card": 2}, "validation": {"card": 1}},
        lengths=Lengths(shortest=1, mean=10.4, longest=17, histogram={1: 1, 8: 2, 12: 1, 16: 1}),
        top_tokens={
            "the": 3,
            "card": 2,
            "app": 1,
            "card,": 1,
            "fails": 1,
            "fee": 1,
            "lost": 1,
            "stolen": 1,
            "é": 1,
        },
    )


def test_only_the_most_frequent_tokens_are_kept(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile_module, "TOP_TOKENS", 2)
    rows = [("c b a", "x", "s", "train", None), ("c b", "x", "s", "train", None)]
    assert list(profile_data(frame(spark, rows)).top_tokens.items()) == [("b", 2), ("c", 2)]


def test_no_rows_have_a_profile_too(spark: SparkSession) -> None:
    assert profile_data(frame(spark, []), ["a.csv"]) == DataProfile(
        rows=0,
        kept=0,
        refused={},
        sources={"a.csv": 0},
        classes={},
        splits={},
        lengths=Lengths(shortest=0, mean=0.0, longest=0, histogram={}),
        top_tokens={},
    )


def test_a_column_of_free_text_is_not_taken_for_the_class(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile_module, "MAX_CLASSES", 2)
    monkeypatch.setattr(profile_module, "EDGES", (1,))
    rows = [("text", label, "s", "train", None) for label in ("a", "b", "c")]
    assert profile_data(frame(spark, rows[:2])).classes == {"a": 1, "b": 1}
    with pytest.raises(
        ContractError, match=r"There are more than 2 classes\.\n  where: columns\.label\n  do: "
    ):
        profile_data(frame(spark, rows))
