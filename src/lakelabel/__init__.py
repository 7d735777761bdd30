"""lakelabel trains, gates, ships, runs and watches text classifiers whose data live in Delta tables."""

__version__ = "0.1.0"
