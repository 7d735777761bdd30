"""`make bench`: whole processes side by side, in turn, with the ratio of each pair.

Usage: run.py [--data-dir DIR] [--pairs N]. DIR holds banking77/train.csv and test.csv, as conf/banking77.yml
names them; without it they are fetched from their public address. Quote the median ratio, not single times.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
# the plain script's stages; lakelabel's own defaults otherwise
SAME_STAGES = {
    "pipeline.tokenizer.kind": "whitespace",
    "pipeline.hashing.num_features": 65536,
    "pipeline.logistic_regression.max_iter": 20,
    "pipeline.logistic_regression.reg_param": 1e-4,
}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    parser.add_argument("--pairs", type=int, default=3)
    arguments = parser.parse_args()
    data = arguments.data_dir.resolve()
    if not (data / "banking77" / "train.csv").exists():
        with tempfile.TemporaryDirectory() as folder:
            lakelabel("prepare", data, Path(folder))  # fetches them

    ratios, accuracies = [], []
    print(f"{'pair':<6}{'plain':>9}{'prepare':>9}{'train':>9}{'ratio':>8}   accuracy plain, lakelabel")
    for pair in range(1, arguments.pairs + 1):
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            plain_accuracy = plain(data, Path(folder))
            plain_seconds = time.perf_counter() - began
        with tempfile.TemporaryDirectory() as folder:
            seconds = []
            for step in ("prepare", "train"):
                began = time.perf_counter()
                lakelabel(step, data, Path(folder))
                seconds.append(time.perf_counter() - began)
            accuracy = lakelabel("evaluate", data, Path(folder))["metrics"]["accuracy"]
        ratios.append(plain_seconds / sum(seconds))
        accuracies.append((plain_accuracy, accuracy))
        print(
            f"{pair:<6}{plain_seconds:>8.1f}s{seconds[0]:>8.1f}s{seconds[1]:>8.1f}s{ratios[-1]:>8.2f}"
            f"   {plain_accuracy:.4f}, {accuracy:.4f}",
            flush=True,
        )
    gain = statistics.median(b - a for a, b in accuracies)
    print(f"\nprepare + train against the plain script, BANKING77: {statistics.median(ratios):.2f}x faster")
    print(f"accuracy with the same stages: {100 * gain:+.2f} points")


def plain(data: Path, folder: Path) -> float:
    """Runs the plain script in a folder and gives its accuracy."""
    files = [str(data / "banking77" / name) for name in ("train.csv", "test.csv")]
    out = run([sys.executable, str(HERE / "plain_script.py"), *files], folder)
    return float(next(line.split()[1] for line in out.splitlines() if line.startswith("accuracy")))


def lakelabel(step: str, data: Path, folder: Path) -> dict:
    """Runs a step in a folder and gives its result."""
    settings = [part for key, value in SAME_STAGES.items() for part in ("--set", f"{key}={value}")]
    command = [sys.executable, "-m", "lakelabel.cli", step, "--config", "banking77", *settings]
    return json.loads(run([*command, "--set", f"data_dir={data}", "--quiet", "--json"], folder))


def run(command: list[str], folder: Path) -> str:
    """Runs a command in a folder and gives what it printed; its errors are shown if it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr[-3000:]}")
    return done.stdout


if __name__ == "__main__":
    main()
