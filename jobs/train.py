"""Runs `lakelabel train` under spark-submit: spark-submit jobs/train.py --config NAME."""

from lakelabel.cli import train

if __name__ == "__main__":
    train()
