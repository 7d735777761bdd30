"""pipeline: the steps one after the other, in one Spark session."""

from __future__ import annotations

from pyspark.sql import SparkSession

from lakelabel.config import Settings
from lakelabel.results import PipelineResult
from lakelabel.steps.evaluate import evaluate
from lakelabel.steps.prepare import prepare
from lakelabel.steps.train import train
from lakelabel.tracking.connection import require_reachable


def pipeline(spark: SparkSession, settings: Settings) -> PipelineResult:
    """Runs prepare, train and evaluate.

    Args:
        spark: The session.
        settings: The configuration.

    Returns:
        The results of the steps.
    """
    require_reachable(settings.mlflow)  # before anything is written
    prepared = prepare(spark, settings)
    trained = train(spark, settings)
    evaluated = evaluate(spark, settings, model_version=str(trained.model_version))
    return PipelineResult(prepared, trained, evaluated)
