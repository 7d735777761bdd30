"""Which split a document falls into: by hash, by time, by source."""

import datetime
from typing import Any

import pytest
from chispa import assert_df_equality
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from frames import RAW, assert_rows, rows_of
from lakelabel.config.split import Split
from lakelabel.data.split import assign_split

ID_SPLIT = "id string, split string"


def rule(**keys: Any) -> Split:
    return Split.model_validate(keys, strict=False)


def fractions(train: float, validation: float, test: float) -> dict[str, float]:
    return {"train": train, "validation": validation, "test": test}


def day(number: int) -> datetime.datetime:
    return datetime.datetime(2025, 1, number)


@pytest.fixture(scope="module")
def many(spark: SparkSession) -> DataFrame:
    """5,000 texts by 500 people; a source fixes the split of the last 1,000."""
    documents = spark.range(5000).select(
        F.col("id").cast("string"),
        F.concat(F.lit("Text number "), "id").alias("text"),
        F.lit(None).cast("timestamp").alias("event_time"),
        F.when(F.col("id") >= 4000, "test").otherwise("train").alias("fixed_split"),
        F.concat(F.lit("person "), F.col("id") % 500).alias("split_key"),
    )
    return documents.coalesce(1).persist()


def shares(documents: DataFrame, *rules: Split) -> list[dict[str, int]]:
    """Counts the rows of each split under each rule, in one pass."""
    columns = [
        assign_split(documents, rule).select("id", F.col("split").alias(f"s{n}"))
        for n, rule in enumerate(rules)
    ]
    joined = columns[0]
    for column in columns[1:]:
        joined = joined.join(column, "id")
    counts: list[dict[str, int]] = [{} for _ in rules]
    for row in joined.groupBy(*(f"s{n}" for n in range(len(rules)))).count().collect():
        for n, found in enumerate(counts):
            found[row[f"s{n}"]] = found.get(row[f"s{n}"], 0) + row["count"]
    return counts


def test_by_hash_the_shares_are_about_right_and_the_seed_changes_who_is_in_them(many: DataFrame) -> None:
    free = many.withColumn("fixed_split", F.lit(None).cast("string"))
    first, second = (assign_split(free, rule(seed=seed)) for seed in (7, 8))
    counts = (
        first.join(second.select("id", F.col("split").alias("other")), "id")
        .groupBy("split")
        .agg(F.count("*").alias("rows"), F.count_if(F.col("split") == F.col("other")).alias("same"))
    )
    found = {row["split"]: (row["rows"], row["same"]) for row in counts.collect()}
    assert sum(rows for rows, _ in found.values()) == 5000
    # four standard deviations: 4 √(5000 · 0.1 · 0.9) = 85
    assert {split: abs(rows - expected) < 85 for (split, expected), (rows, _) in zip(
        {"train": 4000, "validation": 500, "test": 500}.items(),
        (found["train"], found["validation"], found["test"]),
        strict=True,
    )} == {"train": True, "validation": True, "test": True}  # fmt: skip
    # where the seeds are independent, a tenth of the test rows stay
    assert 20 < found["test"][1] < 85


def test_the_split_of_a_text_is_the_same_for_ever(spark: SparkSession) -> None:
    expected = [
        ("first", "test"),
        ("second", "validation"),
        ("third", "validation"),
        ("fourth", "train"),
        ("fifth", "train"),
        ("sixth", "train"),
        ("seventh", "validation"),
        ("eighth", "test"),
    ]
    documents = rows_of(spark, RAW, "id, text", [(text, text) for text, _ in expected])
    thirds = rule(fractions=fractions(0.4, 0.3, 0.3))
    assert_rows(assign_split(documents, thirds), ID_SPLIT, expected)


