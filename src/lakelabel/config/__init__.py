"""Configuration: one YAML file becomes one frozen, typed :class:`Settings`.

Not here: what the settings mean to Spark or MLflow; importing this package starts neither.
"""

from lakelabel.config.loading import load_settings
from lakelabel.config.settings import Settings

__all__ = ["Settings", "load_settings"]
