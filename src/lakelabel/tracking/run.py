"""The MLflow run of a training: what is written down, under which name.

Not here: the registry of models (``registry``).
"""

from __future__ import annotations

import dataclasses
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import mlflow
from mlflow.data.delta_dataset_source import DeltaDatasetSource
from mlflow.data.meta_dataset import MetaDataset
from mlflow.entities import Metric, Param

from lakelabel.config import Settings
from lakelabel.config.dumping import flat_params, settings_yaml
from lakelabel.results import Metrics
from lakelabel.tracking.connection import explained
from lakelabel.tracking.provenance import git_state, versions

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BATCH = 900  # MLflow takes at most 1,000 metrics a call
_NOT_IN_NAMES = re.compile(r"[^\w\-. /]+")


@dataclass(frozen=True)
class Dataset:
    """The rows that a model learned from.

    Attributes:
        table: The Delta table, as a person names it.
        path: Its folder; null for a table of a catalog.
        version: Its version.
        fingerprint: Digest of its content.
        rows: Rows by split.
    """

    table: str
    path: str | None
    version: int
    fingerprint: str
    rows: Mapping[str, int]


@contextmanager
def training_run(settings: Settings) -> Iterator[str]:
    """Opens a run that holds the resolved configuration and where it comes from.

    Args:
        settings: The configuration.

    Yields:
        The id of the run. It ends as FINISHED, or as FAILED where the block raises.
    """
    tags = git_state() | {f"version.{name}": version for name, version in versions().items()}
    with explained(settings.mlflow.tracking_uri):
        run = mlflow.start_run(run_name=f"train {settings.name}", tags=tags)
    status = "FAILED"
    try:
        params = [Param(key, value) for key, value in flat_params(settings).items()]
        with explained(settings.mlflow.tracking_uri):
            for start in range(0, len(params), 100):
                mlflow.MlflowClient().log_batch(run.info.run_id, params=params[start : start + 100])
            mlflow.log_text(settings_yaml(settings), "config.yml")
        yield str(run.info.run_id)
        status = "FINISHED"
    finally:
        mlflow.end_run(status)


def log_dataset(dataset: Dataset) -> None:
    """Notes what the model learned from as an input of the active run.

    Args:
        dataset: The rows.
    """
    where: dict[str, Any] = {"path": dataset.path} if dataset.path else {"delta_table_name": dataset.table}
    source = DeltaDatasetSource(delta_table_version=dataset.version, **where)
    mlflow.log_input(MetaDataset(source, name="corpus", digest=dataset.fingerprint), context="training")
    mlflow.log_params(
        {
            "corpus.table": dataset.table,
            "corpus.version": dataset.version,
            "corpus.fingerprint": dataset.fingerprint,
            **{f"corpus.rows.{split}": rows for split, rows in dataset.rows.items()},
        }
    )


def log_losses(run_id: str, losses: Sequence[float]) -> None:
    """Writes the loss curve, one value a step.

    Args:
        run_id: The run.
        losses: Loss before the first and after each iteration.
    """
    _log(run_id, [("training_loss", loss, step) for step, loss in enumerate(losses)])


def log_quality(run_id: str, split: str, metrics: Metrics, pictures: Mapping[str, Figure]) -> None:
    """Writes the metrics of a split: numbers, a JSON file with every label, pictures.

    Args:
        run_id: The run.
        split: The split; names begin with it.
        metrics: The metrics.
        pictures: Figures by file name, without its ending.
    """
    numbers = [(f"{split}_{name}", value, 0) for name, value in metrics.scalars().items()]
    for label, of_class in metrics.classes.items():
        label = _NOT_IN_NAMES.sub("_", label)
        for name in ("precision", "recall", "f1"):
            numbers.append((f"{split}_{name}/{label}", getattr(of_class, name), 0))
    _log(run_id, numbers)
    log_json(run_id, dataclasses.asdict(metrics), f"{split}/metrics.json")
    for name, figure in pictures.items():
        log_figure(run_id, figure, f"{split}/{name}.png")


def log_json(run_id: str, data: Any, file: str) -> None:
    """Writes data as a JSON file of a run.

    Args:
        run_id: The run.
        data: What JSON can hold.
        file: The file's name.
    """
    mlflow.MlflowClient().log_text(run_id, json.dumps(data, ensure_ascii=False, indent=1), file)


def log_figure(run_id: str, figure: Figure, file: str) -> None:
    """Writes a picture of a run.

    Args:
        run_id: The run.
        figure: The picture.
        file: The file's name.
    """
    mlflow.MlflowClient().log_figure(run_id, figure, file)


def _log(run_id: str, numbers: Sequence[tuple[str, float, int]]) -> None:
    now = int(time.time() * 1000)
    metrics = [Metric(name, value, now, step) for name, value, step in numbers]
    for start in range(0, len(metrics), _BATCH):
        mlflow.MlflowClient().log_batch(run_id, metrics=metrics[start : start + _BATCH])
