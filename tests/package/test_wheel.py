"""What travels in the wheel, and the commands that it brings."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from environments import ROOT, Environment

COMMANDS = ["lakelabel", "lakelabel-prepare", "lakelabel-train", "lakelabel-evaluate", "lakelabel-pipeline"]


def test_the_wheel_holds_every_module_configuration_and_job(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    source = {str(p.relative_to(ROOT / "src")) for p in (ROOT / "src" / "lakelabel").rglob("*.py")}
    conf = {f"lakelabel/conf/{path.name}" for path in (ROOT / "conf").glob("*.yml")}
    jobs = {f"lakelabel/jobs/{path.name}" for path in (ROOT / "jobs").glob("*.py")}
    others = {"lakelabel/py.typed", "lakelabel/runtime/log4j2.properties"}
    assert source | conf | jobs | others <= held
    assert {name for name in held if not name.startswith(("lakelabel/", "lakelabel-"))} == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(fresh: Environment, tmp_path: Path, command: str) -> None:
    done = fresh.run(command, "--help", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: lakelabel")


def test_the_installed_configurations_and_jobs_are_found_from_anywhere(
    fresh: Environment, tmp_path: Path
) -> None:
    checked = fresh.run("lakelabel", "config", "check", "--config", "banking77", cwd=tmp_path)
    assert checked.stdout == "banking77: fine (banking77, 2 sources)\n"
    job = Path(fresh.run("lakelabel", "path", "jobs/train.py", cwd=tmp_path).stdout.strip())
    assert job.read_text() == (ROOT / "jobs" / "train.py").read_text()


def test_a_wheel_task_returns_none_and_raises_on_failure(fresh: Environment, tmp_path: Path) -> None:
    script = """
import os, sys
from importlib.metadata import distribution
os.environ["DATABRICKS_RUNTIME_VERSION"] = "18.0"
(entry,) = [e for e in distribution("lakelabel").entry_points if e.name == "lakelabel-train"]
sys.argv = ["lakelabel-train", "--config", "absent"]
try:
    entry.load()()
except Exception as error:
    print(type(error).__name__, str(error).splitlines()[0])
"""
    done = fresh.run("python", "-c", script, cwd=tmp_path)
    assert done.stdout == "ConfigError There is no configuration called 'absent'.\n"


def test_the_installed_jobs_run_with_spark_submit(fresh: Environment, tmp_path: Path) -> None:
    assert fresh.run("lakelabel", "spark-defaults", "--install", cwd=tmp_path).returncode == 0
    fresh.run("lakelabel", "quickstart", "--data-only", "--rows", "900", cwd=tmp_path)
    for step, says in (("prepare", "corpus "), ("train", "model "), ("evaluate", "test ")):
        job = fresh.run("lakelabel", "path", f"jobs/{step}.py", cwd=tmp_path).stdout.strip()
        done = fresh.run("spark-submit", job, "--config", "quickstart", "--quiet", cwd=tmp_path)
        assert done.returncode == 0, done.stderr[-3000:]
        assert done.stdout.startswith(says)


def test_a_job_runs_from_a_zip_where_the_package_is_not_installed(fresh: Environment, tmp_path: Path) -> None:
    fresh.run("lakelabel", "spark-defaults", "--install", cwd=tmp_path)
    fresh.run("lakelabel", "quickstart", "--data-only", "--rows", "900", cwd=tmp_path)
    package = shutil.copy(fresh.wheel, tmp_path / "lakelabel.zip")
    job = shutil.copy(ROOT / "jobs" / "pipeline.py", tmp_path / "pipeline.py")
    assert fresh.run("pip", "uninstall", "-q", "-y", "lakelabel", cwd=tmp_path).returncode == 0
    try:
        gone = fresh.run("python", "-c", "import lakelabel", cwd=tmp_path)
        assert "No module named 'lakelabel'" in gone.stderr
        done = fresh.run("spark-submit", "--py-files", package, job, "--config", "quickstart", cwd=tmp_path)
    finally:
        fresh.run("pip", "install", "-q", "--no-deps", str(fresh.wheel), cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "model     quickstart version 1 (alias challenger)" in done.stdout


def test_a_spark_without_delta_says_how_to_start_it(fresh: Environment, tmp_path: Path) -> None:
    job = fresh.run("lakelabel", "path", "jobs/prepare.py", cwd=tmp_path).stdout.strip()
    empty = tmp_path / "empty.conf"
    empty.touch()
    done = fresh.run("spark-submit", "--properties-file", empty, job, "--config", "quickstart", cwd=tmp_path)
    assert done.returncode == 2
    said = done.stdout + done.stderr  # spark-submit mixes the two
    assert "lakelabel: This Spark was started without Delta." in said
    assert "--packages io.delta:delta-spark_4.2_2.13:4.4.0" in said
