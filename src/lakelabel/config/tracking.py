"""Where runs and models are kept in MLflow."""

from __future__ import annotations

from pydantic import Field

from lakelabel.config.section import Section


class Mlflow(Section):
    """The tracking server, the registry and the experiment."""

    tracking_uri: str = "sqlite:///lakehouse/mlflow.db"
    """A server, a database, or `databricks`; a `${secret:…}` reference is resolved when it is used."""
    registry_uri: str | None = None
    """The registry, where it is not the tracking server: `databricks-uc` for Unity Catalog."""
    experiment: str = "${name}"
    """The experiment that runs belong to; on Databricks a path, such as /Shared/${name}."""
    dfs_tmpdir: str | None = None
    """A folder that driver and executors share, for logging models from a cluster or Spark Connect."""


class Registry(Section):
    """The registered model."""

    model_name: str = Field(default="${name}", min_length=1)
    """Its name; catalog.schema.model for Unity Catalog."""
