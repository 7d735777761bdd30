import numpy as np
import pytest
from chispa import assert_df_equality
from pyspark.sql import SparkSession

from lakelabel.data.words import telling_words

ROWS = [
    ("Refund my card, REFUND it", "billing"),
    ("a refund for the card", "billing"),
    ("refund the parcel", "billing"),
    ("where's the parcel", "delivery"),
    ("the parcel isn't here", "delivery"),
    ("parcel or my card?", "delivery"),
]
SCHEMA = "text string, label string"


def test_each_class_has_its_own_words_the_most_telling_first(spark: SparkSession) -> None:
    found = telling_words(spark.createDataFrame(ROWS, SCHEMA), min_documents=2)
    expected = [("billing", "refund", 3), ("billing", "card", 2), ("delivery", "parcel", 3)]
    assert_df_equality(
        found.drop("score"),
        spark.createDataFrame(expected, "label string, word string, documents long"),
        ignore_nullable=True,
    )


def test_a_class_gives_no_more_words_than_asked_for(spark: SparkSession) -> None:
    found = telling_words(spark.createDataFrame(ROWS, SCHEMA), per_class=1, min_documents=1)
    assert_df_equality(
        found.select("label", "word"),
        spark.createDataFrame([("billing", "refund"), ("delivery", "parcel")], "label string, word string"),
    )


def test_the_score_is_the_z_score_of_the_log_odds_with_the_words_own_counts_as_prior(
    spark: SparkSession,
) -> None:
    found = telling_words(spark.createDataFrame(ROWS, SCHEMA), min_documents=1).collect()
    score = {(row["label"], row["word"]): row["score"] for row in found}["delivery", "parcel"]

    # each class has 11 pairs of document and word; "parcel" is 3 of delivery's and 1 of billing's
    words, prior, prior_of_all = np.array([11, 11]), 3 + 1, 11 + 11
    parcel = np.array([3, 1]) + prior
    rest = words + prior_of_all - parcel
    log_odds = np.log(parcel / rest)
    z = (log_odds[0] - log_odds[1]) / np.sqrt((1 / parcel).sum())
    assert score == pytest.approx(z, rel=1e-12)
    assert score == pytest.approx(0.7012, abs=5e-5)


def test_words_are_lower_case_have_two_letters_or_more_and_keep_an_apostrophe_inside(
    spark: SparkSession,
) -> None:
    rows = [
        ("'It’s' it's -- 7 42 Straße e\u0301te\u0301 x, IT'S", "a"),
        ("", "a"),
        (None, "a"),
        ("other", "b"),
    ]
    found = telling_words(spark.createDataFrame(rows, SCHEMA), min_documents=1).where("label = 'a'").collect()
    expected = {("it’s", 1), ("it's", 1), ("42", 1), ("straße", 1), ("e\u0301te\u0301", 1)}
    assert {(row["word"], row["documents"]) for row in found} == expected


def test_a_vocabulary_of_one_word_tells_nothing(spark: SparkSession) -> None:
    documents = spark.createDataFrame([("hello", "a"), ("hello", "b")], SCHEMA)
    assert telling_words(documents, min_documents=1).count() == 0
