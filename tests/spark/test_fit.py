from pathlib import Path

import numpy as np
import pytest
from chispa import assert_df_equality
from pyspark.sql import DataFrame, SparkSession

from lakelabel.config.pipeline import Pipeline
from lakelabel.model import observed
from lakelabel.model.fit import Fitted, fit
from lakelabel.model.pipeline import build_pipeline

TEXTS = [
    ("my card did not arrive", "card"),
    ("where is my new card", "card"),
    ("card still not here", "card"),
    ("the app crashes at start", "app"),
    ("app does not open", "app"),
    ("cannot log in to the app", "app"),
    ("please refund the fee", "money"),
    ("why was I charged a fee", "money"),
    ("refund has not come", "money"),
]
COUNTS = {"card": 3, "app": 3, "money": 3}


def settings(**keys: object) -> Pipeline:
    tree = {"hashing": {"num_features": 256}, "logistic_regression": {"max_iter": 15, "reg_param": 0.01}}
    return Pipeline.model_validate(tree | keys, strict=False)


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> DataFrame:
    return spark.createDataFrame(TEXTS, "text string, label string").coalesce(1).persist()


def fitted(rows: DataFrame, pipeline: Pipeline, counts: dict[str, int] = COUNTS, **keys: object) -> Fitted:
    return fit(build_pipeline(pipeline, sorted(counts)), rows, counts, partitions=1, **keys)


def coefficients(result: Fitted) -> np.ndarray:
    return result.model.stages[-2].coefficientMatrix.toArray()


def test_the_fitted_model_labels_a_frame_that_has_only_the_text(spark: SparkSession, rows: DataFrame) -> None:
    result = fitted(rows, settings())
    new = spark.createDataFrame(
        [("where is my card",), ("the app is slow",), ("a fee again",)], "text string"
    )
    expected = spark.createDataFrame(
        [("where is my card", "card"), ("the app is slow", "app"), ("a fee again", "money")],
        "text string, predicted_label string",
    )
    assert_df_equality(
        result.model.transform(new).select("text", "predicted_label"), expected, ignore_nullable=True
    )
    assert result.losses[0] == pytest.approx(np.log(3))  # three classes of equal size, nothing learned yet
    assert list(result.losses) == sorted(result.losses, reverse=True)


def test_two_fits_of_the_same_rows_are_the_same(rows: DataFrame) -> None:
    first, second = (coefficients(fitted(rows, settings())) for _ in range(2))
    assert np.abs(first - second).max() < 1e-9
    assert np.abs(first).max() > 0.1


def test_a_fit_on_observed_columns_gives_the_model_of_a_fit_on_all(
    rows: DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_all = fitted(rows, settings(idf={}, normalize="l2"))
    monkeypatch.setattr(observed, "WORTH_IT", 1)
    on_observed = fitted(rows, settings(idf={}, normalize="l2"), scratch=str(tmp_path))
    assert on_observed.losses == pytest.approx(on_all.losses, abs=1e-12)
    assert coefficients(on_observed).shape == (3, 256)
    assert np.abs(coefficients(on_all) - coefficients(on_observed)).max() < 1e-9
    small, large = (r.model.stages[-2] for r in (on_observed, on_all))
    assert np.abs(small.interceptVector.toArray() - large.interceptVector.toArray()).max() < 1e-9
    assert small.extractParamMap().keys() == {small.getParam(p.name) for p in large.extractParamMap()}


def test_a_binary_model_fitted_on_observed_columns_is_the_same_too(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = spark.createDataFrame(TEXTS[:6], "text string, label string").coalesce(1)
    counts = {"app": 3, "card": 3}
    on_all = fitted(two, settings(), counts)
    monkeypatch.setattr(observed, "WORTH_IT", 1)
    on_observed = fitted(two, settings(), counts, scratch=str(tmp_path))
    assert coefficients(on_observed).shape == (1, 256)
    assert np.abs(coefficients(on_all) - coefficients(on_observed)).max() < 1e-9
    assert on_observed.model.stages[-2].getThreshold() == 0.5


def test_balanced_weights_lift_a_rare_class(spark: SparkSession) -> None:
    texts = [("yes", "often")] * 3 + [("yes", "rare")] * 2 + [("no", "often")] * 7
    skewed = spark.createDataFrame(texts, "text string, label string").coalesce(1)
    counts = {"often": 10, "rare": 2}
    asked = spark.createDataFrame([("yes",)], "text string")
    labels = [
        fitted(skewed, settings(class_weights=weights), counts)
        .model.transform(asked)
        .first()["predicted_label"]
        for weights in (None, "balanced")
    ]
    assert labels == ["often", "rare"]