def test_one_text_has_one_split_however_it_is_written(spark: SparkSession) -> None:
    thirds = rule(fractions=fractions(0.34, 0.33, 0.33))
    texts = [text for n in range(10) for text in (f"the text {n}", f" THE\n text   {n} ")]
    documents = rows_of(spark, RAW, "id, text", [(str(n // 2), text) for n, text in enumerate(texts)])
    split = assign_split(documents, thirds).groupBy("id").agg(F.count_distinct("split").alias("splits"))
    assert_rows(split, "id string, splits long", [(str(n), 1) for n in range(10)])


def test_more_test_rows_are_taken_from_validation_first(many: DataFrame) -> None:
    free = many.withColumn("fixed_split", F.lit(None).cast("string"))
    small = assign_split(free, rule(fractions=fractions(0.8, 0.1, 0.1)))
    large = assign_split(free, rule(fractions=fractions(0.8, 0.05, 0.15)))
    moved = small.join(large.select("id", F.col("split").alias("later")), "id").where("split != later")
    assert_df_equality(
        moved.select("split", "later").distinct(),
        moved.sparkSession.createDataFrame([("validation", "test")], "split string, later string"),
        ignore_nullable=True,
    )


def test_a_key_column_keeps_its_rows_together_and_rows_without_one_go_by_their_text(
    many: DataFrame,
) -> None:
    by_person = rule(key="person", fractions=fractions(0.5, 0.25, 0.25))
    by_text = rule(fractions=fractions(0.5, 0.25, 0.25))
    free = many.withColumn("fixed_split", F.lit(None).cast("string"))
    people = assign_split(free.withColumn("person", F.col("split_key")), by_person)
    splits = people.groupBy("person").agg(F.min("split").alias("split"), F.max("split").alias("last"))
    counts = splits.groupBy("split").agg(
        F.count("*").alias("people"), F.count_if(F.col("split") != F.col("last")).alias("torn")
    )
    found = {row["split"]: row["people"] for row in counts.where("torn = 0").collect()}
    assert sum(found.values()) == 500
    assert all(abs(found[split] - share) < 40 for split, share in [("train", 250), ("test", 125)])

    nobody = free.withColumn("split_key", F.lit(None).cast("string")).limit(20)
    assert_df_equality(assign_split(nobody, by_person), assign_split(nobody, by_text), ignore_row_order=True)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((0.8, 0.1, 0.1), ["train"] * 8 + ["validation", "test"]),
        ((0.6, 0.4, 0.0), ["train"] * 6 + ["validation"] * 4),
        ((0.7, 0.0, 0.3), ["train"] * 7 + ["test"] * 3),
        ((1.0, 0.0, 0.0), ["train"] * 10),
    ],
)
def test_by_time_the_latest_rows_are_tested_on(
    spark: SparkSession, shares: tuple[float, ...], expected: list[str]
) -> None:
    documents = rows_of(spark, RAW, "id, event_time", [(str(n), day(n)) for n in range(1, 11)])
    split = assign_split(documents, rule(by="time", fractions=fractions(*shares)))
    assert_rows(split, ID_SPLIT, [(str(n), name) for n, name in enumerate(expected, 1)])


def test_by_time_a_moment_is_not_torn_and_rows_without_one_are_to_train_on(spark: SparkSession) -> None:
    days = [1, 1, 2, 2, 2, 2, 3, 3, 4, None]
    documents = rows_of(spark, RAW, "id, event_time", [(str(n), d and day(d)) for n, d in enumerate(days)])
    split = assign_split(documents, rule(by="time", fractions=fractions(0.5, 0.3, 0.2)))
    expected = ["train"] * 6 + ["validation"] * 2 + ["test", "train"]
    assert_rows(split, ID_SPLIT, [(str(n), name) for n, name in enumerate(expected)])


def test_by_time_boundaries_are_the_first_moments_of_their_splits(spark: SparkSession) -> None:
    documents = rows_of(spark, RAW, "id, event_time", [(str(n), day(n)) for n in range(1, 6)])
    boundaries = {"validation": "2025-01-03T00:00:00", "test": "2025-01-05T01:00:00+01:00"}
    split = assign_split(documents, rule(by="time", boundaries=boundaries))
    expected = ["train", "train", "validation", "validation", "test"]
    assert_rows(split, ID_SPLIT, [(str(n), name) for n, name in enumerate(expected, 1)])


def test_by_time_without_any_time_all_rows_are_to_train_on(spark: SparkSession) -> None:
    documents = rows_of(spark, RAW, "id", [("1",), ("2",)])
    assert_rows(assign_split(documents, rule(by="time")), ID_SPLIT, [("1", "train"), ("2", "train")])


def test_a_split_that_the_source_fixes_wins_over_the_hash(spark: SparkSession) -> None:
    documents = rows_of(
        spark,
        RAW,
        "id, text, fixed_split, split_key",
        [("1", "second", "train", "k"), ("2", "first", "test", None), ("3", "second", None, None)],
    )
    split = assign_split(documents, rule(fractions=fractions(0.4, 0.3, 0.3)))
    assert set(split.columns) == {*documents.columns, "split"} - {"fixed_split", "split_key"}
    assert_rows(split, ID_SPLIT, [("1", "train"), ("2", "test"), ("3", "validation")])


def test_by_source_validation_takes_its_share_of_the_training_rows_only(many: DataFrame) -> None:
    with_share, without = shares(
        many,
        rule(by="source", fractions=fractions(0.6, 0.2, 0.2)),
        rule(by="source", fractions=fractions(0.9, 0.0, 0.1)),
    )
    assert without == {"train": 4000, "test": 1000}
    assert with_share["test"] == 1000
    assert abs(with_share["validation"] - 1000) < 110  # a quarter of 4,000, four standard deviations
    assert sum(with_share.values()) == 5000
