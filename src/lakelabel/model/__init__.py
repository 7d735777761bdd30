"""The model: its pipeline, its fit, its metrics. Frames and numbers in and out, no tables, no MLflow."""
