"""Fitting LogisticRegression on the feature columns that occur in the data.

Hashed text fills few of its columns (BANKING77: 4,016 of 65,536), but every step of the optimiser goes over
all of them for every class. A column that never occurs has a coefficient of zero whatever is fitted: leaving
it out gives the same model, several times faster. The small model is written in Spark ML's own format, its
coefficients are laid back into all columns, and it is loaded again: no private API, and it works on Connect.
"""

from __future__ import annotations

import logging
import uuid

import numpy as np
import numpy.typing as npt
from pyspark.ml.classification import LogisticRegression, LogisticRegressionModel
from pyspark.ml.feature import VectorSlicer
from pyspark.ml.linalg import Matrix, SparseMatrix
from pyspark.ml.stat import Summarizer
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

logger = logging.getLogger(__name__)

# Coefficients below which Spark's own cost per job, not the arithmetic, decides; about 8 MB of gradient.
WORTH_IT = 1 << 20


def fit_classifier(
    classifier: LogisticRegression, features: DataFrame, *, classes: int, scratch: str | None
) -> tuple[LogisticRegressionModel, tuple[float, ...]]:
    """Fits the classifier.

    Args:
        classifier: The unfitted classifier.
        features: Cached rows with its feature, label and weight columns.
        classes: Number of classes.
        scratch: A folder that driver and executors share; null: fit on all columns.

    Returns:
        The model over all columns, and the loss before the first and after each iteration.
    """
    column = classifier.getFeaturesCol()
    first = features.select(column).first()
    size = 0 if first is None else int(first[0].size)
    if scratch is None or size * (1 if classes == 2 else classes) < WORTH_IT:
        model = classifier.fit(features)
        return model, tuple(model.summary.objectiveHistory)

    occurring = features.agg(Summarizer.numNonZeros(F.col(column))).first()
    assert occurring is not None  # noqa: S101 - an aggregate without groups has one row
    observed = np.flatnonzero(occurring[0].toArray())
    logger.debug("fitting on %d of %d columns", len(observed), size)
    wide = f"{column}_all"
    slicer = VectorSlicer(inputCol=wide, outputCol=column, indices=[int(index) for index in observed])
    small = slicer.transform(features.withColumnRenamed(column, wide)).drop(wide).persist()
    try:
        model = classifier.fit(small)
        losses = tuple(model.summary.objectiveHistory)
    finally:
        small.unpersist()
    path = f"{scratch.rstrip('/')}/lakelabel-{uuid.uuid4().hex}"
    return _widen(features.sparkSession, model, observed, size, path), losses


def _widen(
    spark: SparkSession, model: LogisticRegressionModel, observed: npt.NDArray[np.intp], size: int, path: str
) -> LogisticRegressionModel:
    """Lays the coefficients of a model over some columns back into all of them."""
    model.write().save(path)
    saved = spark.read.parquet(f"{path}/data")
    row = saved.first()
    assert row is not None  # noqa: S101 - Spark ML writes one
    matrix = widen_matrix(row["coefficientMatrix"], observed, size)
    wide = row.asDict() | {"numFeatures": size, "coefficientMatrix": matrix}
    frame = spark.createDataFrame([tuple(wide[name] for name in saved.columns)], saved.schema)
    frame.coalesce(1).write.mode("overwrite").parquet(f"{path}/data")
    return LogisticRegressionModel.load(path)


def widen_matrix(matrix: Matrix, observed: npt.NDArray[np.intp], size: int) -> SparseMatrix:
    """Lays a matrix over some columns into one over all of them.

    Args:
        matrix: classes × observed columns (one row for two classes).
        observed: The column of each of its columns, ascending.
        size: Number of all columns.

    Returns:
        classes × size, row by row (compressed sparse rows).
    """
    dense = matrix.toArray()
    rows, columns = np.nonzero(dense)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=dense.shape[0]))])
    return SparseMatrix(
        dense.shape[0], size, starts.tolist(), observed[columns].tolist(), dense[rows, columns].tolist(), True
    )
