import math

import pytest
from pyspark.ml.linalg import Vectors, VectorUDT
from pyspark.sql import SparkSession
from pyspark.sql.types import StringType, StructField, StructType

from lakelabel.model.metrics import measure

SCHEMA = StructType(
    [
        StructField("label", StringType()),
        StructField("predicted_label", StringType()),
        StructField("probability", VectorUDT()),
        StructField("rawPrediction", VectorUDT()),
    ]
)


def row(label: str, predicted: str, *probability: float) -> tuple:
    return (label, predicted, Vectors.dense(probability), Vectors.dense([math.log(p) for p in probability]))


def test_a_binary_model_is_measured_in_one_pass(spark: SparkSession) -> None:
    rows = [
        row("ham", "ham", 0.9, 0.1),
        row("ham", "ham", 0.8, 0.2),
        row("spam", "spam", 0.3, 0.7),
        row("spam", "ham", 0.6, 0.4),
    ]
    metrics = measure(spark.createDataFrame(rows, SCHEMA), ["ham", "spam"])
    assert metrics.confusion == {"ham": {"ham": 2}, "spam": {"ham": 1, "spam": 1}}
    assert metrics.accuracy == 0.75
    assert metrics.log_loss == pytest.approx(-sum(map(math.log, (0.9, 0.8, 0.7, 0.4))) / 4)
    assert (metrics.auc, metrics.pr_auc) == (1.0, 1.0)


def test_a_label_that_the_model_does_not_know_counts_as_wrong_at_the_least_probability(
    spark: SparkSession,
) -> None:
    rows = [row("a", "a", 1.0, 1e-20, 1e-20), row("new", "a", 0.5, 0.3, 0.2)]
    metrics = measure(spark.createDataFrame(rows, SCHEMA), ["a", "b", "c"])
    assert metrics.confusion == {"a": {"a": 1}, "new": {"a": 1}}
    assert metrics.log_loss == pytest.approx(-math.log(1e-15) / 2)
    assert (metrics.auc, metrics.pr_auc) == (None, None)
