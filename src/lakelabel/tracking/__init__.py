"""MLflow: the only package that talks to it. Runs, datasets, and the registry of models."""
