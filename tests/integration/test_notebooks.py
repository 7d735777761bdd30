"""The notebooks run from top to bottom in a kernel of their own, and are committed as they were before."""

from __future__ import annotations

import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))

# On few rows most of the time is the JVM's: without its second compiler it needs half of it.
SMALL = """
rows = 900
overrides = [
    "spark.master=local[2]",
    "spark.conf.spark.driver.memory=1g",
    "spark.conf.spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1",
    "spark.conf.spark.sql.shuffle.partitions=1",
]
"""

# What each shows: how many pictures, and which lines.
SHOWN = {
    "01_explore": (
        4,
        [
            "900 rows read, 879 kept, 6 classes",
            "`lakelabel prepare` accepts these data.",
            "repeat: 9 rows refused, 9 texts",
            "conflict: 6 rows refused, 3 texts",
        ],
    ),
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder without data, and a Jupyter that does not know the user's settings and kernels."""
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "jupyter" / name.lower()))
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    monkeypatch.delenv("LAKELABEL_ENV", raising=False)
    for name in ("jupyter", "notebooks"):
        (tmp_path / name).mkdir()
    return tmp_path


def execute(path: Path, place: Path) -> NotebookNode:
    """Runs a notebook in a folder, on few rows: parameters are laid over those of its tagged cell."""
    notebook = nbformat.read(path, as_version=4)
    (parameters,) = (cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
    parameters.source += SMALL
    where = {"metadata": {"path": str(place / "notebooks")}}
    # a kernel that knows itself under test does not show what the JVM writes
    environ = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    NotebookClient(notebook, kernel_name="python3", timeout=120, resources=where).execute(env=environ)
    return notebook


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_its_pictures_and_numbers(path: Path, place: Path) -> None:
    notebook = execute(path, place)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    said = "".join(output.text for output in outputs if output.output_type == "stream")
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    count, lines = SHOWN[path.stem]
    assert len(pictures) == count
    assert said.splitlines() == lines  # and no warning among them
    assert sorted(entry.name for entry in place.iterdir()) == ["data", "jupyter", "notebooks"]
    assert list((place / "notebooks").iterdir()) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_committed_notebook_holds_no_outputs_and_nothing_of_a_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.outputs for cell in code] == [[]] * len(code)
    assert [cell.execution_count for cell in code] == [None] * len(code)
    assert {key for cell in notebook.cells for key in cell.metadata} <= {"tags"}
    assert notebook.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert re.findall(r"(?:/(?:home|Users|root|work|tmp|mnt|opt)/|\b[A-Z]:\\)\S*", text) == []


def test_every_notebook_is_expected() -> None:
    assert [path.stem for path in NOTEBOOKS] == list(SHOWN)
