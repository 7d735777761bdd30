"""The scripts for ``spark-submit``; they travel in the wheel as ``lakelabel.jobs``."""
