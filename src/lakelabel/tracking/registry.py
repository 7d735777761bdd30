"""The registry: logging a model as a new version, aliases, and loading a version.

Not here: runs and their metrics (``run``).
"""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass

import mlflow
import mlflow.spark
import pandas as pd
from mlflow.exceptions import MlflowException
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, DataType, Schema
from mlflow.types.schema import Array
from pyspark.ml import PipelineModel

from lakelabel.config import Settings
from lakelabel.errors import TrackingError
from lakelabel.schema import PREDICTED_LABEL, PROBABILITY, TEXT
from lakelabel.tracking.connection import explained
from lakelabel.tracking.provenance import versions

CHALLENGER, CHAMPION = "challenger", "champion"
# Not taken from the data: an artifact may be seen by more people than the texts.
_EXAMPLE = "This is a short example of a text."


@dataclass(frozen=True)
class ModelVersion:
    """A version of a registered model.

    Attributes:
        name: The registered model.
        version: The version.
        run_id: The run that made it.
    """

    name: str
    version: int
    run_id: str


def register(model: PipelineModel, settings: Settings) -> ModelVersion:
    """Logs a model in the active run and registers it; the alias `challenger` then points at it.

    Args:
        model: Text in, label out.
        settings: The configuration.

    Returns:
        The version that the registry gave.

    Raises:
        TrackingError: If it cannot be logged or registered.
    """
    name = settings.registry.model_name
    outputs = [ColSpec(DataType.string, PREDICTED_LABEL), ColSpec(Array(DataType.double), PROBABILITY)]
    found = versions()
    requirements = [
        f"{p}=={found[p]}" for p in ("mlflow", "mlflow-skinny", "pyspark", "pandas") if p in found
    ]
    # MLflow prints its own lines about a new version
    with explained(settings.mlflow.tracking_uri), contextlib.redirect_stderr(io.StringIO()):
        info = mlflow.spark.log_model(
            model,
            "model",
            registered_model_name=name,
            signature=ModelSignature(Schema([ColSpec(DataType.string, TEXT)]), Schema(outputs)),
            input_example=pd.DataFrame({TEXT: [_EXAMPLE]}),
            pip_requirements=requirements,
        )
        version = int(info.registered_model_version)
        mlflow.MlflowClient().set_registered_model_alias(name, CHALLENGER, str(version))
    return ModelVersion(name, version, str(info.run_id))


def resolve(settings: Settings, wanted: str) -> ModelVersion:
    """Finds a version by its number or by an alias.

    Args:
        settings: The configuration.
        wanted: A number, or an alias such as `challenger`.

    Raises:
        TrackingError: If there is no such model, version or alias.
    """
    name, client = settings.registry.model_name, mlflow.MlflowClient()
    try:
        if wanted.isdigit():
            found = client.get_model_version(name, wanted)
        else:
            found = client.get_model_version_by_alias(name, wanted)
    except MlflowException as error:
        if error.error_code not in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
            with explained(settings.mlflow.tracking_uri):
                raise
        raise TrackingError(
            f"The model {name!r} has no version or alias {wanted!r}.",
            where=settings.mlflow.tracking_uri,
            seen=_known(name),
            fix="run `lakelabel train` first, or name one of these",
        ) from None
    return ModelVersion(name, int(found.version), str(found.run_id))


def load(version: ModelVersion, settings: Settings) -> PipelineModel:
    """Loads a version as the PipelineModel that it is.

    Args:
        version: The version.
        settings: The configuration.

    Raises:
        TrackingError: If it cannot be loaded.
    """
    with explained(settings.mlflow.tracking_uri):
        model: PipelineModel = mlflow.spark.load_model(f"models:/{version.name}/{version.version}")
    return model


def _known(name: str) -> str:
    client = mlflow.MlflowClient()
    try:
        model = client.get_registered_model(name)
        numbers = sorted(int(v.version) for v in client.search_model_versions(f"name = '{name}'"))
    except MlflowException:
        return "no such model"
    return f"versions {', '.join(map(str, numbers))}; aliases {', '.join(sorted(model.aliases)) or 'none'}"
