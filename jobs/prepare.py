"""Runs `lakelabel prepare` under spark-submit: spark-submit jobs/prepare.py --config NAME."""

from lakelabel.cli import prepare

if __name__ == "__main__":
    prepare()
