"""train: a pinned version of the corpus → fitted pipeline → MLflow run → registered version."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakelabel.config import Settings
from lakelabel.data import tables
from lakelabel.data.census import Census, take_census
from lakelabel.errors import ContractError
from lakelabel.model.fit import Fitted, fit, partitions_for
from lakelabel.model.metrics import measure
from lakelabel.model.pipeline import build_pipeline
from lakelabel.report.plots import class_balance, confusion_matrix
from lakelabel.results import Metrics, TrainResult
from lakelabel.runtime.progress import stage
from lakelabel.runtime.session import parallelism, shares_files
from lakelabel.schema import LABEL, SPLIT, TEST, TEXT, TRAIN, VALIDATION
from lakelabel.tracking import registry, run
from lakelabel.tracking.connection import connect


def train(spark: SparkSession, settings: Settings) -> TrainResult:
    """Trains a classifier and registers it as the challenger.

    With a validation split, a model of the training rows alone is measured on it first; the model that is
    registered is fitted on both.

    Args:
        spark: The session.
        settings: The configuration.

    Returns:
        The run and the registered version.

    Raises:
        TableError: If there is no corpus.
        ContractError: If the corpus has fewer than two classes to train on.
        TrackingError: If MLflow cannot be reached; nothing is registered then.
    """
    table = tables.table(settings.tables, settings.tables.corpus)
    tables.read(spark, table)  # is it there? before anything else is started
    version = tables.current_version(spark, table)
    corpus = tables.read(spark, table, version).select("id", TEXT, LABEL, SPLIT)
    with stage(f"train: read version {version} of the corpus"), ThreadPoolExecutor(max_workers=1) as pool:
        connected = pool.submit(connect, settings.mlflow)  # a fresh database takes as long as the reading
        census = take_census(corpus)
        connected.result()
    _require_classes(census, table.name)

    with run.training_run(settings) as run_id, _scratch(spark, settings) as scratch:
        run.log_dataset(
            run.Dataset(table.name, table.path, version, census.fingerprint, census.rows_by_split())
        )
        profile = tables.notes(spark, table, version)
        if profile is not None:
            run.log_json(run_id, json.loads(profile).get("lakelabel"), "data_profile.json")
        balance = class_balance(census.classes(TRAIN, VALIDATION), "Rows of each class, train and validation")
        run.log_figure(run_id, balance, "class_balance.png")

        validation = None
        if census.classes(VALIDATION):
            with stage("train: fitted on train, measured on validation"):
                fitted = _fit(corpus, census, (TRAIN,), settings, scratch)
                validation = _measure(fitted, corpus.where(F.col(SPLIT) == VALIDATION), census)
            picture = confusion_matrix(validation, "Validation")
            run.log_quality(run_id, VALIDATION, validation, {"confusion_matrix": picture})
        with stage("train: fitted on train and validation"):
            final = _fit(corpus, census, (TRAIN, VALIDATION), settings, scratch)
        run.log_losses(run_id, final.losses)
        with stage("train: logged and registered the model"):
            registered = registry.register(final.model, settings)
    return TrainResult(
        run_id=run_id,
        model_name=registered.name,
        model_version=registered.version,
        alias=registry.CHALLENGER,
        corpus=table.name,
        corpus_version=version,
        fingerprint=census.fingerprint,
        rows=sum(census.classes(TRAIN, VALIDATION).values()),
        iterations=len(final.losses) - 1,
        validation=validation,
    )


def _fit(
    corpus: DataFrame, census: Census, splits: tuple[str, ...], settings: Settings, scratch: str | None
) -> Fitted:
    classes = census.classes(*splits)
    return fit(
        build_pipeline(settings.pipeline, sorted(classes)),
        corpus.where(F.col(SPLIT).isin(*splits)).select(TEXT, LABEL),
        classes,
        partitions=partitions_for(census.text_bytes, parallelism(corpus.sparkSession)),
        scratch=scratch,
    )


def _measure(fitted: Fitted, rows: DataFrame, census: Census) -> Metrics:
    return measure(fitted.model.transform(rows), sorted(census.classes(TRAIN)))


def _require_classes(census: Census, table: str) -> None:
    classes = census.classes(TRAIN)
    if len(classes) < 2:
        raise ContractError(
            "The training split has fewer than two classes.",
            where=table,
            seen=", ".join(classes) or "no rows",
            fix=f"check `split`; rows by split: {dict(census.rows_by_split())}",
        )
    unknown = sorted({*census.classes(VALIDATION), *census.classes(TEST)} - {*classes})
    if unknown:
        raise ContractError(
            f"{len(unknown)} classes occur only in validation or test; a model cannot learn them.",
            where=table,
            seen=", ".join(unknown[:10]),
            fix="check `split`, or raise `contract.min_class_rows`",
        )


@contextmanager
def _scratch(spark: SparkSession, settings: Settings) -> Iterator[str | None]:
    """A folder that driver and executors share, where there is one."""
    if settings.mlflow.dfs_tmpdir is not None:
        yield settings.mlflow.dfs_tmpdir
    elif shares_files(spark):
        with tempfile.TemporaryDirectory(prefix="lakelabel-") as folder:
            yield folder
    else:
        yield None
