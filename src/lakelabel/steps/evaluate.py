"""evaluate: a registered version → metrics on a split of the corpus, kept with the run that trained it."""

from __future__ import annotations

from pyspark.ml.feature import IndexToString
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from lakelabel.config import Settings
from lakelabel.data import tables
from lakelabel.errors import ContractError
from lakelabel.model.metrics import measure
from lakelabel.report.plots import confusion_matrix
from lakelabel.results import EvaluateResult
from lakelabel.runtime.progress import stage
from lakelabel.schema import LABEL, SPLIT, TEST, TEXT
from lakelabel.tracking import registry, run
from lakelabel.tracking.connection import connect


def evaluate(
    spark: SparkSession, settings: Settings, *, model_version: str = registry.CHALLENGER, split: str = TEST
) -> EvaluateResult:
    """Measures a model version on all rows of a split.

    Args:
        spark: The session.
        settings: The configuration.
        model_version: A version number or an alias.
        split: The split.

    Returns:
        The metrics; they are also logged in the run that trained the version.

    Raises:
        TableError: If there is no corpus.
        ContractError: If the split is empty.
        TrackingError: If MLflow cannot be reached, or has no such version.
    """
    table = tables.table(settings.tables, settings.tables.corpus)
    tables.read(spark, table)
    connect(settings.mlflow)
    found = registry.resolve(settings, model_version)
    version = tables.current_version(spark, table)
    rows = tables.read(spark, table, version).where(F.col(SPLIT) == split).select(TEXT, LABEL)
    if rows.isEmpty():
        raise ContractError(
            f"The split {split!r} has no rows.",
            where=table.name,
            fix="check `split` and run `lakelabel prepare`",
        )
    with stage(f"evaluate: loaded version {found.version}"):
        model = registry.load(found, settings)
    to_label = model.stages[-1]
    assert isinstance(to_label, IndexToString)  # noqa: S101 - build_pipeline puts it there
    with stage(f"evaluate: measured on {split}"):
        metrics = measure(model.transform(rows), to_label.getLabels())
    picture = confusion_matrix(metrics, f"{found.name} version {found.version}, {split}")
    run.log_quality(found.run_id, split, metrics, {"confusion_matrix": picture})
    return EvaluateResult(found.name, found.version, found.run_id, table.name, version, split, metrics)
