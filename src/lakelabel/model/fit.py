"""Fitting the pipeline: features are computed once and cached, then the classifier is fitted.

Not here: the stages (``pipeline``), and the classifier's fit on observed columns (``observed``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyspark.ml import Estimator, Pipeline, PipelineModel, Transformer
from pyspark.ml.classification import LogisticRegression
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lakelabel.model.observed import fit_classifier
from lakelabel.model.pipeline import FEATURES, LABEL_INDEX, WEIGHT, index_labels

# Text that one task featurises and holds; below it one partition, for from Spark 4.1 on every evaluation of
# the loss over several partitions costs a shuffle.
BYTES_PER_PARTITION = 32 << 20


@dataclass(frozen=True)
class Fitted:
    """A fitted pipeline.

    Attributes:
        model: Text in, label out; without the label indexer.
        losses: The training loss before the first and after each iteration.
    """

    model: PipelineModel
    losses: tuple[float, ...]


def fit(
    pipeline: Pipeline,
    rows: DataFrame,
    class_rows: Mapping[str, int],
    *,
    partitions: int,
    scratch: str | None = None,
) -> Fitted:
    """Fits the pipeline.

    Args:
        pipeline: From ``build_pipeline``.
        rows: Documents with `text` and `label`; every label is in `class_rows`.
        class_rows: Rows of each label.
        partitions: Partitions of the features; with one, two fits of the same rows are the same.
        scratch: A folder that driver and executors share; with it, a large classifier is fitted on the
            columns that occur, which is faster and gives the same model.

    Returns:
        The model and its loss curve.
    """
    *feature_stages, classifier, to_label = pipeline.getStages()
    assert isinstance(classifier, LogisticRegression)  # noqa: S101 - build_pipeline puts it there
    labels = sorted(class_rows)
    frame, keep = index_labels(labels).transform(rows), [LABEL_INDEX]
    if classifier.isSet("weightCol"):
        weights = balanced_weights([class_rows[label] for label in labels])
        position = F.col(LABEL_INDEX).cast("int") + 1
        frame = frame.withColumn(WEIGHT, F.element_at(F.array(*map(F.lit, weights)), position))
        keep.append(WEIGHT)

    cached: list[DataFrame] = []

    def cache(frame: DataFrame) -> DataFrame:
        cached.append(frame.coalesce(partitions).persist())
        return cached[-1]

    try:
        fitted_stages: list[Transformer] = []
        for stage in feature_stages:
            if isinstance(
                stage, Estimator
            ):  # IDF: it and what follows read what is hashed, not the text again
                frame = cache(frame.select(*keep, stage.getOrDefault("inputCol")))
                fitted_stages.append(stage.fit(frame))
            else:
                fitted_stages.append(stage)
            frame = fitted_stages[-1].transform(frame)
        features = cache(frame.select(*keep, FEATURES))
        model, losses = fit_classifier(classifier, features, classes=len(labels), scratch=scratch)
    finally:
        for frame in cached:
            frame.unpersist()
    assert isinstance(to_label, Transformer)  # noqa: S101 - IndexToString, put there likewise
    return Fitted(PipelineModel(stages=[*fitted_stages, model, to_label]), losses)


def balanced_weights(class_rows: Sequence[int]) -> list[float]:
    """Gives each class the weight rows / (classes · rows of the class), as scikit-learn's `balanced` does.

    Args:
        class_rows: Rows of each class.
    """
    total, classes = sum(class_rows), len(class_rows)
    return [total / (classes * rows) for rows in class_rows]


def partitions_for(text_bytes: int, cores: int) -> int:
    """Gives the number of partitions of the features.

    Args:
        text_bytes: Size of the texts.
        cores: Tasks that run at once.
    """
    return max(1, min(cores, text_bytes // BYTES_PER_PARTITION))
