"""What the Spark tests share: one warm session, and folders of their own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from lakelabel.config import Settings


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """The session that lakelabel itself starts, with one shuffle partition; no test stops it."""
    from lakelabel.config.spark import Spark
    from lakelabel.runtime.session import get_session

    warehouse = tmp_path_factory.mktemp("warehouse")
    conf = {
        "spark.sql.shuffle.partitions": 1,
        "spark.databricks.delta.snapshotPartitions": 1,
        "spark.driver.memory": "3g",
        # many small jobs: code that is compiled quickly wins over code that runs fast
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.sql.warehouse.dir": str(warehouse),
    }
    session = get_session(Spark(master="local[2]", conf=conf), "lakelabel tests")
    yield session
    session.stop()


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """Makes settings whose tables and MLflow lie in the test's folder."""
    from lakelabel.config import Settings

    def make(**sections: Any) -> Settings:
        tree: dict[str, Any] = {
            "name": "test",
            "sources": [{"path": "unused.csv", "format": "csv"}],
            "tables": {"root": str(tmp_path / "lakehouse")},
            "mlflow": {"tracking_uri": f"sqlite:///{tmp_path}/mlflow.db", "experiment": "test"},
            "registry": {"model_name": "test"},
        }
        import json

        return Settings.model_validate_json(json.dumps(tree | sections))

    return make


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """A command run inside a test configures logging; the next test must not notice."""
    logger = logging.getLogger("lakelabel")
    before = logger.handlers[:], logger.level, logger.propagate
    yield
    logger.handlers[:], logger.level, logger.propagate = before[0], before[1], before[2]
