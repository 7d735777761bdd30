"""prepare → train → evaluate on a few rows: what MLflow holds afterwards, and what goes wrong cleanly."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mlflow
import numpy as np
import pytest
from pyspark.sql import SparkSession

from lakelabel.config import Settings
from lakelabel.errors import ContractError, TableError, TrackingError
from lakelabel.steps.evaluate import evaluate
from lakelabel.steps.pipeline import pipeline
from lakelabel.steps.prepare import prepare
from lakelabel.steps.train import train
from lakelabel.tracking import registry

SUBJECTS = ["card", "parcel", "invoice", "account", "refund", "order", "password", "courier"]
SAID = {
    "delivery": "where is the {} it should have arrived yesterday with number {}",
    "billing": "I was charged twice for the {} please refund number {}",
    "technical": "the page with my {} crashes and shows error number {}",
}
MakeSettings = Callable[..., Settings]


def write_rows(path: Path, rows: int = 240) -> None:
    labels = sorted(SAID)
    lines = ["id,text,label"]
    for n in range(rows):
        label = labels[n % 3]
        lines.append(f"{n},{SAID[label].format(SUBJECTS[n % 8], n)},{label}")
    path.write_text("\n".join(lines) + "\n")


@pytest.fixture
def settings(make_settings: MakeSettings, tmp_path: Path) -> Settings:
    write_rows(tmp_path / "rows.csv")
    return make_settings(
        sources=[{"path": str(tmp_path / "rows.csv"), "format": "csv"}],
        columns={"id": "id"},
        pipeline={"hashing": {"num_features": 512}, "logistic_regression": {"max_iter": 10}},
    )


def test_a_run_holds_everything_that_its_model_came_from(spark: SparkSession, settings: Settings) -> None:
    done = pipeline(spark, settings)
    prepared, trained, evaluated = done.prepare, done.train, done.evaluate
    splits = {split: sum(labels.values()) for split, labels in prepared.profile.splits.items()}
    assert (prepared.inserted, prepared.updated, prepared.version) == (240, 0, 1)
    assert trained.rows == splits["train"] + splits["validation"]
    assert (trained.model_version, trained.alias, trained.corpus_version) == (1, "challenger", 1)
    assert evaluated.metrics.rows == splits["test"]
    assert evaluated.metrics.accuracy > 0.9

    client = mlflow.MlflowClient()
    run = client.get_run(trained.run_id)
    assert run.info.status == "FINISHED"
    assert run.data.params["pipeline.hashing.num_features"] == "512"
    assert run.data.params["corpus.version"] == "1"
    assert run.data.params["corpus.fingerprint"] == trained.fingerprint
    assert run.data.tags["version.pyspark"] == spark.version
    assert run.data.metrics["test_accuracy"] == evaluated.metrics.accuracy
    assert run.data.metrics["validation_macro_f1"] == trained.validation.macro_f1
    assert run.data.metrics["test_recall/delivery"] == evaluated.metrics.classes["delivery"].recall
    history = client.get_metric_history(trained.run_id, "training_loss")
    assert [point.step for point in history] == list(range(trained.iterations + 1))

    (dataset,) = run.inputs.dataset_inputs
    assert dataset.dataset.digest == trained.fingerprint
    assert json.loads(dataset.dataset.source)["delta_table_version"] == 1
    profile = json.loads(mlflow.artifacts.load_text(f"{run.info.artifact_uri}/data_profile.json"))
    assert (profile["rows"], profile["kept"]) == (240, 240)
    files = {
        file.path
        for folder in ("", "test", "validation")
        for file in client.list_artifacts(trained.run_id, folder)
    }
    assert {
        "config.yml",
        "class_balance.png",
        "test/confusion_matrix.png",
        "validation/metrics.json",
    } <= files

    version = client.get_model_version_by_alias("test", "challenger")
    assert (int(version.version), version.run_id) == (1, trained.run_id)
    info = mlflow.models.get_model_info("models:/test/1")
    assert info.signature.inputs.input_names() == ["text"]
    assert info.signature.outputs.input_names() == ["predicted_label", "probability"]


def test_the_registered_model_labels_a_text_where_lakelabel_is_not_installed(
    spark: SparkSession, settings: Settings
) -> None:
    prepare(spark, settings)
    train(spark, settings)
    script = f"""
