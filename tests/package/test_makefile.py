"""The Makefile and setup.py as a user runs them; commands that install packages are only printed."""

import os
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from build.env import DefaultIsolatedEnv

import lakelabel

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("make") is None, reason="there is no make"),
]

ROOT = Path(__file__).parents[2]
TARGETS = ["help", "install", "run", "test", "test-slow", "lint", "format", "bench", "build", "all", "clean"]
COMMANDS = {
    "run": "lakelabel quickstart",
    "test": 'python -m pytest tests/unit tests/spark tests/integration -m "not slow" --cov',
    "test-slow": "python -m pytest tests -m slow",
    "lint": "ruff check",
    "format": "ruff format",
    "bench": "python benchmarks/run.py",
    "build": "python -m build --outdir dist",
}


def _make(*arguments, folder=ROOT, path=None):
    # a make that runs these tests hands its own flags and variables down: these are not for ours
    environ = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    for name in ("MFLAGS", "PYTHON", "VENV"):
        environ.pop(name, None)
    if path is not None:
        environ["PATH"] = f"{path}{os.pathsep}{environ['PATH']}"
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=environ, capture_output=True, text=True, timeout=60
    )


def _script(path, *lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)


@pytest.fixture
def installed(tmp_path):
    """A folder that looks like a finished environment."""
    venv = tmp_path / "venv"
    venv.mkdir()
    (venv / ".installed").touch()
    return venv


def test_make_alone_lists_every_target():
    said = _make().stdout
    assert [line.split()[1] for line in said.splitlines()] == TARGETS
    assert said == _make("help").stdout


@pytest.mark.parametrize("target", COMMANDS)
def test_an_installed_environment_is_used_and_not_installed_again(installed, target):
    done = _make("-n", target, f"VENV={installed}")
    assert done.returncode == 0, done.stderr
    assert f"{installed}/bin/{COMMANDS[target]}\n" in done.stdout
    assert "pip install" not in done.stdout
    assert ".venv/" not in done.stdout


@pytest.mark.parametrize("target", COMMANDS)
def test_without_an_environment_every_command_makes_one_first(tmp_path, target):
    venv = tmp_path / "venv"
    said = _make("-n", target, f"VENV={venv}").stdout
    steps = [
        f"{venv}/bin/python -m pip install --quiet --editable '.[dev]' --constraint constraints.txt",
        f"{venv}/bin/python -m lakelabel.runtime.java --install",
        f"{venv}/bin/lakelabel delta-jars",
        f"touch {venv}/.installed",
        f"{venv}/bin/{COMMANDS[target]}\n",
    ]
    places = [said.index(step) for step in steps]
    assert places == sorted(places)


@pytest.mark.parametrize("changed", ["pyproject.toml", "constraints.txt"])
def test_a_changed_list_of_packages_is_installed_again(installed, changed):
    before = (ROOT / changed).stat().st_mtime - 1
    os.utime(installed / ".installed", (before, before))
    assert "pip install" in _make("-n", "test", f"VENV={installed}").stdout


def test_without_a_fitting_python_it_says_which_are_needed(tmp_path):
    for name in ("python3", "python3.11", "python3.12", "python3.13"):
        _script(tmp_path / "bin" / name, '[ "$1" = --version ] && echo Python 3.10.12', "exit 1")
    done = _make("install", f"VENV={tmp_path / 'venv'}", path=tmp_path / "bin")
    assert done.returncode != 0
    assert "lakelabel: Python 3.11, 3.12 or 3.13 is needed.\n  seen:           Python 3.10.12" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_a_python_that_cannot_make_environments_is_named_with_the_package_it_lacks(tmp_path):
    for name in ("python3.11", "python3.12", "python3.13"):
        _script(tmp_path / "bin" / name, "exit 1")
    _script(
        tmp_path / "bin" / "python3",
        'case "$2" in *ensurepip*) exit 1;; *-venv*) echo python3.11-venv;; esac',
    )
    _script(tmp_path / "bin" / "id", "echo 0")
    _script(tmp_path / "bin" / "apt-get", f'echo "$*" >> {tmp_path}/log', "exit 100")
    done = _make("install", f"VENV={tmp_path / 'venv'}", path=tmp_path / "bin")
    assert done.returncode != 0
    assert "sudo apt install python3-venv (or python3.11-venv)" in done.stderr
    assert (tmp_path / "log").read_text() == "-qq install -y python3.11-venv\n-qq update\n"


def test_a_folder_that_is_no_environment_is_not_made_one(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    done = _make("install", f"VENV={tmp_path}")
    assert done.returncode != 0
    assert f"{tmp_path} is not a virtual environment: name another folder with VENV=..." in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_clean_leaves_a_folder_that_is_no_environment(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    done = _make("clean", f"VENV={tmp_path}", folder=_project(tmp_path / "project"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_clean_removes_what_was_made_and_keeps_what_was_written_by_hand(tmp_path):
    project = _project(tmp_path / "project")
    made = [".venv/pyvenv.cfg", "build/lib/x", "dist/x.whl", "src/lakelabel.egg-info/PKG-INFO", ".coverage"]
    made += [
        ".mypy_cache/x",
        "src/lakelabel/__pycache__/x.pyc",
        "data/quickstart/x.csv",
        "lakehouse/mlflow.db",
    ]
    kept = ["Makefile", "constraints.txt", "data/own.csv", "pyproject.toml", "src/lakelabel/data/x.py"]
    for name in [*made, *kept[1:]]:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).touch()
    assert _make("clean", folder=project).returncode == 0
    left = sorted(path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file())
    assert left == kept


def _project(folder):
    """Makes a project that has the Makefile and empty lists of packages."""
    folder.mkdir(exist_ok=True)
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("pyproject.toml", "constraints.txt"):
        (folder / name).touch()
    return folder


def test_setup_py_is_bare_and_answers_from_pyproject():
    lines = (ROOT / "setup.py").read_text().splitlines()
    assert [line for line in lines[1:] if line] == ["from setuptools import setup", "setup()"]
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    with DefaultIsolatedEnv() as env:  # the setuptools that Python 3.11 brings is too old for `license`
        env.install(needed)
        done = subprocess.run(
            [env.python_executable, "setup.py", "--name", "--version"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.stdout.splitlines()[-2:] == ["lakelabel", lakelabel.__version__], done.stderr
