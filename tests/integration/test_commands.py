"""Commands as a person runs them, on the warm session."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from lakelabel.cli import main


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of its own with the quickstart's data in it."""
    monkeypatch.chdir(tmp_path)
    main(["quickstart", "--data-only", "--rows", "900", "--quiet"])
    return tmp_path


def test_the_quickstart_ends_with_a_summary_and_where_to_look(
    spark: SparkSession, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["quickstart", "--rows", "900", "--quiet"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "corpus",
        "merged",
        "rows",
        "refused",
        "model",
        "run",
        "trained",
        "valid.",
        "test",
        "look",
    ]
    assert lines[4] == "model     quickstart version 1 (alias challenger)"
    assert lines[-1] == "look      mlflow ui --backend-store-uri sqlite:///lakehouse/mlflow.db"


def test_json_is_one_object_on_standard_output_and_nothing_else(
    spark: SparkSession, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["prepare", "--json", "--quiet"])
    result = json.loads(capsys.readouterr().out)
    assert result["corpus"] == str(place / "lakehouse" / "quickstart" / "corpus")
    assert result["profile"]["rows"] == 900
    assert result["inserted"] == result["profile"]["kept"]


def test_a_broken_contract_ends_with_exit_code_3_and_a_table_of_reasons(
    spark: SparkSession, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rows.csv").write_text("text,label\n" + "hello,a\n,b\n" * 5)
    (tmp_path / "bad.yml").write_text(
        f"name: bad\nsources: [{{path: {tmp_path}/rows.csv, format: csv}}]\n"
        f"tables: {{root: {tmp_path}/lakehouse}}\n"
    )
    (tmp_path / "env_local.yml").write_text("{}\n")
    with pytest.raises(SystemExit) as end:
        main(["prepare", "--config", str(tmp_path / "bad.yml")])
    assert end.value.code == 3
    error = capsys.readouterr().err
    assert "lakelabel: 5 of 10 rows (50.0%) have no text or no label." in error
    assert "5  null_text: there is no text" in error
    assert "Traceback" not in error
    assert not (tmp_path / "lakehouse" / "corpus").exists()
