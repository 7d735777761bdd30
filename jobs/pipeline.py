"""Runs `lakelabel pipeline` under spark-submit: spark-submit jobs/pipeline.py --config NAME."""

from lakelabel.cli import pipeline

if __name__ == "__main__":
    pipeline()