import sys
sys.modules["lakelabel"] = None  # importing it fails
import mlflow
mlflow.set_tracking_uri({settings.mlflow.tracking_uri!r})
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[1]").getOrCreate()
model = mlflow.spark.load_model("models:/test@challenger")
rows = spark.createDataFrame([("I was charged twice, please refund",)], "text string")
print(model.transform(rows).first()["predicted_label"])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "billing", done.stderr[-2000:]


def test_two_trainings_on_the_same_version_give_the_same_model(
    spark: SparkSession, settings: Settings
) -> None:
    prepare(spark, settings)
    first, second = train(spark, settings), train(spark, settings)
    assert (first.model_version, second.model_version) == (1, 2)
    assert first.fingerprint == second.fingerprint
    matrices = [
        registry.load(registry.resolve(settings, str(version)), settings)
        .stages[-2]
        .coefficientMatrix.toArray()
        for version in (1, 2)
    ]
    assert np.abs(matrices[0] - matrices[1]).max() < 1e-9
    with pytest.raises(
        TrackingError, match=r"no version or alias '7'\.[\s\S]*versions 1, 2; aliases challenger"
    ):
        evaluate(spark, settings, model_version="7")


def test_without_a_corpus_training_says_what_to_run_first(
    spark: SparkSession, make_settings: MakeSettings
) -> None:
    with pytest.raises(TableError, match=r"The table does not exist yet\.[\s\S]*run `lakelabel prepare`"):
        train(spark, make_settings())


def test_an_unreachable_server_stops_a_pipeline_before_anything_is_written(
    spark: SparkSession, settings: Settings, tmp_path: Path
) -> None:
    away = settings.model_copy(
        update={
            "mlflow": settings.mlflow.model_copy(update={"tracking_uri": "http://user:secret@127.0.0.1:9"})
        }
    )
    with pytest.raises(TrackingError, match="The MLflow server does not answer") as caught:
        pipeline(spark, away)
    assert "secret" not in str(caught.value)
    assert not (tmp_path / "lakehouse").exists()


def test_a_failing_training_registers_nothing_and_its_run_is_marked_failed(
    spark: SparkSession, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(spark, settings)

    def breaks(*_: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(registry, "register", breaks)
    with pytest.raises(RuntimeError, match="the disk is full"):
        train(spark, settings)
    client = mlflow.MlflowClient()
    (run,) = client.search_runs([client.get_experiment_by_name("test").experiment_id])
    assert run.info.status == "FAILED"
    assert client.search_registered_models() == []
    assert mlflow.active_run() is None


def test_a_database_in_a_place_that_cannot_be_written_is_named(
    spark: SparkSession, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    uri = f"sqlite:///{tmp_path}/file/mlflow.db"
    away = settings.model_copy(update={"mlflow": settings.mlflow.model_copy(update={"tracking_uri": uri})})
    with pytest.raises(
        TrackingError, match=r"The folder of MLflow's database cannot be written\.\n  where: .*/file"
    ):
        pipeline(spark, away)


def test_an_empty_split_cannot_be_measured(spark: SparkSession, settings: Settings) -> None:
    whole = settings.model_validate(
        settings.model_dump(mode="python", by_alias=True)
        | {"split": {"fractions": {"train": 1.0, "validation": 0.0, "test": 0.0}}}
    )
    prepare(spark, whole)
    trained = train(spark, whole)
    assert trained.validation is None
    with pytest.raises(ContractError, match="The split 'test' has no rows"):
        evaluate(spark, whole)
