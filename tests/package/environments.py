"""A fresh environment with the built wheel in it, made once for all tests of this folder."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Environment:
    """A virtual environment.

    Attributes:
        folder: Where it is.
        wheel: The wheel that was installed in it.
    """

    folder: Path
    wheel: Path

    def run(self, *command: str | Path, cwd: Path, timeout: int = 600) -> subprocess.CompletedProcess[str]:
        """Runs a program of the environment, as if nothing of the checkout were there."""
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "SPARK_", "MLFLOW_"))}
        environ["PATH"] = f"{self.folder / 'bin'}{os.pathsep}{environ['PATH']}"
        program, *arguments = map(str, command)
        return subprocess.run(
            [str(self.folder / "bin" / program), *arguments],
            cwd=cwd,
            env=environ,
            capture_output=True,
            text=True,
            timeout=timeout,
        )


def build_wheel(folder: Path) -> Path:
    """Builds the wheel, isolated, as `make build` does."""
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    (wheel,) = folder.glob("*.whl")
    return wheel


def make_environment(folder: Path, wheel: Path) -> Environment:
    """Installs the wheel with Spark, Delta and MLflow into a new environment."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    made = Environment(folder, wheel)
    pins = str(ROOT / "constraints.txt")
    done = made.run("pip", "install", "-q", f"{wheel}[local]", "-c", pins, cwd=folder, timeout=1200)
    assert done.returncode == 0, done.stderr[-2000:]
    return made
