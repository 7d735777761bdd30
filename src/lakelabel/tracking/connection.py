"""Reaching MLflow: addresses, the local database, the experiment.

Not here: what is logged (``run``) and registered (``registry``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lakelabel.config.references import resolve_secret
from lakelabel.config.tracking import Mlflow
from lakelabel.errors import LakelabelError, TrackingError
from lakelabel.runtime.lock import file_lock
from lakelabel.runtime.logs import redact

_SQLITE = "sqlite:///"
_SECONDS = 10


def connect(config: Mlflow) -> None:
    """Points MLflow at the configured server and makes sure that it answers and has the experiment.

    A local database is made where there is none, with the artifacts in a folder beside it.

    Args:
        config: The configuration's section.

    Raises:
        TrackingError: If it cannot be reached or written.
    """
    require_reachable(config)
    uri = resolve_secret(config.tracking_uri)
    if config.dfs_tmpdir is not None:
        os.environ["MLFLOW_DFS_TMP"] = config.dfs_tmpdir
    try:
        import mlflow
    except ImportError:
        raise TrackingError("MLflow is not installed.", fix="pip install 'lakelabel[local]'") from None

    with explained(uri), _one_at_a_time(uri):
        mlflow.set_tracking_uri(uri)
        mlflow.set_registry_uri(resolve_secret(config.registry_uri) if config.registry_uri else uri)
        client = mlflow.MlflowClient()
        experiment = client.get_experiment_by_name(config.experiment)
        if experiment is None:
            client.create_experiment(
                config.experiment, artifact_location=_artifact_location(uri, config.experiment)
            )
        elif experiment.lifecycle_stage != "active":
            raise TrackingError(
                "The experiment was deleted.",
                where=config.experiment,
                fix="restore it (mlflow experiments restore), or name another one: --set mlflow.experiment=…",
            )
        mlflow.set_experiment(config.experiment)


def require_reachable(config: Mlflow) -> None:
    """Finds out in seconds, without MLflow, what its own retries take minutes to find out.

    Args:
        config: The configuration's section.

    Raises:
        TrackingError: If the server does not answer, or the database's folder cannot be written.
    """
    uri = resolve_secret(config.tracking_uri)
    if uri.startswith(("http://", "https://")):
        import requests

        try:
            requests.get(f"{uri.rstrip('/')}/health", timeout=_SECONDS)
        except requests.RequestException as error:
            raise TrackingError(
                "The MLflow server does not answer.",
                where=redact(uri),
                seen=type(error).__name__,
                fix="start it, or correct `mlflow.tracking_uri`; nothing was logged or registered",
            ) from None
    elif uri.startswith(_SQLITE):
        folder = _database(uri).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            writable = os.access(folder, os.W_OK)
        except OSError:
            writable = False
        if not writable:
            raise TrackingError(
                "The folder of MLflow's database cannot be written.",
                where=str(folder),
                fix="give another place: --set mlflow.tracking_uri=sqlite:///…",
            )


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turns MLflow's exceptions inside the block into one that says where and why.

    Args:
        where: The address.
    """
    try:
        yield
    except LakelabelError:
        raise
    except Exception as error:
        lines = str(error).strip().splitlines()
        raise TrackingError(
            "MLflow could not do what was asked.",
            where=redact(where),
            seen=redact((lines[0] if lines else type(error).__name__)[:300]),
            fix="check `mlflow.tracking_uri`, that the server runs, and that this user may use it",
        ) from error


def ui_command(tracking_uri: str) -> str:
    """Gives what a person does to look at the runs.

    Args:
        tracking_uri: The tracking server.
    """
    if tracking_uri.startswith(("http://", "https://")):
        return f"open {redact(tracking_uri)}"
    if tracking_uri.startswith("databricks"):
        return "open Experiments in the workspace"
    return f"mlflow ui --backend-store-uri {redact(tracking_uri)}"


@contextmanager
def _one_at_a_time(uri: str) -> Iterator[None]:
    """Lets one process alone make a fresh database: two at once fail."""
    if uri.startswith(_SQLITE):
        database = _database(uri)
        with file_lock(database.with_name(f".{database.name}.lock"), what="MLflow's database"):
            yield
    else:
        yield


def _artifact_location(uri: str, experiment: str) -> str | None:
    if not uri.startswith(_SQLITE):
        return None
    return (_database(uri).parent / "mlartifacts" / experiment.strip("/").replace("/", "_")).as_uri()


def _database(uri: str) -> Path:
    return Path(uri.removeprefix(_SQLITE)).absolute()
