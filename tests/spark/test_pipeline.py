import pytest
from chispa import assert_df_equality
from pyspark.ml import PipelineModel
from pyspark.ml.feature import IDF, HashingTF, Normalizer, RegexTokenizer, StopWordsRemover, Tokenizer
from pyspark.sql import SparkSession

from lakelabel.config.pipeline import Pipeline
from lakelabel.model.pipeline import (
    FEATURES,
    TERMS,
    TOKENS,
    WORDS,
    build_pipeline,
    feature_stages,
    index_labels,
)


def settings(**keys: object) -> Pipeline:
    return Pipeline.model_validate({"hashing": {"num_features": 16}, **keys}, strict=False)


def test_labels_are_indexed_in_their_order(spark: SparkSession) -> None:
    rows = spark.createDataFrame([("spam",), ("ham",)], "label string")
    expected = spark.createDataFrame(
        [("spam", 1.0), ("ham", 0.0)], "label string, lakelabel_label_index double"
    )
    indexed = index_labels(["ham", "spam"]).transform(rows)
    assert_df_equality(indexed, expected, ignore_nullable=True, ignore_metadata=True)


def test_whitespace_tokens_are_spark_mls_tokenizer(spark: SparkSession) -> None:
    (tokenizer, hashing) = feature_stages(settings())
    assert isinstance(tokenizer, Tokenizer)
    assert isinstance(hashing, HashingTF)
    rows = spark.createDataFrame([("It's  HERE",)], "text string")
    expected = spark.createDataFrame(
        [("It's  HERE", ["it's", "", "here"])], f"text string, {TOKENS} array<string>"
    )
    assert_df_equality(tokenizer.transform(rows), expected, ignore_nullable=True)


def test_stop_words_go_before_ngrams_are_made_and_all_terms_come_together(spark: SparkSession) -> None:
    pipeline = settings(tokenizer={"kind": "pattern"}, stop_words="english", ngrams=3)
    *stages, hashing = feature_stages(pipeline)
    assert [type(stage).__name__ for stage in stages] == [
        "RegexTokenizer",
        "StopWordsRemover",
        "NGram",
        "NGram",
        "SQLTransformer",
    ]
    rows = spark.createDataFrame([("The card, the card is lost!",)], "text string")
    found = PipelineModel(stages=stages).transform(rows).select(WORDS, TERMS)
    expected = spark.createDataFrame(
        [
            (
                ["card", "card", "lost"],
                ["card", "card", "lost", "card card", "card lost", "card card lost"],
            )
        ],
        f"{WORDS} array<string>, {TERMS} array<string>",
    )
    assert_df_equality(found, expected, ignore_nullable=True)
    assert hashing.getInputCol() == TERMS


def test_the_statement_that_joins_ngrams_is_always_the_same() -> None:
    statement = feature_stages(settings(ngrams=2))[2].getStatement()
    assert statement == (
        "SELECT *, concat(lakelabel_tokens, lakelabel_2grams) AS lakelabel_terms FROM __THIS__"
    )


@pytest.mark.parametrize(
    ("keys", "kinds", "columns"),
    [
        ({}, [HashingTF], [FEATURES]),
        ({"idf": {}}, [HashingTF, IDF], ["lakelabel_counts", FEATURES]),
        ({"normalize": "l2"}, [HashingTF, Normalizer], ["lakelabel_counts", FEATURES]),
        (
            {"idf": {"min_doc_freq": 2}, "normalize": "l2"},
            [HashingTF, IDF, Normalizer],
            ["lakelabel_counts", "lakelabel_weighted", FEATURES],
        ),
    ],
)
def test_each_feature_stage_reads_what_the_one_before_wrote(
    spark: SparkSession, keys: dict[str, object], kinds: list[type], columns: list[str]
) -> None:
    stages = feature_stages(settings(**keys))[1:]
    assert [type(stage) for stage in stages] == kinds
    assert [stage.getOutputCol() for stage in stages] == columns
    assert [stage.getInputCol() for stage in stages] == [TOKENS, *columns[:-1]]


def test_the_configured_parameters_reach_the_stages(spark: SparkSession) -> None:
    pipeline = settings(
        tokenizer={"kind": "pattern", "pattern": r"\s+", "lowercase": False},
        stop_words=["foo"],
        hashing={"num_features": 32, "binary": True},
        logistic_regression={"max_iter": 7, "reg_param": 0.5, "elastic_net": 0.25, "tol": 0.01},
        class_weights="balanced",
    )
    regex, remover, hashing, classifier, to_label = build_pipeline(pipeline, ["a", "b"]).getStages()
    assert isinstance(regex, RegexTokenizer)
    assert (regex.getPattern(), regex.getToLowercase()) == (r"\s+", False)
    assert isinstance(remover, StopWordsRemover)
    assert remover.getStopWords() == ["foo"]
    assert (hashing.getNumFeatures(), hashing.getBinary()) == (32, True)
    assert (classifier.getMaxIter(), classifier.getRegParam(), classifier.getElasticNetParam()) == (
        7,
        0.5,
        0.25,
    )
    assert (classifier.getTol(), classifier.getStandardization()) == (0.01, False)
    assert (classifier.getMaxBlockSizeInMB(), classifier.getWeightCol()) == (64.0, "lakelabel_weight")
    assert to_label.getLabels() == ["a", "b"]
