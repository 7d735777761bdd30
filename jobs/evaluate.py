"""Runs `lakelabel evaluate` under spark-submit: spark-submit jobs/evaluate.py --config NAME."""

from lakelabel.cli import evaluate

if __name__ == "__main__":
    evaluate()
